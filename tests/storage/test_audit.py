"""The audit log in the database: one after the other, together with the act."""

from functools import partial

import pytest

from dd_toolkit.core.audit_chain import Link, first_break
from dd_toolkit.storage import audit
from tests.storage.databases import AT, all_at_once, rows

WRITERS = 6
TIMES = 20


class Refused(Exception):
    """Raised inside a transaction to end it."""


def append(db, subject="a", at=AT):
    with db.atomic():
        return audit.append(
            db, at=at, actor="holder", action="begun", subject=subject, detail="{}"
        )


def broken(db):
    head, entries = audit.chain(db)
    return first_break(entries, head)


def test_a_new_log_is_empty_and_holds(db):
    head, entries = audit.chain(db)

    assert (head, list(entries)) == (Link(0, ""), [])


def test_what_was_appended_is_there_in_order(db):
    written = [append(db, subject) for subject in "abc"]

    head, entries = audit.chain(db)
    assert list(entries) == written
    assert head == Link(3, written[-1].sha256)


def test_an_act_that_is_undone_leaves_no_entry_and_no_gap(db):
    append(db)
    with pytest.raises(Refused), db.atomic():
        append(db, "undone")
        raise Refused
    append(db)

    assert [row["number"] for row in rows(db, "audit_entry")] == [1, 2]
    assert broken(db) is None


def test_many_who_append_at_once_make_one_chain(db, connect):
    def append_often(own):
        for _ in range(TIMES):
            append(own)

    all_at_once(*(partial(append_often, connect()) for _ in range(WRITERS)))

    assert len(rows(db, "audit_entry")) == WRITERS * TIMES
    assert broken(db) is None


def test_the_chain_holds_for_who_reads_while_others_append(db, connect):
    def append_often(own):
        for _ in range(TIMES):
            append(own)

    def read_often(own):
        return [broken(own) for _ in range(TIMES)]

    *_, found = all_at_once(
        *(partial(append_often, connect()) for _ in range(3)),
        partial(read_often, connect()),
    )

    assert found == [None] * TIMES


CHANGES = {
    "changed": ("UPDATE audit_entry SET actor = 'x' WHERE number = 3", 3),
    "moved in time": ("UPDATE audit_entry SET at = '2020' WHERE number = 2", 2),
    "removed": ("DELETE FROM audit_entry WHERE number = 2", 2),
    "the last removed": ("DELETE FROM audit_entry WHERE number = 5", 5),
    "all removed": ("DELETE FROM audit_entry", 1),
    "reordered": (
        """
        UPDATE audit_entry SET number = 20 WHERE number = 2;
        UPDATE audit_entry SET number = 2 WHERE number = 4;
        UPDATE audit_entry SET number = 4 WHERE number = 20
        """,
        2,
    ),
    "inserted at the end": (
        """
        INSERT INTO audit_entry
        SELECT 6, at, actor, action, subject, detail, previous_sha256, sha256
        FROM audit_entry WHERE number = 5
        """,
        6,
    ),
    "inserted before": (
        """
        INSERT INTO audit_entry
        SELECT 0, at, actor, action, subject, detail, previous_sha256, sha256
        FROM audit_entry WHERE number = 5
        """,
        0,
    ),
    "end forgotten": ("UPDATE audit_head SET number = 4", 5),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_done_to_the_rows_is_seen(db, change):
    for subject in "abcde":
        append(db, subject)
    sql, number = CHANGES[change]

    db.executescript(sql)

    assert broken(db).number == number


def test_without_its_head_nothing_can_be_appended(db):
    db.execute("DELETE FROM audit_head")

    with pytest.raises(audit.HeadMissing):
        append(db)


def test_entries_can_be_read_from_a_day_on(db):
    append(db, "early", at="2026-11-22T23:59:59.999Z")
    append(db, "late", at="2026-11-23T00:00:00.000Z")

    found = audit.entries(db, since="2026-11-23")
    assert [entry.subject for entry in found] == ["late"]
