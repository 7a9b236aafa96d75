"""Verdicts and replies: history, never changed.

A row is added with the review's next revision; the newest of a question counts. What
else is written in a review, notes and requests, stands in ``storage.field_notes``.
"""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dd_toolkit.core.reviewing import Stance, Verdict
from dd_toolkit.storage.database import Database, Row


@dataclass(frozen=True)
class GivenVerdict:
    """One verdict of the history. ``verdict`` None: it was taken back (open again).

    ``round`` 1 is the review's own, 2 a second auditor's opinion. ``through``: page,
    autosave, bulk, settled (given after both opinions were known), or resubmitted (the
    employer changed the answer, so it has to be looked at again). ``assessment_id`` is
    the edition that was looked at.
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
class Reply:
    """The employer's reply to a finding; the newest of a question counts."""

    question_id: str
    revision: int
    stance: Stance
    text: str
    by: str
    at: str


OPEN = "open"
"""The word in the column ``verdict`` for one that was taken back."""

_COLUMNS = """
    question_id, revision, round, assessment_id, verdict, chosen, finding, required,
    required_by, basis, through, given_by, given_at
"""


def add_verdict(db: Database, review_id: str, given: GivenVerdict) -> None:
    """Add a verdict to the history, with a revision that was taken for it."""
    verdict = given.verdict
    day = verdict.required_by if verdict else None
    db.execute(
        """
        INSERT INTO verdict
            (review_id, revision, question_id, round, assessment_id, verdict, chosen,
             finding, required, required_by, basis, through, given_by, given_at)
        VALUES
            (:review_id, :revision, :question_id, :round, :assessment_id, :verdict,
             :chosen, :finding, :required, :required_by, :basis, :through, :by, :at)
        """,
        {
            "review_id": review_id,
            "revision": given.revision,
            "question_id": given.question_id,
            "round": given.round,
            "assessment_id": given.assessment_id,
            "verdict": verdict.kind if verdict else OPEN,
            "chosen": json.dumps(verdict.chosen if verdict else ()),
            "finding": verdict.finding if verdict else "",
            "required": verdict.required if verdict else "",
            "required_by": day.isoformat() if day else None,
            "basis": json.dumps(verdict.basis if verdict else ()),
            "through": given.through,
            "by": given.by,
            "at": given.at,
        },
    )


def copy_history(db: Database, review_id: str, *, of: str) -> None:
    """Let a correction begin with all verdicts and replies of what it corrects."""
    facts = {"id": review_id, "of": of}
    db.execute(
        f"""
        INSERT INTO verdict (review_id, {_COLUMNS})
        SELECT :id, {_COLUMNS} FROM verdict WHERE review_id = :of
        """,  # noqa: S608 - the columns are ours
        facts,
    )
    db.execute(
        """
        INSERT INTO reply
            (review_id, revision, question_id, stance, text, written_by, written_at)
        SELECT :id, revision, question_id, stance, text, written_by, written_at
        FROM reply
        WHERE review_id = :of
        """,
        facts,
    )


def verdict_history(
    db: Database, review_id: str, *, question_id: str | None = None
) -> tuple[GivenVerdict, ...]:
    """Every verdict that was ever given, both rounds, oldest first."""
    rows = db.query(
        f"""
        SELECT {_COLUMNS}
        FROM verdict
        WHERE review_id = :id AND question_id = COALESCE(:question_id, question_id)
        ORDER BY revision, question_id
        """,  # noqa: S608 - the columns are ours
        {"id": review_id, "question_id": question_id},
    )
    return tuple(_given(row) for row in rows)


def standing_verdicts(
    db: Database, review_id: str, *, round_: int
) -> dict[str, GivenVerdict]:
    """Full question id -> the newest verdict of that round, those open among them."""
    rows = db.query(
        f"""
        SELECT {_COLUMNS}
        FROM verdict
        WHERE review_id = :id AND round = :round
        ORDER BY revision, question_id
        """,  # noqa: S608 - the columns are ours
        {"id": review_id, "round": round_},
    )
    return newest(_given(row) for row in rows)


def newest(history: Iterable[GivenVerdict]) -> dict[str, GivenVerdict]:
    """Full question id -> the last verdict of a history of one round."""
    return {given.question_id: given for given in history}


def _given(row: Row) -> GivenVerdict:
    return GivenVerdict(
        question_id=row["question_id"],
        revision=row["revision"],
        round=row["round"],
        assessment_id=row["assessment_id"],
        verdict=None if row["verdict"] == OPEN else _verdict(row),
        through=row["through"],
        by=row["given_by"],
        at=row["given_at"],
    )


def _verdict(row: Row) -> Verdict:
    day = row["required_by"]
    return Verdict(
        kind=row["verdict"],
        chosen=tuple(json.loads(row["chosen"])),
        finding=row["finding"],
        required=row["required"],
        required_by=datetime.date.fromisoformat(day) if day else None,
        basis=tuple(json.loads(row["basis"])),
    )


# --- replies -------------------------------------------------------------------------


def add_reply(db: Database, review_id: str, reply: Reply) -> None:
    """Add a reply to the history, with a revision that was taken for it."""
    db.execute(
        """
        INSERT INTO reply
            (review_id, revision, question_id, stance, text, written_by, written_at)
        VALUES (:review_id, :revision, :question_id, :stance, :text, :by, :at)
        """,
        {"review_id": review_id, **vars(reply)},
    )


def reply_history(
    db: Database, review_id: str, *, question_id: str | None = None
) -> tuple[Reply, ...]:
    """Every reply that was ever written, oldest first."""
    rows = db.query(
        """
        SELECT question_id, revision, stance, text, written_by AS "by",
               written_at AS "at"
        FROM reply
        WHERE review_id = :id AND question_id = COALESCE(:question_id, question_id)
        ORDER BY revision, question_id
        """,
        {"id": review_id, "question_id": question_id},
    )
    return tuple(Reply(**row) for row in rows)


# --- a person's own record -----------------------------------------------------------


def acts_of(db: Database, account_id: str) -> dict[str, list[dict[str, Any]]]:
    """What the person wrote in reviews, for the person's own copy of the record."""
    found = {}
    for name, sql in _OWN.items():
        found[name] = [dict(row) for row in db.query(sql, {"id": account_id})]
    return found


_OWN = {
    "verdicts": """
        SELECT review_id, question_id, round, verdict, chosen, finding, required,
               required_by, basis, through, given_at
        FROM verdict
        WHERE given_by = :id
        ORDER BY given_at, review_id, question_id
    """,
    "field_notes": """
        SELECT review_id, question_id, kind, people, text, written_at, withdrawn_at
        FROM field_note
        WHERE written_by = :id
        ORDER BY written_at, id
    """,
    "requests": """
        SELECT review_id, question_id, time_number, asked, asked_at
        FROM review_request
        WHERE asked_by = :id
        ORDER BY asked_at, review_id, question_id
    """,
    "replies": """
        SELECT review_id, question_id, stance, text, written_at
        FROM reply
        WHERE written_by = :id
        ORDER BY written_at, review_id, question_id
    """,
    "reviews": """
        SELECT review_id, part, given_at, ended_at
        FROM assignment
        WHERE account_id = :id
        ORDER BY given_at, review_id
    """,
    "shared": """
        SELECT review_id, scope, label, made_at, expires_at, withdrawn_at
        FROM share
        WHERE made_by = :id
        ORDER BY made_at, id
    """,
}
