"""The databases of databases.py as fixtures."""

from tests.storage.databases import address, connect, db, sqlite_file

__all__ = ["address", "connect", "db", "sqlite_file"]
