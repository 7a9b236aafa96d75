"""The method of docs/scoring.md: its example, borders, tables and properties."""

import datetime
import json
import random
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.answering import Answer, applicable_questions, chosen
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.documents import questionnaire_document, result_document
from dd_toolkit.core.questionnaire import NOT_APPLICABLE, STEPS, UNKNOWN, Option
from dd_toolkit.core.scoring import rating_for, score, shown
from dd_toolkit.places import QUESTIONNAIRES
from tests.builders import (
    DO_NOT_KNOW,
    DOES_NOT_APPLY,
    a_question,
    a_questionnaire,
    an_informative_question,
    an_option,
    valued,
)
from tests.core.independent_scoring import independent_result, independent_scope
from tests.core.strategies import assessments, shares, weights

SUBMITTED = datetime.date(2026, 11, 23)


def worked_example():
    """The example at the end of docs/scoring.md."""
    questionnaire = a_questionnaire(
        a_question("m.q1", severity="critical"),
        a_question("m.q2", severity="critical"),
        a_question("m.q3", severity="major"),
        a_question("m.q4", severity="minor"),
    )
    return score(questionnaire, {**valued(q1=1, q2="1/2"), "m.q3": DO_NOT_KNOW})


def test_the_worked_example_has_its_exact_score_and_bounds():
    (documents,) = worked_example().areas

    assert documents.score == Fraction(750, 13)
    assert documents.low == Fraction(750, 14)
    assert documents.high == Fraction(850, 14)


def test_the_worked_example_is_shown_as_58_d_provisional_54_to_61():
    (documents,) = worked_example().areas

    figures = [shown(f) for f in (documents.score, documents.low, documents.high)]
    assert figures == [58, 54, 61]
    assert (documents.rating, documents.provisional) == ("D", True)


def test_the_cap_of_the_worked_example_does_not_bite():
    (documents,) = worked_example().areas

    assert [(cap.question, cap.limit) for cap in documents.caps] == [("m.q2", "C")]
    assert documents.uncapped_rating == documents.rating == "D"


def test_the_worked_example_plans_the_more_severe_action_first():
    plan = action_plan(worked_example(), submitted=SUBMITTED)

    assert [(a.question.id, a.gain) for a in plan] == [
        ("m.q2", Fraction(5, 2)),
        ("m.q3", Fraction(3)),
    ]


def test_the_completeness_of_the_worked_example_is_three_of_four():
    assert worked_example().overall.counts.completeness == Fraction(3, 4)


BIT = Fraction(1, 10**30)


@pytest.mark.parametrize(
    ("exact", "rating"),
    [
        *((Fraction(100), "A"), (Fraction(90), "A"), (90 - BIT, "B")),
        *((Fraction(75), "B"), (75 - BIT, "C"), (Fraction(60), "C"), (60 - BIT, "D")),
        *((Fraction(40), "D"), (40 - BIT, "E"), (Fraction(0), "E")),
        *((Fraction(89999, 1000), "B"), (Fraction(8951, 100), "B")),
    ],
)
def test_a_rating_begins_exactly_at_its_border(exact, rating):
    assert rating_for(exact) == rating


@pytest.mark.parametrize("border", [90, 75, 60, 40])
def test_a_rating_is_decided_on_the_exact_score_not_on_the_one_shown(border):
    near = 200 * border - 1
    questionnaire = a_questionnaire(
        a_question("m.q1", weight=Fraction(near)),
        a_question("m.q2", weight=Fraction(20_000 - near)),
    )

    below = score(questionnaire, valued(q1=1, q2=0)).overall

    assert below.score == border - Fraction(1, 200)
    assert shown(below.score) == border
    assert (
        below.rating == rating_for(Fraction(border - 1)) != rating_for(Fraction(border))
    )


@pytest.mark.parametrize(
    ("exact", "figure"),
    [
        *(("0", 0), ("1/2", 1), ("499/1000", 0), ("3/2", 2), ("5/2", 3), ("115/2", 58)),
        *(("57499/1000", 57), ("199/2", 100), ("99499/1000", 99), ("100", 100)),
    ],
)
def test_a_score_is_shown_rounded_half_up(exact, figure):
    assert shown(Fraction(exact)) == figure


FULL = a_question("m.full", weight=1_000)

