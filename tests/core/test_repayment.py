"""What workers paid, and the plan for paying it back: exact to the fils."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.repayment import (
    MINOR_DIGITS,
    Costs,
    NotCosts,
    costs,
    costs_from_text,
    schedule,
)

KINDS = ("fee", "travel")
PAID = {"fee": "350", "travel": "64.250"}
START = datetime.date(2026, 11, 30)


def declared(**changes):
    given = {"currency": "JOD", "workers": "40", "months": "3", "paid": PAID}
    return costs(**{**given, **changes}, kinds=KINDS)


def test_each_worker_is_owed_the_sum_of_the_kinds():
    assert declared().each == Decimal("414.250")


def test_all_workers_together_are_owed_that_sum_times_their_number():
    assert declared().total == Decimal("16570.000")


def test_what_does_not_divide_goes_to_the_first_instalments():
    plan = schedule(declared(paid={"fee": "100"}), start=START)

    assert [one.each for one in plan] == [
        Decimal("33.334"),
        Decimal("33.333"),
        Decimal("33.333"),
    ]


def test_instalments_are_due_on_the_same_day_of_the_months_that_follow():
    plan = schedule(declared(months="4"), start=START)

    assert [one.due.isoformat() for one in plan] == [
        "2026-12-30",
        "2027-01-30",
        "2027-02-28",
        "2027-03-30",
    ]


def test_a_draft_has_no_dates():
    assert {one.due for one in schedule(declared(), start=None)} == {None}


@given(
    fils=st.integers(1, 10**9),
    workers=st.integers(1, 100_000),
    months=st.integers(1, 24),
    currency=st.sampled_from(sorted(MINOR_DIGITS)),
)
def test_instalments_add_up_to_the_last_minor_unit(fils, workers, months, currency):
    unit = Decimal(1).scaleb(-MINOR_DIGITS[currency])
    owed = Costs(currency, workers, months, (("fee", fils * unit),))

    plan = schedule(owed, start=START)

    assert sum(one.each for one in plan) == owed.each
    assert sum(one.total for one in plan) == owed.total
    assert max(o.each for o in plan) - min(o.each for o in plan) <= unit


@given(
    amounts=st.lists(st.integers(1, 10**6), min_size=2, max_size=2),
    workers=st.integers(1, 1000),
)
def test_the_text_of_costs_gives_the_same_costs_back(amounts, workers):
    paid = dict(zip(KINDS, map(str, amounts), strict=True))
    before = declared(paid=paid, workers=str(workers))

    assert costs_from_text(before.text, KINDS) == before


def test_an_amount_of_nothing_is_no_cost():
    assert declared(paid={"fee": "0", "travel": "5"}).paid == (("travel", Decimal(5)),)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"currency": "XXX"}, "currency"),
        ({"workers": "0"}, "how many workers"),
        ({"workers": "1000000"}, "how many workers"),
        ({"workers": "½"}, "how many workers"),
        ({"months": "25"}, "how many months"),
        ({"months": ""}, "how many months"),
        ({"paid": {}}, "at least one kind"),
        ({"paid": {"fee": "0"}}, "at least one kind"),
        ({"paid": {"fee": "-5"}}, "as numbers"),
        ({"paid": {"fee": "1e9"}}, "as numbers"),
        ({"paid": {"fee": "٣٥٠"}}, "as numbers"),
        ({"paid": {"fee": "1.2345"}}, "as numbers"),
        ({"paid": {"bribe": "5"}}, "kind of cost"),
    ],
)
def test_costs_that_do_not_fit_are_refused_with_the_reason(changes, told):
    with pytest.raises(NotCosts, match=told):
        declared(**changes)


def test_a_currency_without_cents_takes_none():
    with pytest.raises(NotCosts, match="as numbers"):
        declared(currency="UGX", paid={"fee": "5.5"})


@pytest.mark.parametrize("text", ["", "no", "[]", '{"paid": 3}', "null", "5"])
def test_a_text_that_declares_no_costs_is_refused(text):
    with pytest.raises(NotCosts):
        costs_from_text(text, KINDS)
