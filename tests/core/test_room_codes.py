"""Codes that are read from a wall and typed on a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.room_codes import (
    LETTERS,
    MOST_CODES,
    room_code,
    room_code_as_typed,
)


def test_there_are_sixty_four_million_codes_without_vowels_or_look_alikes():
    assert MOST_CODES == 64_000_000
    assert len(set(LETTERS)) == 20
    assert not set(LETTERS) & set("01256ABEILOQSUVZ")


@given(st.integers(0, MOST_CODES - 1))
def test_every_code_is_read_as_it_was_made(number):
    code = room_code(number)

    assert len(code) == 6
    assert room_code_as_typed(code) == code
    assert room_code_as_typed(f" {code[:3].lower()}-{code[3:]}\n") == code


def test_two_numbers_have_two_codes():
    codes = {room_code(number) for number in range(0, MOST_CODES, 9973)}

    assert len(codes) == len(range(0, MOST_CODES, 9973))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("34789c", "34789C"), ("٣٤٧٨٩C", "34789C"), ("B47-89C", "84789C")],
)
def test_look_alikes_and_arabic_digits_are_understood(typed, meant):
    assert room_code_as_typed(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "34789", "34789CC", "34789O", "ABC", "3" * 500, "\x00" * 6, "٣" * 5]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert room_code_as_typed(typed) is None
