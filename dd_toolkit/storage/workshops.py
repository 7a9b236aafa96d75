"""Workshops and their steps, as the trainer and the projector see them.

Of what a room answered, only what may be shown is read here (``StepRow.published``).
The answers themselves stand behind ``storage.room_answers``.
"""

from dataclasses import dataclass

from dd_toolkit.core.publishing import Distribution, Gain
from dd_toolkit.core.workshop import Pace, Plans, State, StepState
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Workshop:
    """A workshop without its plan (``plans`` reads that, once for each process).

    ``code`` None: it is not open. ``step`` is the number of the current step;
    ``revision`` counts the trainer's acts; ``joined`` the phones. ``rehearsal_at``
    None: it is a real one.
    """

    id: str
    trainer_id: str
    title: str
    plan_sha256: str
    pace: Pace
    state: State
    code: str | None
    step: int
    revision: int
    joined: int
    next_steps: str
    created_at: str
    opened_at: str | None
    ended_at: str | None
    rehearsal_at: str | None

    @property
    def rehearsal(self) -> bool:
        return self.rehearsal_at is not None


@dataclass(frozen=True)
class StepRow:
    """What happened to a step that was opened, and what may be shown of it.

    ``answered`` is how many answers there are, ``distribution`` None: none may be shown
    (yet). ``gain`` stands in the first step of a check's second half.
    """

    state: StepState
    answered: int
    distribution: Distribution | None
    gain: Gain | None


def workshop(db: Database, workshop_id: str) -> Workshop | None:
    """The workshop of that id; None where there is none."""
    raise NotImplementedError


def workshops_of(db: Database, trainer_id: str) -> list[Workshop]:
    """A trainer's workshops, newest first."""
    raise NotImplementedError


def host_of(db: Database, workshop_id: str) -> str | None:
    """The account id of its trainer; None where there is no such workshop."""
    raise NotImplementedError


def plans(db: Database, plan_sha256: str) -> Plans:
    """The plan in each language, under its own hash; a process reads it once."""
    raise NotImplementedError


def step_rows(db: Database, workshop_id: str) -> dict[int, StepRow]:
    """The steps that were ever opened, by their number."""
    raise NotImplementedError
