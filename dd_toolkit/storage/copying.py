"""The whole database as one SQLite file, and back, on either engine.

The file is a copy of one moment while others write. From SQLite it is made by VACUUM
INTO, which reads one snapshot without holding up writers and leaves what was erased
behind; from PostgreSQL by reading all tables in one snapshot. What differs between
the engines stands in ``copy_out``, ``_rows`` and ``_fill``.

Which tables there are, what columns they have and which refers to which is read from an
empty database with the same migrations: no name from a file reaches SQL.
"""

import contextlib
import sqlite3
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import sqlite_utils

from dd_toolkit.storage.database import Database, Row
from dd_toolkit.storage.migrating import applied_migrations, apply_migrations


@runtime_checkable
class Server(Protocol):
    """What only a database on a server has: tables larger than our memory."""

    def snapshot(self) -> contextlib.AbstractContextManager[None]:
        """All that is read within is of one moment; it holds nobody up."""
        ...

    def stream(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """All rows of a table, some at a time; within a transaction."""
        ...

    def fill(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Add many rows to a table, within a transaction."""
        ...


@dataclass(frozen=True)
class Table:
    """A table of ours. ``parents``: (column, column it names) within the same table."""

    name: str
    columns: tuple[str, ...]
    parents: tuple[tuple[str, str], ...]

    @property
    def named_columns(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)


class CopyDamaged(Exception):
    """A copy is not what it should be; the text says in what."""


def tables_of(migrations: Iterable[str]) -> tuple[Table, ...]:
    """The tables that these migrations make, those that others refer to first."""
    empty = sqlite_utils.Database(memory=True)
    apply_migrations(empty, migrations, at="")
    references = {
        table.name: [
            (str(key.column), key.other_table, str(key.other_column))
            for key in table.foreign_keys
        ]
        for table in empty.tables
    }
    ordered: list[str] = []
    while len(ordered) < len(references):
        ordered += [
            name
            for name, keys in references.items()
            if name not in ordered
            and all(other in (name, *ordered) for _, other, _ in keys)
        ]
    columns = {table.name: tuple(table.columns_dict) for table in empty.tables}
    empty.close()
    return tuple(
        Table(
            name,
            columns[name],
            tuple((own, key) for own, other, key in references[name] if other == name),
        )
        for name in ordered
    )


def is_empty(db: Database) -> bool:
    """Has this database no table at all?"""
    return not db.table_names()


def copy_out(db: Database, file: Path) -> None:
    """Write a copy of this moment to a file that does not exist yet."""
    if isinstance(db, Server):
        with db.snapshot():
            copy_rows_out(db, file)
        return
    db.execute("VACUUM INTO :file", {"file": str(file)})


def copy_rows_out(db: Database, file: Path) -> None:
    """Write a copy, table by table; the caller's transaction makes it one moment."""
    migrations = applied_migrations(db)
    copy = sqlite_utils.Database(sqlite3.connect(file, isolation_level=None))
    copy.execute("PRAGMA foreign_keys = OFF")
    with contextlib.closing(copy), copy.atomic():
        apply_migrations(copy, migrations, at="")
        for table in tables_of(migrations):
            copy.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - ours
            _fill(copy, table, _rows(db, table))


def _rows(db: Database, table: Table) -> Iterator[Row]:
    """All rows of the table, never all at once."""
    if isinstance(db, Server):
        return db.stream(table.name, table.columns)
    return db.query(f'SELECT {table.named_columns} FROM "{table.name}"')  # noqa: S608


@contextlib.contextmanager
def opened_copy(file: Path) -> Generator[sqlite_utils.Database, None, None]:
    """The copy, to be read only."""
    address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    copy = sqlite_utils.Database(sqlite3.connect(address, uri=True))
    try:
        yield copy
    except sqlite3.DatabaseError as error:
        raise CopyDamaged(f"its database cannot be read ({error})") from error
    finally:
        copy.close()


def migrations_of(file: Path) -> list[str]:
    """The names of the migrations that a copy has."""
    with opened_copy(file) as copy:
        return applied_migrations(copy)


def row_counts(file: Path) -> dict[str, int]:
    """How many rows each table of the copy has; ``CopyDamaged`` if it is not whole.

    A table that is not the product's (one of SQLite's own, say) is passed over.
    """
    with opened_copy(file) as copy:
        tables = tables_of(applied_migrations(copy))
        found = {table.name: set(table.columns_dict) for table in copy.tables}
        if any(found.get(table.name) != set(table.columns) for table in tables):
            raise CopyDamaged("its tables are not those that its migrations make")
        (whole,) = copy.query("PRAGMA integrity_check(1)")
        if "ok" not in whole.values() or list(copy.query("PRAGMA foreign_key_check")):
            raise CopyDamaged("its database is not whole")
        return {table.name: copy[table.name].count for table in tables}


def copy_in(db: Database, file: Path, *, at: str) -> None:
    """Fill an empty database with all that a copy holds, in one transaction."""
    with opened_copy(file) as copy, db.atomic():
        migrations = applied_migrations(copy)
        apply_migrations(db, migrations, at=at)
        tables = tables_of(migrations)
        for table in reversed(tables):
            # What migrations put in stands in the copy as well.
            db.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - ours
        for table in tables:
            _fill(db, table, _rows(copy, table))


def _fill(db: Database, table: Table, rows: Iterator[Row]) -> None:
    if isinstance(db, Server):
        values = (tuple(row[column] for column in table.columns) for row in rows)
        db.fill(table.name, table.columns, values)
        return
    names = ", ".join(f":{column}" for column in table.columns)
    adding = f'INSERT INTO "{table.name}" ({table.named_columns}) VALUES ({names})'  # noqa: S608
    for row in _parents_first(rows, table):
        db.execute(adding, row)


def _parents_first(rows: Iterator[Row], table: Table) -> Iterator[Row]:
    """The rows so that each comes after those of the same table that it names."""
    if not table.parents:
        yield from rows
        return
    there: set[tuple[str, object]] = set()
    waiting = list(rows)
    while waiting:
        ready: list[Row] = []
        others: list[Row] = []
        for row in waiting:
            (ready if _has_parents(row, table, there) else others).append(row)
        if not ready:
            raise CopyDamaged(f"rows of {table.name} name rows that are not there")
        yield from ready
        there |= {(key, row[key]) for row in ready for _, key in table.parents}
        waiting = others


def _has_parents(row: Row, table: Table, there: set[tuple[str, object]]) -> bool:
    return all(
        row[column] is None or (key, row[column]) in there
        for column, key in table.parents
    )
