"""What somebody in the room does: join, answer, take the own answers home.

A participant is a secret in a cookie of their phone: no name, no account, no address.
Each workshop knows a phone by another secret made of it, of which only the hash is
kept; the draft taken home and the certificate hang on further ones, so that nothing in
the database leads from one to the other.
"""

import datetime
import hashlib
import hmac
import secrets
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from dd_toolkit import languages
from dd_toolkit.core.answering import Answer, refusal
from dd_toolkit.core.assembly import Library
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.room_codes import room_code_as_typed
from dd_toolkit.core.workshop import Plan
from dd_toolkit.operations import assessments
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.snapshots import take_snapshot
from dd_toolkit.operations.workshops import TAKE_HOME_LASTS, Outcome, outcomes
from dd_toolkit.storage import participants, room_answers, visits, workshops
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.participants import Participant
from dd_toolkit.storage.room_answers import OwnAnswer
from dd_toolkit.storage.workshops import Workshop

THROUGH = "workshop"
"""How the answers of a draft came that was taken home."""

LONGEST_NAME = 80

_FALLBACK = "due-diligence"
"""The set of a draft whose own set is not shipped any more."""

TAKE_HOME = "take-home"
"""The kind of report: a plan made of a draft, provisional."""


@dataclass(frozen=True)
class Joined:
    """The phone is in the room, or was in it already."""

    workshop_id: str


@dataclass(frozen=True)
class NotJoined:
    """``code``: it names no open workshop."""

    reason: Literal["code"]


@dataclass(frozen=True)
class Seat:
    """What a phone in the room shows, in one language.

    ``outcomes`` holds one for each step of the plan; ``answers`` this phone's own, by
    number.
    """

    workshop: Workshop
    plan: Plan
    outcomes: tuple[Outcome, ...]
    answers: Mapping[int, OwnAnswer]

    @property
    def current(self) -> Outcome:
        return self.outcomes[self.workshop.step]

    @property
    def open_steps(self) -> tuple[int, ...]:
        """The numbers of the steps that take answers now."""
        return tuple(one.number for one in self.outcomes if one.state.open)

    @property
    def shown(self) -> Mapping[int, Outcome]:
        """What the projector shows too, by number: distributions, right answers."""
        return {one.number: one for one in self.outcomes if one.state.shown}

    @property
    def tells_of_workplace(self) -> bool:
        """Is there anything to take home?"""
        return any(
            self.plan.steps[number].mode == "workplace" for number in self.answers
        )


@dataclass(frozen=True)
class Answered:
    """The answer is in the database, once."""


@dataclass(frozen=True)
class NotAnswered:
    """Nothing was written.

    ``stranger``: this phone is not in the room. ``closed``: the step takes no answers.
    ``counted``: the earlier answer was counted and stays. ``choice``: this is not
    offered.
    """

    reason: Literal["stranger", "closed", "counted", "choice"]


@dataclass(frozen=True)
class TakenHome:
    """The own draft, and how many answers it holds.

    ``waiting`` of them count only once the profile says that they apply.
    """

    assessment_id: str
    answers: int
    waiting: int = 0


@dataclass(frozen=True)
class NotTaken:
    """``stranger``: this phone was not in the room. ``late``: more than seven days
    after the end. ``nothing``: no answer about the own workplace was given."""

    reason: Literal["stranger", "late", "nothing"]


def secret_in_room(secret: str, workshop_id: str) -> str:
    """By which secret a workshop knows the phone with that one."""
    return _derived(secret, f"room:{workshop_id}")


def _derived(secret: str, purpose: str) -> str:
    digest = hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)
    return b32encode(digest).decode().lower().rstrip("=")


def join(
    db: Database,
    typed_code: str,
    secret: str,
    *,
    at: datetime.datetime,
    simulated: bool = False,
) -> Joined | NotJoined:
    """Let a phone into the workshop of that code; once, however often it asks.

    ``simulated``: by a rehearsal, and into nothing else.
    """
    code = room_code_as_typed(typed_code)
    with db.atomic():
        workshop_id = workshops.open_workshop_of_code(db, code) if code else None
        if workshop_id is None:
            return NotJoined("code")
        let_in = participants.add_participant(
            db,
            workshop_id=workshop_id,
            participant_id=b32encode(secrets.token_bytes(10)).decode().lower(),
            secret=secret_in_room(secret, workshop_id),
            on=moment(at)[:10],
            simulated_at=moment(at) if simulated else None,
        )
    return Joined(workshop_id) if let_in else NotJoined("code")


def revision_for(db: Database, workshop_id: str, secret: str) -> int | None:
    """What the room's revision is, in one query; None: this phone is not in it."""
    return participants.revision_for(
        db, workshop_id, secret_in_room(secret, workshop_id)
    )


def seat(db: Database, workshop_id: str, secret: str, *, locale: str) -> Seat | None:
    """What this phone shows; None: it is not in the room."""
    phone = _phone(db, workshop_id, secret)
    if phone is None:
        return None
    plan = workshops.plans(db, phone.workshop.plan_sha256).spoken(locale)
    rows = workshops.step_rows(db, workshop_id)
    return Seat(
        phone.workshop,
        plan,
        outcomes(phone.workshop, plan, rows),
        room_answers.own_answers(db, phone.id),
    )


