"""The queue of PDFs: asked for once, taken by one, tried three times."""

import subprocess
import sys
from pathlib import Path

import pytest

from dd_toolkit.storage import reports
from dd_toolkit.storage.reports import MOST_ATTEMPTS
from tests.operations.builders import begin
from tests.storage.databases import contents, rows

CLAIMER = Path(__file__).with_name("claimer.py")
NEVER = ""
"""Older than any claim: none counts as lost."""


@pytest.fixture
def queue(db):
    """A database with two assessments that reports can be asked for."""
    begin(db, assessment_id="a")
    begin(db, assessment_id="b")
    return db


def ask(db, report_id="r", *, subject_id="a", locale="en", at="01"):
    reports.request_report(
        db,
        report_id=report_id,
        subject_id=subject_id,
        kind="action-plan",
        locale=locale,
        at=at,
    )


def claim(db, *, at="10", lost_before=NEVER):
    return reports.claim_report(db, at=at, lost_before=lost_before)


def fail(db, *, times):
    for _ in range(times):
        reports.give_back(db, claim(db).id, at="11")


def test_asking_twice_gives_one_report(queue):
    ask(queue, "first")
    ask(queue, "second", at="02")

    assert [row["id"] for row in rows(queue, "report")] == ["first"]


def test_asking_again_for_a_finished_report_changes_nothing(queue):
    ask(queue)
    reports.finish_report(queue, claim(queue).id, b"%PDF-", at="12")
    before = contents(queue)

    ask(queue, "second", at="13")

    assert contents(queue) == before


def test_each_language_is_a_report_of_its_own(queue):
    ask(queue, "english", locale="en")
    ask(queue, "arabic", locale="ar")

    assert reports.report_of(queue, "a", kind="action-plan", locale="ar").id == "arabic"


def test_each_kind_is_a_report_of_its_own(queue):
    ask(queue, "plan")

    assert reports.report_of(queue, "a", kind="audit", locale="en") is None


def test_there_is_no_report_that_nobody_asked_for(queue):
    assert reports.report_of(queue, "a", kind="action-plan", locale="en") is None


@pytest.mark.parametrize("report_id", ["", "r2", "' OR '1'='1", "%"])
def test_an_unknown_id_is_no_report(queue, report_id):
    ask(queue)

    assert reports.report(queue, report_id) is None


def test_a_claim_takes_the_report_that_waits_longest(queue):
    ask(queue, "later", subject_id="a", at="02")
    ask(queue, "earlier", subject_id="b", at="01")

    assert [claim(queue).id, claim(queue).id] == ["earlier", "later"]


def test_a_claimed_report_is_not_claimed_again(queue):
    ask(queue)
    claim(queue)

    assert claim(queue) is None


def test_nothing_is_claimed_where_nothing_waits(queue):
    assert claim(queue) is None


def test_a_claim_counts_as_an_attempt(queue):
    ask(queue)

    assert claim(queue).attempts == 1


def test_a_lost_claim_is_claimed_again(queue):
    ask(queue)
    claim(queue, at="10")

    again = claim(queue, at="20", lost_before="15")

    assert (again.id, again.attempts) == ("r", 2)


@pytest.mark.parametrize("lost_before", ["05", "10"])
def test_a_claim_that_is_not_yet_lost_is_left_to_its_worker(queue, lost_before):
    ask(queue)
    claim(queue, at="10")

    assert claim(queue, at="20", lost_before=lost_before) is None


def test_a_report_given_back_is_claimed_again(queue):
    ask(queue)
    fail(queue, times=1)

    assert claim(queue).attempts == 2


@pytest.mark.parametrize(
    ("times", "failed_at"), [(1, None), (2, None), (MOST_ATTEMPTS, "11")]
)
def test_a_report_is_given_up_after_three_attempts(queue, times, failed_at):
    ask(queue)
    fail(queue, times=times)

    assert reports.report(queue, "r").failed_at == failed_at


def test_a_report_that_was_given_up_is_not_claimed(queue):
    ask(queue)
    fail(queue, times=MOST_ATTEMPTS)

    assert claim(queue, lost_before="99") is None


