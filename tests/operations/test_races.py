"""Two who act at the same moment: one after the other, in whatever order."""

import json
import time
from functools import partial

import pytest

from dd_toolkit.core.answering import Answer, answers_fingerprint, chosen
from dd_toolkit.operations import assessments
from dd_toolkit.operations.assessments import (
    NotSaved,
    NotSubmitted,
    Saved,
    Submitted,
    open_case,
)
from dd_toolkit.storage import visits
from tests.builders import a_question, a_questionnaire, valued
from tests.operations.builders import AT, PROFILE, a_draft, begin, save, submit
from tests.storage.databases import all_at_once, rows

ROUNDS = 40
HEAD_STARTS = [seconds / 1000 for seconds in (*range(-5, 6), -50, 50)]
"""Seconds that the submission begins before the answer; negative: after it."""


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_of_two_who_submit_at_once_one_wins(db, connect):
    first, second = connect(), connect()
    outcomes = []
    for number in range(ROUNDS):
        name = f"a{number}"
        a_draft(db, assessment_id=name)
        outcomes.append(
            all_at_once(
                partial(submit, first, assessment_id=name, report_id=f"{name}-1"),
                partial(submit, second, assessment_id=name, report_id=f"{name}-2"),
            )
        )

    assert [kinds(pair) for pair in outcomes] == [
        ["NotSubmitted", "Submitted"]
    ] * ROUNDS


def test_who_loses_is_told_that_it_was_submitted(db, connect):
    a_draft(db)

    outcomes = all_at_once(
        *(partial(submit, connect(), report_id=f"r{n}") for n in range(4))
    )

    assert outcomes.count(NotSubmitted("submitted")) == 3


def test_the_winners_report_is_the_one_that_is_stored(db, connect):
    a_draft(db)

    outcomes = all_at_once(
        *(partial(submit, connect(), report_id=f"r{n}") for n in range(4))
    )

    (winner,) = [each for each in outcomes if isinstance(each, Submitted)]
    assert [row["id"] for row in rows(db, "report")] == [winner.report_id]


def race(db, submitter, saver, name, head_start):
    """Submit and answer at once; what saving gave."""
    opened = a_draft(db, assessment_id=name)

    def answer():
        time.sleep(max(0, head_start))
        return assessments.answer(
            saver, opened, {"m.q1": chosen("v0")}, through="autosave", at=AT
        )

    def submit_it():
        time.sleep(max(0, -head_start))
        return submit(submitter, assessment_id=name, report_id=name)

    saved, _ = all_at_once(answer, submit_it)
    return saved


@pytest.fixture
def raced(db, connect):
    """What saving gave, by assessments that were submitted at the same moment."""
    submitter, saver = connect(), connect()
    return {
        f"a{number}": race(db, submitter, saver, f"a{number}", head_start)
        for number, head_start in enumerate(3 * HEAD_STARTS)
    }


def test_an_answer_at_the_moment_of_submission_is_either_saved_or_refused(raced):
    assert set(raced.values()) == {Saved(), NotSaved("submitted")}


def test_an_answer_that_was_saved_is_there_and_one_that_was_refused_is_not(db, raced):
    there = {
        name: open_case(db, name).answers["m.q1"] == chosen("v0") for name in raced
    }

    assert there == {name: saved == Saved() for name, saved in raced.items()}


def test_the_stored_result_counts_every_answer_that_was_saved(db, raced):
    values = {}
    for row in rows(db, "result"):
        (critical, *_) = json.loads(row["document"])["questions"]
        values[row["assessment_id"]] = critical["value"]

    assert values == {
        name: 0 if saved == Saved() else 1 for name, saved in raced.items()
    }


def test_the_stored_fingerprint_is_that_of_the_answers_that_stay(db, raced):
    stored = {row["assessment_id"]: row["answers_sha256"] for row in rows(db, "result")}

    assert stored == {
        name: answers_fingerprint(open_case(db, name).answers) for name in raced
    }


def test_many_who_answer_one_assessment_at_once_lose_nothing(db, connect):
    names = [f"q{n}" for n in range(8)]
    begin(db, questionnaire=a_questionnaire(*(a_question(f"m.{n}") for n in names)))
    save(db, PROFILE)

    def answer_often(own, name):
        for value in ("0", "1/2", "1") * 5:
            assert save(own, valued(**{name: value})) == Saved()

    all_at_once(*(partial(answer_often, connect(), name) for name in names))

    assert open_case(db, "a").answers == PROFILE | valued(**dict.fromkeys(names, 1))


def test_many_who_answer_one_question_at_once_leave_a_row_each(db, connect):
    a_draft(db, PROFILE)

    def answer_often(own, writer):
        for number in range(10):
            note = f"{writer} {number}"
            while save(own, {"m.q1": Answer(("v100",), note=note)}) != Saved():
                pass  # told that another was first; read what stands and answer again

    all_at_once(*(partial(answer_often, connect(), writer) for writer in range(8)))

    written = [row for row in rows(db, "answer") if row["question_id"] == "m.q1"]
    assert len({row["revision"] for row in written}) == 80


def test_the_same_visit_that_begins_two_assessments_at_once_may_open_both(db, connect):
    visits.begin_visit(db, "secret", at="2026-11-23")

    all_at_once(
        *(
            partial(begin, connect(), assessment_id=name, visit_secret="secret")
            for name in ("a", "b", "c")
        )
    )

    opened = visits.opened_assessments(db, "secret", since="2026-11-22")
    assert opened == ["a", "b", "c"]
