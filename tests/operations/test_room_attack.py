"""An attacker who looks at every screen at every moment, and learns nobody's answer.

Whatever the trainer and the phones do, in whatever order: what is shown of a step is of
nobody or of five people or more, and whatever two moments are compared, between them
stand nobody or five people or more. Who stands behind a screen the attacker does not
know; the test does, because it reads the table of answers.
"""

import itertools
import json
import logging
import random
from collections import Counter
from dataclasses import replace

import pytest

from dd_toolkit.core.publishing import FEWEST
from dd_toolkit.storage import workshops as workshops_stored
from dd_toolkit.web.rooms import board_document, outcome_document, seat_document
from tests.operations.workshop_builders import (
    AFTER,
    BEFORE,
    OWN,
    PLAN,
    STEPS,
    a_room,
    people,
    secret_of,
)
from tests.storage.databases import rows

WATCHED = (OWN, *BEFORE, *AFTER)
OFTEN = (OWN,) * 5 + WATCHED
WALKS = 15
_numbers = itertools.count(1)


class Attack:
    """Trainer and phones do what chance wants; after each act the attacker looks."""

    def __init__(self, db, chance):
        self.db, self.chance = db, chance
        pace = chance.choice(["trainer", "free"])
        self.room = a_room(db, workshop_id=f"w{next(_numbers)}", pace=pace)
        self.names = []
        self.join(chance.randint(5, 20))
        self.seen = {number: [] for number in WATCHED}
        """What was shown of a step, one after the other, with who stands behind it."""
        self.gains = []

    def goes_on(self, acts):
        for _ in range(acts):
            (act,) = self.chance.choices(
                [
                    *(self.some_answer, self.a_half_is_done, self.join),
                    *(self.open, self.show, self.close, self.hide),
                ],
                weights=[12, 4, 2, 5, 5, 4, 1],
            )
            act()
            self.look()
        self.room.ends()
        self.look()

    def join(self, count=0):
        count = count or self.chance.randint(1, 5)
        new = people(count, first=len(self.names) + 1)
        self.room.joins(*new)
        self.names += new

    def some(self):
        return self.chance.sample(self.names, self.chance.randint(1, len(self.names)))

    def some_answer(self):
        """New answers, changed ones and repeated ones alike."""
        self.answer(self.chance.choice(OFTEN), self.some())

    def answer(self, number, names):
        for name in names:
            choice = self.chance.choice(PLAN.steps[number].choices)
            self.room.answers(name, number, choice)
            self.look()

    def a_half_is_done(self):
        half = self.chance.choice([BEFORE, AFTER])
        names = self.some()
        self.room.opens(half[0])
        for number in half:
            self.answer(number, names)

    def open(self):
        self.room.opens(self.chance.choice(OFTEN))

    def close(self):
        self.room.closes(self.chance.choice(OFTEN))

    def show(self):
        self.room.shows(self.chance.choice(OFTEN))

    def hide(self):
        self.room.hides(self.chance.choice(OFTEN))

    def look(self):
        rows = workshops_stored.step_rows(self.db, self.room.id)
        for number in WATCHED:
            shown = rows[number].distribution if number in rows else None
            last = self.seen[number][-1][0] if self.seen[number] else None
            if shown != last:
                self.seen[number].append((shown, self.behind(number)))
        self.gains += [row.gain for row in rows.values() if row.gain]

    def behind(self, number):
        """Who stands behind what is shown of a step now, and with which answer."""
        asked = {number, *itertools.chain(*PLAN.pairs(number))}
        counted = self.db.query(
            """
            SELECT number, participant_id, chosen FROM workshop_answer
            WHERE workshop_id = :id AND counted_in IS NOT NULL
            """,
            {"id": self.room.id},
        )
        chosen = {
            (row["number"], row["participant_id"]): row["chosen"] for row in counted
        }
        return {
            person: chosen[number, person]
            for person in {person for _, person in chosen}
            if all((one, person) in chosen for one in asked)
        }

    def learns_nothing(self):
        """The attacker compares all that was ever shown."""
        for number, shown in self.seen.items():
            for distribution, behind in shown:
                assert distribution.people == len(behind) >= FEWEST
                assert distribution.chosen == tallied(behind, distribution.chosen)
            for (_, before), (_, after) in itertools.combinations(shown, 2):
                assert len(before.keys() ^ after.keys()) >= FEWEST
                assert all(before[who] == after[who] for who in before & after.keys())
            assert not shown or shown[-1][1] == self.behind(number)
        assert len(set(map(repr, self.gains))) <= 1
        for gain in self.gains:
            compared = [self.seen[number] for number in BEFORE + AFTER]
            assert [len(shown) for shown in compared] == [1] * 4
            assert {one.people for shown in compared for one, _ in shown} == {
                gain.people
            }


