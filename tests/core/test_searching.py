"""What is stored and what is asked for become the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.searching import (
    LONGEST_WORD,
    MOST_ASKED,
    MOST_WORDS,
    words_asked,
    words_in,
)

# What stands in a text, what somebody types.
SAME = {
    "small and capital letters": ("PASSPORTS", "passports"),
    "a German sharp s": ("Straße", "STRASSE"),
    "a letter with an accent": ("café", "cafe"),
    "wide letters": ("Ｗａｇｅ", "wage"),
    "Arabic small vowels": ("جَوَازُ", "جواز"),
    "a tatweel": ("جـــواز", "جواز"),
    "alef with hamza": ("أجور", "اجور"),
    "alef below": ("إجازة", "اجازه"),
    "alef with madda": ("آجال", "اجال"),
    "alef maqsura": ("مستشفى", "مستشفي"),
    "ta marbuta": ("عاملة", "عامله"),
    "a hamza written apart": ("أجور", "ا\u0654جور"),
    "Persian letters": ("یک", "يك"),
    "a presentation form": ("ﻋﺎﻣﻞ", "عامل"),
    "Arabic digits": ("١٢٣", "123"),
    "Persian digits": ("۱۲۳", "123"),
}


@pytest.mark.parametrize(("stored", "asked"), SAME.values(), ids=SAME)
def test_two_ways_to_write_a_word_are_one(stored, asked):
    assert words_in(stored) == set(words_asked(asked)) != set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wages, passports; fees.", {"wages", "passports", "fees"}),
        ("c181.who-pays", {"c181", "who", "pays"}),
        ("دفعوا الأجور، وبعضهم لا؟", {"دفعوا", "الاجور", "وبعضهم", "لا"}),
        ("a b 1", set()),
        ("", set()),
        ("under_score", {"under", "score"}),
    ],
)
def test_a_text_is_parted_into_words(text, words):
    assert words_in(text) == words


def test_a_query_keeps_its_order_and_says_each_word_once():
    assert words_asked("wages late wages") == ("wages", "late")


def test_a_long_query_is_cut():
    assert len(words_asked(" ".join(f"word{n}" for n in range(50)))) == MOST_ASKED


def test_a_long_word_is_cut_alike_in_text_and_query():
    long = "x" * 500

    assert words_in(long) == {"x" * LONGEST_WORD} == set(words_asked(long))


def test_a_text_of_many_words_is_cut():
    assert len(words_in(" ".join(f"word{n}" for n in range(9_000)))) == MOST_WORDS


@given(st.text(max_size=80))
def test_every_word_of_a_text_is_found_by_typing_it(text):
    for word in words_in(text):
        assert words_asked(word) == (word,)
