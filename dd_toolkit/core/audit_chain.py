"""The chain of the audit log: each entry carries the hash of the one before.

Who changes, removes, reorders or inserts an entry breaks the chain at that number. Who
can write the whole log anew can make a whole chain; against that one keeps the number
and hash of an entry elsewhere (an anchor), and the chain must still pass through it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """The number of an entry, from 1, and its SHA-256; 0 and "" before the first."""

    number: int
    sha256: str


START = Link(0, "")


@dataclass(frozen=True)
class Entry:
    """Who did what to whom, and when. ``detail`` is the text of a JSON object."""

    number: int
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    previous_sha256: str
    sha256: str


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold: the first number, and what is wrong there."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"entry {self.number}: {self.reason}"


def detail_text(facts: Mapping[str, str | int]) -> str:
    """The facts as JSON, the same text for the same facts."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def linked(
    before: Link, *, at: str, actor: str, action: str, subject: str, detail: str
) -> Entry:
    """The entry that follows ``before``."""
    number = before.number + 1
    sha256 = _sha256(number, at, actor, action, subject, detail, before.sha256)
    return Entry(number, at, actor, action, subject, detail, before.sha256, sha256)


def _sha256(*fields: str | int) -> str:
    """Of a JSON list in ASCII: no two lists of fields have the same text.

    Who changed a row may have left bytes there; they must not end the check.
    """
    text = json.dumps(fields, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def first_break(
    entries: Iterable[Entry], head: Link, *, anchors: Iterable[Link] = ()
) -> Break | None:
    """The first entry that is not as it was written; None if all are.

    ``entries`` in the order of their numbers; ``head`` is the last one, as it was
    remembered apart from them; ``anchors`` are entries remembered elsewhere.
    """
    kept = {anchor.number: anchor.sha256 for anchor in anchors}
    last = START
    for entry in entries:
        if entry.number != last.number + 1:
            return _out_of_order(entry.number, last.number + 1)
        reason = _wrong(entry, last) or _not_anchored(entry, kept)
        if reason:
            return Break(entry.number, reason)
        last = Link(entry.number, entry.sha256)
    missing = max([head.number, *kept])
    if last.number < missing:
        return Break(last.number + 1, f"missing, as all to {missing}")
    if last.number > head.number:
        return Break(head.number + 1, "added past the end")
    if last != head:
        return Break(last.number, "is not the last one that was written")
    return None


def _out_of_order(found: int, expected: int) -> Break:
    if isinstance(found, int) and found < expected:
        return Break(found, "inserted")
    return Break(expected, "missing")


def _wrong(entry: Entry, before: Link) -> str:
    if entry.previous_sha256 != before.sha256:
        return "does not follow the entry before it"
    again = linked(
        before,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        detail=entry.detail,
    )
    return "" if again.sha256 == entry.sha256 else "was changed"


def _not_anchored(entry: Entry, kept: Mapping[int, str]) -> str:
    anchored = kept.get(entry.number, entry.sha256)
    return "" if anchored == entry.sha256 else "is not the one that was anchored"
