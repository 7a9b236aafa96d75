"""Interviews and observations on site, kept without names of workers."""

import datetime

from dd_toolkit.operations.assigning import Done
from dd_toolkit.operations.reviewing import Refused, ReviewCase
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.field_notes import FieldNote


def add_note(
    db: Database, found: ReviewCase, note: FieldNote, *, at: datetime.datetime
) -> Done | Refused:
    """Keep a note; its id is made by the client, so sending it again writes once.

    ``note.by`` is the auditor, ``note.at`` is replaced by ``at``.
    """
    raise NotImplementedError


def withdraw_note(
    db: Database, found: ReviewCase, note_id: str, *, by: str, at: datetime.datetime
) -> Done | Refused:
    """Take a note back: nobody sees it any more, and it is not deleted."""
    raise NotImplementedError
