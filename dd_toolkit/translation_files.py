"""Keeps the gettext files true to the texts: what is missing, stale or left over.

``update`` writes new texts into the files and marks a translation whose English has
changed as fuzzy, with the English that it was made from; ``problems`` tells each as
``check`` prints it. Texts come from ``core.translating`` (questionnaires) and from
Babel's extractors (pages, reports, Python).
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from dd_toolkit import places
from dd_toolkit.core.assembly import Library, load_library
from dd_toolkit.core.format import placeholders
from dd_toolkit.core.translating import messages, provision_in_words
from dd_toolkit.core.translating_agendas import (
    agenda_in_words,
    case_in_words,
    evaluation_in_words,
)
from dd_toolkit.errors import Problem
from dd_toolkit.languages import LANGUAGES, SOURCE, catalogue

COMMON = "common"
_SHARED = frozenset(
    {"set", "area", "scale", "profile", "instrument", "indicator", "reference"}
)
_FILES = {
    "provision": "provisions",
    "law": "laws",
    "workshop": "workshops",
    "evaluation": "workshops",
    "case": "cases",
    "contradiction": "contradictions",
}
_METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_OPTIONS: Mapping[str, dict[str, str]] = {
    "**.html": {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true"}
}
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "marked": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def file_of(key: str) -> str:
    """Which file holds the text of that key: its module's, ``common`` or others."""
    first = key.partition(".")[0]
    if first in _SHARED:
        return COMMON
    return _FILES.get(first, first)


def content_texts(library: Library) -> dict[str, dict[str, str]]:
    """File name -> (key -> English text), of everything in the library."""
    found: dict[str, dict[str, str]] = {}

    def remember(key: str, text: str) -> str:
        found.setdefault(file_of(key), {})[key] = " ".join(text.split())
        return text

    for key, text in messages(library.questionnaires.values()).items():
        remember(key, text)
    for agenda in library.agendas.values():
        agenda_in_words(agenda, remember)
    evaluation_in_words(library.evaluation, remember)
    for case in library.cases.values():
        case_in_words(case, remember)
    for name in sorted(library.cited_by_workshops):
        provision_in_words(library.provision(name), remember)
    return found


def update(folder: Path) -> Iterator[Path]:
    """Bring every file of every language up to date; the files that were written."""
    texts = content_texts(_with_all_laws(folder))
    for tag in LANGUAGES:
        if tag == SOURCE:
            continue
        here = folder / "translations" / tag
        here.mkdir(parents=True, exist_ok=True)
        for name, wanted in texts.items():
            path = here / f"{name}.po"
            _write(_content(path, tag, wanted), path)
            yield path
        path = places.TRANSLATIONS / f"{tag}.po"
        path.parent.mkdir(exist_ok=True)
        _write(_interface(path, tag), path)
        yield path


def _with_all_laws(folder: Path) -> Library:
    """The library once for each country, so that all their laws are in it."""
    library = load_library(folder)
    names = sorted(path.stem for path in folder.glob("countries/*.yaml"))
    for name in names:
        country = load_library(folder, country=name)
        library.questionnaires.update(
            {f"{name} {key}": one for key, one in country.questionnaires.items()}
        )
    return library


def _content(path: Path, tag: str, wanted: Mapping[str, str]) -> Catalog:
    before = _by_context(path, tag)
    after = _new_catalogue(tag)
    for key, text in wanted.items():
        old = before.get(key)
        if old is None or not old.string:
            after.add(text, context=key)
        elif old.id == text:
            after.add(text, old.string, context=key, flags=old.flags)
        else:
            previous = old.previous_id or (str(old.id),)
            after.add(
                text, old.string, context=key, flags={"fuzzy"}, previous_id=previous
            )
    return after


def _by_context(path: Path, tag: str) -> dict[str, Message]:
    if not path.is_file():
        return {}
    return {m.context: m for m in catalogue(path, tag) if m.context}


def _interface(path: Path, tag: str) -> Catalog:
    after = catalogue(path, tag) if path.is_file() else _new_catalogue(tag)
    after.update(interface_texts(), no_fuzzy_matching=True)
    after.obsolete.clear()
    return after


