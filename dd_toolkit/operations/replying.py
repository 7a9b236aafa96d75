"""The right of reply: the employer answers each finding before anybody signs."""

import datetime
from dataclasses import dataclass

from dd_toolkit.core.reviewing import REPLY_DAYS, Stance
from dd_toolkit.operations.assigning import Done
from dd_toolkit.operations.reviewing import Refused
from dd_toolkit.settings import Settings
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.verdicts import Reply


@dataclass(frozen=True)
class FindingsSent:
    """The employer may reply until the end of this day."""

    reply_until: datetime.date


@dataclass(frozen=True)
class Replied:
    """The reply is in the database, durably, with this revision."""

    revision: int


@dataclass(frozen=True)
class ReplyContradicted:
    """A colleague replied otherwise meanwhile: ``other`` stands there now."""

    other: Reply


def send_findings(
    db: Database,
    settings: Settings,
    review_id: str,
    *,
    reply_days: int = REPLY_DAYS,
    by: str,
    at: datetime.datetime,
) -> FindingsSent | Refused:
    """Let the employer read the findings and reply; sending again never shortens it."""
    raise NotImplementedError


def reply(
    db: Database,
    review_id: str,
    question_id: str,
    *,
    stance: Stance,
    text: str,
    seen: int,
    by: str,
    at: datetime.datetime,
) -> Replied | ReplyContradicted | Refused:
    """Keep the reply to a finding; an owner or contributor of the organisation may.

    ``seen``: the revision of the reply that the person had before their eyes, or 0.
    """
    raise NotImplementedError


def replies_done(
    db: Database, settings: Settings, review_id: str, *, by: str, at: datetime.datetime
) -> Done | Refused:
    """An owner tells the auditors that the replies are complete, by mail."""
    raise NotImplementedError
