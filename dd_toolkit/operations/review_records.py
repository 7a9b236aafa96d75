"""A review gathered into the plain value that is stored, printed and exported."""

from dd_toolkit.core.answering import Answer
from dd_toolkit.core.review_record import (
    GivenVerdict,
    Note,
    Paper,
    Person,
    ReplyGiven,
    Request,
    ReviewRecord,
)
from dd_toolkit.operations.clock import day
from dd_toolkit.operations.reviewing import ReviewCase
from dd_toolkit.storage import assessments, organisations, reviewers
from dd_toolkit.storage.database import Database


def record_of(db: Database, found: ReviewCase) -> ReviewRecord:
    """Everything about this review, with people by name."""
    review, case = found.review, found.case
    elsewhere = reviewers.people_elsewhere(db, review.id)
    names = reviewers.names_of(db, _people(found))
    names |= {person_id: person.name for person_id, person in elsewhere.items()}
    assessment = case.assessment
    assert assessment.submitted_at is not None, "only submissions are reviewed"
    place = organisations.place_of(db, assessment.id)
    return ReviewRecord(
        id=review.id,
        assessment=assessment.id,
        employer=assessment.name or place.organisation,
        site=place.site,
        year="" if assessment.year is None else str(assessment.year),
        questionnaire=case.questionnaire,
        answers=case.answers,
        verdicts=tuple(
            GivenVerdict(
                name,
                found.standing[name],
                names.get(found.verdicts[name].by, ""),
                found.verdicts[name].at,
            )
            for name in case.questionnaire.question_by_id
            if name in found.standing
        ),
        papers=tuple(
            Paper(
                one.question_id,
                one.name,
                one.sha256,
                one.size,
                one.period,
                one.received_at,
            )
            for one in found.evidence
        ),
        people=_named(found, names, elsewhere),
        submitted_on=day(assessment.submitted_at),
        asked_at=review.asked_at,
        began_at=review.began_at,
        findings_sent_at=review.findings_sent_at,
        reply_until=review.reply_until,
        signed_at=review.signed_at,
        signed_by=names.get(review.signed_by or "", ""),
        agreed_by=names.get(review.agreed_by or "", "") if found.agreed else "",
        agreed_at=review.agreed_at if found.agreed else None,
        notes=tuple(
            Note(
                one.id,
                one.question_id,
                one.kind,
                one.people,
                one.text,
                names.get(one.by, ""),
                one.at,
            )
            for one in found.notes
        ),
        requests=tuple(
            Request(
                one.time_number,
                one.question_id,
                one.asked,
                names.get(one.by, ""),
                one.at,
            )
            for one in found.requests
        ),
        replies=tuple(
            ReplyGiven(one.question_id, one.stance, one.text, one.at)
            for name, one in found.replies.items()
            if name in found.findings
        ),
        earlier=_earlier(db, found),
        corrects=review.corrects_id,
        reason=review.reason,
    )


def _people(found: ReviewCase) -> set[str]:
    review = found.review
    decided = {one.by for one in found.verdicts.values()}
    noted = {one.by for one in found.notes}
    asked = {one.by for one in found.requests}
    signing = {one for one in (review.signed_by, review.agreed_by) if one}
    assigned = {one.account_id for one in found.assignments}
    return decided | noted | asked | signing | assigned


def _named(
    found: ReviewCase,
    names: dict[str, str],
    elsewhere: dict[str, reviewers.PersonElsewhere],
) -> tuple[Person, ...]:
    """The auditors who have the case or wrote in it, and the second pair of eyes.

    Of a review that came from elsewhere, those who made it there: who was let read it
    here had no part in it.
    """
    wrote = {one.by for one in (*found.verdicts.values(), *found.opinions.values())}
    people = [
        Person(names.get(one.account_id, ""), one.part)
        for one in found.assignments
        if one.ended_at is None or one.account_id in wrote
    ]
    if elsewhere:
        people = [Person(one.name, one.part) for one in elsewhere.values() if one.part]
    if found.agreed and found.review.agreed_by:
        people.append(Person(names.get(found.review.agreed_by, ""), "agreed"))
    return tuple(people)


def _earlier(db: Database, found: ReviewCase) -> dict[str, Answer] | None:
    """The answers before it was sent back; None: it never was."""
    if not found.review.times_sent_back:
        return None
    return _answers(db, found.case.assessment.replaces_id)


def _answers(db: Database, assessment_id: str | None) -> dict[str, Answer] | None:
    return assessments.current_answers(db, assessment_id) if assessment_id else None