CAPS = {
    # values of critical questions in one area -> area's rating, overall rating
    "all there": (["1", "1"], "A", "A"),
    "one partial": (["1/2", "1"], "C", "B"),
    "one nearly there": (["99/100", "1"], "C", "B"),
    "one hardly there": (["1/100", "1"], "C", "B"),
    "two partial": (["1/2", "1/2"], "C", "B"),
    "one absent": (["0", "1"], "E", "D"),
    "one absent, one partial": (["0", "1/2"], "E", "D"),
    "two absent": (["0", "0"], "E", "E"),
    "one unknown": ([UNKNOWN, "1"], "E", "D"),
    "one unknown, one absent": ([UNKNOWN, "0"], "E", "E"),
    "two unknown": ([UNKNOWN, UNKNOWN], "E", "E"),
    "one unanswered": ([None, "1"], "A", "A"),
    "one not applicable": ([NOT_APPLICABLE, "1"], "A", "A"),
}


@pytest.mark.parametrize("name", CAPS)
def test_a_critical_answer_caps_the_rating_whatever_the_average(name):
    values, area_rating, overall_rating = CAPS[name]
    questions = [
        a_question(
            f"m.q{n}",
            severity="critical",
            values=(1, "99/100", "1/2", "1/100", 0),
            may_be_not_applicable=True,
        )
        for n in range(len(values))
    ]
    answers = valued(full=1)
    for question, value in zip(questions, values, strict=True):
        if value in (UNKNOWN, NOT_APPLICABLE):
            answers[question.id] = chosen(value)
        elif value is not None:
            answers[question.id] = chosen(f"v{int(100 * Fraction(value))}")

    result = score(a_questionnaire(FULL, *questions), answers)

    assert result.areas[0].rating == area_rating
    assert result.overall.rating == overall_rating
    assert result.overall.uncapped_rating == "A"


def in_two_areas(first, second):
    questionnaire = a_questionnaire(
        documents=(a_question("m.q1", severity="critical"), FULL),
        wages=(
            a_question("m.q2", severity="critical"),
            replace(FULL, id="m.also"),
        ),
    )
    return score(questionnaire, valued(q1=first, q2=second, full=1, also=1))


def test_a_cap_of_one_area_leaves_the_other_alone():
    result = in_two_areas(0, 1)

    assert [area.rating for area in result.areas] == ["E", "A"]
    assert result.overall.rating == "D"


def test_two_absent_in_different_areas_make_the_whole_e():
    result = in_two_areas(0, 0)

    assert [area.rating for area in result.areas] == ["E", "E"]
    assert result.overall.rating == "E"
    assert {cap.reason for cap in result.overall.caps} == {"absent-several"}


def test_a_cap_never_lifts_a_rating():
    questionnaire = a_questionnaire(
        a_question("m.q1", severity="critical"), a_question("m.q2", weight=100)
    )

    overall = score(questionnaire, valued(q1="1/2", q2=0)).overall

    assert (overall.uncapped_rating, overall.rating) == ("E", "E")


@pytest.mark.parametrize("severity", ["major", "minor"])
def test_only_critical_questions_cap(severity):
    questionnaire = a_questionnaire(FULL, a_question("m.q", severity=severity))

    overall = score(questionnaire, valued(full=1, q=0)).overall

    assert (overall.caps, overall.rating) == ((), "A")


def test_unknown_counts_as_zero_and_is_told():
    questionnaire = a_questionnaire(a_question("m.q1"), a_question("m.q2"))

    overall = score(questionnaire, {**valued(q1=1), "m.q2": DO_NOT_KNOW}).overall

    assert (overall.score, overall.counts.unknown, overall.counts.scored) == (50, 1, 2)


def test_an_area_where_nothing_is_scored_has_no_score_and_not_zero():
    questionnaire = a_questionnaire(
        documents=[a_question("m.q1")],
        wages=[a_question("m.q2", may_be_not_applicable=True)],
        hours=[a_question("m.q3")],
    )

    result = score(questionnaire, {**valued(q1=1), "m.q2": DOES_NOT_APPLY})

    _, wages, hours = result.areas
    assert (wages.score, wages.low, wages.high, wages.rating) == (None,) * 4
    assert (hours.score, hours.low, hours.high, hours.rating) == (None, 0, 100, None)
    assert (result.overall.score, result.overall.low) == (100, 50)


def test_nothing_answered_has_bounds_of_0_and_100_and_no_rating():
    overall = score(a_questionnaire(a_question()), {}).overall

    assert (overall.score, overall.low, overall.high) == (None, 0, 100)
    assert (overall.rating, overall.provisional) == (None, True)