def _phone(db: Database, workshop_id: str, secret: str) -> Participant | None:
    in_room = secret_in_room(secret, workshop_id)
    return participants.participant(db, workshop_id, in_room)


def _plan(db: Database, phone: Participant) -> Plan:
    plans = workshops.plans(db, phone.workshop.plan_sha256)
    return plans.spoken(languages.SOURCE)


def answer(
    db: Database, workshop_id: str, secret: str, number: int, chosen: tuple[str, ...]
) -> Answered | NotAnswered:
    """Keep this phone's answer to a step; sending it again changes nothing."""
    phone = _phone(db, workshop_id, secret)
    if phone is None:
        return NotAnswered("stranger")
    plan = _plan(db, phone)
    if number not in plan.asking or not plan.steps[number].accepts(chosen):
        return NotAnswered("choice")
    with db.atomic():
        taking = room_answers.hold_open_step(db, workshop_id, number)
        if taking is None:
            return NotAnswered("closed")
        kept = room_answers.keep_answer(db, workshop_id, number, phone.id, chosen)
        if kept == "new" and taking.shown_at:
            take_snapshot(
                db,
                plan,
                workshop_id,
                number,
                answered=taking.answered + 1,
                published=taking.published_answers,
                still_open=True,
            )
    return NotAnswered("counted") if kept == "counted" else Answered()


# --- home ----------------------------------------------------------------------------


def take_home(
    db: Database,
    library: Library,
    workshop_id: str,
    secret: str,
    *,
    visit_secret: str | None,
    at: datetime.datetime,
) -> TakenHome | NotTaken:
    """Make the own answers a private draft that only its link opens; once.

    Again gives the same draft, as it stands there by now. Its id is made of the
    phone's secret, so that nothing in the database leads from one to the other.
    """
    phone = _phone(db, workshop_id, secret)
    if phone is None:
        return NotTaken("stranger")
    ended_at = phone.workshop.ended_at
    if ended_at and ended_at < moment(at - TAKE_HOME_LASTS):
        return NotTaken("late")
    draft_id = _derived(secret_in_room(secret, workshop_id), "draft")[:16]
    plan = _plan(db, phone)
    questionnaire = _set_of(plan, library)
    with db.atomic():
        answers = _own_workplace(db, plan, phone, questionnaire)
        case = assessments.open_case(db, draft_id)
        if case is not None:
            if visit_secret is not None:
                visits.let_open(db, visit_secret, draft_id, at=moment(at))
            return _home(case)
        if not answers:
            return NotTaken("nothing")
        return _home(_draft(db, questionnaire, draft_id, answers, visit_secret, at=at))


def _home(case: Case) -> TakenHome:
    """A room asks for no profile, so answers to questions with conditions wait."""
    given = case.answers.keys() - case.questionnaire.profile_ids
    return TakenHome(case.assessment.id, len(given), waiting=len(given - case.asked))


def _set_of(plan: Plan, library: Library) -> Questionnaire:
    known = plan.questionnaire in library.questionnaires
    return library.questionnaire(plan.questionnaire if known else _FALLBACK)


def _own_workplace(
    db: Database, plan: Plan, phone: Participant, questionnaire: Questionnaire
) -> dict[str, Answer]:
    """The own answers that the questionnaire takes.

    Not "does not apply to us": it asks for a reason, which a room does not collect.
    """
    answers = {}
    for number, own in room_answers.own_answers(db, phone.id).items():
        step = plan.steps[number]
        if step.mode != "workplace" or step.question is None:
            continue
        question = questionnaire.question_by_id.get(step.question.id)
        given = Answer(choices=own.chosen)
        if question and not given.not_applicable and not refusal(question, given):
            answers[question.id] = given
    return answers


def _draft(
    db: Database,
    questionnaire: Questionnaire,
    draft_id: str,
    answers: Mapping[str, Answer],
    visit_secret: str | None,
    *,
    at: datetime.datetime,
) -> Case:
    assessments.begin(
        db, questionnaire, assessment_id=draft_id, visit_secret=visit_secret, at=at
    )
    case = assessments.open_case(db, draft_id)
    assert case is not None, "it was just begun"
    saved = assessments.answer(db, case, answers, through=THROUGH, at=at)
    assert saved == assessments.Saved(), "each answer was checked"
    return replace(case, answers=answers)


def ask_certificate(
    db: Database,
    workshop_id: str,
    secret: str,
    name: str,
    *,
    certificate_id: str,
    at: datetime.datetime,
) -> str | None:
    """Keep the name for the certificate, or correct it; the id of the certificate.

    None: this phone was not in the room, or the name is empty, too long or cannot be
    printed.
    """
    name = " ".join(name.split())
    fits = name and len(name) <= LONGEST_NAME and name.isprintable()
    if not fits or _phone(db, workshop_id, secret) is None:
        return None
    return participants.keep_name(
        db,
        certificate_id=certificate_id,
        workshop_id=workshop_id,
        secret=_certificate_secret(workshop_id, secret),
        name=name,
        on=moment(at)[:10],
    )


def own_certificate(db: Database, workshop_id: str, secret: str) -> str | None:
    """The id of this phone's certificate; None where it asked for none."""
    own = participants.certificate_of(db, _certificate_secret(workshop_id, secret))
    return own.id if own else None


def _certificate_secret(workshop_id: str, secret: str) -> str:
    return _derived(secret_in_room(secret, workshop_id), "certificate")