def interface_texts() -> Catalog:
    """Every text of pages, reports and commands, without translations."""
    template = Catalog(project="dd-toolkit")
    for folder in (Path(places.__file__).parent, places.REPORTS):
        found = extract_from_dir(
            folder, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=()
        )
        for name, _, text, comments, context in found:
            template.add(
                text, None, [(name, 0)], auto_comments=comments, context=context
            )
    return template


def _new_catalogue(tag: str) -> Catalog:
    return Catalog(locale=tag, fuzzy=False)


def _write(catalog: Catalog, path: Path) -> None:
    """The same catalogue gives the same bytes: no dates, so that a diff shows words."""
    catalog.header_comment = "# Translated under the same licence as the toolkit."
    catalog.project, catalog.version = "dd-toolkit", "1"
    catalog.msgid_bugs_address = catalog.last_translator = ""
    catalog.language_team = str(catalog.locale)
    catalog.creation_date = catalog.revision_date = datetime.datetime.fromtimestamp(
        0, datetime.UTC
    )
    with path.open("wb") as file:
        write_po(
            file,
            catalog,
            width=0,
            omit_header=False,
            include_lineno=False,
            include_previous=True,
            ignore_obsolete=True,
        )


# --- what check tells ---------------------------------------------------------------


def problems(folder: Path, library: Library) -> Iterator[Problem]:
    """What is missing, stale or left over in the translations of the folder."""
    texts = content_texts(library)
    for tag in LANGUAGES:
        here = folder / "translations" / tag
        if tag == SOURCE or not here.is_dir():
            continue
        for name, wanted in texts.items():
            yield from _content_problems(here / f"{name}.po", tag, wanted)
    if folder == places.QUESTIONNAIRES:
        yield from interface_problems()


def _content_problems(
    path: Path, tag: str, wanted: Mapping[str, str]
) -> Iterator[Problem]:
    present = _by_context(path, tag)
    for key, text in wanted.items():
        message = present.get(key)
        line = (message.lineno if message else None) or 1
        told = _wrong(key, text, message)
        if told:
            yield Problem(str(path), line, 1, f"{key}: {told}")
    for key, message in present.items():
        if key not in wanted:
            yield Problem(str(path), message.lineno or 1, 1, f"{key}: nothing has it")


_UPDATE = "run `dd-toolkit translations`, then translate it"


def _wrong(key: str, text: str, message: Message | None) -> str:
    if message is None or not message.string:
        return f"is not translated: {_UPDATE}"
    if message.id != text or message.fuzzy:
        return f"is stale, its English has changed: {_UPDATE}"
    string = str(message.string)
    if placeholders(text) != placeholders(string):
        return "the {names} in braces differ from the English ones"
    if _asks(key) and len(re.findall(r"[?؟]", string)) != 1:
        return "a question needs exactly one question mark"
    return ""


def interface_problems() -> Iterator[Problem]:
    """The same for the words of pages, reports and commands."""
    wanted = {(m.context, _first(m)): m for m in interface_texts() if m.id}
    for tag in LANGUAGES:
        path = places.TRANSLATIONS / f"{tag}.po"
        if tag == SOURCE:
            continue
        present = catalogue(path, tag) if path.is_file() else _new_catalogue(tag)
        known = {(m.context, _first(m)): m for m in present if m.id}
        for key in wanted:
            message = known.get(key)
            if message is None or not message.string or message.fuzzy:
                line = (message.lineno if message else None) or 1
                told = f"{key[1]!r} is not translated: {_UPDATE}"
                yield Problem(str(path), line, 1, told)
            elif _marks(message) - _marks_of_translation(message):
                told = f"{key[1]!r}: the translation lacks a %(name)s of the English"
                yield Problem(str(path), message.lineno or 1, 1, told)
        for key, message in known.items():
            if key not in wanted:
                told = f"{key[1]!r}: nothing has it"
                yield Problem(str(path), message.lineno or 1, 1, told)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _marks(message: Message) -> set[str]:
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)[1:]
    return {mark for text in ids for mark in re.findall(r"%\((\w+)\)", text)}


def _marks_of_translation(message: Message) -> set[str]:
    strings = message.string
    last = strings if isinstance(strings, str) else tuple(strings or ("",))[-1]
    return set(re.findall(r"%\((\w+)\)", last))


def _asks(key: str) -> bool:
    """Is it a question's own text? An option may be called ``ask`` too."""
    return key.endswith(".ask") and not key.endswith(".option.ask")
