"""The line of a case in the auditors' list, worked out from what was declared.

It is made when a review is asked for and when the employer submits again; verdicts
only change what was decided, which ``storage.case_lines`` counts.
"""

from collections.abc import Iterable, Mapping

from dd_toolkit.core.answering import Answers
from dd_toolkit.core.contradictions import contradictions
from dd_toolkit.core.questionnaire import SECTOR, Questionnaire
from dd_toolkit.core.result import Result
from dd_toolkit.core.risk import Risk, risk_of
from dd_toolkit.core.scoring import score, shown
from dd_toolkit.core.searching import words_in
from dd_toolkit.storage import case_lines, results
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.evidence import Evidence


def declared_risk(
    db: Database,
    questionnaire: Questionnaire,
    answers: Answers,
    evidence: Iterable[Evidence],
    *,
    starts_from_id: str | None,
    result: Result | None = None,
) -> Risk:
    """The risk of what was declared, compared with the year before if there is one.

    ``result`` of these answers, where it is at hand; None: it is worked out.
    """
    return risk_of(
        result or score(questionnaire, answers),
        evidenced={one.question_id for one in evidence},
        contradictions=len(
            contradictions(questionnaire, answers, file_names=file_names(evidence))
        ),
        score_last_year=_score_last_year(db, starts_from_id),
    )


def file_names(evidence: Iterable[Evidence]) -> Mapping[str, list[str]]:
    """Full question id -> the names of its files."""
    names: dict[str, list[str]] = {}
    for one in evidence:
        names.setdefault(one.question_id, []).append(one.name)
    return names


def _score_last_year(db: Database, assessment_id: str | None) -> int | None:
    """As it was shown; None: there is no such year, or nothing was scored."""
    kept = results.kept_result(db, assessment_id) if assessment_id else None
    figure = kept.document["overall"]["score"] if kept else None
    return figure["shown"] if figure else None


def keep_line(
    db: Database,
    review_id: str,
    questionnaire: Questionnaire,
    answers: Answers,
    evidence: tuple[Evidence, ...],
    *,
    year: int | None,
    starts_from_id: str | None,
) -> None:
    """What the list shows of this case, in the transaction that changes it."""
    overall = score(questionnaire, answers).overall
    risk = declared_risk(
        db, questionnaire, answers, evidence, starts_from_id=starts_from_id
    )
    line = case_lines.Line(
        questionnaire_id=questionnaire.id,
        year=year,
        risk=risk.points,
        critical=risk.critical,
        signs=risk.signs,
        unknown=risk.unknown,
        not_applicable=risk.not_applicable,
        applicable=risk.applicable,
        evidenced=risk.evidenced,
        contradictions=risk.contradictions,
        fallen=risk.fallen,
        sector=sector_of(questionnaire, answers),
        rating=overall.rating or "",
        score=None if overall.score is None else shown(1000 * overall.score),
    )
    case_lines.keep_line(db, review_id, line)
    case_lines.count_decided(db, review_id)


def sector_of(questionnaire: Questionnaire, answers: Answers) -> str:
    """The employer's sector; empty where it is not told."""
    given = dict(questionnaire.given).get(SECTOR)
    if given:
        return given
    choices = answers[SECTOR].choices if SECTOR in answers else ()
    return choices[0] if choices else ""


def index(db: Database, review_id: str, source: str, source_id: str, text: str) -> None:
    """Let this text of the review be found by its words; an empty one by none."""
    case_lines.keep_words(
        db, review_id, source=source, source_id=source_id, words=words_in(text)
    )
