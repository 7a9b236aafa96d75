"""An XLSForm as question files: those that ``xlsform`` wrote, or anybody's.

What our columns (``dd_…``) hold comes back whole. A form from elsewhere has no values,
severities or provisions: its questions become informative ones, which an author then
completes; ``check`` says what is missing.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from dd_toolkit.core.conditions import (
    ALWAYS,
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Not,
)
from dd_toolkit.core.format import RESERVED_OPTIONS
from dd_toolkit.core.questionnaire import NOT_APPLICABLE, SECTOR
from dd_toolkit.errors import FileProblems, Problem
from dd_toolkit.exchange.xlsform import LISTED, TYPES, Row
from dd_toolkit.exchange.xpath import NotUnderstood, id_of, read
from dd_toolkit.languages import LANGUAGES, SOURCE

KINDS = {type_: kind for kind, type_ in TYPES.items()} | {"integer": "number"}
PASSED_OVER = frozenset(
    {"calculate", "note", "start", "end", "today", "deviceid", "username", "audit"}
)
AREA = "contracts"
"""Where a section of a form from elsewhere stands, until its author moves it."""

Plain = dict[str, Any]


@dataclass
class Imported:
    """Modules by id, and translations: language -> module -> key -> (text, words)."""

    modules: dict[str, Plain] = field(default_factory=dict)
    translations: dict[str, dict[str, dict[str, tuple[str, str]]]] = field(
        default_factory=dict
    )

    def write(self, folder: Path) -> Iterator[Path]:
        """Write the files into the folder; yields each."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, module in self.modules.items():
            path = folder / f"{name}.yaml"
            text = yaml.safe_dump(
                module, sort_keys=False, allow_unicode=True, width=110
            )
            path.write_text(text, encoding="utf-8")
            yield path
        for tag, modules in self.translations.items():
            for name, said in modules.items():
                path = folder / "translations" / tag / f"{name}.po"
                path.parent.mkdir(parents=True, exist_ok=True)
                catalog = Catalog(locale=tag, fuzzy=False)
                for key, (text, words) in said.items():
                    catalog.add(text, words, context=key)
                with path.open("wb") as file:
                    write_po(file, catalog, width=0)
                yield path


def read_xlsform(path: Path) -> Imported:
    """The question files in the form; ``FileProblems`` with every row that stops it."""
    sheets = _sheets(path)
    reader = _Reader(path, sheets)
    reader.read()
    if reader.problems:
        raise FileProblems(tuple(reader.problems))
    return reader.imported


def _sheets(path: Path) -> dict[str, list[Row]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError) as error:
        message = "is no Excel workbook (.xlsx) that can be read"
        raise FileProblems((Problem(str(path), 1, 1, message),)) from error
    missing = {"survey", "choices"} - set(book.sheetnames)
    if missing:
        message = f"has no sheet {', '.join(sorted(missing))}: it is no XLSForm"
        raise FileProblems((Problem(str(path), 1, 1, message),))
    return {name: list(_rows(book[name])) for name in book.sheetnames}


def _rows(sheet: Any) -> Iterator[Row]:
    lines = sheet.iter_rows(values_only=True)
    head = [str(cell or "").strip() for cell in next(lines, ())]
    for line in lines:
        cells = zip(head, line, strict=False)
        yield {
            name: str(cell).strip() for name, cell in cells if name and cell is not None
        }


