"""Every route crossed with every role and a stranger."""

import pytest

from dd_toolkit.storage import organisations
from dd_toolkit.web.access import DECISIONS
from tests.operations.workshop_builders import a_room
from tests.web.conftest import Employer
from tests.web.desks import a_submitted_assessment, asked, given
from tests.web.persons import AT, Person, a_person, an_account, an_organisation

STAFF = ("auditor", "trainer", "programme-officer", "administrator")
SIGNED_IN = (
    "owner",
    "contributor",
    "another owner",
    "another trainer",
    *STAFF,
    "reviewer",
)
EVERYBODY = ("stranger", "half", *SIGNED_IN)

ANYONE = set(EVERYBODY)
COLLEAGUES = {"owner", "contributor"}
OWNER = {"owner"}
HOST = {"trainer"}
TRAINERS = {"trainer", "another trainer"}
EMPLOYERS = {"owner", "contributor", "another owner"}
REVIEWER = {"reviewer"}
AUDITORS = {"auditor", "reviewer"}
ASSIGNING = {"programme-officer", "administrator"}

ALLOWED = {
    "watching.healthz": ANYONE,
    "watching.readyz": ANYONE,
    "watching.metrics": ANYONE,
    "start.home": ANYONE,
    "start.method": ANYONE,
    "start.return_page": ANYONE,
    "start.come_back": ANYONE,
    "start.leave": ANYONE,
    "start.begin": EMPLOYERS | TRAINERS | {"stranger", "half"},
    "again.again": ANYONE,
    "history.question": COLLEAGUES,
    "answering.overview": COLLEAGUES,
    "answering.profile": COLLEAGUES,
    "answering.section": COLLEAGUES,
    "answering.review": COLLEAGUES,
    "answering.save_profile": COLLEAGUES,
    "answering.save_section": COLLEAGUES,
    "answering.submit": OWNER,
    "evidence.overview": COLLEAGUES,
    "evidence.question": COLLEAGUES,
    "evidence.file": COLLEAGUES,
    "evidence.attach": COLLEAGUES,
    "evidence.withdraw": COLLEAGUES,
    "results.results": COLLEAGUES,
    "results.report": COLLEAGUES,
    "results.pdf": COLLEAGUES,
    "results.make_report": COLLEAGUES,
    "results.grow": OWNER,
    "editions.changes": COLLEAGUES,
    "editions.reopen": OWNER,
    "editions.next_year": OWNER,
    "editions.move": OWNER,
    "audited.overview": COLLEAGUES,
    "audited.ask": OWNER,
    "audited.reply": COLLEAGUES,
    "audited.replied": OWNER,
    "audited.report": COLLEAGUES,
    "audited.make_report": COLLEAGUES,
    "audited.pdf": COLLEAGUES,
    "shared.share": OWNER,
    "shared.withdraw": OWNER,
    "shared.opening": ANYONE,
    "shared.opened": ANYONE,
    "shared.pdf": ANYONE,
    "cases.cases": AUDITORS,
    "cases.take_page": AUDITORS,
    "cases.take": AUDITORS,
    "cases.figures": AUDITORS,
    "reviewing.overview": REVIEWER,
    "reviewing.question": REVIEWER,
    "reviewing.give_verdict": REVIEWER,
    "reviewing.minor": REVIEWER,
    "reviewing.confirm_many": REVIEWER,
    "reviewing.give_sections": REVIEWER,
    "viewing.viewer": REVIEWER,
    "viewing.page": REVIEWER,
    "viewing.picture": REVIEWER,
    "viewing.download": REVIEWER,
    "noting.notes": REVIEWER,
    "noting.add": REVIEWER,
    "noting.withdraw": REVIEWER,
    "settling.settling": REVIEWER,
    "settling.send_back": REVIEWER,
    "settling.send_findings": REVIEWER,
    "settling.ask_for_four_eyes": REVIEWER,
    "settling.agree": REVIEWER,
    "settling.sign": REVIEWER,
    "settling.correct": REVIEWER,
    "case_papers.papers": REVIEWER,
    "case_papers.make_report": REVIEWER,
    "case_papers.pdf": REVIEWER,
    "case_papers.whole": REVIEWER,
    "assigning.waiting": ASSIGNING,
    "assigning.assign": ASSIGNING,
    "assigning.unassign": ASSIGNING,
    "assigning.set_due": ASSIGNING,
    "assigning.four_eyes": ASSIGNING,
    "verifying.start": ANYONE,
    "verifying.by_code": ANYONE,
    "verifying.file": ANYONE,
    "verifying.by_file": ANYONE,
    "accounts.sign_up": ANYONE,
    "accounts.ask_to_sign_up": ANYONE,
    "accounts.welcome_page": ANYONE,
    "accounts.welcome": ANYONE,
    "accounts.sign_in_page": ANYONE,
    "accounts.sign_in": ANYONE,
    "accounts.forgot": ANYONE,
    "accounts.ask_to_reset": ANYONE,
    "accounts.new_password_page": ANYONE,
    "accounts.new_password": ANYONE,
    "accounts.factor": ANYONE,
    "accounts.give_factor": ANYONE,
    "accounts.factor_picture": ANYONE,
    "accounts.sign_out": ANYONE,
    "accounts.own": set(SIGNED_IN),
    "accounts.rename": set(SIGNED_IN),
    "accounts.change_password": set(SIGNED_IN),
    "accounts.sign_out_everywhere": set(SIGNED_IN),
    "accounts.factor_page": set(SIGNED_IN),
    "accounts.set_factor": set(SIGNED_IN),
    "accounts.record": set(SIGNED_IN),
    "accounts.erase": set(SIGNED_IN),
    "openid.begin": ANYONE,
    "openid.come_back": ANYONE,
    "organisations.drafts": EMPLOYERS,
    "organisations.take_along": EMPLOYERS,
    "organisations.organisation": COLLEAGUES,
    "organisations.rename": OWNER,
    "organisations.invite": OWNER,
    "organisations.remove": OWNER,
    "organisations.promote": OWNER,
    "organisations.add_site": OWNER,
    "organisations.begin_at_site": COLLEAGUES,
    "organisations.sections": OWNER,
    "organisations.give_sections": OWNER,
    "organisations.place": OWNER,
    "workshops.own": TRAINERS,
    "workshops.new": TRAINERS,
    "workshops.prepare": TRAINERS,
    "workshops.overview": HOST,
    "workshops.edit": HOST,
    "workshops.revise": HOST,
    "workshops.write_next_steps": HOST,
    "consoles.open_room": HOST,
    "consoles.console": HOST,
    "consoles.press": HOST,
    "consoles.projector": HOST,
    "consoles.join_picture": HOST,
    "papers.make": HOST,
    "papers.paper": HOST,
    "papers.pdf": HOST,
    "papers.spreadsheet": HOST,
    "papers.make_guide": TRAINERS,
    "papers.guide_page": TRAINERS,
    "papers.guide": TRAINERS,
    "joining.join_page": ANYONE,
    "joining.join": ANYONE,
    "joining.room": ANYONE,
    "joining.answer": ANYONE,
    "taking_home.home": ANYONE,
    "taking_home.take": ANYONE,
    "taking_home.certificate": ANYONE,
    "taking_home.ask_certificate": ANYONE,
    "taking_home.make_certificate": ANYONE,
    "taking_home.certificate_paper": ANYONE,
    "taking_home.certificate_pdf": ANYONE,
    "taking_home.plan": COLLEAGUES,
    "taking_home.make_plan": COLLEAGUES,
    "taking_home.plan_pdf": COLLEAGUES,
    "rooms.join": ANYONE,
    "rooms.state": ANYONE,
    "rooms.answer": ANYONE,
    "rooms.board": HOST,
    "people.people": {"administrator"},
    "people.add": {"administrator"},
    "people.disable": {"administrator"},
    "people.enable": {"administrator"},
    "people.remove_factor": {"administrator"},
}
"""Who may ask for what: written by hand, apart from the table that the site reads."""


