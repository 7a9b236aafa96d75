"""An auditor's desk in a real browser: people, cases and what they do, as verbs."""

import pyotp

from dd_toolkit.operations import accounts
from dd_toolkit.operations.clock import now
from dd_toolkit.storage import organisations
from dd_toolkit.storage.database import open_database
from tests.web.desks import a_submitted_assessment, asked, given

PASSWORD = "three odd words"
QUESTION = "c190.rule"


class Case:
    """A case in the site's database, with people of its own."""

    def __init__(self, site, library, name):
        self.site = site
        self.name = name
        self.review_id = f"review-of-{name}"
        self.secrets = {}
        database = open_database(site.database)
        self._add(database, "owner", "employer")
        self._add(database, "auditor", "auditor")
        self._add(database, "second", "auditor")
        admin = self._add(database, "admin", "administrator")
        organisations.add_organisation(
            database, organisation_id=name, name="Sunrise Garments", at="2026-01-01"
        )
        owner = accounts_of(database, self.email("owner"))
        organisations.join(database, name, owner, role="owner", at="2026-01-01")
        a_submitted_assessment(
            database, library, assessment_id=name, organisation_id=name
        )
        asked(database, name, by=owner)
        auditor = accounts_of(database, self.email("auditor"))
        given(database, self.review_id, auditor, by=admin)
        self.admin = admin
        database.close()

    def email(self, who):
        return f"{who}@{self.name}.example"

    def _add(self, database, who, role):
        accounts.add_with_password(
            database,
            self.email(who),
            name=f"{who.title()} of {self.name}",
            role=role,
            password=PASSWORD,
            locale="en",
            at=now(),
        )
        return accounts_of(database, self.email(who))

    def also_given(self, who, *, part="lead"):
        database = open_database(self.site.database)
        account = accounts_of(database, self.email(who))
        given(database, self.review_id, account, part=part, by=self.admin)
        database.close()

    def signs_in(self, page, who):
        """Somebody signs in on this device, second step and all."""
        page.goto("/account/sign-in")
        page.locator("#email").fill(self.email(who))
        page.locator("#password").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("main form button[type=submit]").click()
        if "second-factor" in page.url:
            self._gives_factor(page, who)
        return page

    def _gives_factor(self, page, who):
        typed = page.locator(".typed")
        if typed.count():
            self.secrets[who] = typed.inner_text().replace(" ", "")
        page.locator("#code").fill(pyotp.TOTP(self.secrets[who]).now())
        with page.expect_navigation():
            page.locator("main form button[type=submit]").click()

    def half_a_minute_passes(self, who):
        """A second sign-in needs a new code, for which no test should wait."""
        database = open_database(self.site.database)
        with database.atomic():
            database.execute(
                "UPDATE account SET factor_last_step = NULL WHERE email = :email",
                {"email": self.email(who)},
            )
        database.close()

    def opens_question(self, page, question=QUESTION):
        page.goto(f"/case/{self.review_id}/question/{question}")
        return page

    def kinds(self, question=QUESTION):
        """The verdicts on the question in the database, oldest first."""
        database = open_database(self.site.database)
        rows = database.query(
            """
            SELECT verdict FROM verdict
            WHERE review_id = :review_id AND question_id = :question_id
            ORDER BY revision
            """,
            {"review_id": self.review_id, "question_id": question},
        )
        found = [row["verdict"] for row in rows]
        database.close()
        return found


def accounts_of(database, email):
    rows = database.query(
        "SELECT id FROM account WHERE email = :email", {"email": email}
    )
    return next(iter(rows))["id"]


def chooses(page, kind):
    page.locator(f'input[name=verdict][value="{kind}"]').check()


def is_saved(page):
    """Wait until the line at the bottom says that all is saved."""
    page.wait_for_function(
        "() => document.querySelector('[data-state-of=verdict]').textContent"
        " === words.all_saved"
    )


def state_of(page):
    return page.locator("[data-state-of=verdict]").inner_text()
