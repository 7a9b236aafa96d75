"""Names and periods of attached files, and which extensions stay."""

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.evidence import (
    LONGEST_NAME,
    OPEN_XML,
    PDF,
    PICTURES,
    TEXT,
    NotAccepted,
    Period,
    clean_name,
    extension_of,
    period,
)

JPEG = PICTURES[0]
KINDS = (PDF, TEXT, *PICTURES, OPEN_XML[0].kind)


@pytest.mark.parametrize(
    ("given_name", "kind", "kept"),
    [
        ("contract.pdf", PDF, "contract.pdf"),
        ("عقد العمل.pdf", PDF, "عقد العمل.pdf"),
        ("合同.PDF", PDF, "合同.pdf"),
        ("می‌خواهم.pdf", PDF, "می‌خواهم.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\fakepath\\pay slip.pdf", PDF, "pay slip.pdf"),
        ("a.pdf\r\nSet-Cookie: x=1", PDF, "a.pdfSet-Cookie- x=1.pdf"),
        ("pay\u202egpj.exe", PDF, "paygpj.pdf"),
        ("\u2067a\u2069\u200f.pdf", PDF, "a.pdf"),
        ('a"b<c>d|e?f*g.pdf', PDF, "a-b-c-d-e-f-g.pdf"),
        ("nul\x00byte.pdf", PDF, "nulbyte.pdf"),
        ("report.exe", PDF, "report.pdf"),
        ("report.pdf.exe", PDF, "report.pdf.pdf"),
        ("photo.jpeg", JPEG, "photo.jpeg"),
        ("photo.png", JPEG, "photo.jpg"),
        ("pay 3.2026", PDF, "pay 3.2026.pdf"),
        ("wages.csv", TEXT, "wages.csv"),
        ("wages.html", TEXT, "wages.txt"),
        ("", PDF, "file.pdf"),
        (" . ", PDF, "file.pdf"),
        (".pdf", PDF, "file.pdf"),
        ("\u200d.pdf", PDF, "file.pdf"),
        ("CON.pdf", PDF, "_CON.pdf"),
        ("a" * 300 + ".pdf", PDF, "a" * 115 + ".pdf"),
        ("\ud800.pdf", PDF, "file.pdf"),
    ],
)
def test_a_name_is_kept_in_its_script_without_what_could_harm(given_name, kind, kept):
    assert clean_name(given_name, kind) == kept


names = st.text(st.characters(), max_size=200) | st.text(
    'ab.ع \u202e\r\n\x00/\\<>:"|?*-\u0301\u200d', max_size=40
)


@given(names, st.sampled_from(KINDS))
def test_no_name_holds_a_path_a_line_end_or_a_turn_of_direction(name, kind):
    cleaned = clean_name(name, kind)

    assert not set(cleaned) & set('<>:"/\\|?*\r\n')
    assert not any(
        unicodedata.category(character)[0] == "C" and character not in "\u200c\u200d"
        for character in cleaned
    )
    assert not any(
        unicodedata.bidirectional(character)
        in {"LRO", "RLO", "LRI", "RLI", "PDF", "FSI"}
        for character in cleaned
    )


@given(names, st.sampled_from(KINDS))
def test_every_name_is_short_and_ends_as_its_kind_does(name, kind):
    cleaned = clean_name(name, kind)

    assert len(cleaned) <= LONGEST_NAME
    assert cleaned.endswith(kind.extensions)
    assert cleaned[0] not in ". "


@given(names, st.sampled_from(KINDS))
def test_a_clean_name_stays_as_it_is(name, kind):
    cleaned = clean_name(name, kind)

    assert clean_name(cleaned, kind) == cleaned


def test_an_extension_is_read_through_spaces_and_dots():
    assert extension_of("run.BAT. ") == ".bat"


JANUARY = datetime.date(2026, 1, 1)
FEBRUARY = datetime.date(2026, 2, 1)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("", "", Period()),
        ("2026-01-01", "", Period(JANUARY)),
        ("", "2026-02-01", Period(last=FEBRUARY)),
        (" 2026-01-01 ", "2026-02-01", Period(JANUARY, FEBRUARY)),
        ("2026-01-01", "2026-01-01", Period(JANUARY, JANUARY)),
        ("2026-02-01", "2026-01-01", NotAccepted("period")),
        ("2026-02-30", "", NotAccepted("period")),
        ("yesterday", "", NotAccepted("period")),
        ("", "<script>", NotAccepted("period")),
    ],
)
def test_a_period_has_two_days_in_order_or_fewer(first, last, expected):
    assert period(first, last) == expected
