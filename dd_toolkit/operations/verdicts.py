"""What auditors decide, question by question; nobody's verdict is covered unread."""

import datetime
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.reviewing import Verdict
from dd_toolkit.operations.reviewing import Refused, ReviewCase
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.verdicts import GivenVerdict


@dataclass(frozen=True)
class Decided:
    """The verdict is in the database, durably, with this revision."""

    revision: int


@dataclass(frozen=True)
class Contradicted:
    """Another auditor decided otherwise meanwhile: ``other`` stands there now.

    Who sends again with its revision as seen puts it aside.
    """

    other: GivenVerdict


@dataclass(frozen=True)
class BulkDecided:
    """Which questions were confirmed, and which were not, with the reason."""

    confirmed: tuple[str, ...]
    refused: tuple[
        tuple[str, Literal["not-minor", "no-evidence", "decided", "not-asked"]], ...
    ]


def decide(
    db: Database,
    found: ReviewCase,
    question_id: str,
    verdict: Verdict | None,
    *,
    seen: int,
    through: Literal["page", "autosave"],
    by: str,
    at: datetime.datetime,
) -> Decided | Contradicted | Refused:
    """Give a verdict, in the round of the auditor's part; None takes it back.

    ``seen`` is the revision of the verdict that the auditor had before their eyes, 0
    where there was none. The same verdict twice is written once.
    """
    raise NotImplementedError


def confirm_minor(
    db: Database,
    found: ReviewCase,
    question_ids: tuple[str, ...],
    *,
    by: str,
    at: datetime.datetime,
) -> BulkDecided | Refused:
    """Confirm many at once: only minor questions with evidence and no verdict."""
    raise NotImplementedError
