"""Workshops and their steps, as the trainer and the projector see them.

Of what a room answered, only what may be shown is read here (``step_rows``): the
answers themselves stand behind ``storage.room_answers``.
"""

from dataclasses import dataclass

from dd_toolkit.core.publishing import (
    Distribution,
    Gain,
    Published,
    published_from_text,
)
from dd_toolkit.core.workshop import Pace, Plans, State, StepState, plans_from_text
from dd_toolkit.storage.database import Database, Row


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

    ``answered`` is how many answers there are, ``published_answers`` how many of them
    are in the distribution. ``distribution`` None: none may be shown (yet). ``gain``
    stands with the first question of a check's second half.
    """

    state: StepState
    answered: int = 0
    published_answers: int = 0
    distribution: Distribution | None = None
    gain: Gain | None = None


COLUMNS = (
    "id, trainer_id, title, plan_sha256, pace, state, code, step, revision, joined, "
    "next_steps, created_at, opened_at, ended_at, rehearsal_at"
)
"""Those of a ``Workshop``, in the order of its fields."""


def workshop(db: Database, workshop_id: str) -> Workshop | None:
    """The workshop of that id; None where there is none."""
    rows = db.query(
        f"SELECT {COLUMNS} FROM workshop WHERE id = :id",  # noqa: S608 - ours
        {"id": workshop_id},
    )
    row = next(iter(rows), None)
    return Workshop(**row) if row else None


def workshops_of(db: Database, trainer_id: str) -> list[Workshop]:
    """A trainer's workshops, newest first."""
    rows = db.query(
        f"""
        SELECT {COLUMNS} FROM workshop
        WHERE trainer_id = :trainer_id
        ORDER BY created_at DESC, id
        """,  # noqa: S608 - the columns are ours
        {"trainer_id": trainer_id},
    )
    return [Workshop(**row) for row in rows]


def host_of(db: Database, workshop_id: str) -> str | None:
    """The account id of its trainer; None where there is no such workshop."""
    rows = db.query(
        "SELECT trainer_id FROM workshop WHERE id = :id", {"id": workshop_id}
    )
    row = next(iter(rows), None)
    return row["trainer_id"] if row else None


def open_workshop_of_code(db: Database, code: str) -> str | None:
    """The id of the open workshop with that code; None where there is none."""
    rows = db.query(
        "SELECT id FROM workshop WHERE code = :code AND state = 'open'",
        {"code": code},
    )
    row = next(iter(rows), None)
    return row["id"] if row else None


# --- the plan ------------------------------------------------------------------------


def keep_plans(db: Database, plans: Plans, *, at: str) -> None:
    """Store the plan's text under its SHA-256, once."""
    db.execute(
        """
        INSERT INTO workshop_plan (sha256, text, stored_at)
        VALUES (:sha256, :text, :at)
        ON CONFLICT (sha256) DO NOTHING
        """,
        {"sha256": plans.fingerprint, "text": plans.text, "at": at},
    )


_plans: dict[str, Plans] = {}
_MOST_KEPT = 50


def plans(db: Database, plan_sha256: str) -> Plans:
    """The plan in each language; under its own hash it never changes.

    So a process reads it once, not each second for each phone.
    """
    if plan_sha256 not in _plans:
        rows = db.query(
            "SELECT text FROM workshop_plan WHERE sha256 = :sha256",
            {"sha256": plan_sha256},
        )
        if len(_plans) >= _MOST_KEPT:
            _plans.clear()
        _plans[plan_sha256] = plans_from_text(next(iter(rows))["text"])
    return _plans[plan_sha256]


# --- before it opens -----------------------------------------------------------------


def add_workshop(
    db: Database,
    *,
    workshop_id: str,
    trainer_id: str,
    title: str,
    plan_sha256: str,
    pace: Pace,
    at: str,
    rehearsal_at: str | None,
) -> None:
    """Write a workshop that has not opened; ``rehearsal_at`` None: a real one."""
    db.execute(
        """
        INSERT INTO workshop
            (id, trainer_id, title, plan_sha256, pace, state, step, revision, joined,
             next_steps, created_at, rehearsal_at)
        VALUES
            (:id, :trainer_id, :title, :plan_sha256, :pace, 'prepared', 0, 0, 0,
             '', :at, :rehearsal_at)
        """,
        {
            "id": workshop_id,
            "trainer_id": trainer_id,
            "title": title,
            "plan_sha256": plan_sha256,
            "pace": pace,
            "at": at,
            "rehearsal_at": rehearsal_at,
        },
    )


def change_prepared(
    db: Database, workshop_id: str, *, title: str, plan_sha256: str | None, pace: Pace
) -> bool:
    """Change it; ``plan_sha256`` None: that stays. False once it was opened."""
    written = db.execute(
        """
        UPDATE workshop
        SET title = :title,
            plan_sha256 = COALESCE(:plan_sha256, plan_sha256),
            pace = :pace
        WHERE id = :id AND state = 'prepared'
        """,
        {
            "id": workshop_id,
            "title": title,
            "plan_sha256": plan_sha256,
            "pace": pace,
        },
    )
    return written.rowcount == 1


# --- while it runs -------------------------------------------------------------------


def set_open(db: Database, workshop_id: str, *, code: str, at: str) -> bool:
    """Open it with this code; False where it is not prepared, or another has the code.

    Only open workshops have codes, so an old one may come again.
    """
    written = db.execute(
        """
        UPDATE workshop
        SET state = 'open', code = :code, opened_at = :at, revision = revision + 1
        WHERE id = :id
          AND state = 'prepared'
          AND NOT EXISTS (SELECT 1 FROM workshop AS other WHERE other.code = :code)
        """,
        {"id": workshop_id, "code": code, "at": at},
    )
    return written.rowcount == 1


