"""Trainers and phones: what each act does, and what it refuses."""

import datetime
from dataclasses import replace

import pytest

from dd_toolkit.core.publishing import Distribution
from dd_toolkit.operations import accounts as account_acts
from dd_toolkit.operations import rooms, workshops
from dd_toolkit.operations.rooms import (
    Answered,
    Joined,
    NotAnswered,
    NotJoined,
    secret_in_room,
)
from dd_toolkit.operations.workshops import Done, NotDone, NotPrepared
from dd_toolkit.storage import accounts, participants
from dd_toolkit.storage.database import open_database
from tests.operations.builders import AT
from tests.operations.workshop_builders import (
    AFTER,
    BEFORE,
    DAY,
    OWN,
    PLAN,
    PRACTICE,
    SEVERAL,
    STEPS,
    WELCOME,
    a_room,
    a_trainer,
    people,
    prepared,
    secret_of,
)
from tests.storage.databases import all_at_once, rows

LAST = len(STEPS) - 1


# --- prepare -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"plan": replace(PLAN, steps=STEPS[:1])}, "empty"),
        ({"plan": replace(PLAN, steps=(*STEPS, STEPS[OWN]))}, "twice"),
    ],
)
def test_what_cannot_be_held_is_not_prepared(db, changes, reason):
    assert prepared(db, **changes) == NotPrepared(reason)
    assert rows(db, "workshop") == []


def test_a_prepared_workshop_has_no_code_and_nobody_in_it(db):
    workshop = prepared(db)

    assert (workshop.state, workshop.code, workshop.joined) == ("prepared", None, 0)


def test_it_can_be_changed_until_it_opens(db):
    prepared(db)
    change = {"plans": None, "pace": "free", "at": AT}

    before = workshops.revise(db, "w", title="Another day", **change)
    workshops.open_room(db, "w", by="trainer", at=AT)
    after = workshops.revise(db, "w", title="A third day", **change)

    assert (before, after) == (Done(), NotPrepared("opened"))
    assert workshops.board(db, "w", locale="en").workshop.title == "Another day"


def test_each_phone_reads_its_own_language(db):
    room = a_room(db, "p1")

    assert room.seat("p1", locale="ar").plan.title == "يوم"
    assert room.seat("p1", locale="en").plan.title == "A day"


# --- join ----------------------------------------------------------------------------


def test_a_phone_joins_once_however_often_it_asks(db):
    room = a_room(db).joins("p1", "p1", "p1")

    assert room.workshop.joined == len(rows(db, "participant")) == 1


def test_what_is_kept_of_a_phone_is_a_hash_and_the_day(db):
    a_room(db, "p1")

    (kept,) = rows(db, "participant")

    assert set(kept) == {
        "id",
        "workshop_id",
        "secret_sha256",
        "simulated_at",
        "joined_on",
    }
    assert kept["joined_on"] == "2026-11-23"


def test_one_phone_in_two_workshops_is_two_that_nothing_joins(db):
    a_room(db, "p1", workshop_id="w")
    a_room(db, "p1", workshop_id="v")

    one, other = rows(db, "participant")

    assert one["secret_sha256"] != other["secret_sha256"]
    assert secret_in_room("s", "w") != secret_in_room("s", "v")


@pytest.mark.parametrize("typed", ["", "3478", "AAAAAA", "DROP TABLE", "\ud800"])
def test_a_wrong_code_opens_no_room(db, typed):
    a_room(db)

    assert rooms.join(db, typed, "s", at=AT) == NotJoined("code")


def test_a_code_ends_with_its_workshop(db):
    room = a_room(db)
    code = room.workshop.code
    room.ends()

    assert rooms.join(db, code, "s", at=AT) == NotJoined("code")
    assert room.workshop.code is None


def test_two_open_workshops_never_share_a_code(db, monkeypatch):
    numbers = iter([7, 7, 8])
    monkeypatch.setattr(workshops.secrets, "randbelow", lambda _: next(numbers))

    one, other = a_room(db, workshop_id="w"), a_room(db, workshop_id="v")

    assert one.workshop.code != other.workshop.code


def test_a_latecomer_joins_while_it_goes_on(db):
    room = a_room(db, "p1")
    room.opens(OWN)

    room.joins("late")

    assert room.answers("late", OWN, "v100") == Answered()


def test_forty_phones_that_join_at_once_are_forty(db, address):
    room = a_room(db)
    code = room.workshop.code

    def joins(name):
        def act():
            own = open_database(address)
            joined = rooms.join(own, code, secret_of(name), at=AT)
            own.close()
            return joined

        return act

    joined = all_at_once(*map(joins, people(20) * 2))

    assert joined == [Joined("w")] * 40
    assert room.workshop.joined == len(rows(db, "participant")) == 20


