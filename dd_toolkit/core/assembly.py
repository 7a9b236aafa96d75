"""Puts the sets together: what an employer is asked, in the order of the areas.

Modules follow the Conventions; an employer thinks in areas. So a set takes the
sections of its modules, in the order of ``areas.yaml`` and within an area in the
order in which the set names them. That this keeps every condition looking backwards
is checked here, set by set.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from dd_toolkit.core import format as written
from dd_toolkit.core.agenda_checking import problems_of_workshops
from dd_toolkit.core.agendas import (
    Agenda,
    EvaluationQuestion,
    PracticeCase,
    agendas_of,
    cases_of,
    evaluation_of,
)
from dd_toolkit.core.checking import problems_between_files
from dd_toolkit.core.conditions import (
    ALWAYS,
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Not,
    both,
)
from dd_toolkit.core.loading import Item, Shelf, read_shelf
from dd_toolkit.core.questionnaire import (
    Action,
    Amount,
    Area,
    Contradiction,
    Indicator,
    Instrument,
    Law,
    Option,
    Provision,
    Question,
    Questionnaire,
    Section,
)
from dd_toolkit.errors import (
    FileProblems,
    NoSuchCountry,
    NoSuchQuestionnaire,
    Problem,
)

WEIGHTS = {"critical": Fraction(5), "major": Fraction(3), "minor": Fraction(1)}
"""What a question counts by severity (scoring.md), unless its set declares others."""


@dataclass(frozen=True)
class Library:
    """All questionnaires of a folder, checked, and the catalogue they rest on.

    For trainers also the agendas, the practice cases and the evaluation of the day.
    """

    questionnaires: dict[str, Questionnaire]
    provisions: dict[str, written.ProvisionText]
    agendas: dict[str, Agenda] = field(default_factory=dict)
    cases: dict[str, PracticeCase] = field(default_factory=dict)
    evaluation: tuple[EvaluationQuestion, ...] = ()

    def questionnaire(self, name: str) -> Questionnaire:
        """The set of that id; ``NoSuchQuestionnaire`` names those there are."""
        if name not in self.questionnaires:
            raise NoSuchQuestionnaire(name, tuple(self.questionnaires))
        return self.questionnaires[name]

    def provision(self, name: str) -> Provision:
        """The provision of that id, as questions and practice cases cite it."""
        return _provision(self.provisions[name])

    @property
    def cited_by_workshops(self) -> frozenset[str]:
        """The provisions that knowledge questions and practice cases rest on."""
        cited = [
            one.cites for agenda in self.agendas.values() for one in agenda.knowledge
        ]
        cited += [
            answer.cites for case in self.cases.values() for answer in case.answers
        ]
        return frozenset(name for cites in cited for name in cites)

    @property
    def questions(self) -> dict[str, Question]:
        """Every question of every set by its full id."""
        return {
            question.id: question
            for questionnaire in self.questionnaires.values()
            for question in questionnaire.questions
        }


def load_library(folder: Path, *, country: str = "") -> Library:
    """Everything in the folder; ``FileProblems`` with every problem if there is one.

    ``country`` names the file of ``countries/`` whose law stands beside the questions;
    empty: none.
    """
    shelf = read_shelf(folder)
    problems = [
        *shelf.problems,
        *problems_between_files(shelf),
        *problems_of_workshops(shelf),
    ]
    if problems:
        raise FileProblems(tuple(sorted(set(problems), key=_reading_order)))
    if country and country not in shelf.countries:
        raise NoSuchCountry(country, tuple(shelf.countries))
    library = Library(
        questionnaires={
            name: _assembled(item, shelf, country) for name, item in shelf.sets.items()
        },
        provisions={name: item.text for name, item in shelf.provisions.items()},
        agendas=agendas_of(shelf),
        cases=cases_of(shelf),
        evaluation=evaluation_of(shelf),
    )
    problems = list(_forward_looks(library, shelf))
    if problems:
        raise FileProblems(tuple(problems))
    return library


def _reading_order(problem: Problem) -> tuple[str, int, int, str]:
    return (problem.file, problem.line, problem.column, problem.message)


def _assembled(
    item: Item[written.SetText], shelf: Shelf, country: str
) -> Questionnaire:
    text = item.text
    weights = WEIGHTS
    if text.weights:
        weights = {
            "critical": text.weights.critical,
            "major": text.weights.major,
            "minor": text.weights.minor,
        }
    picked = list(_picked_sections(text, shelf, weights))
    used = {section.area for section in picked}
    areas = tuple(
        Area(area.text.id, area.text.title, area.text.weight)
        for area in shelf.areas.values()
        if area.text.id in used
    )
    sections = tuple(
        section for area in areas for section in picked if section.area == area.id
    )
    return Questionnaire(
        id=text.id,
        version=text.version,
        title=text.title,
        intro=text.intro or "",
        profile=tuple(
            _question(question.text, "profile", shelf, WEIGHTS)
            for question in shelf.profile.values()
        ),
        profile_asked=tuple(f"profile.{name}" for name in text.profile),
        audience=text.audience,
        laws=tuple(_laws(sections, shelf, country)),
        contradictions=tuple(_contradictions(text, sections, shelf)),
        given=tuple((f"profile.{name}", it) for name, it in text.given.items()),
        areas=areas,
        sections=sections,
        **_references(sections, shelf),
    )


def _picked_sections(
    text: written.SetText, shelf: Shelf, weights: dict[str, Fraction]
) -> Iterator[Section]:
    """The sections that a set asks for, each once, cut to the questions it names."""
    wanted = set(text.asks)
    for name in dict.fromkeys(ask.partition(".")[0] for ask in text.asks):
        module = shelf.modules[name].text
        for section in module.sections:
            whole = name in wanted or f"{name}.{section.id}" in wanted
            questions = tuple(
                _scoped(question, section, module, shelf, weights)
                for question in section.questions
                if whole or f"{name}.{question.id}" in wanted
            )
            if questions:
                yield Section(
                    id=f"{name}.{section.id}",
                    title=section.title,
                    area=section.area,
                    questions=questions,
                    intro=section.intro or "",
                )


def _scoped(
    question: written.QuestionText,
    section: written.SectionText,
    module: written.ModuleText,
    shelf: Shelf,
    weights: dict[str, Fraction],
) -> Question:
    when = both(_condition(module.when), _condition(section.when))
    return _question(
        question,
        module.id,
        shelf,
        weights,
        when=both(when, _condition(question.when)),
        sectors=_common(module.sectors, section.sectors, question.sectors),
    )


def _common(*lists: tuple[str, ...]) -> tuple[str, ...]:
    """The sectors that all lists allow; an empty list allows every sector."""
    said = [names for names in lists if names]
    if not said:
        return ()
    return tuple(name for name in said[0] if all(name in names for names in said))


def _question(
    text: written.QuestionText,
    module: str,
    shelf: Shelf,
    weights: dict[str, Fraction],
    *,
    when: Condition | None = None,
    sectors: tuple[str, ...] = (),
) -> Question:
    options = shelf.scales[text.scale].text.options if text.scale else text.options
    severity = text.severity or "minor"
    return Question(
        id=f"{module}.{text.id}",
        ask=text.ask,
        kind=text.kind,
        help=text.help or "",
        severity=severity,
        weight=weights[severity],
        cites=text.cites,
        indicators=text.indicators,
        step=text.step,
        sectors=sectors,
        when=_condition(text.when) if when is None else when,
        may_be_not_applicable=text.not_applicable,
        options=tuple(Option(o.id, o.label, o.value, o.alone) for o in options),
        scale=text.scale or "",
        why=text.why or "",
        evidence=text.evidence,
        action=_action(text.action),
    )


def _action(text: written.ActionText | None) -> Action | None:
    return Action(text.do, text.steps, text.effort) if text else None


def _condition(text: written.ConditionText | None) -> Condition:
    if text is None:
        return ALWAYS
    if text.answer and text.is_:
        return Answered(text.answer, text.is_)
    if text.all_:
        return AllOf(tuple(_condition(part) for part in text.all_))
    if text.any_:
        return AnyOf(tuple(_condition(part) for part in text.any_))
    return Not(_condition(text.not_))


def _laws(sections: tuple[Section, ...], shelf: Shelf, country: str) -> Iterator[Law]:
    """The laws of the country that bear on a question of these sections."""
    if not country:
        return
    asked = {question.id for section in sections for question in section.questions}
    for law in shelf.countries[country].text.laws:
        beside = tuple(name for name in law.questions if name in asked)
        if beside:
            yield Law(
                id=law.id,
                instrument=law.instrument,
                title=law.title,
                fact=law.fact,
                questions=beside,
                article=law.article or "",
                amounts=tuple(
                    Amount(name, Fraction(amount.value), amount.unit or "")
                    for name, amount in law.amounts.items()
                ),
                as_of=law.as_of or "",
                valid_until=law.valid_until,
                confidence=law.confidence,
                sectors=law.sectors,
            )


def _contradictions(
    text: written.SetText, sections: tuple[Section, ...], shelf: Shelf
) -> Iterator[Contradiction]:
    """The rules of which everything that they name is asked in the set."""
    asked = {question.id for section in sections for question in section.questions}
    profile = [name for name in text.profile or shelf.profile if name not in text.given]
    asked |= {f"profile.{name}" for name in profile}
    for rule in shelf.contradictions.values():
        when = _condition(rule.text.when)
        if all(named.question in asked for named in when.named()):
            yield Contradiction(rule.text.id, when, rule.text.why, rule.text.file_words)


def _references(sections: tuple[Section, ...], shelf: Shelf) -> dict[str, tuple]:  # type: ignore[type-arg]
    """The provisions, instruments and indicators that these sections name."""
    questions = [question for section in sections for question in section.questions]
    cited = {name for question in questions for name in question.cites}
    raised = {name for question in questions for name in question.indicators}
    provisions = tuple(
        _provision(item.text)
        for item in shelf.provisions.values()
        if item.text.id in cited
    )
    used = {provision.instrument for provision in provisions}
    return {
        "provisions": provisions,
        "instruments": tuple(
            Instrument(
                i.text.id, i.text.kind, i.text.short, i.text.title, i.text.subject
            )
            for i in shelf.instruments.values()
            if i.text.id in used
        ),
        "indicators": tuple(
            Indicator(i.text.id, i.text.title, i.text.meaning, i.text.today)
            for i in shelf.indicators.values()
            if i.text.id in raised
        ),
    }


def _provision(text: written.ProvisionText) -> Provision:
    practice = (text.practice or "").removeprefix("Voluntary: ")
    return Provision(
        id=text.id,
        instrument=text.instrument,
        reference=reference(text),
        title=text.title,
        practice=practice[:1].upper() + practice[1:],
    )


def reference(text: written.ProvisionText) -> str:
    """How the provision is named in a report: ``C181, Art. 7(1)``."""
    if not text.article:
        return text.instrument
    word = "Art. " if text.instrument.startswith("C") else "para. "
    number = f"{word}{text.article}" if text.article[0].isdigit() else text.article
    return f"{text.instrument}, {number}{_brackets(text.paragraph or '')}"


def _brackets(paragraph: str) -> str:
    """``1-e`` -> ``(1)(e)``, ``a-d`` -> ``(a)-(d)``; words stay words."""
    if re.fullmatch(r"[a-z\d]", paragraph):
        return f"({paragraph})"
    if re.fullmatch(r"[a-z]-[a-z]|\d-\d", paragraph):
        return f"({paragraph[0]})-({paragraph[2]})"
    if re.fullmatch(r"\d+-[a-z](-[a-z])?", paragraph):
        first, _, rest = paragraph.partition("-")
        return f"({first}){_brackets(rest)}"
    if re.fullmatch(r"\d+(\(\w+\))+", paragraph):
        first, _, rest = paragraph.partition("(")
        return f"({first})({rest}"
    if re.fullmatch(r"(\(\w+\))+", paragraph):
        return paragraph
    return f", {paragraph}" if paragraph else ""


def _forward_looks(library: Library, shelf: Shelf) -> Iterator[Problem]:
    for questionnaire in library.questionnaires.values():
        asked: set[str] = set()
        for question in questionnaire.profile + questionnaire.questions:
            for named in question.when.named():
                if named.question not in asked:
                    item = shelf.sets[questionnaire.id]
                    yield item.problem(
                        f"{question.id} depends on {named.question}, which this set "
                        "asks later or not at all: name both, in areas in this order"
                    )
            asked.add(question.id)
