"""Makes the PDFs that people asked for, one after the other.

The web processes only write a row; this process takes it. What a kind of report needs
is gathered from the database here (``reporting.kinds``); then it is made in a forked
child, which has no database: it starts warm, cannot keep memory, and a report that
takes too long or too much is ended without harm to the next.
"""

import datetime
import logging
import multiprocessing
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection

from dd_toolkit import logs
from dd_toolkit.languages import LANGUAGES
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.reporting.kinds import KINDS, Gather, Make
from dd_toolkit.reporting.pdf import warm_up
from dd_toolkit.storage import reports
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.reports import Report

log = logging.getLogger(__name__)

SECONDS_FOR_ONE = 120
MEGABYTES_FOR_ONE = 2_000
_PAUSE = 0.5


@dataclass(frozen=True)
class _Made:
    pdf: bytes


@dataclass(frozen=True)
class _Failed:
    reason: str


def work(
    db: Database,
    *,
    goes_on: Callable[[], bool],
    beside: Callable[[], bool],
    kinds: Mapping[str, Gather] = KINDS,
) -> None:
    """Make what waits, then wait for more, as long as ``goes_on()``.

    ``beside`` is other work for this process (mails): True when it did some.
    """
    for tag in LANGUAGES:
        warm_up(tag)
    while goes_on():
        mailed = beside()
        if not make_next(db, kinds) and not mailed:
            time.sleep(_PAUSE)


def make_next(db: Database, kinds: Mapping[str, Gather] = KINDS) -> bool:
    """Make the report that waits longest; False when none waits."""
    at = now()
    claimed = reports.claim_report(db, at=moment(at), lost_before=_lost_before())
    if claimed is None:
        return False
    made = _made(db, claimed, kinds)
    if isinstance(made, _Made):
        finished = now()
        reports.finish_report(db, claimed.id, made.pdf, at=moment(finished))
        ms = round((finished - at).total_seconds() * 1000)
        logs.event(log, "report-made", report=claimed.id, ms=ms)
    else:
        logs.event(
            log,
            "report-failed",
            logging.ERROR,
            report=claimed.id,
            attempt=claimed.attempts,
            reason=made.reason,
        )
        reports.give_back(db, claimed.id, at=moment(now()))
    return True


def _lost_before() -> str:
    return moment(now() - datetime.timedelta(seconds=2 * SECONDS_FOR_ONE))


def _made(
    db: Database, claimed: Report, kinds: Mapping[str, Gather]
) -> _Made | _Failed:
    gather = kinds.get(claimed.kind)
    if gather is None:
        return _Failed(f"no report is of the kind {claimed.kind}")
    make = gather(db, claimed.subject_id, claimed.locale)
    if make is None:
        return _Failed("there is nothing that it could be made of")
    return _made_in_a_child(make)


def _made_in_a_child(make: Make) -> _Made | _Failed:
    fork = multiprocessing.get_context("fork")
    receiving, sending = fork.Pipe(duplex=False)
    child = fork.Process(target=_make, args=(make, sending), daemon=True)
    child.start()
    sending.close()
    try:
        return _received(receiving)
    finally:
        child.kill()
        child.join()
        receiving.close()


def _received(receiving: Connection) -> _Made | _Failed:
    if not receiving.poll(SECONDS_FOR_ONE):
        return _Failed(f"it took longer than {SECONDS_FOR_ONE} seconds")
    try:
        made: _Made | _Failed = receiving.recv()
    except EOFError:
        return _Failed("the process that made it ended")
    return made


def _make(make: Make, sending: Connection) -> None:
    limit = MEGABYTES_FOR_ONE * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        sending.send(_Made(make()))
    except Exception as error:  # noqa: BLE001 - the parent must hear of any of them
        # Its text could hold an answer, and the reason goes into the log.
        sending.send(_Failed(f"{logs.error_name(error)} at {logs.place(error)}"))
