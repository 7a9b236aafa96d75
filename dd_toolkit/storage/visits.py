"""Browsers in use, and the assessments each may open.

The browser holds a secret in its signed cookie, the database only the secret's hash.
Because the record is here, ending a visit ends it: a copied cookie opens nothing.
"""

import hashlib

from dd_toolkit.storage.database import Database


def secret_hash(secret: str) -> str:
    """SHA-256 of a visit's secret, which is long and random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin_visit(db: Database, secret: str, *, at: str) -> None:
    """Remember a browser."""
    db.execute(
        "INSERT INTO visit (secret_sha256, began_at) VALUES (:hash, :at)",
        {"hash": secret_hash(secret), "at": at},
    )


def end_visit(db: Database, secret: str, *, at: str) -> None:
    """Forget a browser: its cookie opens nothing from now on."""
    db.execute(
        """
        UPDATE visit SET ended_at = :at
        WHERE secret_sha256 = :hash AND ended_at IS NULL
        """,
        {"hash": secret_hash(secret), "at": at},
    )


def under_way(db: Database, secret: str, *, since: str) -> bool:
    """Was this visit begun after ``since`` and not ended?"""
    rows = db.query(
        """
        SELECT 1 AS found FROM visit
        WHERE secret_sha256 = :hash AND ended_at IS NULL AND began_at >= :since
        """,
        {"hash": secret_hash(secret), "since": since},
    )
    return any(True for _ in rows)


def let_open(db: Database, secret: str, assessment_id: str, *, at: str) -> None:
    """From now on this visit may open the assessment."""
    db.execute(
        """
        INSERT INTO visit_assessment (secret_sha256, assessment_id, opened_at)
        VALUES (:hash, :id, :at)
        ON CONFLICT (secret_sha256, assessment_id) DO NOTHING
        """,
        {"hash": secret_hash(secret), "id": assessment_id, "at": at},
    )


def may_open(db: Database, secret: str, assessment_id: str, *, since: str) -> bool:
    """May this visit, begun after ``since`` and not ended, open the assessment?"""
    rows = db.query(
        """
        SELECT 1 AS found
        FROM visit
        JOIN visit_assessment USING (secret_sha256)
        WHERE secret_sha256 = :hash
          AND assessment_id = :id
          AND ended_at IS NULL
          AND began_at >= :since
        """,
        {"hash": secret_hash(secret), "id": assessment_id, "since": since},
    )
    return any(True for _ in rows)


def opened_assessments(db: Database, secret: str, *, since: str) -> list[str]:
    """The ids of the assessments that this visit may open, newest first."""
    rows = db.query(
        """
        SELECT assessment_id
        FROM visit
        JOIN visit_assessment USING (secret_sha256)
        WHERE secret_sha256 = :hash AND ended_at IS NULL AND began_at >= :since
        ORDER BY opened_at DESC, assessment_id
        """,
        {"hash": secret_hash(secret), "since": since},
    )
    return [row["assessment_id"] for row in rows]
