"""How a trainer runs the room: the console, and the projector that the room looks at.

Each press carries what its screen showed (``seen``), so that two consoles, or a remote
that presses twice, do no harm. Pages work without scripts; with them they follow the
room by themselves (static/room.js).
"""

import datetime
import io
from collections.abc import Mapping
from dataclasses import dataclass

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from dd_toolkit.core.marking import marked
from dd_toolkit.languages import LANGUAGES
from dd_toolkit.operations import screens
from dd_toolkit.operations import workshops as acts
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.workshops import Board, Done, NotDone
from dd_toolkit.storage.workshops import Workshop
from dd_toolkit.web import room_views, speaking, visits
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.projecting import projector_screen
from dd_toolkit.web.room_views import (
    STEP_WORDS,
    Voices,
    only_the_part,
)
from dd_toolkit.web.rooms import board_version
from dd_toolkit.web.workshops import HOME, board_or_404

bp = Blueprint("consoles", __name__, url_prefix=HOME)

REFUSED = {
    "state": marked("The workshop is not open."),
    "moved": marked("Another console went on meanwhile. This is where the room is."),
    "step": marked("There is no such step."),
    "published": marked("The answers before and after were shown: they stay closed."),
}


@dataclass(frozen=True)
class Press:
    """A button of the console. ``to`` is the step that it leads to, or concerns."""

    act: str
    label: str
    to: int


@bp.post("/open")
def open_room(workshop_id: str) -> AnyResponse:
    """Let phones in, and go to the console."""
    acts.open_room(database(), workshop_id, by=_self(), at=now())
    return redirect(url_for(".console", workshop_id=workshop_id), 303)


@bp.get("/console")
def console(workshop_id: str) -> str | AnyResponse:
    """Where the room is, what comes, what may be done."""
    return _console(workshop_id)


def _console(workshop_id: str, refused: str = "") -> str | AnyResponse:
    board = board_or_404(workshop_id)
    if _unchanged(board):
        return Response(status=204)
    if board.workshop.state != "open":
        return redirect(url_for("workshops.overview", workshop_id=workshop_id), 303)
    turned = screens.turned_to(database(), workshop_id, board.workshop.step)
    voices = Voices(((speaking.spoken_tag(), board),))
    part = "part" if only_the_part() else "console"
    return render_template(
        f"consoles/{part}.html",
        board=board,
        workshop=board.workshop,
        plan=board.plan,
        outcome=board.current,
        turned=turned,
        bars=room_views.bars(voices, board.current),
        why_nothing=room_views.why_nothing(voices, board.current),
        gain=room_views.gain_words(board.current.gain, speaking.spoken_tag())
        if board.current.gain
        else "",
        on=_going_on(board, turned),
        begins=_begins(board),
        step_words=STEP_WORDS,
        join_address=join_address(),
        minute=minutes_since(board.workshop.opened_at, now()),
        version=board_version(board),
        refused=refused,
    )


@bp.post("/console")
def press(workshop_id: str) -> str | AnyResponse | tuple[str | AnyResponse, int]:
    """One press of a button."""
    seen, to = _number("seen"), _number("to")
    outcome = _acted(workshop_id, request.form.get("act", ""), seen, to)
    if isinstance(outcome, NotDone):
        return _console(workshop_id, REFUSED[outcome.reason])
    return redirect(url_for(".console", workshop_id=workshop_id), 303)


def _unchanged(board: Board) -> bool:
    """Does the script that asks know all this already?"""
    return only_the_part() and request.args.get("seen") == board_version(board)


def _acted(workshop_id: str, act: str, seen: int, to: int) -> Done | NotDone:
    db, at = database(), now()
    if act == "go":
        return acts.go(db, workshop_id, seen=seen, to=to, at=at)
    if act == "end":
        return acts.end(db, workshop_id, by=_self(), at=at)
    if act in screens.TURNS:
        turned = screens.turn(db, workshop_id, seen=seen, to=act)
        return Done() if turned else NotDone("moved")
    if act == "hide":
        return acts.hide_step(db, workshop_id, to)
    on_a_step = {
        "open": acts.open_step,
        "close": acts.close_step,
        "show": acts.show_step,
    }
    if act not in on_a_step:
        abort(422)
    return on_a_step[act](db, workshop_id, to, at=at)


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1


