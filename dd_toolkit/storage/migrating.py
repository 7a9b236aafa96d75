"""Brings the tables to the version that this release needs.

Each file of ``migrations/`` is applied once, in the order of its number, with a row
that says so in the same transaction. Of several processes that migrate at once, each
waits for the one before, as for any other transaction, and finds nothing left to do.
"""

from collections.abc import Iterable
from importlib import resources

from dd_toolkit.storage.database import Database


def migrate(db: Database, *, at: str) -> list[str]:
    """Apply what is missing; the names of what was applied."""
    return apply_migrations(db, known_migrations(), at=at)


def apply_migrations(db: Database, names: Iterable[str], *, at: str) -> list[str]:
    """Apply those of these that are missing; the names of what was applied."""
    with db.atomic():
        db.execute(
            """
            CREATE TABLE IF NOT EXISTS migration (
                name TEXT PRIMARY KEY, applied_at TEXT NOT NULL
            )
            """
        )
        done = set(applied_migrations(db))
        missing = [name for name in sorted(names) if name not in done]
        for name in missing:
            db.executescript(_text(name))
            db.execute(
                "INSERT INTO migration (name, applied_at) VALUES (:name, :at)",
                {"name": name, "at": at},
            )
    return missing


def applied_migrations(db: Database) -> list[str]:
    """The names of those that this database has; it has the table of them."""
    return [row["name"] for row in db.query("SELECT name FROM migration ORDER BY name")]


def missing_migrations(db: Database) -> list[str]:
    """The names of migrations that this database still needs."""
    if "migration" not in db.table_names():
        return known_migrations()
    done = set(applied_migrations(db))
    return [name for name in known_migrations() if name not in done]


def known_migrations() -> list[str]:
    """The names of all migrations of this release, in their order."""
    folder = resources.files("dd_toolkit.storage") / "migrations"
    return sorted(
        entry.name for entry in folder.iterdir() if entry.name.endswith(".sql")
    )


def _text(name: str) -> str:
    folder = resources.files("dd_toolkit.storage") / "migrations"
    return (folder / name).read_text(encoding="utf-8")
