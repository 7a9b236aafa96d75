"""What SQLite is asked to promise: durable, strict, patient, and honest when full."""

import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from dd_toolkit.errors import DatabaseBusy, DatabaseFull, SettingRefused
from dd_toolkit.storage import database, visits
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.sqlite import sqlite_path

LOCK_HOLDER = Path(__file__).with_name("lock_holder.py")


@pytest.fixture
def address(sqlite_file):
    """These tests run on SQLite alone."""
    return f"sqlite:///{sqlite_file}"


@pytest.mark.parametrize(
    ("promise", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)],
)
def test_a_connection_keeps_its_promises(connect, promise, value):
    (row,) = connect().query(f"PRAGMA {promise}")

    assert row == {promise: value}


def test_a_row_cannot_point_to_one_that_is_not_there(db):
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.execute(
            """
            INSERT INTO assessment
                (id, questionnaire_sha256, name, revision, created_at)
            VALUES ('a', 'nowhere', '', 0, 'now')
            """
        )


def test_a_row_that_others_point_to_cannot_go(db):
    db.executescript(
        """
        INSERT INTO questionnaire VALUES ('s', 'id', '1', '', 'now');
        INSERT INTO assessment
            (id, questionnaire_sha256, name, revision, created_at)
        VALUES ('a', 's', '', 0, 'now');
        """
    )

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.execute("DELETE FROM questionnaire")


def test_a_transaction_takes_the_write_lock_before_it_reads(db, sqlite_file):
    other = sqlite3.connect(sqlite_file, timeout=0, isolation_level=None)

    with db.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")

    other.close()


def test_the_secret_of_a_visit_stands_nowhere_in_the_file(db, sqlite_file):
    visits.begin_visit(db, "a-long-random-secret", at="now")

    stored = b"".join(file.read_bytes() for file in sqlite_file.parent.glob("dd.db*"))
    assert visits.secret_hash("a-long-random-secret").encode() in stored
    assert b"a-long-random-secret" not in stored


def test_readers_do_not_wait_for_a_writer(db, connect):
    reader = connect()

    with db.atomic():
        db.execute("INSERT INTO visit (secret_sha256, began_at) VALUES ('s', 'now')")
        begun = time.monotonic()
        list(reader.query("SELECT * FROM visit"))
        waited = time.monotonic() - begun

    assert waited < 1


