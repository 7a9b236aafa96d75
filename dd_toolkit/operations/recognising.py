"""What kind of file these bytes are: decided by content, never by name or browser.

A file that is two kinds at once shows one face to us and another to whoever opens it,
so what does not look like exactly one kind is refused. Office files are ZIP archives:
what they declare is added up before any of it is unpacked, and what is unpacked is
counted again, because a declaration can lie.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

import filetype

from dd_toolkit.core.evidence import (
    LARGEST_FILE,
    OPEN_DOCUMENT,
    OPEN_XML,
    PDF,
    PICTURES,
    PROGRAMS,
    TEXT,
    Kind,
    NotAccepted,
    Office,
    extension_of,
)

MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2_000

_HEAD = 4096
_SECTOR = 64 * 1024
_ARCHIVE = b"PK\x03\x04"
_LISTED = b"PK\x01\x02"
"""Stands before each part in an archive's list of contents."""
_MARKUP = re.compile(
    rb"<(!doctype|html|head|body|script|svg|iframe|\?php|\?xml-stylesheet|object|embed)"
    rb"[\s>/]",
    re.IGNORECASE,
)
_ACTIVE = re.compile(rb"<(script|iframe|!doctype\s+html)[\s>/]", re.IGNORECASE)
"""Long enough to be no accident in ten megabytes of a compressed picture."""
_ENDS = {"image/jpeg": b"\xff\xd9", "image/png": b"IEND\xaeB`\x82"}
_ORDINARY_INSIDE = {".svg", ".xml"}
"""Ordinary parts of office files, though programs by themselves."""


def recognise(content: bytes, *, named: str) -> Kind | NotAccepted:
    """The kind of this file, or why it is not accepted.

    The name only ever forbids: a text called ``run.bat`` is a program.
    """
    if not content:
        return NotAccepted("empty")
    if len(content) > LARGEST_FILE:
        return NotAccepted("large")
    guessed = filetype.guess(content)
    if content.startswith(_ARCHIVE):
        return _office(content)
    media_type = guessed.mime if guessed else ""
    if media_type == PDF.media_type:
        return _pdf(content)
    for picture in PICTURES:
        if media_type == picture.media_type:
            return _picture(content, picture)
    # A list that begins with "BMW" looks like a bitmap: words are asked for last.
    return _text(content, named)


def _pdf(content: bytes) -> Kind | NotAccepted:
    if _second_kind(content):
        return NotAccepted("two-kinds")
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-_HEAD:]:
        return NotAccepted("damaged")
    return PDF


def _picture(content: bytes, kind: Kind) -> Kind | NotAccepted:
    if _second_kind(content) or b"%PDF-" in content[:_HEAD]:
        return NotAccepted("two-kinds")
    if _ENDS.get(kind.media_type, b"") not in content:
        return NotAccepted("damaged")
    return kind


def _second_kind(content: bytes) -> bool:
    """Does it hold a page for browsers, or end as a ZIP archive does?"""
    if _MARKUP.search(content[:_HEAD]) or _ACTIVE.search(content):
        return True
    return zipfile.is_zipfile(io.BytesIO(content))


def _text(content: bytes, named: str) -> Kind | NotAccepted:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return NotAccepted("kind")
    if any(_control(character) for character in set(text)):
        return NotAccepted("kind")
    if _MARKUP.search(content) or text.lstrip().startswith(("<", "%!", "{\\rtf")):
        return NotAccepted("kind")
    if b"%PDF-" in content or zipfile.is_zipfile(io.BytesIO(content)):
        return NotAccepted("two-kinds")
    if text.lstrip().startswith("#!") or extension_of(named) in PROGRAMS:
        return NotAccepted("program")
    return TEXT


def _control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\t\n\r"


def _office(content: bytes) -> Kind | NotAccepted:
    if content.count(_LISTED) > MOST_PARTS:
        return NotAccepted("unpacks")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        return NotAccepted("damaged")
    except (RuntimeError, OSError):  # a password; an offset before the beginning
        return NotAccepted("damaged")


def _archive(archive: zipfile.ZipFile) -> Kind | NotAccepted:
    parts = archive.infolist()
    declared = sum(part.file_size for part in parts)
    if declared > MOST_UNPACKED:
        return NotAccepted("unpacks")
    if not parts or min(part.header_offset for part in parts) or archive.comment:
        return NotAccepted("two-kinds")
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names) or any(_outside(name) for name in names):
        return NotAccepted("damaged")
    if any(_macro(name) for name in names):
        return NotAccepted("macros")
    if any(PurePosixPath(name).suffix in PROGRAMS - _ORDINARY_INSIDE for name in names):
        return NotAccepted("program")
    if sum(_unpacked(archive)) > MOST_UNPACKED:
        return NotAccepted("unpacks")
    return _declared_kind(archive)


def _outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts


def _macro(name: str) -> bool:
    file = PurePosixPath(name)
    scripted = file.parts[:1] in {("basic",), ("scripts",)} and len(file.parts) > 1
    return file.name.startswith("vbaproject") or "macrosheets" in file.parts or scripted


def _unpacked(archive: zipfile.ZipFile) -> Iterator[int]:
    """The bytes of each sector that is really unpacked, until there are too many."""
    read = 0
    for part in archive.infolist():
        with archive.open(part) as opened:
            while sector := opened.read(_SECTOR):
                yield len(sector)
                read += len(sector)
                if read > MOST_UNPACKED:
                    return


def _declared_kind(archive: zipfile.ZipFile) -> Kind | NotAccepted:
    names = set(archive.namelist())
    for declaring, offices in (
        ("[Content_Types].xml", OPEN_XML),
        ("mimetype", OPEN_DOCUMENT),
    ):
        if declaring not in names:
            continue
        declared = archive.read(declaring)
        if b"macroenabled" in declared.lower():
            return NotAccepted("macros")
        found = [office for office in offices if _is(office, declared, names)]
        if len(found) == 1:
            return found[0].kind
    return NotAccepted("kind")


def _is(office: Office, declared: bytes, names: set[str]) -> bool:
    if office.part not in names:
        return False
    if office in OPEN_DOCUMENT:
        return declared == office.declared
    return b'"' + office.declared + b'"' in declared
