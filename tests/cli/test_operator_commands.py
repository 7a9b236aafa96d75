"""`dd-toolkit audit`, `backup`, `restore`: for an operator and for scripts."""

import json
import re
import sqlite3

import pytest
from click.testing import CliRunner

from dd_toolkit.cli import main, running
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from tests.operations.builders import a_submitted_case
from tests.storage.databases import AT, rows


@pytest.fixture
def database(tmp_path, monkeypatch):
    """A database with a submitted assessment, named by the settings."""
    monkeypatch.setenv("DD_SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DD_DATABASE", f"sqlite:///{tmp_path / 'dd.db'}")
    monkeypatch.delenv("DD_FILES", raising=False)
    opened = open_database(f"sqlite:///{tmp_path / 'dd.db'}")
    migrate(opened, at=AT)
    a_submitted_case(opened)
    yield opened
    opened.close()


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_log_as_it_was_written_is_verified_and_its_end_printed(database):
    done = run("audit", "verify")

    assert done.exit_code == 0
    assert re.fullmatch(r"2:[0-9a-f]{64}\n", done.stdout)


def test_a_changed_log_ends_with_one_and_names_the_entry(database):
    database.execute("UPDATE audit_entry SET actor = 'x' WHERE number = 2")

    done = run("audit", "verify")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "entry 2: was changed" in done.stderr


def test_the_printed_end_is_an_anchor_for_the_next_time(database):
    anchor = run("audit", "verify").stdout.strip()

    assert run("audit", "verify", "--anchor", anchor).exit_code == 0


def test_a_log_that_does_not_pass_through_the_anchor_ends_with_one(database):
    done = run("audit", "verify", "--anchor", f"1:{'0' * 64}")

    assert done.exit_code == 1
    assert "entry 1: is not the one that was anchored" in done.stderr


@pytest.mark.parametrize("anchor", ["", "1", "0:" + "a" * 64, "1:xyz", "1:" + "A" * 64])
def test_an_anchor_that_is_none_is_wrong_usage(database, anchor):
    assert run("audit", "verify", "--anchor", anchor).exit_code == 2


def test_the_log_is_shown_for_a_person(database):
    first, second = run("audit", "show").stdout.splitlines()

    assert "holder of the private link  begun  a" in first
    assert 'submitted  a  {"report": "r"}' in second


def test_the_log_is_shown_as_json(database):
    document = json.loads(run("audit", "show", "--json").stdout)

    assert document["entries"][1]["action"] == "submitted"
    assert document["entries"][1]["detail"] == {"report": "r"}


@pytest.mark.parametrize(
    ("since", "shown"),
    [("2026-11-23", 2), ("2026-11-24", 0), ("2026-11-23T09:30:00.001Z", 0)],
)
def test_the_log_is_shown_from_a_day_on(database, since, shown):
    assert len(run("audit", "show", "--since", since).stdout.splitlines()) == shown


@pytest.mark.parametrize("since", ["yesterday", "2026", "23.11.2026", "' OR 1=1"])
def test_a_day_that_is_none_is_wrong_usage(database, since):
    assert run("audit", "show", "--since", since).exit_code == 2


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_log_that_somebody_spoiled_can_still_be_shown(database, options):
    database.execute("UPDATE audit_entry SET detail = 'no JSON', actor = 'a\nb'")

    done = run("audit", "show", *options)

    assert (done.exit_code, done.exception) == (0, None)
    assert "a\nb" not in done.stdout


def test_a_database_that_is_not_ready_is_told_so(database):
    database.execute("DELETE FROM migration WHERE name LIKE '0003%'")

    done = run("audit", "verify")

    assert done.exit_code == 1
    assert "dd-toolkit migrate" in done.stderr


def test_a_backup_is_made_noted_and_told(database, tmp_path):
    done = run("backup", tmp_path / "dd.zip")

    assert done.exit_code == 0
    assert done.stdout.startswith("1 assessments, 0 files of evidence")
    assert rows(database, "audit_entry")[-1]["action"] == "backup-made"


def test_a_backup_is_restored_with_its_files(database, tmp_path, monkeypatch):
    (tmp_path / "files" / "ab").mkdir(parents=True)
    (tmp_path / "files" / "ab" / "cd").write_bytes(b"evidence")
    monkeypatch.setenv("DD_FILES", str(tmp_path / "files"))
    run("backup", tmp_path / "dd.zip")
    monkeypatch.setenv("DD_FILES", str(tmp_path / "new-files"))
    monkeypatch.setenv("DD_DATABASE", f"sqlite:///{tmp_path / 'new.db'}")

    done = run("restore", tmp_path / "dd.zip")

    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "new-files" / "ab" / "cd").read_bytes() == b"evidence"
    connection = sqlite3.connect(tmp_path / "new.db")
    assert connection.execute("SELECT id FROM assessment").fetchall() == [("a",)]
    connection.close()


def test_restoring_over_a_database_in_use_ends_with_one_and_says_why(
    database, tmp_path
):
    run("backup", tmp_path / "dd.zip")

    done = run("restore", tmp_path / "dd.zip")

    assert done.exit_code == 1
    assert "has tables already" in done.stderr


def test_a_backup_is_never_written_over_another(database, tmp_path):
    run("backup", tmp_path / "dd.zip")

    done = run("backup", tmp_path / "dd.zip")

    assert done.exit_code == 1
    assert "already" in done.stderr


def test_a_backup_that_cannot_be_noted_is_still_made(database, tmp_path, monkeypatch):
    monkeypatch.setattr("dd_toolkit.storage.database.SECONDS_TO_WAIT", 0.1)
    with database.atomic():
        done = run("backup", tmp_path / "dd.zip")

    assert done.exit_code == 0
    assert "not in the audit log" in done.stderr
    assert (tmp_path / "dd.zip").exists()


def test_a_backup_before_an_upgrade_needs_no_audit_log(tmp_path, database):
    database.execute("DELETE FROM migration WHERE name LIKE '0003%'")
    database.execute("DROP TABLE audit_entry")
    database.execute("DROP TABLE audit_head")

    assert run("backup", tmp_path / "dd.zip").exit_code == 0


def test_a_worker_tidies_up_at_once_and_then_every_hour(monkeypatch):
    moments = iter([0, 0, 0, 60, 3601, 3601, 3700])  # asked twice where it acts
    monkeypatch.setattr(running.time, "monotonic", lambda: next(moments))
    done = []
    hourly = running._Hourly(lambda: done.append("swept"))

    goes_on = [hourly() for _ in range(4)]

    assert goes_on == [True] * 4
    assert done == ["swept"] * 2
