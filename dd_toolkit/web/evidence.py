"""Evidence beside answers: files attached to a question, listed and given out again.

A file comes from a stranger's computer, so it goes out only as a download, under a
policy that lets a browser run nothing of it. One route alone takes large requests, and
only from somebody who may open the assessment.
"""

import io
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from dd_toolkit.core.evidence import (
    EXTENSIONS,
    LARGEST_FILE,
    MOST_PER_QUESTION,
    NotAccepted,
    Period,
    WhyNot,
    period,
)
from dd_toolkit.core.marking import marked
from dd_toolkit.errors import FileDamaged, FilesFull
from dd_toolkit.operations import evidence
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.evidence import (
    READ_AT_MOST,
    Attached,
    Given,
    NotAttached,
    NotWithdrawn,
)
from dd_toolkit.storage.evidence import evidence_of_assessment, evidence_of_question
from dd_toolkit.web import visits
from dd_toolkit.web.context import database, files
from dd_toolkit.web.errors import error_response
from dd_toolkit.web.limiting import limited
from dd_toolkit.web.speaking import gettext

bp = Blueprint("evidence", __name__, url_prefix="/assessment/<assessment_id>/evidence")

LARGEST_UPLOAD = 5 * LARGEST_FILE + 256 * 1024
"""Bytes of one request to the route ``attach``; the others keep the site's limit."""
DOWNLOAD_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)

REASONS: dict[WhyNot, str] = {
    "empty": marked("The file is empty."),
    "large": marked("The file is larger than 10 MB."),
    "kind": marked(
        "This kind of file is not taken. Attach a PDF, a picture (JPEG, PNG, WebP, "
        "HEIC), a Word, Excel or PowerPoint file (docx, xlsx, pptx), an OpenDocument "
        "file (odt, ods), or plain text."
    ),
    "program": marked("Programs and web pages are not taken. Attach a PDF instead."),
    "macros": marked(
        "The file holds macros, which can harm whoever opens it. Save it without "
        "macros, or as a PDF."
    ),
    "two-kinds": marked(
        "The file is two kinds of file in one, which can deceive whoever opens it. "
        "Save it as a new PDF."
    ),
    "unpacks": marked("The file unpacks to more than a document should hold."),
    "damaged": marked(
        "The file is damaged, incomplete or protected by a password, so that it cannot "
        "be checked."
    ),
    "period": marked(
        "The period does not fit: write days as 2026-01-31, the last one not before "
        "the first."
    ),
    "full-question": marked("This question has 20 files, which is the most."),
    "full-assessment": marked("This assessment has 200 files, which is the most."),
}
NO_FILE = marked("Choose a file first.")
TOO_LARGE = marked(
    "That was too much at once: a file may have 10 MB, and all files sent together "
    "50 MB. Nothing of it was attached; your answers and earlier files are safe."
)
NOT_KEPT = marked(
    "The file is NOT attached, because the disk of the server is full. Your answers "
    "are safe. Keep the file and try again later."
)
DAMAGED = marked(
    "This file was damaged on the server and is not given out. Please tell the people "
    "who run this site; they can put it back from a backup."
)


