"""One case as one ZIP: written so that the same case gives the same bytes.

Everywhere the same means: parts in the order of their names, one fixed date, no
compression (whose output changes with the library), JSON with sorted keys. That also
makes reading safe: what is not written exactly so is refused, so that no part can hide,
overlap, unpack to more than it takes, or lead out of the archive. docs/reviews.md,
"The export", tells what is in it.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from dd_toolkit.errors import CaseRefused

FORMAT = "dd-toolkit case 1"
MANIFEST = "manifest.json"
MOST_PARTS = 3_000
LARGEST_TEXT = 64 * 1024 * 1024
LARGEST_FILE = 16 * 1024 * 1024
"""A file of evidence has at most 10 MB, and a report never more than this."""
LARGEST_ARCHIVE = 3 * 1024**3

_DATE = (1980, 1, 1, 0, 0, 0)
_ATTRIBUTES = 0o644 << 16
_UNIX = 3
_ID = "[A-Za-z0-9_-]{1,64}"
_PART = re.compile(
    rf"data/[a-z_]{{1,40}}\.json|questionnaires/[0-9a-f]{{64}}\.json|"
    rf"evidence/[0-9a-f]{{64}}|reports/{_ID}\.pdf"
)
_SUM = re.compile(r"[0-9a-f]{64}")
# The sizes of a local header, an entry of the directory, and its end (APPNOTE.TXT).
_LOCAL, _ENTRY, _END = 30, 46, 22


@dataclass(frozen=True)
class Part:
    """A part of the archive: its name, SHA-256 and size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. ``review`` None: an assessment that nobody reviewed."""

    assessment: str
    review: str | None
    parts: tuple[Part, ...]

    @property
    def sha256(self) -> str:
        """One sum over all parts: SHA-256 of their sums and names, line by line."""
        lines = "".join(f"{part.sha256}  {part.name}\n" for part in self.parts)
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def text(self) -> bytes:
        return plain_text(
            {
                "format": FORMAT,
                "assessment": self.assessment,
                "review": self.review,
                "parts": [
                    {"name": part.name, "sha256": part.sha256, "size": part.size}
                    for part in self.parts
                ],
                "sha256": self.sha256,
            }
        )


def plain_text(value: object) -> bytes:
    """JSON as the archive has it: sorted keys, a line for each step."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


def sum_of(name: str, content: bytes) -> Part:
    return Part(name, hashlib.sha256(content).hexdigest(), len(content))


class Writer:
    """Writes the parts in the order in which they are given; the manifest last."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_STORED)
        self._parts: list[Part] = []

    def add(self, name: str, content: bytes) -> None:
        self._parts.append(sum_of(name, content))
        self._write(name, content)

    def finish(self, *, assessment: str, review: str | None) -> Manifest:
        manifest = Manifest(assessment, review, tuple(self._parts))
        self._write(MANIFEST, manifest.text)
        self._zip.close()
        return manifest

    def _write(self, name: str, content: bytes) -> None:
        entry = zipfile.ZipInfo(name, _DATE)
        entry.create_system = _UNIX
        entry.external_attr = _ATTRIBUTES
        self._zip.writestr(entry, content)


class Reader:
    """An archive from elsewhere, checked whole before anything of it is used.

    ``CaseRefused`` with one sentence where it is not exactly what ``Writer`` writes.
    """

    def __init__(self, file: BinaryIO, *, size: int) -> None:
        if size > LARGEST_ARCHIVE:
            raise CaseRefused("It is larger than a case can be.")
        try:
            self._zip = zipfile.ZipFile(file)
            self.manifest = self._checked(size)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError):
            raise CaseRefused("It is no ZIP, or a damaged one.") from None
        except (UnicodeError, ValueError, NotImplementedError, RuntimeError):
            raise CaseRefused("It is not the ZIP of a case.") from None

    def content(self, name: str) -> bytes:
        """A part whose sum is that of the manifest."""
        return self._zip.read(name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.manifest.parts)

    def _checked(self, size: int) -> Manifest:
        entries = self._zip.infolist()
        if not entries or entries[-1].filename != MANIFEST:
            raise CaseRefused("It has no manifest: it is not the ZIP of a case.")
        if len(entries) > MOST_PARTS:
            raise CaseRefused("It has more parts than a case can have.")
        for entry in entries:
            _refuse_odd(entry)
        if size != _size_of(entries) or self._zip.comment:
            raise CaseRefused("It holds something beside its parts.")
        manifest = _manifest(self._zip.read(MANIFEST))
        _refuse_other_parts(entries[:-1], manifest)
        for part in manifest.parts:
            if sum_of(part.name, self._zip.read(part.name)) != part:
                raise CaseRefused(f"{part.name} is not what the manifest says.")
        return manifest


def _refuse_odd(entry: zipfile.ZipInfo) -> None:
    """Each part is stored as it is, under a name of ours, with nothing beside it."""
    if entry.filename != MANIFEST and not _PART.fullmatch(entry.filename):
        raise CaseRefused("It has a part that no case has.")
    large = LARGEST_TEXT if entry.filename.endswith(".json") else LARGEST_FILE
    if entry.file_size > large:
        raise CaseRefused(f"{entry.filename} is larger than it can be.")
    plain = (
        entry.compress_type == zipfile.ZIP_STORED
        and entry.compress_size == entry.file_size
        and entry.flag_bits == 0
        and entry.date_time == _DATE
        and entry.create_system == _UNIX
        and entry.external_attr == _ATTRIBUTES
        and not entry.extra
        and not entry.comment
    )
    if not plain:
        raise CaseRefused(f"{entry.filename} is not written as a case is.")


def _size_of(entries: Iterable[zipfile.ZipInfo]) -> int:
    """How long the archive is when nothing stands between its parts."""
    return _END + sum(
        _LOCAL + _ENTRY + 2 * len(entry.filename) + entry.file_size for entry in entries
    )


def _manifest(content: bytes) -> Manifest:
    try:
        written: dict[str, Any] = json.loads(content)
        if written["format"] != FORMAT:
            raise CaseRefused("It was written by a version that this one cannot read.")
        manifest = Manifest(
            str(written["assessment"]),
            written["review"],
            tuple(
                Part(str(one["name"]), str(one["sha256"]), int(one["size"]))
                for one in written["parts"]
            ),
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        raise CaseRefused("Its manifest cannot be read.") from None
    if manifest.text != content:
        raise CaseRefused("Its manifest does not agree with itself.")
    return manifest


def _refuse_other_parts(entries: Iterable[zipfile.ZipInfo], manifest: Manifest) -> None:
    names = [entry.filename for entry in entries]
    if names != [part.name for part in manifest.parts]:
        raise CaseRefused("Its manifest names other parts than it has.")
    if names != sorted(set(names)):
        raise CaseRefused("Its parts stand in another order, or twice.")
    if not all(_SUM.fullmatch(part.sha256) for part in manifest.parts):
        raise CaseRefused("Its manifest cannot be read.")


def rows_of(reader: Reader, table: str) -> list[Mapping[str, Any]]:
    """The rows of one table in the archive; none where it has no such part."""
    name = f"data/{table}.json"
    if name not in reader.names:
        return []
    content = reader.content(name)
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or plain_text(rows) != content:
        raise CaseRefused(f"{name} cannot be read.")
    return rows
