"""Connections to PostgreSQL: how an address is read, and who lends them to whom.

Commands and workers hold one connection of their own. The site's threads share a pool
and borrow from it for as long as a statement or a transaction takes. A connection
found dead is replaced before anything is sent, so a restart of the server costs nobody
an answer; and a forked process never touches what its parent opened: both would speak
into one socket.

No password is ever shown: not that of the address, nor the parts of it that libpq
takes for a host or a port where somebody forgot to encode a sign.
"""

import contextlib
import os
import select
import time
from collections.abc import Generator
from typing import Protocol

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from dd_toolkit.errors import DatabaseUnreachable, SettingRefused
from dd_toolkit.storage import database
from dd_toolkit.storage.database import Row

MOST_CONNECTIONS = 8
"""Of one process: more threads than that wait for each other."""

SECONDS_FOR_A_STATEMENT = 30
"""On the site; a command (a migration, a move) may take as long as it needs."""

_OPTIONS = {
    "autocommit": True,
    "row_factory": dict_row,
    "client_encoding": "utf8",
    "connect_timeout": round(database.SECONDS_TO_WAIT),
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "fallback_application_name": "dd-toolkit",
}

_SESSION = """
    SET synchronous_commit = on;
    SET statement_timeout = 0;
    SET idle_in_transaction_session_timeout = '30s';
    SET tcp_keepalives_idle = 15;
    SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 3;
    SET timezone = 'UTC';
"""
"""What a commit told must survive a crash, whatever the server is used to; a machine
that vanishes within a transaction must not hold up the others for long."""

Connection = psycopg.Connection[Row]


class Lender(Protocol):
    """Where a database has its connection from."""

    def lend(self) -> contextlib.AbstractContextManager[Connection]:
        """A living connection, outside a transaction; given back afterwards."""
        ...

    def close(self) -> None: ...


def checked_address(address: str) -> str:
    """The address, if it can be one; ``SettingRefused`` tells what does not fit."""
    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise _refused("is not written as an address") from None
    host, port = str(parts.get("host", "")), str(parts.get("port", ""))
    name = str(parts.get("dbname", ""))
    misread = port and not port.replace(",", "").isdigit()
    if misread or "@" in host + name:
        raise _refused("is not written as an address")
    if not name:
        raise _refused("names no database")
    return address


def _refused(what: str) -> SettingRefused:
    return SettingRefused(
        "DD_DATABASE",
        f"the value {what} such as postgresql://user:password@host/database. "
        "Signs such as @ : / % # in a password are written as %40 %3A %2F %25 %23.",
    )


def unreachable(address: str, error: psycopg.Error) -> DatabaseUnreachable:
    """The error for a person, without the password."""
    parts = conninfo_to_dict(address)
    reason = " ".join(str(error).split())
    password = str(parts.get("password") or os.environ.get("PGPASSWORD") or "")
    if password:
        reason = reason.replace(password, "***")
    return DatabaseUnreachable(
        database=str(parts.get("dbname")),
        host=str(parts.get("host") or "this machine"),
        reason=reason,
    )


def connected(address: str) -> Connection:
    """A new connection; ``psycopg.OperationalError`` where there is none to be had."""
    connection = Connection.connect(address, **_OPTIONS)  # type: ignore[arg-type]
    prepare(connection)
    return connection


class _Number(Loader):
    """What SUM and AVG give, as SQLite gives it: no ``Decimal``, which JSON refuses."""

    def load(self, data: Buffer) -> int | float:
        written = bytes(data).decode()
        return int(written) if written.lstrip("-").isdigit() else float(written)


def prepare(connection: Connection) -> None:
    """Set what holds for each of our connections."""
    connection.adapters.register_loader("numeric", _Number)
    patience = f"SET lock_timeout = '{database.SECONDS_TO_WAIT}s'"
    connection.execute(_SESSION + patience, prepare=False)


def _prepare_for_the_site(connection: Connection) -> None:
    prepare(connection)
    connection.execute(f"SET statement_timeout = '{SECONDS_FOR_A_STATEMENT}s'")


def _alive(connection: Connection) -> bool:
    """Is the server still there? Asked without a word as long as it has said nothing.

    An idle connection that can be read has been ended, or tells of a new setting.
    """
    if connection.closed:
        return False
    said = select.poll()
    said.register(connection.fileno(), select.POLLIN)
    if not said.poll(0):
        return True
    try:
        connection.execute("")
    except psycopg.Error:
        return False
    return True


class OwnConnection:
    """One connection, opened anew where it was lost or the process has forked."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection = connected(address)
        self._process = os.getpid()
        self._inherited: list[Connection] = []

    @contextlib.contextmanager
    def lend(self) -> Generator[Connection, None, None]:
        if self._process != os.getpid():
            # To close it would say goodbye in the name of the parent.
            self._inherited.append(self._connection)
            self._process, self._connection = os.getpid(), connected(self._address)
        if not _alive(self._connection):
            self._connection.close()
            self._connection = connected(self._address)
        yield self._connection

    def close(self) -> None:
        if self._process == os.getpid():
            self._connection.close()


class SharedPool:
    """The connections of a process, opened when they are needed."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._pools: dict[int, ConnectionPool[Connection]] = {}
        """By process id: a forked process finds no pool of its own, and makes one."""

    @contextlib.contextmanager
    def lend(self) -> Generator[Connection, None, None]:
        pool = self._pool()
        connection = _living(pool)
        try:
            yield connection
        finally:
            pool.putconn(connection)

    def _pool(self) -> ConnectionPool[Connection]:
        process = os.getpid()
        if process not in self._pools:
            # Of two threads that both come first, setdefault lets one win.
            self._pools.setdefault(process, self._new_pool())
        pool = self._pools[process]
        pool.open()
        return pool

    def _new_pool(self) -> ConnectionPool[Connection]:
        return ConnectionPool(
            self._address,
            connection_class=Connection,
            kwargs=_OPTIONS,
            configure=_prepare_for_the_site,
            min_size=0,
            max_size=MOST_CONNECTIONS,
            timeout=database.SECONDS_TO_WAIT,
            # The pool waits twice as long before each further attempt. Given up soon,
            # the next request begins afresh: the site is back when the server is.
            reconnect_timeout=database.SECONDS_TO_WAIT,
            open=False,
        )

    def close(self) -> None:
        pool = self._pools.pop(os.getpid(), None)
        if pool:
            pool.close()


def _living(pool: ConnectionPool[Connection]) -> Connection:
    """A connection that lives; all may be dead after a restart of the server.

    The pool could check by itself, but pauses for seconds after the second dead one.
    """
    deadline = time.monotonic() + database.SECONDS_TO_WAIT
    while True:
        connection = pool.getconn(deadline - time.monotonic())
        if _alive(connection):
            return connection
        connection.close()
        pool.putconn(connection)
