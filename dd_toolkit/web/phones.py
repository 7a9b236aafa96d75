"""The phone of somebody in a room: a secret in a cookie of its own, and nothing else.

It is apart from the visit of this browser (``web.visits``): who takes part is nobody we
know, also where somebody signed in with the same phone. Each workshop knows the phone
by another secret made of this one (``operations.rooms``).
"""

import datetime
import secrets

from flask import Flask, Response, abort, current_app, g, request

from dd_toolkit import logs
from dd_toolkit.operations import limits, rooms
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.rooms import Joined, NotJoined
from dd_toolkit.web.context import database, toolkit

POLL_MS = 600
"""How often a phone asks what is new; docs/workshops.md says what was measured."""

LASTS = datetime.timedelta(days=30)
_BYTES = 32
_CHARACTERS = 43
"""Of ``secrets.token_urlsafe(_BYTES)``: 256 bits."""


def init_app(app: Flask) -> None:
    """Send the secret along once a phone has joined."""
    https = app.config["SESSION_COOKIE_SECURE"]
    app.config["PHONE_COOKIE"] = "__Host-dd-room" if https else "dd-room"

    @app.after_request
    def remember(response: Response) -> Response:
        if secret := g.get("phone_joined"):
            response.set_cookie(
                app.config["PHONE_COOKIE"],
                secret,
                max_age=LASTS,
                httponly=True,
                samesite="Lax",
                secure=https,
            )
        return response


def secret() -> str:
    """This phone's secret; "" where it has joined no room."""
    kept = request.cookies.get(current_app.config["PHONE_COOKIE"], "")
    return kept if len(kept) == _CHARACTERS and kept.isascii() else ""


def join(typed_code: str, *, simulated: bool = False) -> Joined | NotJoined:
    """Let this phone into the room of that code; 429 after too many wrong ones.

    Two hundred phones of a room share one address, so only wrong codes are counted; but
    once there were too many, no code is looked up from there, or guessing would go on.
    ``simulated``: a phone that only a rehearsal lets in.
    """
    place = request.remote_addr or ""
    if limits.used_up(database(), toolkit().settings, "join", place=place, at=now()):
        logs.security("rate-limited", kind="join")
        abort(429)
    own = secret() or secrets.token_urlsafe(_BYTES)
    joined = rooms.join(database(), typed_code, own, at=now(), simulated=simulated)
    if isinstance(joined, NotJoined):
        logs.security("wrong-room-code")
        limits.within_limits(
            database(), toolkit().settings, "join", about=place, place=place, at=now()
        )
        return joined
    g.phone_joined = own
    return joined
