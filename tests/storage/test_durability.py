"""An answer that was acknowledged is there after kill -9, under load, many times.

Four processes save into one database and are killed one shortly after the other, so
that each dies while the others save. What a process wrote survives its death even
unsynced; that a commit is synced too, test_sqlite.py and test_postgres.py ask of each
engine.
"""

import json
import random
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from dd_toolkit.storage.assessments import current_answers
from dd_toolkit.storage.sqlite import SqliteDatabase
from tests.builders import a_questionnaire, an_informative_question
from tests.operations.builders import begin
from tests.storage.databases import rows

SAVERS = 4
ROUNDS = 7
MOST_ROUNDS_FOR_THE_MUTANT = 40
SAVER = Path(__file__).with_name("acknowledging_saver.py")
SHARED = "m.shared"


@dataclass
class Run:
    """One saver's life: the question it has for itself, its first value, its words."""

    own: str
    first: int
    words: Path
    process: subprocess.Popen

    @property
    def acknowledged(self):
        """(question, value) of each answer that it said is saved, in that order."""
        # A word cut off by the kill was not said.
        lines = self.words.read_text().splitlines(keepends=True)
        whole = [line.split() for line in lines if line.endswith("\n")]
        return [(question, int(value)) for _, question, value in whole]


@pytest.fixture
def assessment(db):
    """A database whose assessment ``a`` asks each saver for numbers."""
    names = [*(f"m.n{n}" for n in range(SAVERS)), SHARED]
    questions = (an_informative_question(name, kind="number") for name in names)
    begin(db, questionnaire=a_questionnaire(*questions))
    return db


@contextmanager
def savers(address, folder, number, when):
    """Four savers, each of which has acknowledged something; killed at the latest."""
    runs = []
    try:
        for n in range(SAVERS):
            own, first = f"m.n{n}", (number * SAVERS + n) * 1_000_000
            words = folder / f"{number}-{n}"
            with words.open("w") as out:
                process = subprocess.Popen(
                    [sys.executable, SAVER, address, own, SHARED, str(first), when],
                    stdout=out,
                )
            runs.append(Run(own, first, words, process))
        for run in runs:
            wait_for_words(run)
        yield runs
    finally:
        for run in runs:
            run.process.kill()
            run.process.wait()


def wait_for_words(run):
    deadline = time.monotonic() + 30
    while not run.words.stat().st_size:
        assert run.process.poll() is None, "a saver ended by itself"
        assert time.monotonic() < deadline, "a saver says nothing"
        time.sleep(0.005)


def lives(address, folder, when, *, rounds, seed=1):
    """Rounds of savers that were killed at random moments, in random order."""
    chance = random.Random(seed)
    for number in range(rounds):
        with savers(address, folder, number, when) as runs:
            time.sleep(chance.uniform(0, 0.1))
            for run in chance.sample(runs, SAVERS):
                run.process.kill()
                run.process.wait()
                time.sleep(chance.uniform(0, 0.02))
        yield runs


def history(db):
    return {
        (row["question_id"], int(json.loads(row["given"])["text"]))
        for row in rows(db, "answer")
    }


def lost(db, runs):
    """What these savers acknowledged and is not there."""
    there = history(db)
    return [said for run in runs for said in run.acknowledged if said not in there]


def damages(db):
    """What SQLite finds wrong with its file; PostgreSQL's is the server's business."""
    if not isinstance(db, SqliteDatabase):
        return []
    (whole,) = db.query("PRAGMA integrity_check(1)")
    found = [] if whole == {"integrity_check": "ok"} else [whole]
    return found + list(db.query("PRAGMA foreign_key_check"))


def newest(db):
    return {name: int(given.text) for name, given in current_answers(db, "a").items()}


def test_kill_9_loses_no_acknowledged_answer(assessment, connect, address, tmp_path):
    lives_ended = 0
    for runs in lives(address, tmp_path, "late", rounds=ROUNDS):
        reopened = connect()

        assert lost(reopened, runs) == []
        assert damages(reopened) == []
        lives_ended += len(runs)
    assert lives_ended >= 25


def test_after_kill_9_the_newest_acknowledged_answer_counts_or_one_attempted_later(
    assessment, connect, address, tmp_path
):
    (runs,) = lives(address, tmp_path, "late", rounds=1)

    counting = newest(connect())
    for run in runs:
        said = [value for name, value in run.acknowledged if name == run.own]
        assert counting[run.own] >= max(said)
    said_of_shared = {
        value for run in runs for name, value in run.acknowledged if name == SHARED
    }
    attempted_last = {run.acknowledged[-1][1] + 1 for run in runs}
    assert counting[SHARED] in said_of_shared | attempted_last


def test_after_kill_9_the_killed_hold_nobody_up(assessment, connect, address, tmp_path):
    (runs,) = lives(address, tmp_path, "late", rounds=1)

    begun = time.monotonic()
    with connect().atomic():
        waited = time.monotonic() - begun

    assert runs
    assert waited < 1


def test_a_saver_that_acknowledges_before_it_commits_is_caught(
    assessment, connect, address, tmp_path
):
    rounds = lives(address, tmp_path, "early", rounds=MOST_ROUNDS_FOR_THE_MUTANT)

    caught = any(lost(connect(), runs) for runs in rounds)

    assert caught
