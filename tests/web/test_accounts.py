"""Signing up, signing in, second factor, reset, sessions, and being forgotten."""

import datetime
import re
import statistics
import time

import pyotp
import pytest

from dd_toolkit.operations import limits
from dd_toolkit.operations.clock import now
from dd_toolkit.storage import accounts, assessments, organisations
from dd_toolkit.web import visits as web_visits
from dd_toolkit.web.going_on import own_path
from tests.web.conftest import Employer
from tests.web.persons import (
    PASSWORD,
    Person,
    a_person,
    an_account,
    an_organisation,
    invited,
    mailed_code,
)

NEW = "another odd sentence"


@pytest.fixture
def someone(app):
    return Person(app, "mona@x.org")


def signed_up(person, db, **more):
    person.sends("/account/sign-up", email=person.email, organisation="Olive Farm")
    code = mailed_code(db, person.email)
    sent = {"code": code, "name": "Mona", "password": PASSWORD} | more
    return person.sends("/account/welcome", **sent)


# --- signing up ----------------------------------------------------------------------


def test_a_newcomer_signs_up_with_the_code_from_the_mail(someone, db):
    answer = signed_up(someone, db)

    assert answer.status_code == 303
    assert "Olive Farm" in someone.reads("/account/").text


def test_whoever_signs_up_owns_the_organisation(someone, db):
    signed_up(someone, db)

    account = accounts.account_of(db, "mona@x.org")
    [mine] = organisations.organisations_of(db, account.id)
    assert (mine.name, mine.relation) == ("Olive Farm", "owner")


def test_the_page_is_the_same_for_an_address_that_has_an_account(someone, db):
    an_account(db, "known@x.org")

    fresh = someone.sends("/account/sign-up", email="fresh@x.org")
    known = someone.sends("/account/sign-up", email="known@x.org")

    assert fresh.status_code == known.status_code
    assert fresh.text.replace("fresh@", "known@") == known.text


def test_the_mail_to_a_known_address_holds_no_code(someone, db):
    an_account(db, "known@x.org")

    someone.sends("/account/sign-up", email="known@x.org")

    [row] = db.query("SELECT body FROM mail")
    assert "#" not in row["body"]


def test_nobody_has_an_account_before_the_mail_is_opened(someone, db):
    someone.sends("/account/sign-up", email=someone.email)

    assert accounts.account_of(db, someone.email) is None


def test_a_code_works_once(app, someone, db):
    signed_up(someone, db)
    code = mailed_code(db, someone.email)

    again = Person(app).sends("/account/welcome", code=code, password=PASSWORD)

    assert again.status_code == 422


def test_a_weak_password_leaves_the_code_usable(someone, db):
    refused = signed_up(someone, db, password="password12")
    code = mailed_code(db, someone.email)

    taken = someone.sends("/account/welcome", code=code, password=PASSWORD)

    assert (refused.status_code, taken.status_code) == (422, 303)


def test_an_expired_code_opens_nothing(someone, db):
    someone.sends("/account/sign-up", email=someone.email)
    db.execute("UPDATE mailed_code SET expires_at = '2020'")

    answer = someone.sends(
        "/account/welcome", code=mailed_code(db, someone.email), password=PASSWORD
    )

    assert answer.status_code == 422


def test_the_database_holds_no_code(someone, db):
    someone.sends("/account/sign-up", email=someone.email)
    code = mailed_code(db, someone.email).replace("-", "")

    assert code not in str(list(db.query("SELECT * FROM mailed_code")))


@pytest.mark.parametrize(
    "email",
    [
        "",
        "x",
        "a@b",
        "a b@x.org",
        "a@x.org\nBcc: b@x.org",
        "@x.org",
        "a@@x.org",
        "a" * 300 + "@x.org",
        "a\u202e@x.org",
        "a@x.org,b@x.org",
    ],
)
def test_what_is_no_address_is_refused(someone, db, email):
    answer = someone.sends("/account/sign-up", email=email)

    assert (answer.status_code, list(db.query("SELECT id FROM mail"))) == (422, [])


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "password123",
        "1234567890",
        "aaaaaaaaaaaa",
        "mona@x.org",
        "monamona",
        "x" * 257,
        "ab�cdefghijk".encode("utf-8", "surrogatepass").decode("latin1")[:5],
    ],
)
def test_a_password_that_others_would_try_is_refused(someone, db, password):
    assert signed_up(someone, db, password=password).status_code == 422


@pytest.mark.parametrize(
    "password", ["three odd words", "كلمات غريبة ثلاث", "x9-qz" * 24]
)
def test_a_long_password_in_any_script_is_taken(someone, db, password):
    signed_up(someone, db, password=password)
    someone.sends("/account/sign-out")

    assert someone.signs_in(password).status_code == 303


