"""What may be attached to an answer: kinds of file, their names, the period they cover.

What a file is, its content decides (``operations.recognising``); here stands what we
accept, and what becomes of a name that a stranger's computer gave. A name is kept in
its own script for reading and for downloading, but never decides anything: blobs are
stored under their hash.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

LARGEST_FILE = 10 * 1024 * 1024
"""In bytes; one more is refused."""
MOST_PER_QUESTION = 20
MOST_PER_ASSESSMENT = 200
LONGEST_NAME = 120
"""In characters, the extension among them."""

WhyNot = Literal[
    "empty",
    "large",
    "kind",
    "program",
    "macros",
    "two-kinds",
    "unpacks",
    "damaged",
    "period",
    "full-question",
    "full-assessment",
]
"""Why a file is not accepted."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, and the extensions that agree with it."""

    media_type: str
    extensions: tuple[str, ...]


@dataclass(frozen=True)
class Office:
    """A kind of office file: a ZIP archive that holds this part, declared like this."""

    kind: Kind
    part: str
    declared: bytes


@dataclass(frozen=True)
class Period:
    """The days that a file covers, both included; None: not told."""

    first: datetime.date | None = None
    last: datetime.date | None = None


@dataclass(frozen=True)
class NotAccepted:
    """A file, or what was said about it, that is not taken."""

    reason: WhyNot


PDF = Kind("application/pdf", (".pdf",))
TEXT = Kind("text/plain", (".txt", ".csv"))
PICTURES = (
    Kind("image/jpeg", (".jpg", ".jpeg")),
    Kind("image/png", (".png",)),
    Kind("image/webp", (".webp",)),
    Kind("image/heic", (".heic", ".heif")),
)

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def _open_xml(extension: str, form: str, part: str) -> Office:
    declared = f"{_OPEN_XML}{form}.main+xml".encode()
    return Office(Kind(f"{_OPEN_XML}{form}", (extension,)), part, declared)


def _open_document(extension: str, form: str) -> Office:
    media_type = f"{_OPEN_DOCUMENT}{form}"
    return Office(Kind(media_type, (extension,)), "content.xml", media_type.encode())


OPEN_XML = (
    _open_xml(".docx", "wordprocessingml.document", "word/document.xml"),
    _open_xml(".xlsx", "spreadsheetml.sheet", "xl/workbook.xml"),
    _open_xml(".pptx", "presentationml.presentation", "ppt/presentation.xml"),
)
OPEN_DOCUMENT = (_open_document(".odt", "text"), _open_document(".ods", "spreadsheet"))

EXTENSIONS = tuple(
    extension
    for kind in (
        PDF,
        *PICTURES,
        *(office.kind for office in (*OPEN_XML, *OPEN_DOCUMENT)),
        TEXT,
    )
    for extension in kind.extensions
)
"""What a browser's file chooser offers; it decides nothing."""

PROGRAMS = frozenset(
    (
        *(".app", ".bat", ".class", ".cmd", ".command", ".desktop", ".dll", ".exe"),
        *(".hta", ".htm", ".html", ".jar", ".js", ".jse", ".lnk", ".mhtml", ".mjs"),
        *(".msi", ".php", ".pl", ".ps1", ".py", ".rb", ".reg", ".scr", ".sct", ".sh"),
        *(".so", ".svg", ".url", ".vb", ".vbe", ".vbs", ".wsf", ".xhtml", ".xml"),
    )
)
"""Extensions of what a computer runs. In text, content cannot tell a script from words,
so that here a name can forbid; it can never allow."""


_RESERVED = re.compile(r'[<>:"/\\|?*]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_JOINERS = "\u200c\u200d"
"""Persian words and emoji need them; the other invisible characters only deceive."""


def clean_name(given: str, kind: Kind) -> str:
    """A name for display and download, in its own script, with an extension that fits.

    Without folders, control characters, line ends, characters that turn the direction
    of writing, and those that file systems reserve; at most ``LONGEST_NAME``
    characters; ``file`` where nothing is left.
    """
    name = unicodedata.normalize("NFC", given)
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(character for character in name if _shown(character))
    name = " ".join(_RESERVED.sub("-", name).split())
    stem, extension = _parted(unicodedata.normalize("NFC", name))
    if extension.lower() not in kind.extensions:
        extension = kind.extensions[0]
    stem = stem[: LONGEST_NAME - len(extension) - 1].strip(f" .{_JOINERS}")
    stem = stem or "file"
    if _DEVICES.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    return stem + extension.lower()


def _shown(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Zs" or category[0] not in "CZ" or character in _JOINERS


def _parted(name: str) -> tuple[str, str]:
    """The name and its extension; the end of ``pay 3.2026`` is none."""
    found = _EXTENSION.search(name)
    return (name[: found.start()], found.group()) if found else (name, "")


def extension_of(given: str) -> str:
    """The extension of a name as it was given, in small letters; empty without one."""
    return _parted(given.rstrip(" ."))[1].lower()


def period(first: str, last: str) -> Period | NotAccepted:
    """The period of two written days (``2026-01-31``), each of which may be empty."""
    try:
        days = Period(_day(first), _day(last))
    except ValueError:
        return NotAccepted("period")
    if days.first and days.last and days.last < days.first:
        return NotAccepted("period")
    return days


def _day(written: str) -> datetime.date | None:
    written = written.strip()
    return datetime.date.fromisoformat(written) if written else None
