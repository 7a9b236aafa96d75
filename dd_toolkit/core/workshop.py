"""A workshop: what a room is asked, step by step, and what may happen to each step.

The plan is frozen when the workshop is prepared and holds everything that its screens
need, in every language, so that a change of files touches no workshop under way and
each person in the room reads their own language. Steps that belong together (a check
of knowledge, the questions on a practice case, the evaluation of the day) form a block:
they open and close at once.

Which answers of a room may be shown is another module's (``core.publishing``).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, get_args

from pydantic import TypeAdapter

from dd_toolkit.core.conditions import ALWAYS
from dd_toolkit.core.questionnaire import (
    NOT_APPLICABLE,
    UNKNOWN,
    Law,
    Provision,
    Question,
)

StepKind = Literal[
    "welcome",
    "story",
    "question",
    "discussion",
    "case",
    "check",
    "break",
    "evaluation",
    "closing",
]
Mode = Literal["workplace", "practice", "knowledge", "evaluation"]
"""What an answer tells of: the own workplace, an invented one, what somebody knows,
how the day was."""

Pace = Literal["trainer", "free"]
State = Literal["prepared", "open", "ended"]
Room = Literal["people", "tables"]
"""Who gives one answer: each person, or a small group at a table."""

When = Literal["before", "after"]

PACES: tuple[Pace, ...] = get_args(Pace)
ROOMS: tuple[Room, ...] = get_args(Room)

MODES: Mapping[StepKind, Mode] = {
    "question": "workplace",
    "case": "practice",
    "check": "knowledge",
    "evaluation": "evaluation",
}


@dataclass(frozen=True)
class Step:
    """One screen of the plan, in one language.

    ``text`` holds the paragraphs for everybody, ``facts`` what a careful reader finds
    in a practice case and ``today`` what to do there the same day (both only once it is
    closed), ``prompts`` the discussion's, ``notes`` are for the trainer alone.
    ``question`` None: nothing is asked. ``right`` is the option id of the model answer,
    empty where there is no right one, and ``reason`` says why. ``check`` and ``when``
    pair the same question before and after. ``block`` "" : the step stands alone.
    """

    kind: StepKind
    title: str
    minutes: int = 0
    text: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    question: Question | None = None
    right: str = ""
    reason: str = ""
    block: str = ""
    check: str = ""
    when: When | None = None
    provisions: tuple[Provision, ...] = ()
    laws: tuple[Law, ...] = ()

    @property
    def mode(self) -> Mode | None:
        """None: nothing is asked here."""
        return MODES.get(self.kind) if self.question else None

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The option ids that a phone offers, in the order of the bars.

        In a room nobody writes a reason, so "does not apply to us" is offered without
        one, and also where a condition of the questionnaire would have hidden it.
        """
        if self.question is None:
            return ()
        offered = tuple(self.question.option_by_id)
        if self.mode == "knowledge":
            return (*offered, UNKNOWN)
        if self.mode != "workplace":
            return offered
        if self.question.scored:
            offered = (*offered, UNKNOWN)
        conditional = self.question.when is not ALWAYS or self.question.sectors
        if self.question.may_be_not_applicable or conditional:
            offered = (*offered, NOT_APPLICABLE)
        return offered

    def accepts(self, chosen: tuple[str, ...]) -> bool:
        """Can a phone send this? Only ids of ``choices``: there is no free text."""
        if self.question is None or not chosen or len(set(chosen)) != len(chosen):
            return False
        if any(choice not in self.choices for choice in chosen):
            return False
        if len(chosen) == 1:
            return True
        options = self.question.option_by_id
        return self.question.kind == "choices" and not any(
            choice not in options or options[choice].alone for choice in chosen
        )


@dataclass(frozen=True)
class Plan:
    """What a workshop asks and tells, in one language.

    ``questionnaire`` names the set of which participants take a draft home.
    """

    title: str
    questionnaire: str
    steps: tuple[Step, ...]
    room: Room = "people"
    audience: str = ""
    aims: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    def block_of(self, number: int) -> tuple[int, ...]:
        """The numbers of the steps that open and close with this one, itself among
        them; only those that ask something."""
        block = self.steps[number].block
        return tuple(
            other
            for other, step in enumerate(self.steps)
            if step.question and (other == number or (block and step.block == block))
        )

    @cached_property
    def asking(self) -> tuple[int, ...]:
        """The numbers of the steps that ask something."""
        return tuple(n for n, step in enumerate(self.steps) if step.question)

    def paired(self, check: str, when: When) -> tuple[int, ...]:
        """The numbers of a check's questions before, or after, in the same order."""
        return tuple(
            number
            for number in self.asking
            if self.steps[number].check == check and self.steps[number].when == when
        )

    def pairs(self, number: int) -> tuple[tuple[int, int], ...]:
        """(before, after) for each question of the check that the step belongs to.

        Empty where it is no check, or where both halves do not ask the same: then its
        questions stand each by itself.
        """
        return self._pairs.get(self.steps[number].check, ())

    @cached_property
    def _pairs(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Kept: every screen asks for each step, every second."""
        checks = {step.check for step in self.steps if step.check}
        return {check: self._pairs_of(check) for check in checks}

    def _pairs_of(self, check: str) -> tuple[tuple[int, int], ...]:
        before, after = self.paired(check, "before"), self.paired(check, "after")
        if [self.steps[n].question for n in before] != [
            self.steps[n].question for n in after
        ]:
            return ()
        return tuple(zip(before, after, strict=True))

    @cached_property
    def asked_twice(self) -> frozenset[str]:
        """Practices of the own workplace that two steps ask about.

        Two distributions of one question could be compared, so no plan may have any.
        """
        asked = [
            step.question.id
            for step in self.steps
            if step.question and step.mode == "workplace"
        ]
        return frozenset(one for one in asked if asked.count(one) > 1)


@dataclass(frozen=True)
class Plans:
    """One plan in each language: the same steps, questions and options in all."""

    by_language: Mapping[str, Plan]

    def spoken(self, tag: str) -> Plan:
        """The plan in that language; in the first there is where it has none."""
        return self.by_language.get(tag) or next(iter(self.by_language.values()))

    @cached_property
    def text(self) -> str:
        """All of it as one JSON text."""
        return _ADAPTER.dump_json(self, exclude_defaults=True).decode()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of ``text``, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


_ADAPTER = TypeAdapter(Plans)


@lru_cache(maxsize=64)
def plans_from_text(text: str) -> Plans:
    """The plans whose ``text`` this is; pydantic's error if it is none."""
    return _ADAPTER.validate_json(text)


@dataclass(frozen=True)
class StepState:
    """What happened to a step. Each moment None: not (now)."""

    number: int
    opened_at: str | None = None
    closed_at: str | None = None
    shown_at: str | None = None

    @property
    def open(self) -> bool:
        """Does it take answers?"""
        return self.opened_at is not None and self.closed_at is None

    @property
    def closed(self) -> bool:
        return self.closed_at is not None

    @property
    def shown(self) -> bool:
        return self.shown_at is not None


def revealed(
    plan: Plan, number: int, states: Mapping[int, StepState], *, ended: bool
) -> bool:
    """May the step's right answer and its reason be on a screen?

    Once nobody can answer any more; of a check asked twice, once the second is closed:
    who knew the right answers would answer the second time from memory.
    """
    if ended:
        return True
    waits_for = [after for before, after in plan.pairs(number) if before == number]
    return all(
        states.get(other, StepState(other)).closed for other in (number, *waits_for)
    )
