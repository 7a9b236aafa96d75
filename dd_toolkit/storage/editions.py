"""Assessments that follow others: newer editions, next year's, and newer versions.

A submitted assessment never changes. What follows it is a row of its own that names the
one before, so each keeps its result, its report and its code.
"""

from dd_toolkit.storage.database import Database


def add_edition(db: Database, *, new_id: str, of: str, at: str) -> bool:
    """Begin the edition after this one; False when there is one, or it is a draft.

    Two who reopen at once: the unique index on ``replaces_id`` lets one of them.
    """
    written = db.execute(
        """
        INSERT INTO assessment
            (id, questionnaire_sha256, name, revision, created_at, submitted_at,
             edition, replaces_id, starts_from_id)
        SELECT :new_id, questionnaire_sha256, name, 0, :at, NULL,
            edition + 1, id, starts_from_id
        FROM assessment
        WHERE id = :id AND submitted_at IS NOT NULL
        ON CONFLICT (replaces_id) DO NOTHING
        """,
        {"new_id": new_id, "id": of, "at": at},
    )
    return written.rowcount == 1


def edition_after(db: Database, assessment_id: str) -> str | None:
    """The id of the edition that replaces this one; None: it is the newest."""
    rows = db.query(
        "SELECT id FROM assessment WHERE replaces_id = :id", {"id": assessment_id}
    )
    row = next(iter(rows), None)
    return row["id"] if row else None


def add_next_year(
    db: Database, *, new_id: str, starts_from: str, questionnaire_sha256: str, at: str
) -> bool:
    """Begin next year's assessment; False when this year's is still a draft."""
    written = db.execute(
        """
        INSERT INTO assessment
            (id, questionnaire_sha256, name, revision, created_at, submitted_at,
             edition, replaces_id, starts_from_id)
        SELECT :new_id, :sha256, name, 0, :at, NULL, 1, NULL, id
        FROM assessment
        WHERE id = :id AND submitted_at IS NOT NULL
        """,
        {
            "new_id": new_id,
            "sha256": questionnaire_sha256,
            "id": starts_from,
            "at": at,
        },
    )
    return written.rowcount == 1


def next_year_draft(db: Database, assessment_id: str) -> str | None:
    """The id of a draft that was begun from this assessment; None without one."""
    rows = db.query(
        """
        SELECT id FROM assessment
        WHERE starts_from_id = :id AND replaces_id IS NULL AND submitted_at IS NULL
        ORDER BY created_at, id
        """,
        {"id": assessment_id},
    )
    row = next(iter(rows), None)
    return row["id"] if row else None


def change_questionnaire(
    db: Database, assessment_id: str, *, old_sha256: str, new_sha256: str
) -> bool:
    """Let a draft go on with another version; False when it was not as we saw it."""
    written = db.execute(
        """
        UPDATE assessment SET questionnaire_sha256 = :new
        WHERE id = :id AND submitted_at IS NULL AND questionnaire_sha256 = :old
        """,
        {"id": assessment_id, "old": old_sha256, "new": new_sha256},
    )
    return written.rowcount == 1


def set_aside(db: Database, assessment_id: str) -> frozenset[str]:
    """The ids of questions whose answer a move set aside, until it is given anew."""
    rows = db.query(
        """
        SELECT question_id
        FROM answer AS moved
        WHERE assessment_id = :id
          AND through = 'moved'
          AND NOT EXISTS (
              SELECT 1 FROM answer AS newer
              WHERE newer.assessment_id = moved.assessment_id
                AND newer.question_id = moved.question_id
                AND newer.revision > moved.revision
          )
        """,
        {"id": assessment_id},
    )
    return frozenset(row["question_id"] for row in rows)
