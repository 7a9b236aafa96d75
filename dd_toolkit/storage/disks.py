"""The disks that we write to: is there room, and may we?"""

import shutil
import tempfile
from pathlib import Path
from typing import Literal

from dd_toolkit.storage.sqlite import sqlite_path

LEAST_FREE = 64 * 1024 * 1024
"""Bytes: some thousand answers, and time to be told."""

DiskState = Literal["ready", "nearly full", "cannot be written"]


def written_folders(database: str, files: str) -> list[Path]:
    """The folders of this machine that hold the database and the attached files.

    None for a database on a server, and for files elsewhere; the folder of files is
    made with the first of them.
    """
    folders = []
    if database.startswith("sqlite:"):
        folders.append(sqlite_path(database).absolute().parent)
    if "://" not in files:
        folder = Path(files).absolute()
        folders.append(folder if folder.is_dir() else folder.parent)
    return folders


def disk_state(folder: Path) -> DiskState:
    """Tried out: permissions and mounts lie, a full disk shows only when written."""
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"\0" * 4096)
            trial.flush()
        free = shutil.disk_usage(folder).free
    except OSError:
        return "cannot be written"
    return "ready" if free >= LEAST_FREE else "nearly full"
