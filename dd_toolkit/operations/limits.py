"""How often one may try: to sign in, to sign up, to ask for a mail, to open by code.

Two counters for each kind: one for whom it is about (an address of mail), a wider one
for where it comes from, because forty phones of a workshop share one address. The keys
are keyed hashes: the table tells nobody who tried.
"""

import datetime
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.operations.clock import moment
from dd_toolkit.settings import Settings
from dd_toolkit.storage import attempts
from dd_toolkit.storage.database import Database

Kind = Literal["sign-in", "factor", "mail", "code", "upload", "verify", "join"]


@dataclass(frozen=True)
class Limit:
    """At most so many in ``minutes``, about one person and from one address."""

    about: int
    place: int
    minutes: int


LIMITS: Mapping[Kind, Limit] = {
    "sign-in": Limit(about=10, place=100, minutes=15),
    "factor": Limit(about=10, place=100, minutes=15),
    "mail": Limit(about=5, place=60, minutes=60),
    "code": Limit(about=60, place=60, minutes=15),
    "upload": Limit(about=120, place=400, minutes=60),
    "verify": Limit(about=60, place=60, minutes=15),
    # Only wrong codes count: a room of 200 may mistype one each, behind one address.
    "join": Limit(about=300, place=300, minutes=15),
}


def within_limits(
    db: Database,
    settings: Settings,
    kind: Kind,
    *,
    about: str,
    place: str,
    at: datetime.datetime,
) -> bool:
    """Count this try; False when there were too many. It commits by itself."""
    limit = LIMITS[kind]
    began = _span_began(limit, at)
    counted = []
    with db.atomic():
        for whose, key, most in (
            ("about", about, limit.about),
            ("place", place, limit.place),
        ):
            hidden = _key(settings, f"{kind}:{whose}:{key}")
            tries = attempts.count_try(db, hidden, span_began_at=began)
            counted.append(tries <= most)
    return all(counted)


def used_up(
    db: Database,
    settings: Settings,
    kind: Kind,
    *,
    place: str,
    at: datetime.datetime,
) -> bool:
    """Were there too many tries from that place already? It counts none."""
    limit = LIMITS[kind]
    hidden = _key(settings, f"{kind}:place:{place}")
    return attempts.tries(db, hidden, span_began_at=_span_began(limit, at)) >= (
        limit.place
    )


def _span_began(limit: Limit, at: datetime.datetime) -> str:
    seconds = limit.minutes * 60
    began = int(at.timestamp()) // seconds * seconds
    return moment(datetime.datetime.fromtimestamp(began, datetime.UTC))


def forget_old_tries(db: Database, *, at: datetime.datetime) -> None:
    """Drop what was counted more than a day ago."""
    attempts.forget_tries(db, before=moment(at - datetime.timedelta(days=1)))


def _key(settings: Settings, text: str) -> str:
    return hmac.digest(
        settings.secret_key.encode(), text.encode(), hashlib.sha256
    ).hex()
