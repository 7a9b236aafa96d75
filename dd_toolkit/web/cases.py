"""An auditor's home: the cases by risk, searched and filtered, and figures over them.

The list reads one line for each case and never an answer, so that thousands of cases
open as fast as ten (``storage.cases``).
"""

import datetime
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit.core.marking import marked
from dd_toolkit.core.questionnaire import SECTOR
from dd_toolkit.core.reviewing import STATES, WHY_NOT
from dd_toolkit.core.searching import words_asked
from dd_toolkit.operations import asking
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.reviewing import Refused
from dd_toolkit.storage import cases as stored
from dd_toolkit.storage.cases import PAGE, CaseLine, Filters, Sort
from dd_toolkit.web import auditor_figures, desk_words, speaking, visits
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.limiting import limited
from dd_toolkit.web.speaking import gettext

bp = Blueprint("cases", __name__, url_prefix="/cases")

Page = str | Response | tuple[str, int]

SORTS: dict[Sort, str] = {
    "risk": marked("highest risk first"),
    "due": marked("soonest due first"),
    "asked": marked("longest waiting first"),
}
ATTENTION = {
    "critical": marked("with critical findings"),
    "signs": marked("with signs of forced labour"),
    "overdue": marked("overdue"),
}
HIT_WORDS = {
    "finding": marked("finding"),
    "note": marked("note"),
    "request": marked("request"),
    "reply": marked("reply"),
}
HOT, WARM = 500, 200
"""Of 1000 points of risk: from these on, the bar is red, or orange."""


@dataclass(frozen=True)
class Choice:
    """A filter: its choices as value and words, and which is chosen."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Row:
    """A case as the list shows it; ``why``: reasons, and whether each is grave."""

    line: CaseLine
    set: str
    why: tuple[tuple[str, bool], ...]
    overdue: bool
    hits: str

    @property
    def heat(self) -> str:
        if self.line.risk >= HOT:
            return "hot"
        return "warm" if self.line.risk >= WARM else "cool"


@bp.get("/")
def cases() -> str:
    """The cases of this auditor."""
    person = _self()
    filters = _filters()
    sort: Sort = next((one for one in SORTS if one == request.args.get("sort")), "risk")
    total = stored.count_of(database(), person, filters)
    pages = max(1, -(-total // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    found = stored.cases_of(database(), person, filters, sort=sort, page=page)
    return render_template(
        "cases/cases.html",
        rows=_rows(found, filters),
        total=total,
        page=page,
        pages=pages,
        filters=_choices(filters, sort),
        filtered=filters != stored.NO_FILTER,
        asked={"words": request.args.get("words", "")[:120]},
    )


def _filters() -> Filters:
    sent = request.args
    year = sent.get("year", "")
    attention = sent.get("attention", "")
    yesterday = (now().date() - datetime.timedelta(days=1)).isoformat()
    return Filters(
        states=tuple(one for one in STATES if one == sent.get("state")),
        sector=sent.get("sector", ""),
        questionnaire_id=sent.get("set", ""),
        year=int(year)
        if year.isascii() and year.isdigit() and len(year) == 4
        else None,
        critical=attention == "critical",
        signs=attention == "signs",
        due_by=yesterday if attention == "overdue" else "",
        words=words_asked(sent.get("words", "")[:120]),
    )


def _choices(filters: Filters, sort: Sort) -> list[Choice]:
    known = stored.choices_of(database(), _self())
    anything = ("", gettext("all"))
    states = ((one, gettext(desk_words.STATES[one])) for one in STATES)
    titles = _titles()
    sectors = _sectors()
    return [
        Choice(
            "state",
            gettext("State"),
            (anything, *states),
            filters.states[0] if filters.states else "",
        ),
        Choice(
            "attention",
            gettext("Only those"),
            (anything, *((key, gettext(words)) for key, words in ATTENTION.items())),
            request.args.get("attention", ""),
        ),
        Choice(
            "sector",
            gettext("Sector"),
            (anything, *((one, sectors.get(one, one)) for one in known.sectors if one)),
            filters.sector,
        ),
        Choice(
            "set",
            gettext("Questionnaire"),
            (anything, *((one, titles.get(one, one)) for one in known.questionnaires)),
            filters.questionnaire_id,
        ),
        Choice(
            "year",
            gettext("Year"),
            (anything, *((str(one), str(one)) for one in known.years)),
            str(filters.year or ""),
        ),
        Choice(
            "sort",
            gettext("Order"),
            tuple((key, gettext(words)) for key, words in SORTS.items()),
            sort,
        ),
    ]


def _titles() -> dict[str, str]:
    library = toolkit().library.questionnaires
    return {name: speaking.in_language(one).title for name, one in library.items()}


def _sectors() -> dict[str, str]:
    """Sector -> its name in the visitor's language, as the profile has it now."""
    for one in toolkit().library.questionnaires.values():
        asked = speaking.in_language(one).question_by_id.get(SECTOR)
        if asked is not None:
            return {option.id: option.label for option in asked.options}
    return {}


def _rows(found: list[CaseLine], filters: Filters) -> list[Row]:
    today = now().date().isoformat()
    titles = _titles()
    hits = {}
    if filters.words:
        ids = tuple(line.review_id for line in found)
        hits = dict(stored.hits_of(database(), ids, filters.words))
    return [
        Row(
            line,
            titles.get(line.questionnaire_id, line.questionnaire_id),
            tuple(desk_words.risk_words(line)),
            bool(line.due_on and line.due_on < today and not line.signed_at),
            _hits(dict(hits.get(line.review_id, {}))),
        )
        for line in found
    ]


def _hits(counted: dict[str, int]) -> str:
    """Where the words stand: ``found in: finding 2, note 1``."""
    if not counted:
        return ""
    parts = [
        f"{gettext(HIT_WORDS.get(source, source))} {number}"
        for source, number in counted.items()
    ]
    return gettext("found in: %(where)s") % {"where": gettext(", ").join(parts)}


# --- a case that was offered by mail -------------------------------------------------


@bp.get("/take")
def take_page() -> str:
    """Take a case by the code of a mail."""
    return render_template("cases/take.html", error="", code="")


@bp.post("/take")
def take() -> Page:
    """The case is this auditor's from now on."""
    code = request.form.get("code", "").strip()[:100]
    limited("code", request.remote_addr or "")
    outcome = asking.accept(database(), code, by=_self(), at=now())
    if isinstance(outcome, Refused):
        error = WHY_NOT[outcome.reason]
        return render_template("cases/take.html", error=error, code=code), 422
    return redirect(url_for("reviewing.overview", case_id=outcome.review_id), 303)


@bp.get("/figures")
def figures() -> str:
    """What the auditor's own signed cases have in common."""
    return render_template("cases/figures.html", **auditor_figures.figures(_self()))


def _self() -> str:
    return visits.actor().account_id or ""
