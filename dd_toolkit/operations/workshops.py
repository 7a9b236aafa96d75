"""What a trainer does: prepare a workshop, run its room, end it.

Two consoles may be open at once, and a presenter's remote may press twice: so each act
carries what its screen showed, and happens only where that still holds. The answers of
the room come from ``operations.rooms``; what is shown of them is counted there and in
``core.publishing``, never here.
"""

import datetime
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from dd_toolkit import languages
from dd_toolkit.core.assembly import Library
from dd_toolkit.core.marking import marked
from dd_toolkit.core.plans import Shelf, plan_of_agenda, plan_of_sections
from dd_toolkit.core.publishing import Distribution, Gain
from dd_toolkit.core.room_codes import MOST_CODES, room_code
from dd_toolkit.core.translating import provision_in_words
from dd_toolkit.core.translating_agendas import (
    agenda_in_words,
    case_in_words,
    evaluation_in_words,
)
from dd_toolkit.core.workshop import Pace, Plan, Plans, Room, Step, StepState, revealed
from dd_toolkit.operations import audit
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.snapshots import (
    compare_check,
    is_compared,
    take_snapshot,
)
from dd_toolkit.storage import participants, room_answers, workshops
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.workshops import StepRow, Workshop

LONGEST_TITLE = 120
MOST_NEXT_STEPS = 4_000
"""Characters of what the room agreed to do."""

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
    answers; ``revealed``: the right answer may be shown. ``left_out``: answers to a
    closed step that are not in what is shown: fewer than five that came after it was
    opened again, or without their pair in a check.
    """

    number: int
    step: Step
    state: StepState
    answered: int
    distribution: Distribution | None
    gain: Gain | None
    revealed: bool
    left_out: int = 0


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
        after = self.workshop.step + 1
        return self.outcomes[after] if after < len(self.outcomes) else None

    @property
    def gains(self) -> tuple[Gain, ...]:
        """What the room learnt, for each check that was asked before and after."""
        return tuple(one.gain for one in self.outcomes if one.gain)


# --- prepare -------------------------------------------------------------------------


def plans_of_agenda(library: Library, agenda_id: str, *, room: Room) -> Plans:
    """A ready agenda in each language; ``KeyError`` for an id that is none."""
    agenda = library.agendas[agenda_id]
    return Plans(
        {
            tag: plan_of_agenda(
                agenda_in_words(agenda, languages.saying(tag)),
                _shelf(library, tag),
                room=room,
            )
            for tag in languages.LANGUAGES
        }
    )


def plans_of_sections(
    library: Library,
    questionnaire_id: str,
    section_ids: tuple[str, ...] = (),
    *,
    room: Room,
) -> Plans:
    """A set, or these sections of it, in each language; with the day's evaluation.

    ``NoSuchQuestionnaire`` for a set that is none; sections that are none are left out.
    """
    questionnaire = library.questionnaire(questionnaire_id)
    return Plans(
        {
            tag: plan_of_sections(
                languages.spoken(questionnaire, tag),
                section_ids,
                _shelf(library, tag),
                room=room,
            )
            for tag in languages.LANGUAGES
        }
    )


def _shelf(library: Library, tag: str) -> Shelf:
    """What plans are made of, in that language."""
    say = languages.saying(tag)
    spoken = [languages.spoken(one, tag) for one in library.questionnaires.values()]
    return Shelf(
        questions={
            question.id: question for one in spoken for question in one.questions
        },
        provisions={
            name: provision_in_words(library.provision(name), say)
            for name in library.provisions
        },
        laws={name: laws for one in spoken for name, laws in one.laws_of.items()},
        cases={name: case_in_words(one, say) for name, one in library.cases.items()},
        evaluation=evaluation_in_words(library.evaluation, say),
        evaluation_title=languages.words(tag).gettext(EVALUATION),
    )


EVALUATION = marked("How the day was")


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
    title = " ".join(title.split())
    refused = _refused(title, plans)
    if refused:
        return refused
    with db.atomic():
        workshops.keep_plans(db, plans, at=moment(at))
        workshops.add_workshop(
            db,
            workshop_id=workshop_id,
            trainer_id=trainer_id,
            title=title,
            plan_sha256=plans.fingerprint,
            pace=pace,
            at=moment(at),
            rehearsal_at=moment(at) if rehearsal else None,
        )
        audit.note(
            db,
            actor=trainer_id,
            action="workshop-begun",
            subject=workshop_id,
            at=at,
            kind="rehearsal" if rehearsal else "workshop",
        )
    prepared = workshops.workshop(db, workshop_id)
    assert prepared is not None, "it was just written"
    return prepared


def revise(
    db: Database,
    workshop_id: str,
    *,
    plans: Plans | None,
    title: str,
    pace: Pace,
    at: datetime.datetime,
) -> Done | NotPrepared:
    """Change it before it opens; ``plans`` None: they stay."""
    title = " ".join(title.split())
    refused = _refused(title, plans)
    if refused:
        return refused
    with db.atomic():
        if plans is not None:
            workshops.keep_plans(db, plans, at=moment(at))
        changed = workshops.change_prepared(
            db,
            workshop_id,
            title=title,
            plan_sha256=plans.fingerprint if plans else None,
            pace=pace,
        )
    return Done() if changed else NotPrepared("opened")


def _refused(title: str, plans: Plans | None) -> NotPrepared | None:
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        return NotPrepared("title")
    for plan in plans.by_language.values() if plans else ():
        if not plan.asking:
            return NotPrepared("empty")
        if plan.asked_twice:
            return NotPrepared("twice")
    return None


# --- run -----------------------------------------------------------------------------


def open_room(
    db: Database, workshop_id: str, *, by: str, at: datetime.datetime
) -> Done | NotDone:
    """Give it a code and let phones in.

    In a room of free pace every question opens at once, but those of a check's second
    half and of the evaluation.
    """
    with db.atomic():
        if not _opened(db, workshop_id, at=moment(at)):
            return NotDone("state")
        running = _running(db, workshop_id)
        if running and running.workshop.pace == "free":
            for number in running.plan.asking:
                step = running.plan.steps[number]
                if step.when != "after" and step.kind != "evaluation":
                    workshops.open_step(db, workshop_id, number, at=moment(at))
        audit.note(db, actor=by, action="workshop-opened", subject=workshop_id, at=at)
    return Done()


def _opened(db: Database, workshop_id: str, *, at: str) -> bool:
    """Open it with a code of its own; among 64 million, two tries will do."""
    return any(
        workshops.set_open(
            db, workshop_id, code=room_code(secrets.randbelow(MOST_CODES)), at=at
        )
        for _ in range(5)
    )


def go(
    db: Database, workshop_id: str, *, seen: int, to: int, at: datetime.datetime
) -> Done | NotDone:
    """Make another step the current one.

    ``seen``: the number that the console showed. At the trainer's pace the block that
    is left is closed, so that only what everybody sees takes answers.
    """
    try:
        with db.atomic():
            return _go(db, workshop_id, seen=seen, to=to, at=at)
    except _Refused as refused:
        return refused.refusal


def _go(
    db: Database, workshop_id: str, *, seen: int, to: int, at: datetime.datetime
) -> Done | NotDone:
    moved = workshops.set_step(db, workshop_id, seen=seen, to=to)
    running = _running(db, workshop_id)
    if running is None or running.workshop.state != "open":
        return NotDone("state")
    if not 0 <= to < len(running.plan.steps):
        raise _Refused("step")
    if not moved:
        return Done() if running.workshop.step == to else NotDone("moved")
    left = {*running.plan.block_of(seen)} - {*running.plan.block_of(to)}
    if running.workshop.pace == "trainer":
        _close(db, running.plan, workshop_id, sorted(left), at=at)
    return Done()


def open_step(
    db: Database, workshop_id: str, number: int, *, at: datetime.datetime
) -> Done | NotDone:
    """Let phones answer this step and its block, for the first time or again.

    Whoever's answer was counted keeps it; others may answer, or change theirs. At the
    trainer's pace only what everybody sees can be opened.
    """

    def act(running: _Running) -> None:
        block = running.plan.block_of(number)
        seen = running.plan.block_of(running.workshop.step)
        if running.workshop.pace == "trainer" and number not in seen:
            raise _Refused("moved")
        if is_compared(running.plan, number, workshops.step_rows(db, workshop_id)):
            raise _Refused("published")
        for one in block:
            workshops.open_step(db, workshop_id, one, at=moment(at))

    return _on_step(db, workshop_id, number, act)


def close_step(
    db: Database, workshop_id: str, number: int, *, at: datetime.datetime
) -> Done | NotDone:
    """Take no more answers to this step and its block, and count all the rest."""

    def act(running: _Running) -> None:
        block = running.plan.block_of(number)
        _close(db, running.plan, workshop_id, block, at=at)

    return _on_step(db, workshop_id, number, act)


def show_step(
    db: Database, workshop_id: str, number: int, *, at: datetime.datetime
) -> Done | NotDone:
    """Put the step's distribution on the projector, and count answers as they come."""

    def act(running: _Running) -> None:
        row = workshops.show_step(db, workshop_id, number, at=moment(at))
        if row is None:
            raise _Refused("step")
        if row.state.open:
            _take_snapshot(db, running.plan, workshop_id, row)

    return _on_step(db, workshop_id, number, act)


