"""The kinds of report that a site makes: what each needs, and how it is made of that.

A kind gathers from the database in the worker's own process and gives back what makes
the PDF: a function of values only, so that it can run in a child that has no database.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from dd_toolkit.core.review_record import ReviewRecord
from dd_toolkit.languages import spoken
from dd_toolkit.operations.assessments import ACTION_PLAN, Case, open_case
from dd_toolkit.operations.editions import Standing, standing
from dd_toolkit.operations.review_records import record_of
from dd_toolkit.operations.reviewing import open_review
from dd_toolkit.operations.rooms import TAKE_HOME
from dd_toolkit.operations.signing import AUDIT
from dd_toolkit.reporting.action_plan import action_plan_contents
from dd_toolkit.reporting.audit import audit_contents
from dd_toolkit.reporting.pdf import action_plan_pdf, audit_pdf
from dd_toolkit.reporting.signing import Certificate, certificate_from, signed
from dd_toolkit.reporting.workshop_kinds import WORKSHOP_KINDS
from dd_toolkit.settings import Settings
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.evidence import Evidence, evidence_of_assessment

Make = Callable[[], bytes]
"""Makes the PDF of what was gathered."""

Gather = Callable[[Database, str, str], Make | None]
"""(database, id of the subject, language) -> what makes it; None: there is nothing."""


def gather_plan(db: Database, subject_id: str, locale: str) -> Make | None:
    """The action plan of a submitted assessment."""
    case = open_case(db, subject_id)
    if case is None or not case.assessment.submitted:
        return None
    return partial(
        plan_pdf,
        case,
        locale,
        standing(db, case),
        evidence_of_assessment(db, case.assessment.id),
    )


def gather_take_home(db: Database, subject_id: str, locale: str) -> Make | None:
    """The provisional plan of what somebody took home from a workshop.

    A draft may be printed here: its cover says that it is one, its ratings that they
    are provisional, and nothing in it has a date yet.
    """
    case = open_case(db, subject_id)
    if case is None:
        return None
    return partial(plan_pdf, case, locale, standing(db, case))


def plan_pdf(
    case: Case,
    locale: str,
    stands: Standing,
    evidence: tuple[Evidence, ...] = (),
) -> bytes:
    """The action plan of a case as PDF: the same bytes whenever it is made."""
    case = replace(case, questionnaire=spoken(case.questionnaire, locale))
    result = case.result
    return action_plan_pdf(
        action_plan_contents(
            result=result,
            plan=case.plan(result),
            answers=case.answers,
            submitted=case.submitted_on,
            employer=case.assessment.name,
            locale=locale,
            evidence=evidence,
            standing=stands,
        )
    )


def gather_audit(
    db: Database, subject_id: str, locale: str, *, certificate: Certificate | None
) -> Make | None:
    """The audit report of a review; signed digitally once its auditor has signed."""
    found = open_review(db, subject_id)
    if found is None:
        return None
    return partial(audit_report, record_of(db, found), locale, certificate=certificate)


def audit_report(
    record: ReviewRecord, locale: str, *, certificate: Certificate | None = None
) -> bytes:
    """The audit report of a record as PDF. A draft never carries a signature."""
    if record.signed_at is None:
        certificate = None
    pdf = audit_pdf(
        audit_contents(
            record,
            spoken=spoken(record.questionnaire, locale),
            locale=locale,
            certificate=certificate.name if certificate else "",
        )
    )
    return signed(pdf, certificate) if certificate else pdf


def kinds_for(settings: Settings) -> Mapping[str, Gather]:
    """Every kind of report of an installation; ``SettingRefused`` where its certificate
    cannot be used.
    """
    certificate = certificate_from(settings.signing)
    return {**KINDS, AUDIT: partial(gather_audit, certificate=certificate)}


KINDS: Mapping[str, Gather] = {
    ACTION_PLAN: gather_plan,
    TAKE_HOME: gather_take_home,
    **WORKSHOP_KINDS,
    AUDIT: partial(gather_audit, certificate=None),
}
"""The kinds of report, by name, of an installation without a certificate."""
