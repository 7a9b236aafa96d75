"""What a change of a questionnaire does to answers that were given."""

from dataclasses import replace
from fractions import Fraction

import pytest

from dd_toolkit.core.answering import Answer, refusal
from dd_toolkit.core.answering import chosen as choosing
from dd_toolkit.core.comparing import all_questions, change, differences
from dd_toolkit.core.conditions import Answered
from dd_toolkit.core.questionnaire import Option, Question
from tests.builders import a_questionnaire

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


NEW_VERSION = a_questionnaire(
    replace(OLD, id="m.kept"),
    replace(OLD, id="m.reworded", why="For another reason."),
    replace(OLD, id="m.asks-else", ask="Who holds it?"),
    replace(OLD, id="m.narrower", options=OLD.options[1:]),
    replace(OLD, id="m.new"),
    replace(OLD, id="m.hidden", when=Answered("m.kept", ("us",))),
)
OLD_VERSION = a_questionnaire(
    *(
        replace(OLD, id=f"m.{name}")
        for name in ("kept", "reworded", "asks-else", "narrower", "gone")
    )
)
GIVEN = {
    f"m.{name}": choosing(option)
    for name, option in [
        ("kept", "them"),
        ("reworded", "us"),
        ("asks-else", "us"),
        ("narrower", "us"),
        ("gone", "us"),
    ]
}


def test_a_new_version_names_new_questions_that_apply():
    assert change(OLD_VERSION, NEW_VERSION, GIVEN).new == ("m.new",)


def test_a_new_version_names_questions_that_ask_or_offer_something_else():
    changed = change(OLD_VERSION, NEW_VERSION, GIVEN).changed

    assert changed == ("m.asks-else", "m.narrower")


def test_an_answer_whose_option_is_gone_needs_a_second_look():
    assert change(OLD_VERSION, NEW_VERSION, GIVEN).second_look == ("m.narrower",)


def test_an_answer_that_still_fits_stays():
    given = GIVEN | {"m.narrower": choosing("them")}

    assert change(OLD_VERSION, NEW_VERSION, given).second_look == ()


def test_answers_to_questions_that_are_gone_are_set_aside_without_a_look():
    found = change(OLD_VERSION, NEW_VERSION, GIVEN)

    assert (found.gone, found.set_aside) == (("m.gone",), ("m.narrower", "m.gone"))


def test_an_answer_that_was_taken_back_needs_no_look():
    given = {"m.gone": Answer(), "m.narrower": Answer()}

    assert change(OLD_VERSION, NEW_VERSION, given).set_aside == ()
