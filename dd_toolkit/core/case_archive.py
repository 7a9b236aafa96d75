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
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from dd_toolkit.errors import CaseRefused

FORMAT = "dd-toolkit case 1"
MANIFEST = "manifest.json"
MOST_PARTS = 3_000
LARGEST_TEXT = 64 * 1024 * 1024
LARGEST_FILE = 16 * 1024 * 1024
"""A file of evidence has at most 10 MB, and a report never more than this."""
LARGEST_ARCHIVE = 3 * 1024**3

_LOCAL = struct.Struct("<4s5H3I2H")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 20
_MADE_BY = 3 << 8 | _VERSION
"""Unix: so that the parts are readable where they are unpacked."""
_ATTRIBUTES = 0o100644 << 16
_DAY = 1 << 5 | 1
"""1 January 1980, the first that a ZIP knows."""
_ID = "[A-Za-z0-9_-]{1,64}"
_PART = re.compile(
    rf"data/[a-z_]{{1,40}}\.json|questionnaires/[0-9a-f]{{64}}\.json|"
    rf"evidence/[0-9a-f]{{64}}|reports/{_ID}\.pdf"
)
_SUM = re.compile(r"[0-9a-f]{64}")


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


class Out(Protocol):
    """Where an archive is written to, from its beginning to its end."""

    def write(self, content: bytes, /) -> object: ...


class Writer:
    """Writes the parts in the order in which they are given; the manifest last.

    Each field of a ZIP is set here (APPNOTE.TXT 6.3.3, sections 4.3.7, 4.3.12 and
    4.3.16): what a library writes changes with its version.
    """

    def __init__(self, out: Out) -> None:
        self._out = out
        self._length = 0
        self._parts: list[Part] = []
        self._directory = b""

    def add(self, name: str, content: bytes) -> None:
        self._parts.append(sum_of(name, content))
        self._write_part(name, content)

    def finish(self, *, assessment: str, review: str | None) -> Manifest:
        manifest = Manifest(assessment, review, tuple(self._parts))
        self._write_part(MANIFEST, manifest.text)
        count, start = len(self._parts) + 1, self._length
        self._write(self._directory)
        size = len(self._directory)
        self._write(_END.pack(b"PK\5\6", 0, 0, count, count, size, start, 0))
        return manifest

    def _write_part(self, name: str, content: bytes) -> None:
        written, crc, size = name.encode(), zlib.crc32(content), len(content)
        alike = (_VERSION, 0, 0, 0, _DAY, crc, size, size, len(written), 0)
        start = self._length
        if start + size > LARGEST_ARCHIVE:
            raise CaseRefused("It is larger than a case can be.")
        self._write(_LOCAL.pack(b"PK\3\4", *alike) + written)
        self._write(content)
        self._directory += (
            _ENTRY.pack(b"PK\1\2", _MADE_BY, *alike, 0, 0, 0, _ATTRIBUTES, start)
            + written
        )

    def _write(self, content: bytes) -> None:
        self._out.write(content)
        self._length += len(content)


class Reader:
    """An archive from elsewhere, checked whole before anything of it is used.

    ``CaseRefused`` with one sentence where it is not exactly what ``Writer`` writes:
    its parts are written once more, and every byte must come out as it stands there.
    """

    def __init__(self, file: BinaryIO, *, size: int) -> None:
        if size > LARGEST_ARCHIVE:
            raise CaseRefused("It is larger than a case can be.")
        try:
            self._zip = zipfile.ZipFile(file)
            self.manifest = self._checked()
        except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError):
            raise CaseRefused("It is no ZIP, or a damaged one.") from None
        except (UnicodeError, ValueError, NotImplementedError, RuntimeError):
            raise CaseRefused("It is not the ZIP of a case.") from None
        if self._written_again() != _sum_of_all(file):
            raise CaseRefused("It is not written as a case is, byte for byte.")

    def content(self, name: str) -> bytes:
        """A part whose sum is that of the manifest."""
        return self._zip.read(name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.manifest.parts)

    def _checked(self) -> Manifest:
        entries = self._zip.infolist()
        if not entries or entries[-1].filename != MANIFEST:
            raise CaseRefused("It has no manifest: it is not the ZIP of a case.")
        if len(entries) > MOST_PARTS:
            raise CaseRefused("It has more parts than a case can have.")
        for entry in entries:
            _refuse_odd(entry)
        manifest = _manifest(self._zip.read(MANIFEST))
        _refuse_other_parts(entries[:-1], manifest)
        for part in manifest.parts:
            if sum_of(part.name, self._zip.read(part.name)) != part:
                raise CaseRefused(f"{part.name} is not what the manifest says.")
        return manifest

    def _written_again(self) -> str:
        """SHA-256 of the archive as we write it from these parts."""
        sink = _Sink()
        writer = Writer(sink)
        for name in self.names:
            writer.add(name, self.content(name))
        writer.finish(assessment=self.manifest.assessment, review=self.manifest.review)
        return sink.sha256.hexdigest()


class _Sink:
    """Keeps nothing but the sum of what is written to it."""

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def write(self, content: bytes, /) -> None:
        self.sha256.update(content)


def _sum_of_all(file: BinaryIO) -> str:
    sink = _Sink()
    file.seek(0)
    while content := file.read(1024 * 1024):
        sink.write(content)
    return sink.sha256.hexdigest()


def _refuse_odd(entry: zipfile.ZipInfo) -> None:
    """Each part is stored as it is, under a name of ours, and no larger than it says.

    Asked before anything is read: what is not compressed cannot unpack to more.
    """
    if entry.filename != MANIFEST and not _PART.fullmatch(entry.filename):
        raise CaseRefused("It has a part that no case has.")
    large = LARGEST_TEXT if entry.filename.endswith(".json") else LARGEST_FILE
    if entry.file_size > large:
        raise CaseRefused(f"{entry.filename} is larger than it can be.")
    stored = entry.compress_type == zipfile.ZIP_STORED
    if not stored or entry.compress_size != entry.file_size:
        raise CaseRefused(f"{entry.filename} is compressed: a case is not.")


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
