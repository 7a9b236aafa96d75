"""A review with all that a page or a report of it needs, and how acts refuse.

The acts stand by subject: ``assigning``, ``verdicts``, ``field_notes``,
``sending_back``, ``replying``, ``signing``, ``sharing``. Each checks who acts and in
which state in the statement that writes, and asks for the reason only afterwards.
"""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dd_toolkit.core.answering import Answer, Refusal, open_questions
from dd_toolkit.core.reviewing import Move, Part, Verdict, WhyNot, verified_answers
from dd_toolkit.operations import audit
from dd_toolkit.operations.assessments import Case, open_case
from dd_toolkit.operations.clock import moment
from dd_toolkit.storage import (
    attempts,
    evidence,
    field_notes,
    organisations,
    review_states,
    reviewers,
    reviews,
    verdicts,
)
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.evidence import Evidence
from dd_toolkit.storage.field_notes import FieldNote, Request
from dd_toolkit.storage.reviewers import Assignment
from dd_toolkit.storage.reviews import Review
from dd_toolkit.storage.verdicts import GivenVerdict, Reply

ROUND: Mapping[Part, int] = {"lead": 1, "second": 2}
"""In which round an auditor's verdicts stand."""


@dataclass(frozen=True)
class Refused:
    """Nothing was written. ``core.reviewing.WHY_NOT`` says the reason in words.

    ``questions`` names those it is about; ``refusals`` says what to mend in a verdict.
    """

    reason: WhyNot
    questions: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Done:
    """It is so now (or was before)."""


@dataclass(frozen=True)
class Opinions:
    """What one auditor may see of a question's verdicts.

    ``own`` is what this auditor writes to (round 1 for a lead, 2 for a second);
    ``other`` is None as long as not both have one: nobody is led by the other.
    """

    own: GivenVerdict | None
    other: GivenVerdict | None


@dataclass(frozen=True)
class ReviewCase:
    """A review, the edition it is about, and all that was written in it.

    ``verdicts`` (round 1) and ``opinions`` (round 2) hold the newest row of a question,
    those taken back among them; ``replies`` the newest reply to each question;
    ``requests`` all, oldest first; ``sections``: section id -> account id.
    """

    review: Review
    case: Case
    evidence: tuple[Evidence, ...]
    verdicts: Mapping[str, GivenVerdict]
    opinions: Mapping[str, GivenVerdict]
    notes: tuple[FieldNote, ...]
    requests: tuple[Request, ...]
    replies: Mapping[str, Reply]
    assignments: tuple[Assignment, ...]
    sections: Mapping[str, str]

    @cached_property
    def standing(self) -> dict[str, Verdict]:
        """The review's verdicts, by question; those taken back left out."""
        return _decided(self.verdicts)

    @cached_property
    def second(self) -> dict[str, Verdict]:
        """The second auditor's opinions, by question; those taken back left out."""
        return _decided(self.opinions)

    @cached_property
    def verified(self) -> dict[str, Answer]:
        """The answers as the auditors found them."""
        return verified_answers(self.case.answers, self.standing)

    @cached_property
    def asked(self) -> frozenset[str]:
        """What applies with the declared answers or with the verified ones."""
        verified = open_questions(self.case.questionnaire, self.verified)
        return self.case.asked | {question.id for question in verified}

    @cached_property
    def findings(self) -> dict[str, GivenVerdict]:
        """The verdicts that hold a finding, in reading order."""
        return {
            name: self.verdicts[name]
            for name in self.case.questionnaire.question_by_id
            if name in self.standing and self.standing[name].finding.strip()
        }

    @property
    def shown_findings(self) -> dict[str, GivenVerdict]:
        """The findings that the employer may read: once they were sent."""
        sent = self.review.findings_sent_at is not None or self.review.signed
        return self.findings if sent else {}

    @cached_property
    def evidence_of(self) -> dict[str, tuple[Evidence, ...]]:
        """Full question id -> its files."""
        found: dict[str, tuple[Evidence, ...]] = {}
        for one in self.evidence:
            found[one.question_id] = (*found.get(one.question_id, ()), one)
        return found

    @cached_property
    def open_requests(self) -> dict[str, Request]:
        """What was asked when it was last sent back, by question."""
        number = self.review.times_sent_back
        return {r.question_id: r for r in self.requests if r.time_number == number}

    @property
    def agreed(self) -> bool:
        """Did a second pair of eyes agree to exactly what stands here now?"""
        return self.review.agreed_revision == self.review.revision

    def part_of(self, account_id: str) -> Part | None:
        """What this person is in the review; None: not one of its auditors now."""
        for one in self.assignments:
            if one.account_id == account_id and one.ended_at is None:
                return one.part
        return None

    def opinions_of(self, question_id: str, part: Part) -> Opinions:
        """The question's verdicts as somebody in this part may see them."""
        first = self.verdicts.get(question_id)
        second = self.opinions.get(question_id)
        own, other = (first, second) if part == "lead" else (second, first)
        return Opinions(own, other if self.both_decided(question_id) else None)

    def both_decided(self, question_id: str) -> bool:
        """Have the lead and the second auditor each given an opinion?"""
        return question_id in self.standing and question_id in self.second

    def verdicts_for(self, part: Part) -> dict[str, GivenVerdict]:
        """What stands in this auditor's own round, those taken back left out."""
        own = self.verdicts if part == "lead" else self.opinions
        return {name: given for name, given in own.items() if given.verdict}


