"""How often something was tried: the memory of the rate limits.

It stands in the database, so that several processes and machines count together.
"""

from dd_toolkit.storage.database import Database


def count_try(db: Database, key: str, *, span_began_at: str) -> int:
    """Count one more try under this key in this span; how many there are now."""
    rows = db.query(
        """
        INSERT INTO attempt (attempt_key, span_began_at, tries)
        VALUES (:key, :began, 1)
        ON CONFLICT (attempt_key, span_began_at)
        DO UPDATE SET tries = attempt.tries + 1
        RETURNING tries
        """,
        {"key": key, "began": span_began_at},
    )
    return int(next(iter(rows))["tries"])


def tries(db: Database, key: str, *, span_began_at: str) -> int:
    """How many tries under this key there were in this span."""
    rows = db.query(
        """
        SELECT tries FROM attempt
        WHERE attempt_key = :key AND span_began_at = :began
        """,
        {"key": key, "began": span_began_at},
    )
    row = next(iter(rows), None)
    return int(row["tries"]) if row else 0


def forget_tries(db: Database, *, before: str) -> None:
    """Drop spans that began before that moment."""
    db.execute("DELETE FROM attempt WHERE span_began_at < :before", {"before": before})
