"""The scoring method: exact, and explained down to the answers that made a figure.

The method is that of docs/scoring.md, sections "Words", "Scores" and "Ratings". All
arithmetic is on fractions; a number is rounded only where it is shown. What comes out,
with all that explains it, stands in ``core.result``.
"""

from collections.abc import Callable, Collection, Iterable
from fractions import Fraction
from typing import Literal

from dd_toolkit.core.answering import Answer, Answers, applicable_questions
from dd_toolkit.core.questionnaire import STEPS, Question, Questionnaire
from dd_toolkit.core.result import (
    Cap,
    Counts,
    Figure,
    Line,
    RatedFigure,
    Rating,
    Result,
    Signs,
)

RATINGS: tuple[tuple[Rating, int], ...] = (
    ("A", 90),
    ("B", 75),
    ("C", 60),
    ("D", 40),
    ("E", 0),
)
"""Each rating and the exact score from which it is given, best first."""

SIGN = Fraction(1, 2)
"""An answer worth this or less raises the indicators of its question."""


def score(questionnaire: Questionnaire, answers: Answers) -> Result:
    """The result of these answers; those to questions that do not apply are ignored."""
    lines = tuple(
        _line(question, questionnaire.area_of[question.id], answers.get(question.id))
        for question in applicable_questions(questionnaire, answers)
    )
    several = sum(line.question.critical and line.value == 0 for line in lines) > 1
    areas = tuple(
        _rated_area(area.id, _of_area(lines, area.id), several=several)
        for area in questionnaire.areas
    )
    return Result(
        questionnaire=questionnaire,
        lines=lines,
        overall=_overall(questionnaire, lines, areas, several=several),
        areas=areas,
        instruments=tuple(
            _figure(instrument.id, lines, _citing(questionnaire, instrument.id))
            for instrument in questionnaire.instruments
        ),
        steps=tuple(_figure(step, lines, _in_step(step)) for step in STEPS),
        signs=tuple(
            signs
            for indicator in questionnaire.indicators
            if (signs := _signs(indicator.id, lines))
        ),
    )


def overall_score(
    questionnaire: Questionnaire, lines: Iterable[Line]
) -> Fraction | None:
    """The overall score alone, of lines that may differ from what was answered."""
    lines = tuple(lines)
    return _weighted_mean(
        (area.weight, _score(_of_area(lines, area.id))) for area in questionnaire.areas
    )


def rating_for(exact: Fraction) -> Rating:
    """The rating of an exact score from 0 to 100, before caps."""
    return next(rating for rating, least in RATINGS if exact >= least)


def shown(exact: Fraction) -> int:
    """The whole number shown for an exact score; halves go up."""
    return int(exact + Fraction(1, 2))


def _line(question: Question, area: str, answer: Answer | None) -> Line:
    if not question.scored:
        return Line(question, area, "informative", None)
    if answer is None or not answer.choices:
        return Line(question, area, "unanswered", None)
    if answer.unknown:
        return Line(question, area, "unknown", Fraction(0))
    if answer.not_applicable:
        return Line(question, area, "not-applicable", None)
    values = [question.option_by_id[choice].value for choice in answer.choices]
    return Line(question, area, "answered", min(v for v in values if v is not None))


def _of_area(lines: Iterable[Line], area: str) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.area == area)


def _citing(questionnaire: Questionnaire, instrument: str) -> Callable[[Line], bool]:
    return lambda line: instrument in questionnaire.instruments_of[line.question.id]


def _in_step(step: str) -> Callable[[Line], bool]:
    return lambda line: line.question.step == step


def _figure(
    name: str, lines: tuple[Line, ...], belongs: Callable[[Line], bool]
) -> Figure:
    own = tuple(line for line in lines if belongs(line))
    return Figure(name, own, _score(own), *_bounds(own))


def _score(lines: Collection[Line]) -> Fraction | None:
    """100 · Σ w·v / Σ w over the scored lines; None without any."""
    return _mean([line for line in lines if line.scored], open_value=Fraction(0))


