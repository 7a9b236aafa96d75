"""Phones in a room, and names for certificates: two lists that nothing joins."""

import hashlib
from dataclasses import dataclass

from dd_toolkit.storage.database import Database
from dd_toolkit.storage.workshops import COLUMNS, Workshop


def _hash(secret: str) -> str:
    """SHA-256 of a secret, which is long and random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Participant:
    """A phone, and the workshop that it is in."""

    id: str
    workshop: Workshop


def add_participant(
    db: Database,
    *,
    workshop_id: str,
    participant_id: str,
    secret: str,
    on: str,
    simulated_at: str | None,
) -> bool:
    """Let a phone in, or find it there; False where the workshop is not open.

    ``simulated_at``: only a rehearsal lets those in.
    """
    added = db.execute(
        """
        INSERT INTO participant
            (id, workshop_id, secret_sha256, simulated_at, joined_on)
        SELECT :id, workshop.id, :hash, :simulated_at, :on
        FROM workshop
        WHERE workshop.id = :workshop_id
          AND workshop.state = 'open'
          AND (CAST(:simulated_at AS TEXT) IS NULL
               OR workshop.rehearsal_at IS NOT NULL)
        ON CONFLICT (secret_sha256) DO NOTHING
        """,
        {
            "id": participant_id,
            "workshop_id": workshop_id,
            "hash": _hash(secret),
            "simulated_at": simulated_at,
            "on": on,
        },
    )
    if added.rowcount == 1:
        db.execute(
            "UPDATE workshop SET joined = joined + 1 WHERE id = :id",
            {"id": workshop_id},
        )
        return True
    return participant(db, workshop_id, secret) is not None


def participant(db: Database, workshop_id: str, secret: str) -> Participant | None:
    """The phone with that secret, in that workshop; None: it is not in there."""
    rows = db.query(
        f"""
        SELECT {COLUMNS},
               (SELECT id FROM participant
                WHERE secret_sha256 = :hash
                  AND workshop_id = :workshop_id) AS participant_id
        FROM workshop
        WHERE id = :workshop_id
        """,  # noqa: S608 - the columns are ours
        {"hash": _hash(secret), "workshop_id": workshop_id},
    )
    row = next(iter(rows), None)
    phone = row.pop("participant_id") if row else None
    return Participant(phone, Workshop(**row)) if row and phone else None


def revision_for(db: Database, workshop_id: str, secret: str) -> int | None:
    """The revision of the phone's workshop; None: it is not in there.

    Phones ask for it each second: one row of each table, by their keys.
    """
    rows = db.query(
        """
        SELECT workshop.revision
        FROM participant
        JOIN workshop ON workshop.id = participant.workshop_id
        WHERE participant.secret_sha256 = :hash
          AND participant.workshop_id = :workshop_id
        """,
        {"hash": _hash(secret), "workshop_id": workshop_id},
    )
    row = next(iter(rows), None)
    return row["revision"] if row else None


# --- certificates --------------------------------------------------------------------


@dataclass(frozen=True)
class Certificate:
    """A name that somebody typed, to be printed."""

    id: str
    workshop_id: str
    name: str


def keep_name(
    db: Database,
    *,
    certificate_id: str,
    workshop_id: str,
    secret: str,
    name: str,
    on: str,
) -> str:
    """Keep the name, or correct the one that this secret gave; the certificate's id."""
    rows = db.query(
        """
        INSERT INTO certificate (id, workshop_id, secret_sha256, name, asked_on)
        VALUES (:id, :workshop_id, :hash, :name, :on)
        ON CONFLICT (secret_sha256) DO UPDATE SET name = excluded.name
        RETURNING id
        """,
        {
            "id": certificate_id,
            "workshop_id": workshop_id,
            "hash": _hash(secret),
            "name": name,
            "on": on,
        },
    )
    found: str = next(iter(rows))["id"]
    return found


def certificate_of(db: Database, secret: str) -> Certificate | None:
    """The certificate of that secret; None where it asked for none."""
    rows = db.query(
        "SELECT id, workshop_id, name FROM certificate WHERE secret_sha256 = :hash",
        {"hash": _hash(secret)},
    )
    row = next(iter(rows), None)
    return Certificate(**row) if row else None


def certificate(db: Database, certificate_id: str) -> Certificate | None:
    """The certificate of that id; None where there is none."""
    rows = db.query(
        "SELECT id, workshop_id, name FROM certificate WHERE id = :id",
        {"id": certificate_id},
    )
    row = next(iter(rows), None)
    return Certificate(**row) if row else None


def certificates(db: Database, workshop_id: str) -> list[Certificate]:
    """All who want one, by their names: not in the order in which they asked."""
    rows = db.query(
        """
        SELECT id, workshop_id, name FROM certificate
        WHERE workshop_id = :workshop_id
        ORDER BY lower(name), id
        """,
        {"workshop_id": workshop_id},
    )
    return [Certificate(**row) for row in rows]


def forget_phones(db: Database, *, ended_before: str) -> None:
    """Remove phones, names and their PDFs of workshops that ended before.

    Their answers are gone by then (``room_answers.forget_answers``).
    """
    theirs = "SELECT id FROM workshop WHERE ended_at < :before"
    names = f"SELECT id FROM certificate WHERE workshop_id IN ({theirs})"  # noqa: S608
    of = {"before": ended_before}
    for condition in (
        f"kind = 'certificate' AND subject_id IN ({names})",
        f"kind = 'certificates' AND subject_id IN ({theirs})",
    ):
        db.execute(f"DELETE FROM report WHERE {condition}", of)  # noqa: S608 - ours
    db.execute(f"DELETE FROM certificate WHERE workshop_id IN ({theirs})", of)  # noqa: S608
    db.execute(f"DELETE FROM participant WHERE workshop_id IN ({theirs})", of)  # noqa: S608
