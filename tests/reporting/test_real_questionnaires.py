"""The questionnaires that come with the toolkit can be printed, all of them."""

import pytest
from pdf_reading import words_of
from report_builders import a_report, random_answers

from dd_toolkit import places
from dd_toolkit.core.assembly import load_library
from dd_toolkit.reporting.paper import blank_contents
from dd_toolkit.reporting.pdf import action_plan_pdf, blank_pdf


@pytest.fixture(scope="module")
def questionnaires():
    return load_library(places.QUESTIONNAIRES).questionnaires.values()


def test_each_questionnaire_makes_an_action_plan(questionnaires):
    for questionnaire in questionnaires:
        report = a_report(questionnaire, random_answers(questionnaire, best=0.3))
        words = words_of(action_plan_pdf(report))
        family = questionnaire.audience == "household"
        title = "This week" if family else "What to do first"
        assert title in words, questionnaire.id


def test_each_questionnaire_can_be_printed_for_a_pen(questionnaires):
    for questionnaire in questionnaires:
        contents = blank_contents(questionnaire)
        words = words_of(blank_pdf(contents))
        assert contents.count == len(questionnaire.questions)
        assert questionnaire.questions[-1].ask in words, questionnaire.id
