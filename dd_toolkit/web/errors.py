"""Pages for what went wrong: what happened, whether answers are safe, what to do."""

import logging

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from dd_toolkit import logs
from dd_toolkit.core.marking import marked
from dd_toolkit.errors import DatabaseBusy, DatabaseFull
from dd_toolkit.web.kept import kept_page, saves_answers
from dd_toolkit.web.speaking import gettext

log = logging.getLogger(__name__)

REFUSALS = {403: "forbidden", 429: "rate-limited"}
"""What somebody who watches must see of the errors that people can cause."""

SENTENCES = {
    400: marked("This request could not be understood. Reload the page and try again."),
    401: marked("Please sign in first."),
    403: marked("You may not do this. Ask an owner of your organisation."),
    404: marked(
        "There is no such page, or this device may not open it. If you have the "
        "private link or the return code of your assessment, use it again."
    ),
    405: marked("This address cannot be used in that way."),
    409: marked("This assessment was submitted. Its answers do not change any more."),
    413: marked("That was too much at once. Your earlier answers are safe."),
    422: marked("Something on this page does not fit. Nothing of it was saved."),
    429: marked("That was tried too often. Please wait a few minutes and try again."),
    500: marked("Something went wrong on our side. Answers saved before are safe."),
    503: marked(
        "The answer is NOT saved, because the server is busy or its disk is full. "
        "Keep this page open and try again in a moment."
    ),
}

NOT_SAVED = marked(
    "The server is busy or its disk is full. Your answers are kept on this page: save "
    "them again in a moment."
)


def wants_json() -> bool:
    """Did a script of ours ask?"""
    return request.accept_mimetypes.best == "application/json"


def error_response(
    code: int, *, sentence: str = "", retry_after: int | None = None
) -> Response:
    """The page, or for a script the same sentence as JSON; one of ours by default."""
    sentence = sentence or SENTENCES.get(code, SENTENCES[500])
    if wants_json():
        response = jsonify(saved=False, message=gettext(sentence))
    else:
        page = render_template("error.html", code=code, sentence=sentence)
        response = Response(page, mimetype="text/html")
    response.status_code = code
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def init_app(app: Flask) -> None:
    """Answer every error with a page of ours."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        code = error.code or 500
        if code in REFUSALS:
            logs.security(REFUSALS[code], route=_route())
        return error_response(code)

    @app.errorhandler(DatabaseBusy)
    @app.errorhandler(DatabaseFull)
    def not_saved(error: DatabaseBusy | DatabaseFull) -> Response:
        logs.failure(log, "not-saved", error, route=_route())
        if wants_json() or not saves_answers():
            return error_response(503, retry_after=2)
        response = kept_page(503, NOT_SAVED, asks_code=False)
        response.headers["Retry-After"] = "2"
        return response

    @app.errorhandler(Exception)
    def ours(error: Exception) -> Response:
        logs.failure(log, "unexpected", error, route=_route())
        return error_response(500)


def _route() -> str | None:
    """The rule, not the address: that names an assessment."""
    return request.url_rule.rule if request.url_rule else None
