"""What the product asks of its database, and how an address becomes one.

SQLite (sqlite.py) needs nothing but a file; PostgreSQL (postgres.py) serves several
machines. Both answer to the same words and keep the same promises, so every query
stands once and one suite of tests holds on both:

- what was committed is there after a crash;
- ``atomic()`` lets one writer in after the other. Left to themselves, SQLite fails
  with "database is locked" where two read and then write, and PostgreSQL silently
  loses the work of one;
- who waits for longer than ``SECONDS_TO_WAIT`` is told so, with ``DatabaseBusy``.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any, Protocol

SECONDS_TO_WAIT = 5.0

Parameters = dict[str, Any]
Row = dict[str, Any]


class Cursor(Protocol):
    """What a write answers."""

    @property
    def rowcount(self) -> int: ...


class Database(Protocol):
    """The six words that the product uses of ``sqlite_utils.Database``.

    SQL is what both engines understand, with parameters as ``:name``.
    """

    def query(self, sql: str, params: Parameters | None = None) -> Iterator[Row]:
        """The rows that the SQL gives, as dictionaries; it runs at the call."""
        ...

    def execute(self, sql: str, parameters: Parameters | None = None) -> Cursor:
        """Run the SQL; its ``rowcount`` tells how many rows it changed."""
        ...

    def executescript(self, sql: str) -> object:
        """Run several statements, without parameters."""
        ...

    def atomic(self) -> contextlib.AbstractContextManager[object]:
        """All that is done within happens, or nothing; one writer after the other.

        Within another one, it undoes only its own part.
        """
        ...

    def table_names(self) -> list[str]:
        """The names of all tables there are."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class Engine(Protocol):
    """Opens databases at one address, for threads that share what can be shared."""

    def database(self) -> Database:
        """A database for one thread."""
        ...

    def close(self) -> None:
        """Close what the databases shared."""
        ...


class Connections:
    """One database for each thread of this process, kept as long as the thread.

    A ``sqlite_utils.Database`` made for each request costs more than the request.
    """

    def __init__(self, address: str) -> None:
        self._engine = _shared(address)
        self._own = threading.local()
        self._opened: list[Database] = []

    def database(self) -> Database:
        """This thread's database, opened at its first use."""
        if not hasattr(self._own, "database"):
            self._own.database = self._engine.database()
            self._opened.append(self._own.database)
        database: Database = self._own.database
        return database

    def close(self) -> None:
        """Close the connections of all threads."""
        while self._opened:
            self._opened.pop().close()
        self._own = threading.local()
        self._engine.close()


def open_database(address: str) -> Database:
    """A connection of one's own: for commands, workers and tests.

    ``SettingRefused`` for an address that names no database, ``DatabaseUnreachable``
    where no server answers.
    """
    # Each engine is imported only where it is used: commands start sooner.
    if _is_postgres(address):
        from dd_toolkit.storage import postgres  # noqa: PLC0415

        return postgres.open_postgres(address)
    from dd_toolkit.storage import sqlite  # noqa: PLC0415

    return sqlite.open_sqlite(address)


def _shared(address: str) -> Engine:
    if _is_postgres(address):
        from dd_toolkit.storage import postgres  # noqa: PLC0415

        return postgres.PostgresPool(address)
    from dd_toolkit.storage import sqlite  # noqa: PLC0415

    return sqlite.SqliteFile(address)


def _is_postgres(address: str) -> bool:
    return address.startswith(("postgresql://", "postgres://"))
