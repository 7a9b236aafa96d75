"""Notes from the site: what workers and management said, and what was seen.

Workers are never named, by design. A note that looks as if it named one is not refused,
because the guess can be wrong: the page asks once, and the auditor decides.
"""

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit.core.marking import marked
from dd_toolkit.core.reviewing import NOTE_KINDS, WHY_NOT
from dd_toolkit.operations import field_notes
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.operations.reviewing import Refused
from dd_toolkit.storage.field_notes import FieldNote
from dd_toolkit.web import case_pages, visits
from dd_toolkit.web.context import database
from dd_toolkit.web.desk import Desk, desk_or_404, warning_of_names
from dd_toolkit.web.errors import wants_json
from dd_toolkit.web.speaking import gettext

bp = Blueprint("noting", __name__, url_prefix="/case/<case_id>/notes")

KEEP_OR_REWRITE = marked("Please rewrite the note, or keep it as it is.")

Page = str | Response | tuple[str, int] | tuple[Response, int]


@bp.get("/")
def notes(case_id: str) -> str:
    """All notes, and the form for a new one."""
    return _page(desk_or_404(case_id), [])


def _page(desk: Desk, errors: list[str], *, warned: bool = False) -> str:
    sent = request.form
    return render_template(
        "noting/notes.html",
        **case_pages.shared(desk),
        notes=case_pages.note_lines(desk),
        questions=desk.questions,
        errors=errors,
        warned=warned,
        said={
            "note": sent.get("note", "") or visits.new_id(),
            "kind": sent.get("kind", "workers"),
            "question": sent.get("question", request.args.get("question", "")),
            "people": sent.get("people", ""),
            "text": sent.get("text", ""),
        },
    )


@bp.post("/")
def add(case_id: str) -> Page:
    """Keep a note; where it looks as if it names a worker, ask once."""
    desk = desk_or_404(case_id)
    note = _sent(desk)
    warning = warning_of_names(note.text)
    if warning and "keep" not in request.form:
        return _refused(desk, f"{warning} {gettext(KEEP_OR_REWRITE)}", 422, warned=True)
    outcome = field_notes.add_note(database(), desk.found, note, at=now())
    if isinstance(outcome, Refused):
        code = 409 if outcome.reason == "signed" else 422
        return _refused(desk, gettext(WHY_NOT[outcome.reason]), code)
    here = url_for(".notes", case_id=case_id, question=note.question_id)
    if wants_json():
        return jsonify(saved=True, next=f"{here}#notes")
    return redirect(f"{here}#notes", 303)


def _sent(desk: Desk) -> FieldNote:
    form = request.form
    kind = next((one for one in NOTE_KINDS if one == form.get("kind")), None)
    question_id = form.get("question", "")
    asked = {question.id for question in desk.questions}
    if kind is None or (question_id and question_id not in asked):
        abort(422)
    people = form.get("people", "").strip()
    return FieldNote(
        id=form.get("note", "")[:40] or visits.new_id(),
        question_id=question_id or None,
        kind=kind,
        # Refused there, with the reason: what is no number becomes one that is none.
        people=(int(people) if people.isascii() and people.isdigit() else -1)
        if people
        else None,
        text=form.get("text", "").strip().replace("\r\n", "\n"),
        by=desk.person,
        at=moment(now()),
    )


def _refused(desk: Desk, sentence: str, code: int, *, warned: bool = False) -> Page:
    if wants_json():
        return jsonify(saved=False, errors=[sentence], warned=warned), code
    return _page(desk, [sentence], warned=warned), code


@bp.post("/<note_id>/withdraw")
def withdraw(case_id: str, note_id: str) -> Response:
    """Take one's note back."""
    desk = desk_or_404(case_id)
    outcome = field_notes.withdraw_note(
        database(), desk.found, note_id, by=desk.person, at=now()
    )
    if isinstance(outcome, Refused):
        abort(409 if outcome.reason == "signed" else 404)
    return redirect(url_for(".notes", case_id=case_id) + "#notes", 303)
