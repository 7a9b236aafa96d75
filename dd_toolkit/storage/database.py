"""The connection to the database, and the promises it keeps.

What an employer answered must be there after a crash, and two savers must never lose
each other's work. So SQLite runs with a write-ahead log that is synced at each commit,
foreign keys on, and every transaction begins with BEGIN IMMEDIATE: a plain BEGIN reads
first and then fails with "database is locked" as soon as others write too.

SQLite lets waiting writers poll with growing pauses, which makes some wait very long
under load. A lock on a file beside the database lets them queue with short pauses
instead; it only shortens waits, correctness rests on SQLite alone.
"""

import contextlib
import fcntl
import sqlite3
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import sqlite_utils

from dd_toolkit.errors import DatabaseBusy, DatabaseFull, SettingRefused

SECONDS_TO_WAIT = 5.0
_PAUSE = 0.0005

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNWRITABLE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}
_KIND = 0xFF
"""The bits of SQLite's error codes that tell the kind; the others tell details."""

Parameters = dict[str, Any]
Row = dict[str, Any]


class Cursor(Protocol):
    """What a write answers."""

    @property
    def rowcount(self) -> int: ...


class Database(Protocol):
    """The six words that the product uses of ``sqlite_utils.Database``."""

    def query(self, sql: str, params: Parameters | None = None) -> Iterator[Row]:
        """The rows that the SQL gives, as dictionaries."""
        ...

    def execute(self, sql: str, parameters: Parameters | None = None) -> Cursor:
        """Run the SQL; its ``rowcount`` tells how many rows it changed."""
        ...

    def executescript(self, sql: str) -> object:
        """Run several statements."""
        ...

    def atomic(self) -> contextlib.AbstractContextManager[object]:
        """All that is done within happens, or nothing."""
        ...

    def table_names(self) -> list[str]:
        """The names of all tables there are."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class SqliteDatabase(sqlite_utils.Database):
    """sqlite-utils on a connection of ours, with the promises above."""

    def __init__(self, path: Path) -> None:
        connection = sqlite3.connect(
            path, timeout=SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False
        )
        super().__init__(connection, execute_plugins=False)
        for pragma in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA foreign_keys = ON",
        ):
            connection.execute(pragma)
        self._queue = path.with_name(path.name + "-lock").open("a")

    def query(
        self, sql: str, params: Sequence[Any] | Parameters | None = None
    ) -> Generator[Row, None, None]:
        with _told_as_ours():
            return super().query(sql, params)

    def execute(
        self, sql: str, parameters: Sequence[Any] | Parameters | None = None
    ) -> sqlite3.Cursor:
        with _told_as_ours():
            return super().execute(sql, parameters)

    @contextlib.contextmanager
    def atomic(self) -> Generator[sqlite_utils.Database, None, None]:
        if self.conn.in_transaction:
            with super().atomic():
                yield self
            return
        with _told_as_ours(), self._turn():
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self
            except BaseException:
                # A full disk has already ended the transaction: a ROLLBACK would
                # raise and hide the cause.
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise
            self._commit()

    def _commit(self) -> None:
        try:
            self.conn.execute("COMMIT")
        except sqlite3.Error:
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")
            raise

    @contextlib.contextmanager
    def _turn(self) -> Generator[None, None, None]:
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while True:
            try:
                fcntl.flock(self._queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise DatabaseBusy from None
                time.sleep(_PAUSE)
        try:
            yield
        finally:
            fcntl.flock(self._queue, fcntl.LOCK_UN)

    def close(self) -> None:
        super().close()
        self._queue.close()


@contextlib.contextmanager
def _told_as_ours() -> Generator[None, None, None]:
    """SQLite's errors that an operator can put right, as errors of ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        # The text alone would take "no such column: full_name" for a full disk; an
        # error that Python itself raises has no code.
        kind = getattr(error, "sqlite_errorcode", 0) & _KIND
        if kind in _BUSY:
            raise DatabaseBusy from error
        if kind in _UNWRITABLE:
            raise DatabaseFull(str(error)) from error
        raise


class Connections:
    """One database connection for each thread, kept as long as the thread.

    A ``sqlite_utils.Database`` made for each request costs more than the request.
    """

    def __init__(self, address: str) -> None:
        self.path = sqlite_path(address)
        self._own = threading.local()
        self._opened: list[Database] = []

    def database(self) -> Database:
        """This thread's connection, opened at its first use."""
        if not hasattr(self._own, "database"):
            self._own.database = SqliteDatabase(self.path)
            self._opened.append(self._own.database)
        database: Database = self._own.database
        return database

    def close(self) -> None:
        """Close the connections of all threads."""
        while self._opened:
            self._opened.pop().close()
        self._own = threading.local()


def sqlite_path(address: str) -> Path:
    """The file of ``sqlite:///PATH``; ``SettingRefused`` for any other address."""
    prefix = "sqlite:///"
    if not address.startswith(prefix) or not address.removeprefix(prefix):
        raise SettingRefused(
            "DD_DATABASE", f"{address!r} is not an address such as sqlite:///data/dd.db"
        )
    path = Path(address.removeprefix(prefix))
    if path.name == ":memory:":
        raise SettingRefused("DD_DATABASE", "memory forgets answers; name a file")
    if path.is_dir():
        raise SettingRefused("DD_DATABASE", f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise SettingRefused("DD_DATABASE", f"there is no folder {path.parent}")
    return path


def open_database(address: str) -> Database:
    """A connection of one's own: for commands, workers and tests."""
    return SqliteDatabase(sqlite_path(address))
