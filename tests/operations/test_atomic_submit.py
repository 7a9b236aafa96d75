"""A submission is whole or has not happened, wherever it is cut off.

The invariant: submitted, exactly where there is a result, exactly where there is a
report (ASVS 2.3.3).
"""

import itertools
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dd_toolkit.operations.assessments import Submitted, open_case
from tests.operations.builders import a_draft, submit
from tests.operations.faults import FaultyDatabase, PowerCut
from tests.storage.databases import contents, rows

ROOT = Path(__file__).parents[2]

STATEMENTS = 9
"""Freeze, read assessment and answers, store the result, ask for the report, note it
with three and a savepoint's end; then COMMIT. A process that is new reads the
questionnaire's text too."""


def whole_or_nothing(db):
    """Do the tables of results and reports agree with what is submitted?"""
    submitted = {row["id"] for row in rows(db, "assessment") if row["submitted_at"]}
    results = {row["assessment_id"] for row in rows(db, "result")}
    asked = {row["subject_id"] for row in rows(db, "report")}
    return submitted == results == asked


def raises(error):
    def fault():
        raise error

    return fault


def faulty(db, at_statement, when, error):
    return FaultyDatabase(db, at_statement=at_statement, when=when, fault=raises(error))


def test_submitting_takes_as_many_statements_as_these_tests_cut_off(db):
    a_draft(db)
    counting = faulty(db, 0, "before", PowerCut)

    assert isinstance(submit(counting), Submitted)
    assert counting.statements == STATEMENTS + 1


@pytest.mark.parametrize("error", [PowerCut, KeyboardInterrupt])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at_statement", range(1, STATEMENTS + 1))
def test_a_submission_cut_off_leaves_the_draft_as_it_was(db, at_statement, when, error):
    a_draft(db)
    before = contents(db)

    with pytest.raises(error):
        submit(faulty(db, at_statement, when, error))

    assert contents(db) == before


def test_a_submission_cut_off_before_its_commit_leaves_the_draft_as_it_was(db):
    a_draft(db)
    before = contents(db)

    with pytest.raises(PowerCut):
        submit(faulty(db, STATEMENTS + 1, "before", PowerCut))

    assert contents(db) == before


def test_a_submission_cut_off_after_its_commit_is_whole(db):
    a_draft(db)

    with pytest.raises(PowerCut):
        submit(faulty(db, STATEMENTS + 1, "after", PowerCut))

    assert open_case(db, "a").assessment.submitted
    assert whole_or_nothing(db)


@pytest.mark.parametrize("at_statement", range(1, STATEMENTS + 1))
def test_a_submission_cut_off_can_be_done_again(db, at_statement):
    a_draft(db)
    with pytest.raises(PowerCut):
        submit(faulty(db, at_statement, "after", PowerCut))

    assert isinstance(submit(db), Submitted)
    assert whole_or_nothing(db)


@pytest.mark.parametrize("at_statement", range(1, STATEMENTS + 1))
def test_a_submission_cut_off_within_anothers_transaction_leaves_nothing(
    db, at_statement
):
    a_draft(db)
    before = contents(db)

    with db.atomic(), pytest.raises(PowerCut):
        submit(faulty(db, at_statement, "after", PowerCut))

    assert contents(db) == before


def test_a_process_killed_at_any_statement_leaves_the_submission_whole_or_undone(
    db, address
):
    outcomes = []
    for at_statement, when in itertools.product(
        range(1, STATEMENTS + 3), ["before", "after"]
    ):
        assessment_id = f"a{at_statement}{when}"
        a_draft(db, assessment_id=assessment_id)

        ended = submit_and_be_killed(address, assessment_id, at_statement, when)

        assert (ended, whole_or_nothing(db)) == (-signal.SIGKILL, True)
        outcomes.append(open_case(db, assessment_id).assessment.submitted)
    assert outcomes == [False] * (len(outcomes) - 1) + [True]


def submit_and_be_killed(address, assessment_id, at_statement, when):
    """The exit code of killed_submitter.py."""
    words = [address, assessment_id, str(at_statement), when]
    return subprocess.run(
        [sys.executable, "-m", "tests.operations.killed_submitter", *words],
        cwd=ROOT,
        timeout=60,
        check=False,
    ).returncode