@bp.url_value_preprocessor
def take_large_requests(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Raise the limit for ``attach``, before the token's check reads the request."""
    if endpoint == "evidence.attach" and values:
        visits.case_or_404(values["assessment_id"])
        request.max_content_length = LARGEST_UPLOAD


@bp.get("/")
def overview(assessment_id: str) -> str:
    """All files of the assessment, question by question."""
    case = visits.case_or_404(assessment_id)
    attached = evidence_of_assessment(database(), assessment_id)
    return render_template(
        "evidence/overview.html",
        case=case,
        questions=[
            (question, own)
            for question_id, question in case.questionnaire.question_by_id.items()
            if (own := [file for file in attached if file.question_id == question_id])
        ],
    )


@bp.get("/<question_id>")
def question(assessment_id: str, question_id: str) -> str:
    """The files of one question, and while it is a draft the way to add some."""
    return _page(_case(assessment_id, question_id), question_id)


@bp.post("/<question_id>")
def attach(assessment_id: str, question_id: str) -> AnyResponse | tuple[str, int]:
    """Attach the files sent; those that fit are kept even where others do not."""
    case = _case(assessment_id, question_id)
    if case.assessment.submitted:
        abort(409)
    covered = period(request.form.get("from", ""), request.form.get("to", ""))
    sent = [file for file in request.files.getlist("file") if file.filename]
    if isinstance(covered, NotAccepted):
        return _page(case, question_id, problems=[REASONS[covered.reason]]), 422
    if not sent:
        return _page(case, question_id, problems=[NO_FILE]), 422
    limited("upload", visits.own_secret())
    refused = [
        (file.filename or "", why)
        for file in sent
        if (why := _attached(case, question_id, file, covered))
    ]
    if refused:
        return _page(case, question_id, refused=refused), 422
    here = url_for(".question", assessment_id=assessment_id, question_id=question_id)
    return redirect(f"{here}#files", 303)


@bp.post("/file/<evidence_id>/withdraw")
def withdraw(assessment_id: str, evidence_id: str) -> AnyResponse:
    """Take a file back while the assessment is a draft."""
    case = visits.case_or_404(assessment_id)
    outcome = evidence.withdraw(database(), case, evidence_id, at=now())
    if isinstance(outcome, NotWithdrawn):
        abort(409 if outcome.reason == "submitted" else 404)
    question_id = request.form.get("question", "")
    if question_id not in case.questionnaire.section_of:
        return redirect(url_for(".overview", assessment_id=assessment_id), 303)
    here = url_for(".question", assessment_id=assessment_id, question_id=question_id)
    return redirect(f"{here}#files", 303)


@bp.get("/file/<evidence_id>")
def file(assessment_id: str, evidence_id: str) -> Response:
    """The file itself, as a download and never as a page."""
    case = visits.case_or_404(assessment_id)
    found = evidence.download(database(), files(), case, evidence_id)
    if found is None:
        abort(404)
    row, content = found
    response = send_file(
        io.BytesIO(content),
        mimetype=row.media_type,
        as_attachment=True,
        download_name=row.name,
        conditional=False,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    return response


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> Response:
    return error_response(413, sentence=TOO_LARGE)


@bp.errorhandler(FilesFull)
def not_kept(_: FilesFull) -> Response:
    return error_response(503, sentence=NOT_KEPT, retry_after=60)


@bp.errorhandler(FileDamaged)
def damaged(_: FileDamaged) -> Response:
    return error_response(500, sentence=DAMAGED)


def _case(assessment_id: str, question_id: str) -> Case:
    """The case, if this browser may open it and it has such a question."""
    case = visits.case_or_404(assessment_id)
    return case if question_id in case.questionnaire.section_of else abort(404)


def _attached(
    case: Case, question_id: str, sent: FileStorage, covered: Period
) -> str | None:
    """None once it is attached, else why it is not."""
    outcome = evidence.attach(
        database(),
        files(),
        case,
        question_id,
        Given(sent.filename or "", sent.stream.read(READ_AT_MOST), covered),
        evidence_id=visits.new_id(),
        at=now(),
        by=visits.actor().account_id,
    )
    if isinstance(outcome, Attached):
        return None
    if isinstance(outcome, NotAttached):
        abort(409)
    return REASONS[outcome.reason]


def _page(
    case: Case,
    question_id: str,
    *,
    problems: list[str] | None = None,
    refused: list[tuple[str, str]] | None = None,
) -> str:
    attached = evidence_of_question(database(), case.assessment.id, question_id)
    return render_template(
        "evidence/question.html",
        case=case,
        question=case.questionnaire.question_by_id[question_id],
        section=case.questionnaire.section_of[question_id],
        attached=attached,
        full=len(attached) >= MOST_PER_QUESTION,
        accepted=",".join(EXTENSIONS),
        problems=[gettext(problem) for problem in problems or []],
        refused=[(name[:120], gettext(why)) for name, why in refused or []],
        said={"from": request.form.get("from", ""), "to": request.form.get("to", "")},
    )
