"""Who did what: the log that tells an operator, an auditor or a court.

Each act that matters is noted in its own transaction, so there is no act without its
entry and no entry without its act. An entry holds ids and words of ours, never an
answer, a note, a name that somebody typed, or a secret; ``note`` refuses text that
could be one.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Literal, get_args

from dd_toolkit.core.audit_chain import (
    Break,
    Entry,
    Link,
    detail_text,
    first_break,
)
from dd_toolkit.operations.clock import moment
from dd_toolkit.storage import audit
from dd_toolkit.storage.database import Database

Action = Literal[
    # accounts
    "signed-in",
    "sign-in-failed",
    "signed-out",
    "password-changed",
    "password-reset-asked",
    "second-factor-set",
    "second-factor-removed",
    "account-added",
    "account-changed",
    "account-disabled",
    "account-enabled",
    "role-changed",
    "organisation-added",
    "organisation-changed",
    "invited",
    "invitation-withdrawn",
    "joined",
    "sessions-ended",
    # assessments
    "begun",
    "case-read",
    "link-used",
    "link-changed",
    "shared",
    "submitted",
    "reopened",
    "edition-begun",
    "exported",
    "report-read",
    "erased",
    # evidence
    "evidence-added",
    "evidence-read",
    "evidence-removed",
    # review
    "assigned",
    "verified",
    "finding-written",
    "signed-off",
    # workshops
    "workshop-begun",
    "workshop-opened",
    "workshop-ended",
    # the installation
    "backup-made",
    "restored",
    "secret-changed",
    "moved-to-postgres",
]
ACTIONS = frozenset(get_args(Action))

HOLDER = "holder of the private link"
"""Nobody has an account there, and the private link is all that is known of them."""

OPERATOR = "operator"
"""Somebody with a shell on the server."""

_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{0,200}")
_FACT = re.compile(r"[\w.:@/+-]{0,100}")
"""An id, a moment, a number, an address, a word: no sentence."""


@dataclass(frozen=True)
class Verified:
    """The chain is whole; keep ``last`` elsewhere, as an anchor for the next time."""

    last: Link


def note(
    db: Database,
    *,
    actor: str,
    action: Action,
    subject: str,
    at: datetime.datetime,
    **facts: str | int,
) -> None:
    """Note the act, in the transaction of the act and as the last thing in it.

    ``actor`` and ``subject`` are ids or words of ours. ``ValueError`` for an action
    that is not on the list and for a fact that could be a sentence.
    """
    if action not in ACTIONS:
        raise ValueError(f"The audit log has no action {action!r}: add it to Action.")
    for name in (actor, subject):
        if not _NAME.fullmatch(name):
            raise ValueError("An actor or subject has line ends or is too long.")
    for name, fact in facts.items():
        if not isinstance(fact, int) and not _FACT.fullmatch(fact):
            raise ValueError(f"The fact {name!r} of {action} is not an id or a word.")
    with db.atomic():
        audit.append(
            db,
            at=moment(at),
            actor=actor,
            action=action,
            subject=subject,
            detail=detail_text(facts),
        )


def verified(db: Database, *, anchors: tuple[Link, ...] = ()) -> Verified | Break:
    """Is every entry as it was written, and none missing?"""
    head, entries = audit.chain(db)
    if head is None:
        return Break(0, "the memory of the last entry (audit_head) was removed")
    return first_break(entries, head, anchors=anchors) or Verified(head)


def entries_since(db: Database, since: str) -> list[Entry]:
    """The entries from that day or moment on; "" for all."""
    return list(audit.entries(db, since=since))
