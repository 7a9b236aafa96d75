"""A questionnaire as the product uses it: complete, frozen, in reading order.

Files are written by authors module by module (``core.loading`` reads them); what an
employer fills in is one of the sets, put together from modules and ordered by
practice area. This is that whole: it needs nothing else to be asked, scored and
printed, and its text under its SHA-256 is what an assessment keeps.
"""

import datetime
import hashlib
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import PlainSerializer, PlainValidator, TypeAdapter

from dd_toolkit.core.conditions import ALWAYS, Condition

Exact = Annotated[
    Fraction,
    PlainValidator(Fraction),
    PlainSerializer(str, return_type=str),
]
"""A number without rounding; in JSON its text, such as ``"1/4"``."""

Severity = Literal["critical", "major", "minor"]
Effort = Literal["low", "medium", "high"]
Kind = Literal["choice", "choices", "number", "date", "text", "costs"]
Confidence = Literal["high", "medium", "low"]
Audience = Literal["organisation", "household"]
Step = Literal["embed", "identify", "prevent", "track", "communicate", "remedy"]

SEVERITIES: tuple[Severity, ...] = ("critical", "major", "minor")
EFFORTS: tuple[Effort, ...] = ("low", "medium", "high")
STEPS: tuple[Step, ...] = (
    "embed",
    "identify",
    "prevent",
    "track",
    "communicate",
    "remedy",
)

UNKNOWN = "unknown"
NOT_APPLICABLE = "not-applicable"
SECTOR = "profile.sector"


@dataclass(frozen=True)
class Option:
    """One answer to choose; ``value`` from 0 to 1, None where nothing is scored."""

    id: str
    label: str
    value: Exact | None = None
    alone: bool = False


@dataclass(frozen=True)
class Action:
    """What to do where the practice is missing."""

    do: str
    steps: tuple[str, ...]
    effort: Effort


@dataclass(frozen=True)
class Question:
    """One practice asked about. ``id`` is the full id, such as ``c181.who-pays``.

    ``when`` already holds what its module and section demand. ``sectors`` empty
    means: every sector. ``scale`` names the shared scale that its options come from;
    empty: they are its own.
    """

    id: str
    ask: str
    kind: Kind
    help: str = ""
    severity: Severity = "minor"
    weight: Exact = Fraction(1)
    cites: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    step: Step | None = None
    sectors: tuple[str, ...] = ()
    when: Condition = ALWAYS
    may_be_not_applicable: bool = False
    options: tuple[Option, ...] = ()
    scale: str = ""
    why: str = ""
    evidence: tuple[str, ...] = ()
    action: Action | None = None

    @cached_property
    def scored(self) -> bool:
        """Does an answer to it enter the sums?"""
        return any(option.value is not None for option in self.options)

    @cached_property
    def option_by_id(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}

    @property
    def critical(self) -> bool:
        return self.severity == "critical"


@dataclass(frozen=True)
class Section:
    """Questions that stand on one page."""

    id: str
    title: str
    area: str
    questions: tuple[Question, ...]
    intro: str = ""


@dataclass(frozen=True)
class Area:
    """A practice area as an employer thinks of it, with its weight in the whole."""

    id: str
    title: str
    weight: Exact


@dataclass(frozen=True)
class Provision:
    """A paragraph that a question rests on, restated in our own words."""

    id: str
    instrument: str
    reference: str
    title: str
    practice: str = ""


@dataclass(frozen=True)
class Instrument:
    """A Convention, a Recommendation or agreed guidance."""

    id: str
    kind: str
    short: str
    title: str
    subject: str


@dataclass(frozen=True)
class Indicator:
    """One of the ILO's eleven indicators of forced labour (2012 booklet)."""

    id: str
    title: str
    meaning: str
    today: tuple[str, ...]


@dataclass(frozen=True)
class Amount:
    """A number in a law. ``unit``: a currency (ISO 4217), or empty."""

    name: str
    value: Exact
    unit: str = ""