def routes(app):
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if rule.endpoint != "static"
    ]


def values(ids):
    return {
        "section_id": "c190.rules",
        "question_id": "c190.rule",
        "evidence_id": "none",
        "account_id": "id-another",
        "number": 1,
        "note_id": "none",
        "share_id": "none",
        "kind": "workshop-summary",
        **ids,
    }


@pytest.fixture
def ids(app, db, library):
    """An organisation with an assessment, its people, and another organisation."""
    for email in ("owner@x.org", "contributor@x.org", "another@x.org"):
        an_account(db, email)
    an_organisation(db, "owner@x.org", "contributor@x.org")
    an_organisation(db, "another@x.org", organisation_id="other")
    home = Employer(app).begins().says_who_it_is().home
    assessment_id = home.rsplit("/", 1)[1]
    organisations.take_along(db, assessment_id, "firm")
    organisations.add_site(
        db, site_id="site", organisation_id="firm", name="Site", at=AT
    )
    a_submitted_assessment(db, library)
    for email, role in (
        ("reviewer@x.org", "auditor"),
        ("admin@x.org", "administrator"),
    ):
        an_account(db, email, role)
    given(db, asked(db, "case"), "id-reviewer")
    an_account(db, "trainer@x.org", "trainer")
    a_room(db, trainer_id="id-trainer")
    return values(
        {
            "assessment_id": assessment_id,
            "organisation_id": "firm",
            "case_id": "review-of-case",
            "review_id": "review-of-case",
            "workshop_id": "w",
            "room_id": "w",
        }
    )


