"""Marks to come back to a question: kept, taken away, and no part of any answer."""

from dd_toolkit.core.answering import answers_fingerprint
from dd_toolkit.operations import bookmarks
from dd_toolkit.operations.assessments import open_case
from dd_toolkit.storage.bookmarks import bookmarked
from tests.operations.builders import AT, a_draft, submit
from tests.storage.databases import contents, rows


def mark(db, **later):
    wanted = {f"m.{name}": value for name, value in later.items()}
    return bookmarks.mark(db, open_case(db, "a"), wanted, at=AT)


def test_a_mark_stays_until_it_is_taken_away(db):
    a_draft(db)
    mark(db, q1=True, q2=True)
    marked = bookmarked(db, "a")

    mark(db, q1=False)

    assert (marked, bookmarked(db, "a")) == ({"m.q1", "m.q2"}, {"m.q2"})


def test_a_mark_can_be_set_again(db):
    a_draft(db)
    for wanted in (True, False, True):
        mark(db, q1=wanted)

    assert bookmarked(db, "a") == {"m.q1"}


def test_a_mark_changes_no_answer(db):
    before = a_draft(db)

    mark(db, q1=True)

    after = open_case(db, "a")
    assert after.assessment == before.assessment
    assert answers_fingerprint(after.answers) == answers_fingerprint(before.answers)


def test_marking_the_same_again_writes_nothing(db):
    a_draft(db)
    mark(db, q1=True)
    before = contents(db)

    mark(db, q1=True, q2=False)

    assert contents(db) == before


def test_a_question_that_is_not_asked_here_is_not_marked(db):
    a_draft(db)
    mark(db, other=True)

    assert rows(db, "bookmark") == []


def test_a_submitted_assessment_takes_no_mark(db):
    a_draft(db)
    submit(db)

    assert mark(db, q1=True) is False
    assert rows(db, "bookmark") == []


def test_marks_of_two_assessments_stay_apart(db):
    a_draft(db)
    a_draft(db, assessment_id="b")
    mark(db, q1=True)

    assert bookmarked(db, "b") == frozenset()
