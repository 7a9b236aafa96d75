"""For administrators: who has an account, and in what role. No answers are shown."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit.core.roles import ACCOUNT_ROLES
from dd_toolkit.operations import accounts as acts
from dd_toolkit.operations.clock import now
from dd_toolkit.storage import accounts
from dd_toolkit.web import speaking, visits
from dd_toolkit.web.accounts import NOT_AN_ADDRESS
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.limiting import limited

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("/")
def people() -> str:
    """Everybody."""
    return _people("")


def _people(error: str) -> str:
    return render_template(
        "people/people.html",
        accounts=accounts.all_accounts(database()),
        roles=ACCOUNT_ROLES,
        error=error,
    )


@bp.post("/")
def add() -> str | Response | tuple[str, int]:
    """Mail somebody a code for an account in that role."""
    email = acts.address(request.form.get("email", ""))
    role = request.form.get("role", "")
    if role not in ACCOUNT_ROLES:
        abort(422)
    if email is None:
        return _people(NOT_AN_ADDRESS), 422
    limited("mail", email)
    code = acts.appoint(
        database(),
        toolkit().settings,
        email,
        role=role,
        locale=speaking.spoken_tag(),
        by=_self(),
        at=now(),
    )
    if code is None:
        return _people(acts.KNOWN_ALREADY), 409
    return redirect(url_for(".people"), 303)


@bp.post("/<account_id>/disable")
def disable(account_id: str) -> Response:
    """Let somebody in no more; oneself one cannot."""
    if account_id == _self():
        abort(409)
    if not acts.disable(database(), account_id, by=_self(), at=now()):
        abort(404)
    return redirect(url_for(".people"), 303)


@bp.post("/<account_id>/enable")
def enable(account_id: str) -> Response:
    """Let somebody in again."""
    acts.enable(database(), account_id, by=_self(), at=now())
    return redirect(url_for(".people"), 303)


@bp.post("/<account_id>/remove-factor")
def remove_factor(account_id: str) -> Response:
    """Somebody lost the device: the second factor is set anew at the next sign-in."""
    acts.remove_factor(database(), account_id, by=_self(), at=now())
    return redirect(url_for(".people"), 303)


def _self() -> str:
    return visits.actor().account_id or ""
