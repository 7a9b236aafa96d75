"""For whoever gives cases out: administrators and programme officers.

They see whose case it is, and who checks it until when; never an answer.
"""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit.core.reviewing import WHY_NOT
from dd_toolkit.operations import assigning as acts
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.reviewing import Refused
from dd_toolkit.storage import accounts, reviewers
from dd_toolkit.storage.cases import PAGE
from dd_toolkit.storage.cases_to_assign import Waiting, cases_to_assign
from dd_toolkit.storage.reviewers import Assignment
from dd_toolkit.web import speaking, visits
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.verdict_forms import Unclear, day_sent

bp = Blueprint("assigning", __name__, url_prefix="/assigning")

Page = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Line:
    """A case to be assigned, and who has it."""

    case: Waiting
    title: str
    auditors: tuple[Assignment, ...]


@bp.get("/")
def waiting() -> str:
    """All open cases, those without an auditor first."""
    return _waiting("", "")


def _waiting(error: str, at: str) -> str:
    page = max(request.args.get("page", 1, type=int), 1)
    found = cases_to_assign(database(), page=page)
    library = toolkit().library.questionnaires
    titles = {name: speaking.in_language(one).title for name, one in library.items()}
    return render_template(
        "assigning/waiting.html",
        lines=[
            Line(
                case,
                titles.get(case.questionnaire_id, case.questionnaire_id),
                tuple(
                    one
                    for one in reviewers.assignments(database(), case.review_id)
                    if one.ended_at is None
                ),
            )
            for case in found
        ],
        auditors=[
            one
            for one in accounts.all_accounts(database())
            if one.role == "auditor" and not one.disabled_at
        ],
        page=page,
        more=len(found) == PAGE,
        error=error,
        at=at,
    )


def _after(outcome: object, review_id: str) -> Page:
    if isinstance(outcome, Refused) and outcome.reason == "unknown":
        abort(404)
    if isinstance(outcome, Refused):
        return _waiting(WHY_NOT[outcome.reason], review_id), 422
    return redirect(url_for(".waiting", _anchor=f"case-{review_id}"), 303)


@bp.post("/<review_id>/auditors")
def assign(review_id: str) -> Page:
    """Give the case to an auditor."""
    outcome = acts.assign(
        database(),
        toolkit().settings,
        review_id,
        request.form.get("auditor", ""),
        part="second" if request.form.get("part") == "second" else "lead",
        by=_self(),
        at=now(),
    )
    return _after(outcome, review_id)


@bp.post("/<review_id>/auditors/<account_id>/remove")
def unassign(review_id: str, account_id: str) -> Page:
    """Take the case from an auditor."""
    outcome = acts.unassign(database(), review_id, account_id, by=_self(), at=now())
    return _after(outcome, review_id)


@bp.post("/<review_id>/due")
def set_due(review_id: str) -> Page:
    """Say until when it should be signed."""
    day = day_sent(request.form.get("due", ""))
    if isinstance(day, Unclear):
        return _waiting(day.reason, review_id), 422
    outcome = acts.set_due(database(), review_id, day, by=_self(), at=now())
    return _after(outcome, review_id)


@bp.post("/<review_id>/four-eyes")
def four_eyes(review_id: str) -> Page:
    """Ask that a second auditor agrees before it is signed, or ask it no more."""
    outcome = acts.ask_for_four_eyes(
        database(),
        review_id,
        wanted=request.form.get("wanted") == "yes",
        by=_self(),
        at=now(),
    )
    return _after(outcome, review_id)


def _self() -> str:
    return visits.actor().account_id or ""
