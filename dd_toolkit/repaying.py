"""How pages and reports print what workers paid, and the plan for paying it back."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dd_toolkit.core.answering import Answers
from dd_toolkit.core.questionnaire import Question
from dd_toolkit.core.repayment import Costs, costs_from_text, schedule
from dd_toolkit.core.result import Result
from dd_toolkit.languages import currency_name, money


@dataclass(frozen=True)
class CostLine:
    """One kind of cost: what each worker paid, and all of them together."""

    kind: str
    each: str
    total: str


@dataclass(frozen=True)
class InstalmentLine:
    """One repayment; ``due`` None: the assessment is a draft."""

    number: int
    due: datetime.date | None
    each: str
    total: str


@dataclass(frozen=True)
class RepaymentContents:
    """What is owed to workers, and when each part is paid; sums in words."""

    ask: str
    currency: str
    workers: int
    costs: tuple[CostLine, ...]
    each: str
    total: str
    instalments: tuple[InstalmentLine, ...]


def repayments(
    result: Result, answers: Answers, *, submitted: datetime.date | None, tag: str
) -> Iterator[RepaymentContents]:
    """One for each applicable question whose answer declares costs."""
    for line in result.lines:
        answer = answers.get(line.question.id)
        if line.question.kind == "costs" and answer and answer.text:
            declared = costs_from_text(answer.text, line.question.option_by_id)
            yield _repayment(line.question, declared, submitted, tag)


def _repayment(
    question: Question, declared: Costs, submitted: datetime.date | None, tag: str
) -> RepaymentContents:
    def said(amount: Decimal) -> str:
        return money(Fraction(amount), declared.currency, tag)

    return RepaymentContents(
        ask=question.ask,
        currency=currency_name(declared.currency, tag),
        workers=declared.workers,
        costs=tuple(
            CostLine(
                question.option_by_id[kind].label,
                said(amount),
                said(amount * declared.workers),
            )
            for kind, amount in declared.paid
        ),
        each=said(declared.each),
        total=said(declared.total),
        instalments=tuple(
            InstalmentLine(one.number, one.due, said(one.each), said(one.total))
            for one in schedule(declared, start=submitted)
        ),
    )


def costs_in_words(question: Question, text: str, tag: str) -> tuple[str, ...]:
    """The declared costs of one worker, kind by kind, for the list of all answers."""
    declared = costs_from_text(text, question.option_by_id)
    return tuple(
        f"{question.option_by_id[kind].label}: "
        f"{money(Fraction(amount), declared.currency, tag)}"
        for kind, amount in declared.paid
    )
