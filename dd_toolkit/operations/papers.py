"""The papers of a workshop: asked for here, made by the worker.

A summary or certificates may be asked for again once something changed: what the room
agreed, a name. Then the old file goes, and a new one is made.
"""

import datetime

from dd_toolkit.operations.clock import moment
from dd_toolkit.storage import reports
from dd_toolkit.storage.database import Database

SUMMARY = "workshop-summary"
CERTIFICATES = "certificates"
CERTIFICATE = "certificate"
GUIDE = "trainers-guide"
HANDOUT = "practice-cases"
OF_A_WORKSHOP = (SUMMARY, CERTIFICATES)
"""What a trainer gets of a workshop that has ended."""


def ask_for(
    db: Database,
    subject_id: str,
    kind: str,
    *,
    report_id: str,
    locale: str,
    at: datetime.datetime,
) -> None:
    """Have it made, or made once more where that failed."""
    with db.atomic():
        reports.request_report(
            db,
            report_id=report_id,
            subject_id=subject_id,
            kind=kind,
            locale=locale,
            at=moment(at),
        )
        found = reports.report_of(db, subject_id, kind=kind, locale=locale)
        assert found is not None, "it was asked for in this transaction"
        reports.try_again(db, found.id, at=moment(at))


def outdated(db: Database, subject_id: str, kind: str) -> None:
    """What it says has changed: it is made anew when somebody asks for it again."""
    reports.drop_reports(db, subject_id, kind=kind)
