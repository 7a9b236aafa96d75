"""Interviews and observations on site, kept without names of workers."""

import datetime
import re
from dataclasses import replace

from dd_toolkit.core.reviewing import MOST_PEOPLE, NOTE_KINDS, text_refusal
from dd_toolkit.operations import audit, case_lines
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.reviewing import (
    Done,
    Refused,
    ReviewCase,
    take_revision,
)
from dd_toolkit.storage import case_lines as lines
from dd_toolkit.storage import field_notes as rows
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.field_notes import FieldNote

_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def add_note(
    db: Database, found: ReviewCase, note: FieldNote, *, at: datetime.datetime
) -> Done | Refused:
    """Keep a note; its id is made by the client, so sending it again writes once.

    ``note.by`` is the auditor, ``note.at`` is replaced by ``at``.
    """
    refused = _refused(found, note)
    if refused:
        return refused
    review_id = found.review.id
    with db.atomic():
        there = rows.note_there(db, review_id, note.id)
        if there is False:
            return Refused("unknown")
        if there and found.part_of(note.by):
            return Done()
        revision = take_revision(db, found, move="note", by=note.by, at=at)
        if isinstance(revision, Refused):
            return revision
        rows.add_note(db, review_id, replace(note, at=moment(at)))
        case_lines.index(db, review_id, "note", note.id, note.text)
        audit.note(
            db,
            actor=note.by,
            action="note-written",
            subject=review_id,
            at=at,
            kind=note.kind,
        )
    return Done()


def _refused(found: ReviewCase, note: FieldNote) -> Refused | None:
    if not _ID.fullmatch(note.id) or note.kind not in NOTE_KINDS:
        return Refused("unknown")
    known = found.case.questionnaire.question_by_id
    if note.question_id is not None and note.question_id not in known:
        return Refused("unknown-question")
    if not note.text.strip():
        return Refused("empty")
    if text_refusal(note.text):
        return Refused("text")
    if note.people is not None and not 1 <= note.people <= MOST_PEOPLE:
        return Refused("people")
    return None


def withdraw_note(
    db: Database, found: ReviewCase, note_id: str, *, by: str, at: datetime.datetime
) -> Done | Refused:
    """Take one's own note back: nobody sees it any more, and it is not deleted."""
    review_id = found.review.id
    if not any(one.id == note_id and one.by == by for one in found.notes):
        return Refused("unknown")
    with db.atomic():
        revision = take_revision(db, found, move="note", by=by, at=at)
        if isinstance(revision, Refused):
            return revision
        rows.withdraw_note(db, review_id, note_id, by=by, at=moment(at))
        lines.keep_words(db, review_id, source="note", source_id=note_id, words=())
        audit.note(db, actor=by, action="note-withdrawn", subject=review_id, at=at)
    return Done()
