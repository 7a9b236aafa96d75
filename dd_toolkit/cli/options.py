"""Options and arguments that several commands take."""

from pathlib import Path

import click

from dd_toolkit import places

folder = click.option(
    "--questionnaires",
    "folder",
    type=click.Path(path_type=Path),
    default=places.QUESTIONNAIRES,
    show_default="those that come with the toolkit",
    help="The folder of questionnaires to use.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
answers = click.argument("answers", type=click.Path(path_type=Path, dir_okay=False))
