"""Assessments to test with: small and dull; a test changes what it is about."""

import datetime

from dd_toolkit.core.answering import chosen
from dd_toolkit.operations import assessments
from dd_toolkit.operations.assessments import Saved, Submitted, open_case
from tests.builders import (
    a_question,
    a_questionnaire,
    an_informative_question,
    valued,
)

AT = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC)

QUESTIONNAIRE = a_questionnaire(
    a_question("m.q1", severity="critical", may_be_not_applicable=True),
    a_question("m.q2"),
    an_informative_question("m.count", kind="number"),
    an_informative_question("m.note", kind="text"),
)

PROFILE = {
    "profile.sector": chosen("garment"),
    "profile.uses-agency": chosen("yes"),
}

COMPLETE = {**PROFILE, **valued(q1=1, q2="1/2")}


def begin(db, *, assessment_id="a", questionnaire=QUESTIONNAIRE, visit_secret=None):
    assessments.begin(
        db, questionnaire, assessment_id=assessment_id, visit_secret=visit_secret, at=AT
    )


def save(db, given, *, assessment_id="a", at=AT):
    """Open the case afresh and save these answers."""
    case = open_case(db, assessment_id)
    return assessments.answer(db, case, given, through="page", at=at)


def submit(db, *, assessment_id="a", report_id="r", locale="en", at=AT):
    return assessments.submit(
        db, assessment_id, report_id=report_id, locale=locale, at=at
    )


def a_draft(db, given=COMPLETE, *, assessment_id="a", questionnaire=QUESTIONNAIRE):
    """The case of an assessment with these answers, all that is needed by default."""
    begin(db, assessment_id=assessment_id, questionnaire=questionnaire)
    assert save(db, given, assessment_id=assessment_id) == Saved()
    return open_case(db, assessment_id)


def a_submitted_case(db, *, assessment_id="a", report_id="r"):
    a_draft(db, assessment_id=assessment_id)
    submitted = submit(db, assessment_id=assessment_id, report_id=report_id)
    assert isinstance(submitted, Submitted)
    return open_case(db, assessment_id)
