"""What colleagues do together: sites, assessments for a site and a year, sections."""

import datetime
from collections.abc import Iterable
from typing import Literal

from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.operations import assessments as acts
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.clock import moment
from dd_toolkit.storage import organisations
from dd_toolkit.storage.database import Database

LONGEST_NAME = 120
MOST_SITES = 500


def named(text: str) -> str:
    """A name as it is kept: one line, no spaces around, not too long."""
    return " ".join(text.split())[:LONGEST_NAME]


def add_site(
    db: Database,
    organisation_id: str,
    name: str,
    *,
    site_id: str,
    at: datetime.datetime,
) -> bool:
    """Add a place of work; False without a name, or when there are too many."""
    wanted = named(name)
    with db.atomic():
        if not wanted or len(organisations.sites(db, organisation_id)) >= MOST_SITES:
            return False
        organisations.add_site(
            db,
            site_id=site_id,
            organisation_id=organisation_id,
            name=wanted,
            at=moment(at),
        )
    return True


def begin_at_site(
    db: Database,
    questionnaire: Questionnaire,
    *,
    organisation_id: str,
    site_id: str,
    year: int,
    assessment_id: str,
    at: datetime.datetime,
) -> str | None:
    """The assessment of that site, year and set: begun now, or there before.

    None when the site is not theirs. The site is held until the end, so two colleagues
    who begin at once get the same one.
    """
    with db.atomic():
        if not organisations.lock_site(db, organisation_id, site_id):
            return None
        found = organisations.at_site(
            db, site_id=site_id, year=year, questionnaire_id=questionnaire.id
        )
        if found is not None:
            return found
        acts.begin(
            db,
            questionnaire,
            assessment_id=assessment_id,
            visit_secret=None,
            at=at,
        )
        organisations.take_along(db, assessment_id, organisation_id)
        organisations.place(db, assessment_id, site_id=site_id, year=year)
    return assessment_id


def place(
    db: Database, case: Case, *, site_id: str, year: int
) -> Literal["placed", "taken", "refused"]:
    """Say for which site and year a draft is; ``taken``: there is one already."""
    organisation_id = case.assessment.organisation_id
    if organisation_id is None:
        return "refused"
    with db.atomic():
        if not organisations.lock_site(db, organisation_id, site_id):
            return "refused"
        found = organisations.at_site(
            db, site_id=site_id, year=year, questionnaire_id=case.questionnaire.id
        )
        if found is not None and found != case.assessment.id:
            return "taken"
        placed = organisations.place(db, case.assessment.id, site_id=site_id, year=year)
    return "placed" if placed else "refused"


def take_along(
    db: Database, organisation_id: str, assessment_ids: Iterable[str]
) -> list[str]:
    """Give drafts and results of a browser to the organisation; which it were."""
    with db.atomic():
        return [
            assessment_id
            for assessment_id in assessment_ids
            if organisations.take_along(db, assessment_id, organisation_id)
        ]


def give_section(
    db: Database,
    case: Case,
    section_id: str,
    account_id: str,
    *,
    by: str,
    at: datetime.datetime,
) -> bool:
    """Ask a colleague to answer a section; an empty id: nobody in particular."""
    organisation_id = case.assessment.organisation_id
    if organisation_id is None or section_id not in case.questionnaire.section_by_id:
        return False
    with db.atomic():
        if not account_id:
            organisations.take_section_back(db, case.assessment.id, section_id)
            return True
        if organisations.relation(db, organisation_id, account_id) is None:
            return False
        organisations.give_section(
            db,
            case.assessment.id,
            section_id,
            account_id=account_id,
            by=by,
            at=moment(at),
        )
    return True


def remove_colleague(
    db: Database, organisation_id: str, account_id: str, *, at: datetime.datetime
) -> bool:
    """End a membership; False for the last owner."""
    with db.atomic():
        return organisations.leave(db, organisation_id, account_id, at=moment(at))


def make_owner(db: Database, organisation_id: str, account_id: str) -> bool:
    """Let a colleague decide too; False for who is none."""
    return organisations.promote(db, organisation_id, account_id)
