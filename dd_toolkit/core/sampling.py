"""Which questions an auditor might check first, and why: computed, and not binding.

Nobody can check everything. Each reason to look has its points; a question is suggested
for the sum of them, and says all of its reasons. What was answered best counts as much
as what was answered worst: a good answer that nothing shows is where people err.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from dd_toolkit.core.answering import Answer, Answers
from dd_toolkit.core.contradictions import Contradicting
from dd_toolkit.core.result import Line, Result
from dd_toolkit.core.scoring import SIGN

LARGEST_SAMPLE = 25
FEWEST_IN_SECTOR = 20
"""Employers of the sector whose answers are needed before one can be unusual."""
UNUSUAL = Fraction(1, 10)
"""An answer that at most this share of the sector gave."""

Why = Literal[
    "contradiction",
    "sign",
    "critical",
    "unusual",
    "unknown",
    "no-evidence",
    "changed",
    "not-applicable",
]

POINTS: dict[Why, int] = {
    "contradiction": 50,
    "sign": 40,
    "critical": 30,
    "unusual": 25,
    "unknown": 20,
    "no-evidence": 15,
    "changed": 15,
    "not-applicable": 10,
}
"""What each reason counts, the weightiest first."""

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
    usual: Fraction | None = None
    contradictions: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        return sum(POINTS[reason] for reason in self.why)


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
    """The questions to check first, at most ``most``; ties in reading order.

    ``sector`` None or empty: it is not known how others answer. ``last_year`` None:
    there was no assessment before.
    """
    rules = tuple(contradictions)
    found = [
        _suggestion(
            line,
            answers.get(line.question.id, Answer()),
            evidenced=evidenced,
            rules=tuple(r.id for r in rules if line.question.id in r.questions),
            chosen_there=(sector or {}).get(line.question.id, {}),
            before=(last_year or {}).get(line.question.id),
        )
        for line in result.lines
    ]
    with_reason = [suggestion for suggestion in found if suggestion.why]
    return tuple(sorted(with_reason, key=lambda one: -one.points)[:most])


def _suggestion(
    line: Line,
    answer: Answer,
    *,
    evidenced: Collection[str],
    rules: tuple[str, ...],
    chosen_there: Mapping[str, int],
    before: Answer | None,
) -> Suggestion:
    question = line.question
    answered = line.state == "answered"
    usual = _usual(answer, chosen_there) if answered else None
    unusual = usual is not None and usual <= UNUSUAL
    weighty = question.scored and question.severity != "minor"
    holds: dict[Why, bool] = {
        "contradiction": bool(rules),
        "sign": bool(question.indicators)
        and line.value is not None
        and line.value <= SIGN,
        "critical": question.critical and line.scored,
        "unusual": unusual,
        "unknown": line.state == "unknown",
        "no-evidence": weighty and answered and question.id not in evidenced,
        "changed": question.scored
        and before is not None
        and bool(before.choices)
        and set(before.choices) != set(answer.choices),
        "not-applicable": line.state == "not-applicable",
    }
    return Suggestion(
        question.id,
        tuple(reason for reason in POINTS if holds[reason]),
        usual if unusual else None,
        rules,
    )


def _usual(answer: Answer, chosen_there: Mapping[str, int]) -> Fraction | None:
    """The share of the sector that chose the rarest of the chosen options."""
    asked = sum(chosen_there.values())
    if asked < FEWEST_IN_SECTOR:
        return None
    return min(Fraction(chosen_there.get(one, 0), asked) for one in answer.choices)
