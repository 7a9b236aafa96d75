"""What an employer does: begin, answer, submit.

Each act checks its rules and writes in one transaction. A refusal that a person can
cause is a value with a reason, not an exception.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Literal

from dd_toolkit.core.action_plan import PlannedAction, action_plan
from dd_toolkit.core.answering import (
    Answer,
    Refusal,
    answers_fingerprint,
    open_questions,
    refusal,
)
from dd_toolkit.core.codes import verification_code
from dd_toolkit.core.documents import result_document
from dd_toolkit.core.marking import marked
from dd_toolkit.core.progress import Progress, progress
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.result import Result
from dd_toolkit.core.scoring import score
from dd_toolkit.operations import audit, resubmitting
from dd_toolkit.operations.clock import day, moment
from dd_toolkit.storage import assessments, reports, visits
from dd_toolkit.storage.assessments import Assessment, GivenAnswer
from dd_toolkit.storage.database import Database

ACTION_PLAN = "action-plan"


@dataclass(frozen=True)
class Case:
    """An assessment with all that a page or a report of it needs.

    ``revisions``: full question id -> the save that its answer came with;
    ``corrected``: the questions that were answered more than once.
    """

    assessment: Assessment
    questionnaire: Questionnaire
    answers: Mapping[str, Answer]
    revisions: Mapping[str, int] = field(default_factory=dict)
    corrected: frozenset[str] = frozenset()

    @cached_property
    def asked(self) -> frozenset[str]:
        """The ids of all questions that apply, those of the profile among them."""
        asked = open_questions(self.questionnaire, self.answers)
        return frozenset(question.id for question in asked)

    @cached_property
    def progress(self) -> Progress:
        return progress(self.questionnaire, self.answers, self.asked)

    @cached_property
    def result(self) -> Result:
        return score(self.questionnaire, self.answers)

    @property
    def submitted_on(self) -> datetime.date | None:
        submitted_at = self.assessment.submitted_at
        return day(submitted_at) if submitted_at else None

    @property
    def profile_complete(self) -> bool:
        """An answer taken back is stored too, but is none."""
        asked = self.questionnaire.profile_ids & self.asked
        given = [self.answers.get(question_id, Answer()) for question_id in asked]
        return all(answer.choices or answer.text for answer in given)

    def with_answers(
        self, given: Mapping[str, Answer], revisions: Mapping[str, int]
    ) -> "Case":
        """The case once these answers are saved, with these revisions."""
        return replace(
            self,
            answers={**self.answers, **given},
            revisions={**self.revisions, **revisions},
            corrected=self.corrected | (given.keys() & self.answers.keys()),
        )

    def plan(self, result: Result) -> tuple[PlannedAction, ...]:
        return action_plan(result, submitted=self.submitted_on)


@dataclass(frozen=True)
class Saved:
    """The answers are in the database, durably; ``revisions``: which each one is."""

    revisions: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Contradicted:
    """Somebody answered some of these questions meanwhile, and differently.

    ``others`` are the answers that stand there now; all answers to other questions are
    saved. Who sends again with the revisions of ``others`` as seen puts them aside.
    """

    others: tuple[GivenAnswer, ...]
    revisions: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class NotSaved:
    """Nothing was written. ``refusals`` names what to mend, answer by answer.

    ``moved``: meanwhile the draft went on with another version of its questionnaire.
    """

    reason: Literal["submitted", "refused", "moved"]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Submitted:
    """From now on nothing in the assessment changes."""

    report_id: str


@dataclass(frozen=True)
class NotSubmitted:
    """Still a draft (or submitted before)."""

    reason: Literal["submitted", "profile", "unanswered"]
    questions: tuple[str, ...] = ()


def open_case(db: Database, assessment_id: str) -> Case | None:
    """The case of that id; None where there is none."""
    found = assessments.assessment(db, assessment_id)
    if found is None:
        return None
    questionnaire = assessments.kept_questionnaire(db, found.questionnaire_sha256)
    standing = assessments.standing_answers(db, assessment_id)
    return Case(
        found,
        questionnaire,
        standing.answers,
        standing.revisions,
        standing.corrected,
    )


def begin(
    db: Database,
    questionnaire: Questionnaire,
    *,
    assessment_id: str,
    visit_secret: str | None,
    at: datetime.datetime,
) -> None:
    """Begin an assessment that this visit may open; None: only its private link may."""
    with db.atomic():
        assessments.keep_questionnaire(db, questionnaire, at=moment(at))
        assessments.add_assessment(
            db,
            assessment_id=assessment_id,
            questionnaire_sha256=questionnaire.fingerprint,
            at=moment(at),
        )
        if visit_secret is not None:
            visits.let_open(db, visit_secret, assessment_id, at=moment(at))
        audit.note(
            db,
            actor=audit.HOLDER,
            action="begun",
            subject=assessment_id,
            at=at,
            questionnaire=questionnaire.id,
        )


def grow(
    db: Database,
    case: Case,
    full: Questionnaire,
    *,
    assessment_id: str,
    visit_secret: str | None,
    at: datetime.datetime,
) -> None:
    """Begin an assessment with a larger questionnaire and the answers of this case.

    The case itself stays as it is. Answers that the larger one does not know, or would
    refuse, are left behind.
    """
    kept = {
        question_id: given
        for question_id, given in case.answers.items()
        if (question := full.question_by_id.get(question_id))
        and not refusal(question, given)
    }
    with db.atomic():
        begin(db, full, assessment_id=assessment_id, visit_secret=visit_secret, at=at)
        assessments.rename(db, assessment_id, case.assessment.name)
        if kept:
            revision = assessments.next_revision(db, assessment_id)
            assert revision is not None, "it was begun in this transaction"
            assessments.add_answers(
                db,
                assessment_id,
                kept,
                revision=revision,
                through="grown",
                at=moment(at),
            )


def answer(
    db: Database,
    case: Case,
    given: Mapping[str, Answer],
    *,
    through: str,
    at: datetime.datetime,
    by: str | None = None,
    seen: Mapping[str, int] | None = None,
) -> Saved | Contradicted | NotSaved:
    """Save these answers; saving the same twice writes once.

    ``seen`` is what the person had before their eyes: full question id -> revision of
    the answer, 0 where it is missing; None: what the case holds. An answer to a
    question that somebody else answered since, and differently, is not saved: nobody's
    answer is covered unread. The others are, all or none.

    ``through`` says how they came: ``page``, ``autosave``, ``import``, ``confirmed``;
    ``by`` who gave them, None: the holder of the private link.
    """
    refusals = tuple(_refusals(case.questionnaire, given))
    if refusals:
        return NotSaved("refused", refusals)
    changed = {
        question_id: new
        for question_id, new in given.items()
        if case.answers.get(question_id) != new
    }
    if not changed:
        return NotSaved("submitted") if case.assessment.submitted else Saved()
    if seen is None:
        seen = case.revisions
    with db.atomic():
        # The first write: from here on no other save of this assessment gets through.
        revision = assessments.next_revision(
            db,
            case.assessment.id,
            questionnaire_sha256=case.assessment.questionnaire_sha256,
        )
        if revision is None:
            return NotSaved(_why_not(db, case))
        add = partial(
            assessments.add_answers,
            db,
            case.assessment.id,
            revision=revision,
            through=through,
            at=moment(at),
            by=by,
        )
        added = add(changed, seen=seen)
        if len(added) == len(changed):
            return Saved(dict.fromkeys(added, revision))
        left = {key: new for key, new in changed.items() if key not in added}
        met = tuple(_met(db, case.assessment.id, left, seen))
        back = {one.question: one.newest.revision for one in met if one.changed_back}
        added |= add({question: left[question] for question in back}, seen=back)
    revisions = {one.question: one.newest.revision for one in met}
    revisions |= dict.fromkeys(added, revision)
    others = tuple(one.newest for one in met if one.contradicts)
    return Contradicted(others, revisions) if others else Saved(revisions)


@dataclass(frozen=True)
class _Met:
    """A question that got a newer answer than the person saw."""

    sent: Answer
    before: Answer
    newest: GivenAnswer

    @property
    def question(self) -> str:
        return self.newest.question_id

    @property
    def changed_back(self) -> bool:
        """What the person saw stands there again, so nothing is covered unread."""
        return self.newest.answer == self.before != self.sent

    @property
    def contradicts(self) -> bool:
        return self.newest.answer not in (self.before, self.sent)


def _met(
    db: Database,
    assessment_id: str,
    left: Mapping[str, Answer],
    seen: Mapping[str, int],
) -> Iterator[_Met]:
    """For each answer that was not added: what was seen, and what stands there."""
    history = assessments.answer_history(db, assessment_id)
    for question_id, sent in left.items():
        given = [one for one in history if one.question_id == question_id]
        known = [one for one in given if one.revision <= seen.get(question_id, 0)]
        before = known[-1].answer if known else Answer()
        yield _Met(sent, before, given[-1])


def _why_not(db: Database, case: Case) -> Literal["submitted", "moved"]:
    now = assessments.assessment(db, case.assessment.id)
    return "moved" if now and not now.submitted else "submitted"


def _refusals(
    questionnaire: Questionnaire, given: Mapping[str, Answer]
) -> list[Refusal]:
    refusals = []
    for question_id, new in given.items():
        question = questionnaire.question_by_id.get(question_id)
        if question is None:
            refusals.append(
                Refusal(question_id, marked("There is no such question here."))
            )
            continue
        refused = refusal(question, new)
        if refused:
            refusals.append(refused)
    return refusals


def rename(db: Database, case: Case, name: str) -> bool:
    """Change how reports call the employer; False once submitted."""
    return assessments.rename(db, case.assessment.id, " ".join(name.split())[:120])


def submit(
    db: Database,
    assessment_id: str,
    *,
    report_id: str,
    locale: str,
    at: datetime.datetime,
    by: str = audit.HOLDER,
    site: str | None = None,
) -> Submitted | NotSubmitted:
    """Freeze the answers, store the result and ask for the action plan's PDF.

    It is frozen first and read afterwards, in one transaction: an answer that arrives
    in between either counts in the result or is refused. The open review of the edition
    before goes on with this one; ``site`` is our address for the mail that tells its
    auditors so, None: no mail.
    """
    try:
        with db.atomic():
            if not assessments.freeze(db, assessment_id, at=moment(at)):
                return NotSubmitted("submitted")
            case = _keep_what_it_came_to(db, assessment_id, at=moment(at))
            reports.request_report(
                db,
                report_id=report_id,
                subject_id=assessment_id,
                kind=ACTION_PLAN,
                locale=locale,
                at=moment(at),
            )
            resubmitting.follow(
                db,
                case.assessment,
                case.questionnaire,
                case.answers,
                site=site,
                by=by,
                at=at,
            )
            audit.note(
                db,
                actor=by,
                action="submitted",
                subject=assessment_id,
                at=at,
                report=report_id,
            )
    except _NotReady as not_ready:
        return not_ready.refusal
    return Submitted(report_id)


class _NotReady(Exception):
    """Rolls the transaction back and carries the reason."""

    def __init__(self, refusal: NotSubmitted) -> None:
        self.refusal = refusal
        super().__init__(refusal.reason)


def _keep_what_it_came_to(db: Database, assessment_id: str, *, at: str) -> Case:
    case = open_case(db, assessment_id)
    assert case is not None, "it was frozen, so it is there"
    result = case.result
    refused = _not_ready(case, result)
    if refused:
        raise _NotReady(refused)
    answers_sha256 = answers_fingerprint(case.answers)
    assessments.keep_result(
        db,
        assessment_id,
        method=result.method,
        answers_sha256=answers_sha256,
        code=verification_code(
            questionnaire_sha256=case.assessment.questionnaire_sha256,
            answers_sha256=answers_sha256,
            method=result.method,
            submitted_at=at,
            assessment_id=assessment_id,
        ),
        document=result_document(
            result, case.plan(result), case.answers, submitted=case.submitted_on
        ),
        at=at,
    )
    return case


def _not_ready(case: Case, result: Result) -> NotSubmitted | None:
    if not case.profile_complete:
        return NotSubmitted("profile")
    open_questions = tuple(
        line.question.id for line in result.lines if line.state == "unanswered"
    )
    return NotSubmitted("unanswered", open_questions) if open_questions else None
