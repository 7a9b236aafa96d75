"""Commands for operators: demo, serve, worker, migrate."""

import contextlib
import datetime
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from dd_toolkit import logs, places, serving
from dd_toolkit.cli import options
from dd_toolkit.core.answer_file import read_answer_file
from dd_toolkit.operations import evidence, limits, mailing, workshops
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.settings import log_kind, settings_from
from dd_toolkit.storage.database import Database, open_database
from dd_toolkit.storage.files import Files
from dd_toolkit.storage.migrating import migrate

_port = click.option("--port", default=8000, show_default=True, help="The port.")
_host = click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on."
)


@click.command()
@_host
@_port
@click.option(
    "--processes", default=2, show_default=True, help="How many processes serve pages."
)
@click.option(
    "--without-worker",
    is_flag=True,
    help="Make no PDFs here: `dd-toolkit worker` runs elsewhere.",
)
def serve(host: str, port: int, processes: int, *, without_worker: bool) -> None:
    """Serve the site, and make its PDFs.

    Settings come from the environment (DD_DATABASE, DD_SECRET_KEY, DD_URL); README.md
    has the table. Run `dd-toolkit migrate` once before.
    """
    serving.serve(
        settings_from(),
        host=host,
        port=port,
        processes=processes,
        with_worker=not without_worker,
    )


@click.command()
def worker() -> None:
    """Make the PDFs that people ask for, and send mails, until told to end."""
    from dd_toolkit.reporting import worker as reporting_worker  # noqa: PLC0415
    from dd_toolkit.reporting.kinds import kinds_for  # noqa: PLC0415

    logs.set_up(log_kind())
    settings = settings_from()
    kinds = kinds_for(settings)
    send = mailing.sender(settings)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.closing(open_database(settings.database)) as database:
        sweeping = _Hourly(
            lambda: _sweep(database, Files(settings.files_address), at=now())
        )
        reporting_worker.work(
            database,
            goes_on=sweeping,
            beside=lambda: mailing.send_next(database, send),
            kinds=kinds,
        )


def _sweep(database: Database, files: Files, *, at: datetime.datetime) -> None:
    """Remove what is not needed any more."""
    limits.forget_old_tries(database, at=at)
    evidence.sweep(database, files, at=at)
    workshops.sweep(database, at=at)


class _Hourly:
    """Called again and again, it acts at once and then every hour; always True."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._act = act
        self._next = time.monotonic()

    def __call__(self) -> bool:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + 3600
            self._act()
        return True


@click.command(name="migrate")
def migrate_command() -> None:
    """Make or update the tables of the database."""
    with contextlib.closing(open_database(settings_from().database)) as database:
        applied = migrate(database, at=moment(now()))
    for name in applied or ["nothing to do"]:
        click.echo(name)


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Where the demo keeps its database and the report.",
)
@_port
@click.option("--no-serve", is_flag=True, help="Only make the database and the report.")
def demo(folder: Path, port: int, *, no_serve: bool) -> None:
    """Make a demo with examples, write a report, and serve the site on this machine.

    The employers are invented. Run it again to go on with what you entered.
    """
    from dd_toolkit.reporting import files  # noqa: PLC0415

    library = options.library_of(places.QUESTIONNAIRES)
    settings = serving.demo_settings(folder, port=port)
    cases = list(serving.fill_demo(settings, library, places.EXAMPLES))
    example = read_answer_file(places.EXAMPLES / "garment-factory.yaml", library)
    plan = folder / "action-plan.pdf"
    plan.write_bytes(files.action_plan(example, "en"))
    click.echo(f"A report of an example: {plan}")
    click.echo("People of the demo; who sees many employers sets a second step first:")
    for person in serving.demo_people(settings, folder):
        click.echo(f"  {person.email:28} {person.role:18} password {person.password}")
    serving.fill_demo_desk(settings, example)
    serving.fill_demo_with_workshops(settings, library)
    click.echo("The trainer has a workshop to open and a rehearsal that has ended.")
    click.echo("Examples on the site (invented employers), each with its private link:")
    for case in cases:
        click.echo(f"  {case.name}\n    {case.link}")
    if no_serve:
        return
    click.echo(f"The site: {settings.url}   (end it with Ctrl+C)")
    serving.serve(settings, host="127.0.0.1", port=port, processes=2, with_worker=True)


COMMANDS = (demo, serve, worker, migrate_command)
