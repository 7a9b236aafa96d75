"""What the pages of the auditor's desk share: the review, its questions in order."""

from dataclasses import dataclass, replace
from functools import cached_property

from flask import abort

from dd_toolkit.core.questionnaire import Question, Section
from dd_toolkit.core.reviewing import Part
from dd_toolkit.core.worker_names import names_seen
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.reviewing import ReviewCase, note_reading, open_review
from dd_toolkit.storage import organisations
from dd_toolkit.storage.verdicts import GivenVerdict
from dd_toolkit.web import visits
from dd_toolkit.web.context import database
from dd_toolkit.web.speaking import gettext


@dataclass(frozen=True)
class Desk:
    """A review as the auditor who asks has it before them.

    ``part`` is what this auditor is in it; ``own`` the verdicts of that part, those
    that were taken back left out.
    """

    found: ReviewCase
    person: str
    part: Part

    @cached_property
    def own(self) -> dict[str, GivenVerdict]:
        return self.found.verdicts_for(self.part)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What was asked of this employer, in reading order."""
        case = self.found.case
        return tuple(q for q in case.questionnaire.questions if q.id in case.asked)

    @cached_property
    def to_decide(self) -> tuple[Question, ...]:
        """The questions that enter sums, each of which should get a verdict."""
        return tuple(question for question in self.questions if question.scored)

    @cached_property
    def decided(self) -> int:
        return sum(question.id in self.own for question in self.to_decide)

    @property
    def writable(self) -> bool:
        return not self.found.review.signed

    @cached_property
    def called(self) -> str:
        """The employer's name, as its report or its organisation says it."""
        assessment = self.found.case.assessment
        of = assessment.organisation_id
        named = organisations.name_of(database(), of) if of else ""
        return assessment.name or named or gettext("Employer without a name")

    @cached_property
    def site(self) -> str:
        """The factory, farm or home that was assessed; "" where it is not told."""
        assessment = self.found.case.assessment
        sites = organisations.sites(database(), assessment.organisation_id or "")
        return next((one.name for one in sites if one.id == assessment.site_id), "")

    def section_of(self, question: Question) -> Section:
        return self.found.case.questionnaire.section_of[question.id]

    def checker_of(self, section: Section) -> str:
        """Who was asked to check the section; "" for nobody in particular."""
        given = self.found.sections.get(section.id, "")
        names = {one.account_id: one.called for one in self.found.assignments}
        return names.get(given, "")

    def mine(self, question: Question) -> bool:
        """Is it not another auditor's to check?"""
        given = self.found.sections.get(self.section_of(question).id, "")
        return given in ("", self.person)

    def open_after(self, question_id: str) -> str:
        """The next question of mine without a verdict; "" where none is left."""
        return self._open(question_id, backwards=False)

    def open_before(self, question_id: str) -> str:
        """The open question of mine before this one; "" where there is none."""
        return self._open(question_id, backwards=True)

    def _open(self, question_id: str, *, backwards: bool) -> str:
        names = [question.id for question in self.questions]
        walked = {q.id for q in self.to_decide if self.mine(q)} - self.own.keys()
        here = names.index(question_id) if question_id in names else -1
        order = names[:here][::-1] if backwards else names[here + 1 :]
        if not backwards:
            order += names[: max(here, 0)]  # round to what was left out before
        return next((name for name in order if name in walked), "")


def desk_or_404(case_id: str) -> Desk:
    """The review, its questionnaire in the visitor's language; it is noted as read.

    Whose it is, the gate has decided before (``web.access``).
    """
    person = visits.actor().account_id
    found = open_review(database(), case_id)
    part = found.part_of(person) if found and person else None
    if found is None or person is None or part is None:
        abort(404)
    note_reading(database(), case_id, by=person, at=now())
    return Desk(replace(found, case=visits.in_language(found.case)), person, part)


def question_or_404(desk: Desk, question_id: str) -> Question:
    """A question that this employer was asked."""
    found = next((one for one in desk.questions if one.id == question_id), None)
    return found if found is not None else abort(404)


def warning_of_names(text: str) -> str:
    """What in a text looks as if it names a worker, in words; "" for nothing."""
    seen = [found.text for found in names_seen(text)]
    if not seen:
        return ""
    sentence = gettext(
        "This looks like a worker's name or number: %(seen)s. Workers can come to harm "
        "when they are named."
    )
    return sentence % {"seen": gettext(", ").join(dict.fromkeys(seen))}
