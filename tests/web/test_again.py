"""A visit that ended while a page was open: nothing is lost, nobody else gets in."""

import html
import re

import pyotp
import pytest

from dd_toolkit.storage import accounts
from dd_toolkit.storage.assessments import current_answers
from tests.web.conftest import PAGE, Employer
from tests.web.persons import PASSWORD, Person, an_account

QUESTION = "c190.rule"
OWN = {"Origin": "http://localhost"}
SCRIPT = {**OWN, "X-Requested-With": "dd", "Accept": "application/json"}


@pytest.fixture
def code(employer):
    return re.search(r'value="http[^"]+#([^"]+)"', employer.sees("/").text).group(1)


def stored(db, employer):
    return current_answers(db, employer.home.rsplit("/", 1)[1])


def ends(employer, how):
    """The visit ends while a page of it is open; the token of that page."""
    token = employer.token(employer.home + PAGE)
    if how == "cookie gone":
        employer.client.delete_cookie("dd")
    elif how == "left in another tab":
        employer.client.post("/leave", data={"csrf_token": employer.token()})
    else:
        cookie = employer.client.get_cookie("dd").value
        employer.client.post("/leave", data={"csrf_token": employer.token()})
        employer.client.set_cookie("dd", cookie)
    return token


def saves(employer, token, *, scripted, headers=OWN, **more):
    accept = {"Accept": "application/json"} if scripted else {}
    return employer.client.post(
        employer.home + PAGE,
        data={"csrf_token": token, "asked": QUESTION, f"q-{QUESTION}": "none", **more},
        headers={**headers, **accept},
    )


HOW = ["cookie gone", "left in another tab", "ended at the server"]


@pytest.mark.parametrize("how", HOW)
def test_a_script_is_asked_who_it_is(employer, how):
    told = saves(employer, ends(employer, how), scripted=True)

    assert (told.status_code, told.json["sign_in"], told.json["saved"]) == (
        401,
        True,
        False,
    )


@pytest.mark.parametrize("how", HOW)
def test_after_the_code_the_open_page_saves_with_its_new_token(employer, db, code, how):
    ends(employer, how)

    token = employer.client.post(
        "/account/again", json={"code": code}, headers=SCRIPT
    ).json["csrf"]
    told = saves(employer, token, scripted=True)

    assert told.status_code == 200
    assert stored(db, employer)[QUESTION].choices == ("none",)


def test_the_whole_private_link_is_taken_for_the_code(employer, code):
    ends(employer, HOW[0])

    told = employer.client.post(
        "/account/again",
        json={"code": f"  http://localhost/return#{code} "},
        headers=SCRIPT,
    )

    assert told.status_code == 200


def test_the_new_visit_is_not_the_old_one(employer, code):
    old = employer.client.get_cookie("dd").value
    ends(employer, "ended at the server")
    employer.client.post("/account/again", json={"code": code}, headers=SCRIPT)

    employer.client.set_cookie("dd", old)

    assert employer.client.get(employer.home + "/").status_code == 404


@pytest.mark.parametrize(
    "told",
    [
        {"code": "x"},
        {"code": ""},
        {},
        {"password": "guess"},
        {"email": "a@example.org", "password": "guess"},
    ],
)
def test_who_says_nothing_right_is_refused(stranger, everything_stored, told):
    before = everything_stored()

    answer = stranger.client.post("/account/again", json=told, headers=SCRIPT)

    after = everything_stored()
    assert (answer.status_code, set(answer.json)) == (403, {"message"})
    # What was tried is counted, and noted without its words.
    counted = ("attempt", "audit_entry", "audit_head")
    assert [t for t in after if after[t] != before[t] and t not in counted] == []


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Requested-With": None},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": "http://localhost.example.org"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://example.org", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_the_right_code_from_anywhere_else_opens_nothing(
    stranger, code, everything_stored, changed
):
    headers = {k: v for k, v in {**SCRIPT, **changed}.items() if v is not None}
    before = everything_stored()

    answer = stranger.client.post(
        "/account/again", json={"code": code}, headers=headers
    )

    assert (answer.status_code, everything_stored()) == (400, before)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"code": "CODE"}', "text/plain"),
        ('{"code": "CODE"}', "application/x+json"),
        ('{"code": "CODE"}', "application/x-www-form-urlencoded"),
        ("code=CODE", "application/x-www-form-urlencoded"),
        ("", "application/json"),
        ("[]", "application/json"),
        ('"CODE"', "application/json"),
        ('{"code": ["CODE"]}', "application/json"),
        ('{"code": null}', "application/json"),
        ("{", "application/json"),
        ("[" * 100_000, "application/json"),
    ],
)
def test_the_right_code_in_another_form_opens_nothing(
    stranger, code, everything_stored, body, kind
):
    before = everything_stored()

    answer = stranger.client.post(
        "/account/again",
        data=body.replace("CODE", code),
        content_type=kind,
        headers=SCRIPT,
    )

    assert (answer.status_code, everything_stored()) == (400, before)


def test_a_browser_that_says_same_origin_needs_no_origin(stranger, code):
    headers = {**SCRIPT, "Sec-Fetch-Site": "same-origin"}
    headers.pop("Origin")

    answer = stranger.client.post(
        "/account/again", json={"code": code}, headers=headers
    )

    assert answer.status_code == 200


# --- without scripts -----------------------------------------------------------------


def sends_again(employer, page, **changes):
    """What pressing the button of that page sends, with the code typed in."""
    fields = [
        (html.unescape(name), html.unescape(value))
        for name, value in re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)">',
            page.partition("<main")[2].partition("</main>")[0],
        )
    ]
    sent = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    return employer.client.post(
        employer.home + PAGE, data={**sent, **changes}, headers=OWN
    )


