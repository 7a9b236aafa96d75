"""The reports in Arabic: no English left, right order, real bold, one page for two."""

import io
import re
import unicodedata

import pikepdf
import pytest
from pdf_reading import text_of

from dd_toolkit import places
from dd_toolkit.core.answer_file import read_answer_file
from dd_toolkit.core.assembly import load_library
from dd_toolkit.reporting import files

CODES = re.compile(
    r"(?<![A-Za-z])(PDF|SHA-256|I{1,3}|i{1,3}|C\d+|R\d+|FR|FLI|[A-E]|[a-z]+\d*\.[a-z-]+|"
    r"action-plan\.json|due-diligence|household|[0-9a-f]{8,})(?![A-Za-z])"
)
"""What may stay in Latin letters: codes of articles, ids, hashes, ratings."""

EXAMPLES = sorted(path.stem for path in places.EXAMPLES.glob("*.yaml"))


@pytest.fixture(scope="module")
def library():
    return load_library(places.QUESTIONNAIRES, country="jordan")


@pytest.fixture(scope="module")
def pdfs(library):
    made = {}

    def pdf_of(name, kind="action_plan"):
        if (name, kind) not in made:
            path = places.EXAMPLES / f"{name}.yaml"
            file = read_answer_file(path, library, language="ar")
            made[name, kind] = getattr(files, kind)(file, "ar")
        return made[name, kind]

    return pdf_of


def plain(text):
    """Presentation forms as letters, without marks of direction."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_no_english_left_but_names_and_codes(pdfs, name):
    text = CODES.sub(" ", plain(text_of(pdfs(name))))

    assert re.findall(r"[A-Za-z]{3,}", text) == []


def test_the_questionnaire_on_paper_has_no_english_left(pdfs):
    text = CODES.sub(" ", plain(text_of(pdfs("farm", "blank"))))

    assert re.findall(r"[A-Za-z]{3,}", text) == []


def test_text_can_be_copied_out_in_logical_order(pdfs):
    """Poppler sets spaces by the gaps between glyphs, so they are left out here."""
    text = "".join(plain(text_of(pdfs("household"))).split())

    assert "العملالمنزليفيبيتكم" in text
    assert "20تشرينالثاني2026" in text


def test_a_bold_typeface_of_its_own_is_embedded(pdfs):
    with pikepdf.open(io.BytesIO(pdfs("garment-factory"))) as pdf:
        fonts = {
            str(font.BaseFont)
            for page in pdf.pages
            for font in page.resources.get("/Font", {}).values()
        }

    assert any("Bold" in font for font in fonts)
    assert all("Vazirmatn" in font for font in fonts)


def test_the_document_says_its_language(pdfs):
    with pikepdf.open(io.BytesIO(pdfs("household"))) as pdf:
        assert str(pdf.Root.Lang) == "ar"


@pytest.mark.parametrize("name", ["household"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_family_gets_two_pages(library, name, language):
    file = read_answer_file(places.EXAMPLES / f"{name}.yaml", library)

    pdf = files.action_plan(file, language)

    assert text_of(pdf).count("\f") == 2


def test_the_questionnaire_has_the_same_fingerprint_in_both_languages(library, pdfs):
    file = read_answer_file(places.EXAMPLES / "farm.yaml", library)
    english = text_of(files.action_plan(file, "en"))

    first, second = (
        re.findall(r"[0-9a-f]{64}", text)[0]
        for text in (english, text_of(pdfs("farm")))
    )

    assert first == second == file.questionnaire.fingerprint


def test_what_workers_paid_and_its_plan_are_printed(pdfs):
    text = " ".join(plain(text_of(pdfs("garment-factory"))).split())

    assert "36,690.000" in text
    assert "50.958" in text
