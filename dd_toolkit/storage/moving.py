"""Moves an installation from SQLite to PostgreSQL: all of it, or nothing.

The copy is one transaction of the target. Whoever writes to the source waits meanwhile,
so nothing that was acknowledged can be missing. Before the commit each table is read
back and compared with what was read from the source.

Which tables there are, what columns they have and which refers to which, the source is
asked: tables that later versions add go along. A table goes over as one statement, so
its rows may refer to each other in any order.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import psycopg
import sqlite_utils

from dd_toolkit.errors import MoveRefused
from dd_toolkit.storage.migrating import migrate, missing_migrations
from dd_toolkit.storage.postgres import PostgresDatabase, storable
from dd_toolkit.storage.sqlite import SqliteDatabase

OWN = "migration"
"""The table of what was applied: it tells of its own database, so it stays there."""

_STEP = 50
"""Rows between two signs of progress."""


@dataclass(frozen=True)
class Table:
    """A table of the source."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """How many rows, and the sum of their checksums, in whatever order they come."""

    rows: int
    checksum: int


class _Tally:
    """Counts rows as they pass."""

    def __init__(self) -> None:
        self.contents = Contents(0, 0)

    def passing(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for row in rows:
            self.contents = Contents(
                self.contents.rows + 1,
                (self.contents.checksum + _checksum(row)) % 2**256,
            )
            yield row


def _checksum(row: Sequence[Any]) -> int:
    digest = hashlib.sha256()
    for value in row:
        written = value if isinstance(value, bytes) else str(value).encode()
        digest.update(f"{type(value).__name__} {len(written)} ".encode() + written)
    return int.from_bytes(digest.digest())


def tables_of(source: sqlite_utils.Database) -> tuple[Table, ...]:
    """The tables to move, each after those that it refers to."""
    names = {
        name
        for name in source.table_names()
        if name != OWN and not name.startswith("sqlite_")
    }
    referred = {
        name: {key.other_table for key in source.table(name).foreign_keys} - {name}
        for name in sorted(names)
    }
    return tuple(
        Table(name, tuple(column.name for column in source.table(name).columns))
        for name in TopologicalSorter(referred).static_order()
    )


def rows_to_move(source: SqliteDatabase) -> int:
    """How many rows ``move`` will tell of."""
    return sum(source.table(table.name).count for table in tables_of(source))


def move(
    source: SqliteDatabase,
    target: PostgresDatabase,
    *,
    at: str,
    moved: Callable[[int], object],
) -> dict[str, int]:
    """Copy all rows to a database that nobody has used; the rows of each table.

    The target gets its tables, if it has none. ``moved`` is told how many more rows
    have gone over. ``MoveRefused`` where it cannot be; then the target is as before.
    """
    if missing_migrations(source):
        raise MoveRefused("The source is not up to date: migrate it first.")
    with source.atomic(), target.atomic():
        tables = tables_of(source)
        _make_ready(target, tables, at=at)
        for table in reversed(tables):
            # What migrations put in stands in the source as well.
            target.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - asked for
        return {
            table.name: _moved_rows(source, target, table, moved) for table in tables
        }


def _make_ready(target: PostgresDatabase, tables: Sequence[Table], *, at: str) -> None:
    there = set(target.table_names())
    if there and OWN not in there:
        raise MoveRefused(f"The target holds other tables: {', '.join(sorted(there))}.")
    migrate(target, at=at)
    unused = sqlite_utils.Database(memory=True)
    migrate(unused, at=at)
    known = {table.name: table for table in tables_of(unused)}
    for table in tables:
        if table != known.get(table.name):
            raise MoveRefused(
                f"The source has a table {table.name} that this version does not know: "
                "move it with the version that it is used with."
            )
        if _contents(target, table) != _contents(unused, table):
            raise MoveRefused(f"The target is in use: its table {table.name} has rows.")
    unused.close()


def _contents(db: PostgresDatabase | sqlite_utils.Database, table: Table) -> Contents:
    tally = _Tally()
    for _ in tally.passing(_rows(db, table)):
        pass
    return tally.contents


def _rows(
    db: PostgresDatabase | sqlite_utils.Database, table: Table
) -> Iterator[tuple[Any, ...]]:
    """All rows, as PostgreSQL can hold them, some at a time."""
    if isinstance(db, PostgresDatabase):
        rows: Iterator[dict[str, Any]] = db.stream(table.name, table.columns)
    else:
        names = ", ".join(f'"{column}"' for column in table.columns)
        rows = db.query(f'SELECT {names} FROM "{table.name}"')  # noqa: S608 - asked for
    return (tuple(storable(value) for value in row.values()) for row in rows)


def _moved_rows(
    source: SqliteDatabase,
    target: PostgresDatabase,
    table: Table,
    moved: Callable[[int], object],
) -> int:
    sent = _Tally()
    try:
        target.fill(
            table.name,
            table.columns,
            _told(sent.passing(_rows(source, table)), moved),
        )
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise MoveRefused(
            f"A row of the table {table.name} does not fit: {error}."
        ) from error
    arrived = _contents(target, table)
    if arrived != sent.contents:
        raise MoveRefused(
            f"The table {table.name} did not arrive as it was sent: {arrived.rows} "
            f"of {sent.contents.rows} rows."
        )
    return arrived.rows


def _told(
    rows: Iterator[Sequence[Any]], moved: Callable[[int], object]
) -> Iterator[Sequence[Any]]:
    untold = 0
    for row in rows:
        yield row
        untold += 1
        if untold == _STEP:
            moved(untold)
            untold = 0
    moved(untold)
