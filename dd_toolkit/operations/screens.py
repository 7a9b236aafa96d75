"""What the projector shows of a step: the step itself, its standard, or how to join."""

from typing import Literal, get_args

from dd_toolkit.storage import screens
from dd_toolkit.storage.database import Database

Turned = Literal["step", "standard", "join"]
TURNS: tuple[Turned, ...] = get_args(Turned)


def turned_to(db: Database, workshop_id: str, number: int) -> Turned:
    """How the projector is turned at this step; going on turns it back."""
    found = screens.screen(db, workshop_id)
    if found is None or found.number != number:
        return "step"
    turned: Turned = found.turned_to  # type: ignore[assignment]  # written by us only
    return turned


def turn(db: Database, workshop_id: str, *, seen: int, to: Turned) -> bool:
    """Turn the projector; False where another console went on meanwhile."""
    with db.atomic():
        return screens.turn_screen(db, workshop_id, seen, to)