def test_a_report_that_ends_its_worker_is_given_up_after_three_attempts(queue):
    ask(queue)
    for at in ("10", "20", "30"):
        claim(queue, at=at, lost_before=at)

    assert claim(queue, at="40", lost_before="40") is None
    assert reports.report(queue, "r").failed_at == "40"


def test_the_third_attempt_is_left_to_its_worker_until_it_is_lost(queue):
    ask(queue)
    for at in ("10", "20", "30"):
        claim(queue, at=at, lost_before=at)

    claim(queue, at="40", lost_before="30")

    assert reports.report(queue, "r").failed_at is None


def test_trying_again_gives_three_more_attempts(queue):
    ask(queue)
    fail(queue, times=MOST_ATTEMPTS)

    reports.try_again(queue, "r", at="12")
    fail(queue, times=MOST_ATTEMPTS - 1)

    assert reports.report(queue, "r").failed_at is None


def test_trying_again_puts_the_report_behind_those_that_wait(queue):
    ask(queue, "failed", subject_id="a", at="01")
    fail(queue, times=MOST_ATTEMPTS)
    ask(queue, "waiting", subject_id="b", at="02")

    reports.try_again(queue, "failed", at="03")

    assert claim(queue).id == "waiting"


@pytest.mark.parametrize("claimed", [True, False])
def test_trying_again_leaves_a_report_that_was_not_given_up(queue, claimed):
    ask(queue)
    if claimed:
        claim(queue)
    before = contents(queue)

    reports.try_again(queue, "r", at="12")

    assert contents(queue) == before


def test_a_finished_report_holds_its_bytes(queue):
    ask(queue)
    pdf = bytes(range(256)) * 100

    reports.finish_report(queue, claim(queue).id, pdf, at="12")

    assert reports.report_pdf(queue, "r") == pdf


def test_a_finished_report_says_when(queue):
    ask(queue)
    reports.finish_report(queue, claim(queue).id, b"%PDF-", at="12")

    assert reports.report(queue, "r").finished_at == "12"


def test_a_finished_report_is_not_claimed(queue):
    ask(queue)
    reports.finish_report(queue, claim(queue).id, b"%PDF-", at="12")

    assert claim(queue, lost_before="99") is None


def test_a_finished_report_cannot_be_given_back(queue):
    ask(queue)
    reports.finish_report(queue, claim(queue).id, b"%PDF-", at="12")
    before = contents(queue)

    reports.give_back(queue, "r", at="13")

    assert contents(queue) == before


def test_of_two_workers_that_finish_a_report_the_first_counts(queue):
    ask(queue)
    claim(queue, at="10")
    claim(queue, at="20", lost_before="15")

    reports.finish_report(queue, "r", b"second's", at="21")
    reports.finish_report(queue, "r", b"first's", at="22")

    assert reports.report_pdf(queue, "r") == b"second's"


def test_a_report_finished_after_it_was_given_up_is_no_failure(queue):
    ask(queue)
    fail(queue, times=MOST_ATTEMPTS)

    reports.finish_report(queue, "r", b"%PDF-", at="12")

    assert reports.report(queue, "r").failed_at is None


def test_there_is_no_pdf_before_it_is_finished(queue):
    ask(queue)
    claim(queue)

    assert reports.report_pdf(queue, "r") is None


def test_four_processes_claim_each_of_sixty_reports_once(queue, address):
    with queue.atomic():
        for number in range(60):
            ask(queue, f"r{number:02}", locale=f"l{number}", at=f"{number:02}")
    claimers = [
        subprocess.Popen(
            [sys.executable, CLAIMER, address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert [claimer.stdout.readline() for claimer in claimers] == ["ready\n"] * 4

    for claimer in claimers:
        claimer.stdin.write("begin\n")
        claimer.stdin.flush()
    said = [claimer.communicate(timeout=60) for claimer in claimers]

    claimed = [report_id for out, _ in said for report_id in out.split()]
    assert [problem for _, problem in said] == [""] * 4
    assert sorted(claimed) == [f"r{number:02}" for number in range(60)]
