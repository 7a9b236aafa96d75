"""A room of invented people, so that a trainer can practise with a full house.

They join a rehearsal like phones, answer whatever is opened, each after a while and
each in their own way, and some think again. Only a rehearsal lets them in, and they are
marked: no real room can be filled with them, and nothing of theirs is ever real. The
same seed makes the same people.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

import requests

from dd_toolkit.core.questionnaire import UNKNOWN
from dd_toolkit.core.workshop import Step
from dd_toolkit.errors import ToolkitError
from dd_toolkit.languages import SOURCE
from dd_toolkit.operations import rooms, workshops
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.rooms import Joined
from dd_toolkit.operations.workshops import Board
from dd_toolkit.storage.database import Database

MOST_PEOPLE = 300
NOT_A_REHEARSAL = (
    "This code opens no rehearsal. Prepare a workshop as a rehearsal and open it: "
    "simulated people join nothing else."
)

_NEVER = 0.04
"""The share of answers that somebody does not give."""
_THINKS_AGAIN = 0.1
_SLOWEST = 45.0
_PAUSE = 0.3
_PATIENCE = 20
"""Seconds to wait for a site."""


@dataclass(frozen=True)
class Asked:
    """A question that takes answers: each choice, and how likely it is.

    ``knows`` is the right choice, "" where there is none; the likelihood of the others
    then stands for how people err.
    """

    weights: Mapping[str, float]
    right: str = ""
    after: bool = False


class Door(Protocol):
    """How simulated people reach their room: through the operations, or over HTTP."""

    def join(self, name: str) -> bool:
        """Let one in; False where it is no rehearsal."""
        ...

    def asked(self) -> Mapping[int, Asked] | None:
        """What takes answers now, by the number of the step; None: it has ended."""
        ...

    def answer(self, name: str, number: int, choice: str) -> None:
        """Send somebody's answer."""
        ...


@dataclass(frozen=True)
class Person:
    """``care``: how good the practice at their workplace is; ``wit``: how much they
    know at first; ``pace``: by what their time to answer is multiplied."""

    name: str
    care: float
    wit: float
    pace: float


def people(count: int, seed: int) -> tuple[Person, ...]:
    """So many people, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - invented people keep no secret
    return tuple(
        Person(
            name=f"{seed}-{number}",
            care=chance.betavariate(2.5, 1.8),
            wit=chance.betavariate(2, 2),
            pace=chance.lognormvariate(0, 0.5),
        )
        for number in range(1, count + 1)
    )


@dataclass(order=True, frozen=True)
class _Due:
    """An answer that somebody is about to give, at a moment of ``time.monotonic``."""

    at: float
    name: str = field(compare=False)
    number: int = field(compare=False)
    choice: str = field(compare=False)


class Rehearsal:
    """Simulated people in one room; ``tick`` lets them do what is due."""

    def __init__(self, door: Door, count: int, *, seed: int, hurry: float = 1) -> None:
        """``hurry``: how many times faster than people they are."""
        self._door = door
        self._people = people(count, seed)
        self._chance = random.Random(seed)  # noqa: S311 - see above
        self._hurry = hurry
        self._open: set[int] = set()
        self._due: list[_Due] = []

    def join(self) -> None:
        """Let everybody in; ``ToolkitError`` where it is no rehearsal."""
        for person in self._people:
            if not self._door.join(person.name):
                raise ToolkitError(NOT_A_REHEARSAL)

    def tick(self, at: float) -> bool:
        """Do what is due at that moment; False once the workshop has ended."""
        asked = self._door.asked()
        if asked is None:
            return False
        for number in sorted(asked.keys() - self._open):
            self._due += self._answers(number, asked[number], at)
        self._open = set(asked)
        due = sorted(one for one in self._due if one.at <= at)
        self._due = [one for one in self._due if one.at > at]
        for one in due:
            self._door.answer(one.name, one.number, one.choice)
        return True

    def _answers(self, number: int, asked: Asked, at: float) -> list[_Due]:
        answers = []
        for person in self._people:
            if self._chance.random() < _NEVER:
                continue
            pause = min(self._chance.lognormvariate(2, 0.5) * person.pace, _SLOWEST)
            moment = at + pause / self._hurry
            choice = self._choice(person, asked)
            answers.append(_Due(moment, person.name, number, choice))
            if self._chance.random() < _THINKS_AGAIN:
                again = self._choice(person, asked)
                later = moment + 4 / self._hurry
                answers.append(_Due(later, person.name, number, again))
        return answers

    def _choice(self, person: Person, asked: Asked) -> str:
        choices = list(asked.weights)
        if asked.right:
            knows = person.wit + (1 - person.wit) * 0.6 * asked.after
            if self._chance.random() < knows:
                return asked.right
            choices = [one for one in choices if one != asked.right]
        weights = [asked.weights[one] for one in choices]
        if not asked.right:
            weights = [_leaning(weight, person.care) for weight in weights]
        return self._chance.choices(choices, weights)[0]


def _leaning(weight: float, care: float) -> float:
    """A choice is the likelier, the nearer its worth is to the person's care."""
    return 0.05 + max(0.0, 1 - 1.6 * abs(weight - care)) ** 2


