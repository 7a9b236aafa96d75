"""Checking a report: by its code, or by the file itself; for anyone, without account.

What is told about a submission is what its report prints as its fingerprint, and the
overall rating; never whose it is, what was answered or found. The file that somebody
sends is looked at and forgotten.
"""

import hashlib
import json
import threading
from dataclasses import dataclass
from typing import Literal

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit.attachments import LARGEST_PDF, Unreadable
from dd_toolkit.core.codes import code_as_typed
from dd_toolkit.core.marking import marked
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.operations.assessments import ACTION_PLAN
from dd_toolkit.storage import assessments, reports, results
from dd_toolkit.storage.results import KeptResult
from dd_toolkit.verifying import (
    Attached,
    NotOurs,
    Scored,
    attached_to,
    scored_again,
)
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.limiting import limited

bp = Blueprint("verifying", __name__, url_prefix="/verify")

LARGEST_UPLOAD = LARGEST_PDF + 16 * 1024
"""The file and the form around it."""

AT_ONCE = 2
"""Files that one process opens at the same time; the others are asked to come back, so
that hostile files never keep everybody else waiting."""

_turns = threading.BoundedSemaphore(AT_ONCE)

REASONS = {
    "no-code": marked("This is no verification code. It has 16 letters and digits."),
    "no-file": marked("Please choose the PDF of a report."),
    "too-large": marked("The file is larger than 10 MB. A report never is."),
    "not-pdf": marked("This file is no PDF."),
    "encrypted": marked("This PDF is protected with a password. A report never is."),
    "damaged": marked("This PDF is damaged and cannot be read to its end."),
    "nothing-attached": marked(
        "This PDF has no data of a report attached. Either it is another document, or "
        "it was printed or saved again by a program that leaves attached files out."
    ),
    "several-attached": marked(
        "This PDF has several files of the same name attached. A report has one, so "
        "this one was changed."
    ),
    "too-much": marked(
        "Reading this PDF takes more than any report needs. It is not read further."
    ),
    "not-ours": marked("What is attached to this PDF is not the data of a report."),
    "busy": marked("Other files are being checked. Please try again in a moment."),
}

State = Literal["good", "bad", "open"]


@dataclass(frozen=True)
class Line:
    """One part of the verdict: does it agree, does it not, or cannot it be told?"""

    state: State
    sentence: str


WHOLE = Line("good", marked("The file is unchanged, to the last byte."))
OTHER_BYTES = Line(
    "bad",
    marked(
        "The file is not one that this site made, or was changed afterwards. Its "
        "printed pages were not compared: rely only on what stands here."
    ),
)
ANSWERS_KEPT = Line(
    "good", marked("The attached answers have the SHA-256 that the file states.")
)
ANSWERS_CHANGED = Line(
    "bad", marked("The attached answers were changed: their SHA-256 is another one.")
)
KNOWN = Line("good", marked("These answers were submitted here."))
UNKNOWN = Line("bad", marked("No submission of these answers is known to this site."))
OTHER_ANSWERS = Line(
    "bad", marked("Its code belongs to a submission here, but of other answers.")
)
OTHER_DETAILS = Line(
    "bad",
    marked("The code, the day or the employer's name in it are not those submitted."),
)
STORED = Line("good", marked("The attached result is the one that was submitted."))
NOT_STORED = Line(
    "bad", marked("The attached result is not the one that was submitted.")
)
SCORED = {
    "same": Line(
        "good",
        marked("Scored again, the attached answers give every figure it states."),
    ),
    "differ": Line(
        "bad", marked("Scored again, the attached answers give other figures.")
    ),
    "no-questionnaire": Line(
        "open", marked("Not scored again: its questionnaire is not known to this site.")
    ),
    "other-method": Line(
        "open", marked("Not scored again: it was made with another method.")
    ),
    "do-not-fit": Line(
        "bad", marked("The attached answers do not fit the questionnaire it names.")
    ),
}


@dataclass(frozen=True)
class Verdict:
    """What is told about a file; ``kept`` None: no submission is known for it."""

    lines: tuple[Line, ...]
    kept: KeptResult | None
    scored: Scored | None = None
    stated: str | None = None

    @property
    def whole(self) -> bool:
        return self.lines == (WHOLE,)


def init_app(app: Flask) -> None:
    """Let this one form send a file; register it before what reads forms."""

    @app.before_request
    def room_for_a_file() -> tuple[str, int] | None:
        if request.endpoint != "verifying.by_file":
            return None
        request.max_content_length = LARGEST_UPLOAD
        if (request.content_length or 0) > LARGEST_UPLOAD:
            return _page(refused="too-large", code=413)
        return None


