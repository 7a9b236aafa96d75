"""Questions as pages show them: each a box with its options, help and state.

Drawing boxes is nine tenths of a page's time, and most boxes look the same for every
employer who chose the same option. So a box without anybody's own words is drawn once
and kept; one that holds a note, a reason or an error is drawn anew each time.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask, current_app

from dd_toolkit.core.answering import Answer
from dd_toolkit.core.questionnaire import Question, Questionnaire
from dd_toolkit.core.repayment import USUAL_MONTHS, NotCosts, costs_from_text

MOST_KEPT = 20_000


@dataclass(frozen=True)
class ShownLaw:
    """A law as a page prints it."""

    reference: str
    fact: str
    as_of: str
    to_check: bool


@dataclass(frozen=True)
class Declared:
    """What stands in the fields of declared costs."""

    currency: str
    workers: str
    months: str
    paid: dict[str, str]


@dataclass(frozen=True)
class LastTime:
    """Last year's answer as a page shows it beside the question.

    ``words`` labels of options, or with ``own_words`` what a person typed. ``still``:
    may it be given again with one press? ``choices`` are what a script ticks for that;
    empty where ticking alone would not do.
    """

    words: tuple[str, ...]
    own_words: bool
    still: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meanwhile:
    """Another answer that was saved while this page was open.

    ``said`` tells when and by whom, ``lines`` what; ``seen`` is its revision, ``keep``
    the address of the page with it, ``history`` that of all answers.
    """

    said: str
    lines: tuple[str, ...]
    seen: int
    keep: str
    history: str


@dataclass(frozen=True)
class Shown:
    """A question as a page shows it. ``state``: what the mark beside it says.

    ``last`` None: there is no answer of last year. ``second_look``: an answer of before
    was set aside, because it does not fit the question any more.
    """

    question: Question
    answer: Answer
    applies: bool
    error: str
    state: Literal["open", "saved", "refused"]
    laws: tuple[ShownLaw, ...] = ()
    last: LastTime | None = None
    second_look: bool = False
    meanwhile: Meanwhile | None = None

    @property
    def costs(self) -> Declared:
        """The costs declared so far, as their fields show them."""
        try:
            found = costs_from_text(self.answer.text, self.question.option_by_id)
        except NotCosts:
            return _as_typed(self.answer.text)
        paid = {kind: str(amount) for kind, amount in found.paid}
        return Declared(found.currency, str(found.workers), str(found.months), paid)

    @property
    def with_own_words(self) -> bool:
        """Does it hold something that a person typed, or that went wrong?"""
        answer = self.answer
        typed = answer.text or answer.reason or answer.note
        last = self.last and self.last.own_words
        return bool(typed or self.error or self.meanwhile or last)


def _as_typed(text: str) -> Declared:
    """What was typed into the fields of costs and refused, or empty fields."""
    typed = json.loads(text) if text else {}
    return Declared(
        typed.get("currency", "JOD"),
        typed.get("workers", ""),
        typed.get("months", str(USUAL_MONTHS)),
        typed.get("paid", {}),
    )


def init_app(app: Flask) -> None:
    """Give templates ``box(shown, questionnaire, locale)``."""
    app.extensions["dd_boxes"] = {}
    app.jinja_env.globals["box"] = box


def box(shown: Shown, questionnaire: Questionnaire, locale: str) -> Any:
    """The box as HTML that is escaped already (Jinja's own Markup)."""
    if shown.with_own_words:
        return _drawn(shown, questionnaire)
    kept: dict[tuple[object, ...], Any] = current_app.extensions["dd_boxes"]
    key = (
        locale,
        questionnaire.fingerprint,
        shown.question.id,
        shown.answer.choices,
        shown.applies,
        shown.state,
        shown.laws,
        shown.last,
        shown.second_look,
    )
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = _drawn(shown, questionnaire)
    return kept[key]


def _drawn(shown: Shown, questionnaire: Questionnaire) -> Any:
    template = current_app.jinja_env.get_template("answering/question.html")
    draw: Any = template.module
    return draw.question_box(shown, questionnaire)
