"""What auditors decide, question by question; nobody's verdict is covered unread."""

import datetime
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.reviewing import Part, Verdict, contradict, verdict_refusal
from dd_toolkit.operations import audit, case_lines
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.reviewing import (
    ROUND,
    Refused,
    ReviewCase,
    take_revision,
    why_not_auditor,
)
from dd_toolkit.storage import case_lines as lines
from dd_toolkit.storage import verdicts
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.verdicts import GivenVerdict

SETTLED = "settled"


@dataclass(frozen=True)
class Decided:
    """The verdict is in the database, durably, with this revision."""

    revision: int


@dataclass(frozen=True)
class Contradicted:
    """Another auditor decided otherwise meanwhile: ``other`` stands there now.

    Who sends again with its revision as seen puts it aside.
    """

    other: GivenVerdict


@dataclass(frozen=True)
class BulkDecided:
    """Which questions were confirmed, and which were not, with the reason."""

    confirmed: tuple[str, ...]
    refused: tuple[tuple[str, "WhyNotBulk"], ...]


WhyNotBulk = Literal["not-asked", "not-minor", "not-answered", "no-evidence", "decided"]


def decide(
    db: Database,
    found: ReviewCase,
    question_id: str,
    verdict: Verdict | None,
    *,
    seen: int,
    through: Literal["page", "autosave"],
    by: str,
    at: datetime.datetime,
) -> Decided | Contradicted | Refused:
    """Give a verdict, in the round of the auditor's part; None takes it back.

    ``seen`` is the revision of the verdict that the auditor had before their eyes, 0
    where there was none. The same verdict twice is written once.
    """
    part = found.part_of(by)
    if part is None:
        return Refused("not-yours")
    refused = _refused(found, question_id, verdict)
    if refused:
        return refused
    review_id = found.review.id
    with db.atomic():
        history = verdicts.verdict_history(db, review_id, question_id=question_id)
        own = _newest(history, ROUND[part])
        settles = _settles(history)
        same = own.verdict == verdict if own else verdict is None
        if same and not (own and settles and own.through != SETTLED):
            return _unchanged(db, review_id, own, by=by)
        if own and own.revision > seen and own.verdict != _seen(history, own, seen):
            return Contradicted(own)
        revision = take_revision(db, found, move="decide", by=by, part=part, at=at)
        if isinstance(revision, Refused):
            return revision
        given = GivenVerdict(
            question_id=question_id,
            revision=revision,
            round=ROUND[part],
            assessment_id=found.review.assessment_id,
            verdict=verdict,
            through=SETTLED if settles else through,
            by=by,
            at=moment(at),
        )
        _write(db, review_id, given, before=own, part=part, at=at)
    return Decided(revision)


def _refused(
    found: ReviewCase, question_id: str, verdict: Verdict | None
) -> Refused | None:
    if question_id not in found.asked:
        return Refused("unknown-question", (question_id,))
    if verdict is None:
        return None
    question = found.case.questionnaire.question_by_id[question_id]
    declared = found.case.answers.get(question_id)
    refusal = verdict_refusal(question, declared, verdict)
    return Refused("verdict", (question_id,), (refusal,)) if refusal else None


def _newest(history: tuple[GivenVerdict, ...], round_: int) -> GivenVerdict | None:
    own = [given for given in history if given.round == round_]
    return own[-1] if own else None


def _settles(history: tuple[GivenVerdict, ...]) -> bool:
    """Have both given an opinion, and differently? Then this one looks at both."""
    first, second = _newest(history, 1), _newest(history, 2)
    if first is None or second is None:
        return False
    if first.verdict is None or second.verdict is None:
        return False
    return contradict(first.verdict, second.verdict)


def _seen(
    history: tuple[GivenVerdict, ...], own: GivenVerdict, seen: int
) -> Verdict | None:
    """What the auditor had before their eyes: it may stand there again."""
    known = [
        given
        for given in history
        if given.round == own.round and given.revision <= seen
    ]
    return known[-1].verdict if known else None


def _unchanged(
    db: Database, review_id: str, own: GivenVerdict | None, *, by: str
) -> Decided | Refused:
    """Nothing is to be written; a review that takes nothing any more says so."""
    refused = why_not_auditor(db, review_id, by=by)
    if refused.reason != "state":
        return refused
    return Decided(own.revision if own else 0)


def _write(
    db: Database,
    review_id: str,
    given: GivenVerdict,
    *,
    before: GivenVerdict | None,
    part: Part,
    at: datetime.datetime,
) -> None:
    verdicts.add_verdict(db, review_id, given)
    finding = given.verdict.finding if given.verdict else ""
    found_before = before.verdict.finding if before and before.verdict else ""
    if part == "lead":
        lines.count_decided(db, review_id)
        if finding != found_before:
            case_lines.index(db, review_id, "finding", given.question_id, finding)
    audit.note(
        db,
        actor=given.by,
        action="finding-written" if finding != found_before else "verified",
        subject=review_id,
        at=at,
        question=given.question_id,
        verdict=given.verdict.kind if given.verdict else verdicts.OPEN,
        round=given.round,
    )


# --- many at once --------------------------------------------------------------------


def confirm_minor(
    db: Database,
    found: ReviewCase,
    question_ids: tuple[str, ...],
    *,
    by: str,
    at: datetime.datetime,
) -> BulkDecided | Refused:
    """Confirm many at once: only minor questions with evidence and no verdict."""
    part = found.part_of(by)
    if part is None:
        return Refused("not-yours")
    review_id = found.review.id
    wanted = tuple(dict.fromkeys(question_ids))
    with db.atomic():
        decided = verdicts.standing_verdicts(db, review_id, round_=ROUND[part])
        reasons = {name: _why_not_bulk(found, name, decided) for name in wanted}
        confirmed = tuple(name for name, reason in reasons.items() if reason is None)
        refused = tuple((name, why) for name, why in reasons.items() if why)
        if not confirmed:
            return BulkDecided((), refused)
        revision = take_revision(db, found, move="decide", by=by, part=part, at=at)
        if isinstance(revision, Refused):
            return revision
        for name in confirmed:
            given = GivenVerdict(
                question_id=name,
                revision=revision,
                round=ROUND[part],
                assessment_id=found.review.assessment_id,
                verdict=Verdict("confirmed", basis=("documents",)),
                through="bulk",
                by=by,
                at=moment(at),
            )
            verdicts.add_verdict(db, review_id, given)
        lines.count_decided(db, review_id)
        audit.note(
            db,
            actor=by,
            action="verified",
            subject=review_id,
            at=at,
            verdict="confirmed",
            questions=len(confirmed),
            round=ROUND[part],
        )
    return BulkDecided(confirmed, refused)


def _why_not_bulk(
    found: ReviewCase, name: str, decided: dict[str, GivenVerdict]
) -> WhyNotBulk | None:
    if name not in found.case.asked:
        return "not-asked"
    question = found.case.questionnaire.question_by_id[name]
    if question.severity != "minor" or not question.scored:
        return "not-minor"
    answer = found.case.answers.get(name)
    if answer is None or not answer.choices or answer.unknown:
        return "not-answered"
    if name not in found.evidence_of:
        return "no-evidence"
    if name in decided and decided[name].verdict is not None:
        return "decided"
    return None
