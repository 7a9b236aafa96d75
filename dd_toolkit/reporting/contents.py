"""What the templates of the reports are given: frozen, plain and complete.

A template sees no object with behaviour, no database and no clock; what it needs is
worked out before, so that a report can be tested as values, and a template cannot
change anything. Words of the templates stay in the templates; values carry codes
(``"critical"``, ``"answered"``).

``UserText`` marks what a person typed. It is the only text whose direction is worked
out from its characters; everything else has the direction of the report's language.
"""

import datetime
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.questionnaire import Audience, Effort, Severity
from dd_toolkit.core.result import Rating, State
from dd_toolkit.core.trend import Step
from dd_toolkit.repaying import RepaymentContents
from dd_toolkit.reporting.laws import LawArea, LawLine

BRIEF = 12
"""Up to so many questions a report runs on, without a new page for each chapter."""

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class UserText:
    """Words that a person typed; ``direction`` None: that of the page."""

    text: str
    direction: Direction | None = None

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Language:
    """The report's language: a BCP 47 tag and the direction of its script."""

    tag: str
    direction: Direction


@dataclass(frozen=True)
class AttachedFile:
    """A file inside the PDF; its name is ours, never a user's."""

    name: str
    description: str
    text: str


@dataclass(frozen=True)
class Bar:
    """A score with its bounds as whole numbers, 0 to 100; None where there is none."""

    score: int | None
    low: int | None
    high: int | None

    @property
    def open(self) -> bool:
        """Do answers that are missing leave a range?"""
        return self.low != self.high


@dataclass(frozen=True)
class Tally:
    """How many questions are in each state."""

    applicable: int
    answered: int
    unknown: int
    not_applicable: int
    unanswered: int


@dataclass(frozen=True)
class Reference:
    """A provision as a report names it, with what it asks of an employer."""

    reference: str
    title: str
    practice: str


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as printed: labels of options, or the text that was typed."""

    state: State
    labels: tuple[str, ...] = ()
    text: UserText = UserText("")
    day: datetime.date | None = None
    reason: UserText = UserText("")
    note: UserText = UserText("")


@dataclass(frozen=True)
class CapLine:
    """A critical answer that holds a rating down."""

    id: str
    ask: str
    limit: Rating
    unknown: bool
    partial: bool


@dataclass(frozen=True)
class Overall:
    """The overall rating and why it is what it is; ``rating`` None: nothing scored."""

    bar: Bar
    rating: Rating | None
    uncapped: Rating | None
    provisional: bool
    caps: tuple[CapLine, ...]
    tally: Tally

    @property
    def binding_caps(self) -> tuple[CapLine, ...]:
        """The caps that brought the rating down to where it is."""
        if self.rating == self.uncapped:
            return ()
        return tuple(cap for cap in self.caps if cap.limit == self.rating)


@dataclass(frozen=True)
class AreaLine:
    """One area of the result, with the sum that a reader can work out again."""

    title: str
    bar: Bar
    rating: Rating | None
    uncapped: Rating | None
    earned: str
    possible: str
    tally: Tally
    capped_by: tuple[str, ...]


@dataclass(frozen=True)
class ViewLine:
    """The score of the questions that cite an instrument, or belong to a step."""

    id: str
    title: str
    bar: Bar
    questions: int


@dataclass(frozen=True)
class IndicatorToday:
    """What to do the same day for one indicator.

    ``shown_at`` is the number of an earlier finding where the list already stands.
    """

    title: str
    today: tuple[str, ...]
    shown_at: int | None


@dataclass(frozen=True)
class Finding:
    """A critical practice that is missing, or of which nobody knows."""

    number: int
    id: str
    ask: str
    answer: GivenAnswer
    why: str
    references: tuple[Reference, ...]
    indicators: tuple[IndicatorToday, ...]
    do: str
    steps: tuple[str, ...]
    due: datetime.date | None
    laws: tuple[LawLine, ...] = ()


@dataclass(frozen=True)
class SignLine:
    """An indicator of forced labour, with the answers that raise it."""

    title: str
    meaning: str
    raised_by: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ActionLine:
    """One row of the plan; ``projected`` the overall score once it is done."""

    number: int
    id: str
    ask: str
    do: str
    steps: tuple[str, ...]
    best: str
    why: str
    references: tuple[str, ...]
    effort: Effort | None
    due: datetime.date | None
    projected: int


@dataclass(frozen=True)
class ActionGroup:
    """The actions of one severity, due the same number of days after submission."""

    severity: Severity
    days: int
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True)
class EvidenceLine:
    """A file attached to a question; ``first`` and ``last`` None: not told.

    ``sha256`` the first twelve characters, to find it again among what was received.
    """

    name: UserText
    first: datetime.date | None
    last: datetime.date | None
    sha256: str


@dataclass(frozen=True)
class AnswerLine:
    """One question of the annex with what was answered."""

    id: str
    ask: str
    severity: Severity | None
    references: tuple[str, ...]
    answer: GivenAnswer
    evidence: tuple[EvidenceLine, ...] = ()


@dataclass(frozen=True)
class AnswerArea:
    """The questions of one area that apply."""

    title: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class Fingerprint:
    """What a third party needs to work the report out again, and to ask for it.

    ``code`` empty: it was not submitted to a site.
    """

    questionnaire: str
    version: str
    questionnaire_sha256: str
    method: str
    answers_sha256: str
    code: str = ""


@dataclass(frozen=True)
class SinceLine:
    """A figure of last time beside this one; ``title`` empty: the overall one."""

    title: str
    step: Step


@dataclass(frozen=True)
class SinceLastTime:
    """What has changed since the assessment of the year before, of ``day``."""

    day: datetime.date
    same_questions: bool
    overall: SinceLine
    areas: tuple[SinceLine, ...]


@dataclass(frozen=True)
class RatingLine:
    """A rating and the exact score from which it is given."""

    rating: Rating
    least: int


@dataclass(frozen=True)
class AreaWeight:
    """What some areas count in the overall score."""

    weight: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class ActionPlanContents:
    """Everything that the action plan prints."""

    language: Language
    title: str
    employer: UserText
    submitted: datetime.date | None
    overall: Overall
    findings: tuple[Finding, ...]
    signs: tuple[SignLine, ...]
    areas: tuple[AreaLine, ...]
    instruments: tuple[ViewLine, ...]
    steps: tuple[ViewLine, ...]
    plan: tuple[ActionGroup, ...]
    profile: tuple[AnswerLine, ...]
    answers: tuple[AnswerArea, ...]
    ratings: tuple[RatingLine, ...]
    weights: tuple[tuple[Severity, str], ...]
    area_weights: tuple[AreaWeight, ...]
    fingerprint: Fingerprint
    attachment: AttachedFile
    audience: Audience = "organisation"
    laws: tuple[LawArea, ...] = ()
    repayments: tuple[RepaymentContents, ...] = ()
    edition: int = 1
    replaced_on: datetime.date | None = None
    since: SinceLastTime | None = None

    @property
    def brief(self) -> bool:
        """So few questions that each chapter would leave its page nearly empty?"""
        return sum(len(area.lines) for area in self.answers) <= BRIEF

    @property
    def actions(self) -> tuple[ActionLine, ...]:
        return tuple(action for group in self.plan for action in group.actions)
