"""Options and arguments that several commands take."""

import os
from pathlib import Path

import click

from dd_toolkit import places
from dd_toolkit.core.assembly import Library, load_library
from dd_toolkit.languages import LANGUAGES, SOURCE
from dd_toolkit.settings import country_from

folder = click.option(
    "--questionnaires",
    "folder",
    type=click.Path(path_type=Path),
    default=places.QUESTIONNAIRES,
    show_default="those that come with the toolkit",
    help="The folder of questionnaires to use.",
)
locale = click.option(
    "--locale",
    type=click.Choice(list(LANGUAGES)),
    default=SOURCE,
    show_default=True,
    help="The language.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
answers = click.argument("answers", type=click.Path(path_type=Path, dir_okay=False))


def library_of(folder: Path) -> Library:
    """The questionnaires of the folder, with the law of the country that is set.

    Without a setting a folder that has no such country does without.
    """
    country = country_from()
    there = (folder / "countries" / f"{country}.yaml").is_file()
    if country and not there and "DD_COUNTRY" not in os.environ:
        country = ""
    return load_library(folder, country=country)
