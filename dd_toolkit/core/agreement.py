"""How far two auditors who looked at the same questions agree: Cohen's kappa.

Two people who choose at random agree sometimes; kappa is the share of the agreement
left after that: ``(observed - expected) / (1 - expected)``. Jacob Cohen, "A coefficient
of agreement for nominal scales", Educational and Psychological Measurement 20 (1960).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Strength = Literal[
    "poor", "slight", "fair", "moderate", "substantial", "almost-perfect"
]

STRENGTHS: tuple[tuple[Strength, Fraction], ...] = (
    ("slight", Fraction(1, 5)),
    ("fair", Fraction(2, 5)),
    ("moderate", Fraction(3, 5)),
    ("substantial", Fraction(4, 5)),
    ("almost-perfect", Fraction(1)),
)
"""Each word and the highest kappa it is used for; below 0 it is "poor". A convention of
J. R. Landis and G. G. Koch, "The measurement of observer agreement for categorical
data", Biometrics 33 (1977), and no more than that."""


@dataclass(frozen=True)
class Agreement:
    """Agreement over ``pairs`` questions; the shares are exact, from 0 to 1.

    ``observed`` and ``expected`` are None without pairs. ``kappa``, from -1 to 1, is
    None as well where both always chose the same one verdict: chance would have agreed
    as often, so that nothing can be told.
    """

    pairs: int
    observed: Fraction | None
    expected: Fraction | None
    kappa: Fraction | None

    @property
    def strength(self) -> Strength | None:
        """The usual word for the value; None where there is no value."""
        if self.kappa is None:
            return None
        if self.kappa < 0:
            return "poor"
        return next(word for word, highest in STRENGTHS if self.kappa <= highest)


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """The agreement of pairs of verdicts: what the one chose, what the other chose."""
    both = tuple(pairs)
    if not both:
        return Agreement(0, None, None, None)
    many = len(both)
    observed = Fraction(sum(one == other for one, other in both), many)
    first = Counter(one for one, _ in both)
    second = Counter(other for _, other in both)
    expected = Fraction(sum(first[kind] * second[kind] for kind in first), many * many)
    if expected == 1:
        return Agreement(many, observed, expected, None)
    return Agreement(many, observed, expected, (observed - expected) / (1 - expected))
