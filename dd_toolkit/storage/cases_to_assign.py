"""Open cases as whoever assigns them sees them: whose they are, and no answers."""

from dataclasses import dataclass

from dd_toolkit.core.reviewing import State
from dd_toolkit.storage.cases import PAGE
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Waiting:
    """An open case as whoever assigns sees it: whose it is, and no answers."""

    review_id: str
    organisation: str
    site: str
    year: int | None
    questionnaire_id: str
    state: State
    asked_at: str
    due_on: str | None
    auditors: int


def cases_to_assign(db: Database, *, page: int = 1) -> list[Waiting]:
    """Open cases, those without any auditor first, then by the day they were asked."""
    rows = db.query(
        """
        SELECT review.id AS review_id, COALESCE(organisation.name, '') AS organisation,
               COALESCE(site.name, '') AS site, assessment.year,
               questionnaire.id AS questionnaire_id, review.state, review.asked_at,
               review.due_on,
               (
                   SELECT count(*) FROM assignment
                   WHERE assignment.review_id = review.id
                     AND assignment.ended_at IS NULL
               ) AS auditors
        FROM review
        JOIN assessment ON assessment.id = review.assessment_id
        JOIN questionnaire ON questionnaire.sha256 = assessment.questionnaire_sha256
        LEFT JOIN organisation ON organisation.id = assessment.organisation_id
        LEFT JOIN site ON site.id = assessment.site_id
        WHERE review.signed_at IS NULL
        ORDER BY
            CASE WHEN EXISTS (
                SELECT 1 FROM assignment
                WHERE assignment.review_id = review.id AND assignment.ended_at IS NULL
            ) THEN 1 ELSE 0 END,
            review.asked_at, review.id
        LIMIT :most OFFSET :skipped
        """,
        {"most": PAGE, "skipped": PAGE * (max(page, 1) - 1)},
    )
    return [Waiting(**row) for row in rows]


def count_to_assign(db: Database) -> int:
    """How many open cases there are."""
    rows = db.query("SELECT count(*) AS cases FROM review WHERE signed_at IS NULL")
    return int(next(iter(rows))["cases"])
