"""The verification code of a submission: short enough to be read from paper.

It is a hash over what was submitted, so nobody can choose one. Its letters are those of
Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or U, and who
reads a zero as the letter O, or types Arabic digits, is understood all the same.
"""

import hashlib
import unicodedata

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
"""Characters of five bits: 80 bits, shown in groups of four."""

_BITS = 5 * LENGTH
_LOOK_ALIKES = str.maketrans("OIL", "011")


def verification_code(
    *,
    questionnaire_sha256: str,
    answers_sha256: str,
    method: str,
    submitted_at: str,
    assessment_id: str,
) -> str:
    """The code of this submission, such as ``7K3M-0QTX-9ZVA-41HN``."""
    parts = (
        questionnaire_sha256,
        answers_sha256,
        method,
        submitted_at,
        assessment_id,
    )
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    number = int.from_bytes(digest) >> (8 * len(digest) - _BITS)
    letters = [LETTERS[number >> shift & 31] for shift in range(_BITS - 5, -1, -5)]
    return _grouped("".join(letters))


def code_as_typed(typed: str) -> str | None:
    """The code that a person meant; None where it cannot be one."""
    letters = "".join(_letter(character) for character in typed[:100])
    letters = letters.translate(_LOOK_ALIKES)
    if len(letters) != LENGTH or any(letter not in LETTERS for letter in letters):
        return None
    return _grouped(letters)


def _letter(character: str) -> str:
    """The character as a code has it; nothing for what only separates."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    separates = character.isspace() or unicodedata.category(character) in ("Pd", "Cf")
    return "" if separates else character.upper()


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))
