"""What comes first in the report: serious findings, and signs of forced labour.

The same indicator often stands behind several findings; what to do about it today is
printed once, and later findings refer to it.
"""

import datetime
from collections.abc import Iterator

from dd_toolkit.core.action_plan import PlannedAction
from dd_toolkit.core.answering import Answers, laws_beside
from dd_toolkit.core.questionnaire import Question, Questionnaire
from dd_toolkit.core.result import Result
from dd_toolkit.reporting.answer_lines import given_answer
from dd_toolkit.reporting.contents import (
    Finding,
    IndicatorToday,
    Reference,
    SignLine,
)
from dd_toolkit.reporting.laws import law_line


def findings(
    result: Result,
    plan: tuple[PlannedAction, ...],
    answers: Answers,
    *,
    submitted: datetime.date | None = None,
    tag: str = "en",
) -> Iterator[Finding]:
    """Each critical question with value 0, with what to do about it today."""
    due = {action.question.id: action.due for action in plan}
    first_shown: dict[str, int] = {}
    for number, line in enumerate(result.serious, start=1):
        question = line.question
        action = question.action
        yield Finding(
            number=number,
            id=question.id,
            ask=question.ask,
            answer=given_answer(question, line.state, answers.get(question.id), tag),
            why=question.why,
            references=tuple(_references(result.questionnaire, question)),
            indicators=tuple(_today(result.questionnaire, question, first_shown)),
            do=action.do if action else "",
            steps=action.steps if action else (),
            due=due.get(question.id),
            laws=tuple(
                law_line(law, day=submitted, tag=tag)
                for law in laws_beside(result.questionnaire, question.id, answers)
            ),
        )
        for indicator in question.indicators:
            first_shown.setdefault(indicator, number)


def _references(
    questionnaire: Questionnaire, question: Question
) -> Iterator[Reference]:
    for cited in question.cites:
        provision = questionnaire.provision_by_id[cited]
        yield Reference(provision.reference, provision.title, provision.practice)


def _today(
    questionnaire: Questionnaire, question: Question, first_shown: dict[str, int]
) -> Iterator[IndicatorToday]:
    for name in question.indicators:
        indicator = questionnaire.indicator_by_id[name]
        shown_at = first_shown.get(name)
        yield IndicatorToday(indicator.title, indicator.today, shown_at)


def signs(result: Result) -> Iterator[SignLine]:
    """The indicators of forced labour that answers raise, or may raise."""
    asks = result.questionnaire.question_by_id
    for found in result.signs:
        indicator = result.questionnaire.indicator_by_id[found.id]
        yield SignLine(
            indicator.title,
            indicator.meaning,
            raised_by=tuple((name, asks[name].ask) for name in found.raised_by),
            unknown=tuple((name, asks[name].ask) for name in found.unknown),
        )
