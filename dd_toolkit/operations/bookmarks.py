""" "Come back later": a person marks questions for themselves while answering."""

import datetime
from collections.abc import Mapping

from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.clock import moment
from dd_toolkit.storage import assessments, bookmarks
from dd_toolkit.storage.database import Database


def mark(
    db: Database, case: Case, later: Mapping[str, bool], *, at: datetime.datetime
) -> bool:
    """Mark questions (True) or take the mark away; False once it is submitted.

    A mark neither answers a question nor changes an answer.
    """
    known = case.questionnaire.section_of
    marked = bookmarks.bookmarked(db, case.assessment.id)
    changed = {
        question_id: wanted
        for question_id, wanted in later.items()
        if question_id in known and wanted != (question_id in marked)
    }
    if not changed:
        return True
    with db.atomic():
        if not assessments.hold_draft(db, case.assessment.id):
            return False
        for question_id, wanted in changed.items():
            change = bookmarks.set_bookmark if wanted else bookmarks.clear_bookmark
            change(db, case.assessment.id, question_id, at=moment(at))
    return True
