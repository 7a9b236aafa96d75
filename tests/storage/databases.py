"""The database that a test gets: empty, of each engine, all connections closed after.

A second engine is one more word in ``params``. What only SQLite promises stands in
test_sqlite.py and asks for ``sqlite_file``.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate

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
)


@pytest.fixture
def sqlite_file(tmp_path):
    return tmp_path / "dd.db"


@pytest.fixture(params=["sqlite"])
def address(request, sqlite_file):
    """The address of a database without tables."""
    return {"sqlite": f"sqlite:///{sqlite_file}"}[request.param]


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


def all_at_once(*acts):
    """What these functions give, each in a thread, all let go at the same moment."""
    ready = Barrier(len(acts))

    def run(act):
        ready.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
