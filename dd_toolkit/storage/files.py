"""The contents of attached files, each stored once under its SHA-256.

They stand in a folder or at any address that fsspec knows (``s3://bucket/prefix``). A
content is written under a passing name, made durable, and only then moved to its own:
a crash leaves a whole file or none. What is read is hashed again, because disks forget
and people edit, and an auditor must get what was received.
"""

import contextlib
import datetime
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from dd_toolkit.errors import FileDamaged, FilesFull, SettingRefused

_PASSING = "passing"
_HASH_LENGTH = 64


class Files:
    """The contents at one address."""

    def __init__(self, address: str) -> None:
        try:
            self._system, root = _opened(address)
        except (ValueError, ImportError) as error:
            raise SettingRefused("DD_FILES", f"{address!r}: {error}") from error
        self._root = root.rstrip("/")
        self._local = isinstance(self._system, LocalFileSystem)

    def keep(self, content: bytes) -> str:
        """Store the content durably and give its SHA-256; the same one stands once.

        It is written even where it stands already: that mends a damaged copy, and its
        fresh date keeps ``sweep`` away until a row names it. ``FilesFull`` where it
        cannot be written; then nothing of it stays.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        passing = f"{self._root}/{_PASSING}/{secrets.token_hex(16)}"
        try:
            self._make_folder(passing)
            self._make_folder(self._place(sha256))
            self._write(passing, content)
            self._move(passing, self._place(sha256))
        except OSError as error:
            with contextlib.suppress(OSError):
                self._system.rm_file(passing)
            raise FilesFull(error.strerror or type(error).__name__) from error
        return sha256

    def content(self, sha256: str) -> bytes:
        """The content of that hash, checked; ``FileDamaged`` where it is another."""
        try:
            content: bytes = self._system.cat_file(self._place(sha256))
        except OSError as error:
            raise FileDamaged(sha256, "cannot be read") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileDamaged(sha256, "is not what was received")
        return content

    def older_than(self, moment: datetime.datetime) -> Iterator[str]:
        """The SHA-256 of each content that was last written before that moment."""
        for path in self._paths():
            name = path.rsplit("/", 1)[1]
            if len(name) != _HASH_LENGTH:
                continue
            with contextlib.suppress(FileNotFoundError):
                if self._written_at(path) < moment:
                    yield name

    def remove(self, sha256: str, *, written_before: datetime.datetime) -> bool:
        """Remove a content; False where it is gone or was written again meanwhile."""
        place = self._place(sha256)
        try:
            if self._written_at(place) >= written_before:
                return False
            self._system.rm_file(place)
        except FileNotFoundError:
            return False
        return True

    def remove_passing(self, *, written_before: datetime.datetime) -> None:
        """Remove what a crash left half written."""
        for path in self._paths():
            if f"/{_PASSING}/" not in path:
                continue
            with contextlib.suppress(FileNotFoundError):
                if self._written_at(path) < written_before:
                    self._system.rm_file(path)

    def _place(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def _paths(self) -> list[str]:
        self._system.invalidate_cache()
        return [str(path) for path in self._system.find(self._root)]

    def _written_at(self, path: str) -> datetime.datetime:
        written: datetime.datetime = self._system.modified(path)
        aware = written.tzinfo is not None
        return written if aware else written.replace(tzinfo=datetime.UTC)

    def _make_folder(self, path: str) -> None:
        if self._local:
            # Nobody else on the machine has any business with what employers attach.
            Path(self._root).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)

    def _write(self, path: str, content: bytes) -> None:
        with self._system.open(path, "wb") as file:
            file.write(content)
            file.flush()
            if self._local:
                os.fsync(file.fileno())

    def _move(self, passing: str, place: str) -> None:
        if not self._local:
            # `mv` would take a bracket in the address for a pattern.
            self._system.cp_file(passing, place)
            self._system.rm_file(passing)
            return
        Path(passing).replace(place)
        folder = Path(place).parent
        for changed in (folder, *folder.parents[:3]):
            _sync_folder(changed)


def _opened(address: str) -> tuple[AbstractFileSystem, str]:
    if not address:
        raise ValueError("name a folder or an address such as file:///srv/dd/files")
    system, root = url_to_fs(address)
    return system, str(root)


def _sync_folder(folder: Path) -> None:
    """A new name is durable only once its folder is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
