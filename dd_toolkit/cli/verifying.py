"""The command that checks a report without any site: ``verify``."""

from collections.abc import Iterator
from pathlib import Path

import click

from dd_toolkit.attachments import LARGEST_PDF, Unreadable
from dd_toolkit.cli import options
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.errors import ToolkitError
from dd_toolkit.signatures import Signature, signature_of
from dd_toolkit.verifying import (
    Attached,
    NotOurs,
    Scored,
    attached_to,
    scored_again,
)
from dd_toolkit.verifying_reviews import (
    AttachedReview,
    figures_again,
    review_attached_to,
)

_UNREADABLE = {
    "too-large": "it is larger than 10 MB; a report never is",
    "not-pdf": "it is no PDF",
    "encrypted": "it is protected with a password; a report never is",
    "damaged": "it is damaged and cannot be read to its end",
    "nothing-attached": "it has no action-plan.json attached, and no review.json: "
    "another document, or printed or saved again by a program that leaves attached "
    "files out",
    "several-attached": "it has several action-plan.json or review.json attached; a "
    "report has one",
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

_SIGNED = {
    "valid": "agrees: the digital signature is valid and covers the whole file",
    "changed": "DOES NOT AGREE: the file was changed after it was signed digitally",
    "extended": "DOES NOT AGREE: something was added after the digital signature",
    "several": "DOES NOT AGREE: it has several digital signatures; a report has one",
    "damaged": "DOES NOT AGREE: its digital signature cannot be read",
    "none": "it carries no digital signature",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.folder
def verify(file: Path, folder: Path) -> None:
    """Check the report FILE (a PDF) by itself, without any site.

    Takes the data that are attached to it, works out their SHA-256, scores the answers
    again with the questionnaire of that very version, and compares every figure; of an
    audit report, with its verdicts too. Says whether its digital signature is valid and
    covers the whole file. Ends with 0 if all agrees, and with 1 if something does not
    or could not be checked.
    """
    pdf = _content(file)
    attached = _read(file, pdf)
    questionnaire = _questionnaire(folder, attached.questionnaire_sha256)
    if isinstance(attached, AttachedReview):
        scored = figures_again(attached, questionnaire)
    else:
        scored = scored_again(attached, questionnaire)
    signature = signature_of(pdf)
    for line in (*_told(attached, scored), *_told_of(signature), _NOT_CHECKED):
        click.echo(line)
    agree = attached.answers_agree and scored.figures == "same"
    if not agree or signature.state not in ("valid", "none"):
        raise click.exceptions.Exit(1)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_PDF + 1)
    except OSError as error:
        raise ToolkitError(f"{file} cannot be read: {error.strerror}") from None


def _read(file: Path, pdf: bytes) -> Attached | AttachedReview:
    read: Attached | AttachedReview | NotOurs | Unreadable = attached_to(pdf)
    if read == Unreadable("nothing-attached"):
        read = review_attached_to(pdf)
    match read:
        case Unreadable(reason):
            raise ToolkitError(f"{file}: {_UNREADABLE[reason]}")
        case NotOurs(why):
            raise ToolkitError(
                f"{file}: what is attached is not the data of a report: {why}"
            )
    return read


def _questionnaire(folder: Path, sha256: str) -> Questionnaire | None:
    """The questionnaire of that hash; the law of a country is a part of it."""
    there = sorted(path.stem for path in (folder / "countries").glob("*.yaml"))
    for country in (*there, ""):
        for known in load_library(folder, country=country).questionnaires.values():
            if known.fingerprint == sha256:
                return known
    return None


def _told(attached: Attached | AttachedReview, scored: Scored) -> Iterator[str]:
    yield from _said_of_itself(attached)
    if attached.answers_agree:
        yield "agrees: the answers have the SHA-256 that the file states"
    else:
        yield "DOES NOT AGREE: the answers have another SHA-256 than the file states"
    yield _SCORED[scored.figures]
    if scored.figures == "differ" and scored.rating != _rating(attached):
        stated = _printable(_rating(attached))
        yield f"  rating: it states {stated}, its answers give {scored.rating}"
    for path in scored.differing[:10]:
        yield f"  {path}"
    if len(scored.differing) > 10:
        yield f"  and {len(scored.differing) - 10} more"


def _said_of_itself(attached: Attached | AttachedReview) -> Iterator[str]:
    if isinstance(attached, AttachedReview):
        written = attached.document["questionnaire"]
        name, version = written.get("id"), written.get("version")
    else:
        name, version = (attached.result.get(k) for k in ("questionnaire", "version"))
    yield (
        f"questionnaire {_printable(name)}, {_printable(version)}, "
        f"SHA-256 {_printable(attached.questionnaire_sha256)}"
    )
    yield f"answers, SHA-256 {attached.found_sha256}"
    if isinstance(attached, AttachedReview):
        yield f"review, SHA-256 {attached.review_sha256}"
    elif attached.code:
        yield f"verification code {_printable(attached.code)}"


def _rating(attached: Attached | AttachedReview) -> object:
    if isinstance(attached, Attached):
        return attached.rating
    overall = attached.document.get("overall")
    return overall.get("verified_rating") if isinstance(overall, dict) else None


def _told_of(signature: Signature) -> Iterator[str]:
    yield _SIGNED[signature.state]
    if signature.name:
        yield f"  signed with the certificate of {_printable(signature.name)}"
        yield f"  certificate, SHA-256 {signature.sha256}"
        if signature.self_made:
            yield "  nobody but itself vouches for the certificate: ask who signed"
        else:
            yield f"  issued by {_printable(signature.issuer)} (not looked up)"


_NOT_CHECKED = (
    "NOT CHECKED: the printed pages, and whether it was ever submitted. Compare "
    "the SHA-256 above with the printed ones; the site's page /verify knows its own"
)


def _printable(text: object) -> str:
    """A word of the file, without anything that could steer a terminal."""
    return "".join(c if c.isprintable() else "?" for c in str(text)[:80])


COMMANDS = (verify,)
