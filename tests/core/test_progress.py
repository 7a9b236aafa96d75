"""How far an employer has come, counted in scored questions that apply."""

import pytest

from dd_toolkit.core.answering import Answer, applicable_questions
from dd_toolkit.core.conditions import Answered
from dd_toolkit.core.progress import progress
from tests.builders import (
    DO_NOT_KNOW,
    DOES_NOT_APPLY,
    a_question,
    a_questionnaire,
    an_informative_question,
    valued,
)

THREE = a_questionnaire(
    documents=[a_question("m.q1"), a_question("m.q2", may_be_not_applicable=True)],
    wages=[a_question("m.q3", when=Answered("m.q1", ("v100",)))],
    hours=[an_informative_question("m.n"), a_question("m.q4")],
)


def come(answers, questionnaire=THREE):
    asked = {q.id for q in applicable_questions(questionnaire, answers)}
    return progress(questionnaire, answers, asked)


@pytest.mark.parametrize(
    ("answers", "done", "total"),
    [
        ({}, 0, 3),
        (valued(q1=0), 1, 3),
        (valued(q1=1), 1, 4),
        ({"m.q1": DO_NOT_KNOW, "m.q2": DOES_NOT_APPLY}, 2, 3),
        ({"m.q1": Answer(note="Later."), "m.q2": Answer()}, 0, 3),
        ({"m.n": Answer(text="5")}, 0, 3),
        (valued(q1=0, q3=1), 1, 3),
        (valued(q1=1, q2=1, q3=0, q4=0), 4, 4),
    ],
)
def test_progress_counts_scored_questions_that_apply(answers, done, total):
    so_far = come(answers)

    assert (so_far.done, so_far.total) == (done, total)


def test_a_page_without_questions_that_apply_is_left_out():
    assert [page.section.id for page in come({}).sections] == ["m.documents", "m.hours"]


def test_the_next_open_page_is_the_first_with_something_to_answer():
    assert come(valued(q1=0, q2=1)).next_open.section.id == "m.hours"


def test_nothing_is_open_when_all_is_answered():
    assert come(valued(q1=0, q2=1, q4=0)).next_open is None


@pytest.mark.parametrize(
    ("section", "before", "after", "number"),
    [
        ("m.documents", None, "m.hours", 1),
        ("m.hours", "m.documents", None, 2),
        ("m.wages", None, None, 0),
    ],
)
def test_pages_follow_each_other_without_those_left_out(section, before, after, number):
    so_far = come({})

    neighbours = (so_far.before(section), so_far.after(section))
    assert [page and page.section.id for page in neighbours] == [before, after]
    assert so_far.number(section) == number


@pytest.mark.parametrize(
    ("questions", "minutes"), [(0, 5), (5, 5), (60, 30), (160, 75)]
)
def test_the_time_is_told_to_five_minutes(questions, minutes):
    many = a_questionnaire(*(a_question(f"m.q{n}") for n in range(questions)))

    assert come({}, many).minutes == minutes
