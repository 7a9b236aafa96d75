"""What the papers of a workshop print: its summary and the certificates.

Only published distributions come in here, so nothing on paper says more than the
projector was allowed to show.
"""

import datetime
from dataclasses import dataclass

from dd_toolkit.reporting.contents import Language, UserText


@dataclass(frozen=True)
class AnswerBar:
    """One option: how many chose it, and that as a whole number of per cent."""

    label: str
    count: int
    percent: int
    right: bool = False


@dataclass(frozen=True)
class AskedLine:
    """A question with what the room answered. ``answers``: how many are counted.

    ``reason`` says why the right answer is right; empty where none is right or wrong.
    """

    ask: str
    answers: int
    bars: tuple[AnswerBar, ...]
    references: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Chapter:
    """Questions of one part of the workshop, in the order they were asked."""

    title: str
    lines: tuple[AskedLine, ...]


@dataclass(frozen=True)
class GapLine:
    """A practice that the room said is often missing.

    ``missing``: per cent of the answers that fall short of good practice.
    """

    ask: str
    missing: int
    answers: int
    practice: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class KnowledgeGain:
    """Right answers in per cent before and after, of those who answered both times.

    ``gain`` in points of per cent, with the bounds of its 95 % interval.
    """

    people: int
    before: int
    after: int
    gain: int
    low: int
    high: int


@dataclass(frozen=True)
class KnownLine:
    """A question asked before and after: how many per cent were right each time."""

    ask: str
    right: str
    before: int
    after: int
    reason: str


@dataclass(frozen=True)
class WorkshopSummary:
    """The summary. ``day`` None: it never opened.

    ``gains``: one for each check that enough people did both times. ``left_out``: the
    questions that too few answered to show anything. ``least``: how few that is.
    """

    language: Language
    title: str
    called: UserText
    day: datetime.date | None
    rehearsal: bool
    attendance: int
    groups: bool
    chapters: tuple[Chapter, ...]
    gaps: tuple[GapLine, ...]
    gains: tuple[KnowledgeGain, ...]
    known: tuple[KnownLine, ...]
    next_steps: tuple[UserText, ...]
    evaluation: tuple[AskedLine, ...]
    left_out: tuple[str, ...]
    least: int

    @property
    def asked(self) -> int:
        """How many questions are printed with their answers."""
        chapters = sum(len(chapter.lines) for chapter in self.chapters)
        return chapters + len(self.known) + len(self.evaluation)


@dataclass(frozen=True)
class Certificates:
    """A page for each name, in the order in which they asked."""

    language: Language
    title: str
    workshop: UserText
    day: datetime.date | None
    minutes: int
    rehearsal: bool
    names: tuple[UserText, ...]
