"""The questionnaire for a pen: every question, with its condition in words.

On a screen a question that does not apply is not shown. Paper cannot hide; it says
"only if", and what a given profile already decides is decided before printing: a
question that can no longer apply is left out, a condition that holds is not repeated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from dd_toolkit.core.answering import Answer, Answers
from dd_toolkit.core.conditions import ALWAYS, AllOf, Answered, AnyOf, Condition, Not
from dd_toolkit.core.questionnaire import SECTOR, Question, Questionnaire, Section
from dd_toolkit.reporting.paper_contents import (
    BlankContents,
    Box,
    Clause,
    PaperArea,
    PaperQuestion,
    PaperSection,
    Scope,
)
from dd_toolkit.reporting.wording import language

NEVER = AnyOf(())


def blank_contents(
    questionnaire: Questionnaire,
    *,
    profile: Answers | None = None,
    locale: str = "en",
) -> BlankContents:
    """What the questionnaire on paper prints.

    ``profile`` holds answers to questions of the profile, by full id; they are ticked,
    and only what can apply with them is printed. ``locale`` a BCP 47 tag.
    """
    paper = _Paper(questionnaire, profile or {})
    return BlankContents(
        language=language(locale),
        title=questionnaire.title,
        intro=questionnaire.intro,
        version=questionnaire.version,
        sha256=questionnaire.fingerprint,
        profile=tuple(paper.printed(questionnaire.profile)),
        areas=tuple(_areas(questionnaire, paper)),
    )


def _areas(questionnaire: Questionnaire, paper: "_Paper") -> Iterator[PaperArea]:
    for area in questionnaire.areas:
        sections = []
        for section in questionnaire.sections:
            if section.area != area.id:
                continue
            questions = tuple(paper.printed(section.questions))
            if questions:
                sections.append(_section(section, questions))
        if sections:
            yield PaperArea(area.title, tuple(sections))


def _section(section: Section, questions: tuple[PaperQuestion, ...]) -> PaperSection:
    """What all questions of a section demand is said once, under its heading."""
    scopes = [question.scope for question in questions]
    first = scopes[0] if len(scopes) > 1 else Scope()
    workplaces = (first.only_for, first.not_for)
    alike = all((scope.only_for, scope.not_for) == workplaces for scope in scopes)
    common = Scope(
        only_for=first.only_for if alike else (),
        not_for=first.not_for if alike else (),
        only_if=first.only_if if len({s.only_if for s in scopes}) == 1 else None,
    )
    lifted = tuple(replace(q, scope=_without(q.scope, common)) for q in questions)
    return PaperSection(section.title, section.intro, common, lifted)


def _without(scope: Scope, common: Scope) -> Scope:
    return Scope(
        only_for=() if common.only_for else scope.only_for,
        not_for=() if common.not_for else scope.not_for,
        only_if=None if common.only_if else scope.only_if,
    )


@dataclass
class _Paper:
    """Goes through the questions in reading order and remembers what was left out.

    Not frozen: a condition looks back at what was printed, and at the numbers given.
    """

    questionnaire: Questionnaire
    given: Answers
    numbers: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)

    def printed(self, questions: tuple[Question, ...]) -> Iterator[PaperQuestion]:
        for question in questions:
            condition = self._remaining(question)
            if condition == NEVER:
                self.left_out.add(question.id)
                continue
            self.numbers[question.id] = self._next_number(question)
            yield self._paper_question(question, condition)

    def _remaining(self, question: Question) -> Condition:
        sector = self.given.get(SECTOR)
        if sector and question.sectors and not {*sector.choices} & {*question.sectors}:
            return NEVER
        return remaining(question.when, self.given, self.left_out)

    def _next_number(self, question: Question) -> str:
        """``P1`` in the profile, ``1`` outside of it."""
        profile = question.id.startswith("profile.")
        before = sum(name.startswith("profile.") for name in self.numbers)
        return f"P{before + 1}" if profile else str(len(self.numbers) - before + 1)

    def _paper_question(
        self, question: Question, condition: Condition
    ) -> PaperQuestion:
        ticked = self.given.get(question.id, Answer()).choices
        return PaperQuestion(
            number=self.numbers[question.id],
            id=question.id,
            ask=question.ask,
            help=question.help,
            kind=question.kind,
            boxes=tuple(Box(o.label, o.id in ticked) for o in question.options),
            may_be_unknown=question.scored,
            may_be_not_applicable=question.may_be_not_applicable,
            scope=self._scope(question, condition),
        )

    def _scope(self, question: Question, condition: Condition) -> Scope:
        """The shorter of "only for" and "not for"; neither if the sector is given."""
        only_if = None if condition == ALWAYS else self._clause(condition)
        if SECTOR in self.given or not question.sectors:
            return Scope(only_if=only_if)
        options = self.questionnaire.question_by_id[SECTOR].options
        inside = tuple(o.label for o in options if o.id in question.sectors)
        outside = tuple(o.label for o in options if o.id not in question.sectors)
        if len(outside) < len(inside):
            return Scope(not_for=outside, only_if=only_if)
        return Scope(only_for=inside, only_if=only_if)

    def _clause(self, condition: Condition) -> Clause:
        match condition:
            case Answered():
                asked = self.questionnaire.question_by_id[condition.question]
                return Clause(
                    "answered",
                    number=self.numbers[asked.id],
                    ask=asked.ask,
                    labels=tuple(
                        asked.option_by_id[o].label for o in condition.options
                    ),
                )
            case AllOf():
                return Clause("all", parts=tuple(map(self._clause, condition.every)))
            case AnyOf():
                return Clause("any", parts=tuple(map(self._clause, condition.some)))
            case Not():
                return Clause("not", parts=(self._clause(condition.negated),))


def remaining(
    condition: Condition, given: Mapping[str, Answer], left_out: set[str]
) -> Condition:
    """What is left of a condition once ``given`` is known: ALWAYS, NEVER, or less.

    A question that was left out is never answered, as in ``core.answering``.
    """
    match condition:
        case Answered():
            if condition.question in left_out:
                return NEVER
            if condition.question not in given:
                return condition
            chosen = given[condition.question].choices
            return ALWAYS if {*chosen} & {*condition.options} else NEVER
        case AllOf():
            return _all([remaining(c, given, left_out) for c in condition.every])
        case AnyOf():
            return _any([remaining(c, given, left_out) for c in condition.some])
        case Not():
            return _not(remaining(condition.negated, given, left_out))


def _all(parts: list[Condition]) -> Condition:
    open_parts = tuple(part for part in parts if part != ALWAYS)
    if NEVER in open_parts:
        return NEVER
    return open_parts[0] if len(open_parts) == 1 else AllOf(open_parts)


def _any(parts: list[Condition]) -> Condition:
    open_parts = tuple(part for part in parts if part != NEVER)
    if ALWAYS in open_parts:
        return ALWAYS
    return open_parts[0] if len(open_parts) == 1 else AnyOf(open_parts)


def _not(part: Condition) -> Condition:
    if part == ALWAYS:
        return NEVER
    return ALWAYS if part == NEVER else Not(part)
