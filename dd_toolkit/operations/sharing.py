"""Links with which an employer shows a signed report to a buyer.

The secret (256 bits) stands behind ``#`` in the link and is posted by the page, so no
log can hold it; only its hash is kept.
"""

import datetime
import secrets
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.reviewing import MOST_SHARED_DAYS, SCOPES, Scope, text_refusal
from dd_toolkit.operations import audit
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.reviewing import Done, Refused, why_not_employer
from dd_toolkit.storage import reviews, shares
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.shares import Share

MOST_SHARES = 50
"""Links of one review that work at the same time."""
LONGEST_LABEL = 120
ANYBODY = "whoever holds a link"
"""Nobody signs in to open a link."""


@dataclass(frozen=True)
class Shared:
    """The link's secret: told once, kept nowhere."""

    share_id: str
    secret: str


@dataclass(frozen=True)
class Opened:
    """A buyer may read this; ``share.scope`` says how much.

    ``corrected``: the review was corrected since, and the correction is signed.
    """

    share: Share
    corrected: bool


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
    """Make a link to a signed review; an owner may, for 1 to 365 days.

    ``label`` says for whom it is; only the owner's colleagues read it.
    """
    if not 1 <= days <= MOST_SHARED_DAYS or scope not in SCOPES:
        return Refused("days")
    label = " ".join(label.split())
    if text_refusal(label) or len(label) > LONGEST_LABEL:
        return Refused("text")
    secret = secrets.token_urlsafe(32)
    made = Share(
        id=share_id,
        review_id=review_id,
        scope=scope,
        label=label,
        made_by=by,
        made_at=moment(at),
        expires_at=moment(at + datetime.timedelta(days=days)),
        withdrawn_at=None,
        openings=0,
        last_opened_at=None,
    )
    with db.atomic():
        if not shares.add_share(db, made, secret=secret, most=MOST_SHARES):
            return _why_not_shared(db, review_id, by=by)
        audit.note(
            db,
            actor=by,
            action="shared",
            subject=review_id,
            at=at,
            share=share_id,
            scope=scope,
            days=days,
        )
    return Shared(share_id, secret)


def _why_not_shared(db: Database, review_id: str, *, by: str) -> Refused:
    refused = why_not_employer(db, review_id, by=by, owner=True)
    if refused.reason == "state":
        return Refused("not-signed")
    return Refused("shares") if refused.reason == "signed" else refused


def withdraw_share(
    db: Database, review_id: str, share_id: str, *, by: str, at: datetime.datetime
) -> Done | Refused:
    """End a link at once."""
    with db.atomic():
        if not shares.withdraw_share(db, review_id, share_id, by=by, at=moment(at)):
            refused = why_not_employer(db, review_id, by=by, owner=True)
            return refused if refused.reason == "not-yours" else Refused("unknown")
        audit.note(
            db,
            actor=by,
            action="share-withdrawn",
            subject=review_id,
            at=at,
            share=share_id,
        )
    return Done()


def open_share(
    db: Database, secret: str, *, at: datetime.datetime
) -> Opened | NotOpened:
    """What a link shows; each opening is counted."""
    with db.atomic():
        found = shares.open_share(db, secret, at=moment(at))
        if found is None:
            return _why_not_opened(db, secret)
        audit.note(
            db,
            actor=ANYBODY,
            action="share-opened",
            subject=found.review_id,
            at=at,
            share=found.id,
        )
    newer = reviews.correction_of(db, found.review_id)
    return Opened(found, corrected=newer is not None and newer.signed)


def _why_not_opened(db: Database, secret: str) -> NotOpened:
    found = shares.share_of(db, secret)
    if found is None:
        return NotOpened("unknown")
    return NotOpened("withdrawn" if found.withdrawn_at else "expired")
