"""Moments as text: in UTC, and in an order that is that of time."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.operations.clock import day, moment, now

AMMAN = datetime.timezone(datetime.timedelta(hours=3))
MOMENTS = st.datetimes(
    datetime.datetime(1000, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.sampled_from([datetime.UTC, AMMAN]),
)


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (
            datetime.datetime(2026, 11, 23, 9, 30, 0, 125_999, datetime.UTC),
            "2026-11-23T09:30:00.125Z",
        ),
        (
            datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC),
            "2026-11-23T09:30:00.000Z",
        ),
        (
            datetime.datetime(2026, 11, 23, 1, 30, tzinfo=AMMAN),
            "2026-11-22T22:30:00.000Z",
        ),
    ],
)
def test_a_moment_is_written_in_utc_to_the_millisecond(at, written):
    assert moment(at) == written


@given(MOMENTS, MOMENTS)
def test_moments_sort_as_time_does(one, other):
    earlier, later = sorted((one, other))

    assert moment(earlier) <= moment(later)


def test_a_moments_day_is_that_of_utc():
    at = datetime.datetime(2026, 11, 23, 1, 30, tzinfo=AMMAN)

    assert day(moment(at)) == datetime.date(2026, 11, 22)


def test_now_is_in_utc():
    assert now().tzinfo is datetime.UTC
