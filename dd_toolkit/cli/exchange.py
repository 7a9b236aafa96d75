"""Commands that give questionnaires to other tools and take them back."""

from pathlib import Path

import click

from dd_toolkit.cli import options
from dd_toolkit.errors import ToolkitError
from dd_toolkit.languages import LANGUAGES, spoken


@click.command()
@click.argument("name", metavar="ID")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The workbook to write (.xlsx).",
)
@options.folder
def xlsform(name: str, output: Path, folder: Path) -> None:
    """Write the questionnaire ID as an XLSForm, for KoboToolbox or ODK.

    It holds every language, all conditions and choices; what only this toolkit knows
    (values, provisions, actions) stands in columns that other tools pass over.
    """
    # openpyxl takes a quarter of a second to import: only this command should pay.
    from dd_toolkit.exchange.xlsform import write_xlsform  # noqa: PLC0415

    questionnaire = options.library_of(folder).questionnaire(name)
    everywhere = {tag: spoken(questionnaire, tag, folder) for tag in LANGUAGES}
    try:
        write_xlsform(everywhere, output)
    except OSError as error:
        raise ToolkitError(f"{output} cannot be written: {error.strerror}") from None
    click.echo(f"{output}", err=True)


@click.command(name="import-xlsform")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder for the question files and translations.",
)
def import_xlsform(file: Path, output: Path) -> None:
    """Write the XLSForm FILE as question files, one for each module in it.

    A form that this toolkit wrote comes back whole. Questions of other forms become
    informative ones, to be completed by their author.
    """
    from dd_toolkit.exchange.xlsform_import import read_xlsform  # noqa: PLC0415

    for path in read_xlsform(file).write(output):
        click.echo(path)


COMMANDS = (xlsform, import_xlsform)
