"""What somebody in the room does: join, answer, take the own answers home.

A participant is a secret in a cookie of their phone: no name, no account, no address.
Each workshop knows a phone by another secret made of it, of which only the hash is
kept; the draft taken home and the certificate hang on further ones, so that nothing in
the database leads from one to the other.
"""

import datetime
import hashlib
import hmac
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.assembly import Library
from dd_toolkit.core.workshop import Plan, StepState
from dd_toolkit.operations.workshops import Outcome
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.workshops import Workshop

TAKE_HOME = "take-home"
"""The kind of report: a plan made of a draft, provisional."""


@dataclass(frozen=True)
class Joined:
    """The phone is in the room, or was in it already."""

    workshop_id: str


@dataclass(frozen=True)
class NotJoined:
    """``code``: it names no open workshop."""

    reason: Literal["code"]


@dataclass(frozen=True)
class OwnAnswer:
    """What this phone answered. ``counted``: it can be changed no more."""

    chosen: tuple[str, ...]
    counted: bool


@dataclass(frozen=True)
class Seat:
    """What a phone in the room shows, in one language.

    ``open_steps`` are the numbers that take this phone's answers now; ``answers`` its
    own, by number. ``shown`` holds what the projector shows, too.
    """

    workshop: Workshop
    plan: Plan
    states: Mapping[int, StepState]
    open_steps: tuple[int, ...]
    answers: Mapping[int, OwnAnswer]
    shown: Mapping[int, Outcome]


@dataclass(frozen=True)
class Answered:
    """The answer is in the database, once."""


@dataclass(frozen=True)
class NotAnswered:
    """Nothing was written.

    ``stranger``: this phone is not in the room. ``closed``: the step takes no answers.
    ``counted``: the earlier answer was counted and stays. ``choice``: it is not offered.
    """

    reason: Literal["stranger", "closed", "counted", "choice"]


@dataclass(frozen=True)
class TakenHome:
    """The own draft, and how many answers it holds."""

    assessment_id: str
    answers: int


@dataclass(frozen=True)
class NotTaken:
    """``stranger``: this phone was not in the room. ``late``: more than seven days
    after the end. ``nothing``: no answer about the own workplace was given."""

    reason: Literal["stranger", "late", "nothing"]


def secret_in_room(secret: str, workshop_id: str) -> str:
    """By which secret a workshop knows the phone with that one."""
    return _derived(secret, f"room:{workshop_id}")


def _derived(secret: str, purpose: str) -> str:
    digest = hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)
    return b32encode(digest).decode().lower().rstrip("=")


def join(
    db: Database, typed_code: str, secret: str, *, at: datetime.datetime
) -> Joined | NotJoined:
    """Let a phone into the workshop of that code; once, however often it asks."""
    raise NotImplementedError


def revision_for(db: Database, workshop_id: str, secret: str) -> int | None:
    """What the room's revision is, in one query; None: this phone is not in it."""
    raise NotImplementedError


def seat(db: Database, workshop_id: str, secret: str, *, locale: str) -> Seat | None:
    """What this phone shows; None: it is not in the room."""
    raise NotImplementedError


def answer(
    db: Database, workshop_id: str, secret: str, number: int, chosen: tuple[str, ...]
) -> Answered | NotAnswered:
    """Keep this phone's answer to a step; sending it again changes nothing."""
    raise NotImplementedError


def take_home(
    db: Database,
    library: Library,
    workshop_id: str,
    secret: str,
    *,
    visit_secret: str | None,
    at: datetime.datetime,
) -> TakenHome | NotTaken:
    """Make the own answers a private draft that only its link opens; once.

    Again gives the same draft, as it stands there by now.
    """
    raise NotImplementedError


def ask_certificate(
    db: Database,
    workshop_id: str,
    secret: str,
    name: str,
    *,
    certificate_id: str,
    at: datetime.datetime,
) -> str | None:
    """Keep the name for the certificate, or correct it; the id of the certificate.

    None: this phone was not in the room, or the name is empty or too long.
    """
    raise NotImplementedError


def own_certificate(db: Database, workshop_id: str, secret: str) -> str | None:
    """The id of this phone's certificate; None where it asked for none."""
    raise NotImplementedError
