"""Workshops to test with: small and dull; a test changes what it is about.

The steps of ``PLAN`` by name: ``WELCOME``, ``OWN`` (about the own workplace),
``SEVERAL`` (more than one may be chosen), ``BEFORE`` and ``AFTER`` (a check of two
questions each), ``STORY`` and ``PRACTICE`` (a case), ``DAY`` (the evaluation).
"""

import datetime
from dataclasses import dataclass, replace

from dd_toolkit.core.questionnaire import Option, Question
from dd_toolkit.core.workshop import Plan, Plans, Step
from dd_toolkit.operations import rooms, workshops
from dd_toolkit.storage import accounts
from tests.builders import a_question
from tests.operations.builders import AT, QUESTIONNAIRE

WELCOME, OWN, SEVERAL = 0, 1, 2
BEFORE, AFTER = (3, 4), (8, 9)
STORY, PRACTICE = 5, (6, 7)
DAY = 10


def closed_question(question_id, *options, kind="choice", ask="Which?"):
    return Question(
        id=question_id,
        ask=ask,
        kind=kind,
        options=tuple(Option(one, one.title()) for one in options),
    )


KNOWN = (
    closed_question("knowledge.k1", "a", "b", "c"),
    closed_question("knowledge.k2", "a", "b"),
)


def check(when):
    return tuple(
        Step(
            "check",
            "What we know",
            question=question,
            right="a",
            reason="So it is.",
            block=when,
            check="quiz",
            when=when,
        )
        for question in KNOWN
    )


def practice(name):
    return Step(
        "case",
        "A line with a debt",
        question=a_question(f"m.{name}"),
        right="v0",
        reason="They paid.",
        block="line",
    )


STEPS = (
    Step("welcome", "Welcome", minutes=5, text=("Nobody is asked for a name.",)),
    Step("question", "Fees", question=QUESTIONNAIRE.question_by_id["m.q1"]),
    Step(
        "question",
        "Means",
        question=closed_question("m.several", "x", "y", "z", kind="choices"),
    ),
    *check("before"),
    Step("case", "A line with a debt", text=("Invented.",)),
    practice("q1"),
    practice("q2"),
    *check("after"),
    Step(
        "evaluation",
        "How the day was",
        question=closed_question("evaluation.useful", "very", "little"),
        block="day",
    ),
)

PLAN = Plan("A day", QUESTIONNAIRE.id, STEPS)


def plans_of(plan=PLAN):
    return Plans({"en": plan, "ar": replace(plan, title="يوم")})


def a_trainer(db, name="trainer", role="trainer"):
    accounts.add_account(
        db,
        account_id=name,
        email=f"{name}@example.org",
        name="",
        role=role,
        locale="en",
        password_hash=None,
        at="2026-11-23T09:30:00.000Z",
    )
    return name


@dataclass
class Room:
    """An open workshop with phones in it, as verbs."""

    db: object
    id: str = "w"
    at: datetime.datetime = AT

    @property
    def workshop(self):
        return self.board().workshop

    def board(self, locale="en"):
        return workshops.board(self.db, self.id, locale=locale)

    def outcome(self, number):
        return self.board().outcomes[number]

    def joins(self, *names, simulated=False):
        for name in names:
            rooms.join(
                self.db,
                self.workshop.code,
                secret_of(name),
                at=self.at,
                simulated=simulated,
            )
        return self

    def goes_to(self, number):
        seen = self.workshop.step
        return workshops.go(self.db, self.id, seen=seen, to=number, at=self.at)

    def opens(self, number):
        if self.workshop.step != number:
            self.goes_to(number)
        return workshops.open_step(self.db, self.id, number, at=self.at)

    def closes(self, number):
        return workshops.close_step(self.db, self.id, number, at=self.at)

    def shows(self, number):
        return workshops.show_step(self.db, self.id, number, at=self.at)

    def hides(self, number):
        return workshops.hide_step(self.db, self.id, number)

    def ends(self):
        return workshops.end(self.db, self.id, by="trainer", at=self.at)

    def answers(self, name, number, *chosen):
        return rooms.answer(self.db, self.id, secret_of(name), number, chosen)

    def all_answer(self, names, number, *chosen):
        for name in names:
            assert self.answers(name, number, *chosen) == rooms.Answered()

    def seat(self, name, locale="en"):
        return rooms.seat(self.db, self.id, secret_of(name), locale=locale)


def secret_of(name):
    return f"secret of {name}"


def people(count, first=1):
    return [f"p{number}" for number in range(first, first + count)]


def prepared(db, plan=PLAN, *, workshop_id="w", trainer_id="trainer", **more):
    if accounts.account(db, trainer_id) is None:
        a_trainer(db, trainer_id)
    return workshops.prepare(
        db,
        plans_of(plan),
        workshop_id=workshop_id,
        trainer_id=trainer_id,
        at=AT,
        **{"title": "A day", "pace": "trainer"} | more,
    )


def a_room(db, *names, plan=PLAN, workshop_id="w", **more):
    """An open workshop in which these phones are."""
    prepared(db, plan, workshop_id=workshop_id, **more)
    assert workshops.open_room(db, workshop_id, by="trainer", at=AT) == workshops.Done()
    return Room(db, workshop_id).joins(*names)
