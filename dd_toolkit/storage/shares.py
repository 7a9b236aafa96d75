"""Links to a signed report for a buyer: only the hash of a link's secret is kept."""

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


def shares_of(db: Database, review_id: str) -> list[Share]:
    """The links of a review, newest first, those that ended among them."""
    raise NotImplementedError
