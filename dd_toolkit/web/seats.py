"""Where a phone sits: what it shows of its room, or 404."""

from flask import abort

from dd_toolkit.operations import rooms
from dd_toolkit.operations.rooms import Seat
from dd_toolkit.web import phones, speaking
from dd_toolkit.web.context import database


def seat_or_404(room_id: str) -> Seat:
    """Whether there is such a room is not told to a phone that is not in it."""
    secret = phones.secret()
    found = None
    if secret:
        found = rooms.seat(database(), room_id, secret, locale=speaking.spoken_tag())
    return found if found is not None else abort(404)


def unchanged(room_id: str, seen: str) -> bool:
    """Does this phone know all that is so now? One indexed query: phones ask often."""
    secret = phones.secret()
    revision = rooms.revision_for(database(), room_id, secret) if secret else None
    return revision is not None and seen == str(revision)
