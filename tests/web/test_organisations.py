"""Sites, one assessment for each site and year, colleagues and their sections."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dd_toolkit.operations import organisations as acts
from dd_toolkit.operations.clock import now
from dd_toolkit.storage import accounts, organisations
from dd_toolkit.storage.database import open_database
from tests.web.persons import AT, Person, an_account, an_organisation, mailed_code

HOME = "/organisation/firm"


@pytest.fixture
def mona(app, db):
    """The owner of a firm in which Lina answers."""
    for email in ("mona@x.org", "lina@x.org", "sami@x.org"):
        an_account(db, email)
    an_organisation(db, "mona@x.org", "lina@x.org")
    an_organisation(db, "sami@x.org", organisation_id="other", name="Other")
    person = Person(app, "mona@x.org")
    person.signs_in()
    return person


@pytest.fixture
def lina(app, mona):
    person = Person(app, "lina@x.org")
    person.signs_in()
    return person


def a_site(db, site_id="mill", organisation_id="firm"):
    organisations.add_site(
        db, site_id=site_id, organisation_id=organisation_id, name=site_id, at=AT
    )
    return site_id


def begins(person, site, year="2026", questionnaire="c190"):
    sent = {"set": questionnaire, "site": site, "year": year}
    return person.sends(HOME + "/assessments", **sent)


def test_an_owner_adds_a_site(mona):
    mona.sends(HOME + "/sites", name=" North   mill ")

    assert "North mill" in mona.reads(HOME).text


@pytest.mark.parametrize("name", ["", "   ", "\n"])
def test_a_site_needs_a_name(mona, name):
    assert mona.sends(HOME + "/sites", name=name).status_code == 422


def test_there_is_one_assessment_for_each_site_and_year(db, mona, lina):
    a_site(db)

    first = begins(mona, "mill").headers["location"]
    second = begins(lina, "mill").headers["location"]

    assert first == second


def test_another_year_is_another_assessment(db, mona):
    a_site(db)

    addresses = {begins(mona, "mill", y).headers["location"] for y in ("2025", "2026")}

    assert len(addresses) == 2


def test_two_colleagues_who_begin_at_once_get_the_same_one(settings, db, mona, library):
    a_site(db)

    def begin(name):
        own = open_database(settings.database)
        try:
            return acts.begin_at_site(
                own,
                library.questionnaires["c190"],
                organisation_id="firm",
                site_id="mill",
                year=2026,
                assessment_id=name,
                at=now(),
            )
        finally:
            own.close()

    with ThreadPoolExecutor(8) as pool:
        begun = set(pool.map(begin, [f"draft{n}" for n in range(8)]))

    assert len(begun) == 1


@pytest.mark.parametrize("year", ["", "1999", "3000", "20 26", "٢٠٢٦", "26", "-202"])
def test_a_year_that_cannot_be_is_refused(db, mona, year):
    a_site(db)

    assert begins(mona, "mill", year).status_code == 422


def test_a_site_of_others_begins_nothing(db, mona):
    a_site(db, "theirs", "other")

    assert begins(mona, "theirs").status_code == 404


def test_a_draft_is_placed_at_a_site_of_the_firm_only(db, mona):
    a_site(db)
    a_site(db, "theirs", "other")
    draft = begins(mona, "mill").headers["location"].rstrip("/")

    answer = mona.sends(draft + "/place", site="theirs", year="2026")

    assert answer.status_code == 422


def test_a_place_that_is_taken_is_told(db, mona):
    a_site(db)
    begins(mona, "mill", "2026")
    other = begins(mona, "mill", "2025").headers["location"].rstrip("/")

    assert mona.sends(other + "/place", site="mill", year="2026").status_code == 409


def test_colleagues_answer_the_same_assessment(db, mona, lina, library):
    a_site(db)
    home = begins(mona, "mill").headers["location"].rstrip("/")
    mona.home = lina.home = home
    mona.says_who_it_is()
    question = library.questionnaires["c190"].sections[0].questions[0]
    page = f"/section/{library.questionnaires['c190'].sections[0].id}"

    lina.answers(question.id, question.options[0].id, page=page)

    assert "checked" in mona.sees(page).text


def test_a_contributor_cannot_submit(db, mona, lina, library):
    a_site(db)
    mona.home = begins(mona, "mill").headers["location"].rstrip("/")
    mona.says_who_it_is().answers_everything(library)
    lina.home = mona.home

    refused = lina.submits().status_code

    assert (refused, mona.submits().status_code) == (403, 303)


def test_a_contributor_is_told_who_submits(db, mona, lina, library):
    a_site(db)
    mona.home = lina.home = begins(mona, "mill").headers["location"].rstrip("/")
    mona.says_who_it_is().answers_everything(library)

    assert "An owner of the organisation submits it." in lina.sees("/review").text


def test_a_section_is_given_to_a_colleague(db, mona, lina):
    a_site(db)
    mona.home = begins(mona, "mill").headers["location"].rstrip("/")
    mona.says_who_it_is()

    mona.sends(mona.home + "/sections", **{"section-c190.rules": "id-lina"})

    assert "<bdi>lina@x.org</bdi>" in mona.sees("/").text


def test_a_section_is_given_to_no_stranger(db, mona):
    a_site(db)
    mona.home = begins(mona, "mill").headers["location"].rstrip("/")

    answer = mona.sends(mona.home + "/sections", **{"section-c190.rules": "id-sami"})

    assert answer.status_code == 422


def test_an_invitation_goes_out_by_mail(db, mona):
    mona.sends(HOME + "/invitations", email="nour@x.org", role="contributor")

    assert len(mailed_code(db, "nour@x.org")) == 31


def test_whether_the_invited_has_an_account_is_not_told(db, mona):
    for email in ("sami@x.org", "nobody@x.org"):
        mona.sends(HOME + "/invitations", email=email, role="contributor")
    page = mona.reads(HOME).text

    assert page.count('<span class="muted">invited</span>') == 2


def test_the_last_owner_cannot_go(db, mona):
    answer = mona.sends(HOME + "/colleagues/id-mona/remove")

    assert (answer.status_code, mona.reads(HOME).status_code) == (409, 200)


def test_two_owners_who_remove_each_other_leave_one(settings, db, mona):
    organisations.promote(db, "firm", "id-lina")

    def remove(account_id):
        own = open_database(settings.database)
        try:
            return acts.remove_colleague(own, "firm", account_id, at=now())
        finally:
            own.close()

    with ThreadPoolExecutor(2) as pool:
        removed = list(pool.map(remove, ["id-mona", "id-lina"]))

    assert sorted(removed) == [False, True]


def test_a_colleague_of_another_firm_is_not_promoted(db, mona):
    assert mona.sends(HOME + "/colleagues/id-sami/promote").status_code == 404


def test_nothing_of_one_organisation_shows_in_another(app, db, mona):
    """Canaries of one, all pages of the other."""
    organisations.rename_organisation(db, "firm", "CANARY firm")
    a_site(db, "CANARY-site")
    mona.home = begins(mona, "CANARY-site").headers["location"].rstrip("/")
    mona.says_who_it_is()
    sami = Person(app, "sami@x.org")
    sami.signs_in()

    pages = ["/", "/account/", "/account/record.json", "/organisation/other", HOME]
    pages += [mona.home + page for page in ("/", "/results", "/review", "/sections")]

    assert [page for page in pages if "CANARY" in sami.reads(page).text] == []


def test_more_than_was_asked_for_changes_nothing(db, mona):
    mona.sends("/account/name", name="Mona", role="administrator", email="x@x.org")

    account = accounts.account(db, "id-mona")
    assert (account.role, account.email, account.name) == (
        "employer",
        "mona@x.org",
        "Mona",
    )
