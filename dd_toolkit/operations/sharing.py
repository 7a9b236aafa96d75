"""Links with which an employer shows a signed report to a buyer.

The secret (256 bits) stands behind ``#`` in the link and is posted by the page, so no
log can hold it; only its hash is kept.
"""

import datetime
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.reviewing import Scope
from dd_toolkit.operations.assigning import Done
from dd_toolkit.operations.reviewing import Refused
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.shares import Share


@dataclass(frozen=True)
class Shared:
    """The link's secret: told once, kept nowhere."""

    share_id: str
    secret: str


@dataclass(frozen=True)
class Opened:
    """A buyer may read this; ``share.scope`` says how much."""

    share: Share


@dataclass(frozen=True)
class NotOpened:
    """Nothing is shown: there is no such link, or it has ended."""

    reason: Literal["unknown", "expired", "withdrawn"]


def share(
    db: Database,
    review_id: str,
    *,
    share_id: str,
    scope: Scope,
    label: str,
    days: int,
    by: str,
    at: datetime.datetime,
) -> Shared | Refused:
    """Make a link to a signed review; an owner may, for 1 to 365 days."""
    raise NotImplementedError


def withdraw_share(
    db: Database, review_id: str, share_id: str, *, by: str, at: datetime.datetime
) -> Done | Refused:
    """End a link at once."""
    raise NotImplementedError


def open_share(
    db: Database, secret: str, *, at: datetime.datetime
) -> Opened | NotOpened:
    """What a link shows; each opening is counted."""
    raise NotImplementedError
