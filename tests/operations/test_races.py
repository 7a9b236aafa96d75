"""Two who act at the same moment: one after the other, in whatever order."""

import json
import time
from functools import partial

import pytest

from dd_toolkit.core.answering import answers_fingerprint, chosen
from dd_toolkit.operations import assessments
from dd_toolkit.operations.assessments import (
    NotSaved,
    NotSubmitted,
    Saved,
    Submitted,
    open_case,
)
from tests.builders import a_question, a_questionnaire, valued
from tests.operations.builders import AT, PROFILE, a_draft, begin, save, submit
from tests.storage.databases import all_at_once, rows

ROUNDS = 40
HEAD_STARTS = [seconds / 1000 for seconds in (*range(-5, 6), -50, 50)]
"""Seconds that the submission begins before the answer; negative: after it."""


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_of_two_who_submit_at_once_one_wins(db, connect):
    first, second = connect(), connect()
    outcomes = []
    for number in range(ROUNDS):
        name = f"a{number}"
        a_draft(db, assessment_id=name)
        outcomes.append(
            all_at_once(
                partial(submit, first, assessment_id=name, report_id=f"{name}-1"),
                partial(submit, second, assessment_id=name, report_id=f"{name}-2"),
            )
        )

    assert [kinds(pair) for pair in outcomes] == [
        ["NotSubmitted", "Submitted"]
    ] * ROUNDS


def test_who_loses_is_told_that_it_was_submitted(db, connect):
    a_draft(db)

    outcomes = all_at_once(
        *(partial(submit, connect(), report_id=f"r{n}") for n in range(4))
    )

    assert outcomes.count(NotSubmitted("submitted")) == 3


def test_the_winners_report_is_the_one_that_is_stored(db, connect):
    a_draft(db)

    outcomes = all_at_once(
        *(partial(submit, connect(), report_id=f"r{n}") for n in range(4))
    )

    (winner,) = [each for each in outcomes if isinstance(each, Submitted)]
    assert [row["id"] for row in rows(db, "report")] == [winner.report_id]


def race(db, submitter, saver, name, head_start):
    """Submit and answer at once; what saving gave."""
    opened = a_draft(db, assessment_id=name)

    def answer():
        time.sleep(max(0, head_start))
        return assessments.answer(
            saver, opened, {"m.q1": chosen("v0")}, through="autosave", at=AT
        )

    def submit_it():
        time.sleep(max(0, -head_start))
        return submit(submitter, assessment_id=name, report_id=name)

    saved, _ = all_at_once(answer, submit_it)
    return saved


@pytest.fixture(scope="module")
def raced(tmp_path_factory):
    """Assessments that were answered while they were submitted, and who won."""
    from dd_toolkit.storage.database import open_database
    from dd_toolkit.storage.migrating import migrate

    address = f"sqlite:///{tmp_path_factory.mktemp('races') / 'dd.db'}"
    db, submitter, saver = (open_database(address) for _ in range(3))
    migrate(db, at="now")
    saved = {}
    for number in range(5 * len(HEAD_STARTS)):
        head_start = HEAD_STARTS[number % len(HEAD_STARTS)]
        saved[f"a{number}"] = race(db, submitter, saver, f"a{number}", head_start)
    yield db, saved
    for opened in (db, submitter, saver):
        opened.close()
