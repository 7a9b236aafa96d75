"""A case under review at the site: its employer, its auditors, as verbs."""

import re
from dataclasses import dataclass

from dd_toolkit.core.answering import chosen
from dd_toolkit.core.evidence import Period
from dd_toolkit.operations import asking, assigning
from dd_toolkit.operations import assessments as acts
from dd_toolkit.operations.assessments import Saved, Submitted
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.settings import Settings
from dd_toolkit.storage import organisations
from dd_toolkit.storage.evidence import Evidence, add_evidence
from tests.web.conftest import PROFILE
from tests.web.persons import Person, a_person, an_account, an_organisation

SETTINGS = Settings("", "w" * 40, "http://localhost")
QUESTION = "c190.rule"


@dataclass
class CaseAtDesk:
    """A submitted assessment under review, and who has to do with it."""

    review_id: str
    assessment_id: str
    owner: Person
    auditor: Person

    @property
    def home(self):
        return f"/case/{self.review_id}"

    @property
    def employer_page(self):
        return f"/assessment/{self.assessment_id}/audit"

    def question(self, question=QUESTION):
        return f"{self.home}/question/{question}"

    def decides(self, question=QUESTION, kind="confirmed", *, who=None, **more):
        """An auditor gives a verdict with the page as it stands."""
        who = who or self.auditor
        more.setdefault("seen", seen_on(who.reads(self.question(question)).text))
        return posts(who, self.question(question), verdict=kind, **more)

    def changes(self, question=QUESTION, option="none", **more):
        """An auditor finds it to be otherwise."""
        more = {"finding": "Nobody could show the rule.", **more}
        return self.decides(question, "changed", chosen=option, **more)

    def decides_all_critical(self, library, *, who=None):
        """Confirm every critical question of the employer's."""
        for question in library.questionnaire("c190").questions:
            address = self.question(question.id)
            if question.critical and self.auditor.reads(address).status_code == 200:
                self.decides(question.id, who=who)

    def replies(self, question=QUESTION, *, who=None, **more):
        """The employer replies to a finding with the page as it stands."""
        fields = {"stance": "agrees", "text": "We will write one.", "seen": "0", **more}
        return posts(
            who or self.owner, f"{self.employer_page}/reply/{question}", **fields
        )

    def does(self, act, *, who=None, **fields):
        """Press a button of the page for sending back, findings and signing."""
        who = who or self.auditor
        page = who.reads(f"{self.home}/settling/").text
        found = re.search(r'name="seen" value="(\d+)"', page)
        fields.setdefault("seen", found[1] if found else "0")
        return posts(who, f"{self.home}/settling/{act}", **fields)


def seen_on(page):
    """The revision that a page with a verdict's form says it shows."""
    return re.search(r'name="seen" value="(\d+)"', page)[1]


def posts(who, address, *, scripted=False, **fields):
    """Send a form; names that end in ``_by`` or hold a hyphen come as a dictionary."""
    data = {**fields.pop("named", {}), **fields, "csrf_token": who.token()}
    headers = {"Accept": "application/json"} if scripted else {}
    return who.client.post(address, data=data, headers=headers)


def a_submitted_assessment(
    db, library, *, assessment_id="case", organisation_id="firm", option=0, files=()
):
    """An assessment of the organisation, all its first options chosen, submitted.

    ``option``: which option instead; ``files``: pairs of a question and a media type,
    whose contents are stored nowhere.
    """
    questionnaire = library.questionnaire("c190")
    acts.begin(
        db, questionnaire, assessment_id=assessment_id, visit_secret=None, at=now()
    )
    organisations.take_along(db, assessment_id, organisation_id)
    answers = {f"profile.{name}": chosen(given) for name, given in PROFILE.items()}
    for question in questionnaire.questions:
        if question.options:
            place = min(option, len(question.options) - 1)
            answers[question.id] = chosen(question.options[place].id)
    case = acts.open_case(db, assessment_id)
    saved = acts.answer(db, case, answers, through="page", at=now())
    assert isinstance(saved, Saved)
    for number, (question_id, media_type) in enumerate(files):
        add_evidence(db, a_file(assessment_id, question_id, number, media_type))
    submitted = acts.submit(
        db, assessment_id, report_id=f"plan-{assessment_id}", locale="en", at=now()
    )
    assert isinstance(submitted, Submitted)
    return assessment_id


def a_file(assessment_id, question_id, number, media_type, *, sha256="0" * 64):
    return Evidence(
        id=f"file{number}",
        assessment_id=assessment_id,
        question_id=question_id,
        sha256=sha256,
        name=f"paper-{number}",
        media_type=media_type,
        size=1000,
        period=Period(),
        received_at=moment(now()),
    )


def a_case_at_desk(app, db, library, **facts):
    """A case that its auditor has just been given."""
    an_account(db, "owner@x.org")
    an_account(db, "admin@x.org", "administrator")
    an_organisation(db, "owner@x.org")
    assessment_id = a_submitted_assessment(db, library, **facts)
    auditor = a_person(app, db, "auditor@x.org", "auditor")
    review_id = asked(db, assessment_id)
    given(db, review_id, "id-auditor")
    owner = Person(app, "owner@x.org")
    owner.signs_in()
    return CaseAtDesk(review_id, assessment_id, owner, auditor)


def asked(db, assessment_id, *, by="id-owner", auditor=None):
    """A review is asked for; its id."""
    outcome = asking.ask_for_review(
        db,
        SETTINGS,
        assessment_id,
        review_id=f"review-of-{assessment_id}",
        auditor=auditor,
        locale="en",
        by=by,
        at=now(),
    )
    return outcome.review_id


def given(db, review_id, account_id, *, part="lead", by="id-admin"):
    """An administrator gives the case to an auditor."""
    return assigning.assign(
        db, SETTINGS, review_id, account_id, part=part, by=by, at=now()
    )
