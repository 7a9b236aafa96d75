"""What a trainer does: prepare a workshop, run its room, end it.

Two consoles may be open at once, and a presenter's remote may press twice: so each act
carries what its screen showed, and happens only where that still holds. The answers of
the room come from ``operations.rooms``; what is shown of them is counted there and in
``core.publishing``, never here.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.assembly import Library
from dd_toolkit.core.publishing import Distribution, Gain
from dd_toolkit.core.workshop import Pace, Plan, Plans, Room, Step, StepState
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.workshops import Workshop

TAKE_HOME_LASTS = datetime.timedelta(days=7)
"""After the end: so long a participant's own secret opens their answers. Then the
answers themselves are removed; what was published stays."""

NAMES_KEPT = datetime.timedelta(days=30)
"""After the end: then names for certificates, and phones, are removed."""


@dataclass(frozen=True)
class NotPrepared:
    """Nothing was written.

    ``title``: it is empty or too long. ``empty``: nothing is asked. ``twice``: a
    practice at the own workplace is asked twice, so two distributions could be
    compared. ``opened``: it is open or has ended, so its plan is frozen.
    """

    reason: Literal["title", "empty", "twice", "opened"]


@dataclass(frozen=True)
class Done:
    """The act happened, or what it wanted was so already."""


@dataclass(frozen=True)
class NotDone:
    """Nothing was written.

    ``state``: the workshop is not open (or not prepared any more). ``moved``: another
    console went on meanwhile. ``step``: there is no such step, or it asks nothing.
    ``published``: a check that was shown before and after takes no more answers.
    """

    reason: Literal["state", "moved", "step", "published"]


@dataclass(frozen=True)
class Outcome:
    """A step, what happened to it, and what may be shown of its answers.

    ``distribution`` None: fewer than five, or not taken up yet. ``answered`` counts
    answers; ``revealed``: the right answer may be shown.
    """

    number: int
    step: Step
    state: StepState
    answered: int
    distribution: Distribution | None
    gain: Gain | None
    revealed: bool

    @property
    def left_out(self) -> int:
        """Answers of a closed step that are not in the distribution: fewer than five,
        or without their pair in a check."""
        raise NotImplementedError


@dataclass(frozen=True)
class Board:
    """All that the console, the projector, the summary and the spreadsheet show, in one
    language. ``workshop.joined`` and ``Outcome.answered`` are live."""

    workshop: Workshop
    plan: Plan
    outcomes: tuple[Outcome, ...]
    """One for each step of the plan, in its order."""

    @property
    def current(self) -> Outcome:
        return self.outcomes[self.workshop.step]

    @property
    def following(self) -> Outcome | None:
        """The step after the current one; None: it is the last."""
        raise NotImplementedError


def plans_of_agenda(library: Library, agenda_id: str, *, room: Room) -> Plans:
    """A ready agenda in each language; ``KeyError`` for an id that is none."""
    raise NotImplementedError


def plans_of_sections(
    library: Library,
    questionnaire_id: str,
    section_ids: tuple[str, ...] = (),
    *,
    room: Room,
) -> Plans:
    """A set, or these sections of it, in each language; with the day's evaluation."""
    raise NotImplementedError


def prepare(
    db: Database,
    plans: Plans,
    *,
    workshop_id: str,
    trainer_id: str,
    title: str,
    pace: Pace,
    at: datetime.datetime,
    rehearsal: bool = False,
) -> Workshop | NotPrepared:
    """Write a workshop that the trainer can open when the room is there."""
    raise NotImplementedError


def revise(
    db: Database,
    workshop_id: str,
    *,
    plans: Plans | None,
    title: str,
    pace: Pace,
) -> Done | NotPrepared:
    """Change it before it opens; ``plans`` None: they stay."""
    raise NotImplementedError


def open_room(
    db: Database, workshop_id: str, *, by: str, at: datetime.datetime
) -> Done | NotDone:
    """Give it a code and let phones in. In a room of free pace every question opens,
    but those of a check's second half and the evaluation's."""
    raise NotImplementedError


def go(
    db: Database, workshop_id: str, *, seen: int, to: int, at: datetime.datetime
) -> Done | NotDone:
    """Make another step the current one.

    ``seen``: the number that the console showed. At the trainer's pace the block that
    is left is closed, so that only what everybody sees takes answers.
    """
    raise NotImplementedError


def open_step(
    db: Database, workshop_id: str, number: int, *, at: datetime.datetime
) -> Done | NotDone:
    """Let phones answer this step and its block, for the first time or again.

    Whoever's answer was counted keeps it; others may answer, or change theirs.
    """
    raise NotImplementedError


def close_step(
    db: Database, workshop_id: str, number: int, *, at: datetime.datetime
) -> Done | NotDone:
    """Take no more answers to this step and its block, and count all the rest."""
    raise NotImplementedError


def show_step(
    db: Database, workshop_id: str, number: int, *, at: datetime.datetime
) -> Done | NotDone:
    """Put the step's distribution on the projector, and count answers as they come."""
    raise NotImplementedError


def hide_step(db: Database, workshop_id: str, number: int) -> Done | NotDone:
    """Take the step's distribution off the projector."""
    raise NotImplementedError


def end(
    db: Database, workshop_id: str, *, by: str, at: datetime.datetime
) -> Done | NotDone:
    """Close every step, let the code go, and freeze what may be shown."""
    raise NotImplementedError


def write_next_steps(db: Database, workshop_id: str, text: str) -> bool:
    """Keep what the room agreed to do next; False where it is too long."""
    raise NotImplementedError


def board(db: Database, workshop_id: str, *, locale: str) -> Board | None:
    """What may be shown of a workshop; None where there is none."""
    raise NotImplementedError


def sweep(db: Database, *, at: datetime.datetime) -> Mapping[str, int]:
    """Remove what is not needed any more; how many rows of each table."""
    raise NotImplementedError
