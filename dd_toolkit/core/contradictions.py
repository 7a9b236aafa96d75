"""Answers that cannot both be right, found by rules that authors write.

``questionnaires/contradictions.yaml`` holds them; a rule is a condition as a question
has one (``core.conditions``), over any answers, in no order, and a sentence that says
why. At a question about costs, the kinds of cost that were declared count as chosen. A
rule may also ask for a word in the name of an attached file: an employer who says "no
agency" and attaches an agency's invoice. A contradiction is a reason to look, never a
finding.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dd_toolkit.core.answering import Answer, Answers, open_questions
from dd_toolkit.core.conditions import Choices
from dd_toolkit.core.questionnaire import Contradiction, Question, Questionnaire
from dd_toolkit.core.repayment import costs_from_text
from dd_toolkit.core.searching import words_in

FileNames = Mapping[str, Collection[str]]
"""Question id -> the names of the files that were attached to it."""


@dataclass(frozen=True)
class Contradicting:
    """A rule that these answers meet: the questions to look at, and why."""

    id: str
    questions: tuple[str, ...]
    why: str


def contradictions(
    questionnaire: Questionnaire, answers: Answers, *, file_names: FileNames
) -> tuple[Contradicting, ...]:
    """The contradictions in these answers, in the order of the file."""
    if not questionnaire.contradictions:
        return ()
    open_ = {
        question.id: question for question in open_questions(questionnaire, answers)
    }
    chosen = {
        name: _chosen(question, answers[name])
        for name, question in open_.items()
        if name in answers
    }
    words = {name: _words(names) for name, names in file_names.items() if name in open_}
    profile = questionnaire.profile_ids
    return tuple(
        Contradicting(rule.id, named, rule.why)
        for rule in questionnaire.contradictions
        if (found := _met_by(rule, chosen, words)) is not None
        if (named := tuple(name for name in found if name not in profile))
    )


def _chosen(question: Question, answer: Answer) -> frozenset[str]:
    if question.kind != "costs" or not answer.text:
        return frozenset(answer.choices)
    declared = costs_from_text(answer.text, question.option_by_id)
    return frozenset(kind for kind, amount in declared.paid if amount)


def _words(names: Collection[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in words_in(name))


def _met_by(
    rule: Contradiction, chosen: Choices, words: Mapping[str, frozenset[str]]
) -> tuple[str, ...] | None:
    """The questions that meet the rule, each once; None: it is not met."""
    if not rule.when.holds(chosen):
        return None
    # A question that was not asked explains nothing, though a rule may name it.
    named = [one.question for one in rule.when.named() if one.question in chosen]
    if not rule.file_words:
        return tuple(dict.fromkeys(named))
    sought = {word for text in rule.file_words for word in words_in(text)}
    filed = [name for name, own in words.items() if not own.isdisjoint(sought)]
    return tuple(dict.fromkeys((*named, *filed))) if filed else None
