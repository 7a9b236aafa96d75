"""The machine-readable forms of a questionnaire and of a result.

These are a contract with other people's scripts (docs/commands.md): keys are added,
never renamed. ``exact`` is a fraction as text (``"750/13"``), ``shown`` the whole
number that pages print; scores run from 0 to 100, completeness from 0 to 1.
"""

import datetime
from fractions import Fraction
from typing import Any

from dd_toolkit.core.action_plan import PlannedAction
from dd_toolkit.core.answering import (
    Answer,
    Answers,
    applicable_profile,
    applicable_questions,
)
from dd_toolkit.core.assembly import Library
from dd_toolkit.core.questionnaire import (
    SECTOR,
    Area,
    Option,
    Question,
    Questionnaire,
)
from dd_toolkit.core.repayment import costs_from_text, schedule
from dd_toolkit.core.result import Figure, RatedFigure, Result
from dd_toolkit.core.scoring import shown

Plain = dict[str, Any]


def questionnaire_document(questionnaire: Questionnaire, answers: Answers) -> Plain:
    """What ``show --json`` prints; ``applies`` is told for these answers."""
    applies = {question.id for question in applicable_questions(questionnaire, answers)}
    sector = questionnaire.question_by_id.get(SECTOR)
    sectors = tuple(sector.option_by_id) if sector else ()
    return {
        "id": questionnaire.id,
        "version": questionnaire.version,
        "title": questionnaire.title,
        "sha256": questionnaire.fingerprint,
        "areas": [_area(area) for area in questionnaire.areas],
        "profile": [_profile_question(q) for q in questionnaire.profile],
        "questions": [
            _question(
                question,
                area=questionnaire.area_of[question.id],
                sectors=question.sectors or sectors,
                applies=question.id in applies,
            )
            for question in questionnaire.questions
        ],
    }


def _area(area: Area) -> Plain:
    return {"id": area.id, "title": area.title, "weight": _number(area.weight)}


def _profile_question(question: Question) -> Plain:
    return {
        "id": question.id,
        "ask": question.ask,
        "kind": question.kind,
        "options": [{"id": o.id, "label": o.label} for o in question.options],
    }


def _question(
    question: Question, *, area: str, sectors: tuple[str, ...], applies: bool
) -> Plain:
    action = question.action
    return {
        "id": question.id,
        "ask": question.ask,
        "help": question.help,
        "area": area,
        "kind": question.kind,
        "severity": question.severity,
        "weight": _number(question.weight),
        "cites": list(question.cites),
        "indicators": list(question.indicators),
        "step": question.step,
        "sectors": list(sectors),
        "not_applicable": question.may_be_not_applicable,
        "applies": applies,
        "options": [_option(option) for option in question.options],
        "why": question.why,
        "evidence": list(question.evidence),
        "action": action
        and {"do": action.do, "steps": list(action.steps), "effort": action.effort},
    }


def _option(option: Option) -> Plain:
    value = None if option.value is None else _number(option.value)
    return {"id": option.id, "label": option.label, "value": value}


def _number(exact: Fraction) -> int | float:
    return int(exact) if exact.denominator == 1 else float(exact)


def result_document(
    result: Result,
    plan: tuple[PlannedAction, ...],
    answers: Answers,
    *,
    submitted: datetime.date | None = None,
) -> Plain:
    """What ``score --json`` prints; ``submitted`` None: repayments have no dates."""
    return {
        "questionnaire": result.questionnaire.id,
        "version": result.questionnaire.version,
        "sha256": result.questionnaire.fingerprint,
        "method": result.method,
        "profile": _profile(result.questionnaire, answers),
        "overall": {**_rated(result.overall), "explanation": _mean_of_areas(result)},
        "areas": [
            {"id": figure.id, **_rated(figure), "explanation": _sum(figure)}
            for figure in result.areas
        ],
        "instruments": [_view(figure) for figure in result.instruments],
        "steps": [_view(figure) for figure in result.steps],
        "indicators": [
            {
                "id": signs.id,
                "questions": list(signs.raised_by),
                "unknown": list(signs.unknown),
            }
            for signs in result.signs
        ],
        "questions": [
            _line(question, result) for question in result.questionnaire.questions
        ],
        "repayments": [
            _repayment(line.question, answers[line.question.id].text, submitted)
            for line in result.lines
            if line.question.kind == "costs"
            and answers.get(line.question.id, Answer()).text
        ],
        "actions": [_action(action) for action in plan],
    }


