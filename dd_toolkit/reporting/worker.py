"""Makes the PDFs that people asked for, one after the other.

The web processes only write a row; this process takes it. WeasyPrint is imported once,
then each report is made in a forked child: it starts warm, cannot keep memory, and a
report that takes too long or too much is ended without harm to the next.
"""

import datetime
import logging
import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

from dd_toolkit import logs
from dd_toolkit.languages import LANGUAGES, spoken
from dd_toolkit.operations.assessments import Case, open_case
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.operations.editions import Standing, standing
from dd_toolkit.reporting.action_plan import action_plan_contents
from dd_toolkit.reporting.pdf import action_plan_pdf, warm_up
from dd_toolkit.storage import reports
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.evidence import Evidence, evidence_of_assessment
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
    db: Database, *, goes_on: Callable[[], bool], beside: Callable[[], bool]
) -> None:
    """Make what waits, then wait for more, as long as ``goes_on()``.

    ``beside`` is other work for this process (mails): True when it did some.
    """
    for tag in LANGUAGES:
        warm_up(tag)
    while goes_on():
        mailed = beside()
        if not make_next(db) and not mailed:
            time.sleep(_PAUSE)


def make_next(db: Database) -> bool:
    """Make the report that waits longest; False when none waits."""
    at = now()
    claimed = reports.claim_report(db, at=moment(at), lost_before=_lost_before())
    if claimed is None:
        return False
    made = _made_in_a_child(db, claimed)
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


def _made_in_a_child(db: Database, claimed: Report) -> _Made | _Failed:
    case = open_case(db, claimed.assessment_id)
    if case is None or not case.assessment.submitted:
        return _Failed("there is no submitted assessment")
    fork = multiprocessing.get_context("fork")
    receiving, sending = fork.Pipe(duplex=False)
    child = fork.Process(
        target=_make,
        args=(
            case,
            claimed.locale,
            evidence_of_assessment(db, case.assessment.id),
            standing(db, case),
            sending,
        ),
        daemon=True,
    )
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


def _make(
    case: Case,
    locale: str,
    evidence: tuple[Evidence, ...],
    stands: Standing,
    sending: Connection,
) -> None:
    limit = MEGABYTES_FOR_ONE * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        sending.send(_Made(plan_pdf(case, locale, stands, evidence)))
    except Exception as error:  # noqa: BLE001 - the parent must hear of any of them
        # Its text could hold an answer, and the reason goes into the log.
        sending.send(_Failed(f"{logs.error_name(error)} at {logs.place(error)}"))


def plan_pdf(
    case: Case,
    locale: str,
    stands: Standing,
    evidence: tuple[Evidence, ...] = (),
) -> bytes:
    """The action plan of a case as PDF: the same bytes whenever it is made."""
    case = replace(case, questionnaire=spoken(case.questionnaire, locale))
    result = case.result
    return action_plan_pdf(
        action_plan_contents(
            result=result,
            plan=case.plan(result),
            answers=case.answers,
            submitted=case.submitted_on,
            employer=case.assessment.name,
            locale=locale,
            evidence=evidence,
            standing=stands,
        )
    )
