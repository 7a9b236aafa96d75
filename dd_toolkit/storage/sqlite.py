"""SQLite: one file beside the program, for one machine.

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
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import sqlite_utils

from dd_toolkit.errors import DatabaseBusy, DatabaseFull, SettingRefused
from dd_toolkit.storage import database
from dd_toolkit.storage.database import Parameters, Row

_PAUSE = 0.0005

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNWRITABLE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}
_KIND = 0xFF
"""The bits of SQLite's error codes that tell the kind; the others tell details."""


class SqliteDatabase(sqlite_utils.Database):
    """sqlite-utils on a connection of ours, with the promises above."""

    def __init__(self, path: Path) -> None:
        connection = sqlite3.connect(
            path,
            timeout=database.SECONDS_TO_WAIT,
            isolation_level=None,
            check_same_thread=False,
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
        deadline = time.monotonic() + database.SECONDS_TO_WAIT
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


class SqliteFile:
    """Opens a connection for each thread: SQLite has nothing to share among them."""

    def __init__(self, address: str) -> None:
        self._path = sqlite_path(address)

    def database(self) -> SqliteDatabase:
        return SqliteDatabase(self._path)

    def close(self) -> None:
        """Nothing is shared."""


def sqlite_path(address: str) -> Path:
    """The file of ``sqlite:///PATH``; ``SettingRefused`` for any other address."""
    prefix = "sqlite:///"
    if not address.startswith(prefix) or not address.removeprefix(prefix):
        # An address with @ may hold a password, behind a word that was mistyped.
        shown = "its value" if "@" in address else repr(address)
        raise SettingRefused(
            "DD_DATABASE",
            f"{shown} is not an address such as sqlite:///data/dd.db "
            "or postgresql://user:password@host/database",
        )
    path = Path(address.removeprefix(prefix))
    if path.name == ":memory:":
        raise SettingRefused("DD_DATABASE", "memory forgets answers; name a file")
    if path.is_dir():
        raise SettingRefused("DD_DATABASE", f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise SettingRefused("DD_DATABASE", f"there is no folder {path.parent}")
    return path


def open_sqlite(address: str) -> SqliteDatabase:
    """A connection of one's own."""
    return SqliteDatabase(sqlite_path(address))
