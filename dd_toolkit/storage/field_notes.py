"""What else is written in a review: notes made on site, and requests to the employer.

A note is withdrawn, never deleted; what was asked is never changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dd_toolkit.core.reviewing import NoteKind
from dd_toolkit.storage.database import Database


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


def add_note(db: Database, review_id: str, note: FieldNote) -> bool:
    """Keep a note; False when a note has that id already."""
    written = db.execute(
        """
        INSERT INTO field_note
            (id, review_id, question_id, kind, people, text, written_by, written_at)
        VALUES (:id, :review_id, :question_id, :kind, :people, :text, :by, :at)
        ON CONFLICT (id) DO NOTHING
        """,
        {"review_id": review_id, **vars(note)},
    )
    return written.rowcount == 1


def renamed(note: FieldNote, note_id: str) -> FieldNote:
    """The same note under another id, for a correction."""
    return replace(note, id=note_id)


def note_there(db: Database, review_id: str, note_id: str) -> bool | None:
    """Is a note of that id in this review? None: no review has one."""
    rows = db.query("SELECT review_id FROM field_note WHERE id = :id", {"id": note_id})
    row = next(iter(rows), None)
    return row["review_id"] == review_id if row else None


def withdraw_note(
    db: Database, review_id: str, note_id: str, *, by: str, at: str
) -> bool:
    """Take one's own note back; False when there is none, or not any more."""
    written = db.execute(
        """
        UPDATE field_note SET withdrawn_at = :at
        WHERE id = :id
          AND review_id = :review_id
          AND written_by = :by
          AND withdrawn_at IS NULL
          AND EXISTS (
              SELECT 1 FROM review WHERE review.id = :review_id AND signed_at IS NULL
          )
        """,
        {"id": note_id, "review_id": review_id, "by": by, "at": at},
    )
    return written.rowcount == 1


def field_notes(db: Database, review_id: str) -> tuple[FieldNote, ...]:
    """The notes that were not withdrawn, oldest first."""
    rows = db.query(
        """
        SELECT id, question_id, kind, people, text, written_by AS "by",
               written_at AS "at"
        FROM field_note
        WHERE review_id = :id AND withdrawn_at IS NULL
        ORDER BY written_at, id
        """,
        {"id": review_id},
    )
    return tuple(FieldNote(**row) for row in rows)


def add_requests(
    db: Database,
    review_id: str,
    asked: Mapping[str, str],
    *,
    time_number: int,
    by: str,
    at: str,
) -> None:
    """Keep what the employer is asked: full question id -> words."""
    for question_id, words in asked.items():
        db.execute(
            """
            INSERT INTO review_request
                (review_id, time_number, question_id, asked, asked_by, asked_at)
            VALUES (:review_id, :time_number, :question_id, :asked, :by, :at)
            """,
            {
                "review_id": review_id,
                "time_number": time_number,
                "question_id": question_id,
                "asked": words,
                "by": by,
                "at": at,
            },
        )


def copy_requests(db: Database, review_id: str, *, of: str) -> None:
    """Let a correction have the requests of what it corrects."""
    db.execute(
        """
        INSERT INTO review_request
            (review_id, time_number, question_id, asked, asked_by, asked_at)
        SELECT :id, time_number, question_id, asked, asked_by, asked_at
        FROM review_request
        WHERE review_id = :of
        """,
        {"id": review_id, "of": of},
    )


def requests_of(db: Database, review_id: str) -> tuple[Request, ...]:
    """All that the employer was ever asked, oldest first."""
    rows = db.query(
        """
        SELECT time_number, question_id, asked, asked_by AS "by", asked_at AS "at"
        FROM review_request
        WHERE review_id = :id
        ORDER BY time_number, question_id
        """,
        {"id": review_id},
    )
    return tuple(Request(**row) for row in rows)
