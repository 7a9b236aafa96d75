"""Colours, typefaces, words of days, and what is said when something is missing."""

import datetime
import re

import pytest

from dd_toolkit import places
from dd_toolkit.errors import FontsMissing
from dd_toolkit.languages import long_day, short_day
from dd_toolkit.reporting import typesetting
from dd_toolkit.reporting.wording import (
    first_strong_direction,
    language,
)


def contrast_with_white(colour):
    """WCAG 2, relative luminance; 4.5 is asked for small text."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def test_a_letter_in_white_can_be_read_on_every_rating_colour():
    style = (places.REPORTS / "shared/rating.css").read_text()
    colours = re.findall(
        r"^\.([A-E]|none) \{ background: (#\w{6}) \}", style, re.MULTILINE
    )
    assert [letter for letter, _ in colours] == ["A", "B", "C", "D", "E", "none"]
    for letter, colour in colours:
        assert contrast_with_white(colour) >= 4.5, letter


def test_bars_have_the_colours_of_the_ratings():
    style = (places.REPORTS / "shared/rating.css").read_text()
    macros = (places.REPORTS / "shared/macros.html").read_text()
    for letter, colour in re.findall(r'"([A-E])": "(#\w{6})"', macros):
        assert f".{letter} {{ background: {colour} }}" in style


def test_no_style_uses_what_weasyprint_sets_wrongly_right_to_left():
    for path in places.REPORTS.rglob("*.css"):
        style = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"\b(grid|justify;|dotted|text-indent)", style), path
        assert not re.search(r"(margin|padding|border)-(left|right)\b", style), path


def test_no_chart_carries_words():
    for path in places.REPORTS.rglob("*.html"):
        assert "<text" not in path.read_text(), path


def test_without_typefaces_it_says_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "REPORTS", tmp_path)
    typesetting._press.cache_clear()
    with pytest.raises(FontsMissing, match="make fonts"):
        typesetting.typeset("<p>text", style="style.css")
    typesetting._press.cache_clear()


def test_a_day_is_told_with_the_name_of_its_month_and_its_year():
    day = datetime.date(2027, 3, 9)
    assert long_day(day, "en") == "9 March 2027"
    assert short_day(day, "en") == "9 Mar 2027"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("(1) abc", "ltr"),
        ("12% شركة", "rtl"),
        ("שלום", "rtl"),
        ("123", None),
        ("", None),
    ],
)
def test_the_first_letter_with_a_direction_decides(text, direction):
    assert first_strong_direction(text) == direction


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("en", "ltr"), ("ar", "rtl"), ("ar-JO", "rtl"), ("fr", "ltr")],
)
def test_the_language_decides_the_direction_of_the_page(tag, direction):
    assert language(tag).direction == direction
