"""Findings are replied to, a review is signed and frozen, and corrected by another."""

import datetime

import pytest

from dd_toolkit.core.reviewing import Hindrance
from dd_toolkit.operations import assigning, replying
from dd_toolkit.operations.replying import FindingsSent, Replied, ReplyContradicted
from dd_toolkit.operations.reviewing import Done, Refused, open_review
from dd_toolkit.operations.signing import Signed, hindrances_of
from dd_toolkit.storage import case_figures
from dd_toolkit.storage.review_results import ReviewFigure, figures_of, kept_review
from dd_toolkit.storage.verdicts import reply_history
from tests.operations.builders import AT
from tests.operations.reviews import (
    CHANGED,
    CONFIRMED,
    NOT_VERIFIABLE,
    SETTINGS,
    a_review,
    a_signed_review,
    add_note,
    agree,
    correct,
    decide,
    later,
    reply,
    send_back,
    send_findings,
    sign,
)
from tests.storage.databases import contents, rows


@pytest.fixture
def found(db):
    """A review with one finding, about m.q1."""
    a_review(db, second=True)
    decide(db, "m.q1", CHANGED)


@pytest.fixture
def replying_review(db, found):
    send_findings(db)


def hindered(db, *, at=AT):
    case = open_review(db, "c")
    return hindrances_of(db, case, at=at)


def replies(db):
    return [(one.stance, one.text) for one in reply_history(db, "c")]


def test_findings_that_were_sent_can_be_replied_to_for_so_many_days(db, found):
    assert send_findings(db, days=14) == FindingsSent(datetime.date(2026, 12, 7))
    assert open_review(db, "c").review.state == "replying"


def test_the_employer_reads_findings_only_once_they_were_sent(db, found):
    assert open_review(db, "c").shown_findings == {}

    send_findings(db)

    assert list(open_review(db, "c").shown_findings) == ["m.q1"]


def test_sending_findings_again_never_shortens_the_time(db, replying_review):
    assert send_findings(db, days=1) == FindingsSent(datetime.date(2026, 12, 7))
    assert send_findings(db, days=20) == FindingsSent(datetime.date(2026, 12, 13))


@pytest.mark.parametrize("days", [0, -1, 61, 10**9])
def test_the_time_for_replies_has_its_limits(db, found, days):
    assert send_findings(db, days=days) == Refused("days")


def test_without_a_finding_nothing_is_sent(db):
    a_review(db)
    decide(db)

    assert send_findings(db) == Refused("no-findings")


def test_the_owners_are_told_of_the_day_and_the_auditors_of_the_replies(
    db, replying_review
):
    replying.replies_done(db, SETTINGS, "c", by="owner", at=AT)

    mails = rows(db, "mail")
    (told,) = [row for row in mails if row["recipient"] == "owner@x.org"]
    assert "7 December 2026" in told["body"]
    assert [row["recipient"] for row in mails].count("lead@x.org") == 2


@pytest.mark.parametrize("by", ["owner", "colleague"])
def test_an_owner_and_a_colleague_may_reply(db, replying_review, by):
    assert isinstance(reply(db, by=by), Replied)
    assert replies(db) == [("disagrees", "They asked us to keep them.")]


def test_the_same_reply_twice_is_written_once(db, replying_review):
    reply(db)
    before = contents(db)

    reply(db)

    assert contents(db) == before


def test_a_colleagues_reply_is_not_covered_unread(db, replying_review):
    reply(db, by="colleague")

    outcome = reply(db, text="We gave them back.")
    assert isinstance(outcome, ReplyContradicted)

    reply(db, text="We gave them back.", seen=outcome.other.revision)
    assert replies(db)[-1] == ("disagrees", "We gave them back.")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"question_id": "m.q2"}, "no-finding"),
        ({"question_id": "m.q9"}, "no-finding"),
        ({"stance": "perhaps"}, "empty"),
        ({"stance": "", "text": "   "}, "empty"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "a\0b"}, "text"),
    ],
)
def test_a_reply_that_cannot_be_one_is_refused(db, replying_review, facts, why):
    before = contents(db)

    assert reply(db, **facts).reason == why
    assert contents(db) == before


def test_nobody_replies_before_the_findings_were_sent(db, found):
    assert reply(db) == Refused("state")


# --- what stands in the way ----------------------------------------------------------


