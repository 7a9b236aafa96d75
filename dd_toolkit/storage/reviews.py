"""Reviews and who may see them: the review's own row, its auditors, its sections.

Each write carries ``signed_at IS NULL``: what was signed never changes. What auditors
and employers write in a review stands in ``storage.verdicts``.
"""

from dataclasses import dataclass

from dd_toolkit.core.reviewing import Part, State
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Review:
    """A review of a submitted assessment; every moment None: not yet.

    ``revision`` counts what was written in it. ``due_on`` and ``reply_until`` are days.
    ``corrects_id``: the signed review that this one corrects, for ``reason``.
    """

    id: str
    assessment_id: str
    state: State
    revision: int
    asked_by: str
    asked_at: str
    due_on: str | None
    began_at: str | None
    times_sent_back: int
    sent_back_at: str | None
    reply_days: int
    findings_sent_at: str | None
    reply_until: str | None
    four_eyes_since: str | None
    agreed_by: str | None
    agreed_at: str | None
    agreed_revision: int | None
    signed_by: str | None
    signed_at: str | None
    corrects_id: str | None
    reason: str

    @property
    def signed(self) -> bool:
        return self.signed_at is not None


@dataclass(frozen=True)
class Assignment:
    """An auditor of a case. ``ended_at`` None: still is one."""

    account_id: str
    name: str
    email: str
    part: Part
    given_at: str
    ended_at: str | None

    @property
    def called(self) -> str:
        """The name, or the address of who has given none."""
        return self.name or self.email


def review(db: Database, review_id: str) -> Review | None:
    """The review of that id; None where there is none."""
    raise NotImplementedError


def reviews_of(db: Database, assessment_id: str) -> list[Review]:
    """All reviews of an assessment, newest first: its corrections before it."""
    raise NotImplementedError


def part_in(db: Database, review_id: str, account_id: str) -> Part | None:
    """What the person is in this review now; None: not one of its auditors."""
    raise NotImplementedError


def assignments(db: Database, review_id: str) -> tuple[Assignment, ...]:
    """Everybody who is or was an auditor of the case, leads first."""
    raise NotImplementedError


def sections_of(db: Database, review_id: str) -> dict[str, str]:
    """Section id -> the account id of the auditor who checks it."""
    raise NotImplementedError
