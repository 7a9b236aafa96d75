"""What follows an assessment: a new edition, next year's, a newer version of it.

Submitted assessments never change: each of these acts writes a row of its own and
copies what it needs. Only a draft can move to another version of its questionnaire, and
only when its owner says so.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from dd_toolkit.core.answering import Answer, refusal
from dd_toolkit.core.comparing import Change, change
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.trend import Trend, trend
from dd_toolkit.operations import audit, evidence
from dd_toolkit.operations.assessments import Case, open_case
from dd_toolkit.operations.clock import day, moment
from dd_toolkit.storage import assessments, editions, organisations, results, visits
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Standing:
    """How a submission stands among others: what its report prints beside the result.

    All of it is fixed when it is submitted, so a report made again is the same.
    ``code`` empty: there is no submission. ``replaced_on`` is the day of the edition
    before; ``before`` the stored result of the year before, of ``before_on``.
    """

    code: str = ""
    edition: int = 1
    replaced_on: datetime.date | None = None
    before: Mapping[str, Any] | None = None
    before_on: datetime.date | None = None
    now: Mapping[str, Any] | None = None

    @property
    def trend(self) -> Trend | None:
        """What has changed since last year; None where there is no such year."""
        if self.before is None or self.now is None:
            return None
        return trend(dict(self.before), dict(self.now))


NOT_SUBMITTED = Standing()


@dataclass(frozen=True)
class NotPossible:
    """Nothing was written: it is a draft (or not there), or no longer as it was."""

    reason: Literal["draft", "unknown questionnaire", "changed"]


def standing(db: Database, case: Case) -> Standing:
    """How the submission stands; only its edition while it is a draft."""
    found = case.assessment
    kept = results.kept_result(db, found.id) if found.submitted else None
    replaced = _kept(db, found.replaces_id)
    before = _kept(db, found.starts_from_id)
    return Standing(
        code=(kept.code or "") if kept else "",
        edition=found.edition,
        replaced_on=day(replaced.submitted_at) if replaced else None,
        before=before.document if before else None,
        before_on=day(before.submitted_at) if before else None,
        now=kept.document if kept else None,
    )


def _kept(db: Database, assessment_id: str | None) -> results.KeptResult | None:
    return results.kept_result(db, assessment_id) if assessment_id else None


def reopen(
    db: Database,
    assessment_id: str,
    *,
    new_id: str,
    visit_secret: str | None,
    at: datetime.datetime,
    by: str = audit.HOLDER,
) -> str | NotPossible:
    """Begin the next edition with the same answers; the id of it.

    The one before stays as it is. Reopening twice leads to the same edition: there is
    never more than one after a submission.
    """
    with db.atomic():
        if editions.add_edition(db, new_id=new_id, of=assessment_id, at=moment(at)):
            _carry_over(db, assessment_id, new_id, at=at)
        successor = editions.edition_after(db, assessment_id)
        if successor is None:
            return NotPossible("draft")
        if visit_secret is not None:
            visits.let_open(db, visit_secret, successor, at=moment(at))
        audit.note(db, actor=by, action="reopened", subject=assessment_id, at=at)
    return successor


def _carry_over(
    db: Database, old_id: str, new_id: str, *, at: datetime.datetime
) -> None:
    """Copy to the new edition what belongs to the old one.

    Whatever an assessment holds beside its answers (files of evidence, say) is copied
    here too, in the same transaction, by a function of its owner.
    """
    organisations.inherit(db, new_id, of=old_id, years_later=0)
    evidence.copy_to(db, old_id, new_id)
    _write(
        db, new_id, assessments.current_answers(db, old_id), through="reopened", at=at
    )


def _write(
    db: Database,
    assessment_id: str,
    given: Mapping[str, Answer],
    *,
    through: str,
    at: datetime.datetime,
) -> None:
    if not given:
        return
    revision = assessments.next_revision(db, assessment_id)
    assert revision is not None, "it is a draft of this transaction"
    assessments.add_answers(
        db, assessment_id, given, revision=revision, through=through, at=moment(at)
    )


def begin_next_year(
    db: Database,
    case: Case,
    questionnaire: Questionnaire | None,
    *,
    new_id: str,
    visit_secret: str | None,
    at: datetime.datetime,
) -> str | NotPossible:
    """Begin next year's assessment with this year's profile; the id of it.

    ``questionnaire`` is the current version of the same set; None: there is none any
    more. A draft that was begun before is gone on with.
    """
    if questionnaire is None:
        return NotPossible("unknown questionnaire")
    with db.atomic():
        found = editions.next_year_draft(db, case.assessment.id)
        if found is None:
            assessments.keep_questionnaire(db, questionnaire, at=moment(at))
            begun = editions.add_next_year(
                db,
                new_id=new_id,
                starts_from=case.assessment.id,
                questionnaire_sha256=questionnaire.fingerprint,
                at=moment(at),
            )
            if not begun:
                return NotPossible("draft")
            organisations.inherit(db, new_id, of=case.assessment.id, years_later=1)
            profile = _profile(case, questionnaire)
            _write(db, new_id, profile, through="last-year", at=at)
            found = new_id
        if visit_secret is not None:
            visits.let_open(db, visit_secret, found, at=moment(at))
    return found


def _profile(case: Case, questionnaire: Questionnaire) -> dict[str, Answer]:
    return {
        name: given
        for name, given in case.answers.items()
        if name in questionnaire.profile_ids
        and not refusal(questionnaire.question_by_id[name], given)
    }


def last_year(db: Database, case: Case) -> Case | None:
    """The assessment that this one started from; None where it started anew."""
    earlier = case.assessment.starts_from_id
    return open_case(db, earlier) if earlier else None


def as_last_year(
    case: Case, earlier: Case, question_id: str, *, note: str = ""
) -> Answer | None:
    """Last year's answer, to be given again; a note of this year replaces its note.

    None: there was none, or it does not fit the question of this year.
    """
    question = case.questionnaire.question_by_id.get(question_id)
    last = earlier.answers.get(question_id, Answer())
    if question is None or not (last.choices or last.text):
        return None
    same = replace(last, note=note or last.note)
    return None if refusal(question, same) else same


def change_of_questions(
    db: Database, case: Case, current: Questionnaire | None
) -> Change | None:
    """What the current version would change for this draft.

    None: it has the current version, or was submitted, or there is none any more.
    """
    found = case.assessment
    if found.submitted or current is None:
        return None
    if current.fingerprint == found.questionnaire_sha256:
        return None
    old = assessments.kept_questionnaire(db, found.questionnaire_sha256)
    return change(old, current, case.answers)


def move(
    db: Database,
    case: Case,
    current: Questionnaire,
    *,
    at: datetime.datetime,
) -> Change | NotPossible:
    """Go on with the current version; answers that do not fit it are set aside.

    It is moved first and read afterwards: an answer that arrives in between either is
    looked at, or was refused because the questionnaire is another one.
    """
    found = case.assessment
    old = assessments.kept_questionnaire(db, found.questionnaire_sha256)
    with db.atomic():
        assessments.keep_questionnaire(db, current, at=moment(at))
        moved = editions.change_questionnaire(
            db,
            found.id,
            old_sha256=found.questionnaire_sha256,
            new_sha256=current.fingerprint,
        )
        if not moved:
            return NotPossible("changed")
        changes = change(old, current, assessments.current_answers(db, found.id))
        aside = {name: Answer() for name in changes.set_aside}
        _write(db, found.id, aside, through="moved", at=at)
    return changes


def second_look(db: Database, case: Case) -> tuple[str, ...]:
    """The questions that apply and whose answer a move set aside, in reading order."""
    aside = editions.set_aside(db, case.assessment.id)
    return tuple(
        name
        for name in case.questionnaire.question_by_id
        if name in aside and name in case.asked
    )
