"""A visit that ended while a page was open: say again who you are, and lose nothing.

A script is told with 401 and asks in a dialog; a browser without scripts gets a page
that keeps the answers and asks for the code of the private link.

``/account/again`` begins a visit, so it cannot ask for the token of the visit that
ended. Another site must not use it all the same: it takes only JSON, from a page of
this site, with a header that a form cannot send.
"""

from collections.abc import Mapping

from flask import Blueprint, Flask, Response, jsonify, request
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import NotFound

from dd_toolkit import logs
from dd_toolkit.core.marking import marked
from dd_toolkit.operations import accounts, private_links
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.clock import now
from dd_toolkit.web import visits
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.errors import error_response, wants_json
from dd_toolkit.web.kept import WRONG_CODE, kept_page, saves_answers
from dd_toolkit.web.limiting import limited
from dd_toolkit.web.speaking import gettext

bp = Blueprint("again", __name__)

ENDED = marked(
    "You were signed out, so the answer is NOT saved yet. It is kept on this page: say "
    "who you are, and it is saved."
)
WRONG_PASSWORD = marked("This e-mail address and password do not belong together.")


class VisitEnded(Exception):
    """Answers came from a browser whose visit is not under way (any more)."""


@bp.post("/account/again")
def again() -> Response | tuple[Response, int]:
    """Let this browser in again; the answer holds the token for the open page."""
    told = _told() if sent_by_our_script() else None
    if told is None:
        return error_response(400)
    if not _lets_in(told):
        wrong = WRONG_PASSWORD if "password" in told else WRONG_CODE
        return jsonify(message=gettext(wrong)), 403
    return jsonify(csrf=generate_csrf())


def _told() -> dict[str, str] | None:
    """The texts in the request's JSON object; None where it is anything else."""
    try:
        told = request.get_json(silent=True)
    except RecursionError:  # thousands of brackets, which silent lets through
        return None
    if not isinstance(told, dict):
        return None
    return told if all(isinstance(text, str) for text in told.values()) else None


def _lets_in(told: Mapping[str, str]) -> bool:
    if "password" in told:
        return password_lets_in(told.get("email", ""), told["password"])
    return _code_lets_in(told.get("code", ""), told.get("assessment"))


def password_lets_in(email: str, password: str) -> bool:
    """Begin a visit of the person with this password."""
    limited("sign-in", email.strip().lower())
    account = accounts.checked(database(), email, password, at=now())
    if account is None:
        return False
    visits.sign_in(account)
    return True


def asks_for() -> str:
    """What the person of this page would be asked for: ``code`` or ``password``."""
    return "password" if visits.actor().account_id else "code"


def _code_lets_in(typed: str, assessment_id: str | None) -> bool:
    """Begin a visit with the code of this assessment (None: of any).

    The code of another one would let the person in, and the answers would be lost. It
    may be pasted with the whole private link round it.
    """
    code = typed.rpartition("#")[2].strip()[:100]
    if not code:
        return False
    limited("code", request.remote_addr or "")
    opens = private_links.assessment_of(toolkit().settings, code)
    if assessment_id not in (None, opens):
        return False
    return visits.open_with_code(code) is not None


def sent_by_our_script() -> bool:
    """Is it JSON, from a page of this site, with a header that no form can send?"""
    return (
        request.mimetype == "application/json"
        and request.headers.get("X-Requested-With") == "dd"
        and _from_this_site()
    )


def _from_this_site() -> bool:
    """Did a page of ours send it? Browsers say so; a page cannot make them lie.

    ``Sec-Fetch-Site`` is not sent over plain HTTP, ``Origin`` not by every old
    browser: what is there must fit, and one of them must be there.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    own = {toolkit().settings.url.rstrip("/"), request.host_url.rstrip("/")}
    fits = site in (None, "same-origin") and (origin is None or origin in own)
    return fits and (site, origin) != (None, None)


def case_to_save(assessment_id: str) -> Case:
    """The case that answers came for; ``VisitEnded`` where nobody is known."""
    try:
        return visits.case_or_404(assessment_id)
    except NotFound:
        if visits.under_way():
            raise
    if not _code_lets_in(request.form.get("code", ""), assessment_id):
        raise VisitEnded
    return visits.case_or_404(assessment_id)


def init_app(app: Flask) -> None:
    """Answer what comes from a visit that ended."""
    app.jinja_env.globals["asks_again_for"] = asks_for

    @app.errorhandler(VisitEnded)
    def ended(_: VisitEnded) -> Response:
        return _ended()

    @app.errorhandler(CSRFError)
    def token_unknown(_: CSRFError) -> Response:
        """With the visit its token is gone too."""
        if saves_answers() and not visits.under_way():
            return _ended()
        logs.security("csrf-refused", route=request.endpoint)
        return error_response(400)


def _ended() -> Response:
    if wants_json():
        response = jsonify(saved=False, sign_in=True, message=gettext(ENDED))
        response.status_code = 401
        return response
    # What another site sent must not come back as the person's own answers.
    if not _from_this_site():
        return error_response(400)
    return kept_page(401, ENDED, asks_code=True)
