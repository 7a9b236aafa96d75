"""The file of a backup: one ZIP, and how it proves that it is whole.

Inside are the database as one SQLite file (whatever engine it came from, and readable
with Datasette), the files of evidence, and ``manifest.json`` with the SHA-256 of each
part and the number of rows of each table. What is read from such a file is believed
only as far as those agree, and no part may unpack to more than the manifest says.
"""

import contextlib
import hashlib
import json
import lzma
import os
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from dd_toolkit.errors import BackupRefused
from dd_toolkit.storage import copying
from dd_toolkit.storage.copying import CopyDamaged
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.migrating import known_migrations

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.db"
FILES = "files/"
LARGEST_MANIFEST = 64 * 1024 * 1024
_BLOCK = 1024 * 1024
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    ValueError,
)
"""What reading a ZIP or JSON raises where it is not whole."""

Files = Iterable[tuple[str, bytes]]
"""Names such as ``ab/cdef.pdf`` and contents, one at a time."""
Put = Callable[[str, bytes], None]
"""Writes one file under its name."""


@dataclass(frozen=True)
class Part:
    """One file in the ZIP."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``version`` is that of the toolkit that made it."""

    version: str
    made_at: str
    migrations: tuple[str, ...]
    rows: dict[str, int]
    parts: dict[str, Part]

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the parts that are files of evidence."""
        return tuple(name for name in self.parts if name.startswith(FILES))


def write_backup(
    db: Database, unnamed: Path, *, version: str, at: str, files: Files
) -> None:
    """Write a backup of this moment.

    The database is copied first: what it names among the files was written before.
    """
    copy = unnamed.with_name(DATABASE)
    copying.copy_out(db, copy)
    parts: dict[str, Part] = {}
    with _private(unnamed) as file, zipfile.ZipFile(file, "w") as archive:
        with copy.open("rb") as content:
            parts[DATABASE] = _add(archive, DATABASE, content)
        for name, held in files:
            _refuse_name(str(unnamed), name)
            archive.writestr(FILES + name, held)
            parts[FILES + name] = Part(hashlib.sha256(held).hexdigest(), len(held))
        manifest = Manifest(
            version=version,
            made_at=at,
            migrations=tuple(copying.migrations_of(copy)),
            rows=copying.row_counts(copy),
            parts=parts,
        )
        archive.writestr(
            MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1)
        )
    copy.unlink()


@contextlib.contextmanager
def _private(path: Path) -> Generator[IO[bytes], None, None]:
    """A new file that only its owner may read, on the disk when it is closed."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def put_files(source: Path, manifest: Manifest, put: Put) -> None:
    """Put each file of evidence under its name."""
    with zipfile.ZipFile(source) as archive:
        for name in manifest.files:
            put(name.removeprefix(FILES), archive.read(name))


def _add(archive: zipfile.ZipFile, name: str, content: IO[bytes]) -> Part:
    described = zipfile.ZipInfo(name)
    described.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(described, "w", force_zip64=True) as part:
        return _copied(content, part, most=None)


def _copied(source: IO[bytes], target: IO[bytes] | None, *, most: int | None) -> Part:
    """Copy all, or so many bytes at most: a part may unpack to more than it says."""
    digest = hashlib.sha256()
    size = 0
    while block := source.read(_BLOCK):
        size += len(block)
        if most is not None and size > most:
            break
        digest.update(block)
        if target is not None:
            target.write(block)
    return Part(digest.hexdigest(), size)


def checked_backup(source: Path, name: str, copy: Path) -> Manifest:
    """The manifest of a backup that is whole; its database is written to ``copy``."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            _check_parts(archive, manifest, copy)
        _check_database(copy, manifest)
    except FileNotFoundError:
        raise BackupRefused(name, "There is no such file.") from None
    except CopyDamaged as error:
        raise BackupRefused(name, f"This backup cannot be used: {error}.") from error
    except _DAMAGE as error:
        raise BackupRefused(name, f"This is no whole backup ({error}).") from error
    except (OSError, RuntimeError) as error:
        raise BackupRefused(name, f"It cannot be read ({error}).") from error
    return manifest


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        described = archive.getinfo(MANIFEST)
    except KeyError:
        raise CopyDamaged(f"it has no {MANIFEST}") from None
    if described.file_size > LARGEST_MANIFEST:
        raise CopyDamaged(f"its {MANIFEST} is too large")
    written = json.loads(archive.read(MANIFEST))
    if not isinstance(written, dict) or written.get("format") != FORMAT:
        raise CopyDamaged("a newer version made it, or it is no backup of ours")
    manifest = _from_json(written)
    newer = sorted(set(manifest.migrations) - set(known_migrations()))
    if newer:
        raise CopyDamaged(
            f"version {manifest.version} made it, which is newer than this one "
            f"(it has {newer[0]}); install that version first"
        )
    return manifest


def _from_json(written: dict[str, Any]) -> Manifest:
    try:
        return Manifest(
            version=str(written["version"]),
            made_at=str(written["made_at"]),
            migrations=tuple(written["migrations"]),
            rows=dict(written["rows"]),
            parts={
                name: Part(str(part["sha256"]), int(part["size"]))
                for name, part in written["parts"].items()
            },
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise CopyDamaged(f"its {MANIFEST} is not as we write it") from error


def _check_parts(archive: zipfile.ZipFile, manifest: Manifest, copy: Path) -> None:
    there = sorted(archive.namelist())
    if there != sorted([MANIFEST, *manifest.parts]):
        raise CopyDamaged("parts are missing, or there are parts that it does not name")
    if DATABASE not in manifest.parts:
        raise CopyDamaged("it holds no database")
    for name, part in manifest.parts.items():
        if name != DATABASE:
            _refuse_name(name, name.removeprefix(FILES))
        with archive.open(name) as content, contextlib.ExitStack() as open_files:
            target = None
            if name == DATABASE:
                target = open_files.enter_context(_private(copy))
            if _copied(content, target, most=part.size) != part:
                raise CopyDamaged(f"the part {name} was changed")


def _check_database(copy: Path, manifest: Manifest) -> None:
    if tuple(copying.migrations_of(copy)) != manifest.migrations:
        raise CopyDamaged("its database has other migrations than it says")
    if copying.row_counts(copy) != manifest.rows:
        raise CopyDamaged("its tables have other numbers of rows than it says")


def _refuse_name(where: str, name: str) -> None:
    """A file's name must stay within its folder, wherever it is restored."""
    path = PurePosixPath(name)
    if (
        not name
        or path.is_absolute()
        or str(path) != name
        or ".." in path.parts
        or not name.isprintable()
        or "\\" in name
    ):
        raise BackupRefused(where, f"{name!r} cannot be the name of a file.")
