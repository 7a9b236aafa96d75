"""Which files were attached to which question: rows, never contents."""

import datetime
from dataclasses import dataclass
from typing import Any

from dd_toolkit.core.evidence import Period
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Evidence:
    """A file attached to a question. ``received_by`` None: by whoever held the link."""

    id: str
    assessment_id: str
    question_id: str
    sha256: str
    name: str
    media_type: str
    size: int
    period: Period
    received_at: str
    received_by: str | None = None


_COLUMNS = (
    "id, assessment_id, question_id, sha256, name, media_type, size, "
    "period_from, period_to, received_at, received_by"
)


def add_evidence(db: Database, evidence: Evidence) -> None:
    """Record a file whose content is durable already."""
    db.execute(
        """
        INSERT INTO evidence
            (id, assessment_id, question_id, sha256, name, media_type, size,
             period_from, period_to, received_at, received_by)
        VALUES
            (:id, :assessment_id, :question_id, :sha256, :name, :media_type, :size,
             :period_from, :period_to, :received_at, :received_by)
        """,
        {
            "id": evidence.id,
            "assessment_id": evidence.assessment_id,
            "question_id": evidence.question_id,
            "sha256": evidence.sha256,
            "name": evidence.name,
            "media_type": evidence.media_type,
            "size": evidence.size,
            "period_from": _written(evidence.period.first),
            "period_to": _written(evidence.period.last),
            "received_at": evidence.received_at,
            "received_by": evidence.received_by,
        },
    )


def evidence_of_assessment(db: Database, assessment_id: str) -> tuple[Evidence, ...]:
    """All files of an assessment that were not withdrawn, as they came."""
    rows = db.query(
        f"""
        SELECT {_COLUMNS}
        FROM evidence
        WHERE assessment_id = :id AND withdrawn_at IS NULL
        ORDER BY received_at, id
        """,  # noqa: S608 - the columns are ours
        {"id": assessment_id},
    )
    return tuple(_evidence(row) for row in rows)


def evidence_of_question(
    db: Database, assessment_id: str, question_id: str
) -> tuple[Evidence, ...]:
    """The files of one question that were not withdrawn, as they came."""
    rows = db.query(
        f"""
        SELECT {_COLUMNS}
        FROM evidence
        WHERE assessment_id = :id
          AND question_id = :question_id
          AND withdrawn_at IS NULL
        ORDER BY received_at, id
        """,  # noqa: S608 - the columns are ours
        {"id": assessment_id, "question_id": question_id},
    )
    return tuple(_evidence(row) for row in rows)


def evidence_by_id(
    db: Database, assessment_id: str, evidence_id: str
) -> Evidence | None:
    """A file of this very assessment; None for any other, or once withdrawn."""
    rows = db.query(
        f"""
        SELECT {_COLUMNS}
        FROM evidence
        WHERE id = :id
          AND assessment_id = :assessment_id
          AND withdrawn_at IS NULL
        """,  # noqa: S608 - the columns are ours
        {"id": evidence_id, "assessment_id": assessment_id},
    )
    row = next(iter(rows), None)
    return _evidence(row) if row else None


def evidence_counts(db: Database, assessment_id: str) -> dict[str, int]:
    """Full question id -> how many files it has; questions without any left out."""
    rows = db.query(
        """
        SELECT question_id, count(*) AS files
        FROM evidence
        WHERE assessment_id = :id AND withdrawn_at IS NULL
        GROUP BY question_id
        """,
        {"id": assessment_id},
    )
    return {row["question_id"]: row["files"] for row in rows}


def withdraw_evidence(
    db: Database, assessment_id: str, evidence_id: str, *, at: str
) -> bool:
    """Take a file back; False where there is none, or the assessment is submitted."""
    written = db.execute(
        """
        UPDATE evidence SET withdrawn_at = :at
        WHERE id = :id
          AND assessment_id = :assessment_id
          AND withdrawn_at IS NULL
          AND EXISTS (
              SELECT 1 FROM assessment
              WHERE assessment.id = :assessment_id AND submitted_at IS NULL
          )
        """,
        {"id": evidence_id, "assessment_id": assessment_id, "at": at},
    )
    return written.rowcount == 1


def content_needed(db: Database, sha256: str, *, since: str) -> bool:
    """Does a row need this content: one not withdrawn, or only after ``since``?"""
    rows = db.query(
        """
        SELECT 1 AS needed FROM evidence
        WHERE sha256 = :sha256 AND (withdrawn_at IS NULL OR withdrawn_at >= :since)
        LIMIT 1
        """,
        {"sha256": sha256, "since": since},
    )
    return any(True for _ in rows)


def _evidence(row: dict[str, Any]) -> Evidence:
    period = Period(_day(row.pop("period_from")), _day(row.pop("period_to")))
    return Evidence(**row, period=period)


def _written(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(written: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(written) if written else None
