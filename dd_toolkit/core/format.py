"""What an author may write, as pydantic models of the files.

They check each file by itself and give authors a JSON Schema for their editor; what
holds between files (a scale that exists, a question that stands earlier) is checked
by ``core.loading``. Keys are written with hyphens: ``not-applicable``.
"""

import datetime
import re
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from dd_toolkit.core.questionnaire import (
    NOT_APPLICABLE,
    UNKNOWN,
    Audience,
    Confidence,
    Effort,
    Kind,
    Severity,
    Step,
)

MOST_WORDS_IN_A_QUESTION = 25
RESERVED_OPTIONS = (UNKNOWN, NOT_APPLICABLE)


def _share(written: object) -> Fraction:
    """A value from 0 to 1 with at most two decimals, as it was written."""
    if not re.fullmatch(r"0(\.[0-9]{1,2})?|1(\.00?)?", str(written)):
        raise PydanticCustomError(
            "share",
            "is not a value from 0 to 1 with at most two decimals, such as 0.25",
        )
    return Fraction(str(written))


def _weight(written: object) -> Fraction:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", str(written)) or not float(
        str(written)
    ):
        raise PydanticCustomError(
            "weight", "is not a weight above 0, such as 3 or 0.5 (two decimals at most)"
        )
    return Fraction(str(written))


