"""The chain of the audit log names the first entry that is not as it was written."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.audit_chain import (
    START,
    Break,
    Entry,
    Link,
    detail_text,
    first_break,
    linked,
)

FIELDS = ("at", "actor", "action", "subject", "detail", "previous_sha256", "sha256")


def a_chain(length, *, actor="holder"):
    entries = []
    last = START
    for number in range(length):
        entry = linked(
            last,
            at=f"2026-11-23T09:30:{number:02}.000Z",
            actor=actor,
            action="submitted",
            subject=f"a{number}",
            detail="{}",
        )
        entries.append(entry)
        last = Link(entry.number, entry.sha256)
    return entries, last


def test_a_chain_as_it_was_written_holds():
    entries, head = a_chain(5)

    assert first_break(entries, head) is None


def test_a_log_without_entries_holds():
    assert first_break([], START) is None


def test_entries_count_from_one_and_each_names_the_one_before():
    entries, _ = a_chain(3)

    assert [entry.number for entry in entries] == [1, 2, 3]
    assert all(two.previous_sha256 == one.sha256 for one, two in pairwise(entries))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_changed_field_breaks_the_chain_at_its_entry(field, number):
    entries, head = a_chain(5)
    entries[number - 1] = replace(entries[number - 1], **{field: "changed"})

    assert first_break(entries, head).number == number


@pytest.mark.parametrize("value", [None, b"bytes", 7])
def test_a_field_of_another_type_is_a_change(value):
    entries, head = a_chain(3)
    entries[1] = replace(entries[1], detail=value)

    assert first_break(entries, head) == Break(2, "was changed")


def test_an_entry_hashed_anew_breaks_the_chain_at_the_next():
    entries, head = a_chain(3)
    entries[1] = linked(
        Link(1, entries[0].sha256),
        at=entries[1].at,
        actor="somebody else",
        action="submitted",
        subject="a1",
        detail="{}",
    )

    assert first_break(entries, head).number == 3


@pytest.mark.parametrize("number", range(1, 6))
def test_a_removed_entry_is_named(number):
    entries, head = a_chain(5)
    del entries[number - 1]

    assert first_break(entries, head).number == number


def test_removed_entries_at_the_end_are_named():
    entries, head = a_chain(5)

    assert first_break(entries[:3], head) == Break(4, "missing, as all to 5")


def test_two_entries_that_changed_places_are_named():
    entries, head = a_chain(5)
    second, third = entries[1], entries[2]
    entries[1] = replace(third, number=2)
    entries[2] = replace(second, number=3)

    assert first_break(entries, head).number == 2


@pytest.mark.parametrize("number", [-1, 0, 2])
def test_an_inserted_entry_is_named(number):
    entries, head = a_chain(5)
    inserted = sorted([*entries, replace(entries[4], number=number)], key=_number)

    assert first_break(inserted, head).number == number


def _number(entry: Entry):
    return entry.number


def test_an_entry_added_past_the_end_is_named():
    entries, _ = a_chain(5)

    assert first_break(entries, Link(4, entries[3].sha256)).number == 5


def test_a_last_entry_written_anew_with_its_hash_is_named():
    _, head = a_chain(5)
    others, _ = a_chain(5, actor="somebody else")

    assert first_break(others, head).number == 5


def test_a_whole_log_written_anew_does_not_pass_through_the_anchor():
    entries, _ = a_chain(5)
    others, head = a_chain(5, actor="somebody else")
    anchor = Link(3, entries[2].sha256)

    assert first_break(others, head) is None
    assert first_break(others, head, anchors=[anchor]).number == 3


def test_a_log_cut_off_before_the_anchor_is_named():
    entries, last = a_chain(5)
    head = Link(3, entries[2].sha256)

    assert first_break(entries[:3], head, anchors=[last]).number == 4


@given(
    st.lists(st.text(), min_size=5, max_size=5),
    st.lists(st.text(), min_size=5, max_size=5),
)
def test_different_entries_have_different_hashes(one, two):
    names = ("at", "actor", "action", "subject", "detail")
    first = linked(START, **dict(zip(names, one, strict=True)))
    second = linked(START, **dict(zip(names, two, strict=True)))

    assert (first.sha256 == second.sha256) == (one == two)


def test_the_same_facts_have_the_same_text():
    assert detail_text({"b": 1, "a": "x"}) == detail_text({"a": "x", "b": 1})