# --- run -----------------------------------------------------------------------------


def test_nothing_happens_in_a_workshop_that_is_not_open(db):
    prepared(db)
    room = a_room(db, workshop_id="other")
    room.id = "w"

    acts = [room.goes_to(1), room.opens(OWN), room.closes(OWN), room.ends()]

    assert acts == [NotDone("state")] * 4


def test_two_consoles_that_press_next_at_once_go_one_step(db, address):
    room = a_room(db)

    def press():
        own = open_database(address)
        done = workshops.go(own, "w", seen=WELCOME, to=OWN, at=AT)
        own.close()
        return done

    assert all_at_once(press, press, press) == [Done()] * 3
    assert room.workshop.step == OWN


def test_a_console_that_shows_an_old_step_moves_nothing(db):
    room = a_room(db)
    room.goes_to(OWN)

    stale = workshops.go(db, "w", seen=WELCOME, to=DAY, at=AT)

    assert stale == NotDone("moved")
    assert room.workshop.step == OWN


@pytest.mark.parametrize("to", [-1, LAST + 1, 10**9])
def test_there_is_no_step_beyond_the_plan(db, to):
    room = a_room(db)

    assert room.goes_to(to) == NotDone("step")
    assert room.workshop.step == WELCOME


@pytest.mark.parametrize("number", [WELCOME, -1, LAST + 1])
def test_what_asks_nothing_cannot_be_opened(db, number):
    a_room(db)

    assert workshops.open_step(db, "w", number, at=AT) == NotDone("step")


def test_at_the_trainers_pace_only_what_everybody_sees_opens(db):
    a_room(db)

    assert workshops.open_step(db, "w", OWN, at=AT) == NotDone("moved")


def test_going_on_closes_what_is_left(db):
    room = a_room(db)
    room.opens(OWN)

    room.goes_to(SEVERAL)

    assert room.outcome(OWN).state.closed


def test_going_on_within_a_block_leaves_it_open(db):
    room = a_room(db)
    room.opens(BEFORE[0])

    room.goes_to(BEFORE[1])

    assert [room.outcome(number).state.open for number in BEFORE] == [True, True]


def test_at_a_free_pace_everything_opens_but_what_comes_at_the_end(db):
    room = a_room(db, "p1", pace="free")

    opened = room.seat("p1").open_steps

    assert opened == (OWN, SEVERAL, *BEFORE, *PRACTICE)


@pytest.mark.parametrize("act", ["opens", "closes", "shows", "hides"])
def test_an_act_done_twice_is_done_once(db, act):
    room = a_room(db)
    room.opens(OWN)

    first, state = getattr(room, act)(OWN), room.outcome(OWN).state
    again = getattr(room, act)(OWN)

    assert (first, again) == (Done(), Done())
    assert room.outcome(OWN).state == state


def test_phones_hear_of_every_act(db):
    room = a_room(db, "p1")
    heard = []
    for act in (room.opens, room.shows, room.hides, room.closes):
        act(OWN)
        heard.append(rooms.revision_for(db, "w", secret_of("p1")))

    assert heard == sorted(set(heard))


def test_the_end_closes_and_counts_everything(db):
    room = a_room(db, *people(6))
    room.opens(OWN)
    room.all_answer(people(6), OWN, "v0")

    room.ends()

    assert room.outcome(OWN).distribution.people == 6
    assert room.opens(OWN) == NotDone("state")


# --- answer --------------------------------------------------------------------------


def test_an_answer_sent_twice_is_counted_once(db):
    room = a_room(db, *people(5))
    room.opens(OWN)

    room.all_answer(people(5) * 3, OWN, "v50")
    room.closes(OWN)

    assert room.outcome(OWN).answered == 5
    assert room.outcome(OWN).distribution.chosen["v50"] == 5


def test_an_answer_can_be_changed_until_it_is_counted(db):
    room = a_room(db, *people(5))
    room.opens(OWN)
    room.all_answer(people(5), OWN, "v0")

    room.all_answer(people(5), OWN, "v100")
    room.closes(OWN)

    assert room.outcome(OWN).distribution.chosen["v100"] == 5


def test_an_answer_that_was_counted_stays(db):
    room = a_room(db, *people(5))
    room.opens(OWN)
    room.all_answer(people(5), OWN, "v0")
    room.closes(OWN)
    room.opens(OWN)

    assert room.answers("p1", OWN, "v100") == NotAnswered("counted")
    assert room.answers("p1", OWN, "v0") == Answered()
    assert room.seat("p1").answers[OWN] == rooms.OwnAnswer(("v0",), counted=True)


