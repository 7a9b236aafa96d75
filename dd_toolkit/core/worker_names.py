"""Does a note look as if it names a worker? A warning, never a verdict."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["title", "name", "number", "phone", "email"]


@dataclass(frozen=True)
class Seen:
    """What looks like a worker's identity, and where it stands in the text."""

    kind: Kind
    text: str
    start: int


def names_seen(note: str) -> tuple[Seen, ...]:
    """What in this note looks as if it identified a worker, in reading order."""
    raise NotImplementedError
