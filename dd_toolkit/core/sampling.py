"""Which questions an auditor might check first, and why: computed, and not binding."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from dd_toolkit.core.answering import Answers
from dd_toolkit.core.contradictions import Contradicting
from dd_toolkit.core.result import Result

LARGEST_SAMPLE = 25

Why = Literal[
    "contradiction",
    "critical-short",
    "sign",
    "critical",
    "unknown",
    "unusual",
    "no-evidence",
    "changed",
    "not-applicable",
]

SectorAnswers = Mapping[str, Mapping[str, int]]
"""Question id -> option id -> how many employers of the sector chose it."""


@dataclass(frozen=True)
class Suggestion:
    """A question to check; ``why`` from the weightiest reason to the least.

    ``usual`` is the share of the sector's employers (0 to 1) who answered as this one
    did, told where that is a reason; ``contradictions`` the ids of the rules.
    """

    question: str
    why: tuple[Why, ...]
    points: int
    usual: Fraction | None = None
    contradictions: tuple[str, ...] = ()


def suggested_sample(
    result: Result,
    answers: Answers,
    *,
    evidenced: Collection[str],
    contradictions: Iterable[Contradicting] = (),
    sector: SectorAnswers | None = None,
    last_year: Answers | None = None,
    most: int = LARGEST_SAMPLE,
) -> tuple[Suggestion, ...]:
    """The questions to check first, at most ``most``; ties in reading order."""
    raise NotImplementedError
