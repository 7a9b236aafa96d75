"""A condition holds exactly when its words say so."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dd_toolkit.core.conditions import ALWAYS, AllOf, Answered, AnyOf, Not, both
from dd_toolkit.core.questionnaire import questionnaire_from_text
from tests.builders import a_question, a_questionnaire
from tests.core.independent_scoring import independent_truth
from tests.core.strategies import conditions

QUESTIONS = {f"m.q{n}": ["a", "b", "c"] for n in range(4)}
YES = Answered("m.q0", ("a",))
NO = Answered("m.q0", ("b",))
CHOSEN = {"m.q0": frozenset("a"), "m.q1": frozenset("bc")}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (YES, True),
        (NO, False),
        (Answered("m.q0", ("b", "a")), True),
        (Answered("m.q1", ("c",)), True),
        (Answered("m.q1", ("a",)), False),
        (Answered("m.q2", ("a",)), False),
        (Not(Answered("m.q2", ("a",))), True),
        (Not(Not(YES)), True),
        (AllOf((YES, YES)), True),
        (AllOf((YES, NO)), False),
        (AllOf(()), True),
        (AnyOf((NO, YES)), True),
        (AnyOf((NO, NO)), False),
        (AnyOf(()), False),
        (ALWAYS, True),
    ],
)
def test_a_condition_holds_as_it_reads(condition, holds):
    assert condition.holds(CHOSEN) is holds


chosen_options = st.dictionaries(
    st.sampled_from(sorted(QUESTIONS)), st.frozensets(st.sampled_from("abc"))
)


@settings(max_examples=300)
@given(condition=conditions(QUESTIONS, depth=12), chosen=chosen_options)
def test_any_condition_agrees_with_an_independent_reading(condition, chosen):
    stored = a_questionnaire(a_question(when=condition)).text
    (section,) = json.loads(stored)["sections"]

    read_alone = independent_truth(section["questions"][0]["when"], chosen)

    assert condition.holds(chosen) is read_alone


@given(condition=conditions(QUESTIONS, depth=12))
def test_a_condition_survives_being_stored(condition):
    questionnaire = a_questionnaire(a_question(when=condition))

    stored = questionnaire_from_text(questionnaire.text)

    assert stored.questions[0].when == condition


@given(
    first=st.one_of(st.just(ALWAYS), conditions(QUESTIONS)),
    second=st.one_of(st.just(ALWAYS), conditions(QUESTIONS)),
    chosen=chosen_options,
)
def test_both_holds_when_the_two_hold(first, second, chosen):
    together = both(first, second).holds(chosen)

    assert together is (first.holds(chosen) and second.holds(chosen))


@given(condition=conditions(QUESTIONS, depth=12), chosen=chosen_options)
def test_a_condition_depends_on_nothing_that_it_does_not_name(condition, chosen):
    named = {answered.question for answered in condition.named()}
    only_named = {name: options for name, options in chosen.items() if name in named}

    assert condition.holds(only_named) is condition.holds(chosen)
