"""Answering: the profile, a page for each section, the overview and the review."""

from typing import Literal

from flask import (
    Blueprint,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from dd_toolkit import languages
from dd_toolkit.core.answering import (
    Answer,
    laws_beside,
)
from dd_toolkit.core.roles import may
from dd_toolkit.operations import assessments, bookmarks, editions
from dd_toolkit.operations.assessments import Case, NotSaved, NotSubmitted
from dd_toolkit.operations.clock import now
from dd_toolkit.storage import organisations
from dd_toolkit.storage.bookmarks import bookmarked
from dd_toolkit.storage.evidence import evidence_counts
from dd_toolkit.web import again, speaking, visits
from dd_toolkit.web.asked import asked_by_auditor
from dd_toolkit.web.boxes import Meanwhile, Shown, ShownLaw
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.editions import changed_questions
from dd_toolkit.web.errors import wants_json
from dd_toolkit.web.forms import AnswersSent, answers_sent, later_sent, page_questions
from dd_toolkit.web.last_time import last_time
from dd_toolkit.web.saving import (
    Unsaved,
    as_shown,
    once_saved,
    others_meanwhile,
    saved_json,
    sorted_out,
)
from dd_toolkit.web.seen import seen_in, seen_text

bp = Blueprint("answering", __name__, url_prefix="/assessment/<assessment_id>")

PROFILE = "profile"
STILL = "still"
"""The button that gives last year's answer again; its value is the question's id."""


@bp.get("/")
def overview(assessment_id: str) -> str | Response:
    """The areas and how far each has come."""
    case = visits.case_or_404(assessment_id)
    if case.assessment.submitted:
        return redirect(url_for("results.results", assessment_id=assessment_id))
    if not case.profile_complete:
        return redirect(url_for(".profile", assessment_id=assessment_id))
    return render_template(
        "answering/overview.html",
        case=case,
        progress=case.progress,
        **_attached_and_marked(case),
        asked=asked_by_auditor(case),
        changes=changed_questions(case),
        to_look_at=editions.second_look(database(), case),
        link=visits.private_link(assessment_id),
        relation=visits.relation_to_case(assessment_id),
        answerers=_answerers(case),
    )


def _answerers(case: Case) -> dict[str, str]:
    """Section id -> name of the colleague who was asked to answer it."""
    of = case.assessment.organisation_id
    if of is None:
        return {}
    names = {
        one.account_id: one.called for one in organisations.colleagues(database(), of)
    }
    given = organisations.duties(database(), case.assessment.id)
    return {
        section_id: names[account_id]
        for section_id, account_id in given.items()
        if account_id in names
    }


@bp.get("/profile")
def profile(assessment_id: str) -> str | Response:
    """Who answers: it decides which questions apply."""
    return _page(visits.case_or_404(assessment_id), PROFILE)


@bp.get("/section/<section_id>")
def section(assessment_id: str, section_id: str) -> str | Response:
    """One page of questions."""
    case = visits.case_or_404(assessment_id)
    if section_id not in case.questionnaire.section_by_id:
        abort(404)
    if not case.profile_complete:
        return redirect(url_for(".profile", assessment_id=assessment_id))
    return _page(case, section_id)


@bp.post("/profile")
def save_profile(assessment_id: str) -> str | Response | tuple[str, int]:
    """Save the profile, and the name for the report."""
    case = again.case_to_save(assessment_id)
    name = request.form.get("name")
    # A name that was left as it stood must not undo what somebody else wrote since.
    if name is not None and name != request.form.get("name-seen"):
        assessments.rename(database(), case, name)
    return _save(case, PROFILE)


@bp.post("/section/<section_id>")
def save_section(
    assessment_id: str, section_id: str
) -> str | Response | tuple[str, int]:
    """Save the answers of one page, or of one question while it is being answered."""
    case = again.case_to_save(assessment_id)
    if section_id not in case.questionnaire.section_by_id:
        abort(404)
    return _save(case, section_id)


@bp.get("/review")
def review(assessment_id: str) -> str | Response:
    """Everything before it is submitted."""
    case = visits.case_or_404(assessment_id)
    if case.assessment.submitted:
        return redirect(url_for("results.results", assessment_id=assessment_id))
    return render_template("answering/review.html", **_reviewed(case))


@bp.post("/submit")
def submit(assessment_id: str) -> Response | tuple[str, int]:
    """Freeze the answers and show the results."""
    case = visits.case_or_404(assessment_id)
    outcome = assessments.submit(
        database(),
        assessment_id,
        report_id=visits.new_id(),
        locale=speaking.spoken_tag(),
        at=now(),
        by=visits.signature(),
        site=toolkit().settings.url,
    )
    if isinstance(outcome, NotSubmitted) and outcome.reason != "submitted":
        return render_template("answering/review.html", **_reviewed(case)), 422
    return redirect(url_for("results.results", assessment_id=assessment_id), 303)


def _page(case: Case, page: str, sent: Unsaved | None = None) -> str | Response:
    if case.assessment.submitted:
        return redirect(url_for("results.results", assessment_id=case.assessment.id))
    done = case.progress
    sent = sent or Unsaved()
    shown = _shown(case, page, sent)
    shared = {
        "case": case,
        "shown": shown,
        "seen": seen_text(
            {**case.revisions, **sent.seen}, (item.question.id for item in shown)
        ),
        "others": [item.question for item in shown if item.meanwhile],
        "progress": done,
        "saved_at": None,
    }
    if page == PROFILE:
        return render_template("answering/profile.html", **shared)
    section = case.questionnaire.section_by_id[page]
    return render_template(
        "answering/section.html",
        section=section,
        area=case.questionnaire.area_by_id[section.area],
        before=done.before(page),
        after=done.after(page),
        number=done.number(page),
        files=evidence_counts(database(), case.assessment.id),
        later=bookmarked(database(), case.assessment.id),
        changes=changed_questions(case),
        asked=asked_by_auditor(case),
        **shared,
    )


def _shown(case: Case, page: str, sent: Unsaved) -> list[Shown]:
    shown = []
    last = {} if page == PROFILE else last_time(case, page)
    aside = editions.second_look(database(), case)
    for question in page_questions(case.questionnaire, page):
        stored = case.answers.get(question.id, Answer())
        answer = sent.given.get(question.id, stored)
        error = sent.errors.get(question.id, "")
        other = sent.others.get(question.id)
        given = bool(answer.choices or answer.text)
        state: Literal["open", "saved", "refused"] = "saved" if given else "open"
        if error or other:
            state = "refused"
        laws = laws_shown(case, question.id)
        applies = question.id in case.asked
        shown.append(
            Shown(
                question,
                answer,
                applies,
                error,
                state,
                laws,
                last=last.get(question.id),
                second_look=question.id in aside,
                meanwhile=other,
            )
        )
    return shown


def laws_shown(case: Case, question_id: str) -> tuple[ShownLaw, ...]:
    """What national law says beside a question, in the visitor's language."""
    tag = speaking.spoken_tag()
    today = now().date()
    return tuple(
        ShownLaw(
            languages.law_reference(law, tag),
            languages.fact(law, tag),
            law.as_of,
            law.to_check(today),
        )
        for law in laws_beside(case.questionnaire, question_id, case.answers)
    )


def _save(case: Case, page: str) -> str | Response | tuple[str, int]:
    seen = seen_in(request.form)
    known = as_shown(case, seen)
    sent = _sent(case, page, known)
    still = request.form.get(STILL, "")
    confirmed = _confirmed(case, still, sent) if still else {}
    fitting, refused = sorted_out(case, sent.given, known)
    refused = (*sent.refused, *refused)
    before = case.asked
    through = "autosave" if wants_json() else "page"
    case, others = _written(case, fitting, through=through, seen=seen)
    case, more = _written(case, confirmed, through="confirmed", seen=seen)
    others |= more
    if not bookmarks.mark(database(), case, later_sent(request.form), at=now()):
        abort(409)
    if wants_json():
        return saved_json(case, page, (*sent.given, *confirmed), refused, others)
    if refused or others:
        errors = {r.question: r.reason for r in refused}
        kept = {q: sent.given[q] for q in (*errors, *others) if q in sent.given}
        # Nobody was told of other answers to what was refused: they are not seen yet.
        unseen = {q: seen.get(q, 0) for q in errors if q in kept}
        left = Unsaved(errors, others, kept, unseen)
        shown = _page(visits.in_language(case), page, left)
        code = 409 if others else 422
        return shown if isinstance(shown, Response) else (shown, code)
    return redirect(_address_after(case, page, before, still), 303)


def _sent(case: Case, page: str, known: dict[str, Answer]) -> AnswersSent:
    """What came with the page; 422 for questions that do not stand on it."""
    questions = page_questions(case.questionnaire, page)
    sent = answers_sent(case.questionnaire, questions, request.form, known)
    if sent.strange:
        abort(422)
    speaking.choose(request.form.get(speaking.FIELD, ""))
    return sent


def _written(
    case: Case, given: dict[str, Answer], *, through: str, seen: dict[str, int]
) -> tuple[Case, dict[str, Meanwhile]]:
    """The case once these are saved, and what somebody else answered meanwhile."""
    if not given and through == "confirmed":
        return case, {}
    outcome = assessments.answer(
        database(),
        case,
        given,
        through=through,
        at=now(),
        by=visits.person(),
        seen=seen,
    )
    if isinstance(outcome, NotSaved):
        abort(409 if outcome.reason == "submitted" else 422)
    case = once_saved(case, given, outcome)
    return case, others_meanwhile(case, outcome)


def _address_after(case: Case, page: str, before: frozenset[str], still: str) -> str:
    """Where a page leads whose answers are all saved."""
    if speaking.FIELD in request.form:
        return f"{request.path}#main"
    evidence_of = request.form.get("evidence", "")
    if evidence_of in case.questionnaire.section_of:
        return _evidence_address(case, evidence_of)
    if still:
        return f"{request.path}#{still}"
    opened = _opened_by_saving(case, page, before)
    if opened:
        return f"{request.path}#{opened}"
    # Browsers carry a fragment over a redirect that has none of its own.
    return f"{_next_address(case, page)}#main"


def _confirmed(case: Case, still: str, sent: AnswersSent) -> dict[str, Answer]:
    """Last year's answer to this question, in place of what its fields sent."""
    here = sent.given.pop(still, None)
    earlier = editions.last_year(database(), case)
    if here is None or earlier is None:
        abort(422)
    same = editions.as_last_year(case, earlier, still, note=here.note)
    return {still: same} if same else abort(422)


def _opened_by_saving(case: Case, page: str, before: frozenset[str]) -> str | None:
    """The first question of the same page that these answers opened; None if none."""
    for question in page_questions(case.questionnaire, page):
        opened = question.id in case.asked and question.id not in before
        if opened and question.id not in case.answers:
            return question.id
    return None


def _evidence_address(case: Case, question_id: str) -> str:
    address = url_for(
        "evidence.question",
        assessment_id=case.assessment.id,
        question_id=question_id,
    )
    return f"{address}#main"


def _next_address(case: Case, page: str) -> str:
    assessment_id = case.assessment.id
    if page == PROFILE:
        target = ".overview" if case.profile_complete else ".profile"
        return url_for(target, assessment_id=assessment_id)
    after = case.progress.after(page)
    if after is None:
        return url_for(".review", assessment_id=assessment_id)
    return url_for(".section", assessment_id=assessment_id, section_id=after.section.id)


def _attached_and_marked(case: Case) -> dict[str, object]:
    """How many files each question has, and which questions to come back to."""
    marked = bookmarked(database(), case.assessment.id) & case.asked
    return {
        "files": evidence_counts(database(), case.assessment.id),
        "later": [q for q in case.questionnaire.questions if q.id in marked],
    }


def _reviewed(case: Case) -> dict[str, object]:
    result = case.result
    return {
        "case": case,
        "may_submit": may(visits.relation_to_case(case.assessment.id), "submit-case"),
        "result": result,
        "progress": case.progress,
        **_attached_and_marked(case),
        "unanswered": [line for line in result.lines if line.state == "unanswered"],
        "unknown": [line for line in result.lines if line.state == "unknown"],
        "not_applicable": [
            line for line in result.lines if line.state == "not-applicable"
        ],
    }
