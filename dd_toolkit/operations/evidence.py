"""What a person does with evidence: attach a file to a question, withdraw it, get it.

The content is durable before its row is written, so a row never names a file that is
not there; a content without a row, which a crash in between leaves, is swept away.
"""

import datetime
from dataclasses import dataclass, replace
from typing import Literal

from dd_toolkit.core.evidence import (
    LARGEST_FILE,
    MOST_PER_ASSESSMENT,
    MOST_PER_QUESTION,
    NotAccepted,
    Period,
    clean_name,
)
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.recognising import recognise
from dd_toolkit.storage import assessments
from dd_toolkit.storage import evidence as rows
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.evidence import Evidence
from dd_toolkit.storage.files import Files

READ_AT_MOST = LARGEST_FILE + 1
"""Bytes to read of a file that somebody sends: enough to see that it is too large."""
GRACE = datetime.timedelta(hours=24)
"""How long a content stays that no row needs: longer than any request takes."""


@dataclass(frozen=True)
class Given:
    """A file as a person gave it; the name is as their computer wrote it."""

    name: str
    content: bytes
    period: Period


@dataclass(frozen=True)
class Attached:
    """The file is stored, durably."""

    evidence: Evidence


@dataclass(frozen=True)
class NotAttached:
    """Nothing was recorded."""

    reason: Literal["submitted", "unknown-question"]


@dataclass(frozen=True)
class Withdrawn:
    """The file no longer belongs to the assessment."""


@dataclass(frozen=True)
class NotWithdrawn:
    """The file stays where it was, or there is none."""

    reason: Literal["submitted", "unknown"]


def attach(
    db: Database,
    files: Files,
    case: Case,
    question_id: str,
    given: Given,
    *,
    evidence_id: str,
    at: datetime.datetime,
    by: str | None = None,
) -> Attached | NotAttached | NotAccepted:
    """Attach a file to a question of a draft; sending the same twice records once.

    ``by`` None: whoever holds the private link. ``FilesFull`` where the content cannot
    be written.
    """
    if question_id not in case.questionnaire.section_of:
        return NotAttached("unknown-question")
    if case.assessment.submitted:
        return NotAttached("submitted")
    kind = recognise(given.content, named=given.name)
    if isinstance(kind, NotAccepted):
        return kind
    full = _full(db, case.assessment.id, question_id)
    if full:
        return full
    evidence = Evidence(
        id=evidence_id,
        assessment_id=case.assessment.id,
        question_id=question_id,
        sha256=files.keep(given.content),
        name=clean_name(given.name, kind),
        media_type=kind.media_type,
        size=len(given.content),
        period=given.period,
        received_at=moment(at),
        received_by=by,
    )
    return _recorded(db, evidence)


def _full(db: Database, assessment_id: str, question_id: str) -> NotAccepted | None:
    counts = rows.evidence_counts(db, assessment_id)
    if counts.get(question_id, 0) >= MOST_PER_QUESTION:
        return NotAccepted("full-question")
    if sum(counts.values()) >= MOST_PER_ASSESSMENT:
        return NotAccepted("full-assessment")
    return None


def _recorded(db: Database, evidence: Evidence) -> Attached | NotAttached | NotAccepted:
    """Write the row, unless somebody submitted or filled the question meanwhile."""
    with db.atomic():
        if not assessments.hold_draft(db, evidence.assessment_id):
            return NotAttached("submitted")
        for other in rows.evidence_of_question(
            db, evidence.assessment_id, evidence.question_id
        ):
            if _same(other, evidence):
                return Attached(other)
        full = _full(db, evidence.assessment_id, evidence.question_id)
        if full:
            return full
        rows.add_evidence(db, evidence)
    return Attached(evidence)


def _same(one: Evidence, other: Evidence) -> bool:
    return (one.sha256, one.name, one.period) == (
        other.sha256,
        other.name,
        other.period,
    )


def withdraw(
    db: Database, case: Case, evidence_id: str, *, at: datetime.datetime
) -> Withdrawn | NotWithdrawn:
    """Take a file of a draft back; its content goes once nothing needs it."""
    assessment_id = case.assessment.id
    with db.atomic():
        if not assessments.hold_draft(db, assessment_id):
            return NotWithdrawn("submitted")
        if not rows.withdraw_evidence(db, assessment_id, evidence_id, at=moment(at)):
            return NotWithdrawn("unknown")
    return Withdrawn()


def copy_to(db: Database, old_id: str, new_id: str) -> None:
    """Let a new edition have the files of the one before; their contents stay once."""
    for number, found in enumerate(rows.evidence_of_assessment(db, old_id)):
        own = replace(found, id=f"{new_id}{number:03}", assessment_id=new_id)
        rows.add_evidence(db, own)


def download(
    db: Database, files: Files, case: Case, evidence_id: str
) -> tuple[Evidence, bytes] | None:
    """A file of this case and its content; None where it has no such file.

    ``FileDamaged`` where the content is not what was received.
    """
    evidence = rows.evidence_by_id(db, case.assessment.id, evidence_id)
    return (evidence, files.content(evidence.sha256)) if evidence else None


def sweep(db: Database, files: Files, *, at: datetime.datetime) -> tuple[str, ...]:
    """Remove contents that no row has needed for ``GRACE``; their SHA-256.

    Somebody may send the same content at this very moment: its date is fresh then, and
    it stays.
    """
    before = at - GRACE
    files.remove_passing(written_before=before)
    return tuple(
        sha256
        for sha256 in files.older_than(before)
        if not rows.content_needed(db, sha256, since=moment(before))
        and files.remove(sha256, written_before=before)
    )
