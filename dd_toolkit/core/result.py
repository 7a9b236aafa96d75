"""What scoring comes to, as values: lines, figures, caps, signs, the whole result.

Every figure carries the questions, weights and values it was made of, so that a page, a
report and a person with a pencil come to the same number. How they are worked out
stands in ``core.scoring``.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from dd_toolkit.core.questionnaire import Question, Questionnaire

METHOD = "1"
"""The version of the method, stored with each result."""

State = Literal["answered", "unknown", "not-applicable", "unanswered", "informative"]
Rating = Literal["A", "B", "C", "D", "E"]


@dataclass(frozen=True)
class Line:
    """One applicable question as it enters the sums.

    ``value`` is from 0 to 1; None where the question is not scored (not yet answered,
    not applicable or informative).
    """

    question: Question
    area: str
    state: State
    value: Fraction | None

    @property
    def scored(self) -> bool:
        return self.value is not None

    @property
    def counted(self) -> bool:
        """Is it scored, or could it still be?"""
        return self.scored or self.state == "unanswered"


@dataclass(frozen=True)
class Cap:
    """A critical answer that holds a rating down, whatever the average."""

    question: str
    limit: Rating
    reason: Literal["absent", "absent-several", "partial"]


@dataclass(frozen=True)
class Counts:
    """How many questions are in each state; informative ones left out."""

    applicable: int
    scored: int
    unknown: int
    not_applicable: int
    unanswered: int

    @property
    def completeness(self) -> Fraction | None:
        """From 0 to 1; None where no question applies."""
        if not self.applicable:
            return None
        return Fraction(self.scored + self.not_applicable, self.applicable)


@dataclass(frozen=True)
class Figure:
    """A score with its bounds (0 to 100, exact) and the lines that made it.

    ``score`` is None while nothing is scored; ``low`` and ``high`` are None where
    nothing is scored and nothing is open.
    """

    id: str
    lines: tuple[Line, ...]
    score: Fraction | None
    low: Fraction | None
    high: Fraction | None

    @property
    def points(self) -> Fraction:
        """Σ w·v over the scored lines: the upper half of the score's sum."""
        return sum(
            (line.question.weight * line.value for line in self.lines if line.value),
            Fraction(0),
        )

    @property
    def weight(self) -> Fraction:
        """Σ w over the scored lines: the lower half."""
        return sum(
            (line.question.weight for line in self.lines if line.scored), Fraction(0)
        )


@dataclass(frozen=True)
class RatedFigure(Figure):
    """A figure with its rating, the rating without caps, and the caps that count."""

    rating: Rating | None
    uncapped_rating: Rating | None
    caps: tuple[Cap, ...]
    counts: Counts

    @property
    def provisional(self) -> bool:
        """Could an answer that is still missing change the rating?"""
        return self.counts.unanswered > 0


@dataclass(frozen=True)
class Signs:
    """An indicator of forced labour: the questions that raise it, and the unknown."""

    id: str
    raised_by: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """Everything that follows from the answers to one questionnaire."""

    questionnaire: Questionnaire
    lines: tuple[Line, ...]
    overall: RatedFigure
    areas: tuple[RatedFigure, ...]
    instruments: tuple[Figure, ...]
    steps: tuple[Figure, ...]
    signs: tuple[Signs, ...]
    method: str = METHOD

    @cached_property
    def line_by_id(self) -> dict[str, Line]:
        return {line.question.id: line for line in self.lines}

    @cached_property
    def area_by_id(self) -> dict[str, RatedFigure]:
        return {figure.id: figure for figure in self.areas}

    @cached_property
    def serious(self) -> tuple[Line, ...]:
        """Critical questions with value 0: the findings that come first."""
        return tuple(
            line for line in self.lines if line.question.critical and line.value == 0
        )