def test_a_finding_has_to_be_sent_replied_to_or_waited_for(db, found):
    assert hindered(db) == (Hindrance("findings-not-sent", ("m.q1",)),)

    send_findings(db)
    assert hindered(db) == (Hindrance("reply-awaited", ("m.q1",)),)
    assert hindered(db, at=later(days=14)) == (Hindrance("reply-awaited", ("m.q1",)),)
    assert hindered(db, at=later(days=15)) == ()

    reply(db)
    assert hindered(db) == ()


def test_a_finding_that_changed_needs_a_new_reply(db, replying_review):
    reply(db)
    decide(db, "m.q1", NOT_VERIFIABLE)
    decide(db, "m.q1", CHANGED)

    assert hindered(db) == (Hindrance("reply-awaited", ("m.q1",)),)

    assert isinstance(reply(db), Replied)
    assert hindered(db) == ()


def test_a_finding_written_after_the_time_to_reply_has_to_be_sent(db, replying_review):
    reply(db)
    decide(db, "m.q2", CHANGED, at=later(days=20))

    assert hindered(db, at=later(days=20)) == (
        Hindrance("findings-not-sent", ("m.q2",)),
    )


def test_a_critical_question_without_a_verdict_stands_in_the_way(db):
    a_review(db)
    decide(db, "m.q2")

    assert hindered(db) == (Hindrance("no-verdict", ("m.q1",)),)
    assert sign(db) == Refused("hindered", ("m.q1",))


def test_what_was_sent_back_cannot_be_signed(db):
    a_review(db)
    decide(db)
    send_back(db)

    assert hindered(db) == (Hindrance("requests-open"),)
    assert sign(db) == Refused("hindered")


def test_two_opinions_that_contradict_have_to_be_settled(db):
    a_review(db, second=True)
    decide(db)
    decide(db, verdict=NOT_VERIFIABLE, by="second")
    assert hindered(db) == (Hindrance("second-opinion", ("m.q1",)),)

    decide(db)

    assert hindered(db) == ()


def test_an_opinion_that_came_after_settling_has_to_be_looked_at_again(db):
    a_review(db, second=True)
    decide(db)
    decide(db, verdict=NOT_VERIFIABLE, by="second")
    decide(db)

    decide(db, verdict=CHANGED, by="second")

    assert [one.kind for one in hindered(db)] == ["second-opinion"]


def four_eyes(db):
    a_review(db, second=True)
    decide(db)
    assigning.ask_for_four_eyes(db, "c", wanted=True, by="lead", at=AT)


def test_four_eyes_need_the_agreement_of_another_auditor(db):
    four_eyes(db)
    assert sign(db) == Refused("hindered")

    assert agree(db) == Done()
    assert sign(db) == Signed()


def test_nobody_is_their_own_second_pair_of_eyes(db):
    four_eyes(db)
    agree(db, by="lead")

    assert sign(db) == Refused("same-person")


def test_an_agreement_is_to_exactly_what_stood_there(db):
    four_eyes(db)
    agree(db)

    add_note(db)

    assert hindered(db) == (Hindrance("not-agreed"),)


def test_an_agreement_to_what_has_changed_since_is_refused(db):
    four_eyes(db)
    seen = open_review(db, "c").review.revision
    decide(db, "m.q2")

    assert agree(db, seen=seen) == Refused("changed")


# --- signing -------------------------------------------------------------------------


def test_a_review_that_changed_since_it_was_read_is_not_signed(db):
    a_review(db)
    decide(db)
    seen = open_review(db, "c").review.revision
    decide(db, "m.q2")

    assert sign(db, seen=seen) == Refused("changed")


def test_signing_keeps_what_the_review_came_to(db):
    a_signed_review(db, q1=CHANGED)

    kept = kept_review(db, "c")
    assert kept.document["signed_by"] == "Lead"
    assert kept.document["overall"]["declared"]["shown"] == 93
    assert kept.document["overall"]["verified"]["shown"] == 21
    assert [one["question"] for one in kept.document["verdicts"]] == ["m.q1"]
    assert kept.document["replies"][0]["text"] == "They asked us to keep them."


def test_signing_keeps_the_figures_to_compare_many(db):
    a_signed_review(db, q1=CHANGED)

    assert figures_of(db, "c") == [
        ReviewFigure("area", "documents", declared=92857, verified=21429),
        ReviewFigure("overall", "overall", declared=92857, verified=21429),
    ]


