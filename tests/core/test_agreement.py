"""How far two auditors agree, apart from chance."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.agreement import agreement

KINDS = ("confirmed", "changed", "not-verifiable")
pairs_of_verdicts = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(KINDS)), max_size=40
)


def pairs(**counts):
    """``yes_no=5``: five times the one said yes and the other no."""
    return [
        tuple(name.split("_")) for name, many in counts.items() for _ in range(many)
    ]


def test_a_worked_example_comes_out_as_by_hand():
    # 50 cases: 35 alike; by chance (25*30 + 25*20) / 2500 = 1/2.
    found = agreement(pairs(yes_yes=20, yes_no=5, no_yes=10, no_no=15))

    assert found.pairs == 50
    assert found.observed == Fraction(7, 10)
    assert found.expected == Fraction(1, 2)
    assert found.kappa == Fraction(2, 5)


def test_two_who_always_agree_have_one():
    assert agreement(pairs(yes_yes=3, no_no=2)).kappa == 1


def test_two_who_never_agree_and_share_both_words_have_minus_one():
    assert agreement(pairs(yes_no=4, no_yes=4)).kappa == -1


def test_without_pairs_nothing_is_told():
    found = agreement([])

    assert (found.observed, found.expected, found.kappa, found.strength) == (None,) * 4


def test_one_word_used_by_both_at_all_times_tells_nothing():
    found = agreement(pairs(yes_yes=9))

    assert (found.observed, found.kappa, found.strength) == (1, None, None)


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ({"yes_no": 4, "no_yes": 4}, "poor"),
        ({"yes_yes": 1, "yes_no": 1, "no_yes": 1, "no_no": 1}, "slight"),
        ({"yes_yes": 20, "yes_no": 5, "no_yes": 10, "no_no": 15}, "fair"),
        ({"yes_yes": 4, "yes_no": 1, "no_yes": 1, "no_no": 4}, "moderate"),
        ({"yes_yes": 9, "yes_no": 1, "no_yes": 1, "no_no": 9}, "substantial"),
        ({"yes_yes": 5, "no_no": 5}, "almost-perfect"),
    ],
)
def test_a_value_has_its_usual_word(counts, word):
    assert agreement(pairs(**counts)).strength == word


@given(pairs_of_verdicts)
def test_kappa_stays_between_minus_one_and_one(found):
    kappa = agreement(found).kappa

    assert kappa is None or -1 <= kappa <= 1


@given(pairs_of_verdicts)
def test_it_does_not_matter_who_is_named_first(found):
    assert agreement(found) == agreement([(other, one) for one, other in found])
