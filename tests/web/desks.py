"""A case under review at the site: its employer, its auditors, as verbs."""

import re
from dataclasses import dataclass

from dd_toolkit.operations import asking, assigning
from dd_toolkit.operations.clock import now
from dd_toolkit.settings import Settings
from dd_toolkit.storage import organisations
from tests.web.conftest import Employer
from tests.web.persons import Person, a_person, an_account, an_organisation

SETTINGS = Settings("", "w" * 40, "http://localhost")
QUESTION = "c190.rule"


@dataclass
class CaseAtDesk:
    """A submitted assessment under review, and who has to do with it."""

    review_id: str
    assessment_id: str
    owner: object
    auditor: object

    @property
    def home(self):
        return f"/case/{self.review_id}"

    @property
    def employer_page(self):
        return f"/assessment/{self.assessment_id}/audit"

    def decides(self, question=QUESTION, kind="confirmed", *, who=None, **more):
        """An auditor gives a verdict with the page as it stands."""
        who = who or self.auditor
        address = f"{self.home}/question/{question}"
        fields = {"seen": seen_on(who.reads(address).text), "verdict": kind, **more}
        return posts(who, address, **fields)

    def decides_everything(self, *, who=None):
        """Confirm every question that the list shows."""
        who = who or self.auditor
        page = who.reads(f"{self.home}/").text
        for question in dict.fromkeys(re.findall(r"/question/([\w.-]+)", page)):
            self.decides(question, who=who)

    def does(self, act, *, who=None, **fields):
        """Press a button of the page for sending back, findings and signing."""
        who = who or self.auditor
        page = who.reads(f"{self.home}/settling/").text
        found = re.search(r'name="seen" value="(\d+)"', page)
        seen = found[1] if found else "0"
        return posts(who, f"{self.home}/settling/{act}", **{"seen": seen, **fields})


def seen_on(page):
    """The revision that a page with a verdict's form says it shows."""
    return re.search(r'name="seen" value="(\d+)"', page)[1]


def posts(who, address, *, scripted=False, **fields):
    """Send a form, names with hyphens written with underscores."""
    data = {name.replace("_", "-"): value for name, value in fields.items()}
    data["csrf_token"] = who.token()
    headers = {"Accept": "application/json"} if scripted else {}
    return who.client.post(address, data=data, headers=headers)


def a_submitted_case(app, db, library, *, option=0, organisation_id="firm"):
    """An assessment that its organisation has submitted; its id."""
    employer = Employer(app).begins().says_who_it_is()
    employer.answers_everything(library, option)
    assessment_id = employer.home.rsplit("/", 1)[1]
    organisations.take_along(db, assessment_id, organisation_id)
    return assessment_id, employer


def a_case_at_desk(app, db, library, *, option=0):
    """A case that its auditor has just been given."""
    an_account(db, "owner@x.org")
    an_organisation(db, "owner@x.org")
    owner = a_person_known(app, "owner@x.org")
    assessment_id, employer = a_submitted_case(app, db, library, option=option)
    owner.home = employer.home
    assert owner.submits().status_code == 303
    auditor = a_person(app, db, "auditor@x.org", "auditor")
    an_account(db, "admin@x.org", "administrator")
    review_id = asked(db, assessment_id)
    given(db, review_id, "id-auditor")
    return CaseAtDesk(review_id, assessment_id, owner, auditor)


def a_person_known(app, email):
    """Somebody who has an account, signed in."""
    person = Person(app, email)
    person.signs_in()
    return person


def asked(db, assessment_id, *, by="id-owner", auditor=None):
    """A review is asked for; its id."""
    outcome = asking.ask_for_review(
        db,
        SETTINGS,
        assessment_id,
        review_id=f"review{assessment_id}"[:20],
        auditor=auditor,
        locale="en",
        by=by,
        at=now(),
    )
    return outcome.review_id


def given(db, review_id, account_id, *, part="lead"):
    """An administrator gives the case to an auditor."""
    return assigning.assign(
        db, SETTINGS, review_id, account_id, part=part, by="id-admin", at=now()
    )
