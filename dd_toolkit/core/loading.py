"""Reads a folder of questionnaires: everything in it, or every problem in it.

Order of work: each file by itself (``strict_yaml``, then the models of ``format``),
then what holds between files (``checking``), then the sets (``assembly``). Problems of
one stage never hide those of another file, so an author mends all of them in one go.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from dd_toolkit.core import agenda_format
from dd_toolkit.core import format as written
from dd_toolkit.core.strict_yaml import Document, Path_, read_document
from dd_toolkit.errors import FileProblems, Problem

Part = TypeVar("Part", bound=BaseModel)

LISTS: dict[str, type[BaseModel]] = {
    "areas.yaml": written.AreaText,
    "scales.yaml": written.ScaleText,
    "profile.yaml": written.QuestionText,
    "sets.yaml": written.SetText,
    "contradictions.yaml": written.ContradictionText,
    "standards/instruments.yaml": written.InstrumentText,
    "standards/provisions.yaml": written.ProvisionText,
    "standards/indicators.yaml": written.IndicatorText,
}
OPTIONAL = frozenset({"contradictions.yaml"})
"""Lists that a folder can do without."""


@dataclass(frozen=True)
class Item(Generic[Part]):
    """One entry of a file, with the place where it stands."""

    text: Part
    document: Document
    path: Path_

    def problem(self, message: str, *below: str | int) -> Problem:
        return self.document.problem((*self.path, *below), message)


@dataclass
class Shelf:
    """The files of a folder as read, entry by entry, before they are put together."""

    areas: dict[str, Item[written.AreaText]] = field(default_factory=dict)
    scales: dict[str, Item[written.ScaleText]] = field(default_factory=dict)
    profile: dict[str, Item[written.QuestionText]] = field(default_factory=dict)
    sets: dict[str, Item[written.SetText]] = field(default_factory=dict)
    contradictions: dict[str, Item[written.ContradictionText]] = field(
        default_factory=dict
    )
    instruments: dict[str, Item[written.InstrumentText]] = field(default_factory=dict)
    provisions: dict[str, Item[written.ProvisionText]] = field(default_factory=dict)
    indicators: dict[str, Item[written.IndicatorText]] = field(default_factory=dict)
    modules: dict[str, Item[written.ModuleText]] = field(default_factory=dict)
    countries: dict[str, Item[written.CountryText]] = field(default_factory=dict)
    workshops: dict[str, Item[agenda_format.AgendaText]] = field(default_factory=dict)
    cases: dict[str, Item[agenda_format.CaseText]] = field(default_factory=dict)
    evaluation: dict[str, Item[agenda_format.EvaluationText]] = field(
        default_factory=dict
    )
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Names of files (``areas``, ``c181``) of which something could not be read."""


def read_shelf(folder: Path) -> Shelf:
    """Every file of the folder; what is wrong stands in ``problems``."""
    shelf = Shelf()
    if not folder.is_dir():
        shelf.problems.append(Problem(str(folder), 1, 1, "there is no such folder"))
        return shelf
    for name, model in LISTS.items():
        if name in OPTIONAL and not (folder / name).exists():
            continue
        entries: dict[str, Item[Any]] = getattr(shelf, Path(name).stem)
        before = len(shelf.problems)
        for item in _list_items(folder / name, model, shelf.problems):
            _add(entries, item, shelf.problems)
        if len(shelf.problems) > before:
            shelf.refused.add(Path(name).stem)
    _read_modules(folder, shelf)
    _read_workshops(folder, shelf)
    if not shelf.modules and not shelf.problems:
        shelf.problems.append(Problem(str(folder), 1, 1, "there are no question files"))
    return shelf


def _read_modules(folder: Path, shelf: Shelf) -> None:
    """The files that hold one thing each: modules, and countries."""
    for path in sorted(folder.glob("*.yaml")):
        if path.name in LISTS:
            continue
        before = len(shelf.problems)
        for module in _named_files(path, written.ModuleText, shelf.problems):
            _add(shelf.modules, module, shelf.problems)
        if len(shelf.problems) > before:
            shelf.refused.add(path.stem)
    for path in sorted(folder.glob("countries/*.yaml")):
        for country in _named_files(path, written.CountryText, shelf.problems):
            _add(shelf.countries, country, shelf.problems)


EVALUATION = "workshops/evaluation.yaml"


def _read_workshops(folder: Path, shelf: Shelf) -> None:
    """Agendas and practice cases, for trainers; a folder may have none."""
    evaluation = folder / EVALUATION
    if evaluation.is_file():
        model = agenda_format.EvaluationText
        before = len(shelf.problems)
        for question in _list_items(evaluation, model, shelf.problems):
            _add(shelf.evaluation, question, shelf.problems)
        if len(shelf.problems) > before:
            shelf.refused.add("evaluation")
    for path in sorted(folder.glob("cases/*.yaml")):
        before = len(shelf.problems)
        for case in _named_files(path, agenda_format.CaseText, shelf.problems):
            _add(shelf.cases, case, shelf.problems)
        if len(shelf.problems) > before:
            shelf.refused.add("cases")
    for path in sorted(folder.glob("workshops/*.yaml")):
        if path == evaluation:
            continue
        for agenda in _named_files(path, agenda_format.AgendaText, shelf.problems):
            _add(shelf.workshops, agenda, shelf.problems)


