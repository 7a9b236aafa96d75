"""A command for trainers: a practice case on paper, by itself."""

from pathlib import Path

import click

from dd_toolkit.cli import options
from dd_toolkit.cli.workshops import workshop
from dd_toolkit.core.translating_agendas import case_in_words
from dd_toolkit.languages import saying, spoken


@workshop.command()
@click.argument("name", metavar="CASE")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The PDF to write.",
)
@options.folder
@options.locale
def case(name: str, output: Path, folder: Path, locale: str) -> None:
    """Write the practice case CASE as a PDF for the tables, without its answers.

    Example:  dd-toolkit workshop case a-line-in-debt -o case.pdf --locale ar
    """
    from dd_toolkit.reporting.handout import (  # noqa: PLC0415
        case_handout,
        handout_pdf,
    )

    library = options.library_of(folder)
    if name not in library.cases:
        known = ", ".join(library.cases) or "none"
        raise click.BadParameter(f"There is no case {name!r}. There are: {known}.")
    questions = {
        question.id: question
        for one in library.questionnaires.values()
        for question in spoken(one, locale, folder).questions
    }
    told = case_in_words(library.cases[name], saying(locale, folder))
    output.write_bytes(handout_pdf(case_handout(told, questions, locale=locale)))


COMMANDS: tuple[click.Command, ...] = ()
"""It stands in the group ``workshop``."""
