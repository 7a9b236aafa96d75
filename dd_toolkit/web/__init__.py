"""The site: Flask, WTForms and Jinja; one module for each subject.

``create_app`` is the table of contents. The process keeps no state of its own but
caches of things that never change.
"""

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from dd_toolkit.core.assembly import Library
from dd_toolkit.settings import Settings
from dd_toolkit.storage.database import Connections
from dd_toolkit.storage.files import Files
from dd_toolkit.web import (
    access,
    accounts,
    again,
    answering,
    assigning,
    audited,
    boxes,
    case_papers,
    cases,
    consoles,
    desk_words,
    editions,
    errors,
    evidence,
    headers,
    history,
    joining,
    noting,
    openid,
    organisations,
    papers,
    people,
    phones,
    presenting,
    results,
    reviewing,
    rooms,
    settling,
    shared,
    speaking,
    start,
    submissions,
    taking_home,
    verifying,
    viewing,
    watching,
    workshops,
)
from dd_toolkit.web.context import Toolkit
from dd_toolkit.web.visits import VISIT_LASTS

LARGEST_REQUEST = 256 * 1024


def create_app(settings: Settings, library: Library) -> Flask:
    """The WSGI application for these settings and questionnaires."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.old_secret_keys),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        SESSION_COOKIE_NAME="__Host-dd" if settings.https else "dd",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=VISIT_LASTS,
        WTF_CSRF_TIME_LIMIT=None,  # a page left open overnight must still save
        WTF_CSRF_SSL_STRICT=False,  # the token decides; a proxy may drop the referrer
    )
    app.extensions["dd_toolkit"] = Toolkit(
        settings,
        library,
        Connections(settings.database),
        Files(settings.files_address),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    watching.init_app(app)
    verifying.init_app(app)  # before the token is looked for, which reads the form
    csrf = CSRFProtect(app)
    headers.init_app(app)
    speaking.init_app(app)
    presenting.init_app(app)
    desk_words.init_app(app)
    submissions.init_app(app)
    boxes.init_app(app)
    errors.init_app(app)
    access.init_app(app)
    again.init_app(app)
    openid.init_app(app, settings)
    phones.init_app(app)
    for blueprint in (
        start.bp,
        accounts.bp,
        openid.bp,
        organisations.bp,
        people.bp,
        again.bp,
        answering.bp,
        history.bp,
        evidence.bp,
        results.bp,
        editions.bp,
        audited.bp,
        shared.bp,
        cases.bp,
        reviewing.bp,
        viewing.bp,
        noting.bp,
        settling.bp,
        case_papers.bp,
        assigning.bp,
        verifying.bp,
        workshops.bp,
        consoles.bp,
        papers.bp,
        rooms.bp,
        joining.bp,
        taking_home.bp,
        watching.bp,
    ):
        app.register_blueprint(blueprint)
    for blueprint in (again.bp, rooms.bp):
        csrf.exempt(blueprint)  # they ask for other proofs, see there
    _trust_proxies(app, settings.trusted_proxies)
    return app


def _trust_proxies(app: Flask, number: int) -> None:
    """Believe forwarded headers as far as so many proxies of ours wrote them.

    Of the host and the path we believe none: addresses are made from DD_URL.
    """
    if number:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=number, x_host=0, x_port=0, x_prefix=0
        )
