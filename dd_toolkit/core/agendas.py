"""Workshops as authors prepared them: agendas, practice cases, knowledge questions.

Frozen values, complete in one language, made from the files of ``workshops/`` and
``cases/``. Questions of the questionnaires are named by their full ids; whoever opens
a workshop joins them with the questionnaire itself (``core.workshop``).
"""

from dataclasses import dataclass

from dd_toolkit.core import agenda_format as written
from dd_toolkit.core.agenda_format import StepKind, When
from dd_toolkit.core.loading import Item, Shelf


@dataclass(frozen=True)
class Choice:
    """One answer to a question that belongs to workshops only."""

    id: str
    label: str


@dataclass(frozen=True)
class KnowledgeQuestion:
    """Asked before and after. ``right`` is the id of the one right choice."""

    id: str
    ask: str
    options: tuple[Choice, ...]
    right: str
    reason: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class AgendaStep:
    """A part of the day.

    ``text`` is for the projector, ``prompts`` for the discussion, ``notes`` only for
    the trainer. ``questions`` holds full ids, sections already taken apart; ``case`` is
    empty and ``when`` None in steps of another kind.
    """

    id: str
    kind: StepKind
    minutes: int
    title: str
    text: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    case: str = ""
    when: When | None = None
    prompts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agenda:
    """A workshop that is ready to be held.

    ``questionnaire`` names the set whose questions it asks, and of which participants
    take a draft home. The minutes of the steps add up to ``minutes``.
    """

    id: str
    version: str
    title: str
    audience: str
    questionnaire: str
    minutes: int
    aims: tuple[str, ...]
    materials: tuple[str, ...]
    knowledge: tuple[KnowledgeQuestion, ...]
    steps: tuple[AgendaStep, ...]


@dataclass(frozen=True)
class CaseAnswer:
    """The right answer to one question about the workplace of a case, and why."""

    question: str
    right: str
    reason: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class PracticeCase:
    """An invented workplace to practise on.

    ``facts`` are what a careful reader finds; ``today`` is what to do the same day,
    empty where nobody is in danger.
    """

    id: str
    version: str
    title: str
    sector: str
    story: tuple[str, ...]
    facts: tuple[str, ...]
    today: tuple[str, ...]
    answers: tuple[CaseAnswer, ...]
    prompts: tuple[str, ...]


@dataclass(frozen=True)
class EvaluationQuestion:
    """How the day was, on a scale from best to worst."""

    id: str
    ask: str
    options: tuple[Choice, ...]


def agendas_of(shelf: Shelf) -> dict[str, Agenda]:
    """The agendas of a shelf that was found without problems, by their ids."""
    return {name: _agenda(item.text, shelf) for name, item in shelf.workshops.items()}


def _agenda(text: written.AgendaText, shelf: Shelf) -> Agenda:
    return Agenda(
        id=text.id,
        version=text.version,
        title=text.title,
        audience=text.audience,
        questionnaire=text.set,
        minutes=text.minutes,
        aims=text.aims,
        materials=text.materials,
        knowledge=tuple(
            KnowledgeQuestion(
                one.id, one.ask, _choices(one.options), one.right, one.reason, one.cites
            )
            for one in text.knowledge
        ),
        steps=tuple(_step(step, shelf) for step in text.steps),
    )


def _step(text: written.StepText, shelf: Shelf) -> AgendaStep:
    return AgendaStep(
        id=text.id,
        kind=text.kind,
        minutes=text.minutes,
        title=text.title,
        text=text.text,
        questions=tuple(
            question for name in text.asks for question in questions_named(name, shelf)
        ),
        case=text.case or "",
        when=text.when,
        prompts=text.prompts,
        notes=text.notes,
    )


def questions_named(name: str, shelf: Shelf) -> tuple[str, ...]:
    """The questions that a room can answer, behind a question's or a section's name.

    A room answers by choosing: the numbers, dates and texts of a section are left out.
    """
    module, _, own = name.partition(".")
    if module not in shelf.modules:
        return ()
    return tuple(
        f"{module}.{question.id}"
        for section in shelf.modules[module].text.sections
        for question in section.questions
        if own == question.id or (own == section.id and question.kind == "choice")
    )


def cases_of(shelf: Shelf) -> dict[str, PracticeCase]:
    """The practice cases of a shelf that was found without problems, by their ids."""
    return {name: _case(item) for name, item in shelf.cases.items()}


def _case(item: Item[written.CaseText]) -> PracticeCase:
    text = item.text
    return PracticeCase(
        id=text.id,
        version=text.version,
        title=text.title,
        sector=text.sector,
        story=text.story,
        facts=text.facts,
        today=text.today,
        answers=tuple(
            CaseAnswer(one.question, one.right, one.reason, one.cites)
            for one in text.answers
        ),
        prompts=text.prompts,
    )


def evaluation_of(shelf: Shelf) -> tuple[EvaluationQuestion, ...]:
    """The questions on how the day was, the same for every workshop."""
    return tuple(
        EvaluationQuestion(item.text.id, item.text.ask, _choices(item.text.options))
        for item in shelf.evaluation.values()
    )


def _choices(texts: tuple[written.ChoiceText, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(text.id, text.label) for text in texts)