@bp.get("")
def start() -> str:
    """Two ways to check a report."""
    return _page()[0]


@bp.post("")
def by_code() -> tuple[str, int]:
    """What is known of the submission of this code."""
    limited("verify", request.remote_addr or "")
    typed = request.form.get("code", "")
    code = code_as_typed(typed)
    if code is None:
        return _page(refused="no-code", typed=typed[:100], code=422)
    kept = results.result_of_code(database(), code)
    return _page(typed=code, kept=kept, asked=True, code=200 if kept else 404)


@bp.get("/file")
def file() -> Response:
    """A page that a file led to cannot be fetched again; begin anew."""
    return redirect(url_for(".start"))


@bp.post("/file")
def by_file() -> tuple[str, int] | Response:
    """What agrees in this file and what does not."""
    limited("verify", request.remote_addr or "")
    sent = request.files.get("file")
    pdf = b""
    if sent:
        pdf = sent.stream.read(LARGEST_PDF + 1)
        sent.close()  # a large one lay in a temporary file, which goes with this
    if not pdf:
        return _page(refused="no-file", code=422)
    if not _turns.acquire(blocking=False):
        return _busy()
    try:
        found = _looked_at(pdf)
    finally:
        _turns.release()
    if isinstance(found, Unreadable):
        return _page(refused=found.reason, code=422)
    if isinstance(found, NotOurs):
        return _page(refused="not-ours", code=422)
    return _page(verdict=found, kept=found.kept)


def _busy() -> Response:
    page, code = _page(refused="busy", code=503)
    response = Response(page, code, mimetype="text/html")
    response.headers["Retry-After"] = "5"
    return response


def _looked_at(pdf: bytes) -> Verdict | Unreadable | NotOurs:
    digest = hashlib.sha256(pdf).hexdigest()
    made = reports.subject_of_pdf(database(), digest, kind=ACTION_PLAN)
    if made:
        return Verdict((WHOLE,), results.kept_result(database(), made))
    attached = attached_to(pdf)
    return _compared(attached) if isinstance(attached, Attached) else attached


def _compared(attached: Attached) -> Verdict:
    kept = results.result_of_answers(
        database(),
        questionnaire_sha256=attached.questionnaire_sha256,
        answers_sha256=attached.found_sha256,
    )
    code = code_as_typed(attached.code)
    of_code = results.result_of_code(database(), code) if code else None
    if of_code and kept and of_code.answers_sha256 == kept.answers_sha256:
        kept = of_code  # the same answers may have been submitted more than once
    scored = scored_again(attached, _questionnaire(attached.questionnaire_sha256))
    lines = [OTHER_BYTES, ANSWERS_KEPT if attached.answers_agree else ANSWERS_CHANGED]
    lines += _lines_of_submission(attached, kept, of_code)
    lines.append(SCORED[scored.figures])
    return Verdict(tuple(lines), kept or of_code, scored, attached.rating)


def _lines_of_submission(
    attached: Attached, kept: KeptResult | None, of_code: KeptResult | None
) -> list[Line]:
    if kept is None:
        return [OTHER_ANSWERS if of_code else UNKNOWN]
    document = json.loads(json.dumps(attached.result))
    lines = [KNOWN, STORED if kept.document == document else NOT_STORED]
    submitted = attached.submitted.isoformat() if attached.submitted else ""
    stated = (attached.code, submitted, attached.employer)
    if stated != (kept.code or "", kept.submitted_at[:10], kept.name):
        lines.append(OTHER_DETAILS)
    return lines


def _questionnaire(sha256: str) -> Questionnaire | None:
    """The questionnaire of that hash, if anybody here ever answered it or could."""
    for known in toolkit().library.questionnaires.values():
        if known.fingerprint == sha256:
            return known
    if assessments.knows_questionnaire(database(), sha256):
        return assessments.kept_questionnaire(database(), sha256)
    return None


def _page(
    *,
    refused: str = "",
    typed: str = "",
    kept: KeptResult | None = None,
    asked: bool = False,
    verdict: Verdict | None = None,
    code: int = 200,
) -> tuple[str, int]:
    page = render_template(
        "verifying/verify.html",
        refused=REASONS.get(refused, ""),
        refused_file=bool(refused) and refused != "no-code",
        typed=typed,
        kept=kept,
        asked=asked,
        verdict=verdict,
    )
    return page, code
