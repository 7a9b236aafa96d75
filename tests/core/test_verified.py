"""Declared beside verified: the same engine twice, and how sure one can be."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.answering import chosen
from dd_toolkit.core.conditions import Answered
from dd_toolkit.core.questionnaire import NOT_APPLICABLE, UNKNOWN
from dd_toolkit.core.reviewing import Verdict, verified_answers
from dd_toolkit.core.scoring import score
from dd_toolkit.core.verified import Gap, verification
from tests.builders import (
    DOES_NOT_APPLY,
    a_question,
    a_questionnaire,
    an_informative_question,
    valued,
)
from tests.core.strategies import assessments

CONFIRMED = Verdict("confirmed")
NOT_VERIFIABLE = Verdict("not-verifiable")


def changed(option):
    return Verdict("changed", chosen=(option,), finding="It is otherwise.")


def verified(questionnaire, answers, verdicts, evidenced=()):
    return verification(questionnaire, answers, verdicts, evidenced=evidenced)


def one(severity="minor", **fields):
    return a_questionnaire(a_question("m.q1", severity=severity, **fields))


@pytest.mark.parametrize(
    ("verdict", "score_then"),
    [
        (None, 100),
        (CONFIRMED, 100),
        (changed("v50"), 50),
        (changed("v0"), 0),
        (changed(UNKNOWN), 0),
        (NOT_VERIFIABLE, 0),
        (changed(NOT_APPLICABLE), None),
    ],
)
def test_each_verdict_makes_its_score(verdict, score_then):
    verdicts = {"m.q1": verdict} if verdict else {}

    found = verified(one(may_be_not_applicable=True), valued(q1=1), verdicts)

    assert (found.overall.declared, found.overall.verified) == (100, score_then)


def test_a_gap_is_declared_less_verified():
    assert Gap("overall", Fraction(80), Fraction(55, 2)).gap == Fraction(105, 2)


@pytest.mark.parametrize(("said", "found"), [(None, Fraction(1)), (Fraction(1), None)])
def test_there_is_no_gap_where_one_of_the_two_has_no_score(said, found):
    assert Gap("overall", said, found).gap is None


def test_an_answer_that_was_better_than_declared_makes_a_gap_below_zero():
    found = verified(one(), valued(q1=0), {"m.q1": changed("v100")})

    assert found.overall.gap == -100


def test_a_changed_answer_opens_and_closes_the_questions_that_depend_on_it():
    questionnaire = a_questionnaire(
        a_question("m.q1"), a_question("m.q2", when=Answered("m.q1", ("v100",)))
    )

    found = verified(questionnaire, valued(q1=1, q2=1), {"m.q1": changed("v0")})

    assert [line.question.id for line in found.verified.lines] == ["m.q1"]


# --- a small calculation of its own, without the engine -----------------------------

WORTH = {"v100": Fraction(1), "v50": Fraction(1, 2), "v0": Fraction(0)}
WEIGHT = {"critical": 5, "major": 3, "minor": 1}


def test_two_areas_come_out_as_by_hand():
    questionnaire = a_questionnaire(
        wages=(
            a_question("m.q1", severity="critical", cites=("C1-1",)),
            a_question("m.q2", severity="major", cites=("C1-2", "C2-1")),
        ),
        hours=(
            a_question("m.q3", severity="minor", cites=("C2-1",)),
            a_question("m.q4", severity="major"),
            an_informative_question("m.note"),
        ),
        weights={"wages": 3},
    )
    answers = valued(q1=1, q2=1, q3="1/2", q4=1)
    verdicts = {"m.q1": changed("v50"), "m.q3": CONFIRMED, "m.q4": NOT_VERIFIABLE}

    found = verified(questionnaire, answers, verdicts, evidenced={"m.q2", "m.q4"})

    # wages: 8/8, then (2.5 + 3)/8; hours: (0.5 + 3)/4, then 0.5/4; wages count thrice.
    wages, hours = found.areas
    assert (wages.declared, wages.verified) == (100, Fraction(550, 8))
    assert (hours.declared, hours.verified) == (Fraction(350, 4), Fraction(50, 4))
    assert found.overall.declared == (3 * 100 + Fraction(350, 4)) / 4
    assert found.overall.verified == (3 * Fraction(550, 8) + Fraction(50, 4)) / 4
    # C1 is cited by q1 and q2, C2 by q2 and q3.
    gaps = {gap.id: (gap.declared, gap.verified) for gap in found.instruments}
    assert gaps == {
        "C1": (100, Fraction(550, 8)),
        "C2": (Fraction(350, 4), Fraction(350, 4)),
    }
    # q1 and q3 were verified, q2 only evidenced; q4 was not verifiable.
    assert found.confidence.shares == (
        Fraction(6, 12),
        Fraction(3, 12),
        Fraction(3, 12),
    )


@given(st.data())
def test_the_gap_is_that_of_a_calculation_without_the_engine(data):
    severities = data.draw(
        st.lists(st.sampled_from(sorted(WEIGHT)), min_size=1, max_size=6)
    )
    names = [f"q{n}" for n in range(len(severities))]
    options = st.sampled_from(sorted(WORTH))
    said = {name: data.draw(options) for name in names}
    kinds = {
        name: data.draw(
            st.sampled_from(["none", "confirmed", "not-verifiable", *WORTH])
        )
        for name in names
    }
    files = data.draw(st.sets(st.sampled_from(names)))

    found = verified(
        a_questionnaire(
            *(
                a_question(f"m.{name}", severity=severity)
                for name, severity in zip(names, severities, strict=True)
            )
        ),
        {f"m.{name}": chosen(option) for name, option in said.items()},
        {
            f"m.{name}": changed(kind) if kind in WORTH else Verdict(kind)
            for name, kind in kinds.items()
            if kind != "none"
        },
        evidenced={f"m.{name}" for name in files},
    )

    weights = dict(zip(names, (WEIGHT[s] for s in severities), strict=True))
    whole = sum(weights.values())
    lost = Fraction(0)
    verified_weight = evidenced_weight = 0
    for name in names:
        now = WORTH.get(kinds[name], WORTH[said[name]])
        if kinds[name] == "not-verifiable":
            now = Fraction(0)
        lost += weights[name] * (WORTH[said[name]] - now)
        if kinds[name] == "none":
            evidenced_weight += weights[name] * (name in files)
        elif kinds[name] != "not-verifiable":
            verified_weight += weights[name]
    assert found.overall.gap == 100 * lost / whole
    assert found.confidence.verified == verified_weight
    assert found.confidence.evidenced == evidenced_weight
    assert found.confidence.weight == whole


# --- properties over questionnaires of every shape -----------------------------------


@st.composite
def reviewed(draw):
    """A questionnaire, answers to it, and verdicts on some of them."""
    questionnaire, answers = draw(assessments())
    verdicts = {}
    for question in questionnaire.questions:
        if question.scored and draw(st.booleans()):
            options = [option.id for option in question.options]
            verdicts[question.id] = draw(
                st.sampled_from(
                    [CONFIRMED, NOT_VERIFIABLE, *(changed(name) for name in options)]
                )
            )
    evidenced = draw(st.sets(st.sampled_from(sorted(answers)))) if answers else set()
    return questionnaire, answers, verdicts, evidenced


@given(reviewed())
def test_both_columns_are_those_of_the_one_engine(drawn):
    questionnaire, answers, verdicts, evidenced = drawn

    found = verified(questionnaire, answers, verdicts, evidenced)

    said = score(questionnaire, answers)
    after = score(questionnaire, verified_answers(answers, verdicts))
    for gap, before, now in (
        (found.overall, said.overall, after.overall),
        *zip(found.areas, said.areas, after.areas, strict=True),
        *zip(found.instruments, said.instruments, after.instruments, strict=True),
    ):
        assert (gap.declared, gap.verified) == (before.score, now.score)


@given(reviewed())
def test_the_shares_of_confidence_add_up_to_one(drawn):
    questionnaire, answers, verdicts, evidenced = drawn

    shares = verified(questionnaire, answers, verdicts, evidenced).confidence.shares

    assert shares is None or (sum(shares) == 1 and min(shares) >= 0)


@given(reviewed())
def test_each_question_is_counted_once_at_each_provision_it_cites(drawn):
    questionnaire, answers, verdicts, evidenced = drawn

    found = verified(questionnaire, answers, verdicts, evidenced)

    lines = found.declared.lines + found.verified.lines
    for check in found.provisions:
        citing = {
            line.question.id
            for line in lines
            if check.id in line.question.cites and line.question.scored
        }
        counted = (check.confirmed, check.changed, check.not_verifiable, check.without)
        assert sum(counted) == len(citing)


@given(assessments())
def test_without_verdicts_nothing_is_found_otherwise(drawn):
    questionnaire, answers = drawn

    found = verified(questionnaire, answers, {})

    assert {gap.gap for gap in (found.overall, *found.areas)} <= {0, None}
    assert found.confidence.verified == 0


# --- provisions and confidence, case by case -----------------------------------------


def check(answers, verdicts):
    questionnaire = a_questionnaire(
        a_question("m.q1", cites=("C1-1",), may_be_not_applicable=True),
        a_question("m.q2", cites=("C1-1",), may_be_not_applicable=True),
    )
    return verified(questionnaire, answers, verdicts).provisions[0]


@pytest.mark.parametrize(
    ("answers", "verdicts", "short"),
    [
        (valued(q1=1, q2=1), {}, (False, False)),
        (valued(q1=1, q2="1/2"), {}, (True, True)),
        (valued(q1=1, q2=1), {"m.q1": changed("v0")}, (False, True)),
        (valued(q1=0, q2=1), {"m.q1": changed("v100")}, (True, False)),
        ({"m.q1": DOES_NOT_APPLY, "m.q2": DOES_NOT_APPLY}, {}, (None, None)),
        ({"m.q1": DOES_NOT_APPLY}, {"m.q1": changed("v0")}, (None, True)),
    ],
)
def test_a_provision_says_whether_it_falls_short_declared_and_verified(
    answers, verdicts, short
):
    found = check(answers, verdicts)

    assert (found.declared_short, found.verified_short) == short


def test_a_provision_counts_the_verdicts():
    found = check(valued(q1=1, q2=1), {"m.q1": NOT_VERIFIABLE})

    assert (found.confirmed, found.changed, found.not_verifiable, found.without) == (
        0,
        0,
        1,
        1,
    )


@pytest.mark.parametrize(
    ("verdict", "evidenced", "shares"),
    [
        (None, False, (0, 0, 1)),
        (None, True, (0, 1, 0)),
        (CONFIRMED, False, (1, 0, 0)),
        (changed("v0"), True, (1, 0, 0)),
        (NOT_VERIFIABLE, True, (0, 0, 1)),
    ],
)
def test_confidence_rests_on_the_verdict_first_then_on_the_files(
    verdict, evidenced, shares
):
    verdicts = {"m.q1": verdict} if verdict else {}
    files = {"m.q1"} if evidenced else set()

    found = verified(one(), valued(q1=1), verdicts, files)

    assert found.confidence.shares == shares


def test_where_nothing_is_scored_there_is_no_confidence_to_share_out():
    assert verified(one(), {}, {}).confidence.shares is None
