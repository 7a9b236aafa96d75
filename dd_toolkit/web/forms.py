"""Forms made from questions: WTForms reads and checks what a browser sends.

A form class is made once for the questions it holds, not for each request.
Pages are drawn by Jinja from the questionnaire, because WTForms' widgets would take
three quarters of the time of a request.

Names carry a prefix (``q-c181.who-pays``): a field called ``validate`` would replace
the form's own method, and every submission would pass. Each question sends its id in
``asked`` as well, so that an unticked box is told from a question not on the page.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from dd_toolkit.core.answering import MOST_CHARACTERS, Answer, Answers, Refusal
from dd_toolkit.core.marking import marked
from dd_toolkit.core.questionnaire import (
    NOT_APPLICABLE,
    UNKNOWN,
    Question,
    Questionnaire,
)
from dd_toolkit.core.repayment import NotCosts, costs

ASKED = "asked"
LATER = "later-"
MOST_KEPT = 2_000


@dataclass(frozen=True)
class AnswersSent:
    """What a browser sent.

    ``given`` is to be saved, ``refused`` to be mended by the person; ``strange`` names
    questions that do not stand on this page.
    """

    given: dict[str, Answer]
    refused: tuple[Refusal, ...]
    strange: tuple[str, ...]


_classes: dict[tuple[str, ...], type[Form]] = {}


def form_class(questionnaire: Questionnaire, asked: tuple[Question, ...]) -> type[Form]:
    """The form of these questions.

    The key holds ids and the questionnaire's fingerprint: to hash the questions
    themselves would take longer than to read the answers.
    """
    key = (questionnaire.fingerprint, *(question.id for question in asked))
    if key not in _classes:
        if len(_classes) >= MOST_KEPT:
            _classes.clear()
        fields = {}
        for question in asked:
            fields[f"q-{question.id}"] = _field(question)
            if question.kind == "costs":
                for name in _cost_fields(question):
                    fields[name] = _text_field()
            fields[f"reason-{question.id}"] = _text_field()
            fields[f"note-{question.id}"] = _text_field()
        _classes[key] = type("PageForm", (Form,), fields)
    return _classes[key]


def _field(question: Question) -> RadioField | SelectMultipleField | StringField:
    choices = [SelectChoice(option.id) for option in question.options]
    if question.kind == "choices":
        return SelectMultipleField(choices=choices)
    if question.kind == "choice":
        if question.scored:
            choices.append(SelectChoice(UNKNOWN))
        if question.may_be_not_applicable:
            choices.append(SelectChoice(NOT_APPLICABLE))
        return RadioField(choices=choices, validators=[Optional()])
    return _text_field()


def _text_field() -> StringField:
    return StringField(
        validators=[
            Length(
                max=MOST_CHARACTERS,
                message=marked("The text is longer than 2000 characters."),
            )
        ]
    )


def answers_sent(
    questionnaire: Questionnaire,
    questions: tuple[Question, ...],
    sent: MultiDict[str, str],
    before: Answers,
) -> AnswersSent:
    """The answers in what was sent; those asked but left open keep what they had."""
    names = dict.fromkeys(sent.getlist(ASKED))
    asked = tuple(question for question in questions if question.id in names)
    on_the_page = {question.id for question in asked}
    form = form_class(questionnaire, asked)(sent)
    form.validate()
    given: dict[str, Answer] = {}
    refused: list[Refusal] = []
    for question in asked:
        errors = [error for part in _fields(question.id) for error in form[part].errors]
        if errors:
            refused.append(Refusal(question.id, str(errors[0])))
            continue
        kept = before.get(question.id, Answer())
        given[question.id] = _answer(question, form, kept)
    strange = tuple(name for name in names if name not in on_the_page)
    return AnswersSent(given, tuple(refused), strange)


def later_sent(sent: MultiDict[str, str]) -> dict[str, bool]:
    """Full question id -> is it marked to come back to; what was not sent is left out.

    A box sends ``no``, and ``yes`` after it once it is ticked: a page that does not
    show it changes nothing.
    """
    return {
        name.removeprefix(LATER): "yes" in sent.getlist(name)
        for name in sent
        if name.startswith(LATER)
    }


def _fields(question_id: str) -> Iterable[str]:
    return (f"q-{question_id}", f"reason-{question_id}", f"note-{question_id}")


def _answer(question: Question, form: Form, before: Answer) -> Answer:
    given, reason, note = (form[part].data for part in _fields(question.id))
    choices: tuple[str, ...] = ()
    text = ""
    if question.kind == "choices":
        choices = tuple(given or ())
    elif question.kind == "choice":
        choices = (given,) if given else before.choices
    elif question.kind == "costs":
        text = _declared_costs(question, form)
    else:
        text = (given or "").strip()
    return Answer(
        choices=choices,
        text=text,
        reason=(reason or "").strip() if choices == (NOT_APPLICABLE,) else "",
        note=_plain(note),
    )


def _cost_fields(question: Question) -> Iterable[str]:
    name = f"q-{question.id}"
    yield from (f"{name}-currency", f"{name}-workers", f"{name}-months")
    yield from (f"{name}-paid-{kind}" for kind in question.option_by_id)


def _declared_costs(question: Question, form: Form) -> str:
    """The costs as one text; nothing while no amount is written, or what refuses it."""
    name = f"q-{question.id}"
    said = {part: form[part].data or "" for part in _cost_fields(question)}
    paid = {kind: said[f"{name}-paid-{kind}"] for kind in question.option_by_id}
    if not any(amount.strip() for amount in paid.values()):
        return ""
    currency, workers, months = (
        said[f"{name}-{part}"] for part in ("currency", "workers", "months")
    )
    try:
        return costs(
            currency=currency,
            workers=workers,
            months=months,
            paid=paid,
            kinds=question.option_by_id,
        ).text
    except NotCosts:
        plain = {"currency": currency, "workers": workers, "months": months}
        return json.dumps({**plain, "paid": paid})


def _plain(text: str | None) -> str:
    return (text or "").strip().replace("\r\n", "\n")


def page_questions(
    questionnaire: Questionnaire, section_id: str
) -> tuple[Question, ...]:
    """The questions of a page; the profile is the page ``profile``."""
    if section_id == "profile":
        unasked = questionnaire.unasked
        return tuple(q for q in questionnaire.profile if q.id not in unasked)
    return questionnaire.section_by_id[section_id].questions
