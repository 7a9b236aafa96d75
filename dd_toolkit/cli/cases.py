"""Commands that take a case out of an installation, and into another."""

import contextlib
import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO

import click

from dd_toolkit.errors import CaseRefused, ToolkitError
from dd_toolkit.operations import audit, case_files, importing
from dd_toolkit.operations.clock import now
from dd_toolkit.settings import settings_from
from dd_toolkit.storage.database import Database, open_database
from dd_toolkit.storage.files import Files
from dd_toolkit.storage.migrating import missing_migrations

_new_file = click.Path(path_type=Path, dir_okay=False)


@contextlib.contextmanager
def _installation() -> Generator[tuple[Database, Files], None, None]:
    settings = settings_from()
    with contextlib.closing(open_database(settings.database)) as database:
        if missing_migrations(database):
            raise ToolkitError(
                "The database is not ready: run `dd-toolkit migrate` first."
            )
        yield database, Files(settings.files_address)


@click.command()
@click.argument("case")
@click.option("-o", "--output", type=_new_file, help="The ZIP to write.")
@click.option("--sqlite", type=_new_file, help="The SQLite file to write.")
def export(case: str, output: Path | None, sqlite: Path | None) -> None:
    """Write everything of one CASE into a ZIP, or into an SQLite file, or both.

    CASE is the number of a review, or of an assessment (then with its newest signed
    review). The ZIP holds the questionnaire, all answers with their history, the files
    of evidence, the review and the reports; the same case gives the same bytes, and
    `dd-toolkit import` reads it. The SQLite file is for questions: tables with foreign
    keys and full-text search, as Datasette shows them.
    """
    if output is None and sqlite is None:
        raise click.UsageError("Name a file to write: -o case.zip or --sqlite case.db")
    with _installation() as (database, files):
        if output is not None:
            with _whole_or_nothing(output) as out:
                made = case_files.write_case(database, files, case, out, at=now())
            click.echo(f"{output}: {len(made.parts)} parts, SHA-256 {made.sha256}")
        if sqlite is not None:
            _write_sqlite(database, files, case, sqlite)
            click.echo(f"{sqlite}")


def _write_sqlite(database: Database, files: Files, case: str, path: Path) -> None:
    from dd_toolkit.exchange.case_database import write_case_database  # noqa: PLC0415

    gathered = case_files.gathered(database, case)
    with _new_beside(path) as passing:
        write_case_database(
            gathered,
            passing,
            file=files.content,
            report=lambda report_id: case_files.pdf_of(database, report_id),
        )
    audit.note(
        database, actor=audit.OPERATOR, action="exported", subject=case, at=now()
    )


@contextlib.contextmanager
def _whole_or_nothing(path: Path) -> Generator[BinaryIO, None, None]:
    """A file that gets its name only once all of it is written."""
    with _new_beside(path) as passing, passing.open("wb") as out:
        yield out


@contextlib.contextmanager
def _new_beside(path: Path) -> Generator[Path, None, None]:
    """A new name beside the path, moved onto it at the end; gone after an error."""
    try:
        handle, name = tempfile.mkstemp(prefix=".case-", dir=path.absolute().parent)
        os.close(handle)
    except OSError as error:
        raise ToolkitError(f"{path} cannot be written: {error.strerror}") from None
    passing = Path(name)
    try:
        yield passing
        passing.replace(path)
    except OSError as error:
        raise ToolkitError(f"{path} cannot be written: {error.strerror}") from None
    finally:
        passing.unlink(missing_ok=True)


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--auditor",
    "auditors",
    multiple=True,
    metavar="EMAIL",
    help="An auditor of this site who may read the case; may be given several times.",
)
def import_(file: Path, auditors: tuple[str, ...]) -> None:
    """Take the case in FILE (a ZIP of `dd-toolkit export`) into this installation.

    Checks every part first, and takes all or nothing. Only submitted assessments and
    signed reviews are taken. People of the other site become names in the record, not
    accounts. Taking the same file twice is taking it once.
    """
    with _installation() as (database, files), _opened(file) as opened:
        readers = [importing.reader_of(database, email) for email in auditors]
        try:
            taken = importing.import_case(
                database,
                files,
                opened,
                size=file.stat().st_size,
                at=now(),
                readers=readers,
            )
        except CaseRefused as refused:
            raise ToolkitError(f"{file}: {refused}") from None
    what = f"review {taken.review}" if taken.review else "no review"
    again = "was here already" if taken.again else "is here now"
    click.echo(f"The case {again}: assessment {taken.assessment}, {what}.")


@contextlib.contextmanager
def _opened(file: Path) -> Generator[BinaryIO, None, None]:
    try:
        with file.open("rb") as opened:
            yield opened
    except OSError as error:
        raise ToolkitError(f"{file} cannot be read: {error.strerror}") from None


COMMANDS = (export, import_)
