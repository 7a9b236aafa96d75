"""Results as they were stored: what a submission came to, and the code to ask for it.

Nothing here is worked out again; ``storage.assessments.keep_result`` writes them.
"""

import json
from dataclasses import dataclass
from typing import Any

from dd_toolkit.storage.database import Database, Row


@dataclass(frozen=True)
class KeptResult:
    """The stored result of one submission, with what it was made of.

    ``code`` None: it was stored before there were codes. ``replaced_at`` is the moment
    at which a newer edition was submitted; None: this one is the newest.
    """

    assessment_id: str
    name: str
    questionnaire_sha256: str
    questionnaire: str
    version: str
    method: str
    answers_sha256: str
    code: str | None
    submitted_at: str
    replaced_at: str | None
    document: dict[str, Any]


_SELECT = """
    SELECT result.assessment_id, assessment.name, assessment.questionnaire_sha256,
        questionnaire.id AS questionnaire, questionnaire.version, result.method,
        result.answers_sha256, result.code, assessment.submitted_at,
        newer.submitted_at AS replaced_at, result.document
    FROM result
    JOIN assessment ON assessment.id = result.assessment_id
    JOIN questionnaire ON questionnaire.sha256 = assessment.questionnaire_sha256
    LEFT JOIN assessment AS newer ON newer.replaces_id = assessment.id
"""


def kept_result(db: Database, assessment_id: str) -> KeptResult | None:
    """The stored result of the assessment; None while it is a draft."""
    rows = db.query(
        f"{_SELECT} WHERE result.assessment_id = :id",
        {"id": assessment_id},
    )
    return _first(list(rows))


def result_of_code(db: Database, code: str) -> KeptResult | None:
    """The submission of that code; None where there is none."""
    rows = db.query(f"{_SELECT} WHERE result.code = :code", {"code": code})
    return _first(list(rows))


def result_of_answers(
    db: Database, *, questionnaire_sha256: str, answers_sha256: str
) -> KeptResult | None:
    """The first submission of exactly these answers; None where there is none."""
    rows = db.query(
        f"""
        {_SELECT}
        WHERE result.answers_sha256 = :answers
          AND assessment.questionnaire_sha256 = :questionnaire
        ORDER BY assessment.submitted_at
        """,
        {"answers": answers_sha256, "questionnaire": questionnaire_sha256},
    )
    return _first(list(rows))


def _first(rows: list[Row]) -> KeptResult | None:
    return _kept(rows[0]) if rows else None


def _kept(row: Row) -> KeptResult:
    return KeptResult(**{**row, "document": json.loads(row["document"])})