def test_a_questionnaire_without_questions_has_no_figures():
    overall = score(a_questionnaire(), {}).overall

    assert (overall.score, overall.low, overall.high, overall.rating) == (None,) * 4
    assert overall.counts.completeness is None


def test_areas_weigh_what_they_declare():
    questionnaire = a_questionnaire(
        documents=[a_question("m.q1", weight=100)],
        wages=[a_question("m.q2")],
        weights={"wages": 3},
    )

    assert score(questionnaire, valued(q1=1, q2=0)).overall.score == 25


def test_an_informative_question_never_counts():
    number = an_informative_question("m.n", kind="number")
    unvalued = a_question("m.u", severity="critical", options=(an_option(name="a"),))
    questionnaire = a_questionnaire(a_question("m.q"), number, unvalued)
    answers = {"m.n": Answer(text="5"), "m.u": chosen("a"), **valued(q="1/2")}

    overall = score(questionnaire, answers).overall

    assert (overall.score, overall.counts.applicable, overall.caps) == (50, 1, ())
    assert not overall.provisional


def test_several_answers_are_worth_the_lowest_of_them():
    question = a_question("m.q", kind="choices")

    result = score(a_questionnaire(question), {"m.q": Answer(("v100", "v50"))})

    assert result.overall.score == 50


@pytest.mark.parametrize(
    ("answer", "raised", "unknown"),
    [
        (chosen("v100"), (), ()),
        (chosen("v51"), (), ()),
        (chosen("v50"), ("m.q",), ()),
        (chosen("v0"), ("m.q",), ()),
        (DO_NOT_KNOW, (), ("m.q",)),
        (DOES_NOT_APPLY, (), ()),
        (None, (), ()),
    ],
)
def test_a_sign_of_forced_labour_is_raised_from_one_half_down(answer, raised, unknown):
    question = a_question(
        "m.q",
        values=(1, "51/100", "1/2", 0),
        indicators=("debt",),
        may_be_not_applicable=True,
    )
    answers = {"m.q": answer} if answer else {}

    signs = score(a_questionnaire(question), answers).signs

    expected = [("debt", raised, unknown)] if raised or unknown else []
    assert [(s.id, s.raised_by, s.unknown) for s in signs] == expected


def test_instruments_and_steps_are_views_that_never_enter_the_whole():
    def scored(**fields):
        questionnaire = a_questionnaire(
            a_question("m.q1", **fields),
            a_question("m.q2", step="track", cites=("C2-1",)),
        )
        return score(questionnaire, valued(q1=1, q2=0))

    seen, unseen = scored(step="embed", cites=("C1-1", "C2-1")), scored()

    assert {f.id: f.score for f in seen.instruments} == {"C1": 100, "C2": 50}
    assert {f.id: f.score for f in seen.steps} == {
        **dict.fromkeys(STEPS),
        "embed": 100,
        "track": 0,
    }
    assert seen.overall.score == unseen.overall.score == 50


# Properties, on questionnaires of every shape.

WITHOUT_CONDITIONS = {"asked_always": True}


def figures(result):
    """Every score, bound and rating of a result."""
    groups = ((result.overall,), result.areas, result.instruments, result.steps)
    return [
        (
            figure.id,
            figure.score,
            figure.low,
            figure.high,
            getattr(figure, "rating", None),
        )
        for group in groups
        for figure in group
    ]


@given(assessments(**WITHOUT_CONDITIONS), st.data())
def test_a_better_answer_never_lowers_a_figure(assessment, data):
    questionnaire, answers = assessment
    candidates = [
        (question.id, option)
        for question in questionnaire.questions
        for option in question.options
        if question.id in answers
        and (value := worth(question, answers[question.id])) is not None
        and option.value > value
    ]
    assume(candidates)
    name, better = data.draw(st.sampled_from(candidates))

    before = figures(score(questionnaire, answers))
    after = figures(score(questionnaire, {**answers, name: chosen(better.id)}))

    for (_, *old, old_rating), (_, *new, new_rating) in zip(before, after, strict=True):
        assert all(a is b is None or a <= b for a, b in zip(old, new, strict=True))
        assert old_rating is new_rating is None or new_rating <= old_rating


def worth(question, answer):
    """The value of an answer; None where it has none."""
    if answer.choices == (UNKNOWN,):
        return Fraction(0)
    if not answer.choices or answer.choices == (NOT_APPLICABLE,):
        return None
    return min(question.option_by_id[choice].value for choice in answer.choices)


