"""The command that checks a report without any site: ``verify``."""

from collections.abc import Iterator
from pathlib import Path

import click

from dd_toolkit.attachments import LARGEST_PDF, Unreadable
from dd_toolkit.cli import options
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.errors import ToolkitError
from dd_toolkit.verifying import (
    Attached,
    NotOurs,
    Scored,
    attached_to,
    scored_again,
)

_UNREADABLE = {
    "too-large": "it is larger than 10 MB; a report never is",
    "not-pdf": "it is no PDF",
    "encrypted": "it is protected with a password; a report never is",
    "damaged": "it is damaged and cannot be read to its end",
    "nothing-attached": "it has no action-plan.json attached: another document, or "
    "printed or saved again by a program that leaves attached files out",
    "several-attached": "it has several action-plan.json attached; a report has one",
    "too-much": "reading it takes more time or memory than any report needs",
}

_SCORED = {
    "same": "agrees: scored again, the answers give every figure that it states",
    "differ": "DOES NOT AGREE: scored again, the answers give other figures",
    "no-questionnaire": "NOT CHECKED: the figures, because its questionnaire is not in "
    "the folder; name the folder of that version with --questionnaires",
    "other-method": "NOT CHECKED: the figures, because another version of the method "
    "made them",
    "do-not-fit": "DOES NOT AGREE: the answers do not fit the questionnaire it names",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.folder
def verify(file: Path, folder: Path) -> None:
    """Check the report FILE (a PDF) by itself, without any site.

    Takes the answers that are attached to it, works out their SHA-256, scores them
    again with the questionnaire of that very version, and compares every figure. Ends
    with 0 if all agrees, and with 1 if something does not or could not be checked.
    """
    attached = _read(file)
    questionnaire = _questionnaire(folder, attached.questionnaire_sha256)
    scored = scored_again(attached, questionnaire)
    for line in _told(attached, scored):
        click.echo(line)
    if not attached.answers_agree or scored.figures != "same":
        raise click.exceptions.Exit(1)


def _read(file: Path) -> Attached:
    try:
        with file.open("rb") as opened:
            attached = attached_to(opened.read(LARGEST_PDF + 1))
    except OSError as error:
        raise ToolkitError(f"{file} cannot be read: {error.strerror}") from None
    match attached:
        case Unreadable(reason):
            raise ToolkitError(f"{file}: {_UNREADABLE[reason]}")
        case NotOurs(why):
            raise ToolkitError(
                f"{file}: what is attached is not the data of a report: {why}"
            )
    return attached


def _questionnaire(folder: Path, sha256: str) -> Questionnaire | None:
    """The questionnaire of that hash; the law of a country is a part of it."""
    there = sorted(path.stem for path in (folder / "countries").glob("*.yaml"))
    for country in (*there, ""):
        for known in load_library(folder, country=country).questionnaires.values():
            if known.fingerprint == sha256:
                return known
    return None


def _told(attached: Attached, scored: Scored) -> Iterator[str]:
    result = attached.result
    yield (
        f"questionnaire {_printable(result.get('questionnaire'))}, "
        f"{_printable(result.get('version'))}, "
        f"SHA-256 {_printable(attached.questionnaire_sha256)}"
    )
    yield f"answers, SHA-256 {attached.found_sha256}"
    if attached.code:
        yield f"verification code {_printable(attached.code)}"
    if attached.answers_agree:
        yield "agrees: the answers have the SHA-256 that the file states"
    else:
        yield "DOES NOT AGREE: the answers have another SHA-256 than the file states"
    yield _SCORED[scored.figures]
    if scored.figures == "differ" and scored.rating != attached.rating:
        yield f"  rating: it states {attached.rating}, its answers give {scored.rating}"
    for path in scored.differing[:10]:
        yield f"  {path}"
    if len(scored.differing) > 10:
        yield f"  and {len(scored.differing) - 10} more"
    yield (
        "NOT CHECKED: the printed pages, and whether it was ever submitted. Compare "
        "the SHA-256 above with the printed ones; the site's page /verify knows its own"
    )


def _printable(text: object) -> str:
    """A word of the file, without anything that could steer a terminal."""
    return "".join(c if c.isprintable() else "?" for c in str(text)[:80])


COMMANDS = (verify,)
