"""Text on its way to paper: which way it runs, and what it may carry.

Only text that a person typed has its direction worked out from its characters
(WeasyPrint knows neither ``dir=auto`` nor ``unicode-bidi: plaintext``); for ours the
language decides.
"""

import re
import unicodedata

from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.reporting.contents import Direction, Language, UserText

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff"
    "\u202a-\u202e\u2066-\u2069]"
)
"""Control characters, halves of surrogate pairs (no PDF can hold them), and explicit
bidi overrides, with which a note could rewrite what stands beside it."""


def language(tag: str) -> Language:
    """The language of that BCP 47 tag, such as ``en`` or ``ar-JO``."""
    primary = tag.partition("-")[0].lower()
    return Language(tag, "rtl" if primary in _RIGHT_TO_LEFT else "ltr")


def user_text(typed: str) -> UserText:
    """What a person typed, fit to be printed, with its own direction."""
    text = _UNPRINTABLE.sub("", typed.replace("\r\n", "\n")).strip()
    return UserText(text, first_strong_direction(text))


def first_strong_direction(text: str) -> Direction | None:
    """The direction of the first letter that has one (UAX #9, P2 and P3)."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return None


def references(questionnaire: Questionnaire, cites: tuple[str, ...]) -> tuple[str, ...]:
    """The provisions as a report names them: ``C181, Art. 7(1)``."""
    return tuple(questionnaire.provision_by_id[cited].reference for cited in cites)
