"""Everything about one review as plain values: what is stored, printed and shared.

The desk, the report, the document that is kept on signing and the export all tell from
this one value, so that none of them can tell less than another. It names auditors and
the employer's organisation, never a worker.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dd_toolkit.core.answering import Answers
from dd_toolkit.core.evidence import Period
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.reviewing import NoteKind, Stance, Verdict
from dd_toolkit.core.verified import Verification, verification


@dataclass(frozen=True)
class Person:
    """Who took part. ``part``: lead, second, agreed (the second pair of eyes)."""

    name: str
    part: str


@dataclass(frozen=True)
class GivenVerdict:
    """A verdict in force, with who gave it and when (ISO moment)."""

    question: str
    verdict: Verdict
    by: str
    at: str


@dataclass(frozen=True)
class Paper:
    """A file that the employer attached: what an outsider needs to recognise it."""

    question: str
    name: str
    sha256: str
    size: int
    period: Period
    received_at: str


@dataclass(frozen=True)
class Note:
    """An interview or an observation; ``question`` None: about the whole case.

    ``people`` None: it was not told how many.
    """

    id: str
    question: str | None
    kind: NoteKind
    people: int | None
    text: str
    by: str
    at: str


@dataclass(frozen=True)
class Request:
    """What the employer was asked when the case was sent back for the nth time."""

    time: int
    question: str
    asked: str
    by: str
    at: str


@dataclass(frozen=True)
class ReplyGiven:
    """The employer's newest reply to a finding. ``stance``: agrees, disagrees or ""."""

    question: str
    stance: Stance
    text: str
    at: str


@dataclass(frozen=True)
class ReviewRecord:
    """One review, whole. ``signed_at`` None: it is a draft still.

    ``earlier`` are the answers of the edition that it was sent back with; None when it
    never was. ``year`` empty: not told.
    """

    id: str
    assessment: str
    employer: str
    site: str
    year: str
    questionnaire: Questionnaire
    answers: Answers
    verdicts: tuple[GivenVerdict, ...]
    papers: tuple[Paper, ...]
    people: tuple[Person, ...]
    submitted_on: datetime.date
    asked_at: str
    began_at: str | None
    findings_sent_at: str | None
    reply_until: str | None
    signed_at: str | None
    signed_by: str
    agreed_by: str
    agreed_at: str | None
    notes: tuple[Note, ...] = ()
    requests: tuple[Request, ...] = ()
    replies: tuple[ReplyGiven, ...] = ()
    earlier: Answers | None = None
    corrects: str | None = None
    reason: str = ""

    @cached_property
    def verdict_by_question(self) -> dict[str, Verdict]:
        return {given.question: given.verdict for given in self.verdicts}

    @cached_property
    def evidenced(self) -> frozenset[str]:
        """The questions with a file."""
        return frozenset(paper.question for paper in self.papers)

    @cached_property
    def file_names(self) -> dict[str, list[str]]:
        """Question id -> the names of its files."""
        found: dict[str, list[str]] = {}
        for paper in self.papers:
            found.setdefault(paper.question, []).append(paper.name)
        return found

    @cached_property
    def verification(self) -> Verification:
        return verification(
            self.questionnaire,
            self.answers,
            self.verdict_by_question,
            evidenced=self.evidenced,
        )

    @cached_property
    def reply_by_question(self) -> Mapping[str, ReplyGiven]:
        return {reply.question: reply for reply in self.replies}
