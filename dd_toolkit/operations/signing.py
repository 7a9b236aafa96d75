"""Signing a review freezes it; what is wrong later is corrected by a new review."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dd_toolkit.core.reviewing import Hindrance
from dd_toolkit.operations.assigning import Done
from dd_toolkit.operations.reviewing import Refused, ReviewCase
from dd_toolkit.settings import Settings
from dd_toolkit.storage.database import Database

AUDIT = "audit"
"""The kind of report that a signature asks for, in every language."""


@dataclass(frozen=True)
class Signed:
    """From now on nothing in the review changes."""

    review_id: str


@dataclass(frozen=True)
class KeptReview:
    """What a signed review came to (``core.verified.review_document``)."""

    review_id: str
    method: str
    sha256: str
    document: Mapping[str, Any]
    stored_at: str


def hindrances_of(
    db: Database, found: ReviewCase, *, at: datetime.datetime
) -> tuple[Hindrance, ...]:
    """What stands in the way of signing; empty: it may be signed."""
    raise NotImplementedError


def agree(
    db: Database, review_id: str, *, seen: int, by: str, at: datetime.datetime
) -> Done | Refused:
    """The second pair of eyes: agree to the review as it is at revision ``seen``."""
    raise NotImplementedError


def sign(
    db: Database,
    settings: Settings,
    review_id: str,
    *,
    seen: int,
    by: str,
    at: datetime.datetime,
) -> Signed | Refused:
    """Freeze the review as it is at revision ``seen``; keep figures, ask for PDFs."""
    raise NotImplementedError


def correct(
    db: Database,
    review_id: str,
    *,
    new_id: str,
    reason: str,
    by: str,
    at: datetime.datetime,
) -> Signed | Refused:
    """Begin a correction of a signed review: a new review with all that it holds."""
    raise NotImplementedError


def kept_review(db: Database, review_id: str) -> KeptReview | None:
    """What the review came to; None while it is not signed."""
    raise NotImplementedError