def hide_step(db: Database, workshop_id: str, number: int) -> Done | NotDone:
    """Take the step's distribution off the projector."""

    def act(_: _Running) -> None:
        if workshops.show_step(db, workshop_id, number, at=None) is None:
            raise _Refused("step")

    return _on_step(db, workshop_id, number, act)


def end(
    db: Database, workshop_id: str, *, by: str, at: datetime.datetime
) -> Done | NotDone:
    """Close every step, let the code go, and freeze what may be shown."""
    with db.atomic():
        if not workshops.set_ended(db, workshop_id, at=moment(at)):
            return NotDone("state")
        running = _running(db, workshop_id)
        assert running is not None, "it was just ended"
        _close(db, running.plan, workshop_id, running.plan.asking, at=at)
        audit.note(db, actor=by, action="workshop-ended", subject=workshop_id, at=at)
    return Done()


@dataclass(frozen=True)
class _Running:
    """A workshop with its plan, within the transaction of an act."""

    workshop: Workshop
    plan: Plan


def _running(db: Database, workshop_id: str) -> _Running | None:
    workshop = workshops.workshop(db, workshop_id)
    if workshop is None:
        return None
    plans = workshops.plans(db, workshop.plan_sha256)
    return _Running(workshop, plans.spoken(languages.SOURCE))