def _bounds(lines: Collection[Line]) -> tuple[Fraction | None, Fraction | None]:
    """The score if every open question were answered worst, and best."""
    counted = [line for line in lines if line.counted]
    return _mean(counted, open_value=Fraction(0)), _mean(
        counted, open_value=Fraction(1)
    )


def _mean(lines: Collection[Line], *, open_value: Fraction) -> Fraction | None:
    weight = sum((line.question.weight for line in lines), Fraction(0))
    if not weight:
        return None
    total = sum(
        line.question.weight * (open_value if line.value is None else line.value)
        for line in lines
    )
    return Fraction(100 * total, weight)


def _weighted_mean(
    figures: Iterable[tuple[Fraction, Fraction | None]],
) -> Fraction | None:
    known = [(weight, figure) for weight, figure in figures if figure is not None]
    weights = sum((weight for weight, _ in known), Fraction(0))
    if not weights:
        return None
    return sum((weight * figure for weight, figure in known), Fraction(0)) / weights


def _rated_area(name: str, lines: tuple[Line, ...], *, several: bool) -> RatedFigure:
    low, high = _bounds(lines)
    caps = tuple(_caps(lines, absent="E", partial="C", several=several))
    return _rated(Figure(name, lines, _score(lines), low, high), caps)


def _overall(
    questionnaire: Questionnaire,
    lines: tuple[Line, ...],
    areas: tuple[RatedFigure, ...],
    *,
    several: bool,
) -> RatedFigure:
    weights = [area.weight for area in questionnaire.areas]
    figure = Figure(
        id="overall",
        lines=lines,
        score=_weighted_mean(zip(weights, (area.score for area in areas), strict=True)),
        low=_weighted_mean(zip(weights, (area.low for area in areas), strict=True)),
        high=_weighted_mean(zip(weights, (area.high for area in areas), strict=True)),
    )
    absent: Rating = "E" if several else "D"
    return _rated(
        figure, tuple(_caps(lines, absent=absent, partial="B", several=several))
    )


def _caps(
    lines: Iterable[Line], *, absent: Rating, partial: Rating, several: bool
) -> Iterable[Cap]:
    for line in lines:
        if not line.question.critical or line.value is None:
            continue
        if line.value == 0:
            reason: Literal["absent", "absent-several"] = (
                "absent-several" if several else "absent"
            )
            yield Cap(line.question.id, absent, reason)
        elif line.value < 1:
            yield Cap(line.question.id, partial, "partial")


def _rated(figure: Figure, caps: tuple[Cap, ...]) -> RatedFigure:
    uncapped = None if figure.score is None else rating_for(figure.score)
    limits = [cap.limit for cap in caps]
    rating = None if uncapped is None else max([uncapped, *limits])
    return RatedFigure(
        figure.id,
        figure.lines,
        figure.score,
        figure.low,
        figure.high,
        rating=rating,
        uncapped_rating=uncapped,
        caps=caps,
        counts=_counts(figure.lines),
    )


def _counts(lines: Iterable[Line]) -> Counts:
    states = [line.state for line in lines if line.state != "informative"]
    return Counts(
        applicable=len(states),
        scored=states.count("answered") + states.count("unknown"),
        unknown=states.count("unknown"),
        not_applicable=states.count("not-applicable"),
        unanswered=states.count("unanswered"),
    )


def _signs(indicator: str, lines: Iterable[Line]) -> Signs | None:
    """The indicator, if an answer raises it or nobody knows; None otherwise."""
    own = [line for line in lines if indicator in line.question.indicators]
    raised = tuple(
        line.question.id
        for line in own
        if line.state == "answered" and line.value is not None and line.value <= SIGN
    )
    unknown = tuple(line.question.id for line in own if line.state == "unknown")
    return Signs(indicator, raised, unknown) if raised or unknown else None
