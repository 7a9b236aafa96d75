"""The employer's side of a review: asked for, followed, replied to, shared."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit.core.marking import marked
from dd_toolkit.core.reviewing import MOST_SHARED_DAYS, STANCES, WHY_NOT
from dd_toolkit.core.roles import may
from dd_toolkit.operations import asking, replying
from dd_toolkit.operations.accounts import address
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.operations.replying import ReplyContradicted
from dd_toolkit.operations.reviewing import Refused, ReviewCase, open_review
from dd_toolkit.storage import shares
from dd_toolkit.storage.reviews import Review, reviews_of
from dd_toolkit.storage.verdicts import reply_history
from dd_toolkit.web import editions, speaking, visits
from dd_toolkit.web.accounts import NOT_AN_ADDRESS
from dd_toolkit.web.audit_reports import ask_for_report, audit_pdf, audit_report
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.desk_words import verdict_lines
from dd_toolkit.web.errors import wants_json
from dd_toolkit.web.limiting import limited
from dd_toolkit.web.replies import reply_lines, said_in
from dd_toolkit.web.speaking import gettext
from dd_toolkit.web.verdict_forms import seen_sent

bp = Blueprint("audited", __name__, url_prefix="/assessment/<assessment_id>/audit")

Page = str | Response | tuple[str, int] | tuple[Response, int]

CONFLICT = marked("While this page was open, a colleague replied otherwise:")


@bp.get("/")
def overview(assessment_id: str) -> Page:
    """Ask for a review, or see how far it is."""
    case = visits.case_or_404(assessment_id)
    if not case.assessment.submitted:
        return redirect(url_for("answering.overview", assessment_id=assessment_id))
    return audited_page(case)


def audited_page(case: Case, **said: Any) -> str:
    """The page; ``said``: what a form of it brought, and what was wrong with it."""
    review = review_of(case)
    found = _opened(review) if review else None
    sent = bool(found and (found.review.findings_sent_at or found.review.signed))
    relation = visits.relation_to_case(case.assessment.id)
    return render_template(
        "audited/audited.html",
        **{
            "case": case,
            "review": review,
            "newer": editions.newer_edition(case),
            "people": found.assignments if found else (),
            "requests": _requests(found) if found else [],
            "findings": _findings(found) if found and sent else [],
            "report": audit_report(review) if review and review.signed else None,
            "shares": shares.shares_of(database(), review.id)
            if review and review.signed
            else [],
            "days_left": _days_left(review),
            "now": moment(now()),
            "most_days": MOST_SHARED_DAYS,
            "may_ask": may(relation, "ask-for-review"),
            "may_share": may(relation, "share-report"),
            "part": "",
            "error": "",
            "link": "",
            "said": request.form,
            **said,
        },
    )


def review_of(case: Case) -> Review | None:
    """The newest review of this edition: a correction before what it corrects."""
    found = reviews_of(database(), case.assessment.id)
    return found[0] if found else None


def review_or_404(assessment_id: str) -> tuple[Case, Review]:
    case = visits.case_or_404(assessment_id)
    review = review_of(case)
    return (case, review) if review else abort(404)


def _opened(review: Review) -> ReviewCase | None:
    found = open_review(database(), review.id)
    return replace(found, case=visits.in_language(found.case)) if found else None


def _requests(found: ReviewCase) -> list[dict[str, object]]:
    """What was asked the last time, while it waits for an answer."""
    if found.review.state != "sent-back":
        return []
    by_id = found.case.questionnaire.question_by_id
    return [
        {"question": by_id[name], "asked": one.asked}
        for name, one in found.open_requests.items()
        if name in by_id
    ]


def _findings(found: ReviewCase) -> list[dict[str, object]]:
    by_id = found.case.questionnaire.question_by_id
    history = reply_history(database(), found.review.id)
    return [
        {
            "question": by_id[name],
            "history": [
                said_in(one) for one in reversed(history) if one.question_id == name
            ],
            "lines": verdict_lines(by_id[name], given.verdict),
            "required_by": given.verdict.required_by if given.verdict else None,
            "reply": found.replies.get(name),
            "reply_lines": reply_lines(found, name),
            "newer": bool(
                name in found.replies and found.replies[name].revision < given.revision
            ),
        }
        for name, given in found.findings.items()
    ]


def _days_left(review: Review | None) -> int | None:
    """Days until replies are due, today counted as 0; None: nothing is due."""
    if review is None or review.state != "replying" or review.reply_until is None:
        return None
    until = speaking.as_day(review.reply_until)
    return (until - now().date()).days


@bp.post("/ask")
def ask(assessment_id: str) -> Page:
    """Ask an auditor by mail, or this site to choose one."""
    case = visits.case_or_404(assessment_id)
    auditor = None
    if request.form.get("by") != "site":
        auditor = address(request.form.get("email", ""))
        if auditor is None:
            return audited_page(case, part="ask", error=NOT_AN_ADDRESS), 422
        limited("mail", auditor)
    outcome = asking.ask_for_review(
        database(),
        toolkit().settings,
        assessment_id,
        review_id=visits.new_id(),
        auditor=auditor,
        locale=speaking.spoken_tag(),
        by=_self(),
        at=now(),
    )
    return _after(case, outcome, "ask")


def _after(case: Case, outcome: object, part: str) -> Page:
    if isinstance(outcome, Refused):
        code = 409 if outcome.reason in ("signed", "state") else 422
        return audited_page(case, part=part, error=WHY_NOT[outcome.reason]), code
    return redirect(url_for(".overview", assessment_id=case.assessment.id), 303)


@bp.post("/reply/<question_id>")
def reply(assessment_id: str, question_id: str) -> Page:
    """Reply to one finding; saved as it is given."""
    case, review = review_or_404(assessment_id)
    stance = next((one for one in STANCES if one == request.form.get("stance")), None)
    if stance is None:
        abort(422)
    outcome = replying.reply(
        database(),
        review.id,
        question_id,
        stance=stance,
        text=request.form.get("text", "").strip().replace("\r\n", "\n"),
        seen=seen_sent(request.form),
        by=_self(),
        at=now(),
    )
    if isinstance(outcome, ReplyContradicted):
        return _contradicted(case, question_id, outcome)
    if isinstance(outcome, Refused):
        code = 409 if outcome.reason in ("signed", "state") else 422
        error = WHY_NOT[outcome.reason]
        if wants_json():
            return jsonify(saved=False, errors=[gettext(error)]), code
        return audited_page(case, part=question_id, error=error), code
    if wants_json():
        return jsonify(saved=True, seen=outcome.revision)
    here = url_for(".overview", assessment_id=assessment_id)
    return redirect(f"{here}#finding-{question_id}", 303)


def _contradicted(case: Case, question_id: str, outcome: ReplyContradicted) -> Page:
    """A colleague's newer reply stands beside this one; one more save replaces it."""
    lines = list(said_in(outcome.other))
    seen = outcome.other.revision
    if wants_json():
        conflict = {"said": gettext(CONFLICT), "lines": lines, "seen": seen}
        return jsonify(saved=False, conflict=conflict), 409
    conflict = {"question": question_id, "lines": lines, "seen": seen}
    return audited_page(case, conflict=conflict), 409


