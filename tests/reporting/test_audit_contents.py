"""What the audit report tells, before it is set: nothing is lost on the way."""

import json
from fractions import Fraction

import pytest
from audit_builders import (
    a_record,
    a_small_record,
    an_empty_record,
    contents,
)
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.answering import Answer
from dd_toolkit.core.review_document import gap_shown, review_fingerprint
from dd_toolkit.core.review_record import GivenVerdict, ReplyGiven, Request
from dd_toolkit.core.reviewing import Verdict
from dd_toolkit.core.scoring import shown
from dd_toolkit.core.verified import Confidence as Weights
from dd_toolkit.reporting.audit import confidence

AT = "2026-10-05T09:30:00.000Z"


def given_verdict(question, kind="changed", **fields):
    chosen = ("no",) if kind == "changed" else ()
    return GivenVerdict(question, Verdict(kind, chosen=chosen, **fields), "Lina", AT)


def names(record):
    return [question.id for question in record.questionnaire.questions]


@pytest.fixture(scope="module")
def full():
    return contents(a_record())


def test_each_finding_is_told_once_and_numbered(full):
    assert [finding.number for finding in full.findings] == list(range(1, 16))
    assert len({finding.id for finding in full.findings}) == 15


def test_a_verdict_without_a_finding_is_none():
    record = a_small_record()
    kept = given_verdict(names(record)[0], "confirmed")

    assert contents(a_small_record(verdicts=(kept,))).findings == ()


def test_a_finding_stands_beside_what_was_declared_and_what_is_true():
    name = names(a_small_record())[0]
    record = a_small_record(verdicts=(given_verdict(name, finding="It is not so."),))

    (finding,) = contents(record).findings

    assert finding.declared.labels == ("Yes, always and for everyone",)
    assert finding.verified.labels == ("No",)
    assert finding.finding.text == "It is not so."


def test_the_employers_reply_stands_with_its_finding():
    name = names(a_small_record())[0]
    reply = ReplyGiven(name, "disagrees", "We keep it so.", AT)
    record = a_small_record(
        verdicts=(given_verdict(name, finding="No."),), replies=(reply,)
    )

    (finding,) = contents(record).findings

    assert (finding.reply.stance, finding.reply.text.text) == (
        "disagrees",
        "We keep it so.",
    )


def test_a_finding_without_a_reply_has_none():
    name = names(a_small_record())[0]
    record = a_small_record(verdicts=(given_verdict(name, finding="No."),))

    assert contents(record).findings[0].reply is None


def test_what_was_asked_shows_the_answer_before_only_where_it_changed():
    one, other = names(a_small_record())[:2]
    asked = [Request(1, name, "Why?", "Lina", AT) for name in (one, other)]
    earlier = {one: Answer(("no",)), other: Answer(("yes",))}

    changed, same = contents(
        a_small_record(requests=tuple(asked), earlier=earlier)
    ).requests

    assert changed.before.labels == ("No",)
    assert changed.now.labels == ("Yes, always and for everyone",)
    assert same.before is None


def test_every_question_that_applies_is_in_the_annex_checked_or_not(full):
    lines = [line for area in full.verdicts for line in area.lines]

    assert len(lines) == full.tally.applicable
    assert sum(line.verdict is None for line in lines) == full.tally.without


def test_the_scope_counts_what_was_checked_area_by_area(full):
    assert sum(line.applicable for line in full.scope) == full.tally.applicable
    assert sum(line.checked for line in full.scope) == full.tally.checked


def test_the_figures_are_those_of_the_engine():
    record = a_record()
    told, held = contents(record), record.verification

    assert told.declared.score == shown(held.overall.declared)
    assert told.verified.score == shown(held.overall.verified)
    assert told.gap == gap_shown(held.overall.gap)


@pytest.mark.parametrize(
    ("exact", "points"), [("5/2", 3), ("-5/2", -3), ("1/3", 0), ("-1/3", 0), (7, 7)]
)
def test_halves_of_a_gap_go_away_from_zero(exact, points):
    assert gap_shown(Fraction(exact)) == points


@given(st.lists(st.integers(0, 40), min_size=3, max_size=3))
def test_the_three_parts_of_confidence_add_up_to_a_hundred(weights):
    found = confidence(Weights(*weights))

    total = found.verified + found.evidenced + found.declared
    assert total == (100 if sum(weights) else 0)


def test_the_attached_data_has_the_printed_fingerprint(full):
    document = json.loads(full.attachment.text)

    assert review_fingerprint(document) == full.marks.review_sha256


def test_the_attached_data_is_the_same_in_every_language():
    record = a_record(findings=2)

    english, arabic = contents(record, "en"), contents(record, "ar")

    assert english.attachment == arabic.attachment
    assert english.title != arabic.title


def test_a_correction_says_what_it_replaces_and_why():
    told = contents(a_small_record(corrects="r3view", reason="A digit was wrong."))

    assert told.correction.of == "r3view"
    assert told.correction.reason.text == "A digit was wrong."


def test_a_draft_has_no_day_of_signing():
    assert contents(an_empty_record()).signed is None


def test_the_document_holds_no_word_that_the_record_does_not():
    """Its keys are a contract; a new one is added here on purpose."""
    document = json.loads(contents(a_record(findings=1)).attachment.text)

    assert set(document) == {
        *("format", "method", "review", "assessment", "corrects", "reason"),
        *("employer", "site", "year", "questionnaire", "answers_sha256", "answers"),
        *("submitted", "asked", "began", "findings_sent", "reply_until", "signed"),
        *("signed_by", "agreed", "agreed_by", "people", "overall", "areas"),
        *("instruments", "provisions", "confidence", "verdicts", "requests"),
        *("replies", "notes", "evidence", "contradictions"),
    }