@contextmanager
def held(path, lock):
    """The database is held by another process meanwhile."""
    holder = subprocess.Popen(
        [sys.executable, LOCK_HOLDER, path, lock],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout.readline() == "held\n"
        yield


@pytest.fixture
def impatient(db, connect, monkeypatch):
    """A connection to a database with tables that gives up waiting soon."""
    monkeypatch.setattr(database, "SECONDS_TO_WAIT", 0.2)
    return connect()


def begin_visit(db, secret):
    db.execute(
        "INSERT INTO visit (secret_sha256, began_at) VALUES (:secret, 'now')",
        {"secret": secret},
    )


def begun_visits(db):
    return [row["secret_sha256"] for row in db.query("SELECT * FROM visit")]


@pytest.mark.parametrize("lock", ["sqlite", "queue"])
def test_who_waits_too_long_is_told_that_the_database_is_busy(
    impatient, sqlite_file, lock
):
    with (
        held(sqlite_file, lock),
        pytest.raises(DatabaseBusy, match="nothing was saved"),
        impatient.atomic(),
    ):
        begin_visit(impatient, "never")

    assert begun_visits(impatient) == []


def test_a_single_write_that_waits_too_long_is_told_so_too(impatient, sqlite_file):
    with held(sqlite_file, "sqlite"), pytest.raises(DatabaseBusy):
        begin_visit(impatient, "never")

    assert begun_visits(impatient) == []


def test_a_single_write_that_returns_rows_is_told_so_too(impatient, sqlite_file):
    with held(sqlite_file, "sqlite"), pytest.raises(DatabaseBusy):
        impatient.query("UPDATE visit SET ended_at = 'now' RETURNING ended_at")


@pytest.mark.parametrize("lock", ["sqlite", "queue"])
def test_the_wait_ends_soon_after_its_deadline(impatient, sqlite_file, lock):
    with held(sqlite_file, lock):
        begun = time.monotonic()
        with pytest.raises(DatabaseBusy), impatient.atomic():
            pass
        waited = time.monotonic() - begun

    assert 0.2 <= waited < 2


@pytest.mark.parametrize("lock", ["sqlite", "queue"])
def test_after_the_lock_is_gone_the_same_connection_saves(impatient, sqlite_file, lock):
    with held(sqlite_file, lock), pytest.raises(DatabaseBusy), impatient.atomic():
        pass

    with impatient.atomic():
        begin_visit(impatient, "later")

    assert begun_visits(impatient) == ["later"]


def test_who_died_with_the_lock_holds_nobody_up(db, sqlite_file):
    with held(sqlite_file, "queue"):
        pass

    with db.atomic():
        begin_visit(db, "later")

    assert begun_visits(db) == ["later"]


def fill(db):
    """Save until the disk is full; the secrets of the visits that were acknowledged."""
    acknowledged = []
    with pytest.raises(DatabaseFull, match="nothing was saved"):
        for number in range(10_000):
            secret = f"{number:04}" + "x" * 500
            with db.atomic():
                begin_visit(db, secret)
            acknowledged.append(secret)
    return acknowledged


@pytest.fixture
def small_disk(db):
    """A database that can grow by 20 pages only."""
    set_disk(db, more_pages=20)
    return db


def set_disk(db, *, more_pages):
    (row,) = db.query("PRAGMA page_count")
    limit = row["page_count"] + more_pages
    assert list(db.query(f"PRAGMA max_page_count = {limit}")) == [
        {"max_page_count": limit}
    ]


def test_on_a_full_disk_all_that_was_acknowledged_stays(small_disk, connect):
    acknowledged = fill(small_disk)

    assert len(acknowledged) > 20
    assert sorted(begun_visits(connect())) == acknowledged


def test_on_a_full_disk_reading_goes_on(small_disk):
    acknowledged = fill(small_disk)

    assert sorted(begun_visits(small_disk)) == acknowledged


def test_a_full_disk_undoes_the_whole_transaction(small_disk):
    acknowledged = fill(small_disk)

    with pytest.raises(DatabaseFull), small_disk.atomic():
        small_disk.execute("DELETE FROM visit WHERE secret_sha256 LIKE '0001%'")
        for number in range(50):
            begin_visit(small_disk, f"more {number}" + "x" * 500)

    assert sorted(begun_visits(small_disk)) == acknowledged


def test_a_single_write_on_a_full_disk_is_told_so_too(small_disk):
    fill(small_disk)

    with pytest.raises(DatabaseFull):
        begin_visit(small_disk, "x" * 50_000)


def test_when_there_is_room_again_the_same_connection_saves(small_disk):
    acknowledged = fill(small_disk)
    set_disk(small_disk, more_pages=20)

    with small_disk.atomic():
        begin_visit(small_disk, "later")

    assert sorted(begun_visits(small_disk)) == [*acknowledged, "later"]


def test_a_database_that_cannot_be_written_is_told_as_such(db):
    db.execute("PRAGMA query_only = ON")

    with pytest.raises(DatabaseFull, match="readonly"), db.atomic():
        begin_visit(db, "never")


@pytest.mark.parametrize("name", ["full_name", "locked_at", "readonly"])
def test_a_mistake_of_ours_is_not_taken_for_the_disks(db, name):
    with pytest.raises(sqlite3.OperationalError, match=name), db.atomic():
        db.execute(f"SELECT {name} FROM visit")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "is not an address"),
        ("dd.db", "is not an address"),
        ("sqlite:", "is not an address"),
        ("sqlite://", "is not an address"),
        ("sqlite:///", "is not an address"),
        ("sqlite://dd.db", "is not an address"),
        ("SQLITE:///dd.db", "is not an address"),
        (" sqlite:///dd.db", "is not an address"),
        ("mysql://localhost/dd", "is not an address"),
        ("postgress://dd:secret@localhost/dd", "its value is not an address"),
        ("POSTGRESQL://dd:secret@localhost/dd", "its value is not an address"),
        ("file:///tmp/dd.db", "is not an address"),
        ("sqlite:///no/such/folder/dd.db", "there is no folder no/such/folder"),
        ("sqlite:////no/such/dd.db", "there is no folder /no/such"),
        ("sqlite:///.", "is a folder"),
        ("sqlite:////tmp/", "is a folder"),
        ("sqlite:///:memory:", "memory"),
    ],
)
def test_an_address_that_names_no_file_is_refused(address, reason):
    with pytest.raises(SettingRefused, match="DD_DATABASE") as refused:
        sqlite_path(address)

    assert reason in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_refused_address_leaves_no_file_behind(tmp_path):
    with pytest.raises(SettingRefused):
        open_database(f"sqlite:///{tmp_path}/no/dd.db")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "path"),
    [("sqlite:///dd.db", "dd.db"), ("sqlite:////tmp/dd.db", "/tmp/dd.db")],
)
def test_an_address_with_four_slashes_is_absolute(address, path):
    assert sqlite_path(address) == Path(path)
