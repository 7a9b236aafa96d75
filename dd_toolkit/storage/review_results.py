"""What signed reviews came to, as it was stored; nothing is worked out again."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class KeptReview:
    """What a signed review came to (``core.review_document``)."""

    review_id: str
    method: str
    sha256: str
    document: dict[str, Any]
    stored_at: str


@dataclass(frozen=True)
class ReviewFigure:
    """A score as declared and verified, in thousandths of a point (0 to 100000).

    ``kind``: overall, area or instrument; ``name``: "overall" or the id.
    """

    kind: str
    name: str
    declared: int
    verified: int


def keep_review(db: Database, kept: KeptReview) -> None:
    """Store what the review came to."""
    db.execute(
        """
        INSERT INTO review_result
            (review_id, method, review_sha256, document, stored_at)
        VALUES (:review_id, :method, :sha256, :document, :at)
        """,
        {
            "review_id": kept.review_id,
            "method": kept.method,
            "sha256": kept.sha256,
            "document": json.dumps(kept.document, ensure_ascii=False),
            "at": kept.stored_at,
        },
    )


def keep_figures(db: Database, review_id: str, figures: Iterable[ReviewFigure]) -> None:
    """Store the figures by which many reviews are compared."""
    for figure in figures:
        db.execute(
            """
            INSERT INTO review_figure (review_id, kind, name, declared, verified)
            VALUES (:review_id, :kind, :name, :declared, :verified)
            """,
            {"review_id": review_id, **vars(figure)},
        )


def kept_review(db: Database, review_id: str) -> KeptReview | None:
    """What the review came to; None while it is not signed."""
    rows = db.query(
        """
        SELECT review_id, method, review_sha256 AS sha256, document, stored_at
        FROM review_result
        WHERE review_id = :id
        """,
        {"id": review_id},
    )
    row = next(iter(rows), None)
    if row is None:
        return None
    return KeptReview(**{**row, "document": json.loads(row["document"])})


def figures_of(db: Database, review_id: str) -> list[ReviewFigure]:
    """The figures of a signed review."""
    rows = db.query(
        """
        SELECT kind, name, declared, verified FROM review_figure
        WHERE review_id = :id
        ORDER BY kind, name
        """,
        {"id": review_id},
    )
    return [ReviewFigure(**row) for row in rows]