def _decided(given: Mapping[str, GivenVerdict]) -> dict[str, Verdict]:
    return {name: one.verdict for name, one in given.items() if one.verdict is not None}


def open_review(db: Database, review_id: str) -> ReviewCase | None:
    """The review of that id with its case; None where there is none."""
    found = reviews.review(db, review_id)
    case = open_case(db, found.assessment_id) if found else None
    if found is None or case is None:
        return None
    history = verdicts.verdict_history(db, review_id)
    return ReviewCase(
        review=found,
        case=case,
        evidence=evidence.evidence_of_assessment(db, found.assessment_id),
        verdicts=verdicts.newest(one for one in history if one.round == ROUND["lead"]),
        opinions=verdicts.newest(
            one for one in history if one.round == ROUND["second"]
        ),
        notes=field_notes.field_notes(db, review_id),
        requests=field_notes.requests_of(db, review_id),
        replies={one.question_id: one for one in verdicts.reply_history(db, review_id)},
        assignments=reviewers.assignments(db, review_id),
        sections=reviewers.sections_of(db, review_id),
    )


def note_reading(
    db: Database, review_id: str, *, by: str, at: datetime.datetime
) -> None:
    """Note in the audit log that an auditor read the case: once in a clock hour."""
    _note_once(db, "case-read", review_id, by=by, at=at)


def note_evidence_reading(
    db: Database,
    review_id: str,
    evidence_id: str,
    *,
    by: str,
    at: datetime.datetime,
) -> None:
    """Note in the audit log that an auditor read a file: each once in a clock hour."""
    _note_once(db, "evidence-read", f"{review_id}/{evidence_id}", by=by, at=at)


def _note_once(
    db: Database,
    action: Literal["case-read", "evidence-read"],
    subject: str,
    *,
    by: str,
    at: datetime.datetime,
) -> None:
    """A page that is only looked at writes nothing, but for the first in an hour."""
    key = hashlib.sha256(f"{action}:{by}:{subject}".encode()).hexdigest()
    hour = moment(at.replace(minute=0, second=0, microsecond=0))
    if attempts.tries(db, key, span_began_at=hour):
        return
    with db.atomic():
        if attempts.count_try(db, key, span_began_at=hour) == 1:
            audit.note(db, actor=by, action=action, subject=subject, at=at)


def take_revision(
    db: Database,
    found: ReviewCase,
    *,
    move: Move,
    by: str,
    at: datetime.datetime,
    part: Part | None = None,
) -> int | Refused:
    """The number for what this auditor writes next in the review, or why not."""
    review_id = found.review.id
    revision = review_states.take_revision(
        db,
        review_id,
        about=found.review.assessment_id,
        move=move,
        by=by,
        part=part,
        at=moment(at),
    )
    if revision is not None:
        return revision
    refused = why_not_auditor(db, review_id, by=by, part=part)
    now = reviews.review(db, review_id)
    moved = now is not None and now.assessment_id != found.review.assessment_id
    return Refused("changed") if moved and refused.reason == "state" else refused


def why_not_auditor(
    db: Database, review_id: str, *, by: str, part: Part | None = None
) -> Refused:
    """Why an auditor's act was refused: asked after it was."""
    found = reviews.review(db, review_id)
    if found is None:
        return Refused("unknown")
    own = reviewers.part_in(db, review_id, by)
    if own is None or part not in (None, own):
        return Refused("not-yours")
    if organisations.relation_to_case(db, found.assessment_id, by):
        return Refused("colleague")
    return Refused("signed" if found.signed else "state")


def why_not_employer(
    db: Database, review_id: str, *, by: str, owner: bool = False
) -> Refused:
    """Why an employer's act was refused: asked after it was."""
    found = reviews.review(db, review_id)
    if found is None:
        return Refused("unknown")
    relation = organisations.relation_to_case(db, found.assessment_id, by)
    if relation is None or (owner and relation != "owner"):
        return Refused("not-yours")
    return Refused("signed" if found.signed else "state")