@bp.post("/replied")
def replied(assessment_id: str) -> Page:
    """Tell the auditors that the replies are complete."""
    case, review = review_or_404(assessment_id)
    outcome = replying.replies_done(
        database(), toolkit().settings, review.id, by=_self(), at=now()
    )
    return _after(case, outcome, "replied")


@bp.get("/report")
def report(assessment_id: str) -> Page:
    """How far the PDF is, for the script that waits for it."""
    _, review = review_or_404(assessment_id)
    found = audit_report(review) if review.signed else None
    if not wants_json():
        return redirect(url_for(".overview", assessment_id=assessment_id))
    ready = bool(found and found.finished_at)
    return jsonify(ready=ready, failed=bool(found and found.failed_at))


@bp.post("/report")
def make_report(assessment_id: str) -> Page:
    """Ask for the PDF in this language, or again where it failed."""
    _, review = review_or_404(assessment_id)
    ask_for_report(review)
    return redirect(url_for(".overview", assessment_id=assessment_id), 303)


@bp.get("/audit.pdf")
def pdf(assessment_id: str) -> Page:
    """The report itself."""
    case, review = review_or_404(assessment_id)
    found = audit_pdf(review, case.assessment.name)
    return found or redirect(url_for(".overview", assessment_id=assessment_id))


def _self() -> str:
    return visits.actor().account_id or ""
