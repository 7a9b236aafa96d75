"""PDFs and the spreadsheet of a workshop, and the trainer's guide."""

import hashlib
from functools import lru_cache

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from dd_toolkit import places
from dd_toolkit.core.marking import marked
from dd_toolkit.operations import papers as acts
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.papers import (
    CERTIFICATES,
    GUIDE,
    HANDOUT,
    OF_A_WORKSHOP,
    SUMMARY,
)
from dd_toolkit.storage import reports, workshops
from dd_toolkit.storage.reports import Report
from dd_toolkit.storage.workshops import Workshop
from dd_toolkit.web import sheets, speaking, visits
from dd_toolkit.web.context import database
from dd_toolkit.web.errors import wants_json
from dd_toolkit.web.results import download_name

bp = Blueprint("papers", __name__)

HOME = "/workshop/<workshop_id>"
TITLES = {
    SUMMARY: marked("Workshop summary"),
    CERTIFICATES: marked("Certificates of attendance"),
    GUIDE: marked("Trainer's guide"),
    HANDOUT: marked("Practice cases"),
}


# --- of any subject ------------------------------------------------------------------


def report_of(subject_id: str, kind: str) -> Report | None:
    """The PDF in the visitor's language; None where nobody asked for it (again)."""
    return reports.report_of(
        database(), subject_id, kind=kind, locale=speaking.spoken_tag()
    )


def ask_for(subject_id: str, kind: str) -> None:
    """Have the PDF made in the visitor's language."""
    acts.ask_for(
        database(),
        subject_id,
        kind,
        report_id=visits.new_id(),
        locale=speaking.spoken_tag(),
        at=now(),
    )


def waiting(
    report: Report | None, *, title: str, file: str, make: str, back: str
) -> str | AnyResponse:
    """How far the PDF is, for a person or a script; the addresses are of our pages."""
    if report is None:
        return redirect(back, 303)
    if wants_json():
        return jsonify(ready=bool(report.finished_at), failed=bool(report.failed_at))
    return render_template(
        "workshops/paper.html",
        report=report,
        title=title,
        file=file,
        make=make,
        back=back,
        here=request.path,
    )


def delivered(
    report: Report | None, *, title: str, about: str, back: str
) -> AnyResponse:
    """The PDF as a download; to ``back`` where it is not there (yet)."""
    content = reports.report_pdf(database(), report.id) if report else None
    if content is None:
        return redirect(back, 303)
    response = Response(content, mimetype="application/pdf")
    response.headers.set(
        "Content-Disposition", "attachment", filename=download_name(title, about)
    )
    return response


# --- of a workshop -------------------------------------------------------------------


def reports_of(workshop: Workshop) -> dict[str, Report | None]:
    """The papers of a workshop, by kind."""
    return {kind: report_of(workshop.id, kind) for kind in (*OF_A_WORKSHOP, HANDOUT)}


def make_anew(workshop: Workshop) -> None:
    """Something that the papers say has changed."""
    for kind in (*OF_A_WORKSHOP, HANDOUT):
        acts.outdated(database(), workshop.id, kind)


@bp.post(HOME + "/papers/<kind>")
def make(workshop_id: str, kind: str) -> AnyResponse:
    """Ask for the PDF."""
    workshop = _printable(workshop_id, kind)
    ask_for(workshop.id, kind)
    return redirect(url_for(".paper", workshop_id=workshop_id, kind=kind), 303)


@bp.get(HOME + "/papers/<kind>")
def paper(workshop_id: str, kind: str) -> str | AnyResponse:
    """How far it is."""
    workshop = _printable(workshop_id, kind)
    return waiting(
        report_of(workshop.id, kind),
        title=speaking.gettext(TITLES[kind]),
        file=url_for(".pdf", workshop_id=workshop_id, kind=kind),
        make=url_for(".make", workshop_id=workshop_id, kind=kind),
        back=url_for("workshops.overview", workshop_id=workshop_id),
    )


@bp.get(HOME + "/papers/<kind>.pdf")
def pdf(workshop_id: str, kind: str) -> AnyResponse:
    """The PDF itself."""
    workshop = _printable(workshop_id, kind)
    return delivered(
        report_of(workshop.id, kind),
        title=speaking.gettext(TITLES[kind]),
        about=workshop.title,
        back=url_for(".paper", workshop_id=workshop_id, kind=kind),
    )


@bp.get(HOME + "/answers.xlsx")
def spreadsheet(workshop_id: str) -> Response:
    """What may be shown of each question, in a spreadsheet."""
    workshop = _printable(workshop_id, SUMMARY)
    content = sheets.workbook(database(), workshop.id)
    response = Response(content, mimetype=sheets.MIMETYPE)
    name = download_name(speaking.gettext(marked("Workshop answers")), workshop.title)
    response.headers.set(
        "Content-Disposition",
        "attachment",
        filename=name.removesuffix(".pdf") + ".xlsx",
    )
    return response


def _printable(workshop_id: str, kind: str) -> Workshop:
    """The cases are printed before the day, all else after it."""
    found = workshops.workshop(database(), workshop_id)
    if found is None or kind not in (*OF_A_WORKSHOP, HANDOUT):
        abort(404)
    if kind in OF_A_WORKSHOP and found.state != "ended":
        abort(409)
    return found


# --- the guide -----------------------------------------------------------------------


def guide_report() -> Report | None:
    """The guide that belongs to this version of the toolkit."""
    return report_of(_guide_subject(), GUIDE)


@lru_cache(maxsize=1)
def _guide_subject() -> str:
    """Another text is another subject, so that no old guide is given out."""
    texts = b"".join(path.read_bytes() for path in sorted(places.GUIDES.glob("*.md")))
    return f"guide-{hashlib.sha256(texts).hexdigest()[:16]}"


@bp.post("/workshops/guide")
def make_guide() -> AnyResponse:
    """Ask for the guide; it is made once for each language."""
    ask_for(_guide_subject(), GUIDE)
    return redirect(url_for(".guide_page"), 303)


@bp.get("/workshops/guide")
def guide_page() -> str | AnyResponse:
    """How far it is."""
    return waiting(
        guide_report(),
        title=speaking.gettext(TITLES[GUIDE]),
        file=url_for(".guide"),
        make=url_for(".make_guide"),
        back=url_for("workshops.own"),
    )


@bp.get("/workshops/guide.pdf")
def guide() -> AnyResponse:
    """The guide itself."""
    return delivered(
        guide_report(),
        title=speaking.gettext(TITLES[GUIDE]),
        about="",
        back=url_for("workshops.own"),
    )