def _going_on(board: Board, turned: screens.Turned) -> Press | None:
    """What comes next by itself: a presenter's remote has only this one button.

    A question is opened, closed, shown, then its standard; then the next step. What
    cannot be shown is passed over. None: the end was reached.
    """
    outcome, here = board.current, board.workshop.step
    last = here == len(board.outcomes) - 1
    next_step = None if last else Press("go", marked("Next step"), here + 1)
    if outcome.step.question is None:
        return next_step
    state = outcome.state
    if state.opened_at is None:
        return Press("open", marked("Open for answers"), here)
    if state.open and board.workshop.pace == "trainer":
        return Press("close", marked("Close the answers"), here)
    if outcome.distribution and not state.shown:
        return Press("show", marked("Show the answers"), here)
    if outcome.step.provisions and state.shown and turned == "step":
        return Press("standard", marked("Show the standard"), here)
    if outcome.distribution is None and state.closed:
        after = max(board.plan.block_of(here)) + 1
        end = after >= len(board.outcomes)
        return None if end else Press("go", marked("Next step"), after)
    return next_step


def _begins(board: Board) -> Mapping[int, int]:
    """At which minute of the plan each step begins."""
    begins, minute = {}, 0
    for outcome in board.outcomes:
        begins[outcome.number] = minute
        minute += outcome.step.minutes
    begins[len(board.outcomes)] = minute
    return begins


@bp.get("/projector")
def projector(workshop_id: str) -> str | Response:
    """What the room looks at.

    It has a language of its own (``?in=ar``): the console keeps the trainer's.
    """
    speaking.speak(request.args.get("in", ""))
    board = board_or_404(workshop_id)
    if _unchanged(board):
        return Response(status=204)
    both = request.args.get("both") == "yes"
    tags = [tag for tag in LANGUAGES if tag != speaking.spoken_tag()] if both else []
    others = [(tag, _board(workshop_id, tag)) for tag in tags[:1]]
    voices = Voices(((speaking.spoken_tag(), board), *others))
    turned = screens.turned_to(database(), workshop_id, board.workshop.step)
    part = "screen" if only_the_part() else "projector"
    return render_template(
        f"projector/{part}.html",
        workshop=board.workshop,
        screen=projector_screen(voices, turned),
        answered=board.current.answered,
        texts=_joining_texts(voices),
        join_address=join_address(),
        version=board_version(board),
        both=both,
    )


def _board(workshop_id: str, tag: str) -> Board:
    found = acts.board(database(), workshop_id, locale=tag)
    return found if found is not None else abort(404)


def _joining_texts(voices: Voices) -> dict[str, room_views.Said]:
    return {
        "open": voices.ours(marked("Open on your phone:")),
        "type": voices.ours(marked("Type this code, or scan the picture:")),
        "promise": voices.ours(
            marked("No name, no account. Nobody sees what you alone answered.")
        ),
    }


@bp.get("/join.svg")
def join_picture(workshop_id: str) -> Response:
    """The QR code that opens the page for joining; the code stands behind ``#``."""
    workshop: Workshop = board_or_404(workshop_id).workshop
    if workshop.code is None:
        abort(404)
    address = f"{toolkit().settings.url}/join#{workshop.code}"
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=8, border=2)
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def join_address() -> str:
    """Where phones go, as it is read out: without ``https://``."""
    return f"{toolkit().settings.url.partition('://')[2]}/join"


def minutes_since(moment: str | None, at: datetime.datetime) -> int:
    """Whole minutes since a stored moment; 0 where there is none."""
    if moment is None:
        return 0
    began = datetime.datetime.fromisoformat(moment)
    return int((at - began).total_seconds() // 60)


def _self() -> str:
    return visits.actor().account_id or ""
