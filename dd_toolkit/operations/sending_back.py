"""A case goes back to its employer, who corrects it in a new edition.

When that edition is submitted the review goes on with it (``resubmitting``).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from dd_toolkit.core.reviewing import Difference, text_refusal
from dd_toolkit.operations import audit, case_lines, editions, review_letters
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.resubmitting import differing
from dd_toolkit.operations.reviewing import (
    Refused,
    ReviewCase,
    open_review,
    why_not_auditor,
)
from dd_toolkit.settings import Settings
from dd_toolkit.storage import field_notes, review_states, reviewers
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class SentBack:
    """The employer has the draft of a new edition."""

    assessment_id: str


def send_back(
    db: Database,
    settings: Settings,
    review_id: str,
    asked: Mapping[str, str],
    *,
    new_id: str,
    by: str,
    at: datetime.datetime,
) -> SentBack | Refused:
    """Ask the employer about these questions (full id -> what is asked), at least one.

    ``new_id``: of the edition to begin, unless the employer has begun one.
    """
    with db.atomic():
        found = open_review(db, review_id)
        if found is None:
            return Refused("unknown")
        refused = _refused(found, asked)
        if refused:
            return refused
        number = review_states.send_back(db, review_id, by=by, at=moment(at))
        if number is None:
            return why_not_auditor(db, review_id, by=by, part="lead")
        field_notes.add_requests(
            db, review_id, asked, time_number=number, by=by, at=moment(at)
        )
        for name, words in asked.items():
            case_lines.index(db, review_id, "request", f"{number}:{name}", words)
        edition = editions.reopen(
            db,
            found.review.assessment_id,
            new_id=new_id,
            visit_secret=None,
            at=at,
            by=by,
        )
        assert isinstance(edition, str), "what is reviewed was submitted"
        review_letters.write_all(
            db,
            reviewers.owners_to_write_to(db, edition),
            review_letters.SENT_BACK,
            review_letters.SENT_BACK_BODY,
            review_letters.employer_page(settings.url, edition),
            at=at,
        )
        audit.note(
            db,
            actor=by,
            action="sent-back",
            subject=review_id,
            at=at,
            questions=len(asked),
            to=edition,
        )
    return SentBack(edition)


def _refused(found: ReviewCase, asked: Mapping[str, str]) -> Refused | None:
    known = found.case.questionnaire.question_by_id
    strange = tuple(name for name in asked if name not in known)
    if strange:
        return Refused("unknown-question", strange)
    if not asked or not all(words.strip() for words in asked.values()):
        return Refused("nothing-asked")
    if text_refusal(*asked.values()):
        return Refused("text")
    return None


def changes_since(db: Database, found: ReviewCase) -> tuple[Difference, ...]:
    """Where the edition under review differs from the one before it.

    Empty where the review began with this very edition.
    """
    assessment = found.case.assessment
    began_with_it = (assessment.submitted_at or "") < found.review.asked_at
    if assessment.replaces_id is None or began_with_it:
        return ()
    return differing(db, assessment.replaces_id, found.case.answers, found.evidence)
