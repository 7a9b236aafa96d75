"""Makes plans of workshops: of an agenda, or of a set of questions; in one language.

A practice case becomes its story, its questions (a block) and what a careful reader
found. A check and the evaluation of the day become a block of questions each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dd_toolkit.core.agendas import (
    Agenda,
    AgendaStep,
    Choice,
    EvaluationQuestion,
    KnowledgeQuestion,
    PracticeCase,
)
from dd_toolkit.core.questionnaire import (
    Law,
    Option,
    Provision,
    Question,
    Questionnaire,
    Section,
)
from dd_toolkit.core.workshop import Plan, Room, Step

CHOSEN_FROM = frozenset({"choice", "choices"})
"""The kinds of question that a room can answer: there is no free text in it."""


@dataclass(frozen=True)
class Shelf:
    """All that plans are made of, in one language.

    ``questions`` and ``provisions`` by their ids; ``laws`` by the question's.
    """

    questions: Mapping[str, Question]
    provisions: Mapping[str, Provision]
    laws: Mapping[str, tuple[Law, ...]]
    cases: Mapping[str, PracticeCase]
    evaluation: tuple[EvaluationQuestion, ...]
    evaluation_title: str
    """How the step is called where no agenda gives it a name."""

    def cited(self, ids: Sequence[str]) -> tuple[Provision, ...]:
        return tuple(self.provisions[one] for one in ids if one in self.provisions)


def plan_of_agenda(agenda: Agenda, shelf: Shelf, *, room: Room) -> Plan:
    """The plan of a ready agenda."""
    return Plan(
        title=agenda.title,
        questionnaire=agenda.questionnaire,
        room=room,
        audience=agenda.audience,
        aims=agenda.aims,
        materials=agenda.materials,
        steps=tuple(
            step for part in agenda.steps for step in _steps(part, agenda, shelf)
        ),
    )


def plan_of_sections(
    questionnaire: Questionnaire,
    section_ids: Sequence[str],
    shelf: Shelf,
    *,
    room: Room,
) -> Plan:
    """A question a screen, of these sections (none: of all); then the evaluation."""
    wanted = set(section_ids) or set(questionnaire.section_by_id)
    asked = [
        step
        for section in questionnaire.sections
        if section.id in wanted
        for step in _section(section, shelf)
    ]
    last = AgendaStep("evaluation", "evaluation", 0, shelf.evaluation_title)
    return Plan(
        title=questionnaire.title,
        questionnaire=questionnaire.id,
        room=room,
        steps=(*asked, *(_evaluation(last, shelf) if asked else ())),
    )


def _section(section: Section, shelf: Shelf) -> Iterator[Step]:
    for question in section.questions:
        if question.kind in CHOSEN_FROM:
            yield _workplace(question, shelf, title=section.title)


def _steps(part: AgendaStep, agenda: Agenda, shelf: Shelf) -> Iterator[Step]:
    if part.kind == "question":
        yield from _questions(part, shelf)
    elif part.kind == "case":
        yield from _case(part, shelf.cases[part.case], shelf)
    elif part.kind == "check":
        yield from _check(part, agenda, shelf)
    elif part.kind == "evaluation":
        yield from _evaluation(part, shelf)
    else:
        yield _told(part)


def _told(part: AgendaStep) -> Step:
    """The step without what it asks."""
    return Step(
        kind=part.kind,
        title=part.title,
        minutes=part.minutes,
        text=part.text,
        prompts=part.prompts,
        notes=part.notes,
    )


def _questions(part: AgendaStep, shelf: Shelf) -> Iterator[Step]:
    """One step each; the part's time, text and notes stand with the first."""
    first = _told(part)
    for name in part.questions:
        question = shelf.questions[name]
        if question.kind not in CHOSEN_FROM:
            continue
        asked = _workplace(question, shelf, title=part.title)
        yield replace(
            asked,
            minutes=first.minutes,
            text=first.text,
            prompts=part.prompts,
            notes=first.notes,
        )
        first = replace(first, minutes=0, text=(), notes=())


def _workplace(question: Question, shelf: Shelf, *, title: str) -> Step:
    return Step(
        kind="question",
        title=title,
        question=question,
        provisions=shelf.cited(question.cites),
        laws=shelf.laws.get(question.id, ()),
    )


def _case(part: AgendaStep, case: PracticeCase, shelf: Shelf) -> Iterator[Step]:
    told = _told(part)
    yield replace(told, text=(*part.text, *case.story), prompts=())
    for model in case.answers:
        yield Step(
            kind="case",
            title=case.title,
            question=shelf.questions[model.question],
            right=model.right,
            reason=model.reason,
            block=f"{part.id}.{case.id}",
            provisions=shelf.cited(model.cites),
        )
    yield Step(
        kind="case",
        title=case.title,
        facts=case.facts,
        today=case.today,
        prompts=(*part.prompts, *case.prompts),
    )


def _check(part: AgendaStep, agenda: Agenda, shelf: Shelf) -> Iterator[Step]:
    first = _told(part)
    for one in agenda.knowledge:
        yield replace(
            first,
            question=_knowledge(one),
            right=one.right,
            reason=one.reason,
            block=part.id,
            check=agenda.id,
            when=part.when,
            provisions=shelf.cited(one.cites),
        )
        first = replace(first, minutes=0, text=(), prompts=(), notes=())


def _knowledge(one: KnowledgeQuestion) -> Question:
    options = _options(one.options)
    return Question(
        id=f"knowledge.{one.id}", ask=one.ask, kind="choice", options=options
    )


def _evaluation(part: AgendaStep, shelf: Shelf) -> Iterator[Step]:
    first = _told(part)
    for one in shelf.evaluation:
        question = Question(
            id=f"evaluation.{one.id}",
            ask=one.ask,
            kind="choice",
            options=_options(one.options),
        )
        yield replace(first, question=question, block=part.id)
        first = replace(first, minutes=0, text=(), prompts=(), notes=())


def _options(choices: tuple[Choice, ...]) -> tuple[Option, ...]:
    return tuple(Option(choice.id, choice.label) for choice in choices)
