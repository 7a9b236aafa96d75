"""Simulated people fill a rehearsal, and nothing else."""

import threading

import pytest
from click.testing import CliRunner
from werkzeug.serving import make_server

from dd_toolkit.cli import main
from dd_toolkit.core.assembly import Library
from dd_toolkit.errors import ToolkitError
from dd_toolkit.operations import workshops
from dd_toolkit.rehearsing import (
    DatabaseDoor,
    Rehearsal,
    SiteDoor,
    asked_of,
    hold_whole,
    people,
)
from dd_toolkit.settings import Settings
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from dd_toolkit.storage.workshops import workshops_of
from dd_toolkit.web import create_app
from tests.operations.workshop_builders import (
    AFTER,
    BEFORE,
    OWN,
    PLAN,
    STEPS,
    a_room,
    a_trainer,
    prepared,
)
from tests.storage.databases import (
    AT,
    address,
    connect,
    db,
    rows,
    sqlite_file,
)

__all__ = ["address", "connect", "db", "sqlite_file"]


def a_rehearsal(db, count=20, **more):
    room = a_room(db, rehearsal=True)
    door = DatabaseDoor(db, room.workshop.code)
    rehearsal = Rehearsal(door, count, seed=1, **more)
    rehearsal.join()
    return room, rehearsal


def test_the_same_seed_makes_the_same_people():
    assert people(5, 1) == people(5, 1) != people(5, 2)


def test_they_answer_what_is_opened_each_after_a_while(db):
    room, rehearsal = a_rehearsal(db)
    room.opens(OWN)

    answered = []
    for second in range(60):
        assert rehearsal.tick(float(second))
        answered.append(room.outcome(OWN).answered)

    assert answered[0] == 0
    assert answered == sorted(answered)
    assert 15 <= answered[-1] <= 20
    assert len(set(answered)) > 5


def test_what_they_answer_is_spread(db):
    room, rehearsal = a_rehearsal(db, 60)
    room.opens(OWN)
    for second in (0, 100):
        rehearsal.tick(float(second))
    room.closes(OWN)

    chosen = room.outcome(OWN).distribution.chosen

    assert sum(count > 0 for count in chosen.values()) >= 3


def test_all_of_it_is_marked_as_simulated(db):
    room, _ = a_rehearsal(db)

    assert room.workshop.rehearsal
    assert all(row["simulated_at"] for row in rows(db, "participant"))


def test_no_real_room_lets_them_in(db):
    room = a_room(db)

    with pytest.raises(ToolkitError, match="no rehearsal"):
        Rehearsal(DatabaseDoor(db, room.workshop.code), 5, seed=1).join()
    assert room.workshop.joined == 0


def test_they_leave_when_it_ends(db):
    room, rehearsal = a_rehearsal(db)
    room.ends()

    assert not rehearsal.tick(0.0)


def test_a_rehearsal_can_be_held_at_once_and_looked_at(db):
    prepared(db, rehearsal=True)

    hold_whole(db, "w", by="trainer", count=40, seed=3)

    board = workshops.board(db, "w", locale="en")
    assert board.workshop.state == "ended"
    assert all(board.outcomes[n].distribution for n in PLAN.asking)
    (gain,) = board.gains
    assert gain.mean > 0


@pytest.mark.parametrize("number", PLAN.asking)
def test_each_choice_of_a_step_may_be_chosen(number):
    assert set(asked_of(STEPS[number]).weights) == set(STEPS[number].choices)


def test_after_the_workshop_they_know_more():
    before, after = asked_of(STEPS[BEFORE[0]]), asked_of(STEPS[AFTER[0]])

    assert (before.right, before.after, after.after) == ("a", False, True)


# --- over HTTP -----------------------------------------------------------------------


@pytest.fixture
def site(db, address, tmp_path):
    """The address of a site that runs, on this database."""
    settings = Settings(address, "s" * 40, "http://localhost", files=str(tmp_path))
    app = create_app(settings, Library({}, {}))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()
    app.extensions["dd_toolkit"].connections.close()


def test_they_answer_over_http_too(db, site):
    room = a_room(db, rehearsal=True)
    rehearsal = Rehearsal(SiteDoor(site, room.workshop.code), 8, seed=1)
    rehearsal.join()
    room.opens(OWN)

    for second in (0, 100):
        assert rehearsal.tick(float(second))
    room.closes(OWN)

    assert room.workshop.joined == 8
    assert room.outcome(OWN).distribution.people >= 6
    assert all(row["simulated_at"] for row in rows(db, "participant"))


def test_over_http_they_leave_when_it_ends(db, site):
    room = a_room(db, rehearsal=True)
    rehearsal = Rehearsal(SiteDoor(site, room.workshop.code), 1, seed=1)
    rehearsal.join()
    assert rehearsal.tick(0.0)

    room.ends()

    assert not rehearsal.tick(1.0)


def test_over_http_no_real_room_lets_them_in(db, site):
    room = a_room(db)

    with pytest.raises(ToolkitError, match="no rehearsal"):
        Rehearsal(SiteDoor(site, room.workshop.code), 3, seed=1).join()
    assert room.workshop.joined == 0


# --- the command ---------------------------------------------------------------------


@pytest.fixture
def installation(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path / 'dd.db'}"
    monkeypatch.setenv("DD_DATABASE", address)
    monkeypatch.setenv("DD_SECRET_KEY", "k" * 40)
    db = open_database(address)
    migrate(db, at=AT)
    yield db
    db.close()


def run(*arguments):
    return CliRunner().invoke(main, ["workshop", "rehearse", *arguments])


def test_the_command_holds_a_whole_rehearsal(installation):
    a_trainer(installation)

    done = run("--trainer", "trainer@example.org", "--whole", "--people", "12")

    (workshop,) = workshops_of(installation, "trainer")
    assert done.exit_code == 0, done.output
    assert workshop.id in done.output
    assert (workshop.state, workshop.joined) == ("ended", 12)
    assert workshop.rehearsal


def test_the_command_fills_a_rehearsal_that_is_open(installation):
    room = a_room(installation, rehearsal=True)

    done = run(room.workshop.code, "--people", "7", "--seconds", "1")

    assert done.exit_code == 0, done.output
    assert room.workshop.joined == 7


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["34789C"], "no rehearsal"),
        (["short"], "no rehearsal"),
        ([], "--trainer"),
        (["--trainer", "nobody@example.org"], "--trainer"),
        (["--trainer", "auditor@example.org"], "--trainer"),
        (["--trainer", "trainer@example.org", "--agenda", "none"], "no agenda"),
        (["--url", "http://localhost:1"], "CODE"),
        (["34789C", "--people", "0"], "--people"),
        (["34789C", "--url", "http://127.0.0.1:9"], "does not answer"),
    ],
)
def test_the_command_says_what_is_missing(installation, arguments, says):
    a_trainer(installation)
    a_trainer(installation, "auditor", role="auditor")

    refused = run(*arguments)

    assert refused.exit_code in (1, 2)
    assert says in refused.output + refused.stderr
    assert rows(installation, "workshop") == []
