"""What an author of workshops may write: agendas, practice cases, the day's evaluation.

Like ``core.format`` for questionnaires: each file by itself. What holds between files
(a question that exists, minutes that add up) is checked by ``core.agenda_checking``.
"""

import re
from typing import Annotated, Literal, Self, get_args

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from dd_toolkit.core.format import (
    MOST_WORDS_IN_A_QUESTION,
    FullName,
    Name,
    ProvisionName,
    Version,
    Words,
    Written,
)

StepKind = Literal[
    "welcome",
    "story",
    "question",
    "discussion",
    "case",
    "check",
    "break",
    "evaluation",
    "closing",
]
STEP_KINDS: tuple[StepKind, ...] = get_args(StepKind)
When = Literal["before", "after"]

_NEEDS: dict[str, str] = {
    "story": "text",
    "question": "asks",
    "discussion": "prompts",
    "case": "case",
    "check": "when",
}
"""What a step of this kind cannot do without."""

_ONLY_FOR = {"asks": "question", "case": "case", "when": "check"}


def _minutes(written: object) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,2}", str(written)):
        raise PydanticCustomError(
            "minutes", "is not a number of minutes from 1 to 999, such as 15"
        )
    return int(str(written))


Minutes = Annotated[
    int,
    PlainValidator(_minutes),
    PlainSerializer(str),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 999}),
]


class ChoiceText(Written):
    """One of the answers of a question that belongs to a workshop only."""

    id: Name
    label: Words


def _one_short_question(ask: str) -> None:
    """Refuses what nobody can read from the back row: too long, or two in one."""
    words = len(ask.split())
    if words > MOST_WORDS_IN_A_QUESTION:
        raise PydanticCustomError(
            "long",
            "`ask` has {words} words: ask one thing in at most {most}",
            {"words": words, "most": MOST_WORDS_IN_A_QUESTION},
        )
    if ask.count("?") + ask.count("؟") != 1:
        raise PydanticCustomError("mark", "`ask` must have exactly one question mark")


class KnowledgeText(Written):
    """Asked before and after: one answer is right; the reason is told at the end."""

    id: Name
    ask: Words
    options: tuple[ChoiceText, ...] = Field(min_length=3, max_length=4)
    right: Name
    reason: Words
    cites: tuple[ProvisionName, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def one_question(self) -> Self:
        _one_short_question(self.ask)
        return self


class StepText(Written):
    """A part of the day. ``text`` is for the projector, ``notes`` for the trainer."""

    id: Name
    kind: StepKind
    minutes: Minutes
    title: Words
    text: tuple[Words, ...] = ()
    asks: tuple[FullName, ...] = ()
    """Questions (c181.who-pays) or whole sections (c181.fees) of the agenda's set."""
    case: Name | None = None
    when: When | None = None
    prompts: tuple[Words, ...] = ()
    notes: tuple[Words, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def fits_its_kind(self) -> Self:
        needed = _NEEDS.get(self.kind)
        if needed and not getattr(self, needed):
            raise PydanticCustomError(
                "step",
                "is of kind {kind}, which needs `{needed}`",
                {"kind": self.kind, "needed": needed},
            )
        for name, kind in _ONLY_FOR.items():
            if getattr(self, name) and self.kind != kind:
                raise PydanticCustomError(
                    "step",
                    "is of kind {kind}: `{name}` is only for the kind {only}",
                    {"kind": self.kind, "name": name, "only": kind},
                )
        return self


class AgendaText(Written):
    """A workshop that is ready to be held; the file's name is its ``id``."""

    id: Name
    version: Version
    title: Words
    audience: Words
    set: Name
    """Whose questions it asks, and which draft participants take home."""
    minutes: Minutes
    aims: tuple[Words, ...] = Field(min_length=1)
    materials: tuple[Words, ...] = ()
    knowledge: tuple[KnowledgeText, ...] = ()
    steps: tuple[StepText, ...] = Field(min_length=1)


class CaseAnswerText(Written):
    """How the workplace of the case should be answered, and why."""

    question: FullName
    right: Name
    reason: Words
    cites: tuple[ProvisionName, ...] = Field(min_length=1)


class CaseText(Written):
    """A workplace told in a page, to practise on; the file's name is its ``id``."""

    id: Name
    version: Version
    title: Words
    sector: Name
    story: tuple[Words, ...] = Field(min_length=1)
    facts: tuple[Words, ...] = Field(min_length=1)
    """What a careful reader finds, in the order of the story."""
    today: tuple[Words, ...] = ()
    """What to do the same day, where somebody is in danger."""
    answers: tuple[CaseAnswerText, ...] = Field(min_length=1)
    prompts: tuple[Words, ...] = Field(min_length=1)


class EvaluationText(Written):
    """One question on how the day was, answered on a scale."""

    id: Name
    ask: Words
    options: tuple[ChoiceText, ...] = Field(min_length=3, max_length=5)

    @model_validator(mode="after")
    def one_question(self) -> Self:
        _one_short_question(self.ask)
        return self
