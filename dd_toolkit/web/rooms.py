"""What scripts ask of a room, many times a minute: for phones and for the trainer.

Phones poll: they send the revision that they know, and are told in one indexed query
that nothing changed (204), or what is so now. The words stand in the pages; here are
only numbers and ids. Whoever asks shows the cookie of a phone (``web.phones``), so no
visit is read or begun. Answers come as JSON with a header that no form of another site
can send, like those of ``web.again``; so these routes need no token.
"""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from dd_toolkit.core.publishing import Distribution, Gain
from dd_toolkit.operations import rooms, workshops
from dd_toolkit.operations.rooms import NotAnswered, NotJoined, Seat
from dd_toolkit.operations.workshops import Board, Outcome
from dd_toolkit.web import phones
from dd_toolkit.web.again import sent_by_our_script
from dd_toolkit.web.context import database
from dd_toolkit.web.errors import error_response
from dd_toolkit.web.speaking import spoken_tag

bp = Blueprint("rooms", __name__)

Plain = dict[str, Any]

_STATUS = {"stranger": 404, "closed": 409, "counted": 409, "choice": 422}


@bp.post("/room/join")
def join() -> Response:
    """``{"code"}`` → ``{"room"}``; the cookie that comes along is the place in it.

    ``{"simulated": true}``: only into a rehearsal.
    """
    sent = _sent() or {}
    code = sent.get("code")
    if not isinstance(code, str):
        return error_response(400)
    joined = phones.join(code, simulated=sent.get("simulated") is True)
    if isinstance(joined, NotJoined):
        return _told(404, joined=False, reason=joined.reason)
    return jsonify(joined=True, room=joined.workshop_id)


@bp.get("/room/<room_id>/state")
def state(room_id: str) -> Response:
    """What this phone shows; 204 where that is what it knows (``?seen=REVISION``)."""
    secret = phones.secret()
    revision = rooms.revision_for(database(), room_id, secret) if secret else None
    if revision is None:
        return error_response(404)
    if request.args.get("seen") == str(revision):
        return Response(status=204)
    seat = rooms.seat(database(), room_id, secret, locale=spoken_tag())
    return jsonify(seat_document(seat)) if seat else error_response(404)


@bp.post("/room/<room_id>/answer")
def answer(room_id: str) -> Response:
    """``{"number", "chosen": [ids]}`` → ``{"saved"}``, or why not."""
    sent = _sent() or {}
    number, chosen = sent.get("number"), sent.get("chosen")
    if not isinstance(number, int) or not _are_texts(chosen):
        return error_response(400)
    outcome = rooms.answer(
        database(), room_id, phones.secret(), number, tuple(chosen or ())
    )
    if isinstance(outcome, NotAnswered):
        return _told(_STATUS[outcome.reason], saved=False, reason=outcome.reason)
    return jsonify(saved=True)


@bp.get("/workshop/<workshop_id>/state")
def board(workshop_id: str) -> Response:
    """What the console and the projector show; 204 where that is what they know."""
    found = workshops.board(database(), workshop_id, locale=spoken_tag())
    if found is None:
        abort(404)
    version = board_version(found)
    if request.args.get("seen") == version:
        return Response(status=204)
    return jsonify(version=version, **board_document(found))


def _sent() -> Plain | None:
    """The JSON object that a script of ours sent; None for anything else."""
    if not sent_by_our_script():
        return None
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # thousands of brackets, which silent lets through
        return None
    return sent if isinstance(sent, dict) else None


def _are_texts(chosen: object) -> bool:
    return isinstance(chosen, list) and all(isinstance(one, str) for one in chosen)


def _told(status: int, **facts: str | bool) -> Response:
    response = jsonify(**facts)
    response.status_code = status
    return response


def seat_document(seat: Seat) -> Plain:
    """What a phone is told; ``questions`` by the number of the step."""
    return {
        "revision": seat.workshop.revision,
        "state": seat.workshop.state,
        "rehearsal": seat.workshop.rehearsal,
        "step": seat.workshop.step,
        "poll_ms": phones.POLL_MS,
        "questions": {
            str(number): {
                "choices": list(seat.plan.steps[number].choices),
                "several": _several(seat.outcomes[number]),
            }
            for number in seat.open_steps
        },
        "answers": {
            str(number): {"chosen": list(own.chosen), "counted": own.counted}
            for number, own in seat.answers.items()
        },
        "shown": {
            str(number): outcome_document(outcome)
            for number, outcome in seat.shown.items()
        },
    }


def _several(outcome: Outcome) -> bool:
    question = outcome.step.question
    return question is not None and question.kind == "choices"


def board_version(board: Board) -> str:
    """Changes with every act, phone and answer that its screens tell of."""
    answered = sum(outcome.answered for outcome in board.outcomes)
    published = sum(
        outcome.distribution.people
        for outcome in board.outcomes
        if outcome.distribution
    )
    workshop = board.workshop
    return f"{workshop.revision}-{workshop.joined}-{answered}-{published}"


def board_document(board: Board) -> Plain:
    """What the trainer's screens are told: counts, and what may be shown."""
    return {
        "state": board.workshop.state,
        "rehearsal": board.workshop.rehearsal,
        "step": board.workshop.step,
        "joined": board.workshop.joined,
        "current": outcome_document(board.current),
    }


def outcome_document(outcome: Outcome) -> Plain:
    """A step: what happened to it, and what may be shown of it; null: nothing."""
    return {
        "number": outcome.number,
        "open": outcome.state.open,
        "closed": outcome.state.closed,
        "shown": outcome.state.shown,
        "answered": outcome.answered,
        "left_out": outcome.left_out,
        "revealed": outcome.revealed,
        "right": outcome.step.right if outcome.revealed else "",
        "distribution": _distribution(outcome.distribution),
        "gain": _gain(outcome.gain),
    }


def _distribution(found: Distribution | None) -> Plain | None:
    if found is None:
        return None
    return {"people": found.people, "chosen": dict(found.chosen)}


def _gain(found: Gain | None) -> Plain | None:
    if found is None:
        return None
    return {
        "people": found.people,
        "before": float(found.before),
        "after": float(found.after),
        "low": found.low,
        "high": found.high,
    }
