"""Student's t against the tables of every textbook."""

from fractions import Fraction

import pytest

from dd_toolkit.core.student import mean_interval, share_within, t_quantile

TABLE = {
    1: 12.706,
    2: 4.303,
    3: 3.182,
    4: 2.776,
    5: 2.571,
    9: 2.262,
    10: 2.228,
    29: 2.045,
    30: 2.042,
    60: 2.000,
    120: 1.980,
    199: 1.972,
}


@pytest.mark.parametrize("freedom", TABLE)
def test_the_quantile_is_that_of_the_table(freedom):
    assert t_quantile(freedom) == pytest.approx(TABLE[freedom], abs=6e-4)


@pytest.mark.parametrize(
    ("t", "freedom", "share"), [(1, 1, 0.5), (0, 7, 0), (2**0.5, 2, 0.5**0.5)]
)
def test_known_shares_are_exact(t, freedom, share):
    assert share_within(t, freedom) == pytest.approx(share, abs=1e-12)


def test_the_interval_of_two_values_is_wide():
    low, high = mean_interval([Fraction(0), Fraction(1)])

    assert (low, high) == pytest.approx((0.5 - 6.353, 0.5 + 6.353), abs=1e-3)


def test_values_that_are_equal_leave_nothing_open():
    assert mean_interval([Fraction(1, 4)] * 5) == (0.25, 0.25)
