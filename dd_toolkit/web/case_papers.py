"""What an auditor takes along: the report as a PDF, the case as one file."""

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from dd_toolkit.operations.case_files import case_zip
from dd_toolkit.operations.clock import now
from dd_toolkit.web import case_pages
from dd_toolkit.web.audit_reports import ask_for_report, audit_pdf, audit_report
from dd_toolkit.web.context import database, files
from dd_toolkit.web.desk import desk_or_404
from dd_toolkit.web.errors import wants_json
from dd_toolkit.web.limiting import limited
from dd_toolkit.web.results import download_name
from dd_toolkit.web.speaking import gettext

bp = Blueprint("case_papers", __name__, url_prefix="/case/<case_id>/papers")


@bp.get("/")
def papers(case_id: str) -> str | Response:
    """How far the report is, and what can be taken along."""
    desk = desk_or_404(case_id)
    review = desk.found.review
    report = audit_report(review) if review.signed else None
    if wants_json():
        ready = bool(report and report.finished_at)
        return jsonify(ready=ready, failed=bool(report and report.failed_at))
    return render_template(
        "reviewing/papers.html", **case_pages.shared(desk), report=report
    )


@bp.post("/")
def make_report(case_id: str) -> AnyResponse:
    """Ask for the PDF in this language, or again where it failed."""
    ask_for_report(desk_or_404(case_id).found.review)
    return redirect(url_for(".papers", case_id=case_id), 303)


@bp.get("/audit.pdf")
def pdf(case_id: str) -> AnyResponse:
    """The report itself."""
    desk = desk_or_404(case_id)
    found = audit_pdf(desk.found.review, desk.called)
    return found or redirect(url_for(".papers", case_id=case_id))


@bp.post("/whole")
def whole(case_id: str) -> AnyResponse:
    """The whole case as one ZIP: answers, evidence, review, reports, hashes."""
    desk = desk_or_404(case_id)
    limited("export", desk.person)
    content = case_zip(database(), files(), case_id, by=desk.person, at=now())
    response = Response(content, mimetype="application/zip")
    name = download_name(gettext("Case"), desk.called, ".zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
