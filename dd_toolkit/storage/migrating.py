"""Brings the tables to the version that this release needs.

Each file of ``migrations/`` is applied once, in the order of its number, with a row
that says so in the same transaction. Of several processes that migrate at once, each
waits for the one before, as for any other transaction, and finds nothing left to do.
"""

from importlib import resources

from dd_toolkit.storage.database import Database


def migrate(db: Database, *, at: str) -> list[str]:
    """Apply what is missing; the names of what was applied."""
    with db.atomic():
        db.execute(
            """
            CREATE TABLE IF NOT EXISTS migration (
                name TEXT PRIMARY KEY, applied_at TEXT NOT NULL
            )
            """
        )
        done = {row["name"] for row in db.query("SELECT name FROM migration")}
        missing = [name for name in _names() if name not in done]
        for name in missing:
            db.executescript(_text(name))
            db.execute(
                "INSERT INTO migration (name, applied_at) VALUES (:name, :at)",
                {"name": name, "at": at},
            )
    return missing


def missing_migrations(db: Database) -> list[str]:
    """The names of migrations that this database still needs."""
    if "migration" not in db.table_names():
        return _names()
    done = {row["name"] for row in db.query("SELECT name FROM migration")}
    return [name for name in _names() if name not in done]


def _names() -> list[str]:
    folder = resources.files("dd_toolkit.storage") / "migrations"
    return sorted(
        entry.name for entry in folder.iterdir() if entry.name.endswith(".sql")
    )


def _text(name: str) -> str:
    folder = resources.files("dd_toolkit.storage") / "migrations"
    return (folder / name).read_text(encoding="utf-8")
