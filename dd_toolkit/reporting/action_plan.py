"""Turns a result and its plan into what the action plan prints.

Every number is taken from the engine and rounded here for the last time; every
sentence of the questionnaire is carried over as it is.
"""

import datetime
import json
from collections.abc import Iterable, Iterator
from fractions import Fraction

from dd_toolkit.core.action_plan import DAYS, PlannedAction
from dd_toolkit.core.answering import (
    Answers,
    answers_fingerprint,
    answers_text,
    applicable_profile,
)
from dd_toolkit.core.documents import result_document
from dd_toolkit.core.questionnaire import (
    SEVERITIES,
    Questionnaire,
    Severity,
)
from dd_toolkit.core.result import Cap, Counts, Figure, Line, RatedFigure, Result
from dd_toolkit.core.scoring import RATINGS, shown
from dd_toolkit.operations.editions import NOT_SUBMITTED, Standing
from dd_toolkit.repaying import repayments
from dd_toolkit.reporting.answer_lines import answer_areas, answer_line
from dd_toolkit.reporting.contents import (
    ActionGroup,
    ActionLine,
    ActionPlanContents,
    AreaLine,
    AreaWeight,
    AttachedFile,
    Bar,
    CapLine,
    Fingerprint,
    Overall,
    RatingLine,
    SinceLastTime,
    SinceLine,
    Tally,
    ViewLine,
)
from dd_toolkit.reporting.findings import findings, signs
from dd_toolkit.reporting.laws import law_areas
from dd_toolkit.reporting.wording import language, references, user_text
from dd_toolkit.storage.evidence import Evidence


def action_plan_contents(
    *,
    result: Result,
    plan: tuple[PlannedAction, ...],
    answers: Answers,
    submitted: datetime.date | None,
    employer: str = "",
    locale: str = "en",
    evidence: tuple[Evidence, ...] = (),
    standing: Standing = NOT_SUBMITTED,
) -> ActionPlanContents:
    """What the action plan of these answers prints.

    ``submitted`` None: a draft, without due dates. ``employer`` is as its people wrote
    it, or empty. ``locale`` a BCP 47 tag.
    """
    questionnaire = result.questionnaire
    return ActionPlanContents(
        language=language(locale),
        title=questionnaire.title,
        employer=user_text(employer),
        submitted=submitted,
        overall=_overall(result),
        findings=tuple(
            findings(result, plan, answers, submitted=submitted, tag=locale)
        ),
        signs=tuple(signs(result)),
        areas=tuple(_area(figure, questionnaire) for figure in result.areas),
        instruments=tuple(_instruments(result)),
        steps=tuple(_view(figure, figure.id) for figure in result.steps),
        plan=tuple(_groups(questionnaire, plan)),
        profile=tuple(
            answer_line(
                question, "answered", answers.get(question.id), questionnaire, locale
            )
            for question in applicable_profile(questionnaire, answers)
        ),
        answers=tuple(answer_areas(result, answers, locale, evidence)),
        ratings=tuple(RatingLine(rating, least) for rating, least in RATINGS),
        weights=tuple(_weights(questionnaire)),
        area_weights=tuple(_area_weights(questionnaire)),
        fingerprint=Fingerprint(
            questionnaire.id,
            questionnaire.version,
            questionnaire.fingerprint,
            result.method,
            answers_fingerprint(answers),
            standing.code,
        ),
        attachment=_attachment(
            result,
            plan,
            answers,
            submitted=submitted,
            employer=employer,
            code=standing.code,
        ),
        audience=questionnaire.audience,
        laws=tuple(law_areas(result, answers, day=submitted, tag=locale)),
        repayments=tuple(repayments(result, answers, submitted=submitted, tag=locale)),
        edition=standing.edition,
        replaced_on=standing.replaced_on,
        since=_since(standing, questionnaire),
    )


def _since(standing: Standing, questionnaire: Questionnaire) -> SinceLastTime | None:
    found = standing.trend
    if found is None or standing.before_on is None:
        return None
    return SinceLastTime(
        day=standing.before_on,
        same_questions=found.same_questions,
        overall=SinceLine("", found.overall),
        areas=tuple(
            SinceLine(questionnaire.area_by_id[step.id].title, step)
            for step in found.areas
        ),
    )


def _overall(result: Result) -> Overall:
    figure = result.overall
    return Overall(
        bar=_bar(figure),
        rating=figure.rating,
        uncapped=figure.uncapped_rating,
        provisional=figure.provisional,
        caps=tuple(_cap(cap, result) for cap in figure.caps),
        tally=_tally(figure.counts),
    )


