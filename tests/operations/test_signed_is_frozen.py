"""Who may do what in a review, and that nothing is written once it is signed.

Each table crosses every act with people and states; what is refused writes nothing.
"""

import contextlib
import datetime

import pytest

from dd_toolkit.operations import assigning, replying
from dd_toolkit.operations.reviewing import Refused, open_review
from dd_toolkit.operations.verdicts import BulkDecided, confirm_minor
from tests.operations.builders import AT
from tests.operations.reviews import (
    CHANGED,
    NOT_VERIFIABLE,
    PEOPLE,
    SETTINGS,
    a_review,
    add_note,
    agree,
    assign,
    correct,
    decide,
    later,
    reply,
    send_back,
    send_findings,
    share,
    sign,
    withdraw_note,
)
from tests.storage.databases import contents, rows

TOMORROW = datetime.date(2026, 11, 24)

AUDITORS_ACTS = {
    "decide": lambda db, by: decide(db, "m.q3", NOT_VERIFIABLE, by=by),
    "take back": lambda db, by: decide(db, "m.q1", None, by=by),
    "confirm many": lambda db, by: confirm_minor(
        db, open_review(db, "c"), ("m.q2",), by=by, at=AT
    ),
    "note": lambda db, by: add_note(db, by=by, id=f"note-of-{by}"),
    "withdraw a note": lambda db, by: withdraw_note(db, by=by),
    "send back": lambda db, by: send_back(db, by=by),
    "send findings": lambda db, by: send_findings(db, by=by),
    "agree": lambda db, by: agree(db, by=by),
    "sign": lambda db, by: sign(db, by=by),
    "correct": lambda db, by: correct(db, by=by),
    "give a section": lambda db, by: assigning.give_section(
        db, "c", "m.documents", "second", by=by, at=AT
    ),
    "take a section": lambda db, by: assigning.give_section(
        db, "c", "m.documents", "", by=by, at=AT
    ),
    "want four eyes": lambda db, by: assigning.ask_for_four_eyes(
        db, "c", wanted=True, by=by, at=AT
    ),
}

ASSIGNERS_ACTS = {
    "assign": lambda db, by: assign(db, "other", by=by),
    "unassign": lambda db, by: assigning.unassign(db, "c", "second", by=by, at=AT),
    "set the day": lambda db, by: assigning.set_due(db, "c", TOMORROW, by=by, at=AT),
    "waive four eyes": lambda db, by: assigning.ask_for_four_eyes(
        db, "c", wanted=False, by=by, at=AT
    ),
}

EMPLOYERS_ACTS = {
    "reply": lambda db, by: reply(db, text="Anew.", by=by, seen=99),
    "tell that replies are done": lambda db, by: replying.replies_done(
        db, SETTINGS, "c", by=by, at=AT
    ),
    "share": lambda db, by: share(db, by=by),
}

ACTS = {**AUDITORS_ACTS, **ASSIGNERS_ACTS, **EMPLOYERS_ACTS}

AFTER_SIGNING = {"correct", "share"}
"""What is only possible then; neither changes the signed review."""

MAY = {
    "lead": {*AUDITORS_ACTS},
    "second": {"decide", "take back", "confirm many", "note", "agree"},
    "admin": {
        *ASSIGNERS_ACTS,
        "give a section",
        "take a section",
        "want four eyes",
    },
    "officer": {
        *ASSIGNERS_ACTS,
        "give a section",
        "take a section",
        "want four eyes",
    },
    "owner": {*EMPLOYERS_ACTS},
    "colleague": {"reply"},
    "stranger": set(),
    "other": set(),
    "nobody": set(),
}
"""Who may do which act, in some state; everybody else is refused in any."""


def a_full_review(db):
    """A review in which there is something of everything, replied to."""
    a_review(db, second=True)
    decide(db, "m.q1", CHANGED)
    decide(db, "m.q1", CHANGED, by="second")
    add_note(db)
    assigning.give_section(db, "c", "m.documents", "lead", by="lead", at=AT)
    send_findings(db)
    reply(db)


def refused(outcome):
    return isinstance(outcome, Refused) or outcome == BulkDecided((), ())


