"""A trainer's workshops: the list, preparing one, changing it before it opens, what is
left to do afterwards. The room itself is run from ``web.consoles``."""

from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dd_toolkit import languages
from dd_toolkit.core.marking import marked
from dd_toolkit.core.translating_agendas import agenda_in_words
from dd_toolkit.core.workshop import PACES, ROOMS, Pace, Plans, Room
from dd_toolkit.operations import workshops as acts
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.workshops import Board, NotPrepared
from dd_toolkit.storage import participants, workshops
from dd_toolkit.web import papers, speaking, visits
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.start import MAIN_SET

bp = Blueprint("workshops", __name__)

Page = str | Response | tuple[str, int]

HOME = "/workshop/<workshop_id>"
AGENDA = "agenda:"
SET = "set:"
SECTIONS = "sections"

REFUSALS = {
    "title": marked("Please give the workshop a title of at most 120 characters."),
    "empty": marked("Please choose at least one section."),
    "twice": marked("One question would be asked twice. Please choose it once."),
    "opened": marked("The workshop was opened. It does not change any more."),
}
NO_SOURCE = marked("Please choose what the room will be asked.")


@dataclass(frozen=True)
class Wanted:
    """What the form for preparing says. ``plans`` None: nothing was chosen."""

    title: str
    pace: Pace
    room: Room
    plans: Plans | None


@bp.get("/workshops")
def own() -> str:
    """All workshops of this trainer."""
    return render_template(
        "workshops/list.html",
        workshops=workshops.workshops_of(database(), _self()),
        guide=papers.guide_report(),
    )


@bp.get("/workshops/new")
def new() -> str:
    """What a workshop may be made of."""
    return _form(request.args)


@bp.post("/workshops/new")
def prepare() -> Page:
    """Prepare one, or say what is missing."""
    wanted = _wanted(request.form)
    if wanted.plans is None:
        return _form(request.form, error=NO_SOURCE), 422
    prepared = acts.prepare(
        database(),
        wanted.plans,
        workshop_id=visits.new_id(),
        trainer_id=_self(),
        title=wanted.title,
        pace=wanted.pace,
        at=now(),
        rehearsal=request.form.get("rehearsal") == "yes",
    )
    if isinstance(prepared, NotPrepared):
        return _form(request.form, error=REFUSALS[prepared.reason]), 422
    return redirect(url_for(".overview", workshop_id=prepared.id), 303)


@bp.get(HOME)
def overview(workshop_id: str) -> str:
    """The workshop: its steps, and what can be done with it now."""
    return _overview(workshop_id)


def _overview(workshop_id: str, error: str = "") -> str:
    board = board_or_404(workshop_id)
    return render_template(
        "workshops/overview.html",
        workshop=board.workshop,
        plan=board.plan,
        reports=papers.reports_of(board.workshop),
        names=len(participants.certificates(database(), workshop_id)),
        has_cases=any(step.kind == "case" for step in board.plan.steps),
        error=error,
    )


@bp.get(HOME + "/edit")
def edit(workshop_id: str) -> Page:
    """The form, to change it before it opens."""
    board = board_or_404(workshop_id)
    if board.workshop.state != "prepared":
        return redirect(url_for(".overview", workshop_id=workshop_id))
    kept = {
        "title": board.workshop.title,
        "pace": board.workshop.pace,
        "room": board.plan.room,
    }
    return _form(MultiDict(kept), workshop_id=workshop_id)


@bp.post(HOME + "/edit")
def revise(workshop_id: str) -> Page:
    """Change it; what is asked stays where nothing else was chosen."""
    board = board_or_404(workshop_id)
    wanted = _wanted(request.form)
    plans = wanted.plans
    if plans is None and wanted.room != board.plan.room:
        plans = _in_rooms_of(board, wanted.room)
    revised = acts.revise(
        database(),
        workshop_id,
        plans=plans,
        title=wanted.title,
        pace=wanted.pace,
        at=now(),
    )
    if isinstance(revised, NotPrepared):
        error = REFUSALS[revised.reason]
        return _form(request.form, workshop_id=workshop_id, error=error), 422
    papers.make_anew(board.workshop)
    return redirect(url_for(".overview", workshop_id=workshop_id), 303)


@bp.post(HOME + "/next-steps")
def write_next_steps(workshop_id: str) -> Page:
    """Keep what the room agreed."""
    board = board_or_404(workshop_id)
    text = request.form.get("next-steps", "")
    if not acts.write_next_steps(database(), workshop_id, text):
        return _overview(workshop_id, marked("The text is too long.")), 422
    papers.make_anew(board.workshop)
    return redirect(
        url_for(".overview", workshop_id=workshop_id, _anchor="next-steps"), 303
    )


def _in_rooms_of(board: Board, room: Room) -> Plans:
    """The same plans, answered by each person or by tables."""
    plans = workshops.plans(database(), board.workshop.plan_sha256)
    return Plans(
        {tag: replace(plan, room=room) for tag, plan in plans.by_language.items()}
    )


def board_or_404(workshop_id: str) -> Board:
    """What may be shown of the workshop, in the visitor's language.

    Whose it is, the gate has asked before (``web.access``).
    """
    found = acts.board(database(), workshop_id, locale=speaking.spoken_tag())
    return found if found is not None else abort(404)


def _form(
    sent: MultiDict[str, str], *, workshop_id: str | None = None, error: str = ""
) -> str:
    library = toolkit().library
    whole = speaking.in_language(library.questionnaire(MAIN_SET))
    return render_template(
        "workshops/prepare.html",
        agendas=[
            agenda_in_words(one, languages.saying(speaking.spoken_tag()))
            for one in library.agendas.values()
        ],
        sets=[speaking.in_language(one) for one in library.questionnaires.values()],
        whole=whole,
        sections_of={
            area.id: [one for one in whole.sections if one.area == area.id]
            for area in whole.areas
        },
        sent=sent,
        chosen=sent.getlist("section"),
        workshop_id=workshop_id,
        error=error,
    )


def _wanted(sent: MultiDict[str, str]) -> Wanted:
    pace, room = sent.get("pace", PACES[0]), sent.get("room", ROOMS[0])
    if pace not in PACES or room not in ROOMS:
        abort(422)
    return Wanted(
        title=sent.get("title", ""),
        pace=pace,
        room=room,
        plans=_plans(sent, room),
    )


def _plans(sent: MultiDict[str, str], room: Room) -> Plans | None:
    """What is to be asked; None where nothing (else) was chosen."""
    library = toolkit().library
    source = sent.get("source", "")
    agenda, questionnaire = source.removeprefix(AGENDA), source.removeprefix(SET)
    of_sections = partial(acts.plans_of_sections, library, room=room)
    if source.startswith(AGENDA) and agenda in library.agendas:
        return acts.plans_of_agenda(library, agenda, room=room)
    if source.startswith(SET) and questionnaire in library.questionnaires:
        return of_sections(questionnaire)
    known = {section.id for section in library.questionnaire(MAIN_SET).sections}
    chosen = tuple(one for one in sent.getlist("section") if one in known)
    if source == SECTIONS and chosen:
        return of_sections(MAIN_SET, chosen)
    return None


def _self() -> str:
    return visits.actor().account_id or ""
