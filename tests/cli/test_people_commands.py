"""`dd-toolkit user add`: a link for one person, in one role."""

import contextlib

import pytest
from click.testing import CliRunner

from dd_toolkit.cli import main
from dd_toolkit.operations import accounts
from dd_toolkit.operations.clock import now
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate


@pytest.fixture
def db(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path / 'dd.db'}"
    monkeypatch.setenv("DD_DATABASE", address)
    monkeypatch.setenv("DD_SECRET_KEY", "s" * 40)
    with contextlib.closing(open_database(address)) as opened:
        migrate(opened, at="now")
        yield opened


def adds(email, role="auditor"):
    return CliRunner().invoke(main, ["user", "add", email, "--role", role])


def test_the_printed_link_opens_an_account_in_that_role(db):
    code = adds("noor@x.org").stdout.strip().partition("#")[2]

    welcomed = accounts.welcome(
        db, code, name="Noor", password="three odd words", locale="ar", at=now()
    )

    assert welcomed.account.role == "auditor"


@pytest.mark.parametrize("email", ["noor", "noor@x.org\nBcc: b@x.org", ""])
def test_what_is_no_address_is_refused(db, email):
    done = adds(email)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "is not an e-mail address" in done.stderr


def test_a_role_that_is_none_is_wrong_usage(db):
    assert adds("noor@x.org", "king").exit_code == 2


def test_somebody_with_an_account_keeps_the_role(db):
    accounts.add_with_password(
        db,
        "noor@x.org",
        name="",
        role="employer",
        password="three odd words",
        locale="en",
        at=now(),
    )

    assert "has an account already" in adds("noor@x.org").stderr