@pytest.mark.parametrize("how", HOW)
def test_the_answers_come_back_in_a_page_that_asks_for_the_code(employer, how):
    page = saves(employer, ends(employer, how), scripted=False, **{"note-x": '"><b>'})

    assert page.status_code == 401
    assert f'name="q-{QUESTION}" value="none"' in page.text
    assert 'name="note-x" value="&#34;&gt;&lt;b&gt;"' in page.text


@pytest.mark.parametrize("how", HOW)
def test_with_the_code_they_are_saved(employer, db, code, how):
    note = 'Two lines\r\nand "quotes" & more'
    page = saves(
        employer, ends(employer, how), scripted=False, **{f"note-{QUESTION}": note}
    )

    saved = sends_again(employer, page.text, code=code)

    assert saved.status_code == 303
    answer = stored(db, employer)[QUESTION]
    assert (answer.choices, answer.note) == (
        ("none",),
        'Two lines\nand "quotes" & more',
    )


def test_a_wrong_code_keeps_them_still(employer, db, code):
    page = saves(employer, ends(employer, HOW[0]), scripted=False)
    wrong = sends_again(employer, page.text, code="wrong")

    saved = sends_again(employer, wrong.text, code=code)

    assert (wrong.status_code, "opens nothing" in wrong.text) == (401, True)
    assert saved.status_code == 303


@pytest.fixture
def foreign_code(app):
    other = Employer(app).begins().says_who_it_is()
    return re.search(r'value="http[^"]+#([^"]+)"', other.sees("/").text).group(1)


def test_the_code_of_another_assessment_keeps_the_answers(
    employer, db, code, foreign_code
):
    page = saves(employer, ends(employer, HOW[0]), scripted=False)
    refused = sends_again(employer, page.text, code=foreign_code)

    saved = sends_again(employer, refused.text, code=code)

    assert (refused.status_code, saved.status_code) == (401, 303)


def test_a_page_is_not_let_in_with_the_code_of_another_assessment(
    employer, foreign_code
):
    ends(employer, HOW[0])
    told = {"code": foreign_code, "assessment": employer.home.rsplit("/", 1)[1]}

    answer = employer.client.post("/account/again", json=told, headers=SCRIPT)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_what_another_site_sends_does_not_come_back_as_ones_own(employer, headers):
    token = ends(employer, HOW[0])

    page = saves(employer, token, scripted=False, headers=headers)

    assert (page.status_code, 'value="none"' in page.text) == (400, False)


def test_only_answers_come_back(employer):
    page = saves(
        employer,
        ends(employer, HOW[0]),
        scripted=False,
        language="ar",
        formaction="https://example.org",
        code="secret-code",
    )

    assert "formaction" not in page.text
    assert "secret-code" not in page.text


@pytest.mark.parametrize("scripted", [True, False])
def test_nobody_learns_whether_an_assessment_exists(employer, app, scripted):
    def told(home):
        other = Employer(app)
        other.home = home
        answer = saves(other, "unknown", scripted=scripted)
        token = r'name="csrf_token" value="[^"]+"'
        return answer.status_code, re.sub(token, "", answer.text)

    nowhere = "/assessment/aaaaaaaaaaaaaaaa"
    assert told(employer.home) == told(nowhere)


def test_a_visit_under_way_is_not_asked(employer):
    other = employer.home
    employer.begins()
    employer.home = other[:-1] + ("a" if other[-1] != "a" else "b")

    assert saves(employer, employer.token(), scripted=True).status_code == 404


def test_the_largest_page_comes_back_whole(employer):
    note = "\u0639" * 2000
    notes = {f"note-n{number}": note for number in range(15)}

    page = saves(employer, ends(employer, HOW[0]), scripted=False, **notes)

    assert page.text.count(note) == 15


# --- with a second step ---------------------------------------------------------------


@pytest.fixture
def auditor(app, db):
    """An auditor whose visit ended while a page was open, and her app's secret."""
    an_account(db, "noor@x.org", "auditor")
    person = Person(app, "noor@x.org")
    person.signs_in()
    page = person.reads("/account/second-factor").text
    person.secret = page.split('class="typed">')[1].split("<")[0].replace(" ", "")
    code = pyotp.TOTP(person.secret).now()
    person.sends("/account/second-factor", code=code)
    db.execute("UPDATE account SET factor_last_step = NULL")  # half a minute goes by
    person.client.delete_cookie("dd")
    return person


def says_again(person, **told):
    told = {"email": person.email, "password": PASSWORD, **told}
    return person.client.post("/account/again", json=told, headers=SCRIPT)


def test_with_the_code_of_the_second_step_the_visit_goes_on(auditor):
    told = says_again(auditor, factor=pyotp.TOTP(auditor.secret).now())

    assert (told.status_code, set(told.json)) == (200, {"csrf"})
    assert auditor.reads("/account/").status_code == 200


@pytest.mark.parametrize("factor", [{}, {"factor": ""}, {"factor": "000000"}])
def test_the_password_alone_does_not_pass_by_the_second_step(auditor, factor):
    told = says_again(auditor, **factor)

    assert (told.status_code, set(told.json)) == (403, {"message"})
    assert auditor.reads("/account/").status_code == 302


def test_a_second_step_that_was_never_set_is_not_set_in_passing(app, db):
    an_account(db, "omar@x.org", "auditor")
    person = Person(app, "omar@x.org")

    told = says_again(person, factor="000000")

    assert told.status_code == 403
    assert accounts.account_of(db, "omar@x.org").factor_since is None


def test_codes_of_the_second_step_cannot_be_tried_for_ever(auditor):
    for _ in range(10):
        says_again(auditor, factor="000000")

    assert says_again(auditor, factor="000000").status_code == 429
