"""Links to a signed report for a buyer: only the hash of a link's secret is kept."""

import hashlib
from dataclasses import dataclass

from dd_toolkit.core.reviewing import Scope
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Share:
    """A link. ``withdrawn_at`` and ``last_opened_at`` None: not yet."""

    id: str
    review_id: str
    scope: Scope
    label: str
    made_by: str
    made_at: str
    expires_at: str
    withdrawn_at: str | None
    openings: int
    last_opened_at: str | None


_COLUMNS = """
    id, review_id, scope, label, made_by, made_at, expires_at, withdrawn_at, openings,
    last_opened_at
"""


def secret_hash(secret: str) -> str:
    """SHA-256 of a link's secret, which is long and random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_share(db: Database, share: Share, *, secret: str, most: int) -> bool:
    """Keep a link; False unless the review is signed and the maker owns it.

    At most ``most`` links of a review work at the same time.
    """
    written = db.execute(
        f"""
        INSERT INTO share (secret_sha256, {_COLUMNS})
        SELECT :secret, :id, review.id, :scope, :label, :made_by, :made_at,
               :expires_at, NULL, 0, NULL
        FROM review
        JOIN assessment ON assessment.id = review.assessment_id
        JOIN member ON member.organisation_id = assessment.organisation_id
        WHERE review.id = :review_id
          AND review.signed_at IS NOT NULL
          AND member.account_id = :made_by
          AND member.role = 'owner'
          AND member.ended_at IS NULL
          AND (
              SELECT count(*) FROM share AS other
              WHERE other.review_id = :review_id
                AND other.withdrawn_at IS NULL
                AND other.expires_at > :made_at
          ) < :most
        """,  # noqa: S608 - the columns are ours
        {
            "secret": secret_hash(secret),
            "id": share.id,
            "review_id": share.review_id,
            "scope": share.scope,
            "label": share.label,
            "made_by": share.made_by,
            "made_at": share.made_at,
            "expires_at": share.expires_at,
            "most": most,
        },
    )
    return written.rowcount == 1


def withdraw_share(
    db: Database, review_id: str, share_id: str, *, by: str, at: str
) -> bool:
    """End a link; False when it is none of the owner's, or was withdrawn before."""
    written = db.execute(
        """
        UPDATE share SET withdrawn_at = :at
        WHERE id = :id
          AND review_id = :review_id
          AND withdrawn_at IS NULL
          AND EXISTS (
              SELECT 1
              FROM review
              JOIN assessment ON assessment.id = review.assessment_id
              JOIN member ON member.organisation_id = assessment.organisation_id
              WHERE review.id = :review_id
                AND member.account_id = :by
                AND member.role = 'owner'
                AND member.ended_at IS NULL
          )
        """,
        {"id": share_id, "review_id": review_id, "by": by, "at": at},
    )
    return written.rowcount == 1


def open_share(db: Database, secret: str, *, at: str) -> Share | None:
    """Count an opening and give the link; None where it opens nothing (any more)."""
    rows = db.query(
        f"""
        UPDATE share SET openings = openings + 1, last_opened_at = :at
        WHERE secret_sha256 = :secret AND withdrawn_at IS NULL AND expires_at > :at
        RETURNING {_COLUMNS}
        """,  # noqa: S608 - the columns are ours
        {"secret": secret_hash(secret), "at": at},
    )
    row = next(iter(rows), None)
    return Share(**row) if row else None


def share_of(db: Database, secret: str) -> Share | None:
    """The link of that secret, ended or not; None where there is none."""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM share WHERE secret_sha256 = :secret",  # noqa: S608
        {"secret": secret_hash(secret)},
    )
    row = next(iter(rows), None)
    return Share(**row) if row else None


def shares_of(db: Database, review_id: str) -> list[Share]:
    """The links of a review, newest first, those that ended among them."""
    rows = db.query(
        f"""
        SELECT {_COLUMNS} FROM share
        WHERE review_id = :id
        ORDER BY made_at DESC, id
        """,  # noqa: S608 - the columns are ours
        {"id": review_id},
    )
    return [Share(**row) for row in rows]