def tallied(behind, choices):
    counts = Counter(
        choice for chosen in behind.values() for choice in json.loads(chosen)
    )
    return {choice: counts[choice] for choice in choices}


def test_whatever_happens_no_two_screens_expose_fewer_than_five(db):
    attacks = [Attack(db, random.Random(seed)) for seed in range(WALKS)]
    for attack in attacks:
        attack.goes_on(acts=30)

    for attack in attacks:
        attack.learns_nothing()
    # Or it would have seen too little to learn from.
    assert sum(len(attack.seen[OWN]) > 1 for attack in attacks) >= WALKS / 3
    assert sum(bool(attack.gains) for attack in attacks) >= WALKS / 3


@pytest.mark.parametrize("answering", range(1, FEWEST))
def test_what_scripts_are_told_of_a_few_is_their_number(db, answering):
    """However the few answered, every screen says the same."""
    told = []
    for option in ("v100", "v0"):
        room = a_room(db, *people(answering), workshop_id=f"w-{option}")
        room.opens(OWN)
        room.shows(OWN)
        room.all_answer(people(answering), OWN, option)
        room.closes(OWN)
        board = room.board()
        told.append(
            [
                board_document(board),
                *[outcome_document(one) for one in board.outcomes],
                {**seat_document(room.joins("other").seat("other"))},
            ]
        )

    assert told[0] == told[1]


def test_one_who_comes_late_changes_no_screen(db):
    """Two worlds that differ in what the sixth answers look the same to all others."""
    told = []
    for option in ("v100", "v0"):
        room = a_room(db, *people(6), workshop_id=f"w-{option}")
        room.opens(OWN)
        room.shows(OWN)
        room.all_answer(people(5), OWN, "v50")
        room.closes(OWN)
        room.opens(OWN)
        room.answers("p6", OWN, option)
        room.closes(OWN)
        room.ends()
        told.append([outcome_document(one) for one in room.board().outcomes])

    assert told[0] == told[1]


def test_one_who_leaves_at_noon_gives_no_score_away(db):
    """Were the first half shown of all, the gain would tell what the sixth knew."""
    told = []
    for option in ("a", "b"):
        room = a_room(db, *people(6), workshop_id=f"w-{option}")
        for half, who in ((BEFORE, people(5)), (AFTER, people(5))):
            room.opens(half[0])
            for number in half:
                room.all_answer(who, number, "a")
            if half == BEFORE:
                for number in half:
                    room.answers("p6", number, option)
        room.ends()
        told.append([outcome_document(one) for one in room.board().outcomes])

    assert told[0] == told[1]


def test_a_plan_never_asks_one_practice_in_two_steps(db):
    """Or one person's coming or going would stand between two distributions."""
    twice = replace(PLAN, steps=(*STEPS, STEPS[OWN]))

    with pytest.raises(AssertionError):
        a_room(db, plan=twice)


def test_no_log_line_tells_of_a_phone_or_its_answer(db, caplog):
    caplog.set_level(logging.DEBUG)
    room = a_room(db, *people(6))
    room.opens(OWN)
    room.all_answer(people(6), OWN, "v50")
    room.ends()

    lines = [vars(record) for record in caplog.records]
    noted = repr([rows(db, "audit_entry"), lines])
    phones = [row["id"] for row in rows(db, "participant")]

    assert not [one for one in ("v50", secret_of("p1"), *phones) if one in noted]
