"""An answer that was acknowledged is there after kill -9, under load, many times."""

import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.questionnaire import Question
from dd_toolkit.operations import assessments
from dd_toolkit.operations.clock import now
from dd_toolkit.places import QUESTIONNAIRES
from dd_toolkit.storage.assessments import current_answers
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate

SAVERS = 4
ROUNDS = 12
SAVER = Path(__file__).with_name("saver.py")


@pytest.fixture
def database(tmp_path):
    """The path of a database with one assessment that asks a number of each saver."""
    path = tmp_path / "dd.db"
    db = open_database(f"sqlite:///{path}")
    migrate(db, at="now")
    shipped = load_library(QUESTIONNAIRES).questionnaire("c190")
    numbers = tuple(
        Question(id=f"t.n{n}", ask="How many?", kind="number") for n in range(SAVERS)
    )
    section = replace(shipped.sections[0], questions=numbers)
    questionnaire = replace(shipped, sections=(section,))
    assessments.begin(db, questionnaire, assessment_id="a", visit_secret=None, at=now())
    db.close()
    return path


def lost_answers(path, how):
    """How many acknowledged answers are missing after each saver was killed often."""
    rng = random.Random(1)
    lost = 0
    for _ in range(ROUNDS):
        savers = [
            subprocess.Popen(
                [sys.executable, SAVER, path, "a", f"t.n{n}", how],
                stdout=subprocess.PIPE,
                text=True,
            )
            for n in range(SAVERS)
        ]
        for saver in savers:
            saver.stdout.readline()
        time.sleep(rng.uniform(0.02, 0.2))
        for saver in savers:
            saver.send_signal(signal.SIGKILL)
        acknowledged = [saver.communicate()[0].split() for saver in savers]
        db = open_database(f"sqlite:///{path}")
        there = current_answers(db, "a")
        for n, numbers in enumerate(acknowledged):
            stored = int(there[f"t.n{n}"].text) if f"t.n{n}" in there else -1
            lost += bool(numbers) and stored < int(numbers[-1])
        (whole,) = db.query("PRAGMA integrity_check")
        assert whole["integrity_check"] == "ok"
        db.execute("DELETE FROM answer")
        db.close()
    return lost


def test_no_acknowledged_answer_is_lost_when_savers_are_killed(database):
    assert lost_answers(database, "late") == 0


def test_a_saver_that_acknowledges_too_early_is_caught(database):
    assert lost_answers(database, "early") > 0
