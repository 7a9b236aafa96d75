"""What to do first: one action for each practice that is missing or partial.

Order, gain, due dates and projected scores are those of docs/scoring.md, "Action
plan".
"""

import datetime
from dataclasses import dataclass, replace
from fractions import Fraction

from dd_toolkit.core.questionnaire import EFFORTS, SEVERITIES, Question, Severity
from dd_toolkit.core.result import Line, Result
from dd_toolkit.core.scoring import overall_score

DAYS = {"critical": 14, "major": 90, "minor": 180}
"""Days from the day of submission until an action is due, by severity."""


@dataclass(frozen=True)
class PlannedAction:
    """A step of the plan. ``gain`` is w · (1 - v); ``projected`` the overall score
    (0 to 100) once this action and all before it are done. ``due`` is None while the
    assessment is not submitted.
    """

    line: Line
    gain: Fraction
    due: datetime.date | None
    projected: Fraction

    @property
    def question(self) -> Question:
        return self.line.question


def action_plan(
    result: Result, *, submitted: datetime.date | None
) -> tuple[PlannedAction, ...]:
    """The actions in the order in which to take them."""
    open_lines = [
        line for line in result.lines if line.value is not None and line.value < 1
    ]
    lines = {line.question.id: line for line in result.lines}
    plan = []
    for line in sorted(open_lines, key=_urgency):
        lines[line.question.id] = replace(line, value=Fraction(1))
        projected = overall_score(result.questionnaire, lines.values())
        assert projected is not None, "a plan exists only where something is scored"
        plan.append(PlannedAction(line, _gain(line), _due(line, submitted), projected))
    return tuple(plan)


def _gain(line: Line) -> Fraction:
    assert line.value is not None, "only scored lines are planned"
    return line.question.weight * (1 - line.value)


def _urgency(line: Line) -> tuple[bool, int, Fraction, int]:
    """Smaller comes first; equal ones keep the order of the questionnaire."""
    question = line.question
    effort = question.action.effort if question.action else "high"
    return (
        not (question.critical and line.value == 0),
        SEVERITIES.index(question.severity),
        -_gain(line),
        EFFORTS.index(effort),
    )


def _due(line: Line, submitted: datetime.date | None) -> datetime.date | None:
    if submitted is None:
        return None
    return submitted + datetime.timedelta(days=DAYS[line.question.severity])


@dataclass(frozen=True)
class PlanGroup:
    """The actions of one severity, in the order of the plan."""

    severity: Severity
    actions: tuple[PlannedAction, ...]


def plan_groups(plan: tuple[PlannedAction, ...]) -> tuple[PlanGroup, ...]:
    """The plan by severity, the gravest first; no empty groups."""
    groups = (
        PlanGroup(
            severity,
            tuple(action for action in plan if action.question.severity == severity),
        )
        for severity in SEVERITIES
    )
    return tuple(group for group in groups if group.actions)
