"""Every write of a review carries its own condition, whoever asks for it and why."""

from dd_toolkit.storage import (
    field_notes,
    review_states,
    reviewers,
    reviews,
    verdicts,
)
from tests.operations.reviews import (
    CHANGED,
    a_note,
    a_review,
    a_signed_review,
    add_note,
    decide,
    reply,
    send_findings,
    sign,
)
from tests.storage.databases import AT, contents, rows

AUDITOR = {"by": "lead", "at": AT}

WRITES = {
    "decide": lambda db: review_states.take_revision(
        db, "c", about="a", move="decide", part=None, **AUDITOR
    ),
    "note": lambda db: review_states.take_revision(
        db, "c", about="a", move="note", part=None, **AUDITOR
    ),
    "reply": lambda db: review_states.take_reply_revision(db, "c", by="owner"),
    "send back": lambda db: review_states.send_back(db, "c", **AUDITOR),
    "follow": lambda db: review_states.follow(db, old_id="a", new_id="a"),
    "send findings": lambda db: review_states.send_findings(
        db, "c", days=14, until="2027-01-01", **AUDITOR
    ),
    "agree": lambda db: review_states.agree(db, "c", seen=4, **AUDITOR),
    "sign": lambda db: review_states.sign(db, "c", seen=4, **AUDITOR),
    "set the day": lambda db: review_states.set_due(db, "c", "2027-01-01"),
    "four eyes": lambda db: review_states.want_four_eyes(db, "c", since=AT),
    "assign": lambda db: reviewers.assign(
        db, "c", "other", part="lead", by="admin", at=AT
    ),
    "unassign": lambda db: reviewers.end_assignment(db, "c", "lead", at=AT),
    "give a section": lambda db: reviewers.give_section(
        db, "c", "m.wages", "lead", by="lead", at=AT
    ),
    "take a section": lambda db: reviewers.take_section_back(db, "c", "m.documents"),
    "withdraw a note": lambda db: field_notes.withdraw_note(
        db, "c", "note-0001", by="lead", at=AT
    ),
}


def a_full_review(db):
    a_review(db)
    decide(db, "m.q1", CHANGED)
    add_note(db)
    send_findings(db)
    reply(db)
    reviewers.give_section(db, "c", "m.documents", "lead", by="lead", at=AT)


def test_each_write_is_possible_before_the_signature(db):
    a_full_review(db)

    impossible = [name for name, write in WRITES.items() if not wrote(db, write)]

    assert impossible == []


class Back(Exception):
    """Rolls a transaction back."""


def wrote(db, write):
    """Did it change something? It is rolled back."""
    before = contents(db)
    changed = []
    try:
        with db.atomic():
            write(db)
            changed.append(contents(db) != before)
            raise Back  # noqa: TRY301 - only to undo
    except Back:
        return changed[0]


def test_none_is_possible_after_it(db):
    a_full_review(db)
    sign(db)
    before = contents(db)

    outcomes = {name: write(db) for name, write in WRITES.items()}

    assert {name for name, outcome in outcomes.items() if outcome} == set()
    assert contents(db) == before


def test_a_note_of_the_same_id_is_never_overwritten(db):
    a_review(db)
    add_note(db)

    assert not field_notes.add_note(db, "c", a_note(text="Other words.", at=AT))
    assert [row["text"] for row in rows(db, "field_note")] == [a_note().text]


def test_an_assessment_has_one_open_review(db):
    a_review(db)

    begun = reviews.add_review(
        db, review_id="c2", assessment_id="a", reply_days=14, by="owner", at=AT
    )

    assert not begun


def test_a_verdict_is_read_as_it_was_written(db):
    a_signed_review(db, q1=CHANGED)

    (given,) = verdicts.verdict_history(db, "c")
    assert (given.verdict, given.by, given.through) == (CHANGED, "lead", "page")
