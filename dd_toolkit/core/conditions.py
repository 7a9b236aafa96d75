"""When a question is asked: conditions on the profile and on earlier answers.

A condition looks only backwards (loading refuses the rest), so the questions that
apply are found in one pass and no circle can occur.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Choices = Mapping[str, frozenset[str]]
"""Full id of a question that was asked -> the ids of the options chosen there."""


@dataclass(frozen=True)
class Answered:
    """Holds when one of ``options`` was chosen at ``question``."""

    question: str
    options: tuple[str, ...]

    def holds(self, chosen: Choices) -> bool:
        return not chosen.get(self.question, frozenset()).isdisjoint(self.options)

    def named(self) -> Iterator["Answered"]:
        yield self


@dataclass(frozen=True)
class AllOf:
    """Holds when each of its conditions holds; without conditions, always."""

    every: tuple["Condition", ...]

    def holds(self, chosen: Choices) -> bool:
        return all(condition.holds(chosen) for condition in self.every)

    def named(self) -> Iterator[Answered]:
        for condition in self.every:
            yield from condition.named()


@dataclass(frozen=True)
class AnyOf:
    """Holds when one of its conditions holds; without conditions, never."""

    some: tuple["Condition", ...]

    def holds(self, chosen: Choices) -> bool:
        return any(condition.holds(chosen) for condition in self.some)

    def named(self) -> Iterator[Answered]:
        for condition in self.some:
            yield from condition.named()


@dataclass(frozen=True)
class Not:
    """Holds when its condition does not."""

    negated: "Condition"

    def holds(self, chosen: Choices) -> bool:
        return not self.negated.holds(chosen)

    def named(self) -> Iterator[Answered]:
        yield from self.negated.named()


Condition = Answered | AllOf | AnyOf | Not

ALWAYS = AllOf(())


def both(first: Condition, second: Condition) -> Condition:
    """The condition that holds when the two hold, without empty wrapping."""
    if first == ALWAYS:
        return second
    if second == ALWAYS:
        return first
    return AllOf((first, second))
