"""Auditors decide: each verdict is kept, and nobody's is covered unread."""

from dataclasses import replace
from functools import partial

import pytest

from dd_toolkit.core.conditions import Answered
from dd_toolkit.core.reviewing import Verdict
from dd_toolkit.operations.reviewing import Refused, open_review
from dd_toolkit.operations.verdicts import (
    BulkDecided,
    Contradicted,
    Decided,
    confirm_minor,
)
from dd_toolkit.storage.verdicts import verdict_history
from tests.builders import DO_NOT_KNOW, a_question, a_questionnaire, valued
from tests.operations.builders import AT, PROFILE
from tests.operations.reviews import (
    CHANGED,
    CONFIRMED,
    NOT_VERIFIABLE,
    a_review,
    add_note,
    assign,
    attach,
    decide,
    resubmit,
    send_back,
    withdraw_note,
)
from tests.storage.databases import all_at_once, contents, rows


def standing(db, question_id="m.q1"):
    return open_review(db, "c").standing.get(question_id)


def kinds(db, question_id="m.q1", round_=1):
    return [
        given.verdict and given.verdict.kind
        for given in verdict_history(db, "c", question_id=question_id)
        if given.round == round_
    ]


def line(db):
    (found,) = rows(db, "case_line")
    return found["decided"], found["findings"]


def test_a_verdict_stands_with_all_it_says(db):
    a_review(db)

    assert decide(db, verdict=CHANGED) == Decided(1)
    assert standing(db) == CHANGED


def test_the_first_verdict_begins_the_review(db):
    a_review(db)

    decide(db)

    review = open_review(db, "c").review
    assert (review.state, review.began_at) == ("in-review", "2026-11-23T09:30:00.000Z")


def test_the_same_verdict_twice_is_written_once(db):
    a_review(db)
    decide(db, verdict=CHANGED)
    before = contents(db)

    assert decide(db, verdict=CHANGED, seen=0) == Decided(1)
    assert contents(db) == before


def test_a_newer_verdict_stands_and_the_older_stays_in_the_history(db):
    a_review(db)
    decide(db)

    decide(db, verdict=NOT_VERIFIABLE)

    assert kinds(db) == ["confirmed", "not-verifiable"]


def test_a_verdict_taken_back_leaves_the_question_open(db):
    a_review(db)
    decide(db)

    decide(db, verdict=None)

    assert (standing(db), kinds(db)) == (None, ["confirmed", None])


def test_taking_back_what_was_never_given_writes_nothing(db):
    a_review(db)
    before = contents(db)

    assert decide(db, verdict=None) == Decided(0)
    assert contents(db) == before


def test_a_verdict_that_another_auditor_gave_meanwhile_is_not_covered(db):
    page = a_review(db)
    assign(db, "other")
    page = open_review(db, "c")
    decide(db, verdict=CHANGED, by="other")

    outcome = decide(db, found=page)

    assert isinstance(outcome, Contradicted)
    assert (outcome.other.verdict, outcome.other.by) == (CHANGED, "other")
    assert standing(db) == CHANGED


def test_who_has_read_the_others_verdict_may_put_it_aside(db):
    a_review(db)
    assign(db, "other")
    page = open_review(db, "c")
    decide(db, verdict=CHANGED, by="other")
    told = decide(db, found=page)

    decide(db, found=page, seen=told.other.revision)

    assert standing(db) == CONFIRMED


def test_a_verdict_that_was_changed_and_changed_back_covers_nothing(db):
    a_review(db)
    assign(db, "other")
    decide(db)
    page = open_review(db, "c")
    decide(db, verdict=CHANGED, by="other")
    decide(db, verdict=CONFIRMED, by="other")

    assert isinstance(decide(db, verdict=NOT_VERIFIABLE, found=page), Decided)


def test_verdicts_on_different_questions_do_not_meet(db):
    a_review(db)
    assign(db, "other")
    page = open_review(db, "c")
    decide(db, "m.q1", by="other")

    assert isinstance(decide(db, "m.q2", found=page), Decided)


