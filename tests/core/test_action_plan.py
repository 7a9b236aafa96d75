"""The plan: what comes first, when it is due, and what it brings."""

import datetime
from fractions import Fraction

import pytest

from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.answering import chosen
from dd_toolkit.core.scoring import score
from tests.builders import (
    DO_NOT_KNOW,
    DOES_NOT_APPLY,
    a_question,
    a_questionnaire,
    an_informative_question,
    valued,
)

SUBMITTED = datetime.date(2026, 11, 23)


def plan_of(questionnaire, answers, *, submitted=SUBMITTED):
    return action_plan(score(questionnaire, answers), submitted=submitted)


def asked(name, severity, effort="low", **fields):
    return a_question(f"m.{name}", severity=severity, effort=effort, **fields)


FIRST = {
    # what goes first, its value; what follows, its value; why
    "critical and absent before a larger gain": (
        (asked("a", "major", weight=100), 0),
        (asked("b", "critical"), 0),
        ["m.b", "m.a"],
    ),
    "critical and unknown as critical and absent": (
        (asked("a", "critical", weight=50), "1/2"),
        (asked("b", "critical"), "unknown"),
        ["m.b", "m.a"],
    ),
    "critical and partial before major and absent": (
        (asked("a", "major"), 0),
        (asked("b", "critical"), "1/2"),
        ["m.b", "m.a"],
    ),
    "major before minor": (
        (asked("a", "minor", weight=100), 0),
        (asked("b", "major"), "1/2"),
        ["m.b", "m.a"],
    ),
    "the larger gain within a severity": (
        (asked("a", "major"), "1/2"),
        (asked("b", "major"), 0),
        ["m.b", "m.a"],
    ),
    "the gain before the effort": (
        (asked("a", "minor", "low"), "1/2"),
        (asked("b", "minor", "high"), 0),
        ["m.b", "m.a"],
    ),
    "low effort before medium": (
        (asked("a", "minor", "medium"), 0),
        (asked("b", "minor", "low"), 0),
        ["m.b", "m.a"],
    ),
    "medium effort before high": (
        (asked("a", "minor", "high"), 0),
        (asked("b", "minor", "medium"), 0),
        ["m.b", "m.a"],
    ),
    "the order of the questionnaire at last": (
        (asked("b", "minor"), 0),
        (asked("a", "minor"), 0),
        ["m.b", "m.a"],
    ),
}


@pytest.mark.parametrize("name", FIRST)
def test_the_more_urgent_action_comes_first(name):
    (first, first_value), (second, second_value), order = FIRST[name]
    answers = {
        question.id: chosen(value)
        if value == "unknown"
        else chosen(f"v{int(100 * Fraction(value))}")
        for question, value in ((first, first_value), (second, second_value))
    }

    plan = plan_of(a_questionnaire(first, second), answers)

    assert [action.question.id for action in plan] == order


@pytest.mark.parametrize(
    ("severity", "submitted", "due"),
    [
        ("critical", "2026-11-23", "2026-12-07"),
        ("major", "2026-11-23", "2027-02-21"),
        ("minor", "2026-11-23", "2027-05-22"),
        ("critical", "2028-02-15", "2028-02-29"),
        ("critical", "2027-02-15", "2027-03-01"),
        ("minor", "2026-12-31", "2027-06-29"),
    ],
)
def test_an_action_is_due_by_its_severity_from_the_day_of_submission(
    severity, submitted, due
):
    questionnaire = a_questionnaire(asked("q", severity))
    day = datetime.date.fromisoformat(submitted)

    (action,) = plan_of(questionnaire, valued(q="1/2"), submitted=day)

    assert action.due == datetime.date.fromisoformat(due)


def test_nothing_is_due_before_it_is_submitted():
    questionnaire = a_questionnaire(asked("q", "critical"))

    (action,) = plan_of(questionnaire, valued(q=0), submitted=None)

    assert action.due is None


@pytest.mark.parametrize(
    "answers",
    [{}, valued(q=1), {"m.q": DOES_NOT_APPLY}, {"m.n": chosen("a")}],
    ids=["unanswered", "best", "not-applicable", "informative"],
)
def test_what_is_not_scored_below_one_needs_no_action(answers):
    questionnaire = a_questionnaire(
        asked("q", "critical", may_be_not_applicable=True),
        an_informative_question("m.n"),
    )

    assert plan_of(questionnaire, answers) == ()


@pytest.mark.parametrize(
    ("answer", "gain"),
    [
        (chosen("v50"), Fraction(5, 2)),
        (chosen("v0"), Fraction(5)),
        (DO_NOT_KNOW, Fraction(5)),
        (chosen("v99"), Fraction(1, 20)),
    ],
)
def test_a_gain_is_the_weight_times_what_is_missing(answer, gain):
    question = asked("q", "critical", values=(1, "99/100", "1/2", 0))

    (action,) = plan_of(a_questionnaire(question), {"m.q": answer})

    assert action.gain == gain


def test_the_projected_score_is_that_of_this_action_and_all_before_it():
    questionnaire = a_questionnaire(
        documents=[asked("a", "critical"), asked("b", "minor")],
        wages=[asked("c", "major")],
        weights={"wages": 3},
    )

    plan = plan_of(questionnaire, valued(a=0, b="1/2", c=0))

    assert [(action.question.id, action.projected) for action in plan] == [
        ("m.a", Fraction(100 * 11, 12) / 4),
        ("m.c", (Fraction(100 * 11, 12) + 300) / 4),
        ("m.b", Fraction(100)),
    ]


def test_an_unanswered_question_stays_out_of_the_projected_scores():
    questionnaire = a_questionnaire(asked("a", "minor"), asked("b", "critical"))

    (action,) = plan_of(questionnaire, valued(a=0))

    assert action.projected == 100
