"""The command for operators who go from one machine to several: move-to-postgres."""

import contextlib

import click

from dd_toolkit.errors import MoveRefused
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.storage import moving
from dd_toolkit.storage.postgres import open_postgres
from dd_toolkit.storage.sqlite import open_sqlite, sqlite_path


@click.command()
@click.argument("source")
@click.argument("target")
def move_to_postgres(source: str, target: str) -> None:
    """Copy everything from SQLite into an empty PostgreSQL database.

    SOURCE and TARGET are addresses as in DD_DATABASE: sqlite:///PATH and
    postgresql://user@host/database. A password is better left out of a command that
    others can see: give it as PGPASSWORD, or in ~/.pgpass.

    The source stays as it is. Stop the site before: what is saved there later is not
    copied. Set DD_DATABASE to TARGET afterwards, and start the site again.
    """
    file = sqlite_path(source)
    if not file.is_file():
        raise MoveRefused(f"There is no file {file}.")
    with (
        contextlib.closing(open_sqlite(source)) as old,
        contextlib.closing(open_postgres(target)) as new,
        click.progressbar(
            length=moving.rows_to_move(old), label="Moving", show_pos=True
        ) as bar,
    ):
        moved = moving.move(old, new, at=moment(now()), moved=bar.update)
    for table, rows in moved.items():
        click.echo(f"{table}: {rows}")
    click.echo("All of it arrived. Set DD_DATABASE to the new address.")


COMMANDS = (move_to_postgres,)
