"""What of a room's answers may be shown."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.publishing import (
    FEWEST,
    Distribution,
    Gain,
    Published,
    check_outcome,
    distribution,
    published_from_text,
    to_take_up,
)

CHOICES = ("a", "b", "unknown")


@pytest.mark.parametrize(
    ("waiting", "while_open", "at_the_end"),
    [
        (0, 0, 0),
        (1, 0, 0),
        (4, 0, 0),
        (5, 0, 5),
        (9, 0, 9),
        (10, 5, 10),
        (11, 6, 11),
        (200, 195, 200),
    ],
)
def test_a_snapshot_takes_up_five_or_more_and_leaves_five_for_the_end(
    waiting, while_open, at_the_end
):
    assert to_take_up(waiting, still_open=True) == while_open
    assert to_take_up(waiting, still_open=False) == at_the_end


@given(arrivals=st.lists(st.integers(0, 12), max_size=20))
def test_at_the_end_nobody_is_left_out_of_a_step_opened_once(arrivals):
    waiting = counted = 0
    for arrived in arrivals:
        waiting += arrived
        taken = to_take_up(waiting, still_open=True)
        waiting, counted = waiting - taken, counted + taken
    everybody = waiting + counted

    counted += to_take_up(waiting, still_open=False)

    assert counted == (everybody if everybody >= FEWEST else 0)


def test_four_people_have_no_distribution():
    assert distribution(CHOICES, {("a",): 3, ("b",): 1}) is None


def test_a_distribution_has_every_choice_in_the_order_of_the_bars():
    found = distribution(CHOICES, {("b",): 4, ("a",): 1})

    assert found == Distribution(5, {"a": 1, "b": 4, "unknown": 0})
    assert list(found.chosen) == list(CHOICES)
    assert found.share("b") == Fraction(4, 5)


def test_where_several_are_chosen_each_counts_and_people_count_once():
    found = distribution(CHOICES, {("a", "b"): 3, ("a",): 2})

    assert found == Distribution(5, {"a": 5, "b": 3, "unknown": 0})


# --- before and after ----------------------------------------------------------------

PAIRS = ((1, 3), (2, 4))
"""Two questions: before in steps 1 and 2, after in steps 3 and 4."""


def who(before, after):
    """Somebody's answers, such as ``who("ab", "aa")``; a dash: not answered."""
    return {
        number: choice
        for number, choice in zip((1, 2, 3, 4), before + after, strict=True)
        if choice != "-"
    }


def outcome(*people):
    numbers = (1, 2, 3, 4)
    return check_outcome(
        people, PAIRS, dict.fromkeys(numbers, "a"), dict.fromkeys(numbers, CHOICES)
    )


def test_the_gain_is_the_mean_over_people_of_what_each_gained():
    found = outcome(
        who("bb", "aa"),
        who("bb", "ab"),
        who("ab", "ab"),
        who("aa", "aa"),
        who("ab", "aa"),
    )

    assert found.gain.people == 5
    assert found.gain.before == Fraction(2, 5)
    assert found.gain.after == Fraction(4, 5)
    assert found.gain.mean == Fraction(2, 5)


def test_the_interval_is_that_of_paired_t():
    """Gains 1, 1/2, 0, 0, 1/2: mean 0.4, deviation 0.418, t(4) = 2.776."""
    found = outcome(
        who("bb", "aa"),
        who("bb", "ab"),
        who("ab", "ab"),
        who("aa", "aa"),
        who("ab", "aa"),
    )

    assert found.gain.low == pytest.approx(0.4 - 2.776 * 0.4183 / 5**0.5, abs=1e-3)
    assert found.gain.high == pytest.approx(0.4 + 2.776 * 0.4183 / 5**0.5, abs=1e-3)


def test_where_all_gained_the_same_the_interval_is_the_gain():
    found = outcome(*[who("bb", "ab")] * 6)

    assert (found.gain.low, found.gain.high) == (0.5, 0.5)


def test_the_interval_does_not_leave_what_is_possible():
    found = outcome(*[who("bb", "aa")] * 4, who("aa", "aa"))

    assert found.gain.high == 1


def test_four_pairs_are_not_compared():
    assert outcome(*[who("bb", "aa")] * 4) is None


@pytest.mark.parametrize(
    "left_out", [who("bb", "--"), who("--", "aa"), who("bb", "a-"), who("-b", "aa")]
)
def test_whoever_missed_a_question_is_in_no_figure_of_the_check(left_out):
    whole = [who("ab", "aa")] * 5

    assert outcome(*whole, left_out) == outcome(*whole)


def test_one_set_of_people_stands_behind_every_figure_of_a_check():
    found = outcome(*[who("ab", "aa")] * 6, who("bb", "a-"))

    assert {one.people for one in found.distributions.values()} == {found.gain.people}


def test_what_is_kept_to_be_shown_is_read_as_it_was():
    gain = Gain(7, Fraction(1, 3), Fraction(2, 3), 0.1, 0.5)
    kept = Published(Distribution(7, {"a": 5, "b": 2}), gain)

    assert published_from_text(kept.text) == kept
    assert published_from_text("{}") == Published()