@given(assessments(**WITHOUT_CONDITIONS))
def test_not_applicable_equals_absence(assessment):
    questionnaire, answers = assessment
    excused = {name for name, answer in answers.items() if answer.not_applicable}
    assume(excused)
    without = replace(
        questionnaire,
        sections=tuple(
            replace(s, questions=tuple(q for q in s.questions if q.id not in excused))
            for s in questionnaire.sections
        ),
    )

    assert figures(score(questionnaire, answers)) == figures(score(without, answers))


@given(assessments(), weights)
def test_scaling_every_weight_changes_no_figure(assessment, factor):
    questionnaire, answers = assessment
    scaled = replace(
        questionnaire,
        areas=tuple(replace(a, weight=a.weight * factor) for a in questionnaire.areas),
        sections=tuple(
            replace(
                section,
                questions=tuple(
                    replace(q, weight=q.weight * factor / 3) for q in section.questions
                ),
            )
            for section in questionnaire.sections
        ),
    )

    assert figures(score(questionnaire, answers)) == figures(score(scaled, answers))


@given(assessments(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_nothing(assessment, draw):
    questionnaire, answers = assessment
    shuffled = list(answers.items())
    draw.shuffle(shuffled)

    assert score(questionnaire, dict(shuffled)) == score(questionnaire, answers)


@given(assessments(**WITHOUT_CONDITIONS), st.randoms(use_true_random=False))
def test_the_order_of_the_questions_changes_no_figure(assessment, draw):
    questionnaire, answers = assessment
    turned = replace(
        questionnaire,
        sections=tuple(
            replace(s, questions=tuple(draw.sample(s.questions, len(s.questions))))
            for s in questionnaire.sections
        ),
    )

    assert figures(score(questionnaire, answers)) == figures(score(turned, answers))


@given(assessments())
def test_the_bounds_enclose_the_score(assessment):
    result = score(*assessment)

    for figure in (result.overall, *result.areas, *result.instruments, *result.steps):
        if figure.score is not None:
            assert figure.low <= figure.score <= figure.high


@given(assessments(**WITHOUT_CONDITIONS), st.data())
def test_any_end_of_the_answers_lies_within_the_bounds(assessment, data):
    questionnaire, answers = assessment
    before = score(questionnaire, answers).overall
    done = dict(answers)
    for question in questionnaire.questions:
        if question.scored and not done.get(question.id, Answer()).choices:
            option = data.draw(st.sampled_from(question.options))
            done[question.id] = chosen(option.id)

    after = score(questionnaire, done).overall

    assert not after.provisional
    assert after.score == after.low == after.high
    if after.score is not None:
        assert before.low <= after.score <= before.high


@given(assessments(), st.data())
def test_answers_to_hidden_questions_never_matter(assessment, data):
    questionnaire, answers = assessment
    opened = {q.id for q in applicable_questions(questionnaire, answers)}
    hidden = [q for q in questionnaire.questions if q.id not in opened and q.options]
    assume(hidden)
    question = data.draw(st.sampled_from(hidden))
    option = data.draw(st.sampled_from(question.options))

    other = {**answers, question.id: chosen(option.id)}

    assert score(questionnaire, other) == score(questionnaire, answers)


@pytest.mark.parametrize(("value", "rating"), [(1, "A"), (0, "E")])
@given(assessment=assessments(**WITHOUT_CONDITIONS))
def test_all_best_is_100_and_all_worst_is_0(value, rating, assessment):
    questionnaire, _ = assessment
    ends = replace(
        questionnaire,
        sections=tuple(
            replace(
                section,
                questions=tuple(
                    replace(q, options=(Option("end", "End", Fraction(value)),))
                    if q.scored
                    else q
                    for q in section.questions
                ),
            )
            for section in questionnaire.sections
        ),
    )
    assume(any(question.scored for question in ends.questions))
    answers = {q.id: chosen("end") for q in ends.questions if q.scored}

    overall = score(ends, answers).overall

    assert (overall.score, overall.rating) == (100 * value, rating)


@given(assessments())
def test_ratings_never_rise_above_the_one_without_caps(assessment):
    result = score(*assessment)

    for figure in (result.overall, *result.areas):
        assert (figure.rating is None) == (figure.score is None)
        assert figure.rating is None or figure.rating >= figure.uncapped_rating


@given(st.lists(st.tuples(weights, shares), min_size=1, max_size=8))
def test_a_score_is_the_weighted_mean_to_the_last_digit(rows):
    questions = [
        a_question(f"m.q{n}", weight=weight, values=(value, 1 if value != 1 else 0))
        for n, (weight, value) in enumerate(rows)
    ]
    answers = {q.id: chosen(q.options[0].id) for q in questions}

    exact = score(a_questionnaire(*questions), answers).overall.score

    assert exact * sum(w for w, _ in rows) == 100 * sum(w * v for w, v in rows)


# The independent calculation, against the document of `score --json`.


def as_named(entries):
    return {
        entry["id"]: {k: v for k, v in entry.items() if k != "id"} for entry in entries
    }


def known_keys(ours, alone):
    """Our entry without the keys that the method says nothing about."""
    return {key: ours[key] for key in alone}


def compare(questionnaire, answers, *, applying=None):
    """Assert that our document says what the independent calculation says."""
    result = score(questionnaire, answers)
    plan = action_plan(result, submitted=SUBMITTED)
    ours = result_document(result, plan, answers)
    shown_document = questionnaire_document(questionnaire, answers)
    shown_document = json.loads(json.dumps(shown_document))

    alone = independent_result(
        shown_document,
        {name: list(answer.choices) for name, answer in answers.items()},
        applying=applying,
        submitted=SUBMITTED.isoformat(),
    )

    assert known_keys(ours["overall"], alone["overall"]) == alone["overall"]
    assert [
        known_keys(area, other)
        for area, other in zip(ours["areas"], alone["areas"], strict=True)
    ] == alone["areas"]
    for group in ("instruments", "steps"):
        assert {
            view["id"]: known_keys(view, alone[group][view["id"]])
            for view in ours[group]
        } == alone[group]
    assert as_named(ours["indicators"]) == alone["indicators"]
    assert [
        {key: line[key] for key in ("id", "state", "value", "applies")}
        for line in ours["questions"]
    ] == alone["questions"]
    assert ours["actions"] == alone["actions"]


@lru_cache(maxsize=8)
def stored(text):
    return json.loads(text)


def scope_alone(questionnaire, answers):
    given_options = {name: list(answer.choices) for name, answer in answers.items()}
    return independent_scope(stored(questionnaire.text), given_options)


@settings(max_examples=300)
@given(assessments(kinds=("choice", "choice", "choices")))
def test_any_result_agrees_with_the_independent_calculation(assessment):
    questionnaire, answers = assessment

    compare(questionnaire, answers, applying=scope_alone(questionnaire, answers))


@settings(max_examples=100)
@given(assessments(leave_open=False))
def test_any_complete_result_agrees_with_the_independent_calculation(assessment):
    questionnaire, answers = assessment

    compare(questionnaire, answers, applying=scope_alone(questionnaire, answers))


@pytest.fixture(scope="module")
def library():
    return load_library(QUESTIONNAIRES)


def random_answers(questionnaire, seed):
    """Answers in every state, by employers better and worse, full and hasty."""
    draw = random.Random(seed)
    good, open_share, unknown_share = (
        draw.random(),
        draw.random() / 2,
        draw.random() / 5,
    )
    answers = {}
    for question in questionnaire.profile + questionnaire.questions:
        if question.id not in questionnaire.profile_ids and draw.random() < open_share:
            continue
        if question.may_be_not_applicable and draw.random() < 0.3:
            answers[question.id] = DOES_NOT_APPLY
        elif question.scored and draw.random() < unknown_share:
            answers[question.id] = DO_NOT_KNOW
        elif draw.random() < good and question.scored:
            answers[question.id] = chosen(max(question.options, key=value_of).id)
        else:
            answers[question.id] = chosen(draw.choice(question.options).id)
    return answers


def value_of(option):
    return option.value


SEEDS = [range(start, start + 50) for start in range(0, 300, 50)]


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_the_shipped_assessment_agrees_with_the_independent_calculation(library, seeds):
    questionnaire = library.questionnaire("due-diligence")

    for seed in seeds:
        answers = random_answers(questionnaire, seed)
        compare(questionnaire, answers, applying=scope_alone(questionnaire, answers))


@pytest.mark.parametrize("name", ["c097", "c143", "c181", "c189", "c190"])
def test_each_shipped_set_agrees_with_the_independent_calculation(library, name):
    questionnaire = library.questionnaire(name)

    for seed in range(20):
        answers = random_answers(questionnaire, seed)
        compare(questionnaire, answers, applying=scope_alone(questionnaire, answers))