class Back(Exception):
    """Rolls a transaction back."""


def undone(db, act, by):
    """What an act gives, and whether it changed anything; it is rolled back."""
    before = contents(db)
    given = []
    with contextlib.suppress(Back), db.atomic():
        given.append(act(db, by))
        given.append(contents(db) != before)
        back()
    return tuple(given)


def back():
    raise Back


def test_the_table_of_who_may_knows_everybody():
    assert MAY.keys() == {*PEOPLE, "nobody"}


def test_nobody_does_what_is_not_theirs_to_do(db):
    a_full_review(db)

    slipped = [
        (person, name)
        for person, allowed in MAY.items()
        for name, act in ACTS.items()
        if name not in allowed
        for outcome, wrote in [undone(db, act, person)]
        if not refused(outcome) or wrote
    ]

    assert slipped == []


def test_everybody_does_what_is_theirs_to_do(db):
    a_full_review(db)

    hindered = [
        (person, name)
        for person, allowed in MAY.items()
        for name in sorted(allowed - AFTER_SIGNING - {"tell that replies are done"})
        for outcome, wrote in [undone(db, ACTS[name], person)]
        if refused(outcome) or not wrote
    ]

    assert hindered == []


def test_what_was_signed_is_frozen_for_every_act_of_everybody(db):
    a_full_review(db)
    assert not refused(sign(db))

    thawed = [
        (person, name, outcome)
        for person in MAY
        for name, act in ACTS.items()
        if name not in AFTER_SIGNING
        for outcome, wrote in [undone(db, act, person)]
        if not refused(outcome) or wrote
    ]

    assert thawed == []


def test_what_was_signed_says_so_to_those_whose_it_is(db):
    a_full_review(db)
    sign(db)

    reasons = {
        name: outcome.reason
        for person, name in [
            ("lead", "decide"),
            ("lead", "take back"),
            ("lead", "note"),
            ("lead", "send back"),
            ("lead", "send findings"),
            ("lead", "agree"),
            ("lead", "sign"),
            ("lead", "give a section"),
            ("admin", "assign"),
            ("admin", "unassign"),
            ("admin", "set the day"),
            ("owner", "reply"),
        ]
        for outcome, _ in [undone(db, ACTS[name], person)]
    }

    assert set(reasons.values()) == {"signed"}


STATE_ALLOWS = {
    "submitted": {"decide", "note", "send back"},
    "in-review": {"decide", "note", "send back", "send findings", "agree"},
    "sent-back": {"decide", "note"},
    "replying": {"decide", "note", "send back", "send findings", "agree", "reply"},
    "signed": {"correct", "share"},
}
"""Which acts a state allows to those who may; ``sign`` hangs on more than the state."""


@pytest.mark.parametrize("state", STATE_ALLOWS)
def test_a_state_allows_its_acts_and_no_other(db, state):
    a_full_review(db)
    db.execute(
        "UPDATE review SET state = :state, signed_at = :signed",
        {"state": state, "signed": "2026" if state == "signed" else None},
    )
    judged = ["decide", "note", "send back", "send findings", "agree", "correct"]
    actors = {"reply": "owner", "share": "owner"}

    allowed = {
        name
        for name in [*judged, "reply", "share"]
        if not refused(undone(db, ACTS[name], actors.get(name, "lead"))[0])
    }

    assert allowed == STATE_ALLOWS[state]


def test_a_signed_review_keeps_every_row_through_it_all(db):
    a_full_review(db)
    sign(db)
    tables = ["review", "verdict", "field_note", "reply", "review_result", "case_line"]
    before = {name: rows(db, name) for name in tables}

    for person in MAY:
        for name, act in ACTS.items():
            if name not in AFTER_SIGNING:
                act(db, person)

    assert {name: rows(db, name) for name in tables} == before


def test_a_review_that_is_not_there_is_nobodys(db):
    a_full_review(db)

    assert assigning.set_due(db, "none", TOMORROW, by="admin", at=AT) == Refused(
        "unknown"
    )
    assert correct(db, review_id="none") == Refused("unknown")
    assert open_review(db, "none") is None
    assert later() == AT
