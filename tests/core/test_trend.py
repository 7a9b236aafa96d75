"""What has changed since last time, from two stored results."""

import pytest

from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.documents import result_document
from dd_toolkit.core.scoring import score
from dd_toolkit.core.trend import trend
from tests.builders import a_question, a_questionnaire, valued

QUESTIONNAIRE = a_questionnaire(
    wages=(a_question("m.q1"),), papers=(a_question("m.q2"),)
)


def document(answers, questionnaire=QUESTIONNAIRE):
    result = score(questionnaire, answers)
    return result_document(result, action_plan(result, submitted=None), answers)


def steps(before, now):
    return {step.id: step for step in trend(document(before), document(now)).areas}


@pytest.mark.parametrize(
    ("before", "now", "direction", "points"),
    [(0, 1, "up", 100), (1, "1/2", "down", 50), ("1/2", "1/2", "same", 0)],
)
def test_an_area_goes_up_or_down_or_stays(before, now, direction, points):
    step = steps(valued(q1=before), valued(q1=now))["wages"]

    assert (step.direction, step.points) == (direction, points)


def test_an_area_without_a_score_of_then_cannot_be_compared():
    step = steps({}, valued(q2=1))["papers"]

    assert (step.before, step.now, step.direction) == (None, 100, None)


def test_an_area_that_is_new_cannot_be_compared():
    before = document(valued(q1=1), a_questionnaire(wages=(a_question("m.q1"),)))

    found = trend(before, document(valued(q1=1, q2=1)))

    assert [step.direction for step in found.areas] == ["same", None]


def test_a_trend_says_whether_the_questions_are_the_same():
    other = document({}, a_questionnaire(a_question("m.q1")))

    assert trend(document({}), document({})).same_questions
    assert not trend(other, document({})).same_questions
