"""Practice cases on paper: what the tables read, and nothing that gives it away."""

import pytest
from pdf_reading import text_of, words_of

from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.workshop import Plan, Step
from dd_toolkit.languages import LANGUAGES
from dd_toolkit.operations.workshops import plans_of_agenda
from dd_toolkit.places import QUESTIONNAIRES
from dd_toolkit.reporting.handout import cases_in, handout_contents, handout_pdf

CASES = {
    "fair-recruitment-half-day": "a-line-in-debt",
    "c190-in-90-minutes": "moved-to-the-night-shift",
    "households-in-one-hour": "a-room-for-grace",
}


@pytest.fixture(scope="module")
def library():
    return load_library(QUESTIONNAIRES)


def printed(library, agenda, tag):
    plan = plans_of_agenda(library, agenda, room="people").spoken(tag)
    return handout_contents(plan, called="Tuesday", locale=tag)


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("agenda", CASES)
def test_a_case_fits_on_one_sheet_of_paper(library, agenda, tag):
    pdf = handout_pdf(printed(library, agenda, tag))

    assert text_of(pdf).count("\f") == 2


def test_the_paper_holds_story_questions_and_what_to_discuss(library):
    case = library.cases["moved-to-the-night-shift"]

    words = words_of(handout_pdf(printed(library, "c190-in-90-minutes", "en")))

    for paragraph in (*case.story, *case.prompts):
        assert " ".join(paragraph.split()) in words
    for answer in case.answers:
        question = library.questions[answer.question]
        assert question.ask in words
        assert all(option.label in words for option in question.options)


@pytest.mark.parametrize("agenda", CASES)
def test_the_paper_gives_no_answer_away(library, agenda):
    """Facts, reasons and what to do come on the screen, after the room has thought."""
    case = library.cases[CASES[agenda]]

    words = words_of(handout_pdf(printed(library, agenda, "en")))

    told = (*case.facts, *case.today, *(answer.reason for answer in case.answers))
    assert [text for text in told if " ".join(text.split()) in words] == []


def test_two_cases_in_a_row_stay_two():
    steps = (
        Step("welcome", "Hello"),
        Step("case", "One", text=("A story.",)),
        Step("case", "One", facts=("A fact.",)),
        Step("case", "Two", text=("Another.",)),
        Step("closing", "Goodbye"),
    )

    found = cases_in(Plan(title="Day", questionnaire="q", steps=steps))

    assert [[step.title for step in case] for case in found] == [
        ["One", "One"],
        ["Two"],
    ]


def test_a_plan_without_cases_has_nothing_to_print():
    plan = Plan(title="Day", questionnaire="q", steps=(Step("welcome", "Hello"),))

    assert handout_contents(plan, called="Day", locale="en").cases == ()
