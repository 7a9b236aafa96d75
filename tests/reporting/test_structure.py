"""The PDFs are tagged, named, self-contained, and the same for the same input.

No veraPDF can be had here: the structure that PDF/UA asks for is looked up entry by
entry, and no conformance is claimed beyond that.
"""

import hashlib
import io
import itertools
import json
import subprocess

import pikepdf
import pytest
from report_builders import a_report

from dd_toolkit.core.answering import answers_from_text, answers_text
from dd_toolkit.reporting.pdf import action_plan_pdf


@pytest.fixture(params=["pdf", "paper_pdf"])
def either(request):
    return pikepdf.open(io.BytesIO(request.getfixturevalue(request.param)))


def elements(pdf, kind=None):
    """The elements of the structure tree in reading order."""
    found, open_nodes = [], [pdf.Root.StructTreeRoot]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, pikepdf.Array):
            open_nodes.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node and kind in (None, str(node.S)):
                found.append(node)
            if "/K" in node:
                open_nodes.append(node.K)
    return found


def test_a_report_says_that_it_is_tagged_and_in_which_language(either):
    assert either.Root.MarkInfo.Marked
    assert str(either.Root.Lang) == "en"
    assert either.Root.ViewerPreferences.DisplayDocTitle


def test_a_report_declares_pdf_ua_1_in_its_metadata(either):
    with either.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_the_title_names_the_questionnaire_and_the_employer(opened, report):
    title = str(opened.docinfo.Title)
    assert report.title in title
    assert report.employer.text in title


def test_headings_go_down_one_level_at_a_time(either):
    levels = [
        int(str(element.S)[2:])
        for element in elements(either)
        if str(element.S) in ("/H1", "/H2", "/H3", "/H4")
    ]
    assert levels[0] == 1
    for before, after in itertools.pairwise(levels):
        assert after <= before + 1


def test_every_figure_says_in_words_what_it_shows(opened):
    figures = elements(opened, "/Figure")
    assert len(figures) > 20
    assert all(str(figure.Alt) for figure in figures)


def test_every_table_has_header_cells(opened):
    tables = elements(opened, "/Table")
    assert len(tables) > 15
    assert len(elements(opened, "/TH")) >= len(tables)


def test_every_typeface_is_embedded(either):
    fonts = [
        font
        for page in either.pages
        for font in page.Resources.get("/Font", {}).values()
    ]
    assert fonts
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_a_report_holds_no_script_and_opens_no_address(either):
    assert "/OpenAction" not in either.Root
    assert "/AA" not in either.Root
    for page in either.pages:
        for note in page.get("/Annots", []):
            assert str(note.Subtype) == "/Link"
            assert "/A" not in note or str(note.A.S) == "/GoTo"


def test_qpdf_finds_no_fault(pdf, tmp_path):
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["qpdf", "--check", path], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_report_is_the_same_bytes(report, pdf):
    assert action_plan_pdf(report) == pdf


def test_dates_inside_come_from_the_day_of_submission(opened):
    assert str(opened.docinfo.CreationDate).startswith("D:20261123")
    assert str(opened.docinfo.ModDate).startswith("D:20261123")


def test_a_draft_has_no_date_inside_and_is_still_the_same_bytes():
    draft = a_report(submitted=None)
    first = action_plan_pdf(draft)
    assert "/CreationDate" not in pikepdf.open(io.BytesIO(first)).docinfo
    assert action_plan_pdf(draft) == first


def test_the_attached_data_is_that_of_the_contents(opened, report):
    assert list(opened.attachments) == ["action-plan.json"]
    attached = opened.attachments["action-plan.json"].get_file().read_bytes()
    assert attached.decode() == report.attachment.text


def test_the_attached_data_is_marked_as_the_data_of_the_document(opened):
    entry = opened.Root.AF[0]
    assert str(entry.AFRelationship) == "/Data"
    assert str(entry.UF) == "action-plan.json"


def test_the_attached_answers_give_the_printed_fingerprint(report):
    document = json.loads(report.attachment.text)
    answers = answers_from_text(json.dumps(document["answers"]))
    digest = hashlib.sha256(answers_text(answers).encode()).hexdigest()
    assert digest == report.fingerprint.answers_sha256
    assert document["result"]["sha256"] == report.fingerprint.questionnaire_sha256
