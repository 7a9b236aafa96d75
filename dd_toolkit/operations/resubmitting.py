"""A newer edition was submitted: its open review goes on with it.

``operations.assessments.submit`` calls this in its own transaction, so that a review
is never about an edition that another one has replaced. This module therefore knows
nothing of cases, only of what they are made of.
"""

import datetime
from dataclasses import replace

from dd_toolkit.core.answering import Answers
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.reviewing import Difference, FilesOf, differences
from dd_toolkit.operations import audit, case_lines, review_letters
from dd_toolkit.operations.clock import moment
from dd_toolkit.storage import (
    assessments,
    evidence,
    review_states,
    reviewers,
    verdicts,
)
from dd_toolkit.storage import case_lines as lines
from dd_toolkit.storage.assessments import Assessment
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.evidence import Evidence

RESUBMITTED = "resubmitted"


def follow(
    db: Database,
    submitted: Assessment,
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    site: str | None,
    by: str,
    at: datetime.datetime,
) -> None:
    """Move the open review of the edition before to this one, if there is one.

    Verdicts on what is another answer now are open again. ``site`` None: nobody is
    written to.
    """
    old_id = submitted.replaces_id
    if old_id is None:
        return
    moved = review_states.follow(db, old_id=old_id, new_id=submitted.id)
    if moved is None:
        return
    review_id, revision = moved
    files = evidence.evidence_of_assessment(db, submitted.id)
    changed = differing(db, old_id, answers, files)
    _open_again(db, review_id, submitted.id, changed, revision=revision, by=by, at=at)
    case_lines.keep_line(
        db,
        review_id,
        questionnaire,
        answers,
        files,
        year=submitted.year,
        starts_from_id=submitted.starts_from_id,
    )
    if site is not None:
        review_letters.write_all(
            db,
            reviewers.auditors_to_write_to(db, review_id),
            review_letters.BACK_AGAIN,
            review_letters.BACK_AGAIN_BODY,
            review_letters.case_page(site, review_id),
            at=at,
        )
    audit.note(
        db,
        actor=by,
        action="resubmitted",
        subject=review_id,
        at=at,
        edition=submitted.edition,
        changed=len(changed),
    )


def differing(
    db: Database, old_id: str, answers: Answers, files: tuple[Evidence, ...]
) -> tuple[Difference, ...]:
    """Where these answers and files differ from an earlier edition."""
    return differences(
        assessments.current_answers(db, old_id),
        answers,
        files_before=files_of(evidence.evidence_of_assessment(db, old_id)),
        files_after=files_of(files),
    )


def files_of(files: tuple[Evidence, ...]) -> FilesOf:
    """The files of each question by what makes them the same: content, name, period."""
    found: dict[str, frozenset[tuple[str, ...]]] = {}
    for one in files:
        days = (str(one.period.first or ""), str(one.period.last or ""))
        mark = (one.sha256, one.name, *days)
        found[one.question_id] = found.get(one.question_id, frozenset()) | {mark}
    return found


def _open_again(
    db: Database,
    review_id: str,
    assessment_id: str,
    changed: tuple[Difference, ...],
    *,
    revision: int,
    by: str,
    at: datetime.datetime,
) -> None:
    names = {one.question_id for one in changed}
    for round_ in (1, 2):
        standing = verdicts.standing_verdicts(db, review_id, round_=round_)
        for name, given in standing.items():
            if name not in names or given.verdict is None:
                continue
            again = replace(
                given,
                revision=revision,
                assessment_id=assessment_id,
                verdict=None,
                through=RESUBMITTED,
                by=by,
                at=moment(at),
            )
            verdicts.add_verdict(db, review_id, again)
            if round_ == 1:
                lines.keep_words(
                    db, review_id, source="finding", source_id=name, words=()
                )
