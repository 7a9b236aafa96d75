"""Making a backup while everybody works, and restoring one.

A backup gets its name only when it was read back and found whole. Restoring checks
everything before it writes anything, and writes in one transaction.
"""

import datetime
import os
import tempfile
from pathlib import Path

from dd_toolkit.errors import BackupRefused
from dd_toolkit.operations import audit
from dd_toolkit.operations.clock import moment
from dd_toolkit.storage import copying
from dd_toolkit.storage.backup_file import (
    DATABASE,
    Files,
    Manifest,
    Put,
    checked_backup,
    put_files,
    write_backup,
)
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.migrating import migrate, missing_migrations


def back_up(
    db: Database,
    target: Path,
    *,
    version: str,
    at: datetime.datetime,
    files: Files = (),
) -> Manifest:
    """Write a backup of this moment, while others go on working."""
    if target.exists():
        raise BackupRefused(str(target), "There is such a file already.")
    if copying.is_empty(db):
        raise BackupRefused(
            str(target), "The database has no tables: is DD_DATABASE right?"
        )
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as made:
            unnamed = Path(made) / "backup.zip"
            write_backup(db, unnamed, version=version, at=moment(at), files=files)
            manifest = checked_backup(unnamed, str(target), Path(made) / "again.db")
            unnamed.replace(target)
            _sync(target.parent)
    except OSError as error:
        raise BackupRefused(str(target), f"{error.strerror or error}.") from error
    return manifest


def note_backup(db: Database, manifest: Manifest, *, at: datetime.datetime) -> None:
    """Note in the audit log that a backup was made, where there is one already."""
    if missing_migrations(db):
        return
    audit.note(
        db,
        actor=audit.OPERATOR,
        action="backup-made",
        subject=manifest.parts[DATABASE].sha256,
        at=at,
        parts=len(manifest.parts),
    )


def restore(
    db: Database, source: Path, *, at: datetime.datetime, put: Put | None = None
) -> Manifest:
    """Fill an empty database from a backup, and ``put`` its files.

    ``BackupRefused`` for a damaged backup, one of a newer version, and a database
    that is not empty; nothing is changed then.
    """
    with tempfile.TemporaryDirectory(prefix="dd-restore-") as made:
        copy = Path(made) / DATABASE
        manifest = checked_backup(source, str(source), copy)
        if manifest.files and put is None:
            raise BackupRefused(
                str(source), "It holds files of evidence: set DD_FILES to their place."
            )
        with db.atomic():
            # Within the transaction: of two who restore at once one finds tables.
            if not copying.is_empty(db):
                raise BackupRefused(
                    str(source),
                    "The database has tables already: name a new one in DD_DATABASE.",
                )
            copying.copy_in(db, copy, at=moment(at))
            migrate(db, at=moment(at))
            audit.note(
                db,
                actor=audit.OPERATOR,
                action="restored",
                subject=manifest.parts[DATABASE].sha256,
                at=at,
                made_at=manifest.made_at,
            )
            if put is not None:
                _put_all(source, manifest, put)
    return manifest


def _put_all(source: Path, manifest: Manifest, put: Put) -> None:
    try:
        put_files(source, manifest, put)
    except OSError as error:
        raise BackupRefused(
            str(source), f"Its files cannot be written to DD_FILES ({error.strerror})."
        ) from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
