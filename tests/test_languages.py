"""Dates, numbers and plurals as each language has them; what is stale stays English."""

import datetime
from fractions import Fraction

import pytest

from dd_toolkit import languages
from dd_toolkit.core.assembly import load_library
from dd_toolkit.languages import content, language, long_day, money, spoken, words
from tests.builders import a_folder

DAY = datetime.date(2026, 11, 23)
PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgctxt "papers.passport.ask"
msgid "Who keeps the passports?"
msgstr "من يحتفظ بجوازات السفر؟"

msgctxt "papers.slip.ask"
msgid "An older question?"
msgstr "سؤال أقدم؟"

#, fuzzy
msgctxt "papers.passport.why"
msgid "It is theirs."
msgstr "غير مؤكد"
"""


@pytest.fixture
def folder(tmp_path):
    made = a_folder(tmp_path)
    (made / "translations/ar").mkdir(parents=True)
    (made / "translations/ar/papers.po").write_text(PO, encoding="utf-8")
    languages._spoken.clear()
    return made


@pytest.fixture
def arabic(folder):
    return spoken(load_library(folder).questionnaire("whole"), "ar", folder)


def test_a_translated_question_is_asked_in_arabic(arabic):
    asked = arabic.question_by_id["papers.passport"].ask

    assert asked == "من يحتفظ بجوازات السفر؟"


def test_a_translation_of_another_english_text_is_not_used(arabic):
    assert arabic.question_by_id["papers.slip"].ask.startswith("Does each")


def test_a_fuzzy_translation_is_not_used(arabic):
    assert arabic.question_by_id["papers.passport"].why == "It is theirs."


def test_english_is_the_questionnaire_itself(folder):
    whole = load_library(folder).questionnaire("whole")

    assert spoken(whole, "en", folder) is whole


def test_a_folder_without_translations_speaks_english(tmp_path):
    assert content(a_folder(tmp_path), "ar") == {}


@pytest.mark.parametrize(
    ("tag", "written"), [("en", "23 November 2026"), ("ar", "23 تشرين الثاني 2026")]
)
def test_a_day_is_written_as_the_language_has_it(tag, written):
    assert long_day(DAY, tag) == written


@pytest.mark.parametrize(
    ("tag", "written"),
    [("en", "1,250.500 Jordanian dinars"), ("ar", "1,250.500 دينار أردني")],
)
def test_money_has_the_decimals_of_its_currency(tag, written):
    assert money(Fraction(2501, 2), "JOD", tag) == written


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "خلال يوم واحد"),
        (2, "خلال يومين"),
        (7, "خلال %(num)s أيام"),
        (14, "خلال %(num)s يوماً"),
        (100, "خلال %(num)s يوم"),
    ],
)
def test_arabic_has_its_six_plurals(count, said):
    one, many = "within %(num)s day", "within %(num)s days"

    assert words("ar").ngettext(one, many, count) == said


@pytest.mark.parametrize(
    ("tag", "direction"), [("en", "ltr"), ("ar", "rtl"), ("ar-JO", "rtl"), ("x", "ltr")]
)
def test_the_direction_comes_from_the_language(tag, direction):
    assert language(tag).direction == direction
