"""gettext files stay true to the texts: missing, stale and left over are told."""

import shutil

import pytest

from dd_toolkit import places
from dd_toolkit.core.assembly import load_library
from dd_toolkit.languages import catalogue
from dd_toolkit.translation_files import (
    content_texts,
    file_of,
    interface_problems,
    interface_texts,
    problems,
    update,
)
from tests.builders import PAPERS, a_folder
from tests.core.workshop_files import WORKSHOP_FILES

NAME = "translations/ar/papers.po"


@pytest.fixture(autouse=True)
def interface_elsewhere(tmp_path, monkeypatch):
    """`update` writes the words of the pages too: here, a copy."""
    copy = tmp_path / "interface"
    shutil.copytree(places.TRANSLATIONS, copy)
    monkeypatch.setattr(places, "TRANSLATIONS", copy)


@pytest.fixture
def folder(tmp_path):
    made = a_folder(tmp_path / "q")
    list(update(made))
    return made


def translate_all(folder):
    for path in (folder / "translations/ar").glob("*.po"):
        text = path.read_text(encoding="utf-8")
        head, _, body = text.partition("\n\n")
        body = body.replace('msgstr ""', 'msgstr "كلام؟"')
        path.write_text(f"{head}\n\n{body}", encoding="utf-8")


def told(folder):
    return [str(p).rpartition("/")[2] for p in problems(folder, load_library(folder))]


def test_every_text_that_is_not_translated_is_told(folder):
    texts = content_texts(load_library(folder))
    expected = sum(len(of_file) for of_file in texts.values())

    found = told(folder)

    assert len(found) == expected
    assert all("is not translated" in line for line in found)


def test_a_folder_that_is_translated_has_nothing_to_tell(folder):
    translate_all(folder)

    assert told(folder) == []


def test_a_changed_english_text_marks_its_translation_as_stale(folder):
    translate_all(folder)
    changed = PAPERS.replace("It is theirs.", "It belongs to them.")
    (folder / "papers.yaml").write_text(changed, encoding="utf-8")

    before = told(folder)
    list(update(folder))
    after = told(folder)

    assert "papers.passport.why: is stale" in before[0]
    assert "papers.passport.why: is stale" in after[0]
    assert len(after) == 1


def test_a_stale_translation_keeps_the_english_it_was_made_from(folder):
    translate_all(folder)
    changed = PAPERS.replace("It is theirs.", "It belongs to them.")
    (folder / "papers.yaml").write_text(changed, encoding="utf-8")

    list(update(folder))

    text = (folder / NAME).read_text(encoding="utf-8")
    assert '#| msgid "It is theirs."' in text
    assert 'msgid "It belongs to them."' in text


def test_updating_twice_changes_nothing(folder):
    first = (folder / NAME).read_bytes()

    list(update(folder))

    assert (folder / NAME).read_bytes() == first


def test_a_translation_that_nothing_has_is_told_and_then_taken_out(folder):
    translate_all(folder)
    text = (folder / NAME).read_text(encoding="utf-8")
    text += '\nmsgctxt "papers.gone.ask"\nmsgid "Gone?"\nmsgstr "ذهب؟"\n'
    (folder / NAME).write_text(text, encoding="utf-8")

    before = told(folder)
    list(update(folder))

    assert ["papers.gone.ask: nothing has it" in line for line in before] == [True]
    assert told(folder) == []


def test_a_question_without_its_mark_is_told(folder):
    translate_all(folder)
    catalog = catalogue(folder / NAME, "ar")
    message = catalog.get("Who keeps the passports?", "papers.passport.ask")
    text = (folder / NAME).read_text(encoding="utf-8")
    place = text.index(f'msgctxt "{message.context}"')
    text = text[:place] + text[place:].replace("كلام؟", "كلام", 1)
    (folder / NAME).write_text(text, encoding="utf-8")

    assert "exactly one question mark" in told(folder)[0]


@pytest.mark.parametrize(
    ("key", "file"),
    [
        ("c181.who-pays.ask", "c181"),
        ("scale.all-none.option.all", "common"),
        ("provision.C181-7-1.title", "provisions"),
        ("law.JO-LL-15.fact", "laws"),
    ],
)
def test_each_text_has_one_file(key, file):
    assert file_of(key) == file


def test_the_words_of_pages_reports_and_refusals_are_all_collected():
    texts = {m.id if isinstance(m.id, str) else m.id[0] for m in interface_texts()}

    assert {
        "Save and continue",
        "Please choose one option.",
        "Where a worker can turn",
        "Please sign in first.",
    } <= texts


def test_a_word_of_a_page_that_is_not_translated_is_told():
    path = places.TRANSLATIONS / "ar.po"
    text = path.read_text(encoding="utf-8").replace("حفظ ومتابعة", "")
    path.write_text(text, encoding="utf-8")

    assert [
        "'Save and continue' is not translated" in str(p) for p in interface_problems()
    ] == [True]


def test_a_translation_that_lost_a_name_in_it_is_told():
    path = places.TRANSLATIONS / "ar.po"
    text = path.read_text(encoding="utf-8").replace("الإصدار %(version)s", "الإصدار")
    path.write_text(text, encoding="utf-8")

    assert "lacks a %(name)s" in str(next(interface_problems()))


def test_the_shipped_questionnaires_and_pages_are_translated_whole():
    folder = places.QUESTIONNAIRES
    library = load_library(folder, country="jordan")

    assert [str(problem) for problem in problems(folder, library)] == []
    assert [str(problem) for problem in interface_problems()] == []


def test_workshops_and_practice_cases_have_files_of_their_own(tmp_path):
    folder = a_folder(tmp_path / "w", **WORKSHOP_FILES)

    written = {path.name for path in update(folder)}

    assert {"workshops.po", "cases.po"} <= written
    assert any(line.startswith("cases.po:1:1: ") for line in told_missing(folder))


def told_missing(folder):
    (folder / "translations/ar/cases.po").unlink()
    return told(folder)