def somebody(app, db, who):
    known = {
        "owner": "owner@x.org",
        "contributor": "contributor@x.org",
        "another owner": "another@x.org",
        "reviewer": "reviewer@x.org",
        "trainer": "trainer@x.org",
    }
    if who in known:
        person = Person(app, known[who])
        person.signs_in()
        if who == "reviewer":
            person.gives_its_factor()
        return person
    if who == "half":
        an_account(db, "half@x.org", "auditor")
        person = Person(app, "half@x.org")
        person.signs_in()
        return person
    if who == "another trainer":
        return a_person(app, db, "another-trainer@x.org", "trainer")
    if who in STAFF:
        return a_person(app, db, f"{who}@x.org", who)
    return Person(app)


def built(app, rule, ids):
    with app.test_request_context():
        return rule.build({k: v for k, v in ids.items() if k in rule.arguments})[1]


def test_every_route_has_a_decision(app):
    asked = {rule.endpoint for _, rule in routes(app)}

    assert asked == set(ALLOWED) == set(DECISIONS) - {"static"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_those_allowed_pass_the_gate(app, db, ids, who, everything_stored):
    wrong = {}
    person = somebody(app, db, who)
    sent = {"csrf_token": person.token()}
    before = everything_stored()
    for method, rule in sorted(routes(app), key=lambda route: route[0] == "GET"):
        allowed = who in ALLOWED[rule.endpoint]
        if method == "POST" and allowed:
            continue
        if method == "GET" and before:
            # All that is not allowed was tried: pages that are read may note it.
            assert everything_stored() == before
            before = {}
        answer = person.client.open(built(app, rule, ids), method=method, data=sent)
        if allowed == shut(answer) and not opens_nothing_else(rule, answer):
            wrong[method, rule.endpoint] = answer.status_code

    assert wrong == {}


def shut(answer):
    to_the_door = "/account/sign-in" in answer.headers.get("location", "")
    to_the_factor = "/second-factor" in answer.headers.get("location", "")
    # 400: answers from nobody known, who is asked who it is.
    shut_out = answer.status_code in (400, 401, 403, 404)
    return shut_out or to_the_door or to_the_factor


def opens_nothing_else(rule, answer):
    """Pages that are there for some only: no PDF yet, no factor asked for."""
    return answer.status_code == 404 and rule.endpoint in (
        "audited.report",
        "audited.pdf",
        "evidence.file",
        "viewing.viewer",
        "viewing.page",
        "viewing.picture",
        "viewing.download",
        "results.report",
        "results.pdf",
        "accounts.factor",
        "accounts.factor_picture",
        "accounts.factor_page",
        "watching.metrics",
        "openid.begin",
        "openid.come_back",
        # Of a room in which the phone does not sit.
        "rooms.state",
        "joining.room",
        "taking_home.home",
        "taking_home.certificate",
        "taking_home.certificate_paper",
        "taking_home.certificate_pdf",
    )


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_draft_without_an_account_is_opened_by_nobody_else(app, db, who):
    an_account(db, "reviewer@x.org", "auditor")
    for email in ("owner@x.org", "contributor@x.org", "another@x.org"):
        an_account(db, email)
    an_account(db, "trainer@x.org", "trainer")
    home = Employer(app).begins().says_who_it_is().home
    person = somebody(app, db, who)

    seen = [
        person.client.get(home + page).status_code
        for page in ("/", "/profile", "/review", "/results", "/section/c190.rules")
    ]

    assert seen == [404] * 5


def test_the_holder_of_a_draft_loses_it_when_an_organisation_takes_it(app, db, ids):
    employer = Employer(app).begins().says_who_it_is()
    organisations.take_along(db, employer.home.rsplit("/", 1)[1], "firm")

    assert employer.client.get(employer.home + "/").status_code == 404


def test_a_colleague_who_left_opens_nothing_any_more(app, db, ids):
    person = somebody(app, db, "contributor")
    organisations.leave(db, "firm", "id-contributor", at=AT)

    address = f"/assessment/{ids['assessment_id']}/profile"

    assert person.client.get(address).status_code == 404


def test_a_route_without_a_decision_is_shut(app):
    app.add_url_rule("/new", "new", lambda: "open")

    assert app.test_client().get("/new").status_code == 404
