"""Sign-in through an organisation's own OpenID provider, switched on by settings.

Authlib does the protocol (state, nonce, PKCE, the token's signature). An account must
be there already: only whom somebody here has invited comes in, and only when the
provider says that it has checked the address.
"""

from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, abort, current_app, redirect, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from dd_toolkit.core.marking import marked
from dd_toolkit.operations import accounts as acts
from dd_toolkit.settings import Settings
from dd_toolkit.storage import accounts
from dd_toolkit.storage.accounts import Account
from dd_toolkit.web import visits
from dd_toolkit.web.accounts import first_page, sign_in_form
from dd_toolkit.web.context import database, toolkit

bp = Blueprint("openid", __name__, url_prefix="/account/openid")

_NAME = "provider"
NOT_KNOWN = marked(
    "Your organisation's sign-in worked, but there is no account here for you. Ask an "
    "administrator for an invitation."
)
NOT_DONE = marked("The sign-in of your organisation did not work. Please try again.")


def init_app(app: Flask, settings: Settings) -> None:
    """Know the provider, if there is one."""
    if settings.openid is None:
        return
    providers = OAuth(app)
    issuer = settings.openid.issuer.rstrip("/")
    providers.register(
        _NAME,
        client_id=settings.openid.client,
        client_secret=settings.openid.secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "timeout": 10,
        },
    )
    app.extensions["dd_openid"] = providers.create_client(_NAME)


@bp.get("/")
def begin() -> Response:
    """To the provider."""
    back = toolkit().settings.url + url_for(".come_back")
    try:
        answer: Response = _provider().authorize_redirect(back)
    except (OAuthError, RequestException):
        current_app.logger.warning("the OpenID provider could not be reached")
        abort(503)
    return answer


@bp.get("/back")
def come_back() -> Response | tuple[str, int]:
    """From the provider: who is it?"""
    try:
        token = _provider().authorize_access_token()
    except (OAuthError, RequestException, JoseError, KeyError, ValueError) as error:
        current_app.logger.warning("OpenID sign-in refused: %s", type(error).__name__)
        return sign_in_form(NOT_DONE), 422
    account = _account(token.get("userinfo") or {})
    if account is None or account.disabled_at:
        return sign_in_form(NOT_KNOWN), 422
    visits.sign_in(account)
    return redirect(first_page(""), 303)


def _provider() -> Any:
    found = current_app.extensions.get("dd_openid")
    return found if found is not None else abort(404)


def _account(claims: dict[str, object]) -> Account | None:
    """Whom the provider means: bound before, or by an address that it has checked."""
    subject = str(claims.get("sub", ""))
    if not subject:
        return None
    bound = accounts.account_of_subject(database(), subject)
    if bound is not None:
        return bound
    email = acts.address(str(claims.get("email", "")))
    if email is None or claims.get("email_verified") is not True:
        return None
    found = accounts.account_of(database(), email)
    if found is None or not accounts.bind_subject(database(), found.id, subject):
        return None
    return found