@dataclass(frozen=True)
class Law:
    """What national law says about the practices that ``questions`` ask about.

    ``fact`` holds ``{name}`` where an amount stands. ``as_of``: the year of the source,
    empty if unknown; ``valid_until`` None: no end is known.
    """

    id: str
    instrument: str
    title: str
    fact: str
    questions: tuple[str, ...]
    article: str = ""
    amounts: tuple[Amount, ...] = ()
    as_of: str = ""
    valid_until: datetime.date | None = None
    confidence: Confidence = "high"
    sectors: tuple[str, ...] = ()

    def to_check(self, day: datetime.date) -> bool:
        """Should it be looked up before anyone relies on it, on this day?"""
        past = self.valid_until is not None and self.valid_until < day
        return self.confidence == "low" or past


@dataclass(frozen=True)
class Contradiction:
    """Answers that cannot both be right, and why (``core.contradictions``).

    ``file_words``: empty, or words of which one must stand in the name of a file as
    well.
    """

    id: str
    when: Condition
    why: str
    file_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    """Everything that an employer is asked, and what is needed to explain it.

    ``given`` holds pairs of a profile question and its answer: a set for families
    knows where the work is done, and does not ask. ``profile_asked`` names what it
    asks of the profile; empty: everything.
    """

    id: str
    version: str
    title: str
    intro: str
    profile: tuple[Question, ...]
    areas: tuple[Area, ...]
    sections: tuple[Section, ...]
    provisions: tuple[Provision, ...]
    instruments: tuple[Instrument, ...]
    indicators: tuple[Indicator, ...]
    audience: Audience = "organisation"
    laws: tuple[Law, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    profile_asked: tuple[str, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in reading order, those of the profile left out."""
        return tuple(
            question for section in self.sections for question in section.questions
        )

    @cached_property
    def question_by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.profile + self.questions}

    @cached_property
    def profile_ids(self) -> frozenset[str]:
        return frozenset(question.id for question in self.profile)

    @cached_property
    def unasked(self) -> frozenset[str]:
        """Questions of the profile that this set leaves out, or knows the answer to."""
        given = {name for name, _ in self.given}
        asked = set(self.profile_asked or self.profile_ids) - given
        return self.profile_ids - asked

    @cached_property
    def section_by_id(self) -> dict[str, Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """Full question id -> the section it stands in."""
        return {
            question.id: section
            for section in self.sections
            for question in section.questions
        }

    @cached_property
    def area_of(self) -> dict[str, str]:
        """Full question id -> area id."""
        return {question: section.area for question, section in self.section_of.items()}

    @cached_property
    def area_by_id(self) -> dict[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def provision_by_id(self) -> dict[str, Provision]:
        return {provision.id: provision for provision in self.provisions}

    @cached_property
    def instrument_by_id(self) -> dict[str, Instrument]:
        return {instrument.id: instrument for instrument in self.instruments}

    @cached_property
    def indicator_by_id(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def laws_of(self) -> dict[str, tuple[Law, ...]]:
        """Full question id -> what national law says about it."""
        found: dict[str, tuple[Law, ...]] = {}
        for law in self.laws:
            for question in law.questions:
                found[question] = (*found.get(question, ()), law)
        return found

    @cached_property
    def instruments_of(self) -> dict[str, frozenset[str]]:
        """Full question id -> the instruments that it cites."""
        return {
            question.id: frozenset(
                self.provision_by_id[cited].instrument for cited in question.cites
            )
            for question in self.questions
        }

    @cached_property
    def text(self) -> str:
        """The questionnaire as one JSON text, the same for the same content."""
        return _ADAPTER.dump_json(self, exclude_defaults=True).decode()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of ``text``, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


_ADAPTER = TypeAdapter(Questionnaire)


@lru_cache(maxsize=64)
def questionnaire_from_text(text: str) -> Questionnaire:
    """The questionnaire whose ``text`` this is; pydantic's error if it is none."""
    return _ADAPTER.validate_json(text)
