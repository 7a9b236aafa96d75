"""For all tests: what hypothesis tries is the same in every run, and a PostgreSQL."""

import contextlib

import pytest
from hypothesis import settings

from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from tests.postgres import AT, PostgresServer

# A machine under load is no bug, and a failure must come again when it is looked at.
settings.register_profile("suite", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def postgres_server():
    """The server of this run, started when the first test asks for it."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture
def postgres(postgres_server):
    """The address of an empty PostgreSQL database."""
    with postgres_server.database() as address:
        yield address


@pytest.fixture
def postgres_with_tables(postgres_server):
    """The address of a PostgreSQL database with its tables and no row."""
    with postgres_server.with_tables_only() as address:
        yield address


@pytest.fixture(scope="session")
def file_with_tables(tmp_path_factory):
    """A SQLite file with its tables and no row, to be copied."""
    path = tmp_path_factory.mktemp("tables") / "dd.db"
    with contextlib.closing(open_database(f"sqlite:///{path}")) as db:
        migrate(db, at=AT)
    return path
