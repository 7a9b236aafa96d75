"""What follows a submission: reopening it, next year's assessment, newer questions."""

import datetime
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit.core.comparing import Change
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.operations import editions
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.clock import day, now
from dd_toolkit.operations.editions import NotPossible
from dd_toolkit.storage import assessments
from dd_toolkit.storage.editions import edition_after
from dd_toolkit.web import speaking, visits
from dd_toolkit.web.context import database, toolkit

bp = Blueprint("editions", __name__, url_prefix="/assessment/<assessment_id>")


@dataclass(frozen=True)
class Edition:
    """Another edition of an assessment; ``submitted_on`` None: it is a draft.

    ``id`` is empty where this browser may not open it.
    """

    number: int
    submitted_on: datetime.date | None
    id: str = ""


def edition_before(case: Case) -> Edition | None:
    """The edition that this one replaces; None for the first."""
    return _edition(case.assessment.replaces_id)


def newer_edition(case: Case) -> Edition | None:
    """The edition that replaces this one; None for the newest."""
    return _edition(edition_after(database(), case.assessment.id))


def _edition(assessment_id: str | None) -> Edition | None:
    found = assessments.assessment(database(), assessment_id) if assessment_id else None
    if found is None:
        return None
    return Edition(
        found.edition,
        day(found.submitted_at) if found.submitted_at else None,
        found.id if visits.may_see(found.id) else "",
    )


def current_version(case: Case) -> Questionnaire | None:
    """The newest version of the case's questionnaire, as its authors wrote it."""
    return toolkit().library.questionnaires.get(case.questionnaire.id)


def changed_questions(case: Case) -> Change | None:
    """What a newer version would change for this draft; None where there is none."""
    return editions.change_of_questions(database(), case, current_version(case))


def _secret(assessment_id: str) -> str | None:
    """The visit that may open what follows; None where an organisation may."""
    held = visits.relation_to_case(assessment_id) == "holder"
    return visits.visit_secret() if held else None


@bp.post("/reopen")
def reopen(assessment_id: str) -> Response:
    """Begin a new edition with the same answers, or go on with the one begun."""
    visits.case_or_404(assessment_id)
    opened = editions.reopen(
        database(),
        assessment_id,
        new_id=visits.new_id(),
        visit_secret=_secret(assessment_id),
        at=now(),
        by=visits.signature(),
    )
    if isinstance(opened, NotPossible):
        abort(422)
    return redirect(url_for("answering.overview", assessment_id=opened), 303)


@bp.post("/next-year")
def next_year(assessment_id: str) -> Response:
    """Begin next year's assessment beside the answers of this one."""
    case = visits.case_or_404(assessment_id)
    begun = editions.begin_next_year(
        database(),
        case,
        current_version(case),
        new_id=visits.new_id(),
        visit_secret=_secret(assessment_id),
        at=now(),
    )
    if isinstance(begun, NotPossible):
        abort(422)
    return redirect(url_for("answering.profile", assessment_id=begun), 303)


@bp.get("/changes")
def changes(assessment_id: str) -> str | Response:
    """What the current version of the questions changes for this draft."""
    case = visits.case_or_404(assessment_id)
    found = changed_questions(case)
    current = current_version(case)
    if found is None or current is None:
        return redirect(url_for("answering.overview", assessment_id=assessment_id))
    return render_template(
        "editions/changes.html",
        case=case,
        changes=found,
        current=speaking.in_language(current),
    )


@bp.post("/move")
def move(assessment_id: str) -> Response:
    """Go on with the version that the page told about, if it still is the current."""
    case = visits.case_or_404(assessment_id)
    current = current_version(case)
    if case.assessment.submitted:
        abort(409)
    if current is None or current.fingerprint != request.form.get("to"):
        return redirect(url_for(".changes", assessment_id=assessment_id), 303)
    editions.move(database(), case, current, at=now())
    return redirect(url_for("answering.overview", assessment_id=assessment_id), 303)
