"""What must hold between workshops, practice cases and the questionnaires they use."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from dd_toolkit.core import agenda_format as written
from dd_toolkit.core import format as questions_written
from dd_toolkit.core.agendas import questions_named
from dd_toolkit.core.checking import (
    listed,
    must_be_known,
    names_of,
    option_ids,
    sectors_of,
)
from dd_toolkit.core.loading import Item, Shelf
from dd_toolkit.errors import Problem

Path_ = tuple[str | int, ...]


def problems_of_workshops(shelf: Shelf) -> Iterator[Problem]:
    """Every problem of agendas, practice cases and the evaluation."""
    for agenda in shelf.workshops.values():
        yield from _agenda(agenda, shelf)
    for case in shelf.cases.values():
        yield from _case(case, shelf)
    for question in shelf.evaluation.values():
        yield from _twice(question, _ids(question.text.options), ("options",))


def _ids(parts: Iterable[written.ChoiceText]) -> list[str]:
    return [part.id for part in parts]


def _twice(item: Item[Any], ids: list[str], here: Path_) -> Iterator[Problem]:
    for place, name in enumerate(ids):
        if name in ids[:place]:
            yield item.problem(f"{name!r} stands twice", *here, place, "id")


def _cited(
    item: Item[Any], cites: tuple[str, ...], shelf: Shelf, here: Path_
) -> Iterator[Problem]:
    for place, cited in enumerate(cites):
        provisions = listed(shelf, "provisions")
        yield from must_be_known(item, cited, provisions, *here, "cites", place)


# --- agendas ------------------------------------------------------------------------


def _agenda(item: Item[written.AgendaText], shelf: Shelf) -> Iterator[Problem]:
    text = item.text
    yield from must_be_known(item, text.set, listed(shelf, "sets"), "set")
    yield from _twice(item, [step.id for step in text.steps], ("steps",))
    yield from _twice(item, [one.id for one in text.knowledge], ("knowledge",))
    for place, question in enumerate(text.knowledge):
        yield from _knowledge(item, question, shelf, ("knowledge", place))
    for place, step in enumerate(text.steps):
        yield from _step(item, step, shelf, ("steps", place))
    yield from _asked_twice(item, shelf)
    yield from _minutes(item)
    yield from _checks(item)


def _knowledge(
    item: Item[written.AgendaText],
    question: written.KnowledgeText,
    shelf: Shelf,
    here: Path_,
) -> Iterator[Problem]:
    options = _ids(question.options)
    yield from _twice(item, options, (*here, "options"))
    yield from must_be_known(item, question.right, options, *here, "right")
    yield from _cited(item, question.cites, shelf, here)


def _step(
    item: Item[written.AgendaText], step: written.StepText, shelf: Shelf, here: Path_
) -> Iterator[Problem]:
    if step.case is not None:
        yield from must_be_known(item, step.case, listed(shelf, "cases"), *here, "case")
    there = shelf.evaluation or "evaluation" in shelf.refused
    if step.kind == "evaluation" and not there:
        yield item.problem("there are no questions in evaluation.yaml", *here, "kind")
    for place, name in enumerate(step.asks):
        yield from _asked(item, name, shelf, (*here, "asks", place))


def _asked(
    item: Item[written.AgendaText], name: str, shelf: Shelf, here: Path_
) -> Iterator[Problem]:
    """Is it a question or a section, of the set, that a room can answer?"""
    module = name.partition(".")[0]
    if module in shelf.refused:
        return
    known = _names(shelf)
    if name not in known:
        yield from must_be_known(item, name, known, *here)
        return
    for question in questions_named(name, shelf):
        text = _question(question, shelf)
        if text and text.kind != "choice":
            yield item.problem(
                f"{question} is of kind {text.kind}: a room can only choose one answer",
                *here,
            )
        if not _in_set(question, item.text.set, shelf):
            yield item.problem(f"the set {item.text.set!r} has no {question}", *here)


def _asked_twice(item: Item[written.AgendaText], shelf: Shelf) -> Iterator[Problem]:
    """A question that is asked twice gives people away: two pictures of one room."""
    asked: set[str] = set()
    for number, step in enumerate(item.text.steps):
        for place, name in enumerate(step.asks):
            for question in questions_named(name, shelf):
                if question in asked:
                    told = f"{question} is asked twice: keep one of them"
                    yield item.problem(told, "steps", number, "asks", place)
                asked.add(question)


def _names(shelf: Shelf) -> list[str]:
    """What an agenda may ask: questions and sections, but no whole module."""
    return [
        name
        for module in shelf.modules.values()
        for name in names_of(module.text)
        if "." in name
    ]


def _question(name: str, shelf: Shelf) -> questions_written.QuestionText | None:
    module, _, own = name.partition(".")
    for section in shelf.modules[module].text.sections:
        for question in section.questions:
            if question.id == own:
                return question
    return None


def _in_set(question: str, name: str, shelf: Shelf) -> bool:
    if name not in shelf.sets:
        return True
    module = question.partition(".")[0]
    asks = set(shelf.sets[name].text.asks)
    if asks & {question, module}:
        return True
    return any(question in questions_named(asked, shelf) for asked in asks)


def _minutes(item: Item[written.AgendaText]) -> Iterator[Problem]:
    told, taken = item.text.minutes, sum(step.minutes for step in item.text.steps)
    if told != taken:
        yield item.problem(
            f"the steps take {taken} minutes, not {told}: change one of them", "minutes"
        )


def _checks(item: Item[written.AgendaText]) -> Iterator[Problem]:
    """The same questions before and after, or none at all."""
    text = item.text
    times = [step.when for step in text.steps if step.kind == "check"]
    if text.knowledge and times != ["before", "after"]:
        yield item.problem(
            "`knowledge` is asked twice: write one step of kind check with "
            "`when: before`, and later one with `when: after`",
            "knowledge",
        )
    if times and not text.knowledge:
        yield item.problem("a step of kind check has no `knowledge` to ask", "steps")
    kinds = Counter(step.kind for step in text.steps)
    if kinds["evaluation"] > 1:
        yield item.problem("the day is evaluated twice: keep one step", "steps")


# --- practice cases -----------------------------------------------------------------


def _case(item: Item[written.CaseText], shelf: Shelf) -> Iterator[Problem]:
    text = item.text
    yield from must_be_known(item, text.sector, sectors_of(shelf), "sector")
    asked: set[str] = set()
    for place, answer in enumerate(text.answers):
        here = ("answers", place)
        if answer.question in asked:
            told = f"{answer.question!r} is answered twice"
            yield item.problem(told, *here, "question")
        asked.add(answer.question)
        yield from _case_answer(item, answer, shelf, here)
        yield from _cited(item, answer.cites, shelf, here)


def _case_answer(
    item: Item[written.CaseText],
    answer: written.CaseAnswerText,
    shelf: Shelf,
    here: Path_,
) -> Iterator[Problem]:
    module = answer.question.partition(".")[0]
    if module in shelf.refused:
        return
    question = _question(answer.question, shelf) if module in shelf.modules else None
    if question is None:
        known = [name for name in _names(shelf) if _is_question(name, shelf)]
        yield from must_be_known(item, answer.question, known, *here, "question")
        return
    if question.kind != "choice":
        told = f"{answer.question} is of kind {question.kind}: choose one with options"
        yield item.problem(told, *here, "question")
        return
    if not _asked_in(item.text.sector, answer.question, shelf):
        told = f"{answer.question} is not asked in the sector {item.text.sector!r}"
        yield item.problem(told, *here, "question")
    options = option_ids(question, shelf)
    yield from must_be_known(item, answer.right, options, *here, "right")


def _is_question(name: str, shelf: Shelf) -> bool:
    return _question(name, shelf) is not None


def _asked_in(sector: str, name: str, shelf: Shelf) -> bool:
    """Is the question asked in this sector?"""
    module = shelf.modules[name.partition(".")[0]].text
    return all(
        not sectors or sector in sectors
        for section in module.sections
        for question in section.questions
        if f"{module.id}.{question.id}" == name
        for sectors in (module.sectors, section.sectors, question.sectors)
    )
