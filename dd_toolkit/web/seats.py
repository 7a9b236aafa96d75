"""The phone in the room: its own secret, in a cookie of its own.

It is not the visit's (``web.visits``), so that nothing joins what a phone answered in a
room to what its browser does elsewhere; and it names nobody.
"""

import datetime
import secrets

from flask import abort, current_app, request
from werkzeug.wrappers import Response

from dd_toolkit.operations import rooms
from dd_toolkit.operations.rooms import Seat
from dd_toolkit.web import speaking
from dd_toolkit.web.context import database

LASTS = datetime.timedelta(days=40)
"""Longer than a participant may come back after the end (``rooms``)."""

_LENGTH = 43
"""Of 256 bits in base 64."""


def _name() -> str:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return "__Host-dd-room" if secure else "dd-room"


def own_secret() -> str:
    """The secret of this phone; empty where it has none."""
    found = request.cookies.get(_name(), "")
    return found if len(found) == _LENGTH and found.isascii() else ""


def new_secret() -> str:
    """One for a phone that has none yet."""
    return secrets.token_urlsafe(32)


def keep(response: Response, secret: str) -> None:
    """Give the phone its secret."""
    response.set_cookie(
        _name(),
        secret,
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def seat_or_404(room_id: str) -> Seat:
    """Where this phone sits; whether there is such a room is not told to others."""
    secret = own_secret()
    found = None
    if secret:
        found = rooms.seat(database(), room_id, secret, locale=speaking.spoken_tag())
    return found if found is not None else abort(404)
