"""A page of answers is saved whole or not at all, wherever saving is cut off."""

import pytest

from dd_toolkit.operations import assessments
from dd_toolkit.operations.assessments import Saved, open_case
from tests.builders import valued
from tests.operations.builders import AT, begin
from tests.operations.faults import FaultyDatabase, PowerCut
from tests.storage.databases import contents

STATEMENTS = 3
"""The revision and two answers; then COMMIT."""


def cut(at_statement, when, db):
    def fault():
        raise PowerCut

    return FaultyDatabase(db, at_statement=at_statement, when=when, fault=fault)


def save_two(db, case):
    return assessments.answer(db, case, valued(q1=1, q2=1), through="page", at=AT)


def test_saving_takes_as_many_statements_as_these_tests_cut_off(db):
    begin(db)
    counting = cut(0, "before", db)

    assert save_two(counting, open_case(db, "a")) == Saved()
    assert counting.statements == STATEMENTS + 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at_statement", range(1, STATEMENTS + 1))
def test_a_save_cut_off_leaves_everything_as_it_was(db, at_statement, when):
    begin(db)
    before = contents(db)

    with pytest.raises(PowerCut):
        save_two(cut(at_statement, when, db), open_case(db, "a"))

    assert contents(db) == before


def test_a_save_cut_off_after_its_commit_can_be_repeated_without_a_trace(db):
    begin(db)
    with pytest.raises(PowerCut):
        save_two(cut(STATEMENTS + 1, "after", db), open_case(db, "a"))
    before = contents(db)

    assert save_two(db, open_case(db, "a")) == Saved()
    assert contents(db) == before
