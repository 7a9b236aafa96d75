"""Evidence looked at in the page: pictures as they are, PDFs as drawn pages.

A stranger made the file, so a browser never gets to run it: a picture goes out with its
exact type and a policy that allows nothing, a PDF only as a picture of one page, all
else only as a download. Each reading by an auditor is noted.
"""

import io
import threading

from flask import (
    Blueprint,
    abort,
    render_template,
    request,
    send_file,
)
from werkzeug.wrappers import Response

from dd_toolkit.core.evidence import PDF
from dd_toolkit.core.marking import marked
from dd_toolkit.drawing import Drawn, drawn_page
from dd_toolkit.errors import FileDamaged
from dd_toolkit.operations import evidence
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.reviewing import note_evidence_reading
from dd_toolkit.storage.evidence import Evidence
from dd_toolkit.web import case_pages
from dd_toolkit.web.context import database, files
from dd_toolkit.web.desk import Desk, desk_or_404
from dd_toolkit.web.errors import error_response
from dd_toolkit.web.evidence import DAMAGED, DOWNLOAD_POLICY

bp = Blueprint("viewing", __name__, url_prefix="/case/<case_id>/evidence/<evidence_id>")

SHOWN_PICTURES = ("image/jpeg", "image/png", "image/webp")
"""What every browser shows; of a HEIC picture only some would."""
AT_ONCE = 2
"""Pages that one process of the site draws at the same time."""
SECONDS_TO_QUEUE = 5

BUSY = marked("Other pages are being drawn. Please try again in a moment.")

_turns = threading.BoundedSemaphore(AT_ONCE)


@bp.get("/")
def viewer(case_id: str, evidence_id: str) -> str:
    """The file in the page, with what it is said to prove and for when."""
    desk = desk_or_404(case_id)
    file = _file(desk, evidence_id)
    _note(desk, file)
    drawn = _drawn(file, number=_page_number()) if _is_pdf(file) else None
    return render_template(
        "viewing/viewer.html",
        **case_pages.shared(desk),
        file=file,
        question=desk.found.case.questionnaire.question_by_id[file.question_id],
        picture=file.media_type in SHOWN_PICTURES,
        number=_page_number(),
        pages=drawn.pages if isinstance(drawn, Drawn) else 0,
        pdf=_is_pdf(file),
    )


@bp.get("/page/<int:number>.png")
def page(case_id: str, evidence_id: str, number: int) -> Response:
    """One page of a PDF as a picture."""
    file = _file(desk_or_404(case_id), evidence_id)
    if not _is_pdf(file):
        abort(404)
    drawn = _drawn(file, number=number)
    if drawn is None:
        return error_response(503, sentence=BUSY, retry_after=2)
    if not isinstance(drawn, Drawn):
        abort(404)
    return _sent(drawn.png, "image/png")


@bp.get("/picture")
def picture(case_id: str, evidence_id: str) -> Response:
    """A picture, for the page to show."""
    file = _file(desk_or_404(case_id), evidence_id)
    if file.media_type not in SHOWN_PICTURES:
        abort(404)
    return _sent(files().content(file.sha256), file.media_type)


@bp.get("/file")
def download(case_id: str, evidence_id: str) -> Response:
    """The file itself, as a download and never as a page."""
    desk = desk_or_404(case_id)
    found = evidence.download(database(), files(), desk.found.case, evidence_id)
    if found is None:
        abort(404)
    file, content = found
    _note(desk, file)
    return _sent(content, file.media_type, name=file.name)


def _sent(content: bytes, media_type: str, *, name: str = "") -> Response:
    response = send_file(
        io.BytesIO(content),
        mimetype=media_type,
        as_attachment=bool(name),
        download_name=name or None,
        conditional=False,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    return response


def _file(desk: Desk, evidence_id: str) -> Evidence:
    found = next((one for one in desk.found.evidence if one.id == evidence_id), None)
    return found if found is not None else abort(404)


def _is_pdf(file: Evidence) -> bool:
    return file.media_type == PDF.media_type


def _page_number() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _drawn(file: Evidence, *, number: int) -> Drawn | object | None:
    """The page, why it cannot be drawn, or None while others are being drawn."""
    content = files().content(file.sha256)
    if not _turns.acquire(timeout=SECONDS_TO_QUEUE):
        return None
    try:
        return drawn_page(content, number)
    finally:
        _turns.release()


def _note(desk: Desk, file: Evidence) -> None:
    note_evidence_reading(
        database(), desk.found.review.id, file.id, by=desk.person, at=now()
    )


@bp.errorhandler(FileDamaged)
def damaged(_: FileDamaged) -> Response:
    return error_response(500, sentence=DAMAGED)
