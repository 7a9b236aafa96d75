"""Counts what may be tried only so often, for any page (``operations.limits``)."""

from flask import abort, request

from dd_toolkit import logs
from dd_toolkit.operations import limits
from dd_toolkit.operations.clock import now
from dd_toolkit.web.context import database, toolkit


def limited(kind: limits.Kind, about: str) -> None:
    """Count this try; 429 when there were too many."""
    place = request.remote_addr or ""
    within = limits.within_limits(
        database(), toolkit().settings, kind, about=about, place=place, at=now()
    )
    if not within:
        logs.security("rate-limited", kind=kind)
        abort(429)
