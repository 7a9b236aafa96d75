"""The code with which phones join a room: six characters, read from a projector.

Twenty characters that no other of them looks like, and no vowel, so that no word
appears on the wall: 20^6 = 64,000,000 codes, 25.9 bits. A code lives as long as its
workshop, and wrong ones are counted (``operations.limits``, kind "join").
"""

import unicodedata

LETTERS = "34789CDFGHJKMNPRTWXY"
LENGTH = 6
MOST_CODES = len(LETTERS) ** LENGTH

_LOOK_ALIKES = str.maketrans({"B": "8", "6": "G"})


def room_code(number: int) -> str:
    """The code of a random number, from 0 to ``MOST_CODES`` - 1."""
    letters = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(LETTERS))
        letters.append(LETTERS[index])
    return "".join(letters)


def room_code_as_typed(typed: str) -> str | None:
    """The code that a person meant, whatever case, spaces or digits; None: none."""
    letters = "".join(_letter(character) for character in typed[:40])
    letters = letters.translate(_LOOK_ALIKES)
    fits = len(letters) == LENGTH and all(letter in LETTERS for letter in letters)
    return letters if fits else None


def _letter(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    separates = character.isspace() or unicodedata.category(character) in ("Pd", "Cf")
    return "" if separates else character.upper()
