"""Turns what may be shown of a workshop into its summary and its certificates."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from dd_toolkit import languages
from dd_toolkit.core.publishing import FEWEST, Distribution, Gain
from dd_toolkit.core.questionnaire import NOT_APPLICABLE, UNKNOWN
from dd_toolkit.core.scoring import shown
from dd_toolkit.core.workshop import Plan, Step
from dd_toolkit.operations.clock import day
from dd_toolkit.operations.workshops import Board, Outcome
from dd_toolkit.reporting.typesetting import rendered, typeset
from dd_toolkit.reporting.wording import language, user_text
from dd_toolkit.reporting.workshop_contents import (
    AnswerBar,
    AskedLine,
    Certificates,
    Chapter,
    GapLine,
    KnowledgeGain,
    KnownLine,
    WorkshopSummary,
)

MOST_GAPS = 6
GAP_FROM = 25
"""Per cent of answers that fall short: below, it is no gap of the room."""

_SUMMARY = "workshop_summary/style.css"
_CERTIFICATES = "certificates/style.css"


def summary_pdf(contents: WorkshopSummary) -> bytes:
    """The summary as tagged PDF."""
    html = rendered(
        "workshop_summary/report.html",
        locale=contents.language.tag,
        report=contents,
        stylesheet=None,
    )
    return typeset(html, style=_SUMMARY, created=contents.day)


def certificates_pdf(contents: Certificates) -> bytes:
    """A landscape page for each name, as tagged PDF."""
    html = rendered(
        "certificates/report.html", locale=contents.language.tag, report=contents
    )
    return typeset(html, style=_CERTIFICATES, created=contents.day)


def summary_contents(board: Board, locale: str) -> WorkshopSummary:
    """What the summary of an ended workshop prints, in the language of the board."""
    asked = [one for one in board.outcomes if one.step.question]
    printed = [one for one in asked if one.distribution]
    opened_at = board.workshop.opened_at
    return WorkshopSummary(
        language=language(locale),
        title=board.plan.title,
        called=user_text(board.workshop.title),
        day=day(opened_at) if opened_at else None,
        rehearsal=board.workshop.rehearsal,
        attendance=board.workshop.joined,
        groups=board.plan.room == "tables",
        chapters=tuple(
            _chapters([one for one in printed if _in_chapters(one, board.plan)], locale)
        ),
        gaps=tuple(_gaps(printed)),
        gains=tuple(_gain(gain) for gain in board.gains),
        known=tuple(_known(board)),
        next_steps=tuple(
            user_text(line)
            for line in board.workshop.next_steps.splitlines()
            if line.strip()
        ),
        evaluation=tuple(
            _line(one, one.distribution, locale)
            for one in printed
            if one.step.mode == "evaluation" and one.distribution
        ),
        left_out=tuple(
            one.step.question.ask
            for one in asked
            if one.step.question and one.state.opened_at and one.distribution is None
        ),
        least=FEWEST,
    )


def _in_chapters(outcome: Outcome, plan: Plan) -> bool:
    """Not the day's evaluation, nor what stands in the table of before and after."""
    return outcome.step.mode != "evaluation" and not plan.pairs(outcome.number)


def _known(board: Board) -> Iterator[KnownLine]:
    """The questions of checks that were shown, by how many were right."""
    for after in board.outcomes:
        for number, paired in board.plan.pairs(after.number):
            before = board.outcomes[number]
            question = after.step.question
            shown_twice = before.distribution and after.distribution
            if paired == after.number and question and shown_twice:
                right = after.step.right
                yield KnownLine(
                    ask=question.ask,
                    right=question.option_by_id[right].label,
                    before=_share_of(right, before.distribution),
                    after=_share_of(right, after.distribution),
                    reason=after.step.reason,
                )


def _share_of(choice: str, found: Distribution | None) -> int:
    assert found is not None, "it is shown"
    return shown(found.share(choice) * 100)


def _chapters(outcomes: list[Outcome], locale: str) -> Iterator[Chapter]:
    """Neighbours under one title stand in one chapter."""
    for title, group in groupby(outcomes, key=lambda one: one.step.title):
        lines = tuple(
            _line(one, one.distribution, locale) for one in group if one.distribution
        )
        yield Chapter(title, lines)


def _line(outcome: Outcome, found: Distribution, locale: str) -> AskedLine:
    step = outcome.step
    assert step.question is not None, "only answers to a question are published"
    return AskedLine(
        ask=step.question.ask,
        answers=found.people,
        bars=tuple(
            AnswerBar(
                label=_label(step, choice, locale),
                count=found.chosen.get(choice, 0),
                percent=shown(found.share(choice) * 100),
                right=outcome.revealed and choice == step.right,
            )
            for choice in step.choices
        ),
        references=tuple(one.reference for one in step.provisions),
        reason=step.reason if outcome.revealed else "",
    )


def _label(step: Step, choice: str, locale: str) -> str:
    _ = languages.words(locale).gettext
    if choice == UNKNOWN:
        return _("I don't know") if step.mode == "knowledge" else _("We don't know")
    if choice == NOT_APPLICABLE:
        return _("This does not apply to us")
    assert step.question is not None, "only a question has choices"
    return step.question.option_by_id[choice].label


def _gaps(outcomes: list[Outcome]) -> list[GapLine]:
    """The practices that the room said are missing most, the worst first."""
    found = [gap for one in outcomes if (gap := _gap(one)) is not None]
    worst = sorted(found, key=lambda gap: -gap.missing)
    return [gap for gap in worst if gap.missing >= GAP_FROM][:MOST_GAPS]


def _gap(outcome: Outcome) -> GapLine | None:
    """None where the answers are not about practice, or too few.

    An answer falls short unless its value is the best one; "we don't know" does too,
    and "does not apply" is not counted (scoring.md).
    """
    step, found = outcome.step, outcome.distribution
    question = step.question
    if found is None or question is None or step.mode != "workplace":
        return None
    if question.kind != "choice" or not question.scored:
        return None
    best = max(option.value or Fraction(0) for option in question.options)
    good = sum(
        found.chosen.get(option.id, 0)
        for option in question.options
        if option.value == best
    )
    counted = found.people - found.chosen.get(NOT_APPLICABLE, 0)
    if counted < FEWEST:
        return None
    label = next(option.label for option in question.options if option.value == best)
    practices = [one.practice for one in step.provisions if one.practice]
    return GapLine(
        ask=question.ask,
        missing=shown(Fraction(100 * (counted - good), counted)),
        answers=counted,
        practice=practices[0] if practices else label,
        references=tuple(one.reference for one in step.provisions[:2]),
    )


def _gain(gain: Gain) -> KnowledgeGain:
    before, after = shown(gain.before * 100), shown(gain.after * 100)
    return KnowledgeGain(
        people=gain.people,
        before=before,
        after=after,
        gain=after - before,
        low=round(gain.low * 100),
        high=round(gain.high * 100),
    )


def certificates_contents(board: Board, names: list[str], locale: str) -> Certificates:
    """What certificates of a workshop print, for these names as they were typed."""
    opened_at = board.workshop.opened_at
    return Certificates(
        language=language(locale),
        title=board.plan.title,
        workshop=user_text(board.workshop.title),
        day=day(opened_at) if opened_at else None,
        minutes=board.plan.minutes,
        rehearsal=board.workshop.rehearsal,
        names=tuple(user_text(name) for name in names),
    )
