"""The questionnaire for a pen: everything to tick, and only what can apply."""

import re

import pytest
from pdf_reading import words_of
from report_builders import (
    PROFILE,
    a_question,
    a_questionnaire,
    a_small_questionnaire,
    with_questions,
)

from dd_toolkit.core.answering import chosen
from dd_toolkit.core.conditions import ALWAYS, AllOf, Answered, AnyOf, Not
from dd_toolkit.reporting.paper import NEVER, blank_contents, remaining
from dd_toolkit.reporting.pdf import blank_pdf

AGENCY_ASKED = "Do you use a recruitment agency or a broker to find workers?"
AGENCY = Answered("profile.uses-agency", ("yes",))
HOUSING = Answered("profile.provides-housing", ("yes",))


def questions_of(contents):
    return [
        question
        for area in contents.areas
        for section in area.sections
        for question in section.questions
    ]


def test_every_question_is_printed_with_a_box_for_each_option(paper_pdf):
    words = words_of(paper_pdf)
    for question in a_questionnaire().questions:
        assert question.ask in words
    assert words.count("Yes, always and for everyone") == 98
    assert words.count("We don't know") >= 98


def test_what_may_not_apply_asks_for_the_reason(paper_pdf):
    may = [q for q in a_questionnaire().questions if q.may_be_not_applicable]
    assert words_of(paper_pdf).count("Does not apply, because:") == len(may)


def test_a_condition_is_told_in_words(paper_pdf):
    words = words_of(paper_pdf)
    assert f"Only if: P2 “{AGENCY_ASKED}” \u2013 Yes" in words
    assert "Not for: In a private home" in words


def test_with_a_profile_only_what_can_apply_is_printed():
    # given
    questionnaire = a_questionnaire()
    household = {
        "profile.sector": chosen("domestic-work"),
        "profile.uses-agency": chosen("no"),
    }
    # when
    questions = questions_of(blank_contents(questionnaire, profile=household))
    # then
    left_out = {q.id for q in questionnaire.questions} - {q.id for q in questions}
    assert left_out == {
        q.id for q in questionnaire.questions if q.when != ALWAYS or q.sectors
    }


def test_a_condition_that_the_profile_fulfils_is_not_repeated():
    contents = blank_contents(a_questionnaire(), profile=PROFILE)
    for question in questions_of(contents):
        assert question.scope.only_if is None
        assert question.scope.only_for == question.scope.not_for == ()


def test_what_the_profile_answers_is_ticked():
    contents = blank_contents(a_questionnaire(), profile=PROFILE)
    ticked = [
        box.label
        for question in contents.profile
        for box in question.boxes
        if box.ticked
    ]
    assert ticked == ["In a garment or textile factory", "Yes"]


def test_a_question_behind_one_that_was_left_out_is_left_out_too():
    # given
    first = a_question("c097.first", when=AGENCY)
    second = a_question("c097.second", when=Answered("c097.first", ("yes",)))
    third = a_question("c097.third", when=Not(Answered("c097.first", ("yes",))))
    questionnaire = with_questions(a_small_questionnaire(), (first, second, third))
    # when
    no_agency = {"profile.uses-agency": chosen("no")}
    contents = blank_contents(questionnaire, profile=no_agency)
    # then
    assert [q.id for q in questions_of(contents)] == ["c097.third"]


def test_what_a_whole_section_demands_is_said_once_under_its_heading():
    # given
    questions = tuple(
        a_question(f"c097.q{n}", when=AGENCY, sectors=("garment",)) for n in range(3)
    )
    questionnaire = with_questions(a_small_questionnaire(), questions)
    # when
    contents = blank_contents(questionnaire)
    # then
    section = contents.areas[0].sections[0]
    assert section.scope.only_for == ("In a garment or textile factory",)
    assert section.scope.only_if.labels == ("Yes",)
    words = words_of(blank_pdf(contents))
    assert words.count("Only for: In a garment") == 1
    assert len(re.findall("Only if: P2", words)) == 1


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        (AGENCY, ALWAYS),
        (Answered("profile.uses-agency", ("no",)), NEVER),
        (HOUSING, HOUSING),
        (Not(AGENCY), NEVER),
        (Not(HOUSING), Not(HOUSING)),
        (AllOf((AGENCY, HOUSING)), HOUSING),
        (AllOf((Not(AGENCY), HOUSING)), NEVER),
        (AnyOf((AGENCY, HOUSING)), ALWAYS),
        (AnyOf((Not(AGENCY), HOUSING)), HOUSING),
        (AllOf(()), ALWAYS),
        (AnyOf(()), NEVER),
        (Answered("c097.hidden", ("yes",)), NEVER),
        (Not(Answered("c097.hidden", ("yes",))), ALWAYS),
    ],
)
def test_a_condition_is_cut_to_what_the_profile_leaves_open(condition, left):
    assert remaining(condition, PROFILE, {"c097.hidden"}) == left


def test_conditions_of_every_kind_are_put_into_words():
    # given
    both = AllOf(
        (AGENCY, AnyOf((Not(AGENCY), Answered("profile.sector", ("garment",)))))
    )
    asked = (a_question("c097.deep", ask="Deep?", when=both),)
    questionnaire = with_questions(a_small_questionnaire(), asked)
    # when
    words = words_of(blank_pdf(blank_contents(questionnaire)))
    # then
    assert re.search(r"Only if: P2 “.*” . Yes and \(P2 “.*” . not: Yes or P1 “", words)


def test_numbers_days_and_several_choices_have_their_own_lines():
    # given
    asked = (
        a_question("c097.n", kind="number", options=()),
        a_question("c097.d", kind="date", options=()),
        a_question("c097.t", kind="text", options=()),
        a_question("c097.c", kind="choices"),
    )
    questionnaire = with_questions(a_small_questionnaire(), asked)
    # when
    words = words_of(blank_pdf(blank_contents(questionnaire)))
    # then
    assert "Number:" in words
    assert "Date (day, month, year):" in words
    assert "Tick all that are true." in words
    assert words.count("We don't know") == 1 + 1  # in the instructions, and for choices
