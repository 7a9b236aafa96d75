"""Signing up, signing in, and one's own account.

No page tells whether an address has an account; the mails do, to their owner.
"""

import io
import json

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from dd_toolkit.core.marking import marked
from dd_toolkit.operations import accounts as acts
from dd_toolkit.operations import second_factor
from dd_toolkit.operations.accounts import Refused
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.storage import accounts
from dd_toolkit.storage import visits as stored_visits
from dd_toolkit.storage.accounts import Account
from dd_toolkit.web import speaking, visits
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.going_on import own_path
from dd_toolkit.web.limiting import limited

bp = Blueprint("accounts", __name__, url_prefix="/account")

Page = str | AnyResponse | tuple[str, int]

NOT_AN_ADDRESS = marked("Please write your e-mail address, such as name@example.org.")
NOT_RIGHT = marked("The e-mail address or the password is not right.")
WRONG_CODE = marked("This code is not right, or was used already. Wait for the next.")


# --- signing up ----------------------------------------------------------------------


@bp.get("/sign-up")
def sign_up() -> str:
    """Ask for an account."""
    return render_template("accounts/sign_up.html", error="", email="", organisation="")


@bp.post("/sign-up")
def ask_to_sign_up() -> Page:
    """Mail a code; the page says the same for every address."""
    email = acts.address(request.form.get("email", ""))
    organisation = request.form.get("organisation", "")
    if email is None:
        page = render_template(
            "accounts/sign_up.html",
            error=NOT_AN_ADDRESS,
            email=request.form.get("email", ""),
            organisation=organisation,
        )
        return page, 422
    limited("mail", email)
    acts.ask_to_sign_up(
        database(),
        toolkit().settings,
        email,
        organisation=organisation,
        locale=speaking.spoken_tag(),
        at=now(),
    )
    return render_template("accounts/sent.html", email=email, again="welcome_page")


@bp.get("/welcome")
def welcome_page() -> str:
    """Choose a password with the code from the mail."""
    return _welcome("")


@bp.post("/welcome")
def welcome() -> Page:
    """Make the account, sign in, and take the drafts of this device along."""
    code = request.form.get("code", "")[:100]
    limited("code", request.remote_addr or "")
    welcomed = acts.welcome(
        database(),
        code,
        name=request.form.get("name", ""),
        password=request.form.get("password", ""),
        locale=speaking.spoken_tag(),
        at=now(),
    )
    if isinstance(welcomed, Refused):
        return _welcome(welcomed.reason, code), 422
    if welcomed.account is None:
        return redirect(url_for(".sign_in_page"), 303)
    visits.sign_in(welcomed.account)
    return redirect(first_page(""), 303)


def _welcome(error: str, code: str = "") -> str:
    name = request.form.get("name", "")
    return render_template("accounts/welcome.html", error=error, code=code, name=name)


# --- signing in and out --------------------------------------------------------------


@bp.get("/sign-in")
def sign_in_page() -> str:
    """Sign in."""
    return sign_in_form("")


@bp.post("/sign-in")
def sign_in() -> Page:
    """Check address and password, and begin a new visit."""
    email = request.form.get("email", "")
    limited("sign-in", email.strip().lower())
    account = acts.checked(
        database(), email, request.form.get("password", ""), at=now()
    )
    if account is None:
        return sign_in_form(NOT_RIGHT), 422
    visits.sign_in(account)
    return redirect(first_page(request.form.get("next", "")), 303)


def sign_in_form(error: str) -> str:
    """The page to sign in, with what went wrong."""
    return render_template(
        "accounts/sign_in.html",
        error=error,
        email=request.form.get("email", ""),
        next=own_path(request.values.get("next", "")),
        openid=toolkit().settings.openid is not None,
    )


def first_page(wanted: str) -> str:
    """Where a person goes who has just signed in."""
    person = visits.actor()
    if person.pending:
        return url_for("accounts.factor", next=own_path(wanted) or None)
    if person.role == "employer" and visits.my_assessments():
        return url_for("organisations.drafts")
    return own_path(wanted) or url_for("accounts.own")


@bp.get("/second-factor")
def factor() -> Page:
    """Ask for the code of the second factor; show the QR code where none is set."""
    return _factor("")


@bp.post("/second-factor")
def give_factor() -> Page:
    """Check the code."""
    account = _pending()
    if not _right_factor(account):
        return _factor(WRONG_CODE), 422
    return redirect(own_path(request.form.get("next", "")) or url_for(".own"), 303)


def _factor(error: str) -> str:
    account = _pending()
    return render_template(
        "accounts/factor.html",
        error=error,
        typed=None if account.factor_since else _typed(account),
        next=own_path(request.values.get("next", "")),
        target=url_for(".give_factor"),
    )


def _right_factor(account: Account) -> bool:
    """Is the code that was sent right? Tries are counted."""
    limited("factor", account.id)
    return acts.give_factor(
        database(),
        toolkit().settings,
        account,
        request.form.get("code", "")[:20],
        visit_secret=visits.own_secret(),
        at=now(),
    )


def _pending() -> Account:
    pending = visits.actor().pending
    found = accounts.account(database(), pending) if pending else None
    return found if found is not None else abort(404)


