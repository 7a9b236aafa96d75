"""The kinds of report that a site makes: what each needs, and how it is made of that.

A kind gathers from the database in the worker's own process and gives back what makes
the PDF: a function of values only, so that it can run in a child that has no database.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from dd_toolkit.languages import spoken
from dd_toolkit.operations.assessments import ACTION_PLAN, Case, open_case
from dd_toolkit.operations.editions import Standing, standing
from dd_toolkit.operations.rooms import TAKE_HOME
from dd_toolkit.reporting.action_plan import action_plan_contents
from dd_toolkit.reporting.pdf import action_plan_pdf
from dd_toolkit.reporting.workshop_kinds import WORKSHOP_KINDS
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


KINDS: Mapping[str, Gather] = {
    ACTION_PLAN: gather_plan,
    TAKE_HOME: gather_take_home,
    **WORKSHOP_KINDS,
}
