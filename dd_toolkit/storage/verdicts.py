"""What is written in a review: verdicts, field notes, requests and replies.

Verdicts and replies are history: a row is added with the review's next revision and
never changed; the newest of a question counts.
"""

from dataclasses import dataclass

from dd_toolkit.core.reviewing import NoteKind, Stance, Verdict
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class GivenVerdict:
    """One verdict of the history. ``verdict`` None: it was taken back (open again).

    ``round`` 1 is the review's own, 2 a second auditor's opinion. ``through``: page,
    autosave, bulk, settled (given after both opinions were known), corrected (copied),
    or resubmitted (the employer changed the answer, so it has to be looked at again).
    ``assessment_id`` is the edition that was looked at.
    """

    question_id: str
    revision: int
    round: int
    assessment_id: str
    verdict: Verdict | None
    through: str
    by: str
    at: str


@dataclass(frozen=True)
class FieldNote:
    """An interview or observation. ``people`` None: not told how many.

    ``question_id`` None: it is about the whole case.
    """

    id: str
    question_id: str | None
    kind: NoteKind
    people: int | None
    text: str
    by: str
    at: str


@dataclass(frozen=True)
class Request:
    """What the employer was asked about a question, the ``time_number``-th time."""

    time_number: int
    question_id: str
    asked: str
    by: str
    at: str


@dataclass(frozen=True)
class Reply:
    """The employer's reply to a finding; the newest of a question counts."""

    question_id: str
    revision: int
    stance: Stance
    text: str
    by: str
    at: str


def verdict_history(
    db: Database, review_id: str, *, question_id: str | None = None
) -> tuple[GivenVerdict, ...]:
    """Every verdict that was ever given, both rounds, oldest first."""
    raise NotImplementedError


def standing_verdicts(
    db: Database, review_id: str, *, round_: int
) -> dict[str, GivenVerdict]:
    """Full question id -> the newest verdict of that round, those open among them."""
    raise NotImplementedError


def field_notes(db: Database, review_id: str) -> tuple[FieldNote, ...]:
    """The notes that were not withdrawn, oldest first."""
    raise NotImplementedError


def requests_of(db: Database, review_id: str) -> tuple[Request, ...]:
    """All that the employer was ever asked, oldest first."""
    raise NotImplementedError


def reply_history(db: Database, review_id: str) -> tuple[Reply, ...]:
    """Every reply that was ever written, oldest first."""
    raise NotImplementedError
