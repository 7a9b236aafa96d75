"""What people do is noted with the act, and no sentence of theirs comes in."""

import pytest

from dd_toolkit.core.audit_chain import Break, Link
from dd_toolkit.operations import audit
from dd_toolkit.operations.audit import Verified
from tests.operations.builders import AT, COMPLETE, a_draft, a_submitted_case, submit
from tests.storage.databases import rows


def noted(db):
    return [(e.actor, e.action, e.subject) for e in audit.entries_since(db, "")]


def note(db, **changes):
    given = {"actor": "account7", "action": "exported", "subject": "a", "at": AT}
    audit.note(db, **(given | changes))


def test_beginning_and_submitting_are_noted(db):
    a_submitted_case(db)

    assert noted(db) == [
        (audit.HOLDER, "begun", "a"),
        (audit.HOLDER, "submitted", "a"),
    ]


def test_a_submission_that_is_refused_is_not_noted(db):
    a_draft(db, {})
    submit(db)

    assert noted(db) == [(audit.HOLDER, "begun", "a")]


def test_no_answer_stands_in_the_log(db):
    a_draft(db, COMPLETE)
    submit(db)

    everything = repr(rows(db, "audit_entry"))
    assert not any(choice in everything for choice in ("garment", "v100", "v50"))


def test_an_action_that_is_not_on_the_list_is_refused(db):
    with pytest.raises(ValueError, match="add it to Action"):
        note(db, action="looked at")


@pytest.mark.parametrize(
    "fact", ["They keep the passports.", "two\nlines", "x" * 101, '"', "<b>"]
)
def test_a_fact_that_could_be_a_sentence_is_refused(db, fact):
    with pytest.raises(ValueError, match="not an id or a word"):
        note(db, why=fact)


@pytest.mark.parametrize("fact", ["", "a1b2", "auditor", "2026-11-23T09:30:00Z", 12])
def test_a_fact_may_be_an_id_a_word_or_a_number(db, fact):
    note(db, fact=fact)

    assert len(rows(db, "audit_entry")) == 1


@pytest.mark.parametrize("name", ["a\nb", "\x1b[2J", "x" * 201, "\u2028"])
def test_an_actor_cannot_forge_a_line(db, name):
    with pytest.raises(ValueError, match="line ends"):
        note(db, actor=name)


def test_verifying_gives_the_last_entry_as_an_anchor(db):
    note(db)
    (entry,) = rows(db, "audit_entry")

    assert audit.verified(db) == Verified(Link(1, entry["sha256"]))


def test_verifying_names_what_is_broken(db):
    note(db)
    db.execute("UPDATE audit_entry SET actor = 'x'")

    assert audit.verified(db) == Break(1, "was changed")


def test_a_log_whose_head_was_removed_does_not_hold(db):
    db.execute("DELETE FROM audit_head")

    assert isinstance(audit.verified(db), Break)
