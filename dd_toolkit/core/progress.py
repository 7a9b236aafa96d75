"""How far an employer has come: by section, by area and in all.

Only scored questions are counted: an optional number or text never holds anyone up.
"""

from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property

from dd_toolkit.core.answering import Answer, Answers
from dd_toolkit.core.questionnaire import Area, Question, Questionnaire, Section

SECONDS_A_QUESTION = 28


@dataclass(frozen=True)
class SectionProgress:
    """One page: the questions that apply on it, and how many are answered."""

    section: Section
    asked: tuple[Question, ...]
    total: int
    done: int

    @property
    def complete(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True)
class AreaProgress:
    """One practice area with its pages that have something to answer."""

    area: Area
    sections: tuple[SectionProgress, ...]

    @property
    def total(self) -> int:
        return sum(section.total for section in self.sections)

    @property
    def done(self) -> int:
        return sum(section.done for section in self.sections)


@dataclass(frozen=True)
class Progress:
    """The whole walk through a questionnaire, without what does not apply."""

    areas: tuple[AreaProgress, ...]

    @cached_property
    def sections(self) -> tuple[SectionProgress, ...]:
        return tuple(section for area in self.areas for section in area.sections)

    @cached_property
    def total(self) -> int:
        return sum(area.total for area in self.areas)

    @cached_property
    def done(self) -> int:
        return sum(area.done for area in self.areas)

    @cached_property
    def minutes(self) -> int:
        """About how long the whole takes, to five minutes."""
        return max(5, round(self.total * SECONDS_A_QUESTION / 60 / 5) * 5)

    @cached_property
    def next_open(self) -> SectionProgress | None:
        """The first page with something to answer; None when all is answered."""
        return next((page for page in self.sections if not page.complete), None)

    def after(self, section_id: str) -> SectionProgress | None:
        """The page that follows; None after the last."""
        following = dict(zip(self._ids, self.sections[1:], strict=False))
        return following.get(section_id)

    def before(self, section_id: str) -> SectionProgress | None:
        """The page that comes before; None before the first."""
        previous = dict(zip(self._ids[1:], self.sections, strict=False))
        return previous.get(section_id)

    def number(self, section_id: str) -> int:
        """Which page it is, from 1; 0 for one without questions for this employer."""
        return self._ids.index(section_id) + 1 if section_id in self._ids else 0

    @cached_property
    def _ids(self) -> list[str]:
        return [page.section.id for page in self.sections]


def progress(
    questionnaire: Questionnaire, answers: Answers, asked: Container[str]
) -> Progress:
    """How far these answers have come; ``asked`` holds the ids of what applies."""
    pages = [_page(section, asked, answers) for section in questionnaire.sections]
    return Progress(
        tuple(
            AreaProgress(area, own)
            for area in questionnaire.areas
            if (own := _with_questions(pages, area))
        )
    )


def _with_questions(
    pages: list[SectionProgress], area: Area
) -> tuple[SectionProgress, ...]:
    return tuple(page for page in pages if page.section.area == area.id and page.asked)


def _page(section: Section, asked: Container[str], answers: Answers) -> SectionProgress:
    own = tuple(question for question in section.questions if question.id in asked)
    counted = [question for question in own if question.scored]
    done = sum(_answered(answers.get(question.id)) for question in counted)
    return SectionProgress(section, own, len(counted), done)


def _answered(answer: Answer | None) -> bool:
    return answer is not None and bool(answer.choices)
