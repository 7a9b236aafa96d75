"""Two people answer one assessment: nobody's answer is covered unread."""

import datetime
import multiprocessing
from functools import partial

import pytest

from dd_toolkit.core.answering import Answer, chosen
from dd_toolkit.operations import assessments
from dd_toolkit.operations.assessments import Contradicted, Saved, open_case
from dd_toolkit.storage.assessments import answer_history
from dd_toolkit.storage.database import open_database
from tests.operations.builders import AT, a_draft
from tests.storage.databases import all_at_once, rows

YES = chosen("v100")
NO = chosen("v0")
HALF = chosen("v50")
LATER = AT + datetime.timedelta(minutes=5)


def save(db, given, *, case=None, seen=None, by=None):
    """Save over a case that was opened earlier, or just now."""
    return assessments.answer(
        db,
        case or open_case(db, "a"),
        given,
        through="page",
        at=LATER,
        by=by,
        seen=seen,
    )


def given(db, question_id="m.q1"):
    return [
        one.answer for one in answer_history(db, "a") if one.question_id == question_id
    ]


@pytest.fixture
def page(db):
    """What both have before their eyes: the case with ``m.q1`` answered YES."""
    a_draft(db, {"m.q1": YES})
    return open_case(db, "a")


def test_an_answer_that_somebody_else_changed_meanwhile_is_not_covered(db, page):
    save(db, {"m.q1": NO}, case=page)

    save(db, {"m.q1": HALF}, case=page)

    assert given(db) == [YES, NO]


def test_who_comes_second_is_told_what_when_and_by_whom(db, page):
    save(db, {"m.q1": NO}, case=page, by="anna")

    outcome = save(db, {"m.q1": HALF}, case=page)

    assert isinstance(outcome, Contradicted)
    (other,) = outcome.others
    assert (other.answer, other.by, other.at) == (
        NO,
        "anna",
        "2026-11-23T09:35:00.000Z",
    )


def test_who_saves_again_after_having_been_told_replaces_it_knowingly(db, page):
    save(db, {"m.q1": NO}, case=page)
    told = save(db, {"m.q1": HALF}, case=page)

    again = save(db, {"m.q1": HALF}, seen=told.revisions)

    assert (again, given(db)) == (Saved(), [YES, NO, HALF])


def test_a_third_answer_after_having_been_told_is_told_again(db, page):
    save(db, {"m.q1": NO}, case=page)
    told = save(db, {"m.q1": HALF}, case=page)
    save(db, {"m.q1": chosen("unknown")})

    again = save(db, {"m.q1": HALF}, seen=told.revisions)

    assert isinstance(again, Contradicted)


def test_the_answers_beside_it_are_saved(db, page):
    save(db, {"m.q1": NO}, case=page)

    save(db, {"m.q1": HALF, "m.q2": YES}, case=page)

    assert (given(db, "m.q1"), given(db, "m.q2")) == ([YES, NO], [YES])


def test_the_same_answer_from_two_people_is_written_once(db, page):
    save(db, {"m.q1": NO}, case=page)

    outcome = save(db, {"m.q1": NO}, case=page)

    assert (outcome, given(db)) == (Saved(), [YES, NO])


def test_a_save_repeated_because_its_answer_was_lost_writes_once(db, page):
    first = save(db, {"m.q1": NO}, seen=page.revisions)

    second = save(db, {"m.q1": NO}, seen=page.revisions)

    assert (first, second, given(db)) == (Saved(), Saved(), [YES, NO])


def test_what_was_changed_and_changed_back_is_no_contradiction(db, page):
    save(db, {"m.q1": NO})
    save(db, {"m.q1": YES})

    outcome = save(db, {"m.q1": HALF}, case=page, seen=page.revisions)

    assert (outcome, given(db)) == (Saved(), [YES, NO, YES, HALF])


def test_a_first_answer_is_protected_too(db, page):
    save(db, {"m.q2": NO}, case=page)

    outcome = save(db, {"m.q2": YES}, case=page)

    assert (type(outcome), given(db, "m.q2")) == (Contradicted, [NO])


def test_another_note_is_another_answer(db, page):
    save(db, {"m.q1": Answer(("v100",), note="Seen by Anna")}, case=page)

    outcome = save(db, {"m.q1": Answer(("v100",), note="Not so")}, case=page)

    assert isinstance(outcome, Contradicted)


@pytest.mark.parametrize("seen", [{}, {"m.q2": 9}])
def test_a_page_that_does_not_say_what_it_showed_has_seen_nothing(db, page, seen):
    outcome = save(db, {"m.q1": NO}, seen=seen)

    assert isinstance(outcome, Contradicted)


def test_the_revisions_told_are_those_that_stand(db, page):
    save(db, {"m.q1": NO}, case=page)
    outcome = save(db, {"m.q1": HALF, "m.q2": YES}, case=page)

    assert outcome.revisions == open_case(db, "a").revisions


def test_of_many_who_answer_at_the_same_moment_one_is_saved_and_the_rest_told(
    db, connect, page
):
    notes = [Answer(("v100",), note=str(number)) for number in range(8)]

    outcomes = all_at_once(
        *(partial(save, connect(), {"m.q1": note}, case=page) for note in notes)
    )

    assert [type(one) for one in outcomes].count(Saved) == 1
    assert len(given(db)) == 2


def test_the_same_answer_sent_eight_times_at_once_is_written_once(db, connect, page):
    outcomes = all_at_once(
        *(partial(save, connect(), {"m.q1": NO}, case=page) for _ in range(8))
    )

    assert (set(map(type, outcomes)), given(db)) == ({Saved}, [YES, NO])


def _save_in_a_process(address, note, ready):
    own = open_database(address)
    case = open_case(own, "a")
    ready.wait()
    outcome = save(own, {"m.q1": Answer(("v0",), note=note)}, case=case)
    own.close()
    return type(outcome).__name__


@pytest.mark.parametrize("attempt", range(3))
def test_of_many_processes_one_is_saved_and_the_rest_told(db, address, page, attempt):
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(4) as pool:
        ready = manager.Barrier(4)
        outcomes = pool.starmap(
            _save_in_a_process, [(address, str(n), ready) for n in range(4)]
        )

    assert sorted(outcomes) == ["Contradicted"] * 3 + ["Saved"]
    assert len([r for r in rows(db, "answer") if r["question_id"] == "m.q1"]) == 2
