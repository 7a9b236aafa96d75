"""What a change of a questionnaire does to answers that were given."""

from dataclasses import replace
from fractions import Fraction

import pytest

from dd_toolkit.core.answering import chosen as choosing
from dd_toolkit.core.answering import refusal
from dd_toolkit.core.comparing import all_questions, differences
from dd_toolkit.core.conditions import Answered
from dd_toolkit.core.questionnaire import Option, Question

OLD = Question(
    id="m.q",
    ask="Who keeps it?",
    kind="choice",
    options=(Option("us", "We", Fraction(0)), Option("them", "They", Fraction(1))),
    may_be_not_applicable=True,
)


def verdicts(new):
    return {one.verdict for one in differences({"m.q": OLD}, {"m.q": new})}


def test_the_same_questions_differ_in_nothing():
    assert differences({"m.q": OLD}, {"m.q": OLD}) == ()


@pytest.mark.parametrize(
    "new",
    [
        replace(OLD, kind="choices"),
        replace(OLD, options=OLD.options[:1]),
        replace(OLD, may_be_not_applicable=False),
        replace(OLD, options=(Option("us", "We"), Option("them", "They"))),
    ],
    ids=["kind", "option gone", "no longer NA", "no longer scored"],
)
def test_a_change_that_leaves_an_answer_without_a_place_breaks(new):
    assert "breaks" in verdicts(new)


@pytest.mark.parametrize(
    "new",
    [
        replace(OLD, ask="Who holds it?"),
        replace(OLD, severity="critical"),
        replace(OLD, why="Because."),
        replace(OLD, when=Answered("profile.x", ("yes",))),
        replace(OLD, cites=("C1-1",)),
        replace(OLD, options=(*OLD.options, Option("both", "Both", Fraction(1, 2)))),
        replace(OLD, options=(replace(OLD.options[0], label="Us"), OLD.options[1])),
        replace(
            OLD, options=(replace(OLD.options[0], value=Fraction(1, 4)), OLD.options[1])
        ),
    ],
    ids=["ask", "severity", "why", "when", "cites", "new option", "label", "value"],
)
def test_a_change_that_keeps_answers_is_compatible(new):
    assert verdicts(new) == {"compatible"}


def test_a_question_that_is_gone_breaks_and_a_new_one_does_not():
    new = replace(OLD, id="m.other")

    found = differences({"m.q": OLD}, {"m.other": new})

    assert [(one.question, one.verdict) for one in found] == [
        ("m.q", "breaks"),
        ("m.other", "compatible"),
    ]


@pytest.mark.parametrize("gone", [0, 1])
def test_it_breaks_exactly_where_a_chosen_option_would_be_refused(gone):
    kept = tuple(o for place, o in enumerate(OLD.options) if place != gone)
    new = replace(OLD, options=kept)

    refused = refusal(new, choosing(OLD.options[gone].id)) is not None

    assert refused == ("breaks" in verdicts(new))


def test_questions_of_all_sets_are_compared_with_the_profiles():
    assert all_questions({}) == {}
