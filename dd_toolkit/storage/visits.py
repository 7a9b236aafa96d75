"""Browsers in use, and the assessments each may open.

The browser holds a secret in its signed cookie, the database only the secret's hash.
Because the record is here, ending a visit ends it: a copied cookie opens nothing.
"""

import hashlib
from dataclasses import dataclass

from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Visitor:
    """Who uses a browser: the account that signed in there, and since when.

    ``factor_at`` None: no second factor was given in this visit.
    """

    account_id: str
    email: str
    name: str
    role: str
    factor_since: str | None
    factor_at: str | None
    began_at: str
    seen_at: str


def secret_hash(secret: str) -> str:
    """SHA-256 of a visit's secret, which is long and random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin_visit(
    db: Database, secret: str, *, at: str, account_id: str | None = None
) -> None:
    """Remember a browser; with an account: somebody signed in there."""
    db.execute(
        """
        INSERT INTO visit (secret_sha256, began_at, seen_at, account_id)
        VALUES (:hash, :at, :at, :account_id)
        """,
        {"hash": secret_hash(secret), "at": at, "account_id": account_id},
    )


def visitor(db: Database, secret: str) -> Visitor | None:
    """Who signed in with this browser; None: nobody, or not any more."""
    rows = db.query(
        """
        SELECT account.id AS account_id, account.email, account.name, account.role,
               account.factor_since, visit.factor_at, visit.began_at, visit.seen_at
        FROM visit
        JOIN account ON account.id = visit.account_id
        WHERE visit.secret_sha256 = :hash
          AND visit.ended_at IS NULL
          AND account.disabled_at IS NULL
          AND account.erased_at IS NULL
        """,
        {"hash": secret_hash(secret)},
    )
    row = next(iter(rows), None)
    return Visitor(**row) if row else None


def seen(db: Database, secret: str, *, at: str) -> None:
    """The visit goes on: its idle time begins anew."""
    db.execute(
        "UPDATE visit SET seen_at = :at WHERE secret_sha256 = :hash",
        {"hash": secret_hash(secret), "at": at},
    )


def factor_given(db: Database, secret: str, *, at: str) -> None:
    """The second factor was right in this visit."""
    db.execute(
        "UPDATE visit SET factor_at = :at WHERE secret_sha256 = :hash",
        {"hash": secret_hash(secret), "at": at},
    )


def end_visits_of(db: Database, account_id: str, *, at: str, but: str = "") -> int:
    """Sign the person out everywhere, ``but`` in the visit of that secret."""
    ended = db.execute(
        """
        UPDATE visit SET ended_at = :at
        WHERE account_id = :account_id
          AND ended_at IS NULL
          AND secret_sha256 <> :but
        """,
        {"at": at, "account_id": account_id, "but": secret_hash(but) if but else ""},
    )
    return ended.rowcount


def carry_over(db: Database, old: str, new: str) -> None:
    """What the old visit might open without an account, the new one may too."""
    db.execute(
        """
        INSERT INTO visit_assessment (secret_sha256, assessment_id, opened_at)
        SELECT :new, assessment_id, opened_at
        FROM visit_assessment
        WHERE secret_sha256 = :old
        """,
        {"old": secret_hash(old), "new": secret_hash(new)},
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
    """May this visit, begun after ``since`` and not ended, open the assessment?

    Not once an organisation has it: then its colleagues may, and nobody else.
    """
    rows = db.query(
        """
        SELECT 1 AS found
        FROM visit
        JOIN visit_assessment USING (secret_sha256)
        JOIN assessment ON assessment.id = visit_assessment.assessment_id
        WHERE secret_sha256 = :hash
          AND visit_assessment.assessment_id = :id
          AND ended_at IS NULL
          AND began_at >= :since
          AND assessment.organisation_id IS NULL
          AND assessment.erased_at IS NULL
        """,
        {"hash": secret_hash(secret), "id": assessment_id, "since": since},
    )
    return any(True for _ in rows)


def opened_assessments(db: Database, secret: str, *, since: str) -> list[str]:
    """The ids of the assessments that this visit may open, newest first."""
    rows = db.query(
        """
        SELECT visit_assessment.assessment_id
        FROM visit
        JOIN visit_assessment USING (secret_sha256)
        JOIN assessment ON assessment.id = visit_assessment.assessment_id
        WHERE secret_sha256 = :hash
          AND ended_at IS NULL
          AND began_at >= :since
          AND assessment.organisation_id IS NULL
          AND assessment.erased_at IS NULL
        ORDER BY opened_at DESC, visit_assessment.assessment_id
        """,
        {"hash": secret_hash(secret), "since": since},
    )
    return [row["assessment_id"] for row in rows]
