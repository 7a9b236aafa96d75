"""Commands for trainers: the guide on paper."""

from pathlib import Path

import click

from dd_toolkit.cli import options


@click.group()
def workshop() -> None:
    """For trainers who hold workshops."""


@workshop.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The PDF to write.",
)
@options.locale
def guide(output: Path, locale: str) -> None:
    """Write the trainer's guide as a PDF."""
    from dd_toolkit.reporting.guide import trainers_guide  # noqa: PLC0415

    output.write_bytes(trainers_guide(locale))


COMMANDS = (workshop,)
