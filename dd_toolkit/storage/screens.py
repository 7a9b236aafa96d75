"""What a trainer turned the projector to, apart from the step itself."""

from dataclasses import dataclass

from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Screen:
    """``number``: the step for which it was turned; at another step it means nothing.

    ``turned_to``: ``standard`` or ``join``; ``step`` is as if nothing was turned.
    """

    number: int
    turned_to: str


def screen(db: Database, workshop_id: str) -> Screen | None:
    """How the projector is turned; None: never was."""
    rows = db.query(
        "SELECT number, turned_to FROM workshop_screen WHERE workshop_id = :id",
        {"id": workshop_id},
    )
    row = next(iter(rows), None)
    return Screen(row["number"], row["turned_to"]) if row else None


def turn_screen(db: Database, workshop_id: str, number: int, turned_to: str) -> bool:
    """Turn it while the room is open at this step, and tell the screens; False where
    the room is elsewhere by now."""
    told = db.execute(
        """
        UPDATE workshop SET revision = revision + 1
        WHERE id = :id AND state = 'open' AND step = :number
        """,
        {"id": workshop_id, "number": number},
    )
    if told.rowcount == 0:
        return False
    db.execute(
        """
        INSERT INTO workshop_screen (workshop_id, number, turned_to)
        VALUES (:id, :number, :turned_to)
        ON CONFLICT (workshop_id) DO UPDATE
        SET number = excluded.number, turned_to = excluded.turned_to
        """,
        {"id": workshop_id, "number": number, "turned_to": turned_to},
    )
    return True
