"""National law beside the questions: one file for a country."""

import datetime
from fractions import Fraction

import pytest

from dd_toolkit.core.answering import chosen, laws_beside
from dd_toolkit.core.assembly import load_library
from dd_toolkit.errors import FileProblems, NoSuchCountry
from dd_toolkit.languages import fact, law_reference
from dd_toolkit.places import QUESTIONNAIRES
from tests.builders import a_folder

LEBANON = """\
id: lebanon
title: Lebanon
laws:
  - id: LB-1
    instrument: Labour Code
    article: '59'
    title: Lowest wage
    fact: "The minimum is {wage} a month, within {days} days."
    amounts: {wage: {value: "675.5", unit: USD}, days: {value: "7"}}
    as-of: "2024"
    valid-until: 2025-12-31
    confidence: high
    sectors: [garment]
    questions: [papers.slip]
"""


def with_country(folder, text=LEBANON):
    a_folder(folder)
    (folder / "countries").mkdir()
    (folder / "countries/lebanon.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def law(tmp_path):
    library = load_library(with_country(tmp_path), country="lebanon")
    return library.questionnaire("whole").laws_of["papers.slip"][0]


def test_another_country_is_another_file(law):
    assert (law.id, law.questions) == ("LB-1", ("papers.slip",))


def test_without_a_country_no_law_stands_beside_a_question(tmp_path):
    library = load_library(with_country(tmp_path))

    assert library.questionnaire("whole").laws == ()


def test_a_country_without_a_file_is_named_with_those_there_are(tmp_path):
    with pytest.raises(NoSuchCountry, match=r"'egypt'.*lebanon"):
        load_library(with_country(tmp_path), country="egypt")


def test_a_law_of_a_sector_stands_only_beside_that_sectors_questions(tmp_path):
    library = load_library(with_country(tmp_path), country="lebanon")
    whole = library.questionnaire("whole")

    farm = laws_beside(whole, "papers.slip", {"profile.sector": chosen("farm")})
    factory = laws_beside(whole, "papers.slip", {"profile.sector": chosen("garment")})

    assert (len(farm), len(factory)) == (0, 1)


def test_amounts_stand_in_the_sentence_as_the_language_writes_them(law):
    assert fact(law, "en") == "The minimum is 675.50 US dollars a month, within 7 days."


def test_the_amounts_are_exact(law):
    assert law.amounts[0].value == Fraction(1351, 2)


def test_the_reference_names_instrument_and_article(law):
    assert law_reference(law, "en") == "Labour Code, Art. 59"


@pytest.mark.parametrize(
    ("day", "to_check"), [("2025-12-31", False), ("2026-01-01", True)]
)
def test_a_law_past_its_date_is_to_be_checked(law, day, to_check):
    assert law.to_check(datetime.date.fromisoformat(day)) is to_check


def test_a_law_of_low_confidence_is_always_to_be_checked(tmp_path):
    text = LEBANON.replace("confidence: high", "confidence: low")
    library = load_library(with_country(tmp_path, text), country="lebanon")

    assert library.questionnaire("whole").laws[0].to_check(datetime.date.min)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("papers.slip", "papers.slop", r"there is no 'papers.slop': did you mean"),
        ("[garment]", "[sea]", r"there is no 'sea'"),
        ("{days} days", "seven days", r"the names in braces in `fact` differ: days"),
        ("high", "certain", r"is not one of 'high', 'medium' or 'low'"),
        ("id: lebanon", "id: jordan", r"must be the file's name"),
        ('"675.5"', "many", r"cannot stand here"),
        ("valid-until: 2025-12-31", "valid-until: soon", r"date"),
        ("    title: Lowest wage\n", "", r"`title` is missing"),
    ],
)
def test_what_is_wrong_in_a_country_is_told_with_its_place(tmp_path, old, new, told):
    assert old in LEBANON
    folder = with_country(tmp_path, LEBANON.replace(old, new, 1))

    with pytest.raises(FileProblems, match=told) as wrong:
        load_library(folder)

    assert "lebanon.yaml" in wrong.value.problems[0].file


def test_each_law_of_jordan_bears_on_a_question_that_some_employer_meets():
    library = load_library(QUESTIONNAIRES, country="jordan")
    shown = {law.id for q in library.questionnaires.values() for law in q.laws}

    assert len(shown) > 70


def test_the_minimum_wage_of_jordan_is_to_be_checked_after_2027():
    library = load_library(QUESTIONNAIRES, country="jordan")
    laws = {law.id: law for law in library.questionnaire("due-diligence").laws}

    assert not laws["JO-LL-52-2025"].to_check(datetime.date(2027, 12, 31))
    assert laws["JO-LL-52-2025"].to_check(datetime.date(2028, 1, 1))
