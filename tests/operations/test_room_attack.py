"""An attacker who looks at every screen at every moment, and learns nobody's answer.

Whatever the trainer and the phones do, in whatever order: what is shown of a step is of
nobody or of five people or more, and whatever two moments are compared, between them
stand nobody or five people or more. Who stands behind a screen the attacker does not
know; the test does, because it reads the table of answers.
"""

import itertools
import json
import logging
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from dd_toolkit.core.publishing import FEWEST
from dd_toolkit.operations import workshops
from dd_toolkit.web.rooms import board_document, outcome_document, seat_document
from tests.operations.workshop_builders import (
    AFTER,
    BEFORE,
    OWN,
    PLAN,
    SEVERAL,
    STEPS,
    a_room,
    people,
    secret_of,
)
from tests.storage.databases import rows

STEPS_OF_ATTACK = (OWN, SEVERAL, *BEFORE, *AFTER)
_numbers = itertools.count(1)


class Attack(RuleBasedStateMachine):
    """Trainer and phones do what they like; after each act the attacker looks."""

    def __init__(self, db):
        super().__init__()
        self.db = db
        self.joined = 0
        self.seen = {number: [] for number in STEPS_OF_ATTACK}
        """What was ever shown of a step, with who stands behind it."""
        self.gains = []

    @initialize(pace=st.sampled_from(["trainer", "free"]), first=st.integers(0, 12))
    def open_the_room(self, pace, first):
        self.room = a_room(self.db, workshop_id=f"w{next(_numbers)}", pace=pace)
        self.join(first)

    @rule(count=st.integers(1, 6))
    def join(self, count):
        names = people(count, first=self.joined + 1)
        self.joined += count
        if self.room.workshop.code:
            self.room.joins(*names)

    @rule(
        number=st.sampled_from(STEPS_OF_ATTACK),
        first=st.integers(0, 30),
        count=st.integers(1, 12),
        option=st.integers(0, 2),
    )
    def some_answer(self, number, first, count, option):
        """New answers, changed ones and repeated ones alike."""
        choices = PLAN.steps[number].choices
        for name in people(count, first=1 + first % max(self.joined, 1)):
            self.room.answers(name, number, choices[option])
            self.look()

    @rule(first=st.integers(0, 30), count=st.integers(1, 12), option=st.integers(0, 1))
    def some_do_a_whole_half(self, first, count, option):
        for half in (BEFORE, AFTER):
            for number in half:
                self.some_answer(number, first, count, option)

    @rule(number=st.sampled_from(STEPS_OF_ATTACK))
    def open(self, number):
        self.room.opens(number)

    @rule(number=st.sampled_from(STEPS_OF_ATTACK))
    def close(self, number):
        self.room.closes(number)

    @rule(number=st.sampled_from(STEPS_OF_ATTACK))
    def show(self, number):
        self.room.shows(number)

    @rule(number=st.sampled_from(STEPS_OF_ATTACK))
    def hide(self, number):
        self.room.hides(number)

    @rule(number=st.integers(0, len(STEPS) - 1))
    def go(self, number):
        self.room.goes_to(number)

    @rule()
    def end(self):
        self.room.ends()

    @invariant()
    def look(self):
        if not hasattr(self, "room"):
            return
        board = self.room.board()
        for number in STEPS_OF_ATTACK:
            shown = board.outcomes[number].distribution
            if shown is not None:
                self.seen[number].append((shown, self.behind(number)))
        self.gains += board.gains
        self.every_screen_tells_the_same(board)

    def behind(self, number):
        """Who was counted in a step, and what they had chosen."""
        asked = (number,)
        if pairs := PLAN.pairs(number):
            asked = tuple(itertools.chain(*pairs))
        counted = {
            (row["number"], row["participant_id"]): row["chosen"]
            for row in rows(self.db, "workshop_answer")
            if row["workshop_id"] == self.room.id and row["counted_in"] is not None
        }
        everybody = {person for _, person in counted}
        return {
            person: counted[number, person]
            for person in everybody
            if all((one, person) in counted for one in asked)
        }

    def every_screen_tells_the_same(self, board):
        """Console, projector, summary, spreadsheet and phones read one snapshot."""
        again = workshops.board(self.db, self.room.id, locale="ar")
        assert [one.distribution for one in again.outcomes] == [
            one.distribution for one in board.outcomes
        ]
        if self.joined and (seat := self.room.seat("p1")):
            for number, outcome in seat.shown.items():
                assert outcome.distribution == board.outcomes[number].distribution

    def teardown(self):
        """The attacker compares all that was written down."""
        for shown in self.seen.values():
            for distribution, behind in shown:
                assert distribution.people == len(behind) >= FEWEST
                assert distribution.chosen == tallied(behind, distribution.chosen)
            for (one, before), (other, after) in itertools.combinations(shown, 2):
                between = before.keys() ^ after.keys()
                assert not between or len(between) >= FEWEST
                assert all(
                    before[name] == after[name] for name in before & after.keys()
                )
                assert between or one == other
        assert len(set(map(repr, self.gains))) <= 1
        for gain in self.gains:
            assert gain.people >= FEWEST
            for number in BEFORE + AFTER:
                assert {len(behind) for _, behind in self.seen[number]} == {gain.people}


def tallied(behind, choices):
    counts = Counter(
        choice for chosen in behind.values() for choice in json.loads(chosen)
    )
    return {choice: counts[choice] for choice in choices}


def test_whatever_happens_no_two_screens_expose_fewer_than_five(db):
    run_state_machine_as_test(
        lambda: Attack(db),
        settings=settings(max_examples=60, stateful_step_count=25, deadline=None),
    )


def figures_in(document):
    """Every number in a document, however deep."""
    if isinstance(document, dict):
        return [one for value in document.values() for one in figures_in(value)]
    if isinstance(document, list):
        return [one for value in document for one in figures_in(value)]
    return [document] if type(document) in (int, float) else []


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

    noted = repr(rows(db, "audit_entry")) + caplog.text
    phones = [row["id"] for row in rows(db, "participant")]

    assert not [one for one in ("v50", secret_of("p1"), *phones) if one in noted]
