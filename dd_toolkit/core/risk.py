"""How risky a submitted case looks before anyone has checked it, and why.

An auditor with forty cases begins somewhere. The order is a sum of seven named parts,
each with a most that it can add (together 1000), and every part tells the figure that
it was made of: a number that hides its reasons would be believed or ignored, never
checked. It says where to look first; it is no finding. docs/reviews.md, "How risk is
made", is written for readers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from dd_toolkit.core.result import Line, Result
from dd_toolkit.core.scoring import shown

Part = Literal[
    "critical",
    "signs",
    "contradictions",
    "evidence",
    "unknown",
    "not-applicable",
    "change",
]

MOST: dict[Part, int] = {
    "critical": 300,
    "signs": 200,
    "contradictions": 150,
    "evidence": 125,
    "unknown": 100,
    "not-applicable": 75,
    "change": 50,
}
"""What each part can add at most, the weightiest first; together 1000."""

FIRST_CRITICAL = 150
EACH_FURTHER_CRITICAL = 75
EACH_SIGN = 50
EACH_CONTRADICTION = 50
MANY_UNKNOWN = Fraction(1, 4)
"""The share of don't-knows from which the whole part counts."""
MANY_NOT_APPLICABLE = Fraction(1, 3)
SMALL_CHANGE = 5
"""Points up or down since last year that say nothing."""
GREAT_CHANGE = 30
"""Points from which the whole part counts."""


@dataclass(frozen=True)
class Reason:
    """One part of the risk: the points it adds, of at most how many, and of what.

    ``amount`` is a number of questions, signs, contradictions or points of score; for
    ``evidence``, ``unknown`` and ``not-applicable`` a share from 0 to 1.
    """

    part: Part
    points: int
    most: int
    amount: Fraction


@dataclass(frozen=True)
class Risk:
    """The risk of a case, from 0 to 1000, with its parts and what they were made of.

    ``applicable`` counts questions that enter sums; ``evidenced`` those of them with a
    file. ``change`` is this year's shown score less last year's; None: no last year.
    """

    points: int
    reasons: tuple[Reason, ...]
    critical: int
    signs: int
    unknown: int
    not_applicable: int
    applicable: int
    evidenced: int
    contradictions: int
    change: int | None

    @property
    def fallen(self) -> int:
        """By how many points the score fell since last year; 0 when it did not."""
        return max(0, -(self.change or 0))


def risk_of(
    result: Result,
    *,
    evidenced: Collection[str],
    contradictions: int,
    score_last_year: int | None = None,
) -> Risk:
    """The risk of what was declared.

    ``evidenced`` holds the ids of questions with a file, ``contradictions`` how many
    were found, ``score_last_year`` the overall score as it was shown (0 to 100).
    """
    counts = result.overall.counts
    critical = len(result.serious)
    signs = sum(bool(found.raised_by) for found in result.signs)
    change = _change(result, score_last_year)
    reasons = (
        _reason("critical", _for_critical(critical), Fraction(critical)),
        _reason("signs", Fraction(EACH_SIGN * signs), Fraction(signs)),
        _reason(
            "contradictions",
            Fraction(EACH_CONTRADICTION * contradictions),
            Fraction(contradictions),
        ),
        _by_share("evidence", _without_file(result.lines, evidenced), full=Fraction(1)),
        _by_share("unknown", _part_of(counts.unknown, counts.applicable), MANY_UNKNOWN),
        _by_share(
            "not-applicable",
            _part_of(counts.not_applicable, counts.applicable),
            MANY_NOT_APPLICABLE,
        ),
        _reason("change", _for_change(change), Fraction(change or 0)),
    )
    return Risk(
        points=sum(reason.points for reason in reasons),
        reasons=reasons,
        critical=critical,
        signs=signs,
        unknown=counts.unknown,
        not_applicable=counts.not_applicable,
        applicable=counts.applicable,
        evidenced=sum(
            line.question.id in evidenced
            for line in result.lines
            if line.state != "informative"
        ),
        contradictions=contradictions,
        change=change,
    )


def _change(result: Result, before: int | None) -> int | None:
    if before is None or result.overall.score is None:
        return None
    return shown(result.overall.score) - before


def _for_critical(many: int) -> Fraction:
    if not many:
        return Fraction(0)
    return Fraction(FIRST_CRITICAL + EACH_FURTHER_CRITICAL * (many - 1))


def _for_change(change: int | None) -> Fraction:
    """Nothing up to a small change, the whole from a great one, up or down.

    A rise counts as a fall does: practice seldom turns round in a year.
    """
    beyond = max(0, abs(change or 0) - SMALL_CHANGE)
    return Fraction(MOST["change"] * beyond, GREAT_CHANGE - SMALL_CHANGE)


def _without_file(lines: Collection[Line], evidenced: Collection[str]) -> Fraction:
    """The share of Σ w over answered questions that has no file."""
    answered = [line for line in lines if line.state == "answered"]
    bare = [line for line in answered if line.question.id not in evidenced]
    return _part_of(_weight(bare), _weight(answered))


def _weight(lines: Collection[Line]) -> Fraction:
    return sum((line.question.weight for line in lines), Fraction(0))


def _part_of(some: Fraction | int, whole: Fraction | int) -> Fraction:
    return Fraction(some) / whole if whole else Fraction(0)


def _by_share(part: Part, share: Fraction, full: Fraction) -> Reason:
    return _reason(part, MOST[part] * share / full, share)


def _reason(part: Part, points: Fraction, amount: Fraction) -> Reason:
    return Reason(part, shown(min(points, Fraction(MOST[part]))), MOST[part], amount)
