"""What a room answered: the only module that reads the table of answers.

Nobody reads another's answer. A phone reads its own (``own_answers``); what may be
shown is counted by the database (``counted``), of answers that a snapshot took up. Only
the comparison of two checks needs whole people (``people_of_check``): they come without
ids, in no order.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Taking:
    """A step that takes answers, held until the transaction ends."""

    answered: int
    published_answers: int
    shown_at: str | None

    @property
    def waiting(self) -> int:
        """How many answers no snapshot has taken up."""
        return self.answered - self.published_answers


def hold_open_step(db: Database, workshop_id: str, number: int) -> Taking | None:
    """The step, if it takes answers: it is not closed before this transaction ends."""
    rows = db.query(
        """
        UPDATE workshop_step SET answered = answered
        WHERE workshop_id = :workshop_id AND number = :number AND closed_at IS NULL
        RETURNING answered, published_answers, shown_at
        """,
        {"workshop_id": workshop_id, "number": number},
    )
    row = next(iter(rows), None)
    return Taking(**row) if row else None


def keep_answer(
    db: Database,
    workshop_id: str,
    number: int,
    participant_id: str,
    chosen: Sequence[str],
) -> Literal["new", "kept", "counted"]:
    """Keep the answer; "counted": another one was counted, and stays."""
    answer = {
        "workshop_id": workshop_id,
        "number": number,
        "participant_id": participant_id,
        "chosen": json.dumps(sorted(chosen)),
    }
    added = db.execute(
        """
        INSERT INTO workshop_answer (workshop_id, number, participant_id, chosen)
        VALUES (:workshop_id, :number, :participant_id, :chosen)
        ON CONFLICT (workshop_id, number, participant_id) DO NOTHING
        """,
        answer,
    )
    if added.rowcount == 1:
        db.execute(
            """
            UPDATE workshop_step SET answered = answered + 1
            WHERE workshop_id = :workshop_id AND number = :number
            """,
            {"workshop_id": workshop_id, "number": number},
        )
        return "new"
    changed = db.execute(
        """
        UPDATE workshop_answer SET chosen = :chosen
        WHERE workshop_id = :workshop_id
          AND number = :number
          AND participant_id = :participant_id
          AND (counted_in IS NULL OR chosen = :chosen)
        """,
        answer,
    )
    return "kept" if changed.rowcount == 1 else "counted"


@dataclass(frozen=True)
class OwnAnswer:
    """What a phone answered. ``counted``: it can be changed no more."""

    chosen: tuple[str, ...]
    counted: bool


def own_answers(db: Database, participant_id: str) -> dict[int, OwnAnswer]:
    """What this participant answered, by the number of the step."""
    rows = db.query(
        """
        SELECT number, chosen, counted_in
        FROM workshop_answer
        WHERE participant_id = :participant_id
        ORDER BY number
        """,
        {"participant_id": participant_id},
    )
    return {
        row["number"]: OwnAnswer(
            tuple(json.loads(row["chosen"])), row["counted_in"] is not None
        )
        for row in rows
    }


def take_up(
    db: Database, workshop_id: str, number: int, *, how_many: int, batch: int
) -> int:
    """Let so many waiting answers be counted from now on; how many were.

    Which of them wait longer is left to chance, not to who was late: the ids are
    random, and each step looks at another part of them.
    """
    taken = db.execute(
        """
        UPDATE workshop_answer SET counted_in = :batch
        WHERE workshop_id = :workshop_id
          AND number = :number
          AND participant_id IN (
              SELECT participant_id
              FROM workshop_answer
              WHERE workshop_id = :workshop_id
                AND number = :number
                AND counted_in IS NULL
              ORDER BY substr(participant_id, :part), participant_id
              LIMIT :how_many
          )
        """,
        {
            "workshop_id": workshop_id,
            "number": number,
            "batch": batch,
            "part": 1 + number % 12,
            "how_many": how_many,
        },
    )
    return taken.rowcount


def counted(db: Database, workshop_id: str, number: int) -> dict[tuple[str, ...], int]:
    """What was chosen together, and by how many of those that snapshots took up."""
    rows = db.query(
        """
        SELECT chosen, COUNT(*) AS people
        FROM workshop_answer
        WHERE workshop_id = :workshop_id
          AND number = :number
          AND counted_in IS NOT NULL
        GROUP BY chosen
        """,
        {"workshop_id": workshop_id, "number": number},
    )
    return {tuple(json.loads(row["chosen"])): row["people"] for row in rows}


def people_of_check(
    db: Database, workshop_id: str, numbers: Sequence[int]
) -> list[Mapping[int, str]]:
    """What each person chose in a check, by the number of the step; without ids."""
    rows = db.query(
        """
        SELECT participant_id, number, chosen
        FROM workshop_answer
        WHERE workshop_id = :workshop_id
          AND number BETWEEN :first AND :last
        """,
        {"workshop_id": workshop_id, "first": min(numbers), "last": max(numbers)},
    )
    people: dict[str, dict[int, str]] = {}
    for row in rows:
        if row["number"] in numbers:
            (choice,) = json.loads(row["chosen"])
            people.setdefault(row["participant_id"], {})[row["number"]] = choice
    return list(people.values())


def freeze_check(
    db: Database, workshop_id: str, numbers: Sequence[int], *, batch: int
) -> None:
    """The comparison was made: none of its answers changes any more."""
    for number in numbers:
        db.execute(
            """
            UPDATE workshop_answer SET counted_in = :batch
            WHERE workshop_id = :workshop_id AND number = :number
            """,
            {"workshop_id": workshop_id, "number": number, "batch": batch},
        )


def forget_answers(db: Database, *, ended_before: str) -> None:
    """Remove the answers of workshops that ended before; what was published stays."""
    db.execute(
        """
        DELETE FROM workshop_answer
        WHERE workshop_id IN (SELECT id FROM workshop WHERE ended_at < :before)
        """,
        {"before": ended_before},
    )
