"""The results and the PDF of an assessment."""

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

from dd_toolkit.core.answering import answers_fingerprint
from dd_toolkit.operations.assessments import ACTION_PLAN
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.storage import reports
from dd_toolkit.storage.reports import Report
from dd_toolkit.web import visits
from dd_toolkit.web.context import database
from dd_toolkit.web.errors import wants_json

bp = Blueprint("results", __name__, url_prefix="/assessment/<assessment_id>")

FIRST_ACTIONS = 8
LOCALE = "en"


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
        link=visits.private_link(assessment_id),
        fingerprint=answers_fingerprint(case.answers),
    )


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
            assessment_id=assessment_id,
            kind=ACTION_PLAN,
            locale=LOCALE,
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
    visits.case_or_404(assessment_id)
    found = _report(assessment_id)
    content = reports.report_pdf(database(), found.id)
    if content is None:
        return redirect(url_for(".report", assessment_id=assessment_id))
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="action-plan.pdf"'},
    )


def _report(assessment_id: str) -> Report:
    found = reports.report_of(
        database(), assessment_id, kind=ACTION_PLAN, locale=LOCALE
    )
    return found if found is not None else abort(404)
