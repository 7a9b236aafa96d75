"""An auditor at work: one question after the other, what is declared beside its proof.

A verdict is saved as it is given, by the script or by the button; nobody's newer one
is covered unread.
"""

from typing import Literal

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit.core.questionnaire import Question
from dd_toolkit.core.reviewing import WHY_NOT
from dd_toolkit.operations import assigning, verdicts
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.reviewing import Refused
from dd_toolkit.operations.verdicts import Contradicted
from dd_toolkit.storage.verdicts import GivenVerdict
from dd_toolkit.web import case_pages, question_page, visits
from dd_toolkit.web.context import database
from dd_toolkit.web.desk import Desk, desk_or_404, question_or_404, warning_of_names
from dd_toolkit.web.desk_words import verdict_lines
from dd_toolkit.web.errors import wants_json
from dd_toolkit.web.history import moment_in_words
from dd_toolkit.web.speaking import gettext
from dd_toolkit.web.verdict_forms import Fields, Unclear, fields_sent, verdict_sent

bp = Blueprint("reviewing", __name__, url_prefix="/case/<case_id>")

Page = str | Response | tuple[str, int]
JsonPage = Page | tuple[Response, int]


@bp.get("/")
def overview(case_id: str) -> str:
    """The whole case: its figures, what to check first, all questions."""
    desk = desk_or_404(case_id)
    return render_template(
        "reviewing/overview.html",
        **case_pages.overview(desk, show=request.args.get("show", "all")),
    )


@bp.get("/question/<question_id>")
def question(case_id: str, question_id: str) -> str:
    """One question with everything that bears on it, and the verdict."""
    desk = desk_or_404(case_id)
    return _page(desk, question_or_404(desk, question_id))


def _page(
    desk: Desk,
    asked: Question,
    given: Fields | None = None,
    *,
    errors: tuple[str, ...] = (),
    conflict: dict[str, object] | None = None,
) -> str:
    return render_template(
        "reviewing/question.html",
        **question_page.question(desk, asked, given),
        errors=[gettext(error) for error in errors],
        conflict=conflict,
    )


@bp.post("/question/<question_id>")
def give_verdict(case_id: str, question_id: str) -> JsonPage:
    """Save a verdict, or take it back."""
    desk = desk_or_404(case_id)
    asked = question_or_404(desk, question_id)
    sent = verdict_sent(request.form)
    fields = fields_sent(request.form, desk.part)
    if isinstance(sent, Unclear):
        return _refused(desk, asked, fields, (sent.reason,), 422)
    outcome = verdicts.decide(
        database(),
        desk.found,
        question_id,
        sent,
        seen=fields.seen,
        through="autosave" if wants_json() else "page",
        by=desk.person,
        at=now(),
    )
    if isinstance(outcome, Contradicted):
        return _contradicted(desk, asked, fields, outcome.other)
    if isinstance(outcome, Refused):
        reasons = tuple(one.reason for one in outcome.refusals)
        code = 409 if outcome.reason == "signed" else 422
        reasons = reasons or (WHY_NOT[outcome.reason],)
        return _refused(desk, asked, fields, reasons, code)
    following = _following(desk, asked)
    if wants_json():
        told = warning_of_names(f"{fields.finding}\n{fields.required}")
        go = following if "go" in request.form or sent is None else None
        errors = [told] if told else []
        return jsonify(saved=True, seen=outcome.revision, errors=errors, next=go)
    return redirect(following, 303)


def _following(desk: Desk, asked: Question) -> str:
    """Where saving leads: to the next open question, or to what was taken back."""
    case_id = desk.found.review.id
    if "take-back" in request.form:
        return url_for(".question", case_id=case_id, question_id=asked.id)
    following = desk.open_after(asked.id)
    if not following:
        return url_for(".overview", case_id=case_id)
    return url_for(".question", case_id=case_id, question_id=following) + "#main"


def _refused(
    desk: Desk, asked: Question, fields: Fields, reasons: tuple[str, ...], code: int
) -> JsonPage:
    if wants_json():
        errors = [gettext(reason) for reason in reasons]
        return jsonify(saved=False, errors=errors), code
    return _page(desk, asked, fields, errors=reasons), code


def _contradicted(
    desk: Desk, asked: Question, fields: Fields, other: GivenVerdict
) -> JsonPage:
    """Show the other's newer verdict; one more save puts this one in its place."""
    said = gettext(
        "While this page was open, %(who)s gave another verdict (%(when)s):"
    ) % {"who": visits.name_of(other.by), "when": moment_in_words(other.at)}
    lines = list(verdict_lines(asked, other.verdict))
    if wants_json():
        conflict = {"said": said, "lines": lines, "seen": other.revision}
        return jsonify(saved=False, conflict=conflict), 409
    newer = Fields(**{**vars(fields), "seen": other.revision})
    return _page(desk, asked, newer, conflict={"said": said, "lines": lines}), 409


# --- several questions at once --------------------------------------------------------


@bp.get("/minor")
def minor(case_id: str) -> str:
    """The minor questions with evidence, which may be confirmed together."""
    return _minor(desk_or_404(case_id), ())


def _minor(desk: Desk, refused: tuple[str, ...]) -> str:
    return render_template(
        "reviewing/minor.html", **case_pages.minor(desk, refused=refused)
    )


@bp.post("/minor")
def confirm_many(case_id: str) -> Page:
    """Confirm those ticked; what may not be confirmed so is named."""
    desk = desk_or_404(case_id)
    outcome = verdicts.confirm_minor(
        database(),
        desk.found,
        tuple(dict.fromkeys(request.form.getlist("question"))),
        by=desk.person,
        at=now(),
    )
    if isinstance(outcome, Refused):
        abort(409 if outcome.reason == "signed" else 422)
    refused = tuple(name for name, _ in outcome.refused)
    if refused:
        return _minor(desk_or_404(case_id), refused), 422
    return redirect(url_for(".minor", case_id=case_id), 303)


@bp.post("/sections")
def give_sections(case_id: str) -> Response:
    """Say which auditor checks which section."""
    desk = desk_or_404(case_id)
    for section in desk.found.case.questionnaire.sections:
        wanted = request.form.get(f"section-{section.id}")
        if wanted is None or wanted == desk.found.sections.get(section.id, ""):
            continue
        outcome = assigning.give_section(
            database(), case_id, section.id, wanted, by=desk.person, at=now()
        )
        if isinstance(outcome, Refused):
            abort(_code(outcome))
    return redirect(url_for(".overview", case_id=case_id), 303)


def _code(refused: Refused) -> Literal[403, 409, 422]:
    if refused.reason == "not-yours":
        return 403
    return 409 if refused.reason in ("signed", "state") else 422
