"""A participant's phone: join by code, answer, see what the room sees.

No account, no name. One page, ``/room/…``, shows whatever is to be done now; without
scripts it asks again by itself, with them it follows the room (static/room.js).
"""

from dataclasses import dataclass

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
from dd_toolkit.core.workshop import Plan
from dd_toolkit.operations import rooms
from dd_toolkit.operations.rooms import NotAnswered, NotJoined, Seat
from dd_toolkit.operations.workshops import Board, Outcome
from dd_toolkit.storage.room_answers import OwnAnswer
from dd_toolkit.web import phones, room_views, seats, speaking
from dd_toolkit.web.context import database
from dd_toolkit.web.room_views import STEP_WORDS, Bar, Voices, only_the_part

bp = Blueprint("joining", __name__)

Page = str | AnyResponse | tuple[str, int]

WRONG_CODE = marked(
    "This code opens no room. Please look at the screen and type all six characters."
)
REFUSED = {
    "closed": marked("Not sent: the question was closed meanwhile."),
    "counted": marked("Your earlier answer was counted already, so it stays."),
    "choice": marked("Please choose one of the answers."),
    "stranger": marked("This phone is not in the room. Please join again."),
}


SAID = {
    **REFUSED,
    "sending": marked("Sending …"),
    "sent": marked("Sent. You may change it until it is counted."),
    "offline": marked(
        "Not sent: there is no connection. Keep this page open; it is sent as soon as "
        "it is back."
    ),
}
"""What the phone's script says by itself."""


@dataclass(frozen=True)
class Asked:
    """A question on the phone. ``at``: its place among those open now, from 1."""

    outcome: Outcome
    own: OwnAnswer | None
    at: int
    of: int
    next: int | None
    story: tuple[str, ...]

    @property
    def several(self) -> bool:
        question = self.outcome.step.question
        return question is not None and question.kind == "choices"


@bp.get("/join")
def join_page() -> str:
    """Where a code is typed; a scanned one stands behind ``#``, which we never see."""
    return render_template("joining/join.html", error="")


@bp.post("/join")
def join() -> Page:
    """Into the room of that code."""
    joined = phones.join(request.form.get("code", ""))
    if isinstance(joined, NotJoined):
        return render_template("joining/join.html", error=WRONG_CODE), 422
    return redirect(url_for(".room", room_id=joined.workshop_id), 303)


@bp.get("/room/<room_id>")
def room(room_id: str) -> str | Response:
    """What this phone has to do now, or what the room sees.

    Its script asks for the part that changes, with the revision that it knows.
    """
    if only_the_part() and seats.unchanged(room_id, request.args.get("seen", "")):
        return Response(status=204)
    return _room(room_id)


def _room(room_id: str, refused: str = "") -> str:
    seat = seats.seat_or_404(room_id)
    asked = _asked(seat, request.args.get("at", ""))
    voices = Voices(((speaking.spoken_tag(), _as_board(seat)),))
    part = "part" if only_the_part() else "room"
    return render_template(
        f"joining/{part}.html",
        seat=seat,
        workshop=seat.workshop,
        asked=asked,
        choices=_choices(voices, asked.outcome) if asked else (),
        past=None if asked else seat.current,
        past_choices=_choices(voices, seat.current),
        own=seat.answers.get(seat.workshop.step),
        again=_answered(seat),
        bars=_bars(voices, seat.current),
        step_words=STEP_WORDS,
        said={key: speaking.gettext(text) for key, text in SAID.items()},
        refused=refused,
        poll_ms=phones.POLL_MS,
    )


def _as_board(seat: Seat) -> Board:
    return Board(seat.workshop, seat.plan, seat.outcomes)


def _choices(voices: Voices, outcome: Outcome) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one, voices.label(outcome.number, one).text) for one in outcome.step.choices
    )


def _bars(voices: Voices, outcome: Outcome) -> tuple[Bar, ...]:
    """A phone shows the room's answers only while the projector does."""
    return room_views.bars(voices, outcome) if outcome.state.shown else ()


def _asked(seat: Seat, wanted: str) -> Asked | None:
    """The question that this phone answers now; None: there is none.

    The one asked for, or the room's, or the first that this phone has not answered.
    """
    if seat.workshop.state != "open":
        return None
    here = [number for number in seat.open_steps if _belongs(seat, number)]
    waiting = [number for number in here if number not in seat.answers]
    chosen = wanted.isascii() and wanted.isdigit() and int(wanted) in here
    if not here or (seat.workshop.pace == "free" and not waiting and not chosen):
        return None
    number = (waiting or here)[0]
    if seat.workshop.step in (waiting or here) and seat.workshop.pace == "trainer":
        number = seat.workshop.step
    if chosen:
        number = int(wanted)
    later = [one for one in here if one > number]
    open_later = [one for one in later if one not in seat.answers]
    return Asked(
        outcome=seat.outcomes[number],
        own=seat.answers.get(number),
        at=here.index(number) + 1,
        of=len(here),
        next=next(iter(open_later or later), None),
        story=_story(seat.plan, number),
    )


def _answered(seat: Seat) -> tuple[tuple[int, str], ...]:
    """At free pace: what this phone answered and may look at again, with its words."""
    if seat.workshop.pace != "free":
        return ()
    return tuple(
        (number, question.ask)
        for number in seat.open_steps
        if number in seat.answers and (question := seat.plan.steps[number].question)
    )


def _belongs(seat: Seat, number: int) -> bool:
    """At the trainer's pace only what the room is at; else whatever is open."""
    if seat.workshop.pace == "free":
        return True
    return number in seat.plan.block_of(seat.workshop.step)


def _story(plan: Plan, number: int) -> tuple[str, ...]:
    """The story that a question of a practice case is about."""
    if plan.steps[number].kind != "case":
        return ()
    for step in reversed(plan.steps[:number]):
        if step.kind == "case" and step.question is None:
            return step.text
    return ()


@bp.post("/room/<room_id>")
def answer(room_id: str) -> Page:
    """Keep the answer of a phone without scripts (with them: ``web.rooms``)."""
    number = request.form.get("number", "")
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        abort(422)
    chosen = tuple(request.form.getlist("choice"))
    outcome = rooms.answer(database(), room_id, phones.secret(), int(number), chosen)
    if isinstance(outcome, NotAnswered):
        return _room(room_id, REFUSED[outcome.reason]), 409
    return redirect(url_for(".room", room_id=room_id, at=number), 303)
