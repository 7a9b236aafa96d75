"""What an employer answered, and which questions its answers leave open.

Answered, "we don't know", "does not apply" with its reason and "not yet answered" are
kept apart everywhere. Answers to questions that no longer apply are kept and never
count.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dd_toolkit.core.conditions import ALWAYS
from dd_toolkit.core.marking import marked
from dd_toolkit.core.questionnaire import (
    NOT_APPLICABLE,
    SECTOR,
    UNKNOWN,
    Law,
    Question,
    Questionnaire,
)
from dd_toolkit.core.repayment import NotCosts, costs_from_text

MOST_CHARACTERS = 2_000
"""The longest text, note or reason that is taken."""


@dataclass(frozen=True)
class Answer:
    """What was given to one question.

    ``choices`` holds option ids, or only ``unknown`` or only ``not-applicable``;
    ``text`` a number, a date, words, or declared costs (``Costs.text``). ``reason``
    says why a question does not apply.
    """

    choices: tuple[str, ...] = ()
    text: str = ""
    reason: str = ""
    note: str = ""

    @property
    def unknown(self) -> bool:
        return self.choices == (UNKNOWN,)

    @property
    def not_applicable(self) -> bool:
        return self.choices == (NOT_APPLICABLE,)


Answers = Mapping[str, Answer]
"""Full question id -> answer; the profile's among them, as ``profile.sector``."""


@dataclass(frozen=True)
class Refusal:
    """Why an answer cannot be taken, in words for the person who gave it."""

    question: str
    reason: str


def chosen(value: str) -> Answer:
    """The answer that chooses this one option."""
    return Answer(choices=(value,))


def applicable_questions(
    questionnaire: Questionnaire, answers: Answers
) -> tuple[Question, ...]:
    """The questions that these answers leave open, the profile's left out.

    Conditions look only backwards (loading refuses the rest), so one pass is enough,
    and an answer to a hidden question can never open another one.
    """
    profile = questionnaire.profile_ids
    asked = open_questions(questionnaire, answers)
    return tuple(question for question in asked if question.id not in profile)


def applicable_profile(
    questionnaire: Questionnaire, answers: Answers
) -> tuple[Question, ...]:
    """The questions of the profile that these answers leave open."""
    profile = questionnaire.profile_ids
    asked = open_questions(questionnaire, answers)
    return tuple(question for question in asked if question.id in profile)


def open_questions(
    questionnaire: Questionnaire, answers: Answers
) -> tuple[Question, ...]:
    """All that is asked with these answers: the profile's questions and the others."""
    asked: list[Question] = []
    counted = {name: frozenset([choice]) for name, choice in questionnaire.given}
    for question in questionnaire.profile + questionnaire.questions:
        if question.sectors and not _fits_sector(question, counted):
            continue
        if question.when is not ALWAYS and not question.when.holds(counted):
            continue
        if question.id in questionnaire.unasked:
            continue
        asked.append(question)
        answer = answers.get(question.id)
        if answer and answer.choices:
            counted[question.id] = frozenset(answer.choices)
    return tuple(asked)


def _fits_sector(question: Question, counted: Mapping[str, frozenset[str]]) -> bool:
    return not counted.get(SECTOR, frozenset()).isdisjoint(question.sectors)


def laws_beside(
    questionnaire: Questionnaire, question_id: str, answers: Answers
) -> tuple[Law, ...]:
    """What national law says beside the question, for this employer's sector."""
    given = dict(questionnaire.given).get(SECTOR)
    said = answers.get(SECTOR, Answer()).choices
    sectors = {given} if given else {*said}
    return tuple(
        law
        for law in questionnaire.laws_of.get(question_id, ())
        if not law.sectors or not sectors.isdisjoint(law.sectors)
    )


def refusal(question: Question, answer: Answer) -> Refusal | None:
    """Why this answer does not fit the question; None when it does."""
    for reason in (
        _characters_refused(answer),
        _choices_refused(question, answer),
        _text_refused(question, answer),
    ):
        if reason:
            return Refusal(question.id, reason)
    return None


def _characters_refused(answer: Answer) -> str:
    """Text that is too long, or holds half a character (it could not be stored)."""
    whole = answer.text + answer.reason + answer.note
    if any("\ud800" <= character <= "\udfff" for character in whole):
        return marked("The text holds a character that cannot be stored.")
    if max(len(answer.text), len(answer.reason), len(answer.note)) > MOST_CHARACTERS:
        return marked("The text is longer than 2000 characters.")
    return ""


def _choices_refused(question: Question, answer: Answer) -> str:
    if answer.not_applicable:
        return _not_applicable_refused(question, answer)
    if answer.unknown:
        if question.scored:
            return ""
        return marked("This question has no answer 'don't know'.")
    offered = {} if question.kind == "costs" else question.option_by_id
    if any(choice not in offered for choice in answer.choices):
        return marked("This answer is not offered here.")
    if len(set(answer.choices)) != len(answer.choices):
        return marked("An option was chosen twice.")
    if question.kind != "choices" and len(answer.choices) > 1:
        return marked("Please choose one option.")
    if len(answer.choices) > 1:
        return _alone_refused(question, answer)
    return ""


def _not_applicable_refused(question: Question, answer: Answer) -> str:
    if not question.may_be_not_applicable:
        return marked("This question applies to every employer who is asked it.")
    if answer.reason.strip():
        return ""
    return marked("Please say why it does not apply to you.")


def _alone_refused(question: Question, answer: Answer) -> str:
    for choice in answer.choices:
        option = question.option_by_id[choice]
        if option.alone:
            return marked("One of these answers goes with no other.")
    return ""


def _text_refused(question: Question, answer: Answer) -> str:
    if not answer.text:
        return ""
    if question.kind in ("choice", "choices"):
        return marked("Please choose one of the options.")
    if question.kind == "number" and not re.fullmatch(
        r"\d{1,12}(\.\d{1,3})?", answer.text, re.ASCII
    ):
        return marked("Please write a number, such as 12 or 12.5.")
    if question.kind == "costs":
        return _costs_refused(question, answer)
    if question.kind == "date":
        if _date(answer.text):
            return ""
        return marked("Please write a date as 2026-11-23.")
    return ""


def _costs_refused(question: Question, answer: Answer) -> str:
    try:
        costs_from_text(answer.text, question.option_by_id)
    except NotCosts as refused:
        return str(refused)
    return ""


def _date(text: str) -> datetime.date | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def answers_text(answers: Answers) -> str:
    """The answers as one JSON text, the same for the same answers in any order."""
    plain = {
        name: {
            key: value
            for key, value in (
                ("choices", list(answer.choices)),
                ("text", answer.text),
                ("reason", answer.reason),
                ("note", answer.note),
            )
            if value
        }
        for name, answer in answers.items()
    }
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def answers_fingerprint(answers: Answers) -> str:
    """SHA-256 of ``answers_text``, in hexadecimal."""
    return hashlib.sha256(answers_text(answers).encode()).hexdigest()


def answers_from_text(text: str) -> dict[str, Answer]:
    """The answers whose ``answers_text`` this is."""
    return {
        name: Answer(
            choices=tuple(plain.get("choices", ())),
            text=plain.get("text", ""),
            reason=plain.get("reason", ""),
            note=plain.get("note", ""),
        )
        for name, plain in json.loads(text).items()
    }