def set_ended(db: Database, workshop_id: str, *, at: str) -> bool:
    """End it and let its code go; False where it is not open."""
    written = db.execute(
        """
        UPDATE workshop
        SET state = 'ended', code = NULL, ended_at = :at, revision = revision + 1
        WHERE id = :id AND state = 'open'
        """,
        {"id": workshop_id, "at": at},
    )
    return written.rowcount == 1


def set_step(db: Database, workshop_id: str, *, seen: int, to: int) -> bool:
    """Go on from the step that was seen; False where it is not there (any more)."""
    written = db.execute(
        """
        UPDATE workshop SET step = :to, revision = revision + 1
        WHERE id = :id AND state = 'open' AND step = :seen
        """,
        {"id": workshop_id, "seen": seen, "to": to},
    )
    return written.rowcount == 1


def next_revision(db: Database, workshop_id: str) -> bool:
    """Phones shall hear of an act; False where the workshop is not open.

    As the first write of the act it also keeps other acts waiting.
    """
    written = db.execute(
        """
        UPDATE workshop SET revision = revision + 1
        WHERE id = :id AND state = 'open'
        """,
        {"id": workshop_id},
    )
    return written.rowcount == 1


def set_next_steps(db: Database, workshop_id: str, text: str) -> bool:
    """Keep what the room agreed on; False where there is no such workshop."""
    written = db.execute(
        "UPDATE workshop SET next_steps = :text WHERE id = :id",
        {"id": workshop_id, "text": text},
    )
    return written.rowcount == 1


# --- steps ---------------------------------------------------------------------------


def step_rows(db: Database, workshop_id: str) -> dict[int, StepRow]:
    """The steps that were ever opened, by their number."""
    rows = db.query(
        """
        SELECT number, opened_at, closed_at, shown_at, answered, published_answers,
               published
        FROM workshop_step
        WHERE workshop_id = :id
        ORDER BY number
        """,
        {"id": workshop_id},
    )
    return {row["number"]: _step_row(row) for row in rows}


def _step_row(row: Row) -> StepRow:
    published = published_from_text(row["published"])
    return StepRow(
        StepState(row["number"], row["opened_at"], row["closed_at"], row["shown_at"]),
        answered=row["answered"],
        published_answers=row["published_answers"],
        distribution=published.distribution,
        gain=published.gain,
    )


def open_step(db: Database, workshop_id: str, number: int, *, at: str) -> None:
    """Let it take answers, for the first time or again."""
    db.execute(
        """
        INSERT INTO workshop_step
            (workshop_id, number, opened_at, answered, published_answers, published)
        VALUES (:id, :number, :at, 0, 0, '{}')
        ON CONFLICT (workshop_id, number) DO UPDATE SET closed_at = NULL
        """,
        {"id": workshop_id, "number": number, "at": at},
    )


def close_step(db: Database, workshop_id: str, number: int, *, at: str) -> bool:
    """Take no more answers; False where it took none."""
    written = db.execute(
        """
        UPDATE workshop_step SET closed_at = :at
        WHERE workshop_id = :id AND number = :number AND closed_at IS NULL
        """,
        {"id": workshop_id, "number": number, "at": at},
    )
    return written.rowcount == 1


def show_step(
    db: Database, workshop_id: str, number: int, *, at: str | None
) -> StepRow | None:
    """Show what may be shown of it, or (``at`` None) hide it.

    None where it was never opened.
    """
    rows = db.query(
        """
        UPDATE workshop_step SET shown_at = :at
        WHERE workshop_id = :id AND number = :number
        RETURNING number, opened_at, closed_at, shown_at, answered, published_answers,
                  published
        """,
        {"id": workshop_id, "number": number, "at": at},
    )
    row = next(iter(rows), None)
    return _step_row(row) if row else None


def publish(
    db: Database, workshop_id: str, number: int, published: Published, *, answers: int
) -> None:
    """Keep what may be shown of the step from now on, with how many answers."""
    db.execute(
        """
        UPDATE workshop_step
        SET published = :published, published_answers = :answers
        WHERE workshop_id = :id AND number = :number
        """,
        {
            "id": workshop_id,
            "number": number,
            "published": published.text,
            "answers": answers,
        },
    )


def erase_workshops_of(db: Database, trainer_id: str) -> None:
    """Remove all of a trainer's workshops: a person asked to be forgotten.

    Drafts that participants took home are theirs, and stay.
    """
    theirs = "SELECT id FROM workshop WHERE trainer_id = :trainer_id"
    names = f"SELECT id FROM certificate WHERE workshop_id IN ({theirs})"  # noqa: S608
    of = {"trainer_id": trainer_id}
    db.execute(f"DELETE FROM report WHERE subject_id IN ({names})", of)  # noqa: S608
    db.execute(f"DELETE FROM report WHERE subject_id IN ({theirs})", of)  # noqa: S608
    for table in (
        *("workshop_answer", "participant", "certificate"),
        *("workshop_step", "workshop_screen"),
    ):
        db.execute(f"DELETE FROM {table} WHERE workshop_id IN ({theirs})", of)  # noqa: S608
    db.execute("DELETE FROM workshop WHERE trainer_id = :trainer_id", of)
