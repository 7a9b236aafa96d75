"""What an operator's machines ask: alive, ready, how busy; and a line for each request.

Nothing here is about a person or one assessment: requests are counted by the rule of
their route, so that no id becomes a label, and assessments only as a number.
"""

import hmac
import logging
import secrets
import time
from collections.abc import Iterator
from http import HTTPStatus

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    request,
)

from dd_toolkit import logs
from dd_toolkit.storage import counting
from dd_toolkit.storage.counting import Counts
from dd_toolkit.storage.disks import disk_state, written_folders
from dd_toolkit.storage.migrating import missing_migrations
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.metrics import Metrics

bp = Blueprint("watching", __name__)
log = logging.getLogger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "none"


def init_app(app: Flask) -> None:
    """Give each request an id, write its line, count it.

    To be called before any other: what is registered first begins first and ends last,
    so that a request refused by another's ``before_request`` has its line too.
    """
    counted = Metrics()
    app.extensions["dd_metrics"] = counted

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        logs.request_id.set(secrets.token_hex(8))

    @app.after_request
    def end(response: Response) -> Response:
        # What is refused while the address is read never began here.
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else NO_ROUTE
        method = request.method if request.method in METHODS else "other"
        if response.status_code != HTTPStatus.NO_CONTENT:  # see web.rooms: they poll
            logs.event(
                log,
                "request",
                method=method,
                route=route,
                status=response.status_code,
                ms=round(1000 * seconds, 1),
            )
        counted.count(route, method, response.status_code, seconds)
        response.headers["X-Request-Id"] = logs.request_id.get()
        return response

    @app.teardown_request
    def forget(_: BaseException | None) -> None:
        logs.request_id.set("")


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """May people be sent here? If not, which part is not ready."""
    parts = dict(_parts())
    ready = all(state == "ready" for state in parts.values())
    return jsonify(ready=ready, **parts), 200 if ready else 503


def _parts() -> Iterator[tuple[str, str]]:
    try:
        missing = missing_migrations(database())
    except Exception as error:  # noqa: BLE001 - whatever an engine raises
        logs.failure(log, "not-ready", error)
        yield "database", "not reachable"
    else:
        yield "database", "ready"
        yield "migrations", "missing" if missing else "ready"
    settings = toolkit().settings
    folders = written_folders(settings.database, settings.files_address)
    states = [disk_state(folder) for folder in folders]
    yield "disk", next((state for state in states if state != "ready"), "ready")


@bp.get("/metrics")
def metrics() -> Response:
    """For Prometheus, if it knows the token; for others there is no such page."""
    token = toolkit().settings.metrics_token
    sent = request.headers.get("Authorization", "").encode()
    if token is None or not hmac.compare_digest(sent, f"Bearer {token}".encode()):
        abort(404)
    counted: Metrics = current_app.extensions["dd_metrics"]
    text, content_type = counted.text(_counts())
    return Response(text, content_type=content_type)


def _counts() -> Counts | None:
    """None: the database cannot be asked."""
    try:
        return counting.counts(database())
    except Exception as error:  # noqa: BLE001 - whatever an engine raises
        logs.failure(log, "not-counted", error)
        return None
