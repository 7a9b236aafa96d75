"""The audit log: entries are only ever added, one after the other.

An act and its entry commit together, so ``append`` stands in the transaction of the
act. Its first statement changes the one row of ``audit_head`` and so holds that row's
lock until the commit: on both engines the next who appends waits, and then reads the
number and hash that we left. Append last in a transaction, so that nobody waits long
and no two wait for each other.
"""

from collections.abc import Iterator

from dd_toolkit.core.audit_chain import Entry, Link, linked
from dd_toolkit.storage.database import Database, Row

_COLUMNS = "number, at, actor, action, subject, detail, previous_sha256, sha256"


class HeadMissing(Exception):
    """Somebody removed the row that all appending hangs on."""


def append(
    db: Database, *, at: str, actor: str, action: str, subject: str, detail: str
) -> Entry:
    """Add an entry to the log; within a transaction, as its last act."""
    rows = db.query(
        """
        UPDATE audit_head SET number = number + 1
        WHERE name = 'audit'
        RETURNING number, sha256
        """
    )
    row = next(iter(rows), None)
    if row is None:
        raise HeadMissing("The table audit_head has no row: restore a backup.")
    entry = linked(
        Link(row["number"] - 1, row["sha256"]),
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail=detail,
    )
    db.execute(
        f"""
        INSERT INTO audit_entry ({_COLUMNS})
        VALUES (:number, :at, :actor, :action, :subject, :detail,
                :previous_sha256, :sha256)
        """,  # noqa: S608 - the columns are ours
        vars(entry),
    )
    db.execute(
        "UPDATE audit_head SET sha256 = :sha256 WHERE name = 'audit'",
        {"sha256": entry.sha256},
    )
    return entry


def chain(db: Database) -> tuple[Link | None, Iterator[Entry]]:
    """What is remembered of the last entry, and all entries by number.

    Read in one statement: others may append meanwhile, and both must be of the same
    moment. None: the memory of the last entry was removed.
    """
    rows = db.query(
        """
        SELECT audit_head.number AS head_number, audit_head.sha256 AS head_sha256,
               audit_entry.*
        FROM audit_head
        LEFT JOIN audit_entry ON TRUE
        ORDER BY audit_entry.number
        """
    )
    first = next(iter(rows), None)
    if first is None:
        return None, iter(())
    return Link(first["head_number"], first["head_sha256"]), _entries(first, rows)


def _entries(first: Row, rest: Iterator[Row]) -> Iterator[Entry]:
    if first["number"] is not None:
        yield _entry(first)
    yield from map(_entry, rest)


def entries(db: Database, *, since: str = "") -> Iterator[Entry]:
    """The entries from that moment on (ISO 8601 in UTC, or its beginning)."""
    rows = db.query(
        f"""
        SELECT {_COLUMNS} FROM audit_entry
        WHERE at >= :since
        ORDER BY number
        """,  # noqa: S608 - the columns are ours
        {"since": since},
    )
    return map(_entry, rows)


def _entry(row: Row) -> Entry:
    return Entry(**{name: row[name] for name in _COLUMNS.split(", ")})
