"""YAML in which a word stays the word that its author wrote, with its place.

PyYAML's safe loader turns ``no`` into False, ``1:30`` into 90 and silently keeps the
last of two equal keys: each fatal where "no" is an answer. So every scalar stays
text here (only an empty one, ``~`` and ``null`` mean "nothing"), and equal keys are
refused. Files may come from strangers: size, depth, number of parts, aliases and tags
are limited while the events stream in, so that a bomb costs next to nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dd_toolkit.errors import FileProblems, Problem

MAXIMUM_BYTES = 2_000_000
MAXIMUM_DEPTH = 20
MAXIMUM_PARTS = 30_000
"""Words, lists and mappings in one file: each one costs memory, and may be wrong."""

Path_ = tuple[str | int, ...]
Plain = str | None | list[Any] | dict[str, Any]


@dataclass(frozen=True)
class Document:
    """The content of a file, and where each part of it stands."""

    file: str
    content: Plain
    places: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    key_places: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """Equal keys: the rest of the file could still be read and checked."""

    def problem(self, path: Path_, message: str, *, at_key: bool = False) -> Problem:
        """A problem at this path, or at the nearest part above it that exists."""
        places = self.key_places if at_key else self.places
        while path and path not in places:
            places = self.places
            path = path[:-1]
        line, column = places.get(path, (1, 1))
        return Problem(self.file, line, column, message)


class _Stop(Exception):
    """The rest of the file cannot be understood."""

    def __init__(self, mark: Any, message: str) -> None:
        self.line = mark.line + 1 if mark else 1
        self.column = mark.column + 1 if mark else 1
        self.message = message


def read_document(path: Path) -> Document:
    """The file's content; ``FileProblems`` when it is not YAML that we accept."""
    name = str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "not readable"
        raise FileProblems(
            (Problem(name, 1, 1, f"cannot be read: {reason}"),)
        ) from None
    return parse_document(raw, file=name)


def parse_document(raw: bytes, *, file: str) -> Document:
    """The content of ``raw``; ``file`` is the name that problems carry."""
    try:
        return _build(_decoded(raw), file)
    except _Stop as stop:
        problem = Problem(file, stop.line, stop.column, stop.message)
        raise FileProblems((problem,)) from None


@dataclass(frozen=True)
class _Place:
    line: int
    column: int


def _decoded(raw: bytes) -> str:
    if len(raw) > MAXIMUM_BYTES:
        raise _Stop(None, f"larger than {MAXIMUM_BYTES:,} bytes: split the file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Not raw: the codec has cut a byte order mark off what it counts in.
        raise _Stop(
            _place_after(error.object[: error.start]),
            "not UTF-8: save the file with the encoding UTF-8",
        ) from None


def _place_after(before: bytes) -> _Place:
    """The place that follows these bytes, its column in characters as editors count."""
    line_so_far = before[before.rfind(b"\n") + 1 :]
    return _Place(before.count(b"\n"), len(line_so_far.decode(errors="ignore")))


def _build(text: str, file: str) -> Document:
    builder = _Builder(file)
    try:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        return builder.document(_guarded(events))
    except yaml.MarkedYAMLError as error:
        message = error.problem or error.context or "not YAML"
        raise _Stop(error.problem_mark or error.context_mark, message) from None
    except yaml.reader.ReaderError as error:
        # libyaml counts bytes here, and characters in its marks.
        raise _Stop(
            _place_after(text.encode()[: error.position]),
            f"a character that YAML does not allow: {error.reason}",
        ) from None


def _guarded(events: Iterator[Any]) -> Iterator[Any]:
    """The same events, with the dangerous ones refused as they come."""
    depth = 0
    parts = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            raise _Stop(event.start_mark, "aliases (*name) are refused: write it out")
        if getattr(event, "anchor", None):
            raise _Stop(event.start_mark, "anchors (&name) are refused: write it out")
        if getattr(event, "tag", None):
            raise _Stop(
                event.start_mark, f"tags ({event.tag}) are refused: leave it out"
            )
        if isinstance(event, yaml.NodeEvent):
            parts += 1
            if parts > MAXIMUM_PARTS:
                raise _Stop(
                    event.start_mark,
                    f"more than {MAXIMUM_PARTS:,} parts: split the file",
                )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAXIMUM_DEPTH:
                raise _Stop(
                    event.start_mark, f"nested deeper than {MAXIMUM_DEPTH} levels"
                )
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event


class _Builder:
    """Builds plain values from events and notes where each began."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path_, tuple[int, int]] = {}
        self.key_places: dict[Path_, tuple[int, int]] = {}
        self.problems: list[Problem] = []

    def document(self, events: Iterator[Any]) -> Document:
        content: Plain = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Stop(event.start_mark, "a second document: keep only one")
            elif isinstance(event, yaml.NodeEvent):
                content = self.value(event, events, ())
        if not documents:
            raise _Stop(None, "the file is empty")
        return Document(
            self.file, content, self.places, self.key_places, tuple(self.problems)
        )

    def value(self, event: Any, events: Iterator[Any], path: Path_) -> Plain:
        self.places[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            return _word(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, path)
        return self.mapping(events, path)

    def sequence(self, events: Iterator[Any], path: Path_) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.value(event, events, (*path, len(items))))
        return items

    def mapping(self, events: Iterator[Any], path: Path_) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise _Stop(event.start_mark, "a key must be a word")
            key: str = event.value
            here = (*path, key)
            self.note_key(key, here, event.start_mark, again=key in pairs)
            pairs[key] = self.value(next(events), events, here)
        return pairs

    def note_key(self, key: str, path: Path_, mark: Any, *, again: bool) -> None:
        line, column = mark.line + 1, mark.column + 1
        if again:
            first = self.key_places[path][0]
            message = f"{key!r} stands twice, first in line {first}: keep one of them"
            self.problems.append(Problem(self.file, line, column, message))
        self.key_places[path] = (line, column)


def _word(event: Any) -> str | None:
    plain = event.implicit[0]
    if plain and event.value in ("", "~", "null"):
        return None
    text: str = event.value
    return text
