"""Questions that somebody marked to come back to."""

from dd_toolkit.storage.database import Database


def set_bookmark(
    db: Database, assessment_id: str, question_id: str, *, at: str
) -> None:
    """Mark the question; one marked already keeps its moment."""
    db.execute(
        """
        INSERT INTO bookmark (assessment_id, question_id, set_at, cleared_at)
        VALUES (:assessment_id, :question_id, :at, NULL)
        ON CONFLICT (assessment_id, question_id) DO UPDATE
        SET set_at = excluded.set_at, cleared_at = NULL
        WHERE bookmark.cleared_at IS NOT NULL
        """,
        {"assessment_id": assessment_id, "question_id": question_id, "at": at},
    )


def clear_bookmark(
    db: Database, assessment_id: str, question_id: str, *, at: str
) -> None:
    """Take the mark away."""
    db.execute(
        """
        UPDATE bookmark SET cleared_at = :at
        WHERE assessment_id = :assessment_id
          AND question_id = :question_id
          AND cleared_at IS NULL
        """,
        {"assessment_id": assessment_id, "question_id": question_id, "at": at},
    )


def bookmarked(db: Database, assessment_id: str) -> frozenset[str]:
    """The full ids of the questions that are marked."""
    rows = db.query(
        """
        SELECT question_id FROM bookmark
        WHERE assessment_id = :id AND cleared_at IS NULL
        """,
        {"id": assessment_id},
    )
    return frozenset(row["question_id"] for row in rows)