def test_of_two_auditors_who_decide_at_once_one_is_told(db, connect):
    a_review(db)
    assign(db, "other")
    first, second = connect(), connect()
    outcomes = []
    for number in range(10):
        page = open_review(db, "c")
        mine, theirs = (
            Verdict("confirmed", finding=f"{number} of {name}")
            for name in ("lead", "other")
        )
        pair = all_at_once(
            partial(decide, first, verdict=mine, found=page),
            partial(decide, second, verdict=theirs, found=page, by="other"),
        )
        outcomes.append(sorted(type(one).__name__ for one in pair))

    assert outcomes == [["Contradicted", "Decided"]] * 10


def test_a_verdict_on_an_edition_that_was_replaced_meanwhile_is_refused(db):
    a_review(db)
    decide(db, "m.q2")
    page = open_review(db, "c")
    send_back(db)
    resubmit(db, valued(q1=0))

    assert decide(db, found=page) == Refused("changed")


@pytest.mark.parametrize("question_id", ["m.q9", "", "profile.colour"])
def test_a_question_that_is_not_asked_gets_no_verdict(db, question_id):
    a_review(db)

    outcome = decide(db, question_id)

    assert outcome == Refused("unknown-question", (question_id,))


def test_a_verdict_that_does_not_fit_says_what_to_mend(db):
    a_review(db)

    outcome = decide(db, verdict=replace(CHANGED, finding=""))

    assert outcome.reason == "verdict"
    assert outcome.refusals[0].question == "m.q1"


def test_what_a_changed_answer_opens_can_be_decided_too(db):
    follow_up = a_question("m.q2", when=Answered("m.q1", ("v0",)))
    questionnaire = a_questionnaire(a_question("m.q1", severity="critical"), follow_up)
    a_review(db, given={**PROFILE, **valued(q1=1)}, questionnaire=questionnaire)
    assert decide(db, "m.q2", CHANGED).reason == "unknown-question"

    decide(db, verdict=CHANGED)

    assert isinstance(decide(db, "m.q2", CHANGED), Decided)


def test_the_list_counts_what_was_decided_and_found(db):
    a_review(db)
    decide(db, "m.q1", CHANGED)
    decide(db, "m.q2")
    assert line(db) == (2, 1)

    decide(db, "m.q1", None)

    assert line(db) == (1, 0)


# --- two opinions --------------------------------------------------------------------


def opinions(db, part, question_id="m.q1"):
    found = open_review(db, "c").opinions_of(question_id, part)
    return [given and given.verdict for given in (found.own, found.other)]


def test_a_second_auditors_opinion_is_no_verdict_of_the_review(db):
    a_review(db, second=True)

    decide(db, verdict=CHANGED, by="second")

    assert (standing(db), kinds(db, round_=2), line(db)) == (None, ["changed"], (0, 0))


def test_nobody_sees_the_others_opinion_before_both_gave_one(db):
    a_review(db, second=True)

    decide(db, verdict=CHANGED, by="second")
    assert opinions(db, "lead") == [None, None]

    decide(db)
    assert opinions(db, "lead") == [CONFIRMED, CHANGED]
    assert opinions(db, "second") == [CHANGED, CONFIRMED]


def test_the_second_auditor_does_not_see_the_first_opinion_either(db):
    a_review(db, second=True)

    decide(db, verdict=CHANGED)

    assert opinions(db, "second") == [None, None]


def test_an_opinion_taken_back_hides_the_other_again(db):
    a_review(db, second=True)
    decide(db)
    decide(db, verdict=CHANGED, by="second")

    decide(db, verdict=None)

    assert opinions(db, "lead") == [None, None]


def through(db, round_=1):
    return [
        given.through for given in verdict_history(db, "c") if given.round == round_
    ]


def test_giving_the_same_verdict_again_settles_two_opinions(db):
    a_review(db, second=True)
    decide(db)
    decide(db, verdict=CHANGED, by="second")

    decide(db)

    assert through(db) == ["page", "settled"]


