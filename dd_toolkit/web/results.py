"""The results and the PDF of an assessment."""

import re

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    redirect,
    render_template,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from dd_toolkit.core.action_plan import plan_groups
from dd_toolkit.core.answering import answers_fingerprint
from dd_toolkit.core.roles import may
from dd_toolkit.operations import assessments
from dd_toolkit.operations.assessments import ACTION_PLAN
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.operations.editions import standing
from dd_toolkit.repaying import repayments
from dd_toolkit.storage import reports
from dd_toolkit.storage.evidence import evidence_counts
from dd_toolkit.storage.reports import Report
from dd_toolkit.storage.reviews import reviews_of
from dd_toolkit.web import editions, speaking, visits
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.errors import wants_json
from dd_toolkit.web.start import MAIN_SET

bp = Blueprint("results", __name__, url_prefix="/assessment/<assessment_id>")

FIRST_ACTIONS = 8
QUICK_CHECK = "quick-check"


@bp.get("/results")
def results(assessment_id: str) -> str:
    """Rating, findings, figures and first actions; provisional while a draft."""
    case = visits.case_or_404(assessment_id)
    result = case.result
    plan = case.plan(result)
    return render_template(
        "results/results.html",
        case=case,
        result=result,
        plan=plan,
        first_actions=plan[:FIRST_ACTIONS],
        groups=plan_groups(plan),
        repayments=list(
            repayments(
                result,
                case.answers,
                submitted=case.submitted_on,
                tag=speaking.spoken_tag(),
            )
        ),
        grows=case.questionnaire.id == QUICK_CHECK,
        link=visits.private_link(assessment_id),
        files=sum(evidence_counts(database(), assessment_id).values()),
        answers_sha256=answers_fingerprint(case.answers),
        stands=standing(database(), case),
        before=editions.edition_before(case),
        newer=editions.newer_edition(case),
        review=next(iter(reviews_of(database(), assessment_id)), None),
        may_follow_up=may(visits.relation_to_case(assessment_id), "follow-up-case"),
    )


@bp.post("/grow")
def grow(assessment_id: str) -> AnyResponse:
    """Go on with the full assessment, with these answers."""
    case = visits.case_or_404(assessment_id)
    full = toolkit().library.questionnaires.get(MAIN_SET)
    if case.questionnaire.id != QUICK_CHECK or full is None:
        abort(409)
    grown = visits.new_id()
    assessments.grow(
        database(),
        case,
        full,
        assessment_id=grown,
        visit_secret=visits.visit_secret(),
        at=now(),
    )
    return redirect(url_for("answering.profile", assessment_id=grown), 303)


@bp.post("/report")
def make_report(assessment_id: str) -> AnyResponse:
    """Ask for the action plan's PDF, or again where it failed."""
    case = visits.case_or_404(assessment_id)
    if not case.assessment.submitted:
        abort(409)
    at = moment(now())
    with database().atomic():
        reports.request_report(
            database(),
            report_id=visits.new_id(),
            subject_id=assessment_id,
            kind=ACTION_PLAN,
            locale=speaking.spoken_tag(),
            at=at,
        )
        reports.try_again(database(), _report(assessment_id).id, at=at)
    return redirect(url_for(".report", assessment_id=assessment_id), 303)


@bp.get("/report")
def report(assessment_id: str) -> str | Response:
    """How far the PDF is; it leads to the file when it is there."""
    visits.case_or_404(assessment_id)
    found = _report(assessment_id)
    if wants_json():
        return jsonify(ready=bool(found.finished_at), failed=bool(found.failed_at))
    return render_template(
        "results/report.html", assessment_id=assessment_id, report=found
    )


@bp.get("/action-plan.pdf")
def pdf(assessment_id: str) -> Response | AnyResponse:
    """The PDF itself."""
    case = visits.case_or_404(assessment_id)
    found = _report(assessment_id)
    content = reports.report_pdf(database(), found.id)
    if content is None:
        return redirect(url_for(".report", assessment_id=assessment_id))
    response = Response(content, mimetype="application/pdf")
    response.headers.set(
        "Content-Disposition",
        "attachment",
        filename=download_name(speaking.gettext("Action plan"), case.assessment.name),
    )
    return response


def _report(assessment_id: str) -> Report:
    found = reports.report_of(
        database(), assessment_id, kind=ACTION_PLAN, locale=speaking.spoken_tag()
    )
    return found if found is not None else abort(404)


def download_name(title: str, employer: str, extension: str = ".pdf") -> str:
    """A file name in any script: letters, digits and hyphens, nothing else."""
    words = re.findall(r"[^\W_]+", f"{title} {employer}")
    return "-".join(words)[:80].strip("-") + extension
