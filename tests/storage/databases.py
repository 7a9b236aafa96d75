"""The database that a test gets: empty, of each engine, all connections closed after.

Every test that asks for ``address``, ``connect`` or ``db`` runs on both engines. What
only one of them promises stands in test_sqlite.py and test_postgres.py.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest

from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from dd_toolkit.storage.sqlite import SqliteDatabase

AT = "2026-11-23T09:30:00.000Z"

TABLES = (
    "migration",
    "questionnaire",
    "assessment",
    "answer",
    "bookmark",
    "evidence",
    "result",
    "report",
    "visit",
    "visit_assessment",
    "account",
    "organisation",
    "member",
    "site",
    "duty",
    "mailed_code",
    "mail",
    "attempt",
    "audit_entry",
    "audit_head",
    "review",
    "assignment",
    "review_section",
    "verdict",
    "field_note",
    "review_request",
    "reply",
    "review_result",
    "review_figure",
    "case_line",
    "case_word",
    "share",
    "workshop_plan",
    "workshop",
    "workshop_step",
    "participant",
    "workshop_answer",
    "certificate",
    "workshop_screen",
)


@pytest.fixture
def sqlite_file(tmp_path):
    return tmp_path / "dd.db"


ENGINES = ["sqlite", "postgresql"]


@pytest.fixture(params=ENGINES)
def address(request, sqlite_file):
    """The address of a database without tables, of each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{sqlite_file}"
    return request.getfixturevalue("postgres")


@pytest.fixture
def connect(address):
    """Opens one more connection to the test's database."""
    opened = []

    def connect():
        opened.append(open_database(address))
        return opened[-1]

    yield connect
    for database in opened:
        database.close()


@pytest.fixture
def db(connect):
    """A connection to a database with all tables, without rows."""
    database = connect()
    migrate(database, at=AT)
    return database


def rows(db, table):
    return list(db.query(f"SELECT * FROM {table}"))


def contents(db):
    """Every row of every table, to compare before with after."""
    return {table: sorted(map(repr, rows(db, table))) for table in TABLES}


@contextmanager
def full_disk(db):
    """Nothing more fits on the disk of ``db`` meanwhile: not a row into ``result``."""
    if isinstance(db, SqliteDatabase):
        (size,) = db.query("PRAGMA page_count")
        list(db.query(f"PRAGMA max_page_count = {size['page_count']}"))
        yield
        list(db.query(f"PRAGMA max_page_count = {size['page_count'] + 100}"))
        return
    # The error is the server's own; only its cause is played.
    db.executescript(
        """
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE 'could not extend file: No space left' USING ERRCODE = 'disk_full';
        END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON result
        EXECUTE FUNCTION full_disk();
        """
    )
    yield
    db.executescript("DROP FUNCTION full_disk CASCADE")


def all_at_once(*acts):
    """What these functions give, each in a thread, all let go at the same moment."""
    ready = Barrier(len(acts))

    def run(act):
        ready.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
