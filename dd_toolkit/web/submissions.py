"""What follows from a submission alone: its result, contradictions, risk and sample.

A submission never changes, nor do its files, so this is worked out once for each
language and kept while the process lives: scoring is most of what a page of a case
would cost. How others of the sector answer is looked up once a day.
"""

from dataclasses import dataclass

from flask import Flask, current_app

from dd_toolkit.core.contradictions import Contradicting, contradictions
from dd_toolkit.core.result import Result
from dd_toolkit.core.risk import Risk
from dd_toolkit.core.sampling import SectorAnswers, Suggestion, suggested_sample
from dd_toolkit.operations import editions
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.case_lines import declared_risk, file_names, sector_of
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.reviewing import ReviewCase
from dd_toolkit.storage.sector_answers import sector_answers
from dd_toolkit.web import speaking
from dd_toolkit.web.context import database

MOST_KEPT = 100


@dataclass(frozen=True)
class Submission:
    """What one edition says by itself, before anybody has checked it."""

    result: Result
    odd: tuple[Contradicting, ...]
    risk: Risk
    suggested: tuple[Suggestion, ...]


def init_app(app: Flask) -> None:
    app.extensions["dd_submissions"] = {}
    app.extensions["dd_sectors"] = {}


def submission(found: ReviewCase) -> Submission:
    """What follows from the edition under review, in the visitor's language."""
    kept: dict[tuple[str, str], Submission] = current_app.extensions["dd_submissions"]
    key = (found.case.assessment.id, speaking.spoken_tag())
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = _submission(found)
    return kept[key]


def _submission(found: ReviewCase) -> Submission:
    case = found.case
    result = case.result
    odd = contradictions(
        case.questionnaire, case.answers, file_names=file_names(found.evidence)
    )
    earlier = editions.last_year(database(), case)
    risk = declared_risk(
        database(),
        case.questionnaire,
        case.answers,
        found.evidence,
        starts_from_id=case.assessment.starts_from_id,
        result=result,
    )
    suggested = suggested_sample(
        result,
        case.answers,
        evidenced=found.evidence_of,
        contradictions=odd,
        sector=_sector_answers(case),
        last_year=earlier.answers if earlier else None,
    )
    return Submission(result, odd, risk, suggested)


def _sector_answers(case: Case) -> SectorAnswers:
    kept: dict[tuple[str, str, str], SectorAnswers] = current_app.extensions[
        "dd_sectors"
    ]
    sector = sector_of(case.questionnaire, case.answers)
    key = (case.questionnaire.id, sector, now().date().isoformat())
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = sector_answers(
            database(), questionnaire_id=case.questionnaire.id, sector=sector
        )
    return kept[key]