class _Reader:
    def __init__(self, path: Path, sheets: dict[str, list[Row]]) -> None:
        self.path = path
        self.survey = sheets["survey"]
        self.choices: dict[str, list[Row]] = {}
        for row in sheets["choices"]:
            self.choices.setdefault(row.get("list_name", ""), []).append(row)
        settings = (sheets.get("settings") or [{}])[0]
        self.form = _kebab(settings.get("form_id", path.stem)) or "imported"
        self.imported = Imported()
        self.problems: list[Problem] = []
        self.section: Row = {}
        self.costs: Plain | None = None

    def read(self) -> None:
        for number, row in enumerate(self.survey, start=2):
            try:
                self._row(row)
            except NotUnderstood as wrong:
                self.problems.append(Problem(str(self.path), number, 1, str(wrong)))

    def _row(self, row: Row) -> None:
        kind, _, rest = row.get("type", "").partition(" ")
        if kind in ("begin_group", "begin"):
            self._begin(row)
        elif kind in ("end_group", "end") and (rest or kind == "end_group"):
            self.costs = None
        elif self.costs is not None:
            self._cost(row)
        elif kind in KINDS and not self._ours_alone(row):
            self._question(row, KINDS[kind], rest.split(" ")[0])
        elif kind and kind not in PASSED_OVER and kind not in KINDS:
            raise NotUnderstood(f"a question of type {kind!r} has no counterpart here")

    def _ours_alone(self, row: Row) -> bool:
        """Rows that the export adds: the profile, and reasons of "does not apply"."""
        name = row.get("name", "")
        return name.startswith("profile__") or name.endswith("__reason")

    def _begin(self, row: Row) -> None:
        if "dd_cites" in row or row.get("name", "").startswith("c181__what-paid"):
            module, plain = self._plain(row, "costs")
            plain["options"] = []
            self.costs = plain
            self._place(module, plain)
            return
        self.section = row

    def _cost(self, row: Row) -> None:
        assert self.costs is not None, "asked only inside declared costs"
        _, mark, kind = row.get("name", "").rpartition("__paid__")
        if not mark:
            return
        label = _text(row, "label", SOURCE)
        self.costs["options"].append({"id": kind, "label": label})
        module = id_of(row["name"]).partition(".")[0]
        key = f"{module}.{self.costs['id']}.option.{kind}"
        self._say(module, key, row, "label")

    def _question(self, row: Row, kind: str, list_name: str) -> None:
        module, plain = self._plain(row, kind)
        options = self.choices.get(list_name, [])
        if kind in ("choice", "choices"):
            self._options(module, plain, row, options)
        self._place(module, plain)

    def _plain(self, row: Row, kind: str) -> tuple[str, Plain]:
        module, name = self._names(row.get("name", ""))
        key = f"{module}.{name}"
        plain: Plain = {"id": name, "ask": _asked(_text(row, "label", SOURCE))}
        self._say(module, f"{key}.ask", row, "label")
        if hint := _text(row, "hint", SOURCE):
            plain["help"] = hint
            self._say(module, f"{key}.help", row, "hint")
        plain["kind"] = kind
        for ours in ("severity", "step"):
            if row.get(f"dd_{ours}"):
                plain[ours] = row[f"dd_{ours}"]
        for ours in ("cites", "indicators", "sectors"):
            if row.get(f"dd_{ours}"):
                plain[ours] = row[f"dd_{ours}"].split()
        when = _without_sectors(read(row.get("relevant", "")), plain.get("sectors"))
        if when != ALWAYS:
            plain["when"] = self._condition(when)
        self._explanation(module, key, plain, row)
        return module, plain

    def _explanation(self, module: str, key: str, plain: Plain, row: Row) -> None:
        if why := _text(row, "dd_why", SOURCE):
            plain["why"] = why
            self._say(module, f"{key}.why", row, "dd_why")
        if evidence := _text(row, "dd_evidence", SOURCE):
            plain["evidence"] = evidence.split(LISTED)
            self._say_each(module, f"{key}.evidence", row, "dd_evidence")
        if do := _text(row, "dd_do", SOURCE):
            steps = _text(row, "dd_steps", SOURCE).split(LISTED)
            effort = row.get("dd_effort", "")
            plain["action"] = {"do": do, "steps": steps, "effort": effort}
            self._say(module, f"{key}.action.do", row, "dd_do")
            self._say_each(module, f"{key}.action.step", row, "dd_steps")

    def _options(self, module: str, plain: Plain, row: Row, options: list[Row]) -> None:
        if any(option.get("name") == NOT_APPLICABLE for option in options):
            plain["not-applicable"] = True
        if row.get("dd_scale"):
            plain["scale"] = row["dd_scale"]
            return
        plain["options"] = []
        for option in options:
            name = _kebab(option.get("name", ""))
            if name in RESERVED_OPTIONS:
                continue
            own: Plain = {"id": name, "label": _text(option, "label", SOURCE)}
            if option.get("dd_value"):
                own["value"] = _number(option["dd_value"])
            if option.get("dd_alone"):
                own["alone"] = True
            plain["options"].append(own)
            key = f"{module}.{plain['id']}.option.{name}"
            self._say(module, key, option, "label")

    def _condition(self, when: Condition) -> Plain:
        match when:
            case Answered():
                full_id = ".".join(self._names(when.question))
                options = [_kebab(option) for option in when.options]
                return {"answer": full_id, "is": options}
            case AllOf():
                return {"all": [self._condition(part) for part in when.every]}
            case AnyOf():
                return {"any": [self._condition(part) for part in when.some]}
            case Not():
                return {"not": self._condition(when.negated)}

    def _names(self, name_in_form: str) -> tuple[str, str]:
        module, mark, name = id_of(name_in_form).partition(".")
        if not mark:
            module, name = self.form, module
        return _kebab(module), _kebab(name)

    def _place(self, module: str, plain: Plain) -> None:
        """Put the question into its section, begun where it is the first."""
        whole = self.imported.modules.setdefault(
            module,
            {"id": module, "version": "0.1.0", "title": module, "sections": []},
        )
        group = id_of(self.section.get("name", "")).removeprefix("section.")
        name = _kebab(group.rpartition(".")[2]) or "questions"
        sections: list[Plain] = whole["sections"]
        if not any(section["id"] == name for section in sections):
            title = _text(self.section, "label", SOURCE) or name
            area = self.section.get("dd_area") or AREA
            sections.append({"id": name, "area": area, "title": title, "questions": []})
            self._say(module, f"{module}.section.{name}.title", self.section, "label")
        section = next(section for section in sections if section["id"] == name)
        section["questions"].append(plain)

    def _say(self, module: str, key: str, row: Row, name: str) -> None:
        text = _text(row, name, SOURCE)
        for tag in LANGUAGES:
            words = _text(row, name, tag)
            if tag != SOURCE and words and words != text:
                self._translated(tag, module)[key] = (text, words)

    def _say_each(self, module: str, key: str, row: Row, name: str) -> None:
        texts = _text(row, name, SOURCE).split(LISTED)
        for tag in LANGUAGES:
            words = _text(row, name, tag).split(LISTED)
            if tag == SOURCE or len(words) != len(texts):
                continue
            pairs = zip(texts, words, strict=True)
            for number, (text, said) in enumerate(pairs, start=1):
                if said and said != text:
                    self._translated(tag, module)[f"{key}.{number}"] = (text, said)

    def _translated(self, tag: str, module: str) -> dict[str, tuple[str, str]]:
        of_language = self.imported.translations.setdefault(tag, {})
        return of_language.setdefault(module, {})


def _text(row: Row, name: str, tag: str) -> str:
    """The text of a column in a language; a form in one language names none."""
    for column, cell in row.items():
        if re.fullmatch(rf"{name}::?.*\({tag}\)", column):
            return cell
    return row.get(name, "") if tag == SOURCE else ""


def _asked(text: str) -> str:
    """A question has one question mark here; labels elsewhere may have none."""
    return text if re.search(r"[?؟]", text) else f"{text.rstrip('.:')}?"


def _kebab(name: str) -> str:
    """A name as ours are: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value == int(value) else value


def _without_sectors(when: Condition, sectors: list[str] | None) -> Condition:
    """The condition without the sectors that the export put before it."""
    if not sectors:
        return when
    said = Answered(SECTOR, tuple(sectors))
    if when == said:
        return ALWAYS
    if isinstance(when, AllOf) and when.every and when.every[0] == said:
        rest = when.every[1:]
        return rest[0] if len(rest) == 1 else AllOf(rest)
    return when
