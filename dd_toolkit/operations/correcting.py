"""What is wrong in a signed review is corrected by a new one; the signed one stays."""

import datetime

from dd_toolkit.core.reviewing import text_refusal
from dd_toolkit.operations import audit, case_lines
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.reviewing import Done, Refused
from dd_toolkit.storage import case_lines as lines
from dd_toolkit.storage import field_notes, reviewers, reviews, verdicts
from dd_toolkit.storage.database import Database


class Corrected(Done):
    """A new review holds all of the signed one, to be corrected and signed."""


def correct(
    db: Database,
    review_id: str,
    *,
    new_id: str,
    reason: str,
    by: str,
    at: datetime.datetime,
) -> Corrected | Refused:
    """Begin a correction of a signed review: a new review with all that it holds.

    The signed one stays as it is. A lead of it may, and must say why.
    """
    if not reason.strip():
        return Refused("empty")
    if text_refusal(reason):
        return Refused("text")
    with db.atomic():
        begun = reviews.add_correction(
            db, review_id=new_id, of=review_id, reason=reason, by=by, at=moment(at)
        )
        if not begun:
            return _why_not_corrected(db, review_id, by=by)
        reviewers.copy_assignments(db, new_id, of=review_id, at=moment(at))
        verdicts.copy_history(db, new_id, of=review_id)
        field_notes.copy_requests(db, new_id, of=review_id)
        lines.copy_line(db, new_id, of=review_id)
        _copy_notes(db, review_id, new_id)
        audit.note(
            db, actor=by, action="corrected", subject=review_id, at=at, to=new_id
        )
    return Corrected()


def _copy_notes(db: Database, old_id: str, new_id: str) -> None:
    for number, note in enumerate(field_notes.field_notes(db, old_id)):
        own = f"{new_id}-{number:04}"
        field_notes.add_note(db, new_id, field_notes.renamed(note, own))
        case_lines.index(db, new_id, "note", own, note.text)


def _why_not_corrected(db: Database, review_id: str, *, by: str) -> Refused:
    found = reviews.review(db, review_id)
    if found is None:
        return Refused("unknown")
    if reviewers.part_in(db, review_id, by) != "lead":
        return Refused("not-yours")
    return Refused("corrected" if found.signed else "not-signed")
