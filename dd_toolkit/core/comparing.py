"""What a change of the questionnaires does to answers that were given before.

Three verdicts for a question: ``none`` (nothing that an answer rests on has changed),
``compatible`` (answers stay, though they may read or count differently), ``breaks``
(answers cannot stand: the question or a chosen option is gone, or means something
else). A full id never changes its meaning, so what cannot be told from the files is
left to the author: a new wording is ``compatible``, and said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.answering import Answer, Answers, open_questions, refusal
from dd_toolkit.core.questionnaire import Question, Questionnaire

Verdict = Literal["compatible", "breaks"]
VERDICTS: tuple[Verdict, ...] = ("breaks", "compatible")


EXPLAINED = "explains itself in other words"


@dataclass(frozen=True)
class Difference:
    """One change, and what it does to answers given."""

    question: str
    verdict: Verdict
    what: str


def differences(
    old: dict[str, Question], new: dict[str, Question]
) -> tuple[Difference, ...]:
    """All changes between two collections of questions by full id; breaking ones first.

    Nothing at all: the change touches no answer.
    """
    found = [*_gone(old, new), *_added(old, new), *_changed(old, new)]
    return tuple(sorted(found, key=lambda one: VERDICTS.index(one.verdict)))


def all_questions(questionnaires: dict[str, Questionnaire]) -> dict[str, Question]:
    """Every question of these questionnaires, those of the profile among them."""
    return {
        question.id: question
        for questionnaire in questionnaires.values()
        for question in questionnaire.profile + questionnaire.questions
    }


def _gone(old: dict[str, Question], new: dict[str, Question]) -> Iterator[Difference]:
    for name in old:
        if name not in new:
            yield Difference(name, "breaks", "is gone: its answers lead nowhere")


def _added(old: dict[str, Question], new: dict[str, Question]) -> Iterator[Difference]:
    for name in new:
        if name not in old:
            yield Difference(name, "compatible", "is new: still to be answered")


def _changed(
    old: dict[str, Question], new: dict[str, Question]
) -> Iterator[Difference]:
    for name, before in old.items():
        after = new.get(name)
        if after is None or after == before:
            continue
        for verdict, what in _told(before, after):
            yield Difference(name, verdict, what)


def _told(before: Question, after: Question) -> Iterator[tuple[Verdict, str]]:
    if before.kind != after.kind:
        yield "breaks", f"was {before.kind}, is {after.kind}"
    if before.may_be_not_applicable and not after.may_be_not_applicable:
        yield "breaks", 'no longer takes "does not apply"'
    if before.scored and not after.scored:
        yield "breaks", 'no longer takes "we don\'t know"'
    yield from _options_told(before, after)
    if before.ask != after.ask:
        yield "compatible", f"asks in other words: {before.ask!r} -> {after.ask!r}"
    if before.severity != after.severity or before.weight != after.weight:
        was, now = _counted(before), _counted(after)
        yield "compatible", f"counts differently: {was} -> {now}"
    if (before.when, before.sectors) != (after.when, after.sectors):
        yield "compatible", "applies to others than before"
    if (before.cites, before.indicators, before.step) != (
        after.cites,
        after.indicators,
        after.step,
    ):
        yield "compatible", "rests on other provisions, indicators or another step"
    if _beside(before) != _beside(after):
        yield "compatible", EXPLAINED


def _options_told(before: Question, after: Question) -> Iterator[tuple[Verdict, str]]:
    for option in before.options:
        now = after.option_by_id.get(option.id)
        if now is None:
            yield "breaks", f"option {option.id!r} is gone: who chose it has no answer"
            continue
        if now.value != option.value:
            told = f"option {option.id!r} was worth {option.value}, is {now.value}"
            yield "compatible", told
        if now.label != option.label:
            yield "compatible", f"option {option.id!r} reads differently"
        if now.alone and not option.alone:
            yield "breaks", f"option {option.id!r} no longer goes with others"
    for option in after.options:
        if option.id not in before.option_by_id:
            yield "compatible", f"option {option.id!r} is new"


def _counted(question: Question) -> str:
    return f"{question.severity}, weight {question.weight}"


def _beside(question: Question) -> tuple[object, ...]:
    return (question.help, question.why, question.evidence, question.action)


@dataclass(frozen=True)
class Change:
    """What another version of its questionnaire would mean for one employer.

    ``new`` and ``changed`` hold questions that this employer meets; ``set_aside`` those
    whose answer cannot stand, ``gone`` among them those that are not asked any more.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    set_aside: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def second_look(self) -> tuple[str, ...]:
        """The questions to be answered again, because the answer does not fit."""
        return tuple(name for name in self.set_aside if name not in self.gone)


def change(old: Questionnaire, new: Questionnaire, answers: Answers) -> Change:
    """What moving these answers from the old version to the new one would do.

    The versions are those of authors, not translations: words are compared.
    """
    set_aside = tuple(
        name for name, answer in answers.items() if not _stands(new, name, answer)
    )
    kept = {name: given for name, given in answers.items() if name not in set_aside}
    met = [question.id for question in open_questions(new, kept)]
    changed = _changed_for_answerers(old, new)
    return Change(
        new=tuple(name for name in met if name not in old.question_by_id),
        changed=tuple(name for name in met if name in changed),
        set_aside=set_aside,
        gone=tuple(name for name in set_aside if name not in new.question_by_id),
    )


def _stands(new: Questionnaire, name: str, answer: Answer) -> bool:
    """Does this answer fit the new version? One that was taken back always does."""
    if answer == Answer():
        return True
    question = new.question_by_id.get(name)
    return question is not None and refusal(question, answer) is None


def _changed_for_answerers(old: Questionnaire, new: Questionnaire) -> set[str]:
    """Questions that ask, offer or count otherwise; explanations may be reworded."""
    found = _changed(old.question_by_id, new.question_by_id)
    return {one.question for one in found if one.what != EXPLAINED}