def test_signing_asks_for_the_report_in_every_language(db):
    a_signed_review(db)

    asked = [row for row in rows(db, "report") if row["subject_id"] == "c"]
    assert sorted((row["kind"], row["locale"]) for row in asked) == [
        ("audit", "ar"),
        ("audit", "en"),
    ]


def test_signing_twice_signs_once(db):
    a_signed_review(db)
    before = contents(db)

    assert sign(db) == Refused("signed")
    assert contents(db) == before


# --- correcting ----------------------------------------------------------------------


def test_a_correction_holds_all_that_was_signed(db):
    a_review(db, second=True)
    decide(db, "m.q1", CHANGED)
    decide(db, "m.q1", CHANGED, by="second")
    add_note(db)
    send_findings(db)
    reply(db)
    sign(db)

    correct(db)

    old, new = open_review(db, "c"), open_review(db, "c2")
    assert (new.standing, new.second, new.replies) == (
        old.standing,
        old.second,
        old.replies,
    )
    assert [note.text for note in new.notes] == [note.text for note in old.notes]
    assert new.part_of("lead") == "lead"
    assert (new.review.corrects_id, new.review.reason) == ("c", "A date was wrong.")


def test_a_correction_leaves_the_signed_review_as_it_was(db):
    a_signed_review(db, q1=CHANGED)
    before = open_review(db, "c"), kept_review(db, "c")
    correct(db)

    decide(db, "m.q2", NOT_VERIFIABLE, review_id="c2")
    sign(db, review_id="c2", at=later(days=31))

    assert (open_review(db, "c"), kept_review(db, "c")) == before
    assert kept_review(db, "c2").document["corrects"] == "c"


def test_a_correction_of_what_was_replied_to_can_be_signed_at_once(db):
    a_signed_review(db, q1=CHANGED)
    correct(db)

    assert sign(db, review_id="c2", at=later(days=31)) == Signed()


def test_a_review_is_corrected_once_and_its_correction_again(db):
    a_signed_review(db)
    correct(db)
    assert correct(db, new_id="c3") == Refused("corrected")

    sign(db, review_id="c2", at=later(days=31))

    assert isinstance(correct(db, review_id="c2", new_id="c3"), Done)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"reason": " "}, "empty"),
        ({"reason": "x" * 2001}, "text"),
        ({"by": "second"}, "not-yours"),
        ({"by": "owner"}, "not-yours"),
        ({"review_id": "none"}, "unknown"),
    ],
)
def test_a_correction_needs_a_reason_and_a_lead(db, facts, why):
    a_signed_review(db)

    assert correct(db, **facts) == Refused(why)


def test_what_is_not_signed_needs_no_correction(db):
    a_review(db)

    assert correct(db) == Refused("not-signed")


# --- figures over the own cases ------------------------------------------------------


def test_the_gap_is_told_over_ones_own_signed_cases_the_corrected_once(db):
    a_signed_review(db, q1=CHANGED)
    correct(db)
    sign(db, review_id="c2", at=later(days=31))

    gaps = {one.kind: one for one in case_figures.mean_gaps(db, "lead")}
    assert (gaps["overall"].cases, gaps["overall"].gap) == (1, 71428)
    assert case_figures.mean_gaps(db, "other") == []
    assert case_figures.times_to_close(db, "lead") == [
        ("2026-11-23T09:30:00.000Z", "2026-11-23T09:30:00.000Z")
    ]


def test_two_auditors_are_compared_by_what_they_said_unseen(db):
    a_review(db, second=True)
    decide(db, "m.q1", CONFIRMED)
    decide(db, "m.q1", NOT_VERIFIABLE, by="second")
    decide(db, "m.q1", NOT_VERIFIABLE)
    decide(db, "m.q2", CONFIRMED)
    decide(db, "m.q2", CONFIRMED, by="second")
    decide(db, "m.q3", CONFIRMED)
    assert case_figures.verdict_pairs(db, "lead") == []

    sign(db)

    assert case_figures.verdict_pairs(db, "lead") == [
        ("confirmed", "not-verifiable"),
        ("confirmed", "confirmed"),
    ]


def test_nothing_that_was_written_stands_in_the_audit_log(db):
    a_signed_review(db, q1=CHANGED)

    log = " ".join(row["detail"] + row["subject"] for row in rows(db, "audit_entry"))
    assert not any(word in log for word in ("passport", "asked us", "Lead", "Mill"))
