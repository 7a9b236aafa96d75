"""Answers as they are printed, question by question.

Answered, "we don't know", "does not apply" and "not yet answered" stay apart; a
question that does not apply is not there at all.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace

from dd_toolkit.core.answering import Answer, Answers
from dd_toolkit.core.questionnaire import Question, Questionnaire
from dd_toolkit.core.result import Result, State
from dd_toolkit.repaying import costs_in_words
from dd_toolkit.reporting.contents import (
    AnswerArea,
    AnswerLine,
    EvidenceLine,
    GivenAnswer,
    UserText,
)
from dd_toolkit.reporting.wording import references, user_text
from dd_toolkit.storage.evidence import Evidence


def answer_areas(
    result: Result,
    answers: Answers,
    tag: str = "en",
    attached: tuple[Evidence, ...] = (),
) -> Iterator[AnswerArea]:
    """The applicable questions by area, in reading order; empty areas left out."""
    questionnaire = result.questionnaire
    for area in questionnaire.areas:
        lines = tuple(
            replace(
                answer_line(
                    line.question,
                    line.state,
                    answers.get(line.question.id),
                    questionnaire,
                    tag,
                ),
                evidence=tuple(_evidence(line.question, attached)),
            )
            for line in result.lines
            if line.area == area.id
        )
        if lines:
            yield AnswerArea(area.title, lines)


def answer_line(
    question: Question,
    state: State,
    answer: Answer | None,
    questionnaire: Questionnaire,
    tag: str = "en",
) -> AnswerLine:
    """One question with its answer; severity only where it is scored."""
    return AnswerLine(
        id=question.id,
        ask=question.ask,
        severity=question.severity if question.scored else None,
        references=references(questionnaire, question.cites),
        answer=given_answer(question, state, answer, tag),
    )


def _evidence(
    question: Question, attached: tuple[Evidence, ...]
) -> Iterator[EvidenceLine]:
    for file in attached:
        if file.question_id == question.id:
            period = file.period
            name = user_text(file.name)
            yield EvidenceLine(name, period.first, period.last, file.sha256[:12])


def given_answer(
    question: Question, state: State, answer: Answer | None, tag: str = "en"
) -> GivenAnswer:
    """The answer as printed; an informative question without one is unanswered."""
    if answer is None or not (answer.choices or answer.text):
        note = user_text(answer.note) if answer else UserText("")
        return GivenAnswer("unanswered", note=note)
    reason, note = user_text(answer.reason), user_text(answer.note)
    if answer.unknown or answer.not_applicable:
        state = "unknown" if answer.unknown else "not-applicable"
        return GivenAnswer(state, reason=reason, note=note)
    if question.kind == "costs":
        costs = costs_in_words(question, answer.text, tag)
        return GivenAnswer("answered", labels=costs, note=note)
    return GivenAnswer(
        state,
        labels=tuple(question.option_by_id[c].label for c in answer.choices),
        text=user_text(answer.text if question.kind != "date" else ""),
        day=_day(question, answer),
        note=note,
    )


def _day(question: Question, answer: Answer) -> datetime.date | None:
    if question.kind != "date":
        return None
    return datetime.date.fromisoformat(answer.text)
