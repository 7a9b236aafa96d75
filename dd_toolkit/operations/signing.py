"""Signing a review freezes it; what is wrong later is corrected by a new review."""

import datetime
from collections.abc import Iterator

from dd_toolkit import languages
from dd_toolkit.core.result import METHOD
from dd_toolkit.core.review_document import review_document, review_fingerprint
from dd_toolkit.core.reviewing import Hindrance, Readiness, hindrances
from dd_toolkit.core.scoring import shown
from dd_toolkit.core.verified import Gap, Verification
from dd_toolkit.operations import audit, review_letters
from dd_toolkit.operations.accounts import new_id
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.review_records import record_of
from dd_toolkit.operations.reviewing import (
    Done,
    Refused,
    ReviewCase,
    open_review,
    why_not_auditor,
)
from dd_toolkit.operations.verdicts import SETTLED
from dd_toolkit.settings import Settings
from dd_toolkit.storage import (
    reports,
    review_results,
    review_states,
    reviewers,
    reviews,
    verdicts,
)
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.review_results import KeptReview, ReviewFigure

AUDIT = "audit"
"""The kind of report that a signature asks for, in every language."""


class Signed(Done):
    """From now on nothing in the review changes."""


def hindrances_of(
    db: Database, found: ReviewCase, *, at: datetime.datetime
) -> tuple[Hindrance, ...]:
    """What stands in the way of signing; empty: it may be signed."""
    review = found.review
    until = review.reply_until
    asked = found.case.questionnaire.questions
    return hindrances(
        Readiness(
            state=review.state,
            critical=tuple(
                question.id
                for question in asked
                if question.critical and question.id in found.asked
            ),
            verdicts=found.standing,
            second=found.second,
            settled=frozenset(
                name
                for name, given in found.verdicts.items()
                if given.through == SETTLED
                and name in found.opinions
                and given.revision > found.opinions[name].revision
            ),
            findings={name: one.revision for name, one in found.findings.items()},
            replied={name: one.revision for name, one in found.replies.items()},
            unsent=_unsent(db, found),
            reply_until=datetime.date.fromisoformat(until) if until else None,
            four_eyes=review.four_eyes_since is not None,
            agreed=found.agreed,
            today=at.astimezone(datetime.UTC).date(),
        )
    )


def _unsent(db: Database, found: ReviewCase) -> frozenset[str]:
    """Findings on questions that had none while there was time to reply."""
    until = found.review.reply_until
    if until is None:
        return frozenset(found.findings)
    first: dict[str, str] = {}
    for given in verdicts.verdict_history(db, found.review.id):
        if given.round == 1 and given.verdict and given.verdict.finding.strip():
            first.setdefault(given.question_id, given.at)
    return frozenset(name for name in found.findings if first[name][:10] > until)


def agree(
    db: Database, review_id: str, *, seen: int, by: str, at: datetime.datetime
) -> Done | Refused:
    """The second pair of eyes: agree to the review as it is at revision ``seen``."""
    with db.atomic():
        if not review_states.agree(db, review_id, seen=seen, by=by, at=moment(at)):
            return _why_not_at(db, review_id, seen=seen, by=by)
        audit.note(
            db, actor=by, action="agreed", subject=review_id, at=at, revision=seen
        )
    return Done()


def _why_not_at(db: Database, review_id: str, *, seen: int, by: str) -> Refused:
    refused = why_not_auditor(db, review_id, by=by)
    found = reviews.review(db, review_id)
    if refused.reason == "state" and found and found.revision != seen:
        return Refused("changed")
    return refused


# --- signing -------------------------------------------------------------------------


def sign(
    db: Database,
    settings: Settings,
    review_id: str,
    *,
    seen: int,
    by: str,
    at: datetime.datetime,
) -> Signed | Refused:
    """Freeze the review as it is at revision ``seen``; keep figures, ask for PDFs.

    What stands in the way is read in the same transaction, before anything is written.
    """
    with db.atomic():
        found = open_review(db, review_id)
        if found is None:
            return Refused("unknown")
        refused = _not_ready(db, found, by=by, at=at)
        if refused:
            return refused
        if not review_states.sign(db, review_id, seen=seen, by=by, at=moment(at)):
            return _why_not_at(db, review_id, seen=seen, by=by)
        _keep_what_it_came_to(db, review_id, at=moment(at))
        review_letters.write_all(
            db,
            reviewers.owners_to_write_to(db, found.review.assessment_id),
            review_letters.SIGNED,
            review_letters.SIGNED_BODY,
            review_letters.employer_page(settings.url, found.review.assessment_id),
            at=at,
        )
        audit.note(
            db, actor=by, action="signed-off", subject=review_id, at=at, revision=seen
        )
    return Signed()


def _not_ready(
    db: Database, found: ReviewCase, *, by: str, at: datetime.datetime
) -> Refused | None:
    review_id = found.review.id
    if found.part_of(by) != "lead" or found.review.signed:
        return why_not_auditor(db, review_id, by=by, part="lead")
    hindered = hindrances_of(db, found, at=at)
    if hindered:
        return Refused("hindered", hindered[0].questions)
    if found.review.four_eyes_since and found.review.agreed_by == by:
        return Refused("same-person")
    return None


def _keep_what_it_came_to(db: Database, review_id: str, *, at: str) -> None:
    found = open_review(db, review_id)
    assert found is not None, "it was signed, so it is there"
    record = record_of(db, found)
    document = review_document(record)
    kept = KeptReview(review_id, METHOD, review_fingerprint(document), document, at)
    review_results.keep_review(db, kept)
    review_results.keep_figures(db, review_id, _figures(record.verification))
    for tag in languages.LANGUAGES:
        reports.request_report(
            db,
            report_id=new_id(),
            subject_id=review_id,
            kind=AUDIT,
            locale=tag,
            at=at,
        )


def _figures(came_to: Verification) -> Iterator[ReviewFigure]:
    """In thousandths of a point; what is not scored on either side is left out."""
    groups: tuple[tuple[str, tuple[Gap, ...]], ...] = (
        ("overall", (came_to.overall,)),
        ("area", came_to.areas),
        ("instrument", came_to.instruments),
    )
    for kind, gaps in groups:
        for gap in gaps:
            if gap.declared is not None and gap.verified is not None:
                yield ReviewFigure(
                    kind, gap.id, shown(1000 * gap.declared), shown(1000 * gap.verified)
                )
