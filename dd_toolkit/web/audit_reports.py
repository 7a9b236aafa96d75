"""The PDF of a signed review, as its auditor, its employer and a buyer get it."""

from flask import Response, abort

from dd_toolkit.operations.clock import moment, now
from dd_toolkit.operations.signing import AUDIT
from dd_toolkit.storage import reports
from dd_toolkit.storage.reports import Report
from dd_toolkit.storage.reviews import Review
from dd_toolkit.web import speaking, visits
from dd_toolkit.web.context import database
from dd_toolkit.web.results import download_name


def ask_for_report(review: Review) -> None:
    """Ask for the PDF in the visitor's language, or again where it failed."""
    if not review.signed:
        abort(409)
    at = moment(now())
    with database().atomic():
        reports.request_report(
            database(),
            report_id=visits.new_id(),
            subject_id=review.id,
            kind=AUDIT,
            locale=speaking.spoken_tag(),
            at=at,
        )
        found = audit_report(review)
        if found is not None:
            reports.try_again(database(), found.id, at=at)


def audit_report(review: Review) -> Report | None:
    """How far the PDF in the visitor's language is; None: nobody asked for it."""
    return reports.report_of(
        database(), review.id, kind=AUDIT, locale=speaking.spoken_tag()
    )


def audit_pdf(review: Review, called: str) -> Response | None:
    """The PDF as a download; None while it is not there."""
    found = audit_report(review)
    content = reports.report_pdf(database(), found.id) if found else None
    if content is None:
        return None
    response = Response(content, mimetype="application/pdf")
    name = download_name(speaking.gettext("Audit report"), called)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
