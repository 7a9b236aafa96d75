"""How values look on a page: numbers, bars, words for ratings and states."""

from fractions import Fraction

from flask import Flask, session

from dd_toolkit.core.scoring import shown

RATING_WORDS = {
    "A": "Strong practice",
    "B": "Good, with gaps",
    "C": "Partial",
    "D": "Weak",
    "E": "Urgent",
}
STEP_TITLES = {
    "embed": "Commit and assign responsibility",
    "identify": "Find out where harm occurs",
    "prevent": "Stop and prevent harm",
    "track": "Check that it works",
    "communicate": "Tell those concerned",
    "remedy": "Put right what went wrong",
}
SEVERITY_WORDS = {"critical": "Critical", "major": "Major", "minor": "Minor"}
EFFORT_WORDS = {
    "low": "Low: days, no money",
    "medium": "Medium: weeks or some money",
    "high": "High: months or real money",
}


def init_app(app: Flask) -> None:
    """Give these words and filters to every template."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["shown"] = shown
    app.jinja_env.filters["exact"] = exact
    app.jinja_env.filters["percent_of"] = percent
    app.jinja_env.globals.update(
        rating_words=RATING_WORDS,
        step_titles=STEP_TITLES,
        severity_words=SEVERITY_WORDS,
        effort_words=EFFORT_WORDS,
    )

    @app.context_processor
    def visiting() -> dict[str, object]:
        return {"visiting": "visit" in session, "locale": "en", "direction": "ltr"}


def exact(number: Fraction) -> str:
    """A fraction as a person reads it: two decimals, ``57.69``; whole ones bare."""
    if number.denominator == 1:
        return str(number.numerator)
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def percent(part: int, whole: int) -> int:
    """``part`` of ``whole`` as a whole number of per cent; 0 where there is nothing."""
    return shown(Fraction(100 * part, whole)) if whole else 0
