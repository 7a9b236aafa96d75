"""The right of reply: the employer answers each finding before anybody signs."""

import datetime
from dataclasses import dataclass

from dd_toolkit.core.reviewing import (
    MOST_REPLY_DAYS,
    REPLY_DAYS,
    STANCES,
    Stance,
    text_refusal,
)
from dd_toolkit.operations import audit, case_lines, review_letters
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.reviewing import (
    Done,
    Refused,
    open_review,
    why_not_auditor,
    why_not_employer,
)
from dd_toolkit.settings import Settings
from dd_toolkit.storage import (
    organisations,
    review_states,
    reviewers,
    reviews,
    verdicts,
)
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.verdicts import Reply


@dataclass(frozen=True)
class FindingsSent:
    """The employer may reply until the end of this day (UTC)."""

    reply_until: datetime.date


@dataclass(frozen=True)
class Replied:
    """The reply is in the database, durably, with this revision."""

    revision: int


@dataclass(frozen=True)
class ReplyContradicted:
    """A colleague replied otherwise meanwhile: ``other`` stands there now."""

    other: Reply


def send_findings(
    db: Database,
    settings: Settings,
    review_id: str,
    *,
    reply_days: int = REPLY_DAYS,
    by: str,
    at: datetime.datetime,
) -> FindingsSent | Refused:
    """Let the employer read the findings and reply; sending again never shortens it."""
    if not 1 <= reply_days <= MOST_REPLY_DAYS:
        return Refused("days")
    until = at.astimezone(datetime.UTC).date() + datetime.timedelta(days=reply_days)
    with db.atomic():
        found = open_review(db, review_id)
        if found is None:
            return Refused("unknown")
        if found.part_of(by) == "lead" and not found.findings:
            return Refused("signed" if found.review.signed else "no-findings")
        last = review_states.send_findings(
            db,
            review_id,
            days=reply_days,
            until=until.isoformat(),
            by=by,
            at=moment(at),
        )
        if last is None:
            return why_not_auditor(db, review_id, by=by, part="lead")
        review_letters.write_all(
            db,
            reviewers.owners_to_write_to(db, found.review.assessment_id),
            review_letters.FINDINGS,
            review_letters.FINDINGS_BODY,
            review_letters.employer_page(settings.url, found.review.assessment_id),
            at=at,
            day=datetime.date.fromisoformat(last),
        )
        audit.note(
            db,
            actor=by,
            action="findings-sent",
            subject=review_id,
            at=at,
            findings=len(found.findings),
            until=last,
        )
    return FindingsSent(datetime.date.fromisoformat(last))


def reply(
    db: Database,
    review_id: str,
    question_id: str,
    *,
    stance: Stance,
    text: str,
    seen: int,
    by: str,
    at: datetime.datetime,
) -> Replied | ReplyContradicted | Refused:
    """Keep the reply to a finding; an owner or contributor of the organisation may.

    ``seen``: the revision of the reply that the person had before their eyes, or 0.
    """
    if stance not in STANCES or not (stance or text.strip()):
        return Refused("empty")
    if text_refusal(text):
        return Refused("text")
    with db.atomic():
        history = verdicts.reply_history(db, review_id, question_id=question_id)
        newest = history[-1] if history else None
        refused = _not_replying(db, review_id, question_id, by=by)
        if refused:
            return refused
        if newest and (newest.stance, newest.text) == (stance, text):
            if not _older_than_finding(db, review_id, newest):
                return Replied(newest.revision)
        elif newest and newest.revision > seen and _differs(history, newest, seen):
            return ReplyContradicted(newest)
        revision = review_states.take_reply_revision(db, review_id, by=by)
        if revision is None:
            return why_not_employer(db, review_id, by=by)
        written = Reply(question_id, revision, stance, text, by, moment(at))
        verdicts.add_reply(db, review_id, written)
        case_lines.index(db, review_id, "reply", question_id, text)
        audit.note(
            db,
            actor=by,
            action="replied",
            subject=review_id,
            at=at,
            question=question_id,
            stance=stance,
        )
    return Replied(revision)


def _not_replying(
    db: Database, review_id: str, question_id: str, *, by: str
) -> Refused | None:
    """Why nothing can be replied here; None: it can."""
    found = reviews.review(db, review_id)
    if found is None:
        return Refused("unknown")
    if organisations.relation_to_case(db, found.assessment_id, by) is None:
        return Refused("not-yours")
    if found.signed or found.state != "replying":
        return Refused("signed" if found.signed else "state")
    standing = verdicts.standing_verdicts(db, review_id, round_=1).get(question_id)
    if standing is None or standing.verdict is None or not standing.verdict.finding:
        return Refused("no-finding", (question_id,))
    return None


def _older_than_finding(db: Database, review_id: str, newest: Reply) -> bool:
    """Was the finding changed since this reply? Then saying the same again counts."""
    standing = verdicts.standing_verdicts(db, review_id, round_=1)
    return standing[newest.question_id].revision > newest.revision


def _differs(history: tuple[Reply, ...], newest: Reply, seen: int) -> bool:
    known = [one for one in history if one.revision <= seen]
    before = known[-1] if known else None
    return before is None or (before.stance, before.text) != (
        newest.stance,
        newest.text,
    )


def replies_done(
    db: Database, settings: Settings, review_id: str, *, by: str, at: datetime.datetime
) -> Done | Refused:
    """An owner tells the auditors that the replies are complete, by mail."""
    with db.atomic():
        found = reviews.review(db, review_id)
        if found is None:
            return Refused("unknown")
        relation = organisations.relation_to_case(db, found.assessment_id, by)
        if relation != "owner" or found.state != "replying":
            return why_not_employer(db, review_id, by=by, owner=True)
        review_letters.write_all(
            db,
            reviewers.auditors_to_write_to(db, review_id),
            review_letters.REPLIED,
            review_letters.REPLIED_BODY,
            review_letters.case_page(settings.url, review_id),
            at=at,
        )
        audit.note(
            db,
            actor=by,
            action="replied",
            subject=review_id,
            at=at,
            complete="yes",
        )
    return Done()
