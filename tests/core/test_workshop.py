"""What a plan holds, and what a phone may send to a step of it."""

from dataclasses import replace

import pytest

from dd_toolkit.core.conditions import Answered
from dd_toolkit.core.questionnaire import Option
from dd_toolkit.core.workshop import (
    Plan,
    Step,
    StepState,
    plans_from_text,
    revealed,
)
from tests.builders import a_question
from tests.operations.workshop_builders import (
    AFTER,
    BEFORE,
    DAY,
    OWN,
    PLAN,
    PRACTICE,
    SEVERAL,
    STEPS,
    WELCOME,
    closed_question,
    plans_of,
)

OPEN = StepState(0, opened_at="1")
CLOSED = StepState(0, opened_at="1", closed_at="2")


def test_plans_are_read_as_they_were_kept():
    plans = plans_of()

    assert plans_from_text(plans.text) == plans
    assert plans_from_text(plans.text).fingerprint == plans.fingerprint


def test_a_language_without_a_plan_gets_the_first():
    assert plans_of().spoken("fr") == plans_of().spoken("en") != plans_of().spoken("ar")


@pytest.mark.parametrize(
    ("number", "block"),
    [
        (WELCOME, ()),
        (OWN, (OWN,)),
        (BEFORE[0], BEFORE),
        (BEFORE[1], BEFORE),
        (PRACTICE[1], PRACTICE),
        (AFTER[1], AFTER),
        (DAY, (DAY,)),
    ],
)
def test_steps_of_a_block_belong_together(number, block):
    assert PLAN.block_of(number) == block


def test_the_same_questions_before_and_after_are_pairs():
    assert (
        PLAN.pairs(BEFORE[0])
        == PLAN.pairs(AFTER[1])
        == tuple(zip(BEFORE, AFTER, strict=True))
    )
    assert PLAN.pairs(OWN) == PLAN.pairs(PRACTICE[0]) == ()


def test_a_check_without_its_second_half_has_no_pairs():
    half = replace(PLAN, steps=PLAN.steps[: AFTER[0]])

    assert half.pairs(BEFORE[0]) == ()


def test_a_practice_asked_twice_is_found():
    assert PLAN.asked_twice == frozenset()
    assert replace(PLAN, steps=(*STEPS, STEPS[OWN])).asked_twice == {"m.q1"}


@pytest.mark.parametrize(
    ("number", "choices"),
    [
        (WELCOME, ()),
        (OWN, ("v100", "v50", "v0", "unknown", "not-applicable")),
        (SEVERAL, ("x", "y", "z")),
        (BEFORE[0], ("a", "b", "c", "unknown")),
        (PRACTICE[0], ("v100", "v50", "v0")),
        (DAY, ("very", "little")),
    ],
)
def test_what_a_phone_offers(number, choices):
    assert PLAN.steps[number].choices == choices


@pytest.mark.parametrize(
    "conditions",
    [{"sectors": ("garment",)}, {"when": Answered("profile.x", frozenset({"yes"}))}],
)
def test_a_question_that_is_not_for_all_can_be_said_not_to_apply(conditions):
    step = Step("question", "T", question=a_question("m.q", **conditions))

    assert "not-applicable" in step.choices


@pytest.mark.parametrize(
    ("number", "chosen", "fits"),
    [
        (OWN, ("v100",), True),
        (OWN, ("unknown",), True),
        (OWN, (), False),
        (OWN, ("v100", "v50"), False),
        (OWN, ("other",), False),
        (OWN, ("v100", "v100"), False),
        (SEVERAL, ("x", "z"), True),
        (SEVERAL, ("x", "x"), False),
        (SEVERAL, ("unknown",), False),
        (WELCOME, ("v100",), False),
        (DAY, ("unknown",), False),
        (DAY, ("<script>",), False),
    ],
)
def test_what_a_phone_may_send(number, chosen, fits):
    assert PLAN.steps[number].accepts(chosen) == fits


def test_what_stands_alone_goes_with_nothing_else():
    question = replace(
        closed_question("m.several", "x", "y", kind="choices"),
        options=(Option("x", "X"), Option("none", "None", alone=True)),
    )
    step = Step("question", "T", question=question)

    assert step.accepts(("none",))
    assert not step.accepts(("x", "none"))


@pytest.mark.parametrize(
    ("number", "closed", "is_revealed"),
    [
        (PRACTICE[0], (), False),
        (PRACTICE[0], PRACTICE, True),
        (BEFORE[0], BEFORE, False),
        (BEFORE[0], BEFORE + AFTER, True),
        (AFTER[0], BEFORE, False),
        (AFTER[0], AFTER, True),
    ],
)
def test_the_right_answer_is_told_once_nobody_can_answer(number, closed, is_revealed):
    states = dict.fromkeys(closed, CLOSED)

    assert revealed(PLAN, number, states, ended=False) == is_revealed


def test_after_the_end_everything_is_told():
    assert all(revealed(PLAN, n, {}, ended=True) for n in range(len(PLAN.steps)))


def test_a_step_that_is_open_tells_nothing():
    states = dict.fromkeys(PRACTICE, OPEN)

    assert not revealed(PLAN, PRACTICE[0], states, ended=False)


def test_minutes_add_up():
    plan = Plan(
        "T", "s", (Step("welcome", "W", minutes=5), Step("break", "B", minutes=9))
    )

    assert plan.minutes == 14