def _repayment(question: Question, text: str, submitted: datetime.date | None) -> Plain:
    """Sums are exact, as text; ``each`` is for one worker."""
    declared = costs_from_text(text, question.option_by_id)
    return {
        "question": question.id,
        "currency": declared.currency,
        "workers": declared.workers,
        "paid": {kind: str(amount) for kind, amount in declared.paid},
        "each": str(declared.each),
        "total": str(declared.total),
        "instalments": [
            {
                "due": one.due.isoformat() if one.due else None,
                "each": str(one.each),
                "total": str(one.total),
            }
            for one in schedule(declared, start=submitted)
        ],
    }


def _profile(questionnaire: Questionnaire, answers: Answers) -> Plain:
    given: Plain = {}
    for question in applicable_profile(questionnaire, answers):
        answer = answers.get(question.id)
        if answer and answer.choices:
            several = question.kind == "choices"
            key = question.id.removeprefix("profile.")
            given[key] = list(answer.choices) if several else answer.choices[0]
    return given


def _rated(figure: RatedFigure) -> Plain:
    counts = figure.counts
    return {
        "score": score_text(figure.score),
        "low": score_text(figure.low),
        "high": score_text(figure.high),
        "rating": figure.rating,
        "uncapped_rating": figure.uncapped_rating,
        "provisional": figure.provisional,
        "caps": [
            {"question": cap.question, "limit": cap.limit, "reason": cap.reason}
            for cap in figure.caps
        ],
        "completeness": _share(counts.completeness),
        "counts": {
            "applicable": counts.applicable,
            "scored": counts.scored,
            "unknown": counts.unknown,
            "not_applicable": counts.not_applicable,
            "unanswered": counts.unanswered,
        },
    }


def _view(figure: Figure) -> Plain:
    return {
        "id": figure.id,
        "score": score_text(figure.score),
        "low": score_text(figure.low),
        "high": score_text(figure.high),
        "questions": [line.question.id for line in figure.lines if line.counted],
        "explanation": _sum(figure),
    }


def _sum(figure: Figure) -> Plain:
    """score = 100 · points / weight, over these questions."""
    return {
        "points": str(figure.points),
        "weight": str(figure.weight),
        "questions": [line.question.id for line in figure.lines if line.scored],
    }


def _mean_of_areas(result: Result) -> list[Plain]:
    """The areas that have a score, with the weight that each has in the mean."""
    return [
        {"id": area.id, "weight": str(area.weight), "score": str(figure.score)}
        for area in result.questionnaire.areas
        if (figure := result.area_by_id[area.id]).score is not None
    ]


def score_text(exact: Fraction | None) -> Plain | None:
    """A score from 0 to 100, exact and as shown; None where there is none."""
    return None if exact is None else {"exact": str(exact), "shown": shown(exact)}


def _share(exact: Fraction | None) -> Plain | None:
    return None if exact is None else {"exact": str(exact), "shown": shown(100 * exact)}


def _line(question: Question, result: Result) -> Plain:
    line = result.line_by_id.get(question.id)
    value = line.value if line else None
    return {
        "id": question.id,
        "area": result.questionnaire.area_of[question.id],
        "severity": question.severity,
        "weight": _number(question.weight),
        "value": None if value is None else _number(value),
        "state": line.state if line else "hidden",
        "applies": line is not None,
    }


def _action(action: PlannedAction) -> Plain:
    question = action.question
    return {
        "question": question.id,
        "gain": str(action.gain),
        "severity": question.severity,
        "effort": question.action.effort if question.action else None,
        "due": action.due.isoformat() if action.due else None,
        "projected": score_text(action.projected),
    }


def coverage_document(library: Library) -> Plain:
    """What ``coverage --json`` prints: each provision and the questions citing it."""
    citing: dict[str, list[str]] = {name: [] for name in library.provisions}
    for question in library.questions.values():
        for cited in question.cites:
            citing[cited].append(question.id)
    return {
        "provisions": [
            {"id": name, "duty": provision.duty, "questions": citing[name]}
            for name, provision in library.provisions.items()
        ]
    }