def _add(
    entries: dict[str, Item[Any]], item: Item[Any], problems: list[Problem]
) -> None:
    name: str = item.text.id
    if name in entries:
        first = entries[name].problem("")
        problems.append(
            item.problem(
                f"{name!r} stands twice, first at {first.file}:{first.line}: "
                "give one of them another id",
                "id",
            )
        )
        return
    entries[name] = item


def _list_items(
    path: Path, model: type[Part], problems: list[Problem]
) -> Iterator[Item[Part]]:
    document = _read(path, problems)
    if document is None:
        return
    if not isinstance(document.content, list):
        problems.append(document.problem((), "must be a list: begin entries with `- `"))
        return
    for place, content in enumerate(document.content):
        part = validated(model, content, document, (place,), problems)
        if part is not None:
            yield Item(part, document, (place,))


Named = TypeVar(
    "Named",
    written.ModuleText,
    written.CountryText,
    agenda_format.AgendaText,
    agenda_format.CaseText,
)


def _named_files(
    path: Path, model: type[Named], problems: list[Problem]
) -> Iterator[Item[Named]]:
    """The file as one entry, whose id must be the file's name."""
    document = _read(path, problems)
    if document is None:
        return
    part = validated(model, document.content, document, (), problems)
    if part is None:
        return
    item = Item(part, document, ())
    if part.id != path.stem:
        problems.append(
            item.problem(
                f"`id` is {part.id!r}: it must be the file's name, {path.stem!r}", "id"
            )
        )
    yield item


def _read(path: Path, problems: list[Problem]) -> Document | None:
    try:
        document = read_document(path)
    except FileProblems as error:
        problems.extend(error.problems)
        return None
    problems.extend(document.problems)
    return document


def validated(
    model: type[Part],
    content: object,
    document: Document,
    path: Path_,
    problems: list[Problem],
) -> Part | None:
    """The part that the model makes of the content; None and problems if it cannot."""
    try:
        return TypeAdapter(model).validate_python(content)
    except ValidationError as error:
        problems.extend(_told(error, document, path))
        return None


def _told(error: ValidationError, document: Document, path: Path_) -> Iterable[Problem]:
    for detail in error.errors(include_url=False):
        if _only_follows(detail):
            continue
        place = (*path, *detail["loc"])
        unknown_key = detail["type"] == "extra_forbidden"
        yield document.problem(place, _sentence(detail), at_key=unknown_key)


def _only_follows(detail: Any) -> bool:
    """Is a list called too short only because entries of it were refused already?"""
    if detail["type"] != "too_short":
        return False
    return len(detail["input"]) >= int(detail["ctx"]["min_length"])


_KEYS = sorted(
    {
        info.alias or name
        for model in (*vars(written).values(), *vars(agenda_format).values())
        if isinstance(model, type) and issubclass(model, written.Written)
        for name, info in model.model_fields.items()
    }
)


def _sentence(detail: Any) -> str:
    """What pydantic found, said to an author."""
    name = f"`{detail['loc'][-1]}`" if detail["loc"] else "the file"
    given = detail["input"]
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "string_type" and given is None:
        kind = "empty"
    sentence = _SENTENCES.get(kind, "{message}").format(
        **{**context, "name": name, "given": repr(given)[:80], "message": detail["msg"]}
    )
    if kind == "extra_forbidden":
        return sentence + _nearest(str(detail["loc"][-1]), _KEYS)
    if kind == "literal_error":
        known = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return sentence + _nearest(str(given), known)
    return sentence


_SENTENCES = {
    "missing": "{name} is missing",
    "extra_forbidden": "unknown key {name}",
    "literal_error": "{given} is not one of {expected}",
    "string_pattern_mismatch": "{given} cannot stand here (the pattern is {pattern})",
    "empty": "{name} is empty: write it, or leave the key out",
    "string_type": "{name} must be a text, not a list or a mapping",
    "tuple_type": "{name} must be a list, such as [first, second]",
    "dict_type": "{name} must have keys of its own (`key: value`)",
    "model_type": "{name} must have keys of its own (`key: value`)",
    "model_attributes_type": "{name} must have keys of its own (`key: value`)",
    "too_short": "{name} is empty: it needs at least {min_length}",
    "share": "{name}: {given} {message}",
    "weight": "{name}: {given} {message}",
    "minutes": "{name}: {given} {message}",
    "too_long": "{name} is too long: at most {max_length}",
}


def _nearest(word: str, known: Iterable[str]) -> str:
    nearest = difflib.get_close_matches(word, list(known), n=1)
    return f": did you mean `{nearest[0]}`?" if nearest else ""
