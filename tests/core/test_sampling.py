"""Which questions to check first, and why."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.answering import applicable_questions, chosen
from dd_toolkit.core.contradictions import Contradicting
from dd_toolkit.core.sampling import LARGEST_SAMPLE, suggested_sample
from dd_toolkit.core.scoring import score
from tests.builders import (
    DO_NOT_KNOW,
    DOES_NOT_APPLY,
    a_question,
    a_questionnaire,
    an_informative_question,
    valued,
)
from tests.core.strategies import assessments


def sample(questions, answers, *, evidenced=(), **known):
    result = score(a_questionnaire(*questions), answers)
    return suggested_sample(result, answers, evidenced=evidenced, **known)


def why(questions, answers, **known):
    return {one.question: one.why for one in sample(questions, answers, **known)}


MINOR, MAJOR, CRITICAL = (
    a_question(f"m.{severity}", severity=severity, may_be_not_applicable=True)
    for severity in ("minor", "major", "critical")
)
SIGN = a_question("m.sign", indicators=("debt",))
BEST, WORST = chosen("v100"), chosen("v0")

REASONS = {
    "a critical question": (CRITICAL, BEST, {"evidenced": {"m.critical"}}, "critical"),
    "a sign of forced labour": (SIGN, WORST, {}, "sign"),
    "a don't know": (MINOR, DO_NOT_KNOW, {}, "unknown"),
    "a weighty answer without a file": (MAJOR, BEST, {}, "no-evidence"),
    "a not applicable": (MINOR, DOES_NOT_APPLY, {}, "not-applicable"),
    "another answer than last year": (
        MINOR,
        BEST,
        {"last_year": {"m.minor": WORST}},
        "changed",
    ),
    "an answer that few of the sector give": (
        MINOR,
        BEST,
        {"sector": {"m.minor": {"v100": 2, "v0": 18}}},
        "unusual",
    ),
    "a contradiction": (
        MINOR,
        BEST,
        {"contradictions": [Contradicting("rule", ("m.minor",), "Why.")]},
        "contradiction",
    ),
}

NO_REASONS = {
    "a minor question without a file": (MINOR, BEST, {}),
    "a weighty question with a file": (MAJOR, BEST, {"evidenced": {"m.major"}}),
    "a sign that is not raised": (SIGN, BEST, {}),
    "the answer of last year": (MINOR, BEST, {"last_year": {"m.minor": BEST}}),
    "an answer that a ninth of the sector gives": (
        MINOR,
        BEST,
        {"sector": {"m.minor": {"v100": 3, "v0": 24}}},
    ),
    "a sector of which too few answered": (
        MINOR,
        BEST,
        {"sector": {"m.minor": {"v0": 19}}},
    ),
    "a text": (an_informative_question("m.note"), BEST, {}),
}


@pytest.mark.parametrize(
    ("question", "answer", "known", "reason"), REASONS.values(), ids=REASONS
)
def test_it_is_suggested_and_says_why(question, answer, known, reason):
    assert why([question], {question.id: answer}, **known) == {question.id: (reason,)}


@pytest.mark.parametrize(
    ("question", "answer", "known"), NO_REASONS.values(), ids=NO_REASONS
)
def test_it_is_not_suggested(question, answer, known):
    assert sample([question], {question.id: answer}, **known) == ()


def test_the_more_reasons_the_earlier():
    questions = [MINOR, MAJOR, CRITICAL]
    answers = {"m.minor": DO_NOT_KNOW, "m.major": BEST, "m.critical": BEST}

    found = sample(questions, answers)

    assert [one.question for one in found] == ["m.critical", "m.minor", "m.major"]
    assert found[0].why == ("critical", "no-evidence")
    assert [one.points for one in found] == [45, 20, 15]


def test_equal_ones_stay_in_reading_order():
    questions = [a_question(f"m.q{n}", severity="critical") for n in range(5)]

    found = sample(questions, valued(q0=1, q1=1, q2=1, q3=1, q4=1))

    assert [one.question for one in found] == [f"m.q{n}" for n in range(5)]


def test_an_unusual_answer_tells_how_few_gave_it():
    table = {"m.minor": {"v100": 1, "v0": 39}}

    (found,) = sample([MINOR], {"m.minor": BEST}, sector=table)

    assert found.usual == Fraction(1, 40)


@given(assessments(most=12), st.integers(0, 30))
def test_only_questions_that_apply_are_listed_and_never_more_than_the_most(drawn, most):
    questionnaire, answers = drawn
    result = score(questionnaire, answers)

    found = suggested_sample(result, answers, evidenced=(), most=most)

    asked = {question.id for question in applicable_questions(questionnaire, answers)}
    named = [one.question for one in found]
    assert set(named) <= asked
    assert len(named) == len(set(named)) <= most
    assert all(one.why for one in found)


def test_a_sample_has_its_usual_size_where_everything_has_a_reason():
    questions = [a_question(f"m.q{n}", severity="critical") for n in range(60)]
    answers = {question.id: DO_NOT_KNOW for question in questions}

    assert len(sample(questions, answers)) == LARGEST_SAMPLE
