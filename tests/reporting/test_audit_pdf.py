"""The audit report as a reader gets it, in both languages."""

import io
import itertools
import subprocess

import pikepdf
import pytest
from audit_builders import a_record, a_small_record, an_empty_record, contents, pdf
from pdf_reading import words_of
from test_structure import elements

from dd_toolkit.core.evidence import Period
from dd_toolkit.core.review_record import GivenVerdict, Note, Paper, ReplyGiven
from dd_toolkit.core.reviewing import Verdict
from dd_toolkit.reporting.pdf import audit_html

AT = "2026-10-05T09:30:00.000Z"
HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}} {% include 'x' %}",
    '"><img src=http://127.0.0.1:9/x>',
    "<link rel=attachment href=file:///etc/passwd>",
    "</title><base href=file:///etc/>&lt;&amp;",
)


@pytest.fixture(scope="module", params=["en", "ar"])
def locale(request):
    return request.param


@pytest.fixture(scope="module")
def made(locale, _weasyprint_lines):
    return pdf(a_record(findings=3), locale)


@pytest.fixture(scope="module")
def opened_audit(made):
    return pikepdf.open(io.BytesIO(made))


def test_it_is_tagged_and_says_its_language(opened_audit, locale):
    assert opened_audit.Root.MarkInfo.Marked
    assert str(opened_audit.Root.Lang) == locale
    with opened_audit.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_headings_go_down_one_level_at_a_time(opened_audit):
    levels = [
        int(str(element.S)[2:])
        for element in elements(opened_audit)
        if str(element.S) in ("/H1", "/H2", "/H3", "/H4")
    ]
    assert levels[0] == 1
    for before, after in itertools.pairwise(levels):
        assert after <= before + 1


def test_every_chart_says_in_words_what_it_shows(opened_audit):
    figures = elements(opened_audit, "/Figure")
    assert len(figures) > 20
    assert all(str(figure.Alt) for figure in figures)


def test_every_table_has_header_cells(opened_audit):
    tables = elements(opened_audit, "/Table")
    assert len(tables) > 15
    assert len(elements(opened_audit, "/TH")) >= len(tables)


def test_qpdf_finds_no_fault(made, tmp_path):
    path = tmp_path / "audit.pdf"
    path.write_bytes(made)
    done = subprocess.run(
        ["qpdf", "--check", path], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_review_is_attached_as_the_data_of_the_document(opened_audit):
    assert list(opened_audit.attachments) == ["review.json"]
    assert str(opened_audit.Root.AF[0].AFRelationship) == "/Data"


def test_the_same_review_is_the_same_bytes():
    record = a_small_record()

    assert pdf(record) == pdf(record)


def test_a_draft_says_so_on_every_page():
    text = words_of(pdf(an_empty_record()))

    pages = text.count("Page ")
    assert text.count("Draft, not signed") >= pages > 5


def test_a_signed_report_is_called_no_draft():
    assert "raft" not in words_of(pdf(a_small_record()))


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (an_empty_record(), "A draft carries no digital signature."),
        (a_small_record(), "This file carries no digital signature"),
    ],
)
def test_a_file_without_a_digital_signature_says_so(record, sentence):
    assert sentence in words_of(pdf(record))


def test_a_finding_without_a_reply_says_until_when_there_was_time():
    name = a_small_record().questionnaire.questions[0].id
    found = Verdict("confirmed", finding="It is so.")
    record = a_small_record(
        verdicts=(GivenVerdict(name, found, "Lina", AT),), reply_until="2026-10-26"
    )

    assert "No reply until 26 October 2026." in words_of(pdf(record))


def test_what_people_type_is_printed_as_typed_and_does_nothing():
    name = a_small_record().questionnaire.questions[0].id
    verdict, note, required, reply, reason = HOSTILE
    found = Verdict("confirmed", finding=verdict, required=required)
    record = a_small_record(
        employer=HOSTILE[0],
        site=HOSTILE[2],
        signed_by=HOSTILE[4],
        verdicts=(GivenVerdict(name, found, HOSTILE[1], AT),),
        notes=(Note("n", None, "workers", 3, note, "Lina", AT),),
        replies=(ReplyGiven(name, "agrees", reply, AT),),
        papers=(Paper(name, HOSTILE[4], "ab" * 32, 1, Period(), AT),),
        corrects="r0",
        reason=reason,
    )

    html = audit_html(contents(record))
    printed = pdf(record)

    assert "<script" not in html
    assert "<base" not in html
    assert html.count("<img") == html.count("<link") == 0
    assert "49" not in words_of(printed).replace("{{7*7}}", "")
    with pikepdf.open(io.BytesIO(printed)) as read:
        assert list(read.attachments) == ["review.json"]


def test_a_text_in_the_other_direction_keeps_its_own():
    name = a_small_record().questionnaire.questions[0].id
    found = Verdict("confirmed", finding="هذا غير صحيح.")
    record = a_small_record(verdicts=(GivenVerdict(name, found, "Lina", AT),))

    assert '<p dir="rtl"><span class="typed" dir="rtl">هذا' in audit_html(
        contents(record)
    )


def test_the_arabic_report_is_arabic():
    html = audit_html(contents(a_small_record(), "ar"))

    assert '<html lang="ar" dir="rtl">' in html
    assert "المتحقَّق منه" in html
    assert "Verified" not in html
