"""The same walk for workshops: agendas, practice cases, the evaluation of the day.

See ``core.translating``. Keys begin with ``workshop.``, ``case.`` and ``evaluation.``,
and go on with the ids of the files: ``workshop.ID.step.rule.prompt.1``. Which choice is
right, minutes and the names of questions never pass through.
"""

from collections.abc import Iterable
from dataclasses import replace

from dd_toolkit.core.agendas import (
    Agenda,
    AgendaStep,
    CaseAnswer,
    Choice,
    EvaluationQuestion,
    KnowledgeQuestion,
    PracticeCase,
)
from dd_toolkit.core.translating import Say, each


def agenda_in_words(agenda: Agenda, say: Say) -> Agenda:
    """The agenda with each text as ``say`` has it; all else is the same."""
    key = f"workshop.{agenda.id}"
    return replace(
        agenda,
        title=say(f"{key}.title", agenda.title),
        audience=say(f"{key}.audience", agenda.audience),
        aims=each(say, f"{key}.aim", agenda.aims),
        materials=each(say, f"{key}.material", agenda.materials),
        knowledge=tuple(
            _knowledge(question, f"{key}.knowledge.{question.id}", say)
            for question in agenda.knowledge
        ),
        steps=tuple(_step(one, f"{key}.step.{one.id}", say) for one in agenda.steps),
    )


def _knowledge(question: KnowledgeQuestion, key: str, say: Say) -> KnowledgeQuestion:
    return replace(
        question,
        ask=say(f"{key}.ask", question.ask),
        options=_choices(question.options, key, say),
        reason=say(f"{key}.reason", question.reason),
    )


def _choices(choices: Iterable[Choice], key: str, say: Say) -> tuple[Choice, ...]:
    return tuple(
        replace(one, label=say(f"{key}.option.{one.id}", one.label)) for one in choices
    )


def _step(step: AgendaStep, key: str, say: Say) -> AgendaStep:
    return replace(
        step,
        title=say(f"{key}.title", step.title),
        text=each(say, f"{key}.text", step.text),
        prompts=each(say, f"{key}.prompt", step.prompts),
        notes=each(say, f"{key}.note", step.notes),
    )


def case_in_words(case: PracticeCase, say: Say) -> PracticeCase:
    """The practice case with each text as ``say`` has it; all else is the same."""
    key = f"case.{case.id}"
    return replace(
        case,
        title=say(f"{key}.title", case.title),
        story=each(say, f"{key}.story", case.story),
        facts=each(say, f"{key}.fact", case.facts),
        today=each(say, f"{key}.today", case.today),
        answers=tuple(_answer(answer, key, say) for answer in case.answers),
        prompts=each(say, f"{key}.prompt", case.prompts),
    )


def _answer(answer: CaseAnswer, key: str, say: Say) -> CaseAnswer:
    reason = say(f"{key}.answer.{answer.question}.reason", answer.reason)
    return replace(answer, reason=reason)


def evaluation_in_words(
    questions: tuple[EvaluationQuestion, ...], say: Say
) -> tuple[EvaluationQuestion, ...]:
    """The evaluation of the day with each text as ``say`` has it."""
    return tuple(
        replace(
            question,
            ask=say(f"evaluation.{question.id}.ask", question.ask),
            options=_choices(question.options, f"evaluation.{question.id}", say),
        )
        for question in questions
    )