class _Refused(Exception):
    """Rolls the transaction back and carries the reason."""

    def __init__(self, reason: Literal["moved", "step", "published"]) -> None:
        self.refusal = NotDone(reason)
        super().__init__(reason)


def _on_step(
    db: Database, workshop_id: str, number: int, act: Callable[[_Running], None]
) -> Done | NotDone:
    """Do it in one transaction, which phones hear of."""
    try:
        with db.atomic():
            if not workshops.next_revision(db, workshop_id):
                return NotDone("state")
            running = _running(db, workshop_id)
            assert running is not None, "it was just written to"
            _must_ask(running.plan, number)
            act(running)
    except _Refused as refused:
        return refused.refusal
    return Done()


def _must_ask(plan: Plan, number: int) -> None:
    if number not in plan.asking:
        raise _Refused("step")


def _close(
    db: Database,
    plan: Plan,
    workshop_id: str,
    numbers: Iterable[int],
    *,
    at: datetime.datetime,
) -> None:
    """Close those of the steps that are open, and count what may be counted."""
    closed = [
        number
        for number in numbers
        if workshops.close_step(db, workshop_id, number, at=moment(at))
    ]
    rows = workshops.step_rows(db, workshop_id)
    for number in closed:
        _take_snapshot(db, plan, workshop_id, rows[number])
    for number in closed:
        compare_check(db, plan, workshop_id, number)


def _take_snapshot(db: Database, plan: Plan, workshop_id: str, row: StepRow) -> None:
    take_snapshot(
        db,
        plan,
        workshop_id,
        row.state.number,
        answered=row.answered,
        published=row.published_answers,
        still_open=row.state.open,
    )


# --- look back -----------------------------------------------------------------------


def write_next_steps(db: Database, workshop_id: str, text: str) -> bool:
    """Keep what the room agreed to do next; False where it is too long."""
    if len(text) > MOST_NEXT_STEPS:
        return False
    return workshops.set_next_steps(db, workshop_id, text)


def board(db: Database, workshop_id: str, *, locale: str) -> Board | None:
    """What may be shown of a workshop; None where there is none."""
    workshop = workshops.workshop(db, workshop_id)
    if workshop is None:
        return None
    plan = workshops.plans(db, workshop.plan_sha256).spoken(locale)
    rows = workshops.step_rows(db, workshop_id)
    return Board(workshop, plan, outcomes(workshop, plan, rows))


def outcomes(
    workshop: Workshop, plan: Plan, rows: Mapping[int, StepRow]
) -> tuple[Outcome, ...]:
    """Each step of the plan with what happened to it, and what may be shown."""
    states = {number: row.state for number, row in rows.items()}
    ended = workshop.state == "ended"
    return tuple(
        _outcome(
            number,
            step,
            rows.get(number) or StepRow(StepState(number)),
            is_revealed=revealed(plan, number, states, ended=ended),
        )
        for number, step in enumerate(plan.steps)
    )


def _outcome(number: int, step: Step, row: StepRow, *, is_revealed: bool) -> Outcome:
    return Outcome(
        number=number,
        step=step,
        state=row.state,
        answered=row.answered,
        distribution=row.distribution,
        gain=row.gain,
        revealed=is_revealed,
        left_out=row.answered - row.published_answers if is_revealed else 0,
    )


def sweep(db: Database, *, at: datetime.datetime) -> None:
    """Remove what is not needed any more: answers first, then phones and names.

    What was published, and the number of phones, stay.
    """
    with db.atomic():
        room_answers.forget_answers(db, ended_before=moment(at - TAKE_HOME_LASTS))
        participants.forget_phones(db, ended_before=moment(at - NAMES_KEPT))
