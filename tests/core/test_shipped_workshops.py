"""What the shipped agendas and practice cases promise to trainers and to a room."""

import re
import statistics
from collections import Counter

import pytest
import textstat

from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.translating_agendas import agenda_in_words, case_in_words
from dd_toolkit.languages import saying
from dd_toolkit.places import QUESTIONNAIRES
from tests.core.test_shipped_content import FOR_FIRMS

AGENDAS = {
    "fair-recruitment-half-day": 210,
    "c190-in-90-minutes": 90,
    "households-in-one-hour": 60,
}


@pytest.fixture(scope="module")
def library():
    return load_library(QUESTIONNAIRES)


@pytest.fixture(scope="module")
def knowledge(library):
    return [one for agenda in library.agendas.values() for one in agenda.knowledge]


def test_the_agendas_are_there_and_take_the_time_that_they_name(library):
    taken = {name: one.minutes for name, one in library.agendas.items()}

    assert taken == AGENDAS


def test_there_are_at_least_six_practice_cases_of_every_sector(library):
    sectors = {case.sector for case in library.cases.values()}

    assert len(library.cases) >= 6
    assert sectors == {
        "garment",
        "construction",
        "agriculture",
        "domestic-work",
        "other",
    }


@pytest.mark.parametrize("name", AGENDAS)
def test_an_agenda_checks_knowledge_practises_and_is_evaluated(library, name):
    kinds = Counter(step.kind for step in library.agendas[name].steps)

    assert kinds["check"] == 2
    assert kinds["case"] >= 1
    assert kinds["question"] >= 2
    assert kinds["discussion"] >= 1
    assert kinds["evaluation"] == 1


@pytest.mark.parametrize("name", AGENDAS)
def test_an_agenda_has_six_to_eight_knowledge_questions(library, name):
    assert 6 <= len(library.agendas[name].knowledge) <= 8


def test_a_half_day_has_a_break(library):
    steps = library.agendas["fair-recruitment-half-day"].steps

    assert [step.minutes for step in steps if step.kind == "break"] == [20]


def test_a_case_is_told_on_one_page_and_says_that_it_is_invented(library):
    for case in library.cases.values():
        assert 300 <= len(" ".join(case.story).split()) <= 450, case.id
        assert "is invented" in case.story[0], case.id


def test_a_case_has_five_to_nine_questions_and_more_facts_than_one(library):
    for case in library.cases.values():
        assert 5 <= len(case.answers) <= 9, case.id
        assert len(case.facts) >= 5, case.id


def test_a_case_with_a_serious_sign_says_what_to_do_today(library):
    questions = library.questions
    for case in library.cases.values():
        grave = [
            answer.question
            for answer in case.answers
            if questions[answer.question].critical
            and not questions[answer.question].option_by_id[answer.right].value
        ]
        assert case.today or len(grave) == 1, (case.id, grave)


def test_each_answer_of_a_case_rests_on_what_its_question_rests_on(library):
    apart = [
        (case.id, answer.question)
        for case in library.cases.values()
        for answer in case.answers
        if not set(answer.cites) & set(library.questions[answer.question].cites)
    ]

    assert apart == []


def test_stories_and_reasons_are_easy_to_read(library, knowledge):
    """Flesch-Kincaid grade, as a median over all texts of that kind."""
    cases = library.cases.values()
    kinds = {
        "stories": [" ".join(case.story) for case in cases],
        "answers": [answer.reason for case in cases for answer in case.answers],
        "today": [step for case in cases for step in case.today],
        "knowledge": [question.ask for question in knowledge],
        "reasons": [question.reason for question in knowledge],
        "notes": [
            " ".join(step.notes)
            for agenda in library.agendas.values()
            for step in agenda.steps
        ],
    }

    medians = {
        kind: statistics.median(textstat.flesch_kincaid_grade(text) for text in texts)
        for kind, texts in kinds.items()
    }
    assert {kind: grade for kind, grade in medians.items() if grade > 9} == {}


def test_each_knowledge_question_asks_one_thing_in_twenty_five_words(knowledge):
    assert [q.id for q in knowledge if len(q.ask.split()) > 25] == []


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_right_answer_is_not_known_by_its_length(library, tag):
    spoken = [
        agenda_in_words(agenda, saying(tag)) for agenda in library.agendas.values()
    ]
    questions = [question for agenda in spoken for question in agenda.knowledge]
    ranks = Counter()
    for question in questions:
        lengths = sorted(len(option.label) for option in question.options)
        right = next(o.label for o in question.options if o.id == question.right)
        ranks["shortest"] += len(right) == lengths[0]
        ranks["longest"] += len(right) == lengths[-1]

    assert max(ranks.values()) <= 0.45 * len(questions), ranks


def test_the_right_answer_is_not_known_by_its_place(knowledge):
    places = Counter(
        [option.id for option in question.options].index(question.right)
        for question in knowledge
    )

    assert max(places.values()) <= len(knowledge) / 2


def test_a_workshop_for_families_meets_no_word_that_is_meant_for_firms(library):
    texts = []

    def remember(_, text):
        texts.append(text)
        return text

    agenda = library.agendas["households-in-one-hour"]
    agenda_in_words(agenda, remember)
    for step in agenda.steps:
        if step.case:
            case_in_words(library.cases[step.case], remember)

    assert [text for text in texts if FOR_FIRMS.search(text)] == []


def test_no_sum_of_the_law_stands_in_a_sentence(library):
    """What changes stands in ``countries/``: no dinars, no per cent, no hotline."""
    texts = []

    def remember(_, text):
        texts.append(text)
        return text

    for agenda in library.agendas.values():
        agenda_in_words(agenda, remember)
    for case in library.cases.values():
        case_in_words(case, remember)

    found = re.compile(r"\d\s*(JOD|dinars?|%|per cent)|\+?\d[\d -]{6,}")
    assert [text for text in texts if found.search(text)] == []


def test_the_evaluation_of_the_day_has_five_scales_of_five(library):
    assert [len(question.options) for question in library.evaluation] == [5] * 5


@pytest.mark.parametrize("name", AGENDAS)
def test_an_agenda_speaks_arabic_throughout(library, name):
    left = []
    say = saying("ar")
    agenda_in_words(
        library.agendas[name],
        lambda key, text: left.append(key) if say(key, text) == text else text,
    )

    assert left == []