_number_schema = {"type": "number", "minimum": 0}
Share = Annotated[
    Fraction,
    PlainValidator(_share),
    PlainSerializer(str),
    # No multipleOf: in floating point, editors would find 0.29 no multiple of 0.01.
    WithJsonSchema({**_number_schema, "maximum": 1}),
]
Weight = Annotated[
    Fraction,
    PlainValidator(_weight),
    PlainSerializer(str),
    WithJsonSchema(_number_schema),
]
Name = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
]
FullName = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)?$", max_length=121
    ),
]
ProvisionName = Annotated[
    str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Za-z0-9]+)*$")
]
IndicatorName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class Written(BaseModel):
    """A part of a file: no unknown keys, never changed after reading."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
    )


class ConditionText(Written):
    """``{answer: ID, is: [OPTION, …]}``, or ``all``, ``any``, ``not`` of such."""

    answer: FullName | None = None
    is_: tuple[Name, ...] | None = Field(default=None, min_length=1)
    all_: "tuple[ConditionText, ...] | None" = Field(default=None, min_length=1)
    any_: "tuple[ConditionText, ...] | None" = Field(default=None, min_length=1)
    not_: "ConditionText | None" = None

    @model_validator(mode="after")
    def one_shape(self) -> Self:
        shape = {name.rstrip("_") for name in self.model_fields_set}
        if shape not in ({"answer", "is"}, {"all"}, {"any"}, {"not"}):
            raise PydanticCustomError(
                "condition",
                "is not a condition: write {answer: ID, is: [OPTION]}, "
                "{all: [...]}, {any: [...]} or {not: {...}}",
            )
        return self


class OptionText(Written):
    id: Name
    label: Words
    value: Share | None = None
    alone: bool = False
    """In a question with several answers: it goes with no other."""

    @model_validator(mode="after")
    def not_reserved(self) -> Self:
        if self.id in RESERVED_OPTIONS:
            raise PydanticCustomError(
                "reserved",
                "an option cannot be called {name}: every question offers it by itself",
                {"name": self.id},
            )
        return self


def _values_for_all_or_none(options: tuple[OptionText, ...]) -> None:
    valued = [option.value is not None for option in options]
    if any(valued) and not all(valued):
        raise PydanticCustomError(
            "value", "gives a `value` to some options, not to all"
        )


class ActionText(Written):
    do: Words
    steps: tuple[Words, ...] = Field(min_length=1)
    effort: Effort


class QuestionText(Written):
    id: Name
    ask: Words
    kind: Kind
    help: Words | None = None
    severity: Severity | None = None
    cites: tuple[ProvisionName, ...] = ()
    indicators: tuple[IndicatorName, ...] = ()
    step: Step | None = None
    sectors: tuple[Name, ...] = ()
    when: ConditionText | None = None
    not_applicable: bool = False
    options: tuple[OptionText, ...] = ()
    scale: Name | None = None
    why: Words | None = None
    evidence: tuple[Words, ...] = ()
    action: ActionText | None = None

    @model_validator(mode="after")
    def one_question(self) -> Self:
        if len(self.ask.split()) > MOST_WORDS_IN_A_QUESTION:
            raise PydanticCustomError(
                "long",
                "`ask` has {words} words: ask one thing in at most {most}",
                {"words": len(self.ask.split()), "most": MOST_WORDS_IN_A_QUESTION},
            )
        if self.ask.count("?") + self.ask.count("؟") != 1:
            raise PydanticCustomError(
                "mark", "`ask` must have exactly one question mark"
            )
        return self

    @model_validator(mode="after")
    def options_fit_the_kind(self) -> Self:
        offers = bool(self.options) or self.scale is not None
        if self.options and self.scale:
            raise PydanticCustomError(
                "both", "has `options` and `scale`: keep one of them"
            )
        if self.kind in ("choice", "choices", "costs") and not offers:
            raise PydanticCustomError(
                "none", "has nothing to choose: add `options` or `scale`"
            )
        if self.kind not in ("choice", "choices", "costs") and offers:
            raise PydanticCustomError(
                "kind", "is of kind {kind}, which has no options", {"kind": self.kind}
            )
        _values_for_all_or_none(self.options)
        if self.kind == "costs" and any(o.value is not None for o in self.options):
            raise PydanticCustomError("costs", "declares costs: they have no `value`")
        return self

    @model_validator(mode="after")
    def scored_means_complete(self) -> Self:
        if not self.scale and not any(o.value is not None for o in self.options):
            return self
        needed = ("severity", "step", "cites", "why", "evidence", "action")
        missing = [name for name in needed if not getattr(self, name)]
        if missing:
            raise PydanticCustomError(
                "incomplete",
                "is scored and needs: {names}",
                {"names": ", ".join(missing)},
            )
        return self


class SectionText(Written):
    id: Name
    area: Name
    title: Words
    intro: Words | None = None
    sectors: tuple[Name, ...] = ()
    when: ConditionText | None = None
    questions: tuple[QuestionText, ...] = Field(min_length=1)


class ModuleText(Written):
    """A file of questions: one for each Convention, sector or country."""

    id: Name
    version: Version
    title: Words
    instruments: tuple[ProvisionName, ...] = ()
    sectors: tuple[Name, ...] = ()
    when: ConditionText | None = None
    sections: tuple[SectionText, ...] = Field(min_length=1)


class AreaText(Written):
    id: Name
    title: Words
    weight: Weight = Fraction(1)


class ScaleText(Written):
    id: Name
    options: tuple[OptionText, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def values_fit(self) -> Self:
        _values_for_all_or_none(self.options)
        return self


class WeightsText(Written):
    critical: Weight
    major: Weight
    minor: Weight


class SetText(Written):
    """What an employer fills in: which modules, sections or questions, in order."""

    id: Name
    version: Version
    title: Words
    intro: Words | None = None
    audience: Audience = "organisation"
    asks: tuple[FullName, ...] = Field(min_length=1)
    profile: tuple[Name, ...] = ()
    """Which questions of the profile it asks; empty: all."""
    given: dict[Name, Name] = Field(default_factory=dict)
    """Questions of the profile whose answer the set knows already."""
    weights: WeightsText | None = None


class InstrumentText(Written):
    id: ProvisionName
    kind: Literal["convention", "recommendation", "guidance"]
    short: Words
    title: Words
    subject: Words


class ProvisionText(Written):
    id: ProvisionName
    instrument: ProvisionName
    article: str | None = None
    paragraph: str | None = None
    title: Words
    duty: Literal["employer", "recruiter", "shared", "state"]
    practice: Words | None = None
    severity: Severity
    sectors: tuple[Name, ...] = ()
    verified: bool
    source: str | None = None
    note: str | None = None


class IndicatorText(Written):
    id: IndicatorName
    title: Words
    meaning: Words
    today: tuple[Words, ...] = Field(min_length=1)


class ContradictionText(Written):
    """Answers that cannot both be right: a condition over any of them, and why."""

    id: Name
    when: ConditionText
    file_words: tuple[Words, ...] = Field(default=(), max_length=40)
    """One of these must stand in the name of an attached file as well."""
    why: Words


class AmountText(Written):
    """A number that changes, apart from the sentence that it stands in."""

    value: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?$")]
    unit: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None


class LawText(Written):
    """What the law of a country says, in our own words, beside which questions."""

    id: ProvisionName
    instrument: Words
    article: Words | None = None
    title: Words
    fact: Words
    amounts: dict[Name, AmountText] = Field(default_factory=dict)
    as_of: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}$")] | None = None
    valid_until: datetime.date | None = None
    confidence: Confidence
    sectors: tuple[Name, ...] = ()
    questions: tuple[FullName, ...] = Field(min_length=1)
    source: Words | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def amounts_stand_in_the_fact(self) -> Self:
        if placeholders(self.fact) != set(self.amounts):
            raise PydanticCustomError(
                "amounts",
                "`amounts` and the names in braces in `fact` differ: {names}",
                {"names": ", ".join(placeholders(self.fact) ^ set(self.amounts))},
            )
        return self


def placeholders(text: str) -> set[str]:
    """The names that stand in braces in the text."""
    return set(re.findall(r"\{([a-z0-9-]+)\}", text))


class CountryText(Written):
    """A file of national law; the file's name is its ``id``."""

    id: Name
    title: Words
    laws: tuple[LawText, ...] = Field(min_length=1)


def json_schema(model: type[Written] = ModuleText) -> dict[str, Any]:
    """The JSON Schema of a kind of file, for the editor of an author."""
    schema = model.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema
