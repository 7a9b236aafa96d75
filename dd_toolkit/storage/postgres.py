"""PostgreSQL: a server of its own, for an installation on several machines.

A thin layer over psycopg that answers to the same words as SQLite and keeps the same
promises. One of them PostgreSQL does not give by itself: at its usual isolation, two
who read and then write lose the work of one, without an error. So each transaction
first takes the writers' turn, a lock that the server frees when the transaction ends,
however it ends. Statements outside a transaction, which carry their own conditions,
and readers wait for nobody.

To wait for the disk within one's turn would let each writer wait for the disk of all
before. So the commit itself does not wait, and the turn goes on; then a record is
written that does wait, and with it everything before is on the disk. The disk syncs
for many at once, as it does without turns. Only then ``atomic()`` ends: nothing is
acknowledged before.

A connection lost is replaced, and what was to be done is done again where that can do
no harm: a transaction that has not begun, a SELECT. A write whose answer was lost may
have happened; that is told as ``DatabaseBusy``, and whoever tries again finds out.
"""

import contextlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from dd_toolkit.errors import DatabaseBusy, DatabaseFull, SettingRefused
from dd_toolkit.storage.database import Parameters, Row
from dd_toolkit.storage.named_parameters import for_psycopg
from dd_toolkit.storage.postgres_connections import (
    Connection,
    Lender,
    OwnConnection,
    SharedPool,
    checked_address,
    unreachable,
)

_WRITERS_TURN = 0x6464
_BEGIN = f"""
    BEGIN;
    SET LOCAL synchronous_commit = off;
    SELECT pg_advisory_xact_lock({_WRITERS_TURN});
"""
_COMMIT = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote; COMMIT"
_SYNC = "SELECT pg_logical_emit_message(TRUE, 'dd-toolkit', '')"
_BEGIN_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_ROWS_AT_ONCE = 100

_BUSY = {
    "08",  # the connection broke
    "40",  # others came first: a deadlock, a serialization failure
    "53",  # too many connections, no memory; a full disk stands below
    "55P03",  # waited too long for a lock
    "57",  # the server goes down or comes up, the statement took too long
    "25P03",  # nothing was said in a transaction for too long
}
_UNWRITABLE = {
    "53100",  # the disk is full
    "58030",  # the disk fails
    "25006",  # the server only reads: it stands in for one that failed
}
"""Kinds of errors, by the codes or the first two signs of codes of PostgreSQL."""

T = TypeVar("T")


@dataclass(frozen=True)
class Written:
    """What a write answers."""

    rowcount: int


class PostgresDatabase:
    """psycopg, answering to the words of ``database.Database``."""

    def __init__(self, lender: Lender) -> None:
        self._lender = lender
        self._held: Connection | None = None
        """The connection of the transaction that goes on; None: there is none."""

    def query(self, sql: str, params: Parameters | None = None) -> Iterator[Row]:
        def rows(connection: Connection) -> list[Row]:
            cursor = _run(connection, sql, params)
            if cursor.description is None:
                raise ValueError("query() is for SQL that returns rows; use execute()")
            return cursor.fetchall()

        reads = sql.lstrip()[:6].upper() == "SELECT"
        return iter(self._done(rows, again=reads))

    def execute(self, sql: str, parameters: Parameters | None = None) -> Written:
        def written(connection: Connection) -> Written:
            return Written(_run(connection, sql, parameters).rowcount)

        return self._done(written, again=False)

    def executescript(self, sql: str) -> object:
        def run(connection: Connection) -> None:
            # Without parameters and unprepared, a text may hold several statements.
            connection.execute(sql, prepare=False)

        return self._done(run, again=False)

    def table_names(self) -> list[str]:
        rows = self.query(
            """
            SELECT tablename FROM pg_catalog.pg_tables
            WHERE schemaname = current_schema()
            ORDER BY tablename
            """
        )
        return [row["tablename"] for row in rows]

    @contextlib.contextmanager
    def atomic(self) -> Generator["PostgresDatabase", None, None]:
        if self._held is None:
            with self._transaction(_BEGIN):
                yield self
            return
        with _told_as_ours():
            self._held.execute("SAVEPOINT inner_part")
            try:
                yield self
            except BaseException:
                _undo(
                    self._held,
                    "ROLLBACK TO SAVEPOINT inner_part; RELEASE SAVEPOINT inner_part",
                )
                raise
            self._held.execute("RELEASE SAVEPOINT inner_part")

    def snapshot(self) -> contextlib.AbstractContextManager[None]:
        """All that is read within is of one moment; it holds nobody up."""
        return self._transaction(_BEGIN_SNAPSHOT)

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Generator[None, None, None]:
        assert self._held is None, "a transaction goes on already"
        with _told_as_ours(), self._begun(begin) as connection:
            self._held = connection
            try:
                yield
                _commit(connection)
            except BaseException:
                _undo(connection, "ROLLBACK")
                raise
            finally:
                self._held = None

    @contextlib.contextmanager
    def _begun(self, begin: str) -> Generator[Connection, None, None]:
        for last in (False, True):
            with self._lender.lend() as connection:
                try:
                    _begin(connection, begin)
                except psycopg.OperationalError as error:
                    if last or not _was_lost(connection, error):
                        raise
                    continue
                yield connection
                return

    def _done(self, act: Callable[[Connection], T], *, again: bool) -> T:
        """Do it in the transaction that goes on, or by itself.

        ``again``: may it be done twice, where the connection is lost meanwhile?
        """
        with _told_as_ours():
            if self._held is not None:
                return act(self._held)
            with self._lender.lend() as connection:
                try:
                    return act(connection)
                except psycopg.OperationalError as error:
                    if not (again and _was_lost(connection, error)):
                        raise
            with self._lender.lend() as connection:
                return act(connection)

    def fill(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Add many rows to a table, within a transaction.

        It counts as one statement, so rows may refer to others that come later.
        """
        assert self._held is not None, "a copy that breaks must leave nothing behind"
        names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
        copying = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), names
        )
        with (
            _told_as_ours(),
            self._held.cursor() as cursor,
            cursor.copy(copying) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def stream(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """All rows of a table, some at a time; within a transaction."""
        assert self._held is not None, "a cursor on the server lives in a transaction"
        names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
        with _told_as_ours(), self._held.cursor(name="streamed") as cursor:
            cursor.itersize = _ROWS_AT_ONCE
            cursor.execute(
                sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table))
            )
            yield from cursor

    def close(self) -> None:
        self._lender.close()


class PostgresPool:
    """Opens a database for each thread of a process; they share one pool."""

    def __init__(self, address: str) -> None:
        self._pool = SharedPool(checked_address(address))

    def database(self) -> PostgresDatabase:
        return PostgresDatabase(_Borrowing(self._pool))

    def close(self) -> None:
        self._pool.close()


@dataclass(frozen=True)
class _Borrowing:
    """One thread's way to the pool: closing it closes nothing of the others."""

    pool: SharedPool

    def lend(self) -> contextlib.AbstractContextManager[Connection]:
        return self.pool.lend()

    def close(self) -> None:
        """What was borrowed was given back."""


def open_postgres(address: str) -> PostgresDatabase:
    """A connection of one's own; ``DatabaseUnreachable`` where no server answers."""
    try:
        own = OwnConnection(checked_address(address))
    except psycopg.OperationalError as error:
        raise unreachable(address, error) from None
    with own.lend() as connection:
        encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        own.close()
        raise SettingRefused(
            "DD_DATABASE",
            f"the database keeps texts as {encoding}, so not every language fits in. "
            "Make it with: createdb --template=template0 --encoding=UTF8 NAME",
        )
    return PostgresDatabase(own)


def _run(
    connection: Connection, sql: str, parameters: Parameters | None
) -> psycopg.Cursor[Row]:
    if not parameters:
        return connection.execute(sql)
    fitting = {name: storable(value) for name, value in parameters.items()}
    return connection.execute(for_psycopg(sql), fitting)


def storable(value: Any) -> Any:
    """The value as PostgreSQL can hold it: its texts have no character NUL.

    Nobody types one. Sought, such a text is not there; stored, it says that something
    was: neither is a reason for a page that fails.
    """
    if isinstance(value, str) and "\0" in value:
        return value.replace("\0", "\ufffd")
    return value


def _was_lost(connection: Connection, error: psycopg.Error) -> bool:
    """Has the connection ended, or the server said that it will?"""
    return connection.closed or (error.sqlstate or "").startswith("57P")


def _begin(connection: Connection, begin: str) -> None:
    try:
        connection.execute(begin, prepare=False)
    except BaseException:
        _undo(connection, "ROLLBACK")
        raise


def _commit(connection: Connection) -> None:
    # Where a statement failed and nobody told, the SELECT fails too: a bare COMMIT
    # would undo everything and report success.
    told = connection.execute(_COMMIT, prepare=False).fetchone()
    if told and told["wrote"]:
        connection.execute(_SYNC)


def _undo(connection: Connection, undoing: str) -> None:
    """Undo, and never hide why: what cannot be undone is left to the server."""
    if connection.info.transaction_status == TransactionStatus.IDLE:
        return
    try:
        connection.execute(undoing, prepare=False)
    except psycopg.Error:
        connection.close()


@contextlib.contextmanager
def _told_as_ours() -> Generator[None, None, None]:
    """PostgreSQL's errors that an operator can put right, as errors of ours.

    The others lose their details, which quote what somebody entered: they go to logs.
    """
    try:
        yield
    except psycopg.Error as error:
        if error.diag.message_primary:
            error.args = (error.diag.message_primary,)
        code = error.sqlstate or ""
        if code in _UNWRITABLE:
            raise DatabaseFull(str(error)) from error
        if {code, code[:2]} & _BUSY:
            raise DatabaseBusy from error
        if not code and isinstance(error, psycopg.OperationalError):
            # psycopg's own: no connection to be had, or the one there was is gone.
            raise DatabaseBusy from error
        raise
