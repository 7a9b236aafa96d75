"""People with accounts at the site, as verbs, without a browser."""

import pyotp

from dd_toolkit.operations import accounts as acts
from dd_toolkit.operations import passwords
from dd_toolkit.operations.clock import now
from dd_toolkit.settings import Settings
from dd_toolkit.storage import accounts, organisations
from tests.web.conftest import Employer

PASSWORD = "three odd words"
KEPT = passwords.hashed(PASSWORD)
AT = "2026-11-23T09:30:00.000Z"


class Person(Employer):
    """One browser in which somebody may sign in."""

    def __init__(self, app, email=""):
        super().__init__(app)
        self.email = email

    def sends(self, path, **data):
        data["csrf_token"] = self.token()
        return self.client.post(path, data=data)

    def signs_in(self, password=PASSWORD, **more):
        return self.sends(
            "/account/sign-in", email=self.email, password=password, **more
        )

    def reads(self, path):
        return self.client.get(path)

    def gives_its_factor(self):
        page = self.reads("/account/second-factor").text
        secret = page.split('class="typed">')[1].split("<")[0].replace(" ", "")
        code = pyotp.TOTP(secret).now()
        return self.sends("/account/second-factor", code=code)


def an_account(db, email, role="employer"):
    accounts.add_account(
        db,
        account_id=f"id-{email.partition('@')[0]}"[:30],
        email=email,
        name="",
        role=role,
        locale="en",
        password_hash=KEPT,
        at=AT,
    )
    return accounts.account_of(db, email)


def a_person(app, db, email, role="employer"):
    """Somebody who has signed in, second factor and all."""
    an_account(db, email, role)
    person = Person(app, email)
    person.signs_in()
    if role in ("auditor", "programme-officer", "administrator"):
        person.gives_its_factor()
    return person


def an_organisation(db, owner, *contributors, organisation_id="firm", name="Firm"):
    """An organisation of these addresses."""
    organisations.add_organisation(
        db, organisation_id=organisation_id, name=name, at=AT
    )
    for email, role in [
        (owner, "owner"),
        *((one, "contributor") for one in contributors),
    ]:
        account = accounts.account_of(db, email)
        organisations.join(db, organisation_id, account.id, role=role, at=AT)
    return organisation_id


def mailed_code(db, email):
    """The code of the newest mail to that address."""
    rows = db.query(
        "SELECT body FROM mail WHERE recipient = :email ORDER BY requested_at DESC",
        {"email": email},
    )
    body = next(iter(rows))["body"]
    return body.split("#", 1)[1].split("\n", 1)[0]


def invited(db, email, organisation_id, role="contributor"):
    """The code of an invitation."""
    settings = Settings("", "w" * 40, "http://localhost")
    acts.invite(
        db,
        settings,
        email,
        organisation_id=organisation_id,
        organisation="Firm",
        role=role,
        locale="en",
        by="id-somebody",
        at=now(),
    )
    return mailed_code(db, email)
