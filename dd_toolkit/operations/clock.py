"""Moments as the database keeps them: ISO 8601 in UTC, to the millisecond."""

import datetime


def now() -> datetime.datetime:
    """This moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def moment(at: datetime.datetime) -> str:
    """``2026-11-23T09:30:00.125Z``: text that sorts as time does."""
    utc = at.astimezone(datetime.UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day(written: str) -> datetime.date:
    """The day of a stored moment."""
    return datetime.date.fromisoformat(written[:10])
