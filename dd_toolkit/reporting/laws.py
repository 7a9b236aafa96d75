"""How a report prints what national law says, apart from the international standard."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from dd_toolkit.core.answering import Answers, laws_beside
from dd_toolkit.core.questionnaire import Law
from dd_toolkit.core.result import Result
from dd_toolkit.languages import fact, law_reference


@dataclass(frozen=True)
class LawLine:
    """One law. ``to_check``: it is uncertain, or past its date."""

    id: str
    reference: str
    title: str
    fact: str
    as_of: str
    to_check: bool


@dataclass(frozen=True)
class LawArea:
    """The laws that bear on the questions of one area."""

    title: str
    laws: tuple[LawLine, ...]


def law_areas(
    result: Result, answers: Answers, *, day: datetime.date | None, tag: str
) -> Iterator[LawArea]:
    """The laws beside the applicable questions, each once, by area.

    ``day`` is the day of submission: what was valid then is what the report says.
    None, for a draft: nothing counts as past.
    """
    questionnaire = result.questionnaire
    seen: set[str] = set()
    for area in questionnaire.areas:
        found = []
        for line in result.lines:
            if line.area != area.id:
                continue
            for law in laws_beside(questionnaire, line.question.id, answers):
                if law.id not in seen:
                    seen.add(law.id)
                    found.append(law_line(law, day=day, tag=tag))
        if found:
            yield LawArea(area.title, tuple(found))


def law_line(law: Law, *, day: datetime.date | None, tag: str) -> LawLine:
    """The law in words."""
    return LawLine(
        law.id,
        law_reference(law, tag),
        law.title,
        fact(law, tag),
        law.as_of,
        law.to_check(day or datetime.date.min),
    )