def test_two_opinions_are_settled_once(db):
    a_review(db, second=True)
    decide(db)
    decide(db, verdict=CHANGED, by="second")
    decide(db)
    before = contents(db)

    decide(db)

    assert contents(db) == before


# --- many at once --------------------------------------------------------------------


def bulk(db, *names, by="lead"):
    return confirm_minor(db, open_review(db, "c"), names, by=by, at=AT)


def test_minor_questions_with_evidence_are_confirmed_together(db):
    a_review(db)
    attach(db, "m.q3")

    assert bulk(db, "m.q2", "m.q3") == BulkDecided(("m.q2", "m.q3"), ())
    assert standing(db, "m.q2") == CONFIRMED
    assert line(db) == (2, 0)


def test_what_must_be_looked_at_by_itself_is_refused_by_name(db):
    a_review(db)
    attach(db, "m.q1")

    outcome = bulk(db, "m.q1", "m.q2", "m.q3", "m.q9", "m.count")

    assert outcome == BulkDecided(
        ("m.q2",),
        (
            ("m.q1", "not-minor"),
            ("m.q3", "no-evidence"),
            ("m.q9", "not-asked"),
            ("m.count", "not-minor"),
        ),
    )


@pytest.mark.parametrize(
    ("given", "why"),
    [({"q2": None}, "not-answered"), ({}, "decided")],
)
def test_what_nobody_knows_or_somebody_decided_is_not_confirmed_in_bulk(db, given, why):
    answers = {**PROFILE, **valued(q1=1, q2=1, q3=1)}
    if given:
        answers["m.q2"] = DO_NOT_KNOW
    a_review(db, given=answers)
    if not given:
        decide(db, "m.q2", NOT_VERIFIABLE)

    assert bulk(db, "m.q2") == BulkDecided((), (("m.q2", why),))


def test_a_verdict_taken_back_can_be_confirmed_in_bulk(db):
    a_review(db)
    decide(db, "m.q2", NOT_VERIFIABLE)
    decide(db, "m.q2", None)

    assert bulk(db, "m.q2").confirmed == ("m.q2",)


# --- notes ---------------------------------------------------------------------------


def notes(db):
    return [note.text for note in open_review(db, "c").notes]


def test_a_note_sent_twice_is_kept_once(db):
    a_review(db)

    add_note(db)
    before = contents(db)
    add_note(db)

    assert notes(db) == ["They carry their passports."]
    assert contents(db) == before


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"text": " \n"}, "empty"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"people": 0}, "people"),
        ({"people": -1}, "people"),
        ({"people": 10**12}, "people"),
        ({"question_id": "m.q9"}, "unknown-question"),
        ({"kind": "rumour"}, "unknown"),
        ({"id": "short"}, "unknown"),
        ({"id": "../../etc/passwd"}, "unknown"),
    ],
)
def test_a_note_that_cannot_be_one_is_refused(db, change, why):
    a_review(db)
    before = contents(db)

    assert add_note(db, **change) == Refused(why)
    assert contents(db) == before


def test_a_note_may_be_about_the_whole_case(db):
    a_review(db)

    add_note(db, question_id=None, people=None, kind="observation")

    (note,) = open_review(db, "c").notes
    assert (note.question_id, note.people) == (None, None)


def test_a_withdrawn_note_is_shown_no_more_and_not_deleted(db):
    a_review(db)
    add_note(db)

    withdraw_note(db)

    assert notes(db) == []
    assert [row["text"] for row in rows(db, "field_note")] == [
        "They carry their passports."
    ]


def test_nobody_withdraws_anothers_note(db):
    a_review(db, second=True)
    add_note(db)

    assert withdraw_note(db, by="second") == Refused("unknown")


def test_a_verdict_may_come_without_a_finding(db):
    a_review(db)

    decide(db, verdict=Verdict("confirmed"))

    assert open_review(db, "c").findings == {}
