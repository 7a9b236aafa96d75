"""The disks that we write to: is there room, and may we?"""

import shutil
import tempfile
from pathlib import Path
from typing import Literal

from dd_toolkit.storage.sqlite import sqlite_path

LEAST_FREE = 64 * 1024 * 1024
"""Bytes: some thousand answers, and time to be told."""

DiskState = Literal["ready", "nearly full", "cannot be written"]


def written_folders(address: str) -> list[Path]:
    """The folders of this machine that hold the database; none for a server's."""
    if not address.startswith("sqlite:"):
        return []
    return [sqlite_path(address).absolute().parent]


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
