"""Which language a page speaks, and how a visitor changes it.

The choice is a cookie of its own, so that it outlives the visit; without one the
browser's languages decide. ``?language=ar`` on any page sets it and leads back to the
same page; a page with answers sends them along with the choice, so none is lost.
"""

import datetime
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dd_toolkit import languages
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.repayment import MINOR_DIGITS
from dd_toolkit.languages import LANGUAGES, SOURCE, Language

COOKIE = "dd-language"
FIELD = "language"
LASTS = datetime.timedelta(days=365)


def init_app(app: Flask) -> None:
    """Give every template the words, dates and numbers of the visitor's language."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext,
        lambda one, many, count: _words().ngettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, text: _words().pgettext(context, text),
    )
    environment.filters["day"] = _day
    environment.filters["money"] = _money
    environment.filters["currency_name"] = lambda code: languages.currency_name(
        code, spoken_tag()
    )
    environment.globals["currencies"] = list(MINOR_DIGITS)

    @app.before_request
    def chosen() -> AnyResponse | None:
        tag = request.args.get(FIELD, "")
        if request.method != "GET" or tag not in LANGUAGES:
            return None
        rest = [(key, text) for key, text in request.args.items() if key != FIELD]
        again = request.path + (f"?{urlencode(rest)}" if rest else "")
        response = redirect(_own_path(again))
        remember(response, tag)
        return response

    @app.after_request
    def varies(response: Response) -> Response:
        response.vary.add("Accept-Language")
        if chosen_now := g.get("language_chosen"):
            remember(response, chosen_now)
        return response

    @app.context_processor
    def speaking() -> dict[str, object]:
        here = spoken_language()
        return {
            "locale": here.tag,
            "direction": here.direction,
            "other_languages": [
                other for other in LANGUAGES.values() if other.tag != here.tag
            ],
        }


def _own_path(path: str) -> str:
    """The path on this site: ``//example.com`` would be another one."""
    return "/" + path.lstrip("/")


def spoken_tag() -> str:
    """The tag of the language that this request is answered in."""
    if "language" not in g:
        asked = request.cookies.get(COOKIE, "")
        if asked not in LANGUAGES:
            asked = request.accept_languages.best_match(list(LANGUAGES)) or SOURCE
        g.language = asked
    return str(g.language)


def spoken_language() -> Language:
    return LANGUAGES[spoken_tag()]


def choose(tag: str) -> None:
    """Answer this request, and those to come, in that language."""
    if tag in LANGUAGES:
        g.language = g.language_chosen = tag


def speak(tag: str) -> None:
    """Answer this request in that language, and only this one."""
    if tag in LANGUAGES:
        g.language = tag


def remember(response: AnyResponse, tag: str) -> None:
    """Send the choice along, for the next requests."""
    response.set_cookie(
        COOKIE,
        tag,
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def in_language(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire in the visitor's language."""
    return languages.spoken(questionnaire, spoken_tag())


def gettext(text: str) -> str:
    """Our words in the visitor's language."""
    return _words().gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """A sentence about so many in the visitor's language; ``%(num)s``: how many."""
    return str(_words().ngettext(one, many, count)) % {"num": count}


def _words() -> Any:
    return languages.words(spoken_tag())


def as_day(text: str) -> datetime.date:
    """The day of a stored day or moment."""
    return datetime.date.fromisoformat(text[:10])


def _day(day: datetime.date | str) -> str:
    """A day, or a stored moment, in the words of the language."""
    if isinstance(day, str):
        day = as_day(day)
    return languages.long_day(day, spoken_tag())


def _money(exact: Any, currency: str) -> str:
    return languages.money(Fraction(exact), currency, spoken_tag())
