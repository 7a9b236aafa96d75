"""A case goes back to its employer, who corrects it in a new edition."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from dd_toolkit.core.reviewing import Difference
from dd_toolkit.operations.reviewing import Refused, ReviewCase
from dd_toolkit.settings import Settings
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class SentBack:
    """The employer has the draft of a new edition."""

    assessment_id: str


def send_back(
    db: Database,
    settings: Settings,
    review_id: str,
    asked: Mapping[str, str],
    *,
    new_id: str,
    by: str,
    at: datetime.datetime,
) -> SentBack | Refused:
    """Ask the employer about these questions (full id -> what is asked), at least one.

    ``new_id``: of the edition to begin, unless the employer has begun one.
    """
    raise NotImplementedError


def changes_since(db: Database, found: ReviewCase) -> tuple[Difference, ...]:
    """Where the edition under review differs from the one before it, if any."""
    raise NotImplementedError
