"""The trainer's guide on paper: the Markdown of ``docs/guides/`` as a PDF.

The guide is written by trainers in a text editor and read on the web as it is; this
only sets it. Markup inside the text stays text: the guide needs none.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from dd_toolkit import places
from dd_toolkit.languages import LANGUAGES
from dd_toolkit.reporting.contents import Language
from dd_toolkit.reporting.typesetting import rendered, typeset
from dd_toolkit.reporting.wording import language

_STYLE = "guide/style.css"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Chapter:
    """A heading of the second level: where it stands and what it says."""

    anchor: str
    title: str


@dataclass(frozen=True)
class GuideContents:
    """A guide as its template gets it. ``lead`` and ``body`` are markup of ours."""

    language: Language
    title: str
    lead: Markup
    chapters: tuple[Chapter, ...]
    body: Markup


def trainers_guide(locale: str) -> bytes:
    """The guide for trainers in that language, as tagged PDF."""
    tag = locale if locale in LANGUAGES else "en"
    text = (places.GUIDES / f"trainer.{tag}.md").read_text(encoding="utf-8")
    return guide_pdf(text, locale=tag)


def guide_pdf(text: str, *, locale: str) -> bytes:
    """A guide written in Markdown: a heading, what leads in, chapters."""
    html = rendered(
        "guide/report.html",
        locale=locale,
        report=guide_contents(text, locale=locale),
        stylesheet=None,
    )
    return typeset(html, style=_STYLE)


def guide_contents(text: str, *, locale: str) -> GuideContents:
    """The guide taken apart: the first heading is its title, each ``##`` a chapter."""
    tokens = _MARKDOWN.parse(text)
    title, tokens = _title(tokens)
    chapters = tuple(_chapters(tokens))
    begins = next(
        (at for at, token in enumerate(tokens) if _opens_chapter(token)), len(tokens)
    )
    return GuideContents(
        language=language(locale),
        title=title,
        lead=_markup(tokens[:begins]),
        chapters=chapters,
        body=_markup(tokens[begins:]),
    )


def _title(tokens: list[Token]) -> tuple[str, list[Token]]:
    if len(tokens) >= 3 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return tokens[1].content, tokens[3:]
    return "", tokens


def _opens_chapter(token: Token) -> bool:
    return token.type == "heading_open" and token.tag == "h2"


def _chapters(tokens: list[Token]) -> Iterator[Chapter]:
    """Gives each chapter's heading an anchor to be found under, and names it."""
    for at, token in enumerate(tokens):
        if _opens_chapter(token):
            anchor = f"chapter-{at}"
            token.attrSet("id", anchor)
            yield Chapter(anchor, _plain(tokens[at + 1]))


def _plain(inline: Token) -> str:
    return "".join(token.content for token in inline.children or ())


def _markup(tokens: list[Token]) -> Markup:
    # Rendered from our own text with markup switched off: all of it is escaped.
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704
