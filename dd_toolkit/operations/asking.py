"""An employer asks for a review, and an auditor takes the case.

The employer names an auditor's mail address, or lets this site choose one. The page
says the same whether or not the address has an account here.
"""

import datetime
from dataclasses import dataclass

from dd_toolkit.core.reviewing import REPLY_DAYS
from dd_toolkit.operations import audit, case_lines, review_letters
from dd_toolkit.operations.accounts import (
    REVIEW,
    code_hash,
    mail_code,
    waiting,
    write_to,
)
from dd_toolkit.operations.assessments import open_case
from dd_toolkit.operations.assigning import not_eligible
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.reviewing import Refused
from dd_toolkit.settings import Settings
from dd_toolkit.storage import accounts, evidence, organisations, reviewers, reviews
from dd_toolkit.storage.accounts import MailedCode
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Asked:
    """The assessment waits for its review, or an auditor has taken it."""

    review_id: str


def ask_for_review(
    db: Database,
    settings: Settings,
    assessment_id: str,
    *,
    review_id: str,
    auditor: str | None,
    locale: str,
    by: str,
    at: datetime.datetime,
) -> Asked | Refused:
    """Submit it to review; ``auditor``: a mail address, None: this site chooses.

    Asking again while no auditor has it mails another code; the one before works no
    more.
    """
    with db.atomic():
        if organisations.relation_to_case(db, assessment_id, by) != "owner":
            return Refused("not-yours")
        begun = reviews.add_review(
            db,
            review_id=review_id,
            assessment_id=assessment_id,
            reply_days=REPLY_DAYS,
            by=by,
            at=moment(at),
        )
        if not begun:
            waits = _still_waiting(db, assessment_id)
            if waits is None:
                return _why_not_asked(db, assessment_id)
            review_id = waits
        else:
            _begin_line(db, review_id, assessment_id)
        accounts.forget_codes_for(db, review_id, at=moment(at))
        if auditor is not None:
            _mail_offer(db, settings, auditor, review_id, locale=locale, at=at)
        audit.note(
            db,
            actor=by,
            action="review-asked",
            subject=review_id,
            at=at,
            of="site" if auditor is None else "auditor",
        )
    return Asked(review_id)


def _still_waiting(db: Database, assessment_id: str) -> str | None:
    """The review of this assessment that no auditor has yet; None without one."""
    for found in reviews.reviews_of(db, assessment_id):
        here = found.assessment_id == assessment_id and found.state == "submitted"
        if here and not reviewers.assignments(db, found.id):
            return found.id
    return None


def _why_not_asked(db: Database, assessment_id: str) -> Refused:
    case = open_case(db, assessment_id)
    assert case is not None, "its owner asked"
    if not case.assessment.submitted:
        return Refused("draft")
    found = reviews.reviews_of(db, assessment_id)
    if found:
        return Refused("signed" if found[0].signed else "under-review")
    return Refused("not-newest")


def _begin_line(db: Database, review_id: str, assessment_id: str) -> None:
    case = open_case(db, assessment_id)
    assert case is not None, "its review was begun"
    case_lines.keep_line(
        db,
        review_id,
        case.questionnaire,
        case.answers,
        evidence.evidence_of_assessment(db, assessment_id),
        year=case.assessment.year,
        starts_from_id=case.assessment.starts_from_id,
    )


def _mail_offer(
    db: Database,
    settings: Settings,
    email: str,
    review_id: str,
    *,
    locale: str,
    at: datetime.datetime,
) -> None:
    known = accounts.account_of(db, email)
    offer = MailedCode(REVIEW, email, "auditor", None, "", review_id)
    code = mail_code(db, offer, at=at)
    tag = known.locale if known else locale
    write_to(db, email, review_letters.invitation(settings.url, code, tag), at=at)


def offered(db: Database, code: str, *, at: datetime.datetime) -> str | None:
    """The review that a mailed code is for; None when it works no more."""
    meant = waiting(db, code, at=at)
    return meant.review_id if meant and meant.purpose == REVIEW else None


def accept(
    db: Database, code: str, *, by: str, at: datetime.datetime
) -> Asked | Refused:
    """Take the case that a mailed code offers, as its lead."""
    with db.atomic():
        review_id = offered(db, code, at=at)
        if review_id is None:
            return Refused("code")
        refused = not_eligible(db, review_id, by)
        if refused:
            return refused
        if not accounts.use_code(db, code_hash(code), at=moment(at)):
            return Refused("code")
        reviewers.assign(db, review_id, by, part="lead", by=by, at=moment(at))
        audit.note(db, actor=by, action="assigned", subject=review_id, at=at, to=by)
    return Asked(review_id)
