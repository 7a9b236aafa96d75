"""The command ``dd-toolkit``: the same rules as the pages, for scripts and operators.

Exit codes: 0 done, 1 problems were found, 2 wrong usage. Errors go to stderr, what was
asked for to stdout, so that output can be piped.
"""

from typing import Any

import click

from dd_toolkit import __version__
from dd_toolkit.cli import (
    exchange,
    moving,
    operating,
    people,
    questionnaires,
    results,
    running,
    verifying,
    workshops,
)
from dd_toolkit.errors import ToolkitError


class _Commands(click.Group):
    """Shows our errors as one clear text, and ends with their exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ToolkitError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dd-toolkit")
def main() -> None:
    """Assess how migrant workers are treated, against five ILO Conventions.

    \b
    Try:  dd-toolkit demo    a site with examples, on this machine
          dd-toolkit check   every problem of the questionnaires
    """


for subject in (
    questionnaires,
    exchange,
    results,
    running,
    verifying,
    people,
    operating,
    moving,
    workshops,
):
    for command in subject.COMMANDS:
        main.add_command(command)
