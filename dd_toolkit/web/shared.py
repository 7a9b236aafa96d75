"""Links to a signed report: made by the employer, opened by a buyer without account.

The secret stands behind ``#`` in the link, which no browser sends by itself and no log
holds; the page posts it, or somebody pastes it. What a link shows, its maker chose.
"""

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from dd_toolkit.core.marking import marked
from dd_toolkit.core.reviewing import SCOPES, WHY_NOT
from dd_toolkit.operations import sharing
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.reviewing import Refused
from dd_toolkit.operations.sharing import NotOpened, Opened
from dd_toolkit.storage.review_results import kept_review
from dd_toolkit.storage.reviews import review
from dd_toolkit.web import shared_pages, visits
from dd_toolkit.web.audit_reports import audit_pdf
from dd_toolkit.web.audited import audited_page, review_or_404
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.limiting import limited

bp = Blueprint("shared", __name__)

Page = str | AnyResponse | tuple[str, int]

MINE = "/assessment/<assessment_id>/audit/shares"
ENDED = {
    "unknown": marked("This link opens nothing. Check that you have all of it."),
    "expired": marked("This link has expired. Ask the employer for a new one."),
    "withdrawn": marked("The employer has withdrawn this link."),
}


@bp.post(MINE)
def share(assessment_id: str) -> Page:
    """Make a link; it is shown once."""
    case, found = review_or_404(assessment_id)
    scope = next((one for one in SCOPES if one == request.form.get("scope")), None)
    days = request.form.get("days", "")
    if scope is None:
        abort(422)
    outcome = sharing.share(
        database(),
        found.id,
        share_id=visits.new_id(),
        scope=scope,
        label=request.form.get("label", ""),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
        by=visits.actor().account_id or "",
        at=now(),
    )
    if isinstance(outcome, Refused):
        code = 409 if outcome.reason == "not-signed" else 422
        return audited_page(case, part="share", error=WHY_NOT[outcome.reason]), code
    link = f"{toolkit().settings.url}{url_for('.opening')}#{outcome.secret}"
    return audited_page(case, part="share", link=link)


@bp.post(f"{MINE}/<share_id>/withdraw")
def withdraw(assessment_id: str, share_id: str) -> Page:
    """End a link at once."""
    _, found = review_or_404(assessment_id)
    outcome = sharing.withdraw_share(
        database(),
        found.id,
        share_id,
        by=visits.actor().account_id or "",
        at=now(),
    )
    if isinstance(outcome, Refused):
        abort(404)
    here = url_for("audited.overview", assessment_id=assessment_id)
    return redirect(f"{here}#shares", 303)


# --- the buyer's side -----------------------------------------------------------------


@bp.get("/shared")
def opening() -> str:
    """Take the secret out of the address, or let it be pasted."""
    return render_template("shared/open.html", error="")


@bp.post("/shared")
def opened() -> Page:
    """What the employer chose to show."""
    secret, found = _opened()
    if isinstance(found, NotOpened):
        return render_template("shared/open.html", error=ENDED[found.reason]), 410
    kept = kept_review(database(), found.share.review_id)
    if kept is None:
        abort(404)
    page = shared_pages.shared_report(kept, found)
    return render_template("shared/report.html", **page, secret=secret)


@bp.post("/shared/report.pdf")
def pdf() -> Page:
    """The PDF, where the link shows everything."""
    _, found = _opened()
    if isinstance(found, NotOpened):
        return render_template("shared/open.html", error=ENDED[found.reason]), 410
    if found.share.scope != "all":
        abort(404)
    of = review(database(), found.share.review_id)
    sent = audit_pdf(of, "") if of else None
    if sent is None:
        error = marked("The PDF is not there in this language. Try the other language.")
        return render_template("shared/open.html", error=error), 409
    return sent


def _opened() -> tuple[str, Opened | NotOpened]:
    limited("code", request.remote_addr or "")
    secret = request.form.get("code", "").strip()[:100]
    return secret, sharing.open_share(database(), secret, at=now())


@bp.after_request
def of_no_interest_to_search_engines(response: Response) -> Response:
    """What is shared with one buyer is kept by no cache and found by no search."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
