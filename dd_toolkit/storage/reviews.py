"""Reviews: one row each, begun for a submission or to correct a signed one.

How a review goes from state to state stands in ``storage.review_states``, who its
auditors are in ``storage.reviewers``, what people write in it in ``storage.verdicts``.
"""

from dataclasses import dataclass

from dd_toolkit.core.reviewing import State
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Review:
    """A review of a submitted assessment; every moment None: not yet.

    ``revision`` counts what was written in it. ``due_on`` and ``reply_until`` are days.
    ``corrects_id``: the signed review that this one corrects, for ``reason``.
    """

    id: str
    assessment_id: str
    state: State
    revision: int
    asked_by: str
    asked_at: str
    due_on: str | None
    began_at: str | None
    times_sent_back: int
    sent_back_at: str | None
    reply_days: int
    findings_sent_at: str | None
    reply_until: str | None
    four_eyes_since: str | None
    agreed_by: str | None
    agreed_at: str | None
    agreed_revision: int | None
    signed_by: str | None
    signed_at: str | None
    corrects_id: str | None
    reason: str

    @property
    def signed(self) -> bool:
        return self.signed_at is not None


_COLUMNS = """
    id, assessment_id, state, revision, asked_by, asked_at, due_on, began_at,
    times_sent_back, sent_back_at, reply_days, findings_sent_at, reply_until,
    four_eyes_since, agreed_by, agreed_at, agreed_revision, signed_by, signed_at,
    corrects_id, reason
"""


def add_review(
    db: Database,
    *,
    review_id: str,
    assessment_id: str,
    reply_days: int,
    by: str,
    at: str,
) -> bool:
    """Begin the review of a submission; False where it cannot have one.

    It must be an organisation's, have no newer submission and no review before.
    """
    written = db.execute(
        """
        INSERT INTO review
            (id, assessment_id, state, revision, asked_by, asked_at, times_sent_back,
             reply_days, reason)
        SELECT :id, assessment.id, 'submitted', 0, :by, :at, 0,
               CAST(:days AS BIGINT), ''
        FROM assessment
        WHERE assessment.id = :assessment_id
          AND assessment.submitted_at IS NOT NULL
          AND assessment.organisation_id IS NOT NULL
          AND assessment.erased_at IS NULL
          AND NOT EXISTS (
              SELECT 1 FROM assessment AS newer
              WHERE newer.replaces_id = assessment.id
                AND newer.submitted_at IS NOT NULL
          )
          AND NOT EXISTS (
              SELECT 1 FROM review AS other
              WHERE other.assessment_id = assessment.id
          )
        """,
        {
            "id": review_id,
            "assessment_id": assessment_id,
            "days": reply_days,
            "by": by,
            "at": at,
        },
    )
    return written.rowcount == 1


def add_correction(
    db: Database, *, review_id: str, of: str, reason: str, by: str, at: str
) -> bool:
    """Begin the correction of a signed review; False: not signed, or corrected before.

    Only a lead of the signed one may.
    """
    written = db.execute(
        """
        INSERT INTO review
            (id, assessment_id, state, revision, asked_by, asked_at, began_at,
             times_sent_back, sent_back_at, reply_days, findings_sent_at, reply_until,
             four_eyes_since, corrects_id, reason)
        SELECT :id, assessment_id, 'in-review', revision, :by, :at, :at,
               times_sent_back, sent_back_at, reply_days, findings_sent_at, reply_until,
               four_eyes_since, id, :reason
        FROM review
        WHERE id = :of
          AND signed_at IS NOT NULL
          AND EXISTS (
              SELECT 1 FROM assignment
              WHERE review_id = review.id
                AND account_id = :by
                AND part = 'lead'
                AND ended_at IS NULL
          )
        ON CONFLICT (corrects_id) DO NOTHING
        """,
        {"id": review_id, "of": of, "reason": reason, "by": by, "at": at},
    )
    return written.rowcount == 1


def review(db: Database, review_id: str) -> Review | None:
    """The review of that id; None where there is none."""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM review WHERE id = :id",  # noqa: S608 - ours
        {"id": review_id},
    )
    row = next(iter(rows), None)
    return Review(**row) if row else None


def reviews_of(db: Database, assessment_id: str) -> list[Review]:
    """All reviews of an assessment, newest first: a correction before what it corrects.

    For the edition that answers a review's requests, that review too, though it is
    still about the edition before.
    """
    rows = db.query(
        f"""
        SELECT {_COLUMNS}
        FROM review
        WHERE assessment_id = :id
           OR (state = 'sent-back' AND assessment_id = (
               SELECT replaces_id FROM assessment WHERE id = :id
           ))
        ORDER BY asked_at DESC, id DESC
        """,  # noqa: S608 - the columns are ours
        {"id": assessment_id},
    )
    return [Review(**row) for row in rows]


def correction_of(db: Database, review_id: str) -> Review | None:
    """The review that corrects this one; None where there is none."""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM review WHERE corrects_id = :id",  # noqa: S608 - ours
        {"id": review_id},
    )
    row = next(iter(rows), None)
    return Review(**row) if row else None
