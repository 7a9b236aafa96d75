"""A case goes back, is corrected in a new edition, and the review goes on with it."""

import pytest

from dd_toolkit.core.answering import Answer
from dd_toolkit.operations.assessments import Submitted, open_case
from dd_toolkit.operations.editions import reopen
from dd_toolkit.operations.reviewing import Refused, open_review
from dd_toolkit.operations.sending_back import SentBack, changes_since
from dd_toolkit.storage import cases
from dd_toolkit.storage.evidence import evidence_of_assessment
from dd_toolkit.storage.reviews import reviews_of
from dd_toolkit.storage.verdicts import verdict_history
from tests.builders import valued
from tests.operations.builders import AT, save
from tests.operations.reviews import (
    CHANGED,
    CONFIRMED,
    NO,
    a_review,
    a_signed_review,
    attach,
    correct,
    decide,
    later,
    reply,
    resubmit,
    send_back,
    send_findings,
)
from tests.storage.databases import contents, rows


def state(db, review_id="c"):
    return open_review(db, review_id).review.state


def recipients(db):
    return sorted(row["recipient"] for row in rows(db, "mail"))


@pytest.fixture
def sent_back(db):
    """All three questions were confirmed, and m.q1 is asked about."""
    a_review(db, second=True)
    for name in ("m.q1", "m.q2", "m.q3"):
        decide(db, name)
    decide(db, "m.q1", by="second")
    send_back(db)


def test_the_employer_gets_a_new_edition_with_all_answers_and_files(db, sent_back):
    old, new = open_case(db, "a"), open_case(db, "a2")

    assert not new.assessment.submitted
    assert new.answers == old.answers
    assert [one.name for one in evidence_of_assessment(db, "a2")] == ["slips.pdf"]


def test_what_was_asked_stands_by_question(db, sent_back):
    found = open_review(db, "c")

    assert (found.review.state, found.review.times_sent_back) == ("sent-back", 1)
    assert {name: one.asked for name, one in found.open_requests.items()} == {
        "m.q1": "Show the safe."
    }


def test_the_draft_knows_the_review_that_it_answers(db, sent_back):
    assert [review.id for review in reviews_of(db, "a2")] == ["c"]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"q9": "Show it."}, "unknown-question"),
        ({"q1": " "}, "nothing-asked"),
        ({"q1": "Show.", "q2": ""}, "nothing-asked"),
        ({"q1": "x" * 2001}, "text"),
    ],
)
def test_what_cannot_be_asked_sends_nothing_back(db, asked, why):
    a_review(db)
    before = contents(db)

    assert send_back(db, **asked).reason == why
    assert contents(db) == before


def test_an_edition_that_the_employer_began_is_gone_on_with(db):
    a_review(db)
    reopen(db, "a", new_id="own", visit_secret=None, at=AT)

    assert send_back(db) == SentBack("own")


def test_the_review_goes_on_with_the_edition_that_was_submitted(db, sent_back):
    assert isinstance(resubmit(db), Submitted)

    review = open_review(db, "c").review
    assert (review.assessment_id, review.state) == ("a2", "in-review")


def test_the_auditors_are_told_that_it_came_back(db, sent_back):
    before = recipients(db)

    resubmit(db)

    new = recipients(db)
    for recipient in before:
        new.remove(recipient)
    assert new == ["lead@x.org", "second@x.org"]


def test_verdicts_on_what_is_unchanged_stay(db, sent_back):
    resubmit(db, {"m.q1": NO})

    assert set(open_review(db, "c").standing) == {"m.q2", "m.q3"}


def test_verdicts_on_what_was_changed_are_open_again_in_both_rounds(db, sent_back):
    resubmit(db, {"m.q1": NO})

    found = open_review(db, "c")
    for round_ in (found.verdicts, found.opinions):
        assert (round_["m.q1"].verdict, round_["m.q1"].through) == (None, "resubmitted")


