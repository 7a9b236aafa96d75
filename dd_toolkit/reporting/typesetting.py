"""Typesetting: WeasyPrint and Jinja, set up once in a process and kept.

Reading the typefaces and the stylesheets costs more than a page, and the garbage
collector finds nothing in the millions of boxes of a layout but costs a tenth of the
time; measured, both together save a quarter of a report.
"""

import datetime
import gc
import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import jinja2
from markupsafe import Markup

from dd_toolkit import languages, places
from dd_toolkit.errors import FontsMissing, LibraryMissing
from dd_toolkit.reporting.contents import AttachedFile

try:
    import pydyf
    import weasyprint
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
    from weasyprint.text.fonts import FontConfiguration

    from dd_toolkit.reporting.sealed import SealedFetcher
except OSError as missing:
    raise LibraryMissing(str(missing)) from missing

_COLLECT_AFTER = 200_000

_COUNTERS = {
    "page_number": Markup('<span class="page-number"></span>'),
    "page_count": Markup('<span class="page-count"></span>'),
}
"""Where the style puts the page's number; a sentence can stand around them."""


@dataclass(frozen=True)
class Press:
    """What is read once: the door to ``reports/``, the typefaces, a parsed style."""

    fetcher: SealedFetcher
    fonts: FontConfiguration
    style: weasyprint.CSS


def rendered(template: str, *, locale: str, **values: Any) -> str:
    """The HTML of a template, relative to ``reports/``."""
    return _environment(locale).get_template(template).render(values)


def typeset(
    html: str,
    *,
    style: str,
    attachment: AttachedFile | None = None,
    created: datetime.date | None = None,
) -> bytes:
    """The PDF of this HTML, set in the stylesheet ``style`` of ``reports/``.

    The same input gives the same bytes: dates inside come from ``created``.
    """
    press = _press(style)
    document = weasyprint.HTML(
        string=html,
        base_url=(places.REPORTS / style).as_uri(),
        url_fetcher=press.fetcher,
    )
    with _rare_collection():
        pdf: bytes = document.write_pdf(
            stylesheets=[press.style],
            font_config=press.fonts,
            attachments=[_attached(attachment, created)] if attachment else None,
            finisher=_related if attachment else None,
            pdf_variant="pdf/ua-1",
        )
    return pdf


@lru_cache(maxsize=8)
def _press(style: str) -> Press:
    folder = places.REPORTS / "fonts"
    if not any(folder.glob("*.ttf")):
        raise FontsMissing(str(folder))
    fetcher = SealedFetcher(places.REPORTS)
    fonts = FontConfiguration()
    parsed = weasyprint.CSS(
        filename=places.REPORTS / style, font_config=fonts, url_fetcher=fetcher
    )
    return Press(fetcher, fonts, parsed)


@lru_cache(maxsize=8)
def _environment(locale: str) -> jinja2.Environment:
    tag = languages.language(locale).tag
    words = languages.words(tag)
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FileSystemLoader(places.REPORTS),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= _COUNTERS
    environment.filters["day"] = partial(languages.long_day, tag=tag)
    environment.filters["printable"] = partial(_printable, words=words)
    environment.filters["short_day"] = partial(languages.short_day, tag=tag)
    return environment


def _printable(text: str, words: gettext.NullTranslations) -> str:
    """The text, with a mark in place of letters that our typefaces lack.

    A box in place of a letter says nothing, is forbidden in PDF/UA, and which other
    typefaces a machine has would decide what a report says.
    """
    mark = words.gettext("[in letters that cannot be printed; see the attached data]")
    return _unknown_letters().sub(lambda _: mark, text)


@lru_cache(maxsize=1)
def _unknown_letters() -> re.Pattern[str]:
    """Runs of characters that no typeface of ours has; white space belongs to them."""
    known = {ord("\n"), ord("\t")}
    for path in sorted((places.REPORTS / "fonts").glob("*-Regular.ttf")):
        with TTFont(path, lazy=True) as typeface:
            known |= typeface.getBestCmap().keys()
    known_letters = re.escape("".join(map(chr, sorted(known))))
    return re.compile(f"[^{known_letters}](?:\\s*[^{known_letters}])*")


@contextmanager
def _rare_collection() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _attached(
    file: AttachedFile, created: datetime.date | None
) -> weasyprint.Attachment:
    day = created or datetime.date(1970, 1, 1)
    moment = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return weasyprint.Attachment(
        string=file.text,
        name=file.name,
        description=file.description,
        created=moment,
        modified=moment,
        relationship="Data",
    )


def _related(document: weasyprint.Document, pdf: pydyf.PDF) -> None:  # noqa: ARG001
    """Say that the attached file is the data of the whole document.

    WeasyPrint writes the relationship only for PDF/A; the entries are those of
    ISO 32000-2, 14.13.
    """
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Dictionary) and entry.get("Type") == "/Filespec":
            entry["AFRelationship"] = "/Data"
            pdf.catalog["AF"] = pydyf.Array([entry.reference])


def style_address(style: str) -> str:
    """Where the stylesheet stands, for a browser that prints the same HTML."""
    return (places.REPORTS / style).as_uri()


def warm(style: str, *, locale: str) -> None:
    """Read typefaces, style and words now, so that processes forked later have them."""
    _press(style)
    _environment(locale)
