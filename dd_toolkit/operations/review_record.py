"""The record of a review: all that its report, its document and its export tell."""

from dd_toolkit.core.answering import Answers
from dd_toolkit.core.review_record import (
    GivenVerdict,
    Note,
    Paper,
    Person,
    ReplyGiven,
    Request,
    ReviewRecord,
)
from dd_toolkit.operations.reviewing import ReviewCase, open_review
from dd_toolkit.storage import assessments, review_record
from dd_toolkit.storage.database import Database


def record(db: Database, review_id: str) -> ReviewRecord | None:
    """The record of the review of that id; None where there is none."""
    found = open_review(db, review_id)
    return record_of(db, found) if found else None


def record_of(db: Database, found: ReviewCase) -> ReviewRecord:
    """The record of a review that was read already.

    Signing calls it in its own transaction, after the review is frozen, so that what is
    kept is what was signed.
    """
    review, case = found.review, found.case
    assert case.submitted_on is not None, "only what was submitted is reviewed"
    auditors = review_record.reviewers(db, review.id)
    called = _called(db, found)
    whose = review_record.whose(db, case.assessment.id)
    return ReviewRecord(
        id=review.id,
        assessment=case.assessment.id,
        employer=whose.employer or case.assessment.name,
        site=whose.site,
        year=str(case.assessment.year or ""),
        questionnaire=case.questionnaire,
        answers=case.answers,
        verdicts=tuple(_verdicts(found, called)),
        papers=tuple(_papers(found)),
        people=_people(auditors, called, agreed_by=review.agreed_by),
        submitted_on=case.submitted_on,
        asked_at=review.asked_at,
        began_at=review.began_at,
        findings_sent_at=review.findings_sent_at,
        reply_until=review.reply_until,
        signed_at=review.signed_at,
        signed_by=called.get(review.signed_by or "", ""),
        agreed_by=called.get(review.agreed_by or "", ""),
        agreed_at=review.agreed_at,
        notes=tuple(
            Note(n.id, n.question_id, n.kind, n.people, n.text, called[n.by], n.at)
            for n in found.notes
        ),
        requests=tuple(
            Request(r.time_number, r.question_id, r.asked, called[r.by], r.at)
            for r in found.requests
        ),
        replies=tuple(
            ReplyGiven(name, reply.stance, reply.text, reply.at)
            for name, reply in sorted(found.replies.items())
        ),
        earlier=_earlier(db, found),
        corrects=review.corrects_id,
        reason=review.reason,
    )


def _called(db: Database, found: ReviewCase) -> dict[str, str]:
    """Id -> name of everybody who wrote something that the record shows."""
    review = found.review
    wrote = [
        *(given.by for given in found.verdicts.values()),
        *(note.by for note in found.notes),
        *(request.by for request in found.requests),
        *(one for one in (review.signed_by, review.agreed_by) if one),
    ]
    return review_record.names(db, review.id, wrote)


def _people(
    auditors: tuple[tuple[str, Person], ...],
    called: dict[str, str],
    *,
    agreed_by: str | None,
) -> tuple[Person, ...]:
    """The auditors who decided or agreed; who was assigned and did nothing is left out.

    Nobody decided yet: all who are assigned.
    """
    took_part = tuple(person for name, person in auditors if name in called)
    if agreed_by and agreed_by not in dict(auditors):
        took_part = (*took_part, Person(called[agreed_by], "agreed"))
    return took_part or tuple(person for _, person in auditors)


def _verdicts(found: ReviewCase, called: dict[str, str]) -> list[GivenVerdict]:
    """The verdicts in force, in reading order."""
    return [
        GivenVerdict(name, given.verdict, called[given.by], given.at)
        for name in found.case.questionnaire.question_by_id
        if (given := found.verdicts.get(name)) and given.verdict is not None
    ]


def _papers(found: ReviewCase) -> list[Paper]:
    return [
        Paper(
            file.question_id,
            file.name,
            file.sha256,
            file.size,
            file.period,
            file.received_at,
        )
        for file in found.evidence
    ]


def _earlier(db: Database, found: ReviewCase) -> Answers | None:
    before = found.case.assessment.replaces_id
    if not (before and found.requests):
        return None
    return assessments.current_answers(db, before)