def _secret(account: Account) -> str:
    return second_factor.proposed(database(), toolkit().settings, account)


def _typed(account: Account) -> str:
    """The secret of the QR code in groups, for typing."""
    secret = _secret(account)
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


@bp.get("/second-factor.svg")
def factor_picture() -> Response:
    """The QR code of a second factor that is not set yet."""
    wanted = visits.actor().pending or visits.actor().account_id
    account = accounts.account(database(), wanted) if wanted else None
    if account is None or account.factor_since:
        abort(404)
    code = segno.make(second_factor.address(_secret(account), account.email), error="m")
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", scale=5, border=2)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@bp.post("/sign-out")
def sign_out() -> AnyResponse:
    """End this visit."""
    visits.leave()
    return redirect(url_for("start.home"), 303)


# --- a forgotten password ------------------------------------------------------------


@bp.get("/forgot")
def forgot() -> str:
    """Ask for a new password."""
    return render_template("accounts/forgot.html", error="", email="")


@bp.post("/forgot")
def ask_to_reset() -> Page:
    """Mail a code, if there is such an account; the page does not tell."""
    written = request.form.get("email", "")
    email = acts.address(written)
    if email is None:
        page = render_template(
            "accounts/forgot.html", error=NOT_AN_ADDRESS, email=written
        )
        return page, 422
    limited("mail", email)
    acts.ask_to_reset(
        database(),
        toolkit().settings,
        email,
        locale=speaking.spoken_tag(),
        at=now(),
    )
    return render_template("accounts/sent.html", email=email, again="new_password_page")


@bp.get("/new-password")
def new_password_page() -> str:
    """Choose a new password with the code from the mail."""
    return render_template("accounts/new_password.html", error="", code="")


@bp.post("/new-password")
def new_password() -> Page:
    """Set it, end all visits, and ask to sign in."""
    code = request.form.get("code", "")[:100]
    limited("code", request.remote_addr or "")
    done = acts.set_new_password(
        database(),
        toolkit().settings,
        code,
        request.form.get("password", ""),
        at=now(),
    )
    if isinstance(done, Refused):
        page = render_template(
            "accounts/new_password.html", error=done.reason, code=code
        )
        return page, 422
    return redirect(url_for(".sign_in_page"), 303)


# --- one's own account ---------------------------------------------------------------


@bp.get("/")
def own() -> str:
    """Name, language, password, second factor, and what is kept."""
    return _own("", "")


@bp.post("/name")
def rename() -> AnyResponse:
    """Change the name, and the language of mails."""
    name = " ".join(request.form.get("name", "").split())[: acts.LONGEST_NAME]
    account = _account()
    tag = speaking.spoken_tag()
    accounts.rename_account(database(), account.id, name=name, locale=tag)
    return redirect(url_for(".own"), 303)


@bp.post("/password")
def change_password() -> Page:
    """Change the password; all other devices are signed out."""
    account = _account()
    limited("sign-in", account.email)
    refused = acts.change_password(
        database(),
        toolkit().settings,
        account,
        current=request.form.get("current", ""),
        new=request.form.get("password", ""),
        visit_secret=visits.own_secret(),
        at=now(),
    )
    if refused:
        return _own("password", refused.reason), 422
    return _own("password-done", "")


@bp.post("/sign-out-everywhere")
def sign_out_everywhere() -> AnyResponse:
    """End every visit of this person."""
    stored_visits.end_visits_of(database(), _account().id, at=moment(now()))
    session.clear()
    return redirect(url_for("start.home"), 303)


@bp.get("/factor")
def factor_page() -> Page:
    """Set a second factor of one's own will."""
    return _own_factor("")


@bp.post("/factor")
def set_factor() -> Page:
    """The first code sets it."""
    account = _account()
    if not _right_factor(account):
        return _own_factor(WRONG_CODE), 422
    return redirect(url_for(".own"), 303)


def _own_factor(error: str) -> str:
    account = _account()
    if account.factor_since:
        abort(404)
    return render_template(
        "accounts/factor.html",
        error=error,
        typed=_typed(account),
        next="",
        target=url_for(".set_factor"),
    )


@bp.get("/record.json")
def record() -> Response:
    """All that is kept of this person."""
    kept = acts.own_record(database(), _account())
    response = Response(
        json.dumps(kept, ensure_ascii=False, indent=2), mimetype="application/json"
    )
    response.headers.set("Content-Disposition", "attachment", filename="my-record.json")
    return response


@bp.post("/erase")
def erase() -> Page:
    """Forget this person."""
    account = _account()
    limited("sign-in", account.email)
    password = request.form.get("password", "")
    refused = acts.erase(database(), account, password=password, at=now())
    if refused:
        return _own("erase", refused.reason), 422
    session.clear()
    return redirect(url_for("start.home"), 303)


def _account() -> Account:
    person = visits.actor().account_id
    found = accounts.account(database(), person) if person else None
    return found if found is not None else abort(404)


def _own(part: str, error: str) -> str:
    account = _account()
    return render_template(
        "accounts/account.html",
        account=account,
        organisations=visits.my_organisations(),
        part=part,
        error=error,
    )
