"""`dd-toolkit move-to-postgres`, and what commands say where no server answers."""

import pytest
from click.testing import CliRunner

from dd_toolkit.cli import main
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from tests.operations.builders import a_submitted_case, begin
from tests.storage.databases import AT

UNREACHABLE = "postgresql://dd:a-Secret-w0rd@127.0.0.1:1/dd"


def run(*words, **environment):
    return CliRunner().invoke(main, words, env=environment)


@pytest.fixture
def source(tmp_path):
    """The address of a SQLite database with an assessment."""
    address = f"sqlite:///{tmp_path / 'dd.db'}"
    db = open_database(address)
    migrate(db, at=AT)
    a_submitted_case(db)
    db.close()
    return address


def test_it_tells_what_arrived_and_what_to_do_next(source, postgres):
    ended = run("move-to-postgres", source, postgres)

    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "\nassessment: 1\n" in ended.stdout
    assert "Set DD_DATABASE to the new address." in ended.stdout


def test_it_shows_how_far_it_is(source, postgres):
    ended = run("move-to-postgres", source, postgres)

    assert "Moving" in ended.output


def test_the_moved_database_needs_no_migration(source, postgres):
    run("move-to-postgres", source, postgres)

    ended = run("migrate", DD_DATABASE=postgres, DD_SECRET_KEY="s" * 40)

    assert (ended.exit_code, ended.stdout) == (0, "nothing to do\n")


def test_a_target_in_use_is_refused(source, postgres):
    db = open_database(postgres)
    migrate(db, at=AT)
    begin(db)
    db.close()

    ended = run("move-to-postgres", source, postgres)

    assert ended.exit_code == 1
    assert "The target is in use" in ended.stderr
    assert "Traceback" not in ended.output


def test_a_source_that_is_not_there_is_not_made(tmp_path, postgres):
    ended = run("move-to-postgres", f"sqlite:///{tmp_path / 'no.db'}", postgres)

    assert ended.exit_code == 1
    assert f"There is no file {tmp_path / 'no.db'}." in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_addresses_that_are_no_addresses_are_refused(source, postgres):
    for words in [(postgres, source), (source, source), ("dd.db", postgres)]:
        assert run("move-to-postgres", *words).exit_code == 2


@pytest.mark.parametrize("command", ["migrate", "serve", "worker"])
def test_a_command_says_that_the_server_cannot_be_reached(command):
    ended = run(command, DD_DATABASE=UNREACHABLE, DD_SECRET_KEY="s" * 40)

    assert ended.exit_code == 1
    assert "The database dd at 127.0.0.1 cannot be reached" in ended.stderr
    assert "a-Secret-w0rd" not in ended.output
    assert "Traceback" not in ended.output


def test_the_target_that_cannot_be_reached_is_told(source):
    ended = run("move-to-postgres", source, UNREACHABLE)

    assert ended.exit_code == 1
    assert "cannot be reached" in ended.stderr
    assert "a-Secret-w0rd" not in ended.output
