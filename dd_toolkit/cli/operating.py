"""Commands for operators: the audit log, backups."""

import contextlib
import json
import re
from collections.abc import Generator
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from dd_toolkit import __version__
from dd_toolkit.cli import options
from dd_toolkit.core.audit_chain import Break, Entry, Link
from dd_toolkit.errors import DatabaseBusy, DatabaseFull, ToolkitError
from dd_toolkit.operations import audit as audit_log
from dd_toolkit.operations import backup as backups
from dd_toolkit.operations.clock import now
from dd_toolkit.settings import settings_from
from dd_toolkit.storage.backup_file import Manifest
from dd_toolkit.storage.database import Database, open_database
from dd_toolkit.storage.file_folders import put_file, stored_files
from dd_toolkit.storage.migrating import missing_migrations


@contextlib.contextmanager
def _opened() -> Generator[Database, None, None]:
    """The database of the settings, as it is."""
    database = open_database(settings_from().database)
    try:
        yield database
    finally:
        database.close()


@contextlib.contextmanager
def _ready() -> Generator[Database, None, None]:
    """The database of the settings, with all tables."""
    with _opened() as database:
        if missing_migrations(database):
            raise ToolkitError(
                "The database is not ready: run `dd-toolkit migrate` first."
            )
        yield database


@click.group()
def audit() -> None:
    """Who did what, and whether that log is as it was written."""


def _anchors(_: object, __: object, written: tuple[str, ...]) -> tuple[Link, ...]:
    anchors = []
    for text in written:
        if not re.fullmatch(r"[1-9][0-9]{0,17}:[0-9a-f]{64}", text):
            raise click.BadParameter(f"{text!r} is not NUMBER:SHA256.")
        number, _, sha256 = text.partition(":")
        anchors.append(Link(int(number), sha256))
    return tuple(anchors)


@audit.command()
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="NUMBER:SHA256",
    callback=_anchors,
    help="What an earlier `verify` printed; the log must still hold that entry.",
)
def verify(anchors: tuple[Link, ...]) -> None:
    """Check that no entry was changed, removed, reordered or inserted.

    Prints the last entry's number and SHA-256: keep them on another machine, as an
    anchor. Ends with 1 and names the first broken number.
    """
    with _ready() as database:
        found = audit_log.verified(database, anchors=anchors)
    if isinstance(found, Break):
        raise ToolkitError(f"The audit log does not hold: {found}.")
    click.echo(f"{found.last.number}:{found.last.sha256}")


@audit.command(name="show")
@click.option(
    "--since", default="", metavar="DATE", help="From this day or moment on, in UTC."
)
@options.as_json
def show_log(since: str, *, as_json: bool) -> None:
    """Print the entries, the oldest first."""
    if not re.fullmatch(r"(\d{4}-\d{2}-\d{2}([T ][\d:.]*Z?)?)?", since):
        raise click.BadParameter(f"{since!r} is not a day such as 2026-11-23.")
    with _ready() as database:
        entries = audit_log.entries_since(database, since.replace(" ", "T"))
    if as_json:
        document = [{**asdict(entry), "detail": _detail(entry)} for entry in entries]
        click.echo(json.dumps({"entries": document}, indent=1))
        return
    for entry in entries:
        click.echo(_line(entry))


def _detail(entry: Entry) -> object:
    """Somebody who changed the log may have left anything there."""
    try:
        return json.loads(entry.detail)
    except (TypeError, ValueError):
        return str(entry.detail)


def _line(entry: Entry) -> str:
    words = [entry.at, entry.actor, entry.action, entry.subject, entry.detail]
    shown = (json.dumps(str(word), ensure_ascii=False)[1:-1] for word in words[:-1])
    facts = "" if entry.detail == "{}" else f"  {json.dumps(_detail(entry))}"
    return f"{entry.number}  " + "  ".join(shown) + facts


_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@_file
def backup(file: Path) -> None:
    """Write everything but the secret into one ZIP, while the site is in use.

    Keep DD_SECRET_KEY apart from it: without it private links open nothing.
    """
    files = stored_files(settings_from().files_address)
    with _opened() as database:
        made = backups.back_up(
            database, file, version=__version__, at=now(), files=files
        )
        _note(database, made)
    click.echo(_told(made))


def _note(database: Database, made: Manifest) -> None:
    try:
        backups.note_backup(database, made, at=now())
    except (DatabaseBusy, DatabaseFull) as error:
        click.echo(f"The backup is made, but not in the audit log: {error}", err=True)


@click.command()
@_file
def restore(file: Path) -> None:
    """Fill an empty database (DD_DATABASE) and its files (DD_FILES) from a backup.

    Nothing is written unless all of the backup is whole. A backup of an older version
    is brought up to date.
    """
    put = partial(put_file, settings_from().files_address)
    with _opened() as database:
        click.echo(_told(backups.restore(database, file, at=now(), put=put)))


def _told(manifest: Manifest) -> str:
    return (
        f"{manifest.rows['assessment']} assessments, "
        f"{len(manifest.files)} files of evidence, of {manifest.made_at}"
    )


COMMANDS = (audit, backup, restore)
