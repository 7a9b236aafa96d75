"""How a review goes from state to state: each step is one UPDATE with its conditions.

The states that allow an act, and what it makes of them, come from
``core.reviewing.MOVES``; who is not an auditor of the case moves nothing.
"""

from dd_toolkit.core.reviewing import MOVES, Move, Part
from dd_toolkit.storage.database import Database


def _allowed(move: Move) -> str:
    return ", ".join(f"'{state}'" for state in MOVES[move])


def _next_state(move: Move) -> str:
    steps = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in MOVES[move].items())
    return f"CASE state {steps} END"


_AUDITOR = """
    EXISTS (
        SELECT 1 FROM assignment
        WHERE assignment.review_id = review.id
          AND assignment.account_id = :by
          AND assignment.ended_at IS NULL
          AND assignment.part = COALESCE(:part, assignment.part)
    )
    AND NOT EXISTS (
        SELECT 1
        FROM assessment
        JOIN member ON member.organisation_id = assessment.organisation_id
        WHERE assessment.id = review.assessment_id
          AND member.account_id = :by
          AND member.ended_at IS NULL
    )
"""
"""An auditor of the case, in that part, who is no colleague of its employer."""


def take_revision(
    db: Database,
    review_id: str,
    *,
    about: str,
    move: Move,
    by: str,
    part: Part | None,
    at: str,
) -> int | None:
    """The number for what this auditor writes next; None where nothing may be written.

    ``about``: the edition that the auditor read; a review that went on with another
    takes nothing that was meant for it. ``part`` None: any auditor of the case.
    """
    rows = db.query(
        f"""
        UPDATE review
        SET revision = revision + 1,
            state = {_next_state(move)},
            began_at = CASE WHEN :begins = 1 THEN COALESCE(began_at, :at)
                            ELSE began_at END
        WHERE id = :id
          AND assessment_id = :about
          AND signed_at IS NULL
          AND state IN ({_allowed(move)})
          AND {_AUDITOR}
        RETURNING revision
        """,  # noqa: S608 - the words are ours
        {
            "id": review_id,
            "about": about,
            "by": by,
            "part": part,
            "at": at,
            "begins": int(move == "decide"),
        },
    )
    row = next(iter(rows), None)
    return row["revision"] if row else None


def take_reply_revision(db: Database, review_id: str, *, by: str) -> int | None:
    """The number for a colleague's reply; None unless findings wait for replies."""
    rows = db.query(
        """
        UPDATE review SET revision = revision + 1
        WHERE id = :id
          AND signed_at IS NULL
          AND state = 'replying'
          AND EXISTS (
              SELECT 1
              FROM assessment
              JOIN member ON member.organisation_id = assessment.organisation_id
              WHERE assessment.id = review.assessment_id
                AND member.account_id = :by
                AND member.ended_at IS NULL
          )
        RETURNING revision
        """,
        {"id": review_id, "by": by},
    )
    row = next(iter(rows), None)
    return row["revision"] if row else None


def send_back(db: Database, review_id: str, *, by: str, at: str) -> int | None:
    """Give the case back to its employer; the how-many-eth time, None: not possible."""
    rows = db.query(
        f"""
        UPDATE review
        SET revision = revision + 1,
            state = 'sent-back',
            times_sent_back = times_sent_back + 1,
            sent_back_at = :at,
            began_at = COALESCE(began_at, :at)
        WHERE id = :id
          AND signed_at IS NULL
          AND state IN ({_allowed("send-back")})
          AND {_AUDITOR}
        RETURNING times_sent_back
        """,  # noqa: S608 - the words are ours
        {"id": review_id, "by": by, "part": "lead", "at": at},
    )
    row = next(iter(rows), None)
    return row["times_sent_back"] if row else None


def follow(db: Database, *, old_id: str, new_id: str) -> tuple[str, int] | None:
    """Let the open review of an edition go on with the newer one; its id and revision.

    Replies to findings begin anew: what they were about may be another answer now.
    None: there is no such review. A correction stays with the edition that was signed,
    unless it was sent back.
    """
    rows = db.query(
        f"""
        UPDATE review
        SET assessment_id = :new_id,
            revision = revision + 1,
            state = {_next_state("resubmit")},
            findings_sent_at = NULL,
            reply_until = NULL
        WHERE assessment_id = :old_id
          AND signed_at IS NULL
          AND (corrects_id IS NULL OR state = 'sent-back')
        RETURNING id, revision
        """,  # noqa: S608 - the words are ours
        {"old_id": old_id, "new_id": new_id},
    )
    row = next(iter(rows), None)
    return (row["id"], row["revision"]) if row else None


def send_findings(
    db: Database, review_id: str, *, days: int, until: str, by: str, at: str
) -> str | None:
    """Open the findings for replies; the last day for them, None: not possible.

    The day never comes nearer than one that was told before.
    """
    rows = db.query(
        f"""
        UPDATE review
        SET revision = revision + 1,
            state = 'replying',
            reply_days = :days,
            findings_sent_at = :at,
            reply_until = CASE WHEN reply_until > :until THEN reply_until
                               ELSE :until END
        WHERE id = :id
          AND signed_at IS NULL
          AND state IN ({_allowed("send-findings")})
          AND {_AUDITOR}
        RETURNING reply_until
        """,  # noqa: S608 - the words are ours
        {
            "id": review_id,
            "days": days,
            "until": until,
            "by": by,
            "part": "lead",
            "at": at,
        },
    )
    row = next(iter(rows), None)
    return row["reply_until"] if row else None


def agree(db: Database, review_id: str, *, seen: int, by: str, at: str) -> bool:
    """A second pair of eyes agrees to exactly this revision; False: not possible."""
    written = db.execute(
        f"""
        UPDATE review SET agreed_by = :by, agreed_at = :at, agreed_revision = revision
        WHERE id = :id
          AND signed_at IS NULL
          AND state IN ({_allowed("sign")})
          AND revision = :seen
          AND {_AUDITOR}
        """,  # noqa: S608 - the words are ours
        {"id": review_id, "seen": seen, "by": by, "part": None, "at": at},
    )
    return written.rowcount == 1


def sign(db: Database, review_id: str, *, seen: int, by: str, at: str) -> bool:
    """Sign exactly this revision; False when it is another one now, or not possible."""
    written = db.execute(
        f"""
        UPDATE review SET state = 'signed', signed_by = :by, signed_at = :at
        WHERE id = :id
          AND signed_at IS NULL
          AND state IN ({_allowed("sign")})
          AND revision = :seen
          AND {_AUDITOR}
        """,  # noqa: S608 - the words are ours
        {"id": review_id, "seen": seen, "by": by, "part": "lead", "at": at},
    )
    return written.rowcount == 1


def set_due(db: Database, review_id: str, due_on: str | None) -> bool:
    """Say until when it should be signed; False: there is none, or it is signed."""
    written = db.execute(
        "UPDATE review SET due_on = :due WHERE id = :id AND signed_at IS NULL",
        {"id": review_id, "due": due_on},
    )
    return written.rowcount == 1


def want_four_eyes(db: Database, review_id: str, *, since: str | None) -> bool:
    """Ask for a second pair of eyes; None: it is not needed. False: it is signed."""
    written = db.execute(
        """
        UPDATE review
        SET four_eyes_since = CASE WHEN CAST(:since AS TEXT) IS NULL THEN NULL
                                   ELSE COALESCE(four_eyes_since, :since) END
        WHERE id = :id AND signed_at IS NULL
        """,
        {"id": review_id, "since": since},
    )
    return written.rowcount == 1
