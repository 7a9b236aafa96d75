"""Commands for people with accounts."""

import contextlib

import click

from dd_toolkit.core.roles import ACCOUNT_ROLES
from dd_toolkit.errors import ToolkitError
from dd_toolkit.languages import LANGUAGES, SOURCE
from dd_toolkit.operations import accounts
from dd_toolkit.operations.audit import OPERATOR
from dd_toolkit.operations.clock import now
from dd_toolkit.settings import settings_from
from dd_toolkit.storage.database import open_database


@click.group()
def user() -> None:
    """Invite people to accounts, in the role that they need."""


@user.command()
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice(ACCOUNT_ROLES),
    required=True,
    help="What the person may do; README.md has the table.",
)
@click.option(
    "--locale",
    type=click.Choice(list(LANGUAGES)),
    default=SOURCE,
    show_default=True,
    help="The language of the mail.",
)
def add(email: str, role: str, locale: str) -> None:
    """Invite EMAIL to an account in that role.

    A mail goes out through the worker, and the link is printed as well: it works once,
    for 14 days. The person chooses the password; nobody else ever knows it.

    Example:
      dd-toolkit user add noor@labour.example --role auditor
    """
    settings = settings_from()
    address = accounts.address(email)
    if address is None:
        raise ToolkitError(f"{email!r} is not an e-mail address.")
    with contextlib.closing(open_database(settings.database)) as database:
        code = accounts.appoint(
            database, settings, address, role=role, locale=locale, by=OPERATOR, at=now()
        )
    if code is None:
        raise ToolkitError(f"{address} has an account already; its role stays.")
    click.echo(f"{settings.url}/account/welcome#{code}")


COMMANDS = (user,)
