"""What the shipped questionnaires promise to those who answer them."""

import re
import statistics

import pytest
import textstat

from dd_toolkit.core.answering import Answer, applicable_questions
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.places import QUESTIONNAIRES

FOR_FIRMS = re.compile(
    r"\b(compan(y|ies)|departments?|firms?|factor(y|ies)|human resources|HR|managers?"
    r"|management|polic(y|ies)|policy documents?|payrolls?|supervisors?|workforce"
    r"|staff|suppliers?|contractors?|production|employees|headquarters|personnel)\b",
    re.IGNORECASE,
)
"""Words meant for firms: a family never meets one in a question."""

GARMENT = {
    "sector": "garment",
    "size": "from-250",
    "nationalities": "bangladeshi",
    "workforce-sex": "both",
    "country-of-hire": "both",
    "uses-agency": "yes",
    "agency-supplies": "no",
    "provides-housing": "yes",
    "domestic-worker": "no",
    "subcontractors": "no",
}
SITE = {
    "sector": "construction",
    "size": "under-50",
    "nationalities": "syrian",
    "workforce-sex": "men",
    "country-of-hire": "here",
    "uses-agency": "no",
    "provides-housing": "yes",
    "domestic-worker": "no",
    "subcontractors": "yes",
    "syrian-flexible-permits": "yes",
}
FARM = {
    **SITE,
    "sector": "agriculture",
    "workforce-sex": "both",
    "subcontractors": "no",
}
HOME = {"country-of-hire": "abroad", "uses-agency": "yes", "live-in": "yes"}
SIMPLE_HOME = {"country-of-hire": "here", "uses-agency": "no", "live-in": "no"}
AT_HOME = {"sector": "domestic-work"}
FIRM = {"sector": "other", "uses-agency": "yes", "provides-housing": "yes"}
SMALL = {"sector": "construction", "uses-agency": "no", "provides-housing": "no"}


@pytest.fixture(scope="module")
def library():
    return load_library(QUESTIONNAIRES, country="jordan")


def met(questionnaire: Questionnaire, profile: dict[str, str]):
    answers = {f"profile.{key}": Answer((value,)) for key, value in profile.items()}
    return [q for q in applicable_questions(questionnaire, answers) if q.scored]


@pytest.mark.parametrize(
    ("name", "profile", "least", "most"),
    [
        ("due-diligence", GARMENT, 90, 115),
        ("due-diligence", SITE, 80, 105),
        ("due-diligence", FARM, 70, 95),
        ("household", HOME, 15, 25),
        ("household", SIMPLE_HOME, 15, 25),
        ("quick-check", FIRM, 18, 22),
        ("quick-check", SMALL, 18, 22),
        ("quick-check", {**HOME, **AT_HOME}, 18, 22),
        ("quick-check", {**SIMPLE_HOME, **AT_HOME}, 18, 22),
    ],
)  # fmt: skip
def test_an_employer_meets_as_many_questions_as_promised(
    library, name, profile, least, most
):
    count = len(met(library.questionnaire(name), profile))

    assert least <= count <= most


@pytest.mark.parametrize("module", ["garment", "construction", "agriculture"])
def test_each_sector_has_twelve_to_twenty_questions_of_its_own(library, module):
    own = [name for name in library.questions if name.startswith(f"{module}.")]

    assert 12 <= len(own) <= 20


@pytest.mark.parametrize("profile", [HOME, SIMPLE_HOME])
def test_a_family_meets_no_word_that_is_meant_for_firms(library, profile):
    questionnaire = library.questionnaire("household")
    found = [
        (question.id, word.group())
        for question in met(questionnaire, profile)
        for text in (question.ask, question.help, *(o.label for o in question.options))
        for word in FOR_FIRMS.finditer(text)
    ]

    assert found == []


def test_the_profile_of_a_family_speaks_of_no_firm(library):
    household = library.questionnaire("household")
    asked = [q for q in household.profile if q.id not in household.unasked]

    assert asked
    assert not [q.ask for q in asked if FOR_FIRMS.search(q.ask + q.help)]


def test_the_plan_of_a_family_speaks_of_no_firm(library):
    household = library.questionnaire("household")
    texts = [
        text
        for question in household.questions
        if question.action and question.id.startswith("c189.")
        for text in (question.why, question.action.do, *question.action.steps)
    ]

    assert not [text for text in texts if FOR_FIRMS.search(text)]


def test_the_questions_are_easy_to_read(library):
    """Flesch-Kincaid grade, as a median over all questions."""
    grades = [textstat.flesch_kincaid_grade(q.ask) for q in library.questions.values()]

    assert statistics.median(grades) <= 9


def test_each_question_asks_one_thing_in_twenty_five_words(library):
    wrong = [
        question.id
        for question in library.questions.values()
        if len(question.ask.split()) > 25 or question.ask.count("?") != 1
    ]

    assert wrong == []


def test_each_indicator_of_forced_labour_is_raised_by_questions(library):
    raised = {name for q in library.questions.values() for name in q.indicators}

    assert len(raised) == 11


def test_every_kind_of_recruitment_cost_can_be_declared(library):
    """The definition of 2019 lists one fee and seven costs; beyond it, what nobody may
    ask for."""
    question = library.questionnaire("c181").question_by_id["c181.what-paid"]

    assert {option.id for option in question.options} == {
        "fee",
        "medical",
        "insurance",
        "tests",
        "training",
        "equipment",
        "travel",
        "papers",
        "side-payments",
    }


def test_the_quick_check_grows_into_the_whole_without_losing_a_question(library):
    quick = {q.id for q in library.questionnaire("quick-check").questions}
    whole = {q.id for q in library.questionnaire("due-diligence").questions}

    assert quick <= whole


def test_the_quick_check_asks_the_gravest(library):
    quick = [q for q in library.questionnaire("quick-check").questions if q.scored]
    critical = [q for q in quick if q.critical]

    assert len(critical) > len(quick) * 2 / 3
