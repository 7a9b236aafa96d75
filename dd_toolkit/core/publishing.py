"""Which answers of a room may be shown: so that no two screens give a person away.

What is shown is never counted from the answers as they stand, but a snapshot that was
taken by these rules:

- A snapshot takes up at least ``FEWEST`` people's answers at once, and never gives one
  back. An answer that was taken up does not change any more.
- While a step is open, at least ``FEWEST`` answers stay outside each snapshot, so that
  at the end all the rest can be taken up at once.
- At the end all that wait are taken up, if they are ``FEWEST`` or more; if fewer, none.

So whatever two moments are compared, they differ by nobody or by ``FEWEST`` people or
more. Questions that are asked before and after are never shown one without the other:
see ``check_outcome``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

FEWEST = 5
"""People without whom no figure is given (scoring.md: Aggregates)."""


@dataclass(frozen=True)
class Distribution:
    """How a room answered one question; it may be shown to anybody.

    ``people`` is at least ``FEWEST``. ``chosen`` holds every choice of the step with
    how many chose it, in the order of the bars; where several may be chosen, they add
    up to more than ``people``.
    """

    people: int
    chosen: Mapping[str, int]

    def share(self, choice: str) -> Fraction:
        """From 0 to 1."""
        return Fraction(self.chosen.get(choice, 0), self.people)


@dataclass(frozen=True)
class Gain:
    """What a room learnt between two checks of the same questions.

    Shares of right answers from 0 to 1, over the ``people`` who answered every
    question both times; ``low`` and ``high`` bound the mean gain with 95 % confidence
    (paired t). Both None: everybody gained the same, so there is nothing to reckon.
    """

    people: int
    before: Fraction
    after: Fraction
    low: float
    high: float

    @property
    def mean(self) -> Fraction:
        """The gain, from -1 to 1."""
        return self.after - self.before


@dataclass(frozen=True)
class CheckOutcome:
    """All that is ever shown of a check asked before and after: one set of people."""

    gain: Gain
    distributions: Mapping[int, Distribution]
    """By the number of the step, before and after."""


def to_take_up(waiting: int, *, still_open: bool) -> int:
    """How many of the waiting answers the next snapshot takes up; 0: none."""
    raise NotImplementedError


def distribution(
    choices: tuple[str, ...], counted: Mapping[tuple[str, ...], int]
) -> Distribution | None:
    """The distribution of answers that snapshots took up; None under ``FEWEST``."""
    raise NotImplementedError


def check_outcome(
    people: Iterable[Mapping[int, str]],
    pairs: tuple[tuple[int, int], ...],
    right: Mapping[int, str],
    choices: Mapping[int, tuple[str, ...]],
) -> CheckOutcome | None:
    """What may be shown of a check; None where fewer than ``FEWEST`` did all of it.

    ``people`` is what each one chose, by the number of the step; ``pairs`` the numbers
    (before, after) of each question.
    """
    raise NotImplementedError
