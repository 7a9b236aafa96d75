"""A review with all that a page or a report of it needs, and how acts refuse.

The acts stand by subject: ``assigning``, ``verdicts``, ``field_notes``,
``sending_back``, ``replying``, ``signing``, ``sharing``.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dd_toolkit.core.answering import Answer, Refusal
from dd_toolkit.core.reviewing import (
    FilesOf,
    Part,
    Verdict,
    WhyNot,
    verified_answers,
)
from dd_toolkit.operations.assessments import Case
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.evidence import Evidence
from dd_toolkit.storage.reviewers import Assignment
from dd_toolkit.storage.reviews import Review
from dd_toolkit.storage.field_notes import FieldNote, Request
from dd_toolkit.storage.verdicts import GivenVerdict, Reply


@dataclass(frozen=True)
class Refused:
    """Nothing was written. ``core.reviewing.WHY_NOT`` says the reason in words.

    ``questions`` names those it is about; ``refusals`` says what to mend in a verdict.
    """

    reason: WhyNot
    questions: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


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
        return {
            name: given.verdict
            for name, given in self.verdicts.items()
            if given.verdict is not None
        }

    @cached_property
    def verified(self) -> dict[str, Answer]:
        """The answers as the auditors found them."""
        return verified_answers(self.case.answers, self.standing)

    @cached_property
    def findings(self) -> dict[str, GivenVerdict]:
        """The verdicts that hold a finding, in reading order."""
        return {
            name: self.verdicts[name]
            for name in self.case.questionnaire.question_by_id
            if name in self.standing and self.standing[name].finding.strip()
        }

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

    def part_of(self, account_id: str) -> Part | None:
        """What this person is in the review; None: not one of its auditors now."""
        for one in self.assignments:
            if one.account_id == account_id and one.ended_at is None:
                return one.part
        return None

    def opinions_of(self, question_id: str, part: Part) -> Opinions:
        """The question's verdicts as somebody in this part may see them."""
        raise NotImplementedError

    def verdicts_for(self, part: Part) -> dict[str, GivenVerdict]:
        """What stands in this auditor's own round, those open left out."""
        raise NotImplementedError


def open_review(db: Database, review_id: str) -> ReviewCase | None:
    """The review of that id with its case; None where there is none."""
    raise NotImplementedError


def note_reading(
    db: Database, review_id: str, *, by: str, at: datetime.datetime
) -> None:
    """Note in the audit log that an auditor read the case: at most once an hour."""
    raise NotImplementedError


def files_of(evidence: tuple[Evidence, ...]) -> FilesOf:
    """The files of each question by what makes them the same: content, name, period."""
    raise NotImplementedError
