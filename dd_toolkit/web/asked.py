"""What an auditor asks about a draft that follows a case sent back."""

from dd_toolkit.operations.assessments import Case
from dd_toolkit.storage.field_notes import requests_of
from dd_toolkit.storage.reviews import reviews_of
from dd_toolkit.web.context import database


def asked_by_auditor(case: Case) -> dict[str, str]:
    """Full question id -> what is asked, in reading order; empty for most drafts."""
    before = case.assessment.replaces_id
    if before is None:
        return {}
    review = next(iter(reviews_of(database(), before)), None)
    if review is None or review.state != "sent-back":
        return {}
    asked = {
        one.question_id: one.asked
        for one in requests_of(database(), review.id)
        if one.time_number == review.times_sent_back
    }
    return {
        name: asked[name] for name in case.questionnaire.question_by_id if name in asked
    }
