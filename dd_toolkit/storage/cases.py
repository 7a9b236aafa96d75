"""The list of an auditor's cases: filtered, sorted, searched, counted.

It reads ``case_line``, which the acts keep true, and never an answer: thousands of
cases open as fast as ten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.reviewing import State
from dd_toolkit.storage.database import Database

Sort = Literal["risk", "due", "asked"]
PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What to show; empty or None: whatever it is.

    ``states`` are among ``core.reviewing.STATES``; ``due_by`` is a day: due then or
    before. ``words``: normalised words that must all stand in a finding, note, request
    or reply, the last one at least as a beginning (``core.searching``).
    """

    states: tuple[State, ...] = ()
    sector: str = ""
    questionnaire_id: str = ""
    year: int | None = None
    due_by: str = ""
    critical: bool = False
    signs: bool = False
    overdue_on: str = ""
    words: tuple[str, ...] = ()


NO_FILTER = Filters()


@dataclass(frozen=True)
class CaseLine:
    """One case as the list shows it. The counts are those of ``core.risk``.

    ``site`` empty and ``year`` None: not told. ``score``: thousandths of a point, None
    where there is none. ``decided``: questions with a verdict.
    """

    review_id: str
    assessment_id: str
    organisation: str
    site: str
    year: int | None
    questionnaire_id: str
    state: State
    part: str
    asked_at: str
    due_on: str | None
    reply_until: str | None
    signed_at: str | None
    risk: int
    critical: int
    signs: int
    unknown: int
    not_applicable: int
    applicable: int
    evidenced: int
    contradictions: int
    fallen: int
    sector: str
    rating: str
    score: int | None
    decided: int
    findings: int


@dataclass(frozen=True)
class Waiting:
    """A case that nobody was assigned to yet, as whoever assigns sees it."""

    review_id: str
    organisation: str
    site: str
    year: int | None
    questionnaire_id: str
    state: State
    asked_at: str
    due_on: str | None
    auditors: int


@dataclass(frozen=True)
class Choices:
    """What the filters may be set to, of one auditor's cases."""

    sectors: tuple[str, ...]
    questionnaires: tuple[str, ...]
    years: tuple[int, ...]


def cases_of(
    db: Database,
    account_id: str,
    filters: Filters = NO_FILTER,
    *,
    sort: Sort = "risk",
    page: int = 1,
) -> list[CaseLine]:
    """One page of the cases that this auditor has; never anybody else's."""
    raise NotImplementedError


def count_of(db: Database, account_id: str, filters: Filters = NO_FILTER) -> int:
    """How many cases ``cases_of`` would give on all its pages."""
    raise NotImplementedError


def counts_by_state(db: Database, account_id: str) -> dict[str, int]:
    """State -> how many of the auditor's cases are in it."""
    raise NotImplementedError


def choices_of(db: Database, account_id: str) -> Choices:
    """What the auditor's cases can be filtered by."""
    raise NotImplementedError


def hits_of(
    db: Database, review_ids: tuple[str, ...], words: tuple[str, ...]
) -> Mapping[str, Mapping[str, int]]:
    """Review id -> source (finding, note, request, reply) -> in how many texts."""
    raise NotImplementedError


def cases_to_assign(db: Database, *, page: int = 1) -> list[Waiting]:
    """Open cases, those without any auditor first, then by the day they were asked."""
    raise NotImplementedError


# --- figures over an auditor's own signed cases --------------------------------------


@dataclass(frozen=True)
class MeanGap:
    """An area (or the whole), over ``cases`` signed cases: means of 0 to 100000."""

    kind: str
    name: str
    cases: int
    declared: int
    verified: int


def mean_gaps(db: Database, account_id: str) -> list[MeanGap]:
    """Declared and verified of the auditor's signed cases, by area and Convention."""
    raise NotImplementedError


def times_to_close(db: Database, account_id: str) -> list[tuple[str, str]]:
    """(asked, signed) moments of the auditor's signed cases, oldest first."""
    raise NotImplementedError


def verdict_pairs(db: Database, account_id: str) -> list[tuple[str, str]]:
    """(first, second) kinds of verdict that two auditors gave unseen by each other.

    Of the auditor's signed cases with a second auditor, one pair for each question that
    both decided; what either changed after seeing the other's does not count.
    """
    raise NotImplementedError
