"""Answer files: an employer's answers as YAML, for the command line and for tests.

The format is in docs/answer-files.md. Everything that does not fit the questionnaire
is told at once, with its place; nothing is guessed.
"""

import datetime
import difflib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from dd_toolkit.core.answering import Answer, refusal
from dd_toolkit.core.assembly import Library
from dd_toolkit.core.format import Name, Words, Written
from dd_toolkit.core.loading import validated
from dd_toolkit.core.questionnaire import Question, Questionnaire
from dd_toolkit.core.repayment import USUAL_MONTHS, NotCosts, costs
from dd_toolkit.core.strict_yaml import Document, Path_, read_document
from dd_toolkit.errors import FileProblems, Problem


@dataclass(frozen=True)
class AnswerFile:
    """Answers as read: complete or not, they fit their questionnaire.

    ``submitted`` is None while the employer is still answering; ``name`` is how the
    report calls the employer, or empty.
    """

    questionnaire: Questionnaire
    answers: dict[str, Answer]
    submitted: datetime.date | None = None
    name: str = ""


LANGUAGE = "en"

InLanguages = str | dict[str, str]
"""Words of a person: a text, or the same text in several languages by their tags."""


def _said(written: InLanguages, language: str) -> str:
    """The text in that language, or in the one that the file gives first."""
    if isinstance(written, str):
        return written
    return written.get(language) or next(iter(written.values()), "")


class _CostsText(Written):
    """What workers paid: amounts by kind, for one worker."""

    currency: str
    workers: str
    months: str = str(USUAL_MONTHS)
    paid: dict[str, str] = Field(min_length=1)


class _AnswerText(Written):
    """The long form of an answer."""

    choice: str | None = None
    choices: tuple[str, ...] = ()
    value: str | None = None
    costs: _CostsText | None = None
    reason: InLanguages = ""
    note: InLanguages = ""

    @model_validator(mode="after")
    def one_answer(self) -> Self:
        given = self.model_fields_set & {"choice", "choices", "value", "costs"}
        if len(given) > 1:
            raise PydanticCustomError(
                "several",
                "has several answers: keep `choice`, `choices`, `value` or `costs`",
            )
        return self

    def answer(self, language: str) -> Answer:
        chosen = (self.choice,) if self.choice is not None else self.choices
        return Answer(
            chosen,
            self.value or "",
            _said(self.reason, language),
            _said(self.note, language),
        )


def _long_form(written: Any) -> Any:
    """A word is a choice (or the text of a question without options), a list many."""
    if isinstance(written, list):
        return {"choices": written}
    if isinstance(written, dict):
        return written
    return {"choice": written}


def _several(written: Any) -> Any:
    """The answers to a question of the profile: one word, a list, or none yet."""
    if written is None:
        return ()
    return (written,) if isinstance(written, str) else written


def _day(written: Any) -> datetime.date:
    # fromisoformat alone takes 2026-W47-1 too, and due dates after 9999 do not exist.
    try:
        if re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", str(written)):
            return datetime.date.fromisoformat(str(written))
    except ValueError:
        pass
    raise PydanticCustomError(
        "day", "`submitted` is not a day of this century: write it as 2026-11-23"
    )


Day = Annotated[
    datetime.date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]


class _FileText(Written):
    questionnaire: Name
    name: Words | dict[str, Words] | None = None
    profile: dict[str, Annotated[tuple[str, ...], BeforeValidator(_several)]] = Field(
        default_factory=dict
    )
    submitted: Day | None = None
    answers: dict[str, Annotated[_AnswerText, BeforeValidator(_long_form)]] = Field(
        default_factory=dict
    )


def read_answer_file(
    path: Path, library: Library, *, language: str = LANGUAGE
) -> AnswerFile:
    """The answers in the file; ``FileProblems`` names everything that does not fit.

    ``language`` chooses among notes, reasons and names that are given in several.
    """
    document = read_document(path)
    problems = list(document.problems)
    text = validated(_FileText, document.content, document, (), problems)
    if text is None:
        raise FileProblems(tuple(problems))
    if text.questionnaire not in library.questionnaires:
        known = ", ".join(library.questionnaires)
        message = (
            f"there is no questionnaire {text.questionnaire!r}; there are: {known}"
        )
        problems.append(document.problem(("questionnaire",), message))
        raise FileProblems(tuple(problems))
    questionnaire = library.questionnaire(text.questionnaire)
    reader = _Reader(document, questionnaire, problems, language)
    answers = reader.answers(text)
    if problems:
        raise FileProblems(tuple(problems))
    name = _said(text.name or "", language)
    return AnswerFile(questionnaire, answers, text.submitted, name)


@dataclass(frozen=True)
class _Reader:
    document: Document
    questionnaire: Questionnaire
    problems: list[Problem]
    language: str

    def answers(self, text: _FileText) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        for key, given in text.profile.items():
            self.take(answers, f"profile.{key}", Answer(given), ("profile", key))
        for name, answer_text in text.answers.items():
            here = ("answers", name)
            if name.startswith("profile."):
                self.refuse(here, "answers of the profile stand under `profile:`")
                continue
            answer = answer_text.answer(self.language)
            if answer_text.costs:
                answer = self.declared(name, answer, answer_text.costs, here)
            self.take(answers, name, answer, here)
        return answers

    def declared(
        self, name: str, answer: Answer, text: _CostsText, here: Path_
    ) -> Answer:
        """The answer with its costs; their problems are told."""
        question = self.questionnaire.question_by_id.get(name)
        if question is None:
            return answer
        if question.kind != "costs":
            self.refuse(here, f"{name} is no question about costs")
            return answer
        try:
            found = costs(
                currency=text.currency,
                workers=text.workers,
                months=text.months,
                paid=dict(text.paid),
                kinds=question.option_by_id,
            )
        except NotCosts as refused:
            self.refuse(here, f"{name}: {refused}")
            return answer
        return replace(answer, text=found.text)

    def take(
        self, answers: dict[str, Answer], name: str, answer: Answer, here: Path_
    ) -> None:
        question = self.questionnaire.question_by_id.get(name)
        if question is None:
            nearest = difflib.get_close_matches(
                name, self.questionnaire.question_by_id, 1
            )
            hint = f": did you mean {nearest[0]!r}?" if nearest else ""
            self.refuse(here, f"{self.questionnaire.id} has no question {name!r}{hint}")
            return
        known = dict(self.questionnaire.given).get(name)
        if known is not None and answer.choices != (known,):
            self.refuse(here, f"{name} is always {known!r} in this questionnaire")
            return
        answer = _as_words(question, answer)
        refused = refusal(question, answer)
        if refused:
            options = ", ".join(option.id for option in question.options)
            known = f" The options are: {options}." if options else ""
            self.refuse(here, f"{name}: {refused.reason}{known}")
            return
        answers[name] = answer

    def refuse(self, here: Path_, message: str) -> None:
        self.problems.append(self.document.problem(here, message, at_key=True))


def _as_words(question: Question, answer: Answer) -> Answer:
    """The short form of a number, a date or a text is its words, not a choice."""
    if question.options or len(answer.choices) != 1 or answer.not_applicable:
        return answer
    return Answer(text=answer.choices[0], reason=answer.reason, note=answer.note)
