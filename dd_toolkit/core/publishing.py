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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from pydantic import TypeAdapter

from dd_toolkit.core.questionnaire import Exact
from dd_toolkit.core.student import mean_interval

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

    Mean shares of right answers, from 0 to 1, over the ``people`` who answered every
    question both times. The mean gain lies between ``low`` and ``high`` with 95 %
    confidence: a paired t interval (``core.student``), cut at -1 and 1. People, not
    questions, are the sample.
    """

    people: int
    before: Exact
    after: Exact
    low: float
    high: float

    @property
    def mean(self) -> Fraction:
        """The gain, from -1 to 1."""
        return self.after - self.before


@dataclass(frozen=True)
class CheckOutcome:
    """All that is ever shown of a check asked before and after.

    One set of people stands behind each of its figures, taken once: were the first
    half shown of all who answered it, and the gain of those who answered both, the
    difference would be the score of whoever went home at noon.
    """

    gain: Gain
    distributions: Mapping[int, Distribution]
    """By the number of the step, before and after."""


def to_take_up(waiting: int, *, still_open: bool) -> int:
    """How many of the waiting answers the next snapshot takes up; 0: none."""
    if still_open:
        return waiting - FEWEST if waiting >= 2 * FEWEST else 0
    return waiting if waiting >= FEWEST else 0


def distribution(
    choices: tuple[str, ...], counted: Mapping[tuple[str, ...], int]
) -> Distribution | None:
    """How the answers that snapshots took up spread over the choices.

    ``counted`` holds what was chosen together, and by how many. None under ``FEWEST``.
    """
    people = sum(counted.values())
    if people < FEWEST:
        return None
    return Distribution(
        people,
        {
            choice: sum(count for chosen, count in counted.items() if choice in chosen)
            for choice in choices
        },
    )


def check_outcome(
    answers: Iterable[Mapping[int, str]],
    pairs: tuple[tuple[int, int], ...],
    right: Mapping[int, str],
    choices: Mapping[int, tuple[str, ...]],
) -> CheckOutcome | None:
    """What may be shown of a check; None where fewer than ``FEWEST`` did all of it.

    ``answers`` is what each person chose, by the number of the step; ``pairs`` the
    numbers (before, after) of each question.
    """
    asked = [number for pair in pairs for number in pair]
    whole = [one for one in answers if all(number in one for number in asked)]
    if len(whole) < FEWEST:
        return None
    shares = [
        tuple(_share_right(one, half, right) for half in zip(*pairs, strict=True))
        for one in whole
    ]
    return CheckOutcome(
        _gain(shares),
        {
            number: Distribution(
                len(whole),
                {
                    choice: sum(one[number] == choice for one in whole)
                    for choice in choices[number]
                },
            )
            for number in asked
        },
    )


def _share_right(
    answers: Mapping[int, str], numbers: Sequence[int], right: Mapping[int, str]
) -> Fraction:
    knew = sum(answers[number] == right[number] for number in numbers)
    return Fraction(knew, len(numbers))


def _gain(shares: Sequence[tuple[Fraction, ...]]) -> Gain:
    people = len(shares)
    low, high = mean_interval([after - before for before, after in shares])
    return Gain(
        people,
        before=sum((before for before, _ in shares), Fraction(0)) / people,
        after=sum((after for _, after in shares), Fraction(0)) / people,
        low=max(low, -1.0),
        high=min(high, 1.0),
    )


@dataclass(frozen=True)
class Published:
    """What is kept of a step to be shown; each None: nothing may be.

    ``gain`` stands with the first question of a check's second half.
    """

    distribution: Distribution | None = None
    gain: Gain | None = None

    @property
    def text(self) -> str:
        """It as JSON."""
        return _ADAPTER.dump_json(self, exclude_defaults=True).decode()


_ADAPTER = TypeAdapter(Published)


@lru_cache(maxsize=1024)
def published_from_text(text: str) -> Published:
    """What was kept as this text."""
    return _ADAPTER.validate_json(text)
