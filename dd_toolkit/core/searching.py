"""The words of a text as they are searched for: one spelling for many ways to write.

Two engines and two languages must find the same. So words are normalised here, not by
the database: what is stored and what is asked for pass through the same function.
Arabic is written with or without its small vowels, with three kinds of alef, with ya
for alef maqsura, with ha for ta marbuta: a reader means the same word.
"""

import re
import unicodedata

SHORTEST_WORD = 2
LONGEST_WORD = 40
"""In characters; the rest of a longer word is cut off."""
MOST_WORDS = 2_000
MOST_ASKED = 8
"""Words of one query that are looked for; the others are left out."""

_TATWEEL = "\u0640"
_ONE_SPELLING = str.maketrans(
    {
        "\u0622": "\u0627",  # alef with madda
        "\u0623": "\u0627",  # alef with hamza above
        "\u0625": "\u0627",  # alef with hamza below
        "\u0671": "\u0627",  # alef wasla
        "\u0649": "\u064a",  # alef maqsura -> ya
        "\u06cc": "\u064a",  # Persian ya
        "\u0626": "\u064a",  # ya with hamza
        "\u0624": "\u0648",  # waw with hamza
        "\u0629": "\u0647",  # ta marbuta -> ha
        "\u06a9": "\u0643",  # Persian kaf
        _TATWEEL: None,
    }
)
_WORD = re.compile(r"[^\W_]+")


def words_in(text: str) -> frozenset[str]:
    """The normalised words of a text, each once; at most ``MOST_WORDS``."""
    return frozenset(_words(text)[:MOST_WORDS])


def words_asked(query: str) -> tuple[str, ...]:
    """The normalised words of a query in order, each once; the last may be a beginning.

    A text is found when it has all of them (``starts with`` for the last).
    """
    return tuple(dict.fromkeys(_words(query)))[:MOST_ASKED]


def _words(text: str) -> list[str]:
    return [
        word[:LONGEST_WORD]
        for word in _WORD.findall(_plain(text))
        if len(word) >= SHORTEST_WORD
    ]


def _plain(text: str) -> str:
    """Without marks on letters, in small letters, with one spelling and one set of
    digits."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Before the marks go: a hamza is a mark once its alef is taken apart.
    spelled = folded.translate(_ONE_SPELLING)
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", spelled)
        if not unicodedata.combining(character)
    )
    return "".join(_western(character) for character in bare)


def _western(character: str) -> str:
    """A decimal digit of any script as 0 to 9."""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
