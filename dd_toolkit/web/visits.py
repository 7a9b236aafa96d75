"""Who may open which assessment, without accounts.

The browser's signed cookie holds a secret; the database knows which assessments that
secret may open. The private link (``operations.private_links``) lets another device in.
"""

import datetime
import secrets
from base64 import b32encode
from dataclasses import replace

from flask import abort, session

from dd_toolkit.operations import private_links
from dd_toolkit.operations.assessments import Case, open_case
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.storage import assessments, visits
from dd_toolkit.web import speaking
from dd_toolkit.web.context import database, toolkit

VISIT_LASTS = datetime.timedelta(days=30)
_KEY = "visit"


def new_id() -> str:
    """An id for a new row: 80 random bits, in letters that survive being read out."""
    return b32encode(secrets.token_bytes(10)).decode().lower()


def visit_secret() -> str:
    """This browser's secret; a visit begins when there is none under way."""
    known = session.get(_KEY, "")
    if known and visits.under_way(database(), known, since=_since()):
        return str(known)
    secret = secrets.token_urlsafe(32)
    visits.begin_visit(database(), secret, at=moment(now()))
    session.clear()
    session[_KEY] = secret
    session.permanent = True
    return secret


def leave() -> None:
    """End the visit, at the server and in the browser."""
    known = session.get(_KEY, "")
    if known:
        visits.end_visit(database(), known, at=moment(now()))
    session.clear()


def may_see(assessment_id: str) -> bool:
    """May this browser open the assessment?"""
    known = session.get(_KEY, "")
    return bool(known) and visits.may_open(
        database(), known, assessment_id, since=_since()
    )


def case_or_404(assessment_id: str) -> Case:
    """The case, if this browser may open it; whether it exists is not told."""
    if not may_see(assessment_id):
        abort(404)
    case = open_case(database(), assessment_id)
    return in_language(case) if case is not None else abort(404)


def in_language(case: Case) -> Case:
    """The case with its questionnaire in the visitor's language."""
    return replace(case, questionnaire=speaking.in_language(case.questionnaire))


def my_assessments() -> list[str]:
    """The assessments that this browser may open, newest first."""
    known = session.get(_KEY, "")
    return visits.opened_assessments(database(), known, since=_since()) if known else []


def private_link(assessment_id: str) -> str:
    """The address that opens the assessment on any device."""
    return private_links.private_link(toolkit().settings, assessment_id)


def open_with_code(code: str) -> str | None:
    """Let this browser open the assessment of that code; None for a wrong code."""
    assessment_id = private_links.assessment_of(toolkit().settings, code)
    if assessment_id is None:
        return None
    if assessments.assessment(database(), assessment_id) is None:
        return None
    visits.let_open(database(), visit_secret(), assessment_id, at=moment(now()))
    return assessment_id


def _since() -> str:
    return moment(now() - VISIT_LASTS)
