"""What the template of the audit report is given: frozen, plain and complete.

As in ``reporting.contents``: values carry codes and numbers, words stand in the
templates, and ``UserText`` marks what a person typed.
"""

import datetime
from dataclasses import dataclass

from dd_toolkit.core.questionnaire import Severity
from dd_toolkit.core.result import Rating
from dd_toolkit.core.reviewing import Basis, Kind, NoteKind, Stance
from dd_toolkit.reporting.contents import (
    AttachedFile,
    GivenAnswer,
    Language,
    Reference,
    UserText,
)


@dataclass(frozen=True)
class Side:
    """One of the two overall results; ``score`` 0 to 100, None: nothing is scored."""

    score: int | None
    rating: Rating | None


@dataclass(frozen=True)
class PairLine:
    """A figure as declared and as verified; ``gap`` None where one has no score."""

    title: str
    declared: int | None
    verified: int | None
    gap: int | None


@dataclass(frozen=True)
class ProvisionLine:
    """A provision that falls short, as declared or as verified; None: not scored."""

    reference: str
    title: str
    declared_short: bool | None
    verified_short: bool | None
    confirmed: int
    changed: int
    not_verifiable: int
    without: int


@dataclass(frozen=True)
class Confidence:
    """Parts of all scored weight, in whole per cent; together 100, or all 0."""

    verified: int
    evidenced: int
    declared: int


@dataclass(frozen=True)
class Tally:
    """How many questions got which verdict, of those that apply."""

    applicable: int
    confirmed: int
    changed: int
    not_verifiable: int
    without: int

    @property
    def checked(self) -> int:
        return self.confirmed + self.changed + self.not_verifiable


@dataclass(frozen=True)
class ScopeLine:
    """One area: how many of its questions apply, and how many were checked."""

    title: str
    applicable: int
    checked: int


@dataclass(frozen=True)
class PersonLine:
    """Somebody who took part. ``part``: lead, second, agreed, ended or signed."""

    name: UserText
    part: str


@dataclass(frozen=True)
class PaperLine:
    """A file as evidence; ``sha256`` the first twelve characters; None: not told."""

    name: UserText
    first: datetime.date | None
    last: datetime.date | None
    received: datetime.date
    sha256: str


@dataclass(frozen=True)
class ReplyLine:
    """What the employer says to a finding."""

    stance: Stance
    text: UserText
    day: datetime.date


@dataclass(frozen=True)
class FindingLine:
    """A finding with everything that belongs to it; ``reply`` None: there is none."""

    number: int
    id: str
    ask: str
    severity: Severity
    declared: GivenAnswer
    verdict: Kind
    verified: GivenAnswer
    finding: UserText
    basis: tuple[Basis, ...]
    papers: tuple[PaperLine, ...]
    references: tuple[Reference, ...]
    required: UserText
    required_by: datetime.date | None
    reply: ReplyLine | None
    by: UserText
    day: datetime.date


@dataclass(frozen=True)
class RequestLine:
    """What was asked when the case was sent back, and what came of it.

    ``before`` None: the earlier answer is not at hand, or the same stands there still.
    """

    time: int
    ask: str
    asked: UserText
    day: datetime.date
    before: GivenAnswer | None
    now: GivenAnswer


@dataclass(frozen=True)
class ContradictionLine:
    """Answers that cannot both be right."""

    why: str
    asks: tuple[str, ...]


@dataclass(frozen=True)
class NoteLine:
    """An interview or an observation; ``ask`` empty: about the whole case."""

    kind: NoteKind
    people: int | None
    text: UserText
    ask: str
    day: datetime.date


@dataclass(frozen=True)
class TalkCount:
    """How many notes of a kind there are, and with how many people in all."""

    kind: NoteKind
    notes: int
    people: int


@dataclass(frozen=True)
class VerdictLine:
    """One question of the annex; ``verdict`` None: it was not checked."""

    id: str
    ask: str
    severity: Severity | None
    declared: GivenAnswer
    verdict: Kind | None
    verified: GivenAnswer
    basis: tuple[Basis, ...]
    papers: int


@dataclass(frozen=True)
class VerdictArea:
    """The questions of one area that apply."""

    title: str
    lines: tuple[VerdictLine, ...]


@dataclass(frozen=True)
class Marks:
    """What a third party needs to know the same review again."""

    review: str
    questionnaire: str
    version: str
    questionnaire_sha256: str
    answers_sha256: str
    review_sha256: str
    method: str


@dataclass(frozen=True)
class Correction:
    """What this report replaces, and why."""

    of: str
    reason: UserText


@dataclass(frozen=True)
class AuditContents:
    """Everything that the audit report prints.

    ``signed`` None: a draft. ``certificate`` empty: the file carries no digital
    signature; otherwise the name in it.
    """

    language: Language
    title: str
    employer: UserText
    site: UserText
    year: str
    submitted: datetime.date
    asked: datetime.date
    began: datetime.date | None
    findings_sent: datetime.date | None
    reply_until: datetime.date | None
    signed: datetime.date | None
    signed_by: UserText
    agreed: datetime.date | None
    agreed_by: UserText
    people: tuple[PersonLine, ...]
    declared: Side
    verified: Side
    gap: int | None
    areas: tuple[PairLine, ...]
    instruments: tuple[PairLine, ...]
    provisions: tuple[ProvisionLine, ...]
    confidence: Confidence
    tally: Tally
    scope: tuple[ScopeLine, ...]
    findings: tuple[FindingLine, ...]
    requests: tuple[RequestLine, ...]
    contradictions: tuple[ContradictionLine, ...]
    talks: tuple[TalkCount, ...]
    notes: tuple[NoteLine, ...]
    verdicts: tuple[VerdictArea, ...]
    marks: Marks
    correction: Correction | None
    certificate: str
    attachment: AttachedFile

    @property
    def brief(self) -> bool:
        """So few questions that each chapter would leave its page nearly empty?"""
        return self.tally.applicable <= 12
