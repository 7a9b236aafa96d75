"""Commands for trainers: guide and cases on paper, a rehearsal with a full house."""

import contextlib
import secrets
import time
from base64 import b32encode
from pathlib import Path

import click

from dd_toolkit import places, rehearsing
from dd_toolkit.cli import options
from dd_toolkit.core.room_codes import room_code_as_typed
from dd_toolkit.core.translating_agendas import case_in_words
from dd_toolkit.errors import ToolkitError
from dd_toolkit.languages import saying, spoken
from dd_toolkit.operations import accounts, workshops
from dd_toolkit.operations.clock import now
from dd_toolkit.rehearsing import DatabaseDoor, Rehearsal, SiteDoor
from dd_toolkit.settings import Settings, settings_from
from dd_toolkit.storage.accounts import account_of
from dd_toolkit.storage.database import Database, open_database

_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The PDF to write.",
)


@click.group()
def workshop() -> None:
    """For trainers who hold workshops."""


@workshop.command()
@_output
@options.locale
def guide(output: Path, locale: str) -> None:
    """Write the trainer's guide as a PDF."""
    from dd_toolkit.reporting.guide import trainers_guide  # noqa: PLC0415

    output.write_bytes(trainers_guide(locale))


@workshop.command()
@click.argument("code", required=False)
@click.option(
    "--people",
    "count",
    type=click.IntRange(1, rehearsing.MOST_PEOPLE),
    default=30,
    show_default=True,
    help="How many simulated people join.",
)
@click.option("--seed", default=1, show_default=True, help="The same seed: the same.")
@click.option(
    "--trainer", metavar="EMAIL", help="Without CODE: whose rehearsal is made."
)
@click.option(
    "--agenda", metavar="ID", help="Without CODE: the agenda that is rehearsed."
)
@click.option("--url", help="Join over HTTP: the address of a site that runs.")
@click.option(
    "--whole",
    is_flag=True,
    help="Without CODE: go through all of it at once and end it, to be looked at.",
)
@click.option(
    "--seconds",
    type=click.IntRange(1),
    help="Leave after so long; else when the workshop ends, or with Ctrl+C.",
)
def rehearse(
    *,
    code: str | None,
    count: int,
    seed: int,
    trainer: str | None,
    agenda: str | None,
    url: str | None,
    seconds: int | None,
    whole: bool,
) -> None:
    """Fill a rehearsal with simulated people who join and answer, so you can practise.

    CODE is that of a workshop that was prepared as a rehearsal and opened; nothing else
    lets simulated people in. Without it, a rehearsal is made for the trainer.

    \b
    Example:
      dd-toolkit workshop rehearse 7CD9XR --people 60
      dd-toolkit workshop rehearse --trainer noor@union.example --whole
    """
    if url and code:
        _fill(Rehearsal(SiteDoor(url, code), count, seed=seed), count, seconds)
        return
    if url:
        raise click.UsageError(
            "--url needs the CODE of a rehearsal that is open there."
        )
    settings = settings_from()
    with contextlib.closing(open_database(settings.database)) as database:
        if code is None:
            workshop_id, host = _prepared(database, settings, trainer, agenda)
            if whole:
                rehearsing.hold_whole(
                    database, workshop_id, by=host, count=count, seed=seed
                )
                return
            code = _opened(database, workshop_id, host)
        if room_code_as_typed(code) is None:
            raise ToolkitError(rehearsing.NOT_A_REHEARSAL)
        _fill(Rehearsal(DatabaseDoor(database, code), count, seed=seed), count, seconds)


def _prepared(
    database: Database, settings: Settings, trainer: str | None, agenda: str | None
) -> tuple[str, str]:
    """A new rehearsal for that trainer: its id, and the trainer's account."""
    library = options.library_of(places.QUESTIONNAIRES)
    address = accounts.address(trainer or "")
    account = account_of(database, address) if address else None
    if account is None or account.role != "trainer":
        raise ToolkitError("Name the trainer: --trainer with the e-mail of an account.")
    chosen = agenda or next(iter(library.agendas), "")
    if chosen not in library.agendas:
        known = ", ".join(library.agendas)
        raise ToolkitError(f"There is no agenda {chosen!r}. There are: {known}.")
    workshop_id = b32encode(secrets.token_bytes(10)).decode().lower()
    workshops.prepare(
        database,
        workshops.plans_of_agenda(library, chosen, room="people"),
        workshop_id=workshop_id,
        trainer_id=account.id,
        title=library.agendas[chosen].title,
        pace="trainer",
        at=now(),
        rehearsal=True,
    )
    click.echo(f"{settings.url}/workshop/{workshop_id}")
    return workshop_id, account.id


def _opened(database: Database, workshop_id: str, host: str) -> str:
    """Open the rehearsal; its code."""
    workshops.open_room(database, workshop_id, by=host, at=now())
    board = workshops.board(database, workshop_id, locale="en")
    assert board is not None, "it was just prepared"
    assert board.workshop.code is not None, "it was just opened"
    return board.workshop.code


def _fill(rehearsal: Rehearsal, count: int, seconds: int | None) -> None:
    deadline = time.monotonic() + seconds if seconds else None
    with contextlib.suppress(KeyboardInterrupt):
        rehearsing.rehearse(
            rehearsal,
            goes_on=lambda: deadline is None or time.monotonic() < deadline,
            joined=lambda: click.echo(f"{count} simulated people are in the room."),
        )


@workshop.command()
@click.argument("name", metavar="CASE")
@_output
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


COMMANDS = (workshop,)
