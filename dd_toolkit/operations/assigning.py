"""Who reviews a case: asked for by its employer, taken by auditors, given out.

An employer asks an auditor by mail, or this site to choose one. The page says the same
whether or not the address has an account here.
"""

import datetime
from dataclasses import dataclass

from dd_toolkit.core.reviewing import Part
from dd_toolkit.operations.reviewing import Refused
from dd_toolkit.settings import Settings
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Asked:
    """The assessment waits for its review."""

    review_id: str


@dataclass(frozen=True)
class Done:
    """It is so now (or was before)."""


def ask_for_review(
    db: Database,
    settings: Settings,
    assessment_id: str,
    *,
    review_id: str,
    auditor: str | None,
    locale: str,
    by: str,
    at: datetime.datetime,
) -> Asked | Refused:
    """Submit it to review; ``auditor``: a mail address, None: this site chooses.

    Asking again while it waits mails another code, to another auditor if need be.
    """
    raise NotImplementedError


def offered(db: Database, code: str, *, at: datetime.datetime) -> str | None:
    """The review that a mailed code is for; None when it works no more."""
    raise NotImplementedError


def accept(
    db: Database, code: str, *, by: str, at: datetime.datetime
) -> Asked | Refused:
    """Take the case that a mailed code offers, as its lead."""
    raise NotImplementedError


def assign(
    db: Database,
    settings: Settings,
    review_id: str,
    account_id: str,
    *,
    part: Part,
    by: str,
    at: datetime.datetime,
) -> Done | Refused:
    """Give the case to an auditor; ``by`` an administrator or programme officer."""
    raise NotImplementedError


def unassign(
    db: Database, review_id: str, account_id: str, *, by: str, at: datetime.datetime
) -> Done | Refused:
    """Take the case from an auditor; what was written stays."""
    raise NotImplementedError


def set_due(
    db: Database,
    review_id: str,
    due_on: datetime.date | None,
    *,
    by: str,
    at: datetime.datetime,
) -> Done | Refused:
    """Say until when the case should be signed; None: no day."""
    raise NotImplementedError


def give_section(
    db: Database,
    review_id: str,
    section_id: str,
    account_id: str,
    *,
    by: str,
    at: datetime.datetime,
) -> Done | Refused:
    """Let one of the auditors check a section; an empty id: nobody in particular.

    ``by`` a lead of the case, or whoever assigns.
    """
    raise NotImplementedError


def ask_for_four_eyes(
    db: Database, review_id: str, *, wanted: bool, by: str, at: datetime.datetime
) -> Done | Refused:
    """Say that a second auditor has to agree before it is signed, or need not.

    A lead may ask for it; only whoever assigns may take it back.
    """
    raise NotImplementedError
