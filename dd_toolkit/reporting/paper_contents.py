"""What the template of the questionnaire on paper is given: frozen and plain."""

from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.questionnaire import Kind
from dd_toolkit.reporting.contents import Language


@dataclass(frozen=True)
class Clause:
    """A condition in parts that a template can put into words.

    ``word`` is ``answered`` (then ``number``, ``ask`` and ``labels`` are set), ``all``,
    ``any`` or ``not`` (then ``parts`` are).
    """

    word: Literal["answered", "all", "any", "not"]
    number: str = ""
    ask: str = ""
    labels: tuple[str, ...] = ()
    parts: tuple["Clause", ...] = ()


@dataclass(frozen=True)
class Box:
    """A box to tick, or one that is ticked already."""

    label: str
    ticked: bool


@dataclass(frozen=True)
class Scope:
    """For whom something is asked: kinds of workplace, and what must be answered."""

    only_for: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    only_if: Clause | None = None


@dataclass(frozen=True)
class PaperQuestion:
    """A question to be answered with a pen."""

    number: str
    id: str
    ask: str
    help: str
    kind: Kind
    boxes: tuple[Box, ...]
    may_be_unknown: bool
    may_be_not_applicable: bool
    scope: Scope


@dataclass(frozen=True)
class PaperSection:
    """Questions under one heading; ``scope`` is what they have in common."""

    title: str
    intro: str
    scope: Scope
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True)
class PaperArea:
    """The sections of one practice area."""

    title: str
    sections: tuple[PaperSection, ...]


@dataclass(frozen=True)
class BlankContents:
    """Everything that the questionnaire on paper prints."""

    language: Language
    title: str
    intro: str
    version: str
    sha256: str
    profile: tuple[PaperQuestion, ...]
    areas: tuple[PaperArea, ...]

    @property
    def count(self) -> int:
        """How many questions there are, the profile's left out."""
        return sum(
            len(section.questions) for area in self.areas for section in area.sections
        )
