"""What moves a case on: sent back, findings sent, agreed, signed, corrected."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit.core.marking import marked
from dd_toolkit.core.reviewing import (
    MOST_REPLY_DAYS,
    REPLY_DAYS,
    WHY_NOT,
    HindranceKind,
)
from dd_toolkit.operations import assigning, correcting, replying, sending_back, signing
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.reviewing import Refused
from dd_toolkit.web import case_pages, visits
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.desk import Desk, desk_or_404
from dd_toolkit.web.desk_words import verdict_lines
from dd_toolkit.web.replies import reply_lines

bp = Blueprint("settling", __name__, url_prefix="/case/<case_id>/settling")

Page = str | Response | tuple[str, int]

ASKED = "asked-"
"""Before the id of a question: the field with what is asked about it."""

HINDRANCES: dict[HindranceKind, str] = {
    "requests-open": marked(
        "The case was sent back: the employer has not submitted the new edition yet."
    ),
    "no-verdict": marked("Critical questions have no verdict yet."),
    "second-opinion": marked(
        "The two auditors differ here, and it was not settled. The lead decides again."
    ),
    "findings-not-sent": marked("Findings were not sent to the employer for reply."),
    "reply-awaited": marked(
        "The employer has not replied yet, and the time for it is not over."
    ),
    "not-agreed": marked("A second auditor has to agree to the review as it is now."),
}


@bp.get("/")
def settling(case_id: str) -> str:
    """What can be done with the case as a whole, and what stands in the way."""
    return _page(desk_or_404(case_id))


def _page(desk: Desk, error: str = "", part: str = "") -> str:
    found = desk.found
    by_id = found.case.questionnaire.question_by_id
    hindered = signing.hindrances_of(database(), found, at=now())
    return render_template(
        "settling/settling.html",
        **case_pages.shared(desk),
        state=found.review.state,
        questions=desk.questions,
        wanted=_wanted(desk),
        requests=[
            {"question": by_id[one.question_id], "asked": one.asked, "at": one.at}
            for one in reversed(found.requests)
            if one.question_id in by_id
        ],
        findings=[
            {
                "question": by_id[name],
                "lines": verdict_lines(by_id[name], given.verdict),
                "reply": reply_lines(found, name),
            }
            for name, given in found.findings.items()
        ],
        hindrances=[
            (HINDRANCES[one.kind], [by_id[q] for q in one.questions if q in by_id])
            for one in hindered
        ],
        agreed=found.review.agreed_revision == found.review.revision,
        agreed_by=visits.name_of(found.review.agreed_by),
        reply_days=REPLY_DAYS,
        most_days=MOST_REPLY_DAYS,
        part=part,
        error=error,
        said=request.form,
    )


def _wanted(desk: Desk) -> list[str]:
    """The questions whose fields to ask in are open: those chosen, or sent."""
    sent = [name.removeprefix(ASKED) for name in request.form if name.startswith(ASKED)]
    chosen = sent or request.args.getlist("about")
    asked = {question.id for question in desk.questions}
    return [name for name in dict.fromkeys(chosen) if name in asked]


def _after(desk: Desk, outcome: object, part: str) -> Page:
    if isinstance(outcome, Refused):
        code = 403 if outcome.reason == "not-yours" else 422
        code = 409 if outcome.reason in ("signed", "state", "changed") else code
        fresh = desk_or_404(desk.found.review.id)
        return _page(fresh, WHY_NOT[outcome.reason], part), code
    return redirect(url_for(".settling", case_id=desk.found.review.id), 303)


@bp.post("/send-back")
def send_back(case_id: str) -> Page:
    """Ask the employer about these questions; they answer in a new edition."""
    desk = desk_or_404(case_id)
    asked = {
        name.removeprefix(ASKED): text.strip().replace("\r\n", "\n")
        for name, text in request.form.items()
        if name.startswith(ASKED) and text.strip()
    }
    outcome = sending_back.send_back(
        database(),
        toolkit().settings,
        case_id,
        asked,
        new_id=visits.new_id(),
        by=desk.person,
        at=now(),
    )
    return _after(desk, outcome, "send-back")


@bp.post("/findings")
def send_findings(case_id: str) -> Page:
    """Let the employer read the findings and reply."""
    desk = desk_or_404(case_id)
    days = request.form.get("days", "")
    outcome = replying.send_findings(
        database(),
        toolkit().settings,
        case_id,
        reply_days=int(days) if days.isascii() and days.isdigit() else 0,
        by=desk.person,
        at=now(),
    )
    return _after(desk, outcome, "findings")


@bp.post("/four-eyes")
def ask_for_four_eyes(case_id: str) -> Page:
    """Ask that a second auditor agrees before anybody signs."""
    desk = desk_or_404(case_id)
    outcome = assigning.ask_for_four_eyes(
        database(), case_id, wanted=True, by=desk.person, at=now()
    )
    return _after(desk, outcome, "sign")


@bp.post("/agree")
def agree(case_id: str) -> Page:
    """Agree, as the second pair of eyes, to what the page showed."""
    desk = desk_or_404(case_id)
    outcome = signing.agree(database(), case_id, seen=_seen(), by=desk.person, at=now())
    return _after(desk, outcome, "sign")


@bp.post("/sign")
def sign(case_id: str) -> Page:
    """Sign the review as the page showed it: from then on nothing changes."""
    desk = desk_or_404(case_id)
    outcome = signing.sign(
        database(),
        toolkit().settings,
        case_id,
        seen=_seen(),
        by=desk.person,
        at=now(),
    )
    return _after(desk, outcome, "sign")


@bp.post("/correct")
def correct(case_id: str) -> Page:
    """Begin a correction: a new review that says what it replaces and why."""
    desk = desk_or_404(case_id)
    new_id = visits.new_id()
    outcome = correcting.correct(
        database(),
        case_id,
        new_id=new_id,
        reason=request.form.get("reason", ""),
        by=desk.person,
        at=now(),
    )
    if isinstance(outcome, Refused):
        return _after(desk, outcome, "correct")
    return redirect(url_for("reviewing.overview", case_id=new_id), 303)


def _seen() -> int:
    """The revision of the review that the page showed."""
    text = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