@pytest.mark.parametrize("change", ["answer", "note", "file"])
def test_an_answer_a_note_and_a_file_are_each_a_change(db, sent_back, change):
    if change == "file":
        attach(db, "m.q1", assessment_id="a2", name="safe.pdf")
    given = {
        "answer": {"m.q1": NO},
        "note": {"m.q1": Answer(("v100",), note="In the safe.")},
        "file": None,
    }[change]

    resubmit(db, given)

    found = open_review(db, "c")
    assert set(found.standing) == {"m.q2", "m.q3"}
    assert [one.question_id for one in changes_since(db, found)] == ["m.q1"]


def test_the_difference_shows_both_answers(db, sent_back):
    resubmit(db, {"m.q1": NO})

    (change,) = changes_since(db, open_review(db, "c"))
    assert (change.before.choices, change.after.choices) == (("v100",), ("v0",))


def test_a_review_that_began_with_its_edition_has_no_differences(db):
    a_review(db)

    assert changes_since(db, open_review(db, "c")) == ()


def test_the_list_follows_the_new_answers(db, sent_back):
    resubmit(db, {"m.q1": NO})

    (line,) = cases.cases_of(db, "lead")
    assert (line.assessment_id, line.critical, line.decided) == ("a2", 1, 2)


def test_a_verdict_on_the_old_edition_stays_in_the_history(db, sent_back):
    resubmit(db, {"m.q1": NO})

    history = verdict_history(db, "c", question_id="m.q1")
    assert [(one.assessment_id, one.verdict) for one in history] == [
        ("a", CONFIRMED),
        ("a", CONFIRMED),
        ("a2", None),
        ("a2", None),
    ]


def test_it_can_go_back_a_second_time(db, sent_back):
    resubmit(db)

    send_back(db, new_id="a3", q2="Which months?")

    found = open_review(db, "c")
    assert found.review.times_sent_back == 2
    assert list(found.open_requests) == ["m.q2"]
    assert len(found.requests) == 2


def test_what_the_employer_submits_unasked_moves_an_open_review_too(db):
    a_review(db)
    decide(db, "m.q1")
    reopen(db, "a", new_id="a2", visit_secret=None, at=AT)

    resubmit(db, {"m.q1": NO})

    found = open_review(db, "c")
    assert (found.review.assessment_id, found.standing) == ("a2", {})


def test_replies_begin_anew_once_answers_were_changed(db):
    a_review(db)
    decide(db, "m.q1", CHANGED)
    send_findings(db)
    reply(db)
    reopen(db, "a", new_id="a2", visit_secret=None, at=AT)

    resubmit(db, valued(q2=1))

    review = open_review(db, "c").review
    assert (review.state, review.findings_sent_at, review.reply_until) == (
        "in-review",
        None,
        None,
    )


def test_a_signed_review_stays_with_its_edition(db):
    a_signed_review(db)
    reopen(db, "a", new_id="a2", visit_secret=None, at=AT)

    resubmit(db, {"m.q1": NO})

    review = open_review(db, "c").review
    assert (review.assessment_id, review.state) == ("a", "signed")


def test_a_correction_stays_with_the_edition_that_was_signed(db):
    a_signed_review(db)
    correct(db)
    reopen(db, "a", new_id="a2", visit_secret=None, at=AT)

    resubmit(db, {"m.q1": NO}, at=later(days=31))

    assert open_review(db, "c2").review.assessment_id == "a"


@pytest.mark.parametrize(
    ("by", "why"),
    [("second", "not-yours"), ("owner", "not-yours"), ("other", "not-yours")],
)
def test_only_a_lead_sends_a_case_back(db, by, why):
    a_review(db, second=True)

    assert send_back(db, by=by) == Refused(why)


def test_an_answer_cannot_be_slipped_in_while_it_is_reviewed(db):
    a_review(db)

    assert save(db, {"m.q1": NO}).reason == "submitted"
