"""How the employers of a sector answered lately, to see which answer is unusual.

Counts only, never who; ``core.sampling`` says from how many employers on they tell
anything.
"""

import json
from collections import Counter

from dd_toolkit.core.questionnaire import NOT_APPLICABLE, UNKNOWN
from dd_toolkit.storage.database import Database

MOST_EMPLOYERS = 200
"""The newest so many tell what is usual; more would take longer and tell the same."""


def sector_answers(
    db: Database, *, questionnaire_id: str, sector: str
) -> dict[str, dict[str, int]]:
    """Full question id -> option id -> how many employers chose it.

    Of the newest submissions under review with this set in this sector; those who do
    not know, or say that it does not apply, are left out.
    """
    rows = db.query(
        """
        SELECT answer.assessment_id, answer.question_id, answer.given
        FROM answer
        JOIN (
            SELECT review.assessment_id, MAX(review.asked_at) AS asked_at
            FROM case_line
            JOIN review ON review.id = case_line.review_id
            WHERE case_line.questionnaire_id = :questionnaire_id
              AND case_line.sector = :sector
            GROUP BY review.assessment_id
            ORDER BY MAX(review.asked_at) DESC, review.assessment_id
            LIMIT :most
        ) AS newest ON newest.assessment_id = answer.assessment_id
        ORDER BY answer.revision
        """,
        {
            "questionnaire_id": questionnaire_id,
            "sector": sector,
            "most": MOST_EMPLOYERS,
        },
    )
    standing = {
        (row["assessment_id"], row["question_id"]): row["given"] for row in rows
    }
    counts: dict[str, Counter[str]] = {}
    for (_, question_id), given in standing.items():
        chosen = json.loads(given).get("choices", [])
        if chosen not in ([UNKNOWN], [NOT_APPLICABLE]):
            counts.setdefault(question_id, Counter()).update(chosen)
    return {question_id: dict(counted) for question_id, counted in counts.items()}