def _bar(figure: Figure) -> Bar:
    return Bar(_shown(figure.score), _shown(figure.low), _shown(figure.high))


def _shown(exact: Fraction | None) -> int | None:
    return None if exact is None else shown(exact)


def _cap(cap: Cap, result: Result) -> CapLine:
    line = result.line_by_id[cap.question]
    return CapLine(
        id=cap.question,
        ask=line.question.ask,
        limit=cap.limit,
        unknown=line.state == "unknown",
        partial=cap.reason == "partial",
    )


def _tally(counts: Counts) -> Tally:
    return Tally(
        applicable=counts.applicable,
        answered=counts.scored - counts.unknown,
        unknown=counts.unknown,
        not_applicable=counts.not_applicable,
        unanswered=counts.unanswered,
    )


def _area(figure: RatedFigure, questionnaire: Questionnaire) -> AreaLine:
    scored = [line for line in figure.lines if line.value is not None]
    capped = figure.rating != figure.uncapped_rating
    return AreaLine(
        title=questionnaire.area_by_id[figure.id].title,
        bar=_bar(figure),
        rating=figure.rating,
        uncapped=figure.uncapped_rating,
        earned=_decimal(_sum(_worth(line) for line in scored)),
        possible=_decimal(_sum(line.question.weight for line in scored)),
        tally=_tally(figure.counts),
        capped_by=tuple(
            cap.question for cap in figure.caps if capped and cap.limit == figure.rating
        ),
    )


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))


def _worth(line: Line) -> Fraction:
    return line.question.weight * (line.value or Fraction(0))


def _decimal(exact: Fraction) -> str:
    """At most two decimals, and none that say nothing: ``31.5``."""
    return f"{float(exact):.2f}".rstrip("0").rstrip(".")


def _instruments(result: Result) -> Iterator[ViewLine]:
    """The instruments that an applicable question cites; the others say nothing."""
    for figure in result.instruments:
        if any(line.counted for line in figure.lines):
            instrument = result.questionnaire.instrument_by_id[figure.id]
            yield _view(figure, f"{instrument.short}: {instrument.subject}")


def _view(figure: Figure, title: str) -> ViewLine:
    counted = sum(line.counted for line in figure.lines)
    return ViewLine(figure.id, title, _bar(figure), counted)


def _groups(
    questionnaire: Questionnaire, plan: tuple[PlannedAction, ...]
) -> Iterator[ActionGroup]:
    lines = [
        (action.question.severity, _action(number, action, questionnaire))
        for number, action in enumerate(plan, start=1)
    ]
    for severity in SEVERITIES:
        own = tuple(line for of, line in lines if of == severity)
        if own:
            yield ActionGroup(severity, DAYS[severity], own)


def _action(
    number: int, planned: PlannedAction, questionnaire: Questionnaire
) -> ActionLine:
    question = planned.question
    action = question.action
    best = max(question.options, key=lambda o: o.value or Fraction(0))
    return ActionLine(
        number=number,
        id=question.id,
        ask=question.ask,
        do=action.do if action else "",
        steps=action.steps if action else (),
        best=best.label,
        why=question.why,
        references=references(questionnaire, question.cites),
        effort=action.effort if action else None,
        due=planned.due,
        projected=shown(planned.projected),
    )


def _weights(questionnaire: Questionnaire) -> Iterator[tuple[Severity, str]]:
    for severity in SEVERITIES:
        weights = {q.weight for q in questionnaire.questions if q.severity == severity}
        if weights:
            yield severity, _decimal(max(weights))


def _area_weights(questionnaire: Questionnaire) -> Iterator[AreaWeight]:
    """The weights that areas have, the heaviest first, each with its areas."""
    for weight in sorted({area.weight for area in questionnaire.areas}, reverse=True):
        titles = (a.title for a in questionnaire.areas if a.weight == weight)
        yield AreaWeight(_decimal(weight), tuple(titles))


def _attachment(
    result: Result,
    plan: tuple[PlannedAction, ...],
    answers: Answers,
    *,
    submitted: datetime.date | None,
    employer: str,
    code: str,
) -> AttachedFile:
    """The result as others' programs read it, and the answers that it follows from.

    All answers are here, those to hidden questions too: only then does their SHA-256
    come out as the one printed.
    """
    document = {
        "employer": employer,
        "submitted": submitted.isoformat() if submitted else None,
        "code": code,
        "answers_sha256": answers_fingerprint(answers),
        "answers": json.loads(answers_text(answers)),
        "result": result_document(result, plan, answers, submitted=submitted),
    }
    return AttachedFile(
        name="action-plan.json",
        description="The answers and the result as data",
        text=json.dumps(document, indent=1),
    )