def test_a_password_is_kept_with_argon2id_at_the_cost_of_the_standard(someone, db):
    signed_up(someone, db)

    kept = accounts.account_of(db, someone.email).password_hash

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


# --- signing in ----------------------------------------------------------------------


@pytest.fixture
def known(app, db):
    an_account(db, "mona@x.org")
    an_organisation(db, "mona@x.org")
    return Person(app, "mona@x.org")


def test_signing_in_leads_to_the_account(known):
    assert known.signs_in().headers["location"] == "/account/"


def test_the_address_may_be_written_in_capitals(known):
    known.email = " Mona@X.org "

    assert known.signs_in().status_code == 303


@pytest.mark.parametrize("email", ["mona@x.org", "nobody@x.org"])
def test_a_wrong_password_and_a_wrong_address_look_the_same(known, email):
    known.email = email

    answer = known.signs_in("wrong words here")

    assert answer.status_code == 422
    assert "The e-mail address or the password is not right." in answer.text


def test_a_wrong_address_takes_as_long_as_a_wrong_password(known, monkeypatch):
    def spent(email):
        known.email = email
        begun = time.perf_counter()
        known.client.post("/account/sign-in", data={**sent, "email": email})
        return time.perf_counter() - begun

    sent = {"csrf_token": known.token(), "password": "wrong words here"}
    monkeypatch.setitem(limits.LIMITS, "sign-in", limits.Limit(999, 999, 15))
    pairs = [(spent("mona@x.org"), spent("nobody@x.org")) for _ in range(15)]
    with_account, without = (
        statistics.median(times) for times in zip(*pairs, strict=False)
    )

    assert without > with_account / 3


def test_the_cookie_from_before_signing_in_is_dead_afterwards(app, known):
    known.sends("/start", set="c190")
    planted = known.client.get_cookie("dd").value
    known.signs_in()
    other = Person(app)
    other.client.set_cookie("dd", planted)

    assert other.reads("/account/").status_code == 303


def test_signing_out_kills_the_session_at_the_server(app, known):
    known.signs_in()
    copied = known.client.get_cookie("dd").value
    known.sends("/account/sign-out")
    other = Person(app)
    other.client.set_cookie("dd", copied)

    assert other.reads("/account/").status_code == 303


def test_signing_out_everywhere_ends_other_devices(app, db, known):
    known.signs_in()
    other = Person(app, "mona@x.org")
    other.signs_in()

    known.sends("/account/sign-out-everywhere")

    assert other.reads("/account/").status_code == 303


def test_a_person_locked_out_loses_every_session_at_once(app, db, known):
    known.signs_in()
    boss = a_person(app, db, "boss@x.org", "administrator")

    boss.sends("/people/id-mona/disable")

    assert known.reads("/account/").status_code == 303


def test_a_person_locked_out_cannot_sign_in(app, db, known):
    accounts.disable(db, "id-mona", at="now")

    assert known.signs_in().status_code == 422


@pytest.mark.parametrize(
    ("column", "days"), [("seen_at", 1.01), ("began_at", 14.1)], ids=["idle", "longest"]
)
def test_a_visit_ends_by_itself(app, db, known, column, days):
    known.signs_in()
    then = web_visits.moment(now() - datetime.timedelta(days=days))
    db.execute(f"UPDATE visit SET {column} = :then", {"then": then})

    assert known.reads("/account/").status_code == 303


def test_the_page_asked_for_comes_after_signing_in(known):
    wanted = known.reads("/account/record.json").headers["location"]
    page = known.reads(wanted).text
    going_on = re.search(r'name="next" value="([^"]*)"', page).group(1)

    assert known.signs_in(next=going_on).headers["location"] == "/account/record.json"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.org",
        "/\\evil.org",
        "\\\\evil.org",
        "https://evil.org",
        "javascript:1",
        "/a\\b",
        "/\t/evil.org",
        "/ä",
        " /x",
        "evil.org",
        "/x\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_signing_in_leads_to_no_other_site(known, wanted):
    assert own_path(wanted) == ""
    assert known.signs_in(next=wanted).headers["location"] == "/account/"


def test_after_ten_wrong_passwords_even_the_right_one_must_wait(known):
    for _ in range(10):
        known.signs_in("wrong words here")

    assert known.signs_in().status_code == 429


def test_others_sign_in_while_one_address_must_wait(app, db, known):
    an_account(db, "sami@x.org")
    for _ in range(11):
        known.signs_in("wrong words here")

    assert Person(app, "sami@x.org").signs_in().status_code == 303


# --- second factor -------------------------------------------------------------------


@pytest.fixture
def auditor(app, db):
    an_account(db, "noor@x.org", "auditor")
    person = Person(app, "noor@x.org")
    person.signs_in()
    return person


def secret_of(person):
    page = person.reads("/account/second-factor").text
    return page.split('class="typed">')[1].split("<")[0].replace(" ", "")


