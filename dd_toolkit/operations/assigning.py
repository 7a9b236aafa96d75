"""Who reviews a case: auditors, the sections of each, the day, a second pair of eyes.

Administrators and programme officers give cases out and read no answers.
"""

import datetime

from dd_toolkit.core.reviewing import Part
from dd_toolkit.core.roles import SITE_ROLES, may
from dd_toolkit.operations import audit, review_letters
from dd_toolkit.operations.assessments import open_case
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.reviewing import Done, Refused, why_not_auditor
from dd_toolkit.settings import Settings
from dd_toolkit.storage import (
    accounts,
    organisations,
    review_states,
    reviewers,
    reviews,
)
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.reviewers import Recipient


def not_eligible(db: Database, review_id: str, account_id: str) -> Refused | None:
    """Why this person cannot review the case; None: they can."""
    found = reviews.review(db, review_id)
    if found is None:
        return Refused("unknown")
    if found.signed:
        return Refused("signed")
    person = accounts.account(db, account_id)
    if person is None or person.disabled_at or person.role != "auditor":
        return Refused("not-an-auditor")
    if organisations.relation_to_case(db, found.assessment_id, account_id):
        return Refused("colleague")
    return None


def _assigns(db: Database, account_id: str) -> bool:
    """May this person give cases out?"""
    person = accounts.account(db, account_id)
    return person is not None and any(
        person.role == role and may(role, "assign-cases") for role in SITE_ROLES
    )


def assign(
    db: Database,
    settings: Settings,
    review_id: str,
    account_id: str,
    *,
    part: Part,
    by: str,
    at: datetime.datetime,
) -> Done | Refused:
    """Give the case to an auditor; ``by`` an administrator or programme officer."""
    with db.atomic():
        if not _assigns(db, by):
            return Refused("not-yours")
        refused = not_eligible(db, review_id, account_id)
        if refused:
            return refused
        given = reviewers.assign(
            db, review_id, account_id, part=part, by=by, at=moment(at)
        )
        if not given:
            return Refused("assigned")
        accounts.forget_codes_for(db, review_id, at=moment(at))
        _tell_auditor(db, settings, review_id, account_id, at=at)
        audit.note(
            db, actor=by, action="assigned", subject=review_id, at=at, to=account_id
        )
    return Done()


def _tell_auditor(
    db: Database,
    settings: Settings,
    review_id: str,
    account_id: str,
    *,
    at: datetime.datetime,
) -> None:
    person = accounts.account(db, account_id)
    assert person is not None, "a case is given to somebody"
    review_letters.write_all(
        db,
        [Recipient(person.id, person.email, person.locale)],
        review_letters.GIVEN,
        review_letters.GIVEN_BODY,
        review_letters.case_page(settings.url, review_id),
        at=at,
    )


def unassign(
    db: Database, review_id: str, account_id: str, *, by: str, at: datetime.datetime
) -> Done | Refused:
    """Take the case from an auditor; what was written stays."""
    with db.atomic():
        if not _assigns(db, by):
            return Refused("not-yours")
        if not reviewers.end_assignment(db, review_id, account_id, at=moment(at)):
            return _why_not_given(db, review_id)
        audit.note(
            db, actor=by, action="unassigned", subject=review_id, at=at, of=account_id
        )
    return Done()


def _why_not_given(db: Database, review_id: str) -> Refused:
    found = reviews.review(db, review_id)
    if found is None:
        return Refused("unknown")
    return Refused("signed" if found.signed else "not-an-auditor")


def set_due(
    db: Database,
    review_id: str,
    due_on: datetime.date | None,
    *,
    by: str,
    at: datetime.datetime,
) -> Done | Refused:
    """Say until when the case should be signed; None: no day."""
    if due_on is not None and due_on < at.date():
        return Refused("day")
    with db.atomic():
        if not _assigns(db, by):
            return Refused("not-yours")
        written = due_on.isoformat() if due_on else None
        if not review_states.set_due(db, review_id, written):
            return _why_not_given(db, review_id)
        audit.note(
            db,
            actor=by,
            action="review-changed",
            subject=review_id,
            at=at,
            due=written or "",
        )
    return Done()


def give_section(
    db: Database,
    review_id: str,
    section_id: str,
    account_id: str,
    *,
    by: str,
    at: datetime.datetime,
) -> Done | Refused:
    """Let one of the auditors check a section; an empty id: nobody in particular.

    ``by`` a lead of the case, or whoever assigns.
    """
    with db.atomic():
        if reviewers.part_in(db, review_id, by) != "lead" and not _assigns(db, by):
            return why_not_auditor(db, review_id, by=by, part="lead")
        found = reviews.review(db, review_id)
        case = open_case(db, found.assessment_id) if found else None
        if found is None or case is None:
            return Refused("unknown")
        if found.signed:
            return Refused("signed")
        if section_id not in case.questionnaire.section_by_id:
            return Refused("unknown-question")
        if not account_id:
            reviewers.take_section_back(db, review_id, section_id)
        elif not reviewers.give_section(
            db, review_id, section_id, account_id, by=by, at=moment(at)
        ):
            return Refused("not-an-auditor")
        audit.note(
            db,
            actor=by,
            action="review-changed",
            subject=review_id,
            at=at,
            section=section_id,
            to=account_id,
        )
    return Done()


def ask_for_four_eyes(
    db: Database, review_id: str, *, wanted: bool, by: str, at: datetime.datetime
) -> Done | Refused:
    """Say that a second auditor has to agree before it is signed, or need not.

    A lead may ask for it; only whoever assigns may take it back.
    """
    with db.atomic():
        lead = reviewers.part_in(db, review_id, by) == "lead"
        if not (wanted and lead) and not _assigns(db, by):
            return Refused("not-yours")
        since = moment(at) if wanted else None
        if not review_states.want_four_eyes(db, review_id, since=since):
            return _why_not_given(db, review_id)
        audit.note(
            db,
            actor=by,
            action="review-changed",
            subject=review_id,
            at=at,
            four_eyes="on" if wanted else "off",
        )
    return Done()