@pytest.mark.parametrize(
    ("name", "number", "chosen", "reason"),
    [
        ("nobody", OWN, ("v100",), "stranger"),
        ("p1", SEVERAL, ("x",), "closed"),
        ("p1", OWN, ("other",), "choice"),
        ("p1", OWN, (), "choice"),
        ("p1", WELCOME, ("v100",), "choice"),
        ("p1", -1, ("v100",), "choice"),
        ("p1", 10**9, ("v100",), "choice"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(db, name, number, chosen, reason):
    room = a_room(db, "p1")
    room.opens(OWN)

    assert room.answers(name, number, *chosen) == NotAnswered(reason)
    assert rows(db, "workshop_answer") == []


def test_a_phone_of_another_room_is_a_stranger(db):
    a_room(db, "p1", workshop_id="other")
    room = a_room(db)
    room.opens(OWN)

    assert room.answers("p1", OWN, "v100") == NotAnswered("stranger")


def test_a_late_answer_is_refused(db):
    room = a_room(db, "p1")
    room.opens(OWN)
    room.closes(OWN)

    assert room.answers("p1", OWN, "v100") == NotAnswered("closed")


def test_answers_sent_at_once_are_counted_once_each(db, address):
    room = a_room(db, *people(12))
    room.opens(OWN)
    room.shows(OWN)

    def answers(name):
        def act():
            own = open_database(address)
            sent = rooms.answer(own, "w", secret_of(name), OWN, ("v100",))
            own.close()
            return sent

        return act

    sent = all_at_once(*map(answers, people(12) * 2))
    room.closes(OWN)

    assert sent == [Answered()] * 24
    assert room.outcome(OWN).answered == 12
    assert room.outcome(OWN).distribution.chosen["v100"] == 12


def test_a_phone_that_reloads_is_where_it_was(db):
    room = a_room(db, "p1")
    room.opens(OWN)
    room.answers("p1", OWN, "v50")

    seat = room.seat("p1")

    assert seat.open_steps == (OWN,)
    assert seat.answers[OWN] == rooms.OwnAnswer(("v50",), counted=False)


# --- shown ---------------------------------------------------------------------------


def test_while_it_is_hidden_nothing_is_counted(db):
    """So that whoever thinks again can change, until the room sees it."""
    room = a_room(db, *people(30))
    room.opens(OWN)

    room.all_answer(people(30), OWN, "v0")

    assert room.outcome(OWN).distribution is None
    assert room.outcome(OWN).answered == 30


def test_while_it_is_shown_it_grows_by_five_and_leaves_five_for_the_end(db):
    room = a_room(db, *people(20))
    room.opens(OWN)
    room.shows(OWN)

    sizes = []
    for name in people(20):
        room.answers(name, OWN, "v0")
        found = room.outcome(OWN).distribution
        sizes.append(found.people if found else 0)
    room.closes(OWN)

    assert sizes == [0] * 9 + [5] * 5 + [10] * 5 + [15]
    assert room.outcome(OWN).distribution.people == 20


def test_after_it_is_opened_again_one_more_changes_nothing(db):
    room = a_room(db, *people(6))
    room.opens(OWN)
    room.all_answer(people(5), OWN, "v0")
    room.closes(OWN)
    before = room.outcome(OWN).distribution
    room.opens(OWN)
    room.answers("p6", OWN, "v100")
    room.closes(OWN)

    after = room.outcome(OWN)

    assert (
        after.distribution
        == before
        == Distribution(
            5, {"v100": 0, "v50": 0, "v0": 5, "unknown": 0, "not-applicable": 0}
        )
    )
    assert after.left_out == 1


def test_a_check_shows_nothing_before_its_second_half_is_closed(db):
    room = a_room(db, *people(9))
    for half, choice in ((BEFORE, "b"), (AFTER, "a")):
        room.opens(half[0])
        room.shows(half[0])
        for number in half:
            room.all_answer(people(9), number, choice)
        assert not any(room.outcome(n).distribution for n in BEFORE + AFTER)
        room.closes(half[0])

    assert [room.outcome(n).distribution.people for n in BEFORE + AFTER] == [9] * 4
    (gain,) = room.board().gains
    assert (gain.before, gain.after, gain.people) == (0, 1, 9)


def test_a_check_that_was_compared_takes_no_more_answers(db):
    room = a_room(db, *people(5))
    for half in (BEFORE, AFTER):
        room.opens(half[0])
        for number in half:
            room.all_answer(people(5), number, "a")
    room.closes(AFTER[0])

    assert room.opens(AFTER[0]) == NotDone("published")
    assert room.opens(BEFORE[0]) == NotDone("published")


def test_a_check_of_too_few_may_be_opened_again(db):
    room = a_room(db, *people(5))
    for half in (BEFORE, AFTER):
        room.opens(half[0])
        for number in half:
            room.all_answer(people(4), number, "a")
    room.closes(AFTER[0])

    assert room.opens(AFTER[0]) == Done()
    assert room.board().gains == ()


def test_whoever_missed_half_a_check_is_counted_as_left_out(db):
    room = a_room(db, *people(6))
    for half, who in ((BEFORE, people(6)), (AFTER, people(5))):
        room.opens(half[0])
        for number in half:
            room.all_answer(who, number, "a")
    room.closes(AFTER[0])

    assert [room.outcome(n).left_out for n in BEFORE + AFTER] == [1, 1, 0, 0]


# --- simulated -----------------------------------------------------------------------


def test_simulated_phones_are_in_rehearsals_only(db):
    real = a_room(db).joins("p1", simulated=True)
    rehearsed = a_room(db, workshop_id="r", rehearsal=True).joins("p1", simulated=True)

    assert real.workshop.joined == 0
    assert rehearsed.workshop.joined == 1
    assert rehearsed.workshop.rehearsal
    assert [row["simulated_at"] is None for row in rows(db, "participant")] == [False]


# --- certificates --------------------------------------------------------------------


def certificate(db, who, name, certificate_id="c"):
    return rooms.ask_certificate(
        db, "w", secret_of(who), name, certificate_id=certificate_id, at=AT
    )


def test_a_name_is_asked_for_once_and_can_be_corrected(db):
    a_room(db, "p1")

    first = certificate(db, "p1", "  Lina   Haddad ", "c1")
    again = certificate(db, "p1", "لينا حداد", "c2")

    assert first == again == rooms.own_certificate(db, "w", secret_of("p1")) == "c1"
    assert [one.name for one in participants.certificates(db, "w")] == ["لينا حداد"]


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_printed_is_refused(db, name):
    a_room(db, "p1")

    assert certificate(db, "p1", name) is None


def test_somebody_who_was_not_there_gets_no_certificate(db):
    a_room(db)

    assert certificate(db, "nobody", "Lina") is None


def test_nothing_leads_from_a_name_to_a_phone(db):
    a_room(db, "p1")
    certificate(db, "p1", "Lina")

    (phone,), (kept,) = rows(db, "participant"), rows(db, "certificate")

    assert not {str(one) for one in phone.values()} & {
        str(kept[column]) for column in ("id", "secret_sha256", "name")
    }


# --- afterwards ----------------------------------------------------------------------


def ended(db, *names):
    room = a_room(db, *names)
    room.opens(OWN)
    room.all_answer(names, OWN, "v50")
    certificate(db, names[0], "Lina")
    room.ends()
    return room


@pytest.mark.parametrize(
    ("days", "answers", "phones"), [(6, 6, 6), (8, 0, 6), (29, 0, 6), (31, 0, 0)]
)
def test_answers_are_removed_after_a_week_and_phones_after_a_month(
    db, days, answers, phones
):
    ended(db, *people(6))

    workshops.sweep(db, at=AT + datetime.timedelta(days=days))

    assert len(rows(db, "workshop_answer")) == answers
    assert len(rows(db, "participant")) == phones
    assert len(rows(db, "certificate")) == min(phones, 1)


def test_what_was_shown_stays_when_the_answers_are_removed(db):
    room = ended(db, *people(6))
    before = room.board()

    workshops.sweep(db, at=AT + datetime.timedelta(days=400))

    assert room.board() == before
    assert before.workshop.joined == 6


def test_an_open_workshop_is_not_swept(db):
    room = a_room(db, *people(5))
    room.opens(OWN)
    room.all_answer(people(5), OWN, "v0")

    workshops.sweep(db, at=AT + datetime.timedelta(days=400))

    assert len(rows(db, "workshop_answer")) == 5


def test_a_trainer_who_is_forgotten_leaves_no_workshop(db):
    a_trainer(db, "other")
    a_room(db, workshop_id="others", trainer_id="other")
    ended(db, *people(6))

    refused = account_acts.erase(
        db, accounts.account(db, "trainer"), password="", at=AT
    )

    assert refused is None
    assert [row["id"] for row in rows(db, "workshop")] == ["others"]
    assert rows(db, "workshop_answer") == rows(db, "certificate") == []


@pytest.mark.parametrize(("text", "kept"), [("Repay fees", True), ("x" * 4001, False)])
def test_the_next_steps_are_kept_if_they_fit(db, text, kept):
    room = ended(db, *people(5))

    assert workshops.write_next_steps(db, "w", text) == kept
    assert (room.workshop.next_steps == text) == kept


def test_the_log_tells_of_the_workshop_and_of_nobody_in_it(db):
    ended(db, *people(6))

    noted = [
        (row["action"], row["actor"], row["subject"]) for row in rows(db, "audit_entry")
    ]

    assert noted == [
        ("workshop-begun", "trainer", "w"),
        ("workshop-opened", "trainer", "w"),
        ("workshop-ended", "trainer", "w"),
    ]