def test_an_auditor_gets_nowhere_without_the_second_factor(auditor):
    assert auditor.reads("/account/").headers["location"] == "/account/second-factor"


def test_the_second_factor_lets_an_auditor_in(auditor):
    auditor.gives_its_factor()

    assert auditor.reads("/account/").status_code == 200


def test_a_code_of_the_second_factor_is_used_once(app, auditor):
    code = pyotp.TOTP(secret_of(auditor)).now()
    auditor.sends("/account/second-factor", code=code)
    other = Person(app, "noor@x.org")
    other.signs_in()

    assert other.sends("/account/second-factor", code=code).status_code == 422


@pytest.mark.parametrize("code", ["", "000000", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_a_wrong_code_is_refused(auditor, code):
    assert auditor.sends("/account/second-factor", code=code).status_code == 422


def test_the_secret_is_shown_no_more_once_it_is_set(app, auditor):
    auditor.gives_its_factor()
    other = Person(app, "noor@x.org")
    other.signs_in()

    assert 'class="typed"' not in other.reads("/account/second-factor").text
    assert other.reads("/account/second-factor.svg").status_code == 404


def test_the_database_holds_the_secret_encrypted(auditor, db):
    secret = secret_of(auditor)

    assert secret not in accounts.account_of(db, "noor@x.org").factor_secret


def test_codes_are_limited(auditor):
    for _ in range(10):
        auditor.sends("/account/second-factor", code="000000")

    assert auditor.sends("/account/second-factor", code="000000").status_code == 429


def test_an_employer_may_set_a_second_factor(app, known):
    known.signs_in()
    page = known.reads("/account/factor").text
    secret = page.split('class="typed">')[1].split("<")[0].replace(" ", "")
    known.sends("/account/factor", code=pyotp.TOTP(secret).now())
    known.sends("/account/sign-out")

    known.signs_in()

    assert known.reads("/account/").headers["location"] == "/account/second-factor"


# --- passwords ------------------------------------------------------------------------


def test_a_forgotten_password_is_set_anew(known, db):
    known.sends("/account/forgot", email="mona@x.org")
    code = mailed_code(db, "mona@x.org")
    known.sends("/account/new-password", code=code, password=NEW)

    assert known.signs_in(NEW).status_code == 303


def test_the_page_is_the_same_when_nobody_has_that_address(known):
    there = known.sends("/account/forgot", email="mona@x.org")
    not_there = known.sends("/account/forgot", email="gone@x.org")

    assert there.text.replace("mona@", "gone@") == not_there.text


def test_a_reset_ends_every_session(app, known, db):
    known.signs_in()
    other = Person(app)
    other.sends("/account/forgot", email="mona@x.org")
    code = mailed_code(db, "mona@x.org")
    other.sends("/account/new-password", code=code, password=NEW)

    assert known.reads("/account/").status_code == 303


def test_a_reset_does_not_pass_by_the_second_factor(app, auditor, db):
    auditor.gives_its_factor()
    other = Person(app, "noor@x.org")
    other.sends("/account/forgot", email="noor@x.org")
    code = mailed_code(db, "noor@x.org")
    other.sends("/account/new-password", code=code, password=NEW)
    other.signs_in(NEW)

    assert other.reads("/account/").headers["location"] == "/account/second-factor"


def test_a_newer_mail_makes_the_older_code_useless(known, db):
    known.sends("/account/forgot", email="mona@x.org")
    older = mailed_code(db, "mona@x.org")
    known.sends("/account/forgot", email="mona@x.org")

    answer = known.sends("/account/new-password", code=older, password=NEW)

    assert answer.status_code == 422


def test_changing_the_password_needs_the_present_one(known):
    known.signs_in()

    wrong = known.sends("/account/password", current="not this one", password=NEW)

    assert wrong.status_code == 422
    assert known.signs_in(NEW).status_code == 422


def test_changing_the_password_signs_other_devices_out(app, known):
    known.signs_in()
    other = Person(app, "mona@x.org")
    other.signs_in()

    known.sends("/account/password", current=PASSWORD, password=NEW)

    assert other.reads("/account/").status_code == 303
    assert known.reads("/account/").status_code == 200


# --- drafts, colleagues ---------------------------------------------------------------


def test_signing_in_takes_the_draft_of_the_device_along(known, db):
    draft = known.begins().says_who_it_is().home
    leads_to = known.signs_in().headers["location"]
    known.sends(
        "/account/drafts", organisation="firm", assessment=draft.rsplit("/")[-1]
    )

    assert leads_to == "/account/drafts"
    assert known.reads(draft + "/").status_code == 200


def test_a_draft_that_was_not_opened_here_cannot_be_taken(app, known, db):
    draft = Employer(app).begins().home.rsplit("/")[-1]
    known.signs_in()

    known.sends("/account/drafts", organisation="firm", assessment=draft)

    assert assessments.assessment(db, draft).organisation_id is None


def test_a_draft_goes_to_no_organisation_of_others(app, known, db):
    an_account(db, "sami@x.org")
    an_organisation(db, "sami@x.org", organisation_id="other")
    draft = known.begins().home.rsplit("/")[-1]
    known.signs_in()

    answer = known.sends("/account/drafts", organisation="other", assessment=draft)

    assert answer.status_code == 404


def test_an_invited_colleague_joins_with_an_account_of_her_own(app, known, db):
    code = invited(db, "lina@x.org", "firm")
    lina = Person(app, "lina@x.org")

    lina.sends("/account/welcome", code=code, name="Lina", password=PASSWORD)

    assert (
        organisations.relation(db, "firm", accounts.account_of(db, "lina@x.org").id)
        == "contributor"
    )


def test_an_invited_person_with_an_account_keeps_the_password(app, known, db):
    an_account(db, "lina@x.org")
    code = invited(db, "lina@x.org", "firm")
    lina = Person(app, "lina@x.org")

    lina.sends("/account/welcome", code=code, name="", password=NEW)

    assert (lina.signs_in(NEW).status_code, lina.signs_in().status_code) == (422, 303)


def test_an_invitation_cannot_be_given_a_higher_role(app, known, db):
    code = invited(db, "lina@x.org", "firm")
    lina = Person(app, "lina@x.org")

    lina.sends(
        "/account/welcome",
        code=code,
        name="Lina",
        password=PASSWORD,
        role="administrator",
        organisation_id="other",
    )

    account = accounts.account_of(db, "lina@x.org")
    assert account.role == "employer"
    assert organisations.relation(db, "firm", account.id) == "contributor"


# --- one's own record -----------------------------------------------------------------


def test_a_person_gets_all_that_is_kept_of_her(known, db):
    draft = known.begins().says_who_it_is().home
    known.signs_in()
    known.sends(
        "/account/drafts", organisation="firm", assessment=draft.rsplit("/")[-1]
    )

    record = known.reads("/account/record.json").json

    assert record["account"]["email"] == "mona@x.org"
    assert record["organisations"] == [{"name": "Firm", "role": "owner"}]


def test_an_erased_person_leaves_no_name_and_no_words(app, library, known, db):
    known.begins().says_who_it_is().answers_everything(library)
    known.answers("c190.behaviour-rules", note="Canary told me")
    known.submits()
    known.signs_in()
    draft = known.home.rsplit("/")[-1]
    known.sends("/account/drafts", organisation="firm", assessment=draft)

    known.sends("/account/erase", password=PASSWORD)

    left = str(
        [
            list(db.query(f"SELECT * FROM {t}"))
            for t in ("account", "organisation", "assessment", "answer", "site")
        ]
    )
    assert [word for word in ("mona@", "Firm", "Canary") if word in left] == []


def test_the_choices_of_what_was_submitted_stay(app, library, known, db):
    known.begins().says_who_it_is().answers_everything(library).submits()
    known.signs_in()
    draft = known.home.rsplit("/")[-1]
    known.sends("/account/drafts", organisation="firm", assessment=draft)
    before = {k: a.choices for k, a in assessments.current_answers(db, draft).items()}

    known.sends("/account/erase", password=PASSWORD)

    after = {k: a.choices for k, a in assessments.current_answers(db, draft).items()}
    assert after == before


def test_the_last_owner_among_colleagues_stays(app, known, db):
    an_account(db, "lina@x.org")
    organisations.join(db, "firm", "id-lina", role="contributor", at="now")
    known.signs_in()

    answer = known.sends("/account/erase", password=PASSWORD)

    assert answer.status_code == 422
    assert accounts.account_of(db, "mona@x.org")


def test_erasing_needs_the_password(known, db):
    known.signs_in()

    assert known.sends("/account/erase", password="not this").status_code == 422


# --- accounts that an administrator gives --------------------------------------------


def test_an_appointed_auditor_chooses_a_password_and_has_the_role(app, db):
    boss = a_person(app, db, "boss@x.org", "administrator")
    boss.sends("/people/", email="noor@x.org", role="auditor")
    noor = Person(app, "noor@x.org")

    noor.sends(
        "/account/welcome", code=mailed_code(db, "noor@x.org"), password=PASSWORD
    )

    assert accounts.account_of(db, "noor@x.org").role == "auditor"


def test_nobody_is_appointed_twice(app, db):
    an_account(db, "mona@x.org")
    boss = a_person(app, db, "boss@x.org", "administrator")

    answer = boss.sends("/people/", email="mona@x.org", role="auditor")

    assert (answer.status_code, list(db.query("SELECT id FROM mail"))) == (409, [])
