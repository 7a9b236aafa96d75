"""The order in which cases are looked at is a sum that shows its parts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.answering import chosen
from dd_toolkit.core.risk import MOST, risk_of
from dd_toolkit.core.scoring import score
from tests.builders import (
    DO_NOT_KNOW,
    DOES_NOT_APPLY,
    a_question,
    a_questionnaire,
    valued,
)
from tests.core.strategies import assessments

FOUR = [a_question(f"m.q{n}", may_be_not_applicable=True) for n in range(1, 5)]
BEST = valued(q1=1, q2=1, q3=1, q4=1)
EVERY_FILE = {question.id for question in FOUR}


def risk(answers, *, questions=FOUR, evidenced=EVERY_FILE, contradictions=0, **last):
    result = score(a_questionnaire(*questions), answers)
    return risk_of(result, evidenced=evidenced, contradictions=contradictions, **last)


def points(found):
    return {reason.part: reason.points for reason in found.reasons if reason.points}


def critical(*values):
    questions = [a_question(f"m.q{n}", severity="critical") for n in range(len(values))]
    return questions, valued(**{f"q{n}": value for n, value in enumerate(values)})


def test_the_parts_can_add_a_thousand_together():
    assert sum(MOST.values()) == 1000


def test_all_well_answered_with_files_and_as_last_year_is_no_risk():
    found = risk(BEST, score_last_year=100)

    assert (found.points, points(found)) == (0, {})


@pytest.mark.parametrize(
    ("values", "expected"),
    [((1,), 0), ((0,), 150), ((0, 0), 225), ((0, 0, 0), 300), ((0,) * 9, 300)],
)
def test_each_critical_finding_adds_until_the_part_is_full(values, expected):
    questions, answers = critical(*values)

    found = risk(answers, questions=questions)

    assert points(found).get("critical", 0) == expected
    assert found.critical == values.count(0)


@pytest.mark.parametrize(("raised", "expected"), [(0, 0), (1, 50), (3, 150), (6, 200)])
def test_each_sign_of_forced_labour_adds(raised, expected):
    questions = [a_question(f"m.q{n}", indicators=(f"sign{n}",)) for n in range(6)]
    answers = {q.id: chosen("v0") for q in questions[:raised]}

    found = risk(answers, questions=questions)

    assert (found.signs, points(found).get("signs", 0)) == (raised, expected)


def test_a_sign_that_nobody_knows_of_is_not_raised():
    question = a_question("m.q1", indicators=("debt",))

    assert risk({"m.q1": DO_NOT_KNOW}, questions=[question]).signs == 0


@pytest.mark.parametrize(("found", "expected"), [(1, 50), (3, 150), (7, 150)])
def test_each_contradiction_adds(found, expected):
    assert points(risk(BEST, contradictions=found)) == {"contradictions": expected}


def test_a_quarter_of_dont_knows_fills_its_part():
    found = risk({**BEST, "m.q1": DO_NOT_KNOW})

    assert (found.unknown, points(found)["unknown"]) == (1, 100)


def test_not_applicable_counts_by_its_share():
    found = risk({**BEST, "m.q1": DOES_NOT_APPLY})

    # 1 of 4, of the third from which the part is full: 75 * 3/4, halves up.
    assert (found.not_applicable, points(found)["not-applicable"]) == (1, 56)


def test_thin_evidence_counts_by_the_weight_that_has_no_file():
    questions = [a_question("m.q1", severity="major"), a_question("m.q2")]
    answers = valued(q1=1, q2=1)

    found = risk(answers, questions=questions, evidenced={"m.q2"})

    assert points(found) == {"evidence": 94}  # 125 * 3/4, halves up
    assert found.evidenced == 1


@pytest.mark.parametrize(
    ("before", "expected"), [(100, 0), (95, 0), (90, 10), (70, 50), (0, 50)]
)
def test_a_great_change_since_last_year_adds_either_way(before, expected):
    assert points(risk(BEST, score_last_year=before)).get("change", 0) == expected


def test_a_fall_is_told_in_points():
    worse = risk(valued(q1=1, q2=1, q3=1, q4=0), score_last_year=100)

    assert (worse.change, worse.fallen) == (-25, 25)


def test_without_last_year_there_is_no_change():
    found = risk(BEST)

    assert (found.change, found.fallen) == (None, 0)


@given(assessments(), st.integers(0, 9), st.none() | st.integers(0, 100))
def test_the_risk_is_the_sum_of_its_parts_and_none_exceeds_its_most(
    drawn, contradictions, before
):
    questionnaire, answers = drawn

    found = risk_of(
        score(questionnaire, answers),
        evidenced=(),
        contradictions=contradictions,
        score_last_year=before,
    )

    assert found.points == sum(reason.points for reason in found.reasons)
    assert all(0 <= reason.points <= reason.most for reason in found.reasons)
    assert [(r.part, r.most) for r in found.reasons] == list(MOST.items())


@given(assessments(), st.data())
def test_a_file_more_never_makes_a_case_riskier(drawn, data):
    questionnaire, answers = drawn
    result = score(questionnaire, answers)
    some = data.draw(st.sets(st.sampled_from(sorted(answers)))) if answers else set()

    fewer = risk_of(result, evidenced=some, contradictions=0)
    more = risk_of(result, evidenced=set(answers), contradictions=0)

    assert more.points <= fewer.points
    assert Fraction(0) <= fewer.reasons[3].amount <= 1