def asked_of(step: Step) -> Asked:
    """How people answer a step of a plan: weights are what its options are worth."""
    assert step.question is not None, "only what asks is answered"
    values = {option.id: option.value for option in step.question.options}
    places = list(step.choices)
    weights = {}
    for place, choice in enumerate(places):
        value = values.get(choice)
        if choice == UNKNOWN:
            value = Fraction(1, 4)
        if value is None:
            value = 1 - Fraction(place, len(places))
        weights[choice] = float(value)
    return Asked(weights, step.right, after=step.when == "after")


class DatabaseDoor:
    """Into a rehearsal of this database."""

    def __init__(self, db: Database, code: str) -> None:
        self._db = db
        self._code = code
        self._workshop_id = ""

    def join(self, name: str) -> bool:
        joined = rooms.join(
            self._db, self._code, _secret(name), at=now(), simulated=True
        )
        if not isinstance(joined, Joined):
            return False
        self._workshop_id = joined.workshop_id
        return True

    def asked(self) -> Mapping[int, Asked] | None:
        board = workshops.board(self._db, self._workshop_id, locale=SOURCE)
        if board is None or board.workshop.state != "open":
            return None
        return {
            one.number: asked_of(one.step) for one in board.outcomes if one.state.open
        }

    def answer(self, name: str, number: int, choice: str) -> None:
        rooms.answer(self._db, self._workshop_id, _secret(name), number, (choice,))


def _secret(name: str) -> str:
    """Simulated people need no secret that nobody can guess."""
    return f"simulated {name}"


class SiteDoor:
    """Into a rehearsal of a site that runs elsewhere."""

    def __init__(self, url: str, code: str) -> None:
        self._url = url.rstrip("/")
        self._code = code
        self._phones: dict[str, requests.Session] = {}
        self._room = ""
        self._known: dict[str, Any] = {}

    def join(self, name: str) -> bool:
        phone = requests.Session()
        phone.headers.update(
            {
                "Origin": self._url,
                "X-Requested-With": "dd",
                "Accept": "application/json",
            }
        )
        sent = {"code": self._code, "simulated": True}
        joined = self._asked_for(phone, "POST", "/room/join", json=sent)
        if not joined.ok:
            phone.close()
            return False
        self._phones[name] = phone
        self._room = joined.json()["room"]
        return True

    def _asked_for(
        self, phone: requests.Session, method: str, path: str, *, json: Any = None
    ) -> requests.Response:
        try:
            return phone.request(
                method, f"{self._url}{path}", json=json, timeout=_PATIENCE
            )
        except requests.RequestException as error:
            raise ToolkitError(f"{self._url} does not answer.") from error

    def asked(self) -> Mapping[int, Asked] | None:
        phone = next(iter(self._phones.values()))
        seen = self._known.get("revision", "")
        told = self._asked_for(phone, "GET", f"/room/{self._room}/state?seen={seen}")
        if told.ok and told.content:
            self._known = told.json()
        if self._known.get("state") != "open":
            return None
        return {
            int(number): Asked(_by_place(question["choices"]))
            for number, question in self._known["questions"].items()
        }

    def answer(self, name: str, number: int, choice: str) -> None:
        sent = {"number": number, "chosen": [choice]}
        path = f"/room/{self._room}/answer"
        self._asked_for(self._phones[name], "POST", path, json=sent)


def _by_place(choices: Sequence[str]) -> dict[str, float]:
    """A site does not tell phones what options are worth: mostly the best is first."""
    return {one: 1 - place / len(choices) for place, one in enumerate(choices)}


def rehearse(
    rehearsal: Rehearsal,
    *,
    goes_on: Callable[[], bool],
    joined: Callable[[], object],
) -> None:
    """Fill the room, and answer until the trainer ends it."""
    rehearsal.join()
    joined()
    while goes_on() and rehearsal.tick(time.monotonic()):
        time.sleep(_PAUSE)


def hold_whole(
    db: Database, workshop_id: str, *, by: str, count: int, seed: int
) -> None:
    """Open a rehearsal, go through all of it with simulated people, and end it.

    Nobody waits: it is there to be looked at, in the demo for instance.
    """
    workshops.open_room(db, workshop_id, by=by, at=now())
    code = _board(db, workshop_id).workshop.code
    assert code, "it was just opened"
    rehearsal = Rehearsal(DatabaseDoor(db, code), count, seed=seed)
    rehearsal.join()
    for number in _board(db, workshop_id).plan.asking:
        seen = _board(db, workshop_id).workshop.step
        workshops.go(db, workshop_id, seen=seen, to=number, at=now())
        if not _board(db, workshop_id).current.state.open:
            workshops.open_step(db, workshop_id, number, at=now())
        rehearsal.tick(float(number * 1_000))
        rehearsal.tick(float(number * 1_000 + 999))
    workshops.end(db, workshop_id, by=by, at=now())


def _board(db: Database, workshop_id: str) -> Board:
    board = workshops.board(db, workshop_id, locale=SOURCE)
    assert board is not None, "it was just prepared"
    return board
