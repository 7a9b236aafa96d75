"""How values look on a page: numbers, bars, words for ratings and states."""

from fractions import Fraction

from flask import Flask, session

from dd_toolkit.core.marking import marked
from dd_toolkit.core.scoring import shown
from dd_toolkit.web.speaking import gettext

RATING_WORDS = {
    "A": marked("Strong practice"),
    "B": marked("Good, with gaps"),
    "C": marked("Partial"),
    "D": marked("Weak"),
    "E": marked("Urgent"),
}
STEP_TITLES = {
    "embed": marked("Commit and assign responsibility"),
    "identify": marked("Find out where harm occurs"),
    "prevent": marked("Stop and prevent harm"),
    "track": marked("Check that it works"),
    "communicate": marked("Tell those concerned"),
    "remedy": marked("Put right what went wrong"),
}
SEVERITY_WORDS = {
    "critical": marked("Critical"),
    "major": marked("Major"),
    "minor": marked("Minor"),
}
EFFORT_WORDS = {
    "low": marked("Low: days, no money"),
    "medium": marked("Medium: weeks or some money"),
    "high": marked("High: months or real money"),
}


def init_app(app: Flask) -> None:
    """Give these words and filters to every template."""
    app.jinja_env.filters["shown"] = shown
    app.jinja_env.filters["exact"] = exact
    app.jinja_env.filters["percent_of"] = percent
    app.jinja_env.filters["file_size"] = file_size
    app.jinja_env.globals.update(
        rating_words=RATING_WORDS,
        step_titles=STEP_TITLES,
        severity_words=SEVERITY_WORDS,
        effort_words=EFFORT_WORDS,
    )

    @app.context_processor
    def visiting() -> dict[str, object]:
        return {"visiting": "visit" in session, "script_words": _script_words()}


def _script_words() -> dict[str, str]:
    """What the script says by itself."""
    return {
        "saved": gettext("Saved"),
        "all_saved": gettext("Everything on this page is saved."),
        "waiting": gettext("Saving …"),
        "undecided": gettext("Not everything on this page is saved yet."),
        "failed": gettext("Not saved. We keep trying while this page is open."),
        "offline": gettext(
            "Not saved: there is no connection. Keep this page open; your answers are "
            "sent when it is back."
        ),
        "brought_back": gettext(
            "What you typed before is here again. It is not saved yet."
        ),
        "unfinished": gettext("Not saved yet: choose what is verified, and say why."),
        "sign_in": gettext("Sign in again"),
        "copied": gettext("Copied"),
    }


def exact(number: Fraction) -> str:
    """A fraction as a person reads it: two decimals, ``57.69``; whole ones bare."""
    if number.denominator == 1:
        return str(number.numerator)
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def percent(part: int, whole: int) -> int:
    """``part`` of ``whole`` as a whole number of per cent; 0 where there is nothing."""
    return shown(Fraction(100 * part, whole)) if whole else 0


def file_size(size: int) -> str:
    """A number of bytes as a person reads it: ``35 kB``, ``1.4 MB``."""
    if size < 1_000_000:
        return gettext("%(number)s kB") % {"number": max(1, round(size / 1000))}
    return gettext("%(number)s MB") % {"number": f"{size / 1_000_000:.1f}"}
