"""Arabic and English on every page; changing the language loses nothing."""

import html
import json
import re

import pytest

from dd_toolkit.core.assembly import load_library
from dd_toolkit.languages import LANGUAGES
from dd_toolkit.places import QUESTIONNAIRES
from dd_toolkit.storage import organisations
from dd_toolkit.web import create_app
from dd_toolkit.web.results import download_name
from tests.web.conftest import PAGE, PROFILE, Employer
from tests.web.persons import PASSWORD, an_account, an_organisation

ALLOWED = re.compile(
    r"\b(PDF|SHA|English|ILO|[A-E]|I{1,3}|i{1,3}|[CR]\d+|FR|FLI|JSON|due-diligence|household|"
    r"quick-check|Bangladeshi)\b"
)
"""Latin words that an Arabic page may hold: codes, numerals, the other language."""


def visible_text(page):
    page = re.sub(r"<(script|style|code|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    page = re.sub(r'<(span|input|p|select)[^>]*dir="ltr".*?>(?:[^<]*</\1>)?', " ", page)
    page = re.sub(r"<select\b.*?</select>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def latin_words(page):
    text = ALLOWED.sub(" ", visible_text(page))
    return re.findall(r"[A-Za-z]{2,}", text)


@pytest.fixture(scope="module")
def jordan():
    return load_library(QUESTIONNAIRES, country="jordan")


@pytest.fixture
def arabic(settings, jordan, db):
    app = create_app(settings, jordan)
    employer = Employer(app)
    employer.client.set_cookie("dd-language", "ar")
    yield employer
    app.extensions["dd_toolkit"].connections.close()


def test_the_browsers_language_is_the_first_choice(app):
    page = app.test_client().get("/", headers={"Accept-Language": "ar-JO,ar;q=0.9"})

    assert 'lang="ar" dir="rtl"' in page.text


def test_a_browser_with_a_language_that_is_none_of_ours_reads_english(app):
    page = app.test_client().get("/", headers={"Accept-Language": "fr"})

    assert 'lang="en" dir="ltr"' in page.text


def test_a_language_that_was_chosen_stays(app):
    client = app.test_client()

    client.get("/method?language=ar")

    assert 'dir="rtl"' in client.get("/").text


def test_choosing_a_language_leads_back_to_the_same_page(app):
    answer = app.test_client().get("/method?language=ar&x=1")

    assert (answer.status_code, answer.location) == (302, "/method?x=1")


@pytest.mark.parametrize(
    "address", ["//example.com/?language=ar", "/\\example.com?language=ar"]
)
def test_choosing_a_language_never_leads_to_another_site(app, address):
    answer = app.test_client().get(address)

    assert not (answer.location or "").startswith(("//", "/\\", "http"))


@pytest.mark.parametrize("tag", ["", "fr", "../x", "ar\r\nSet-Cookie: a=b"])
def test_a_language_that_does_not_exist_changes_nothing(app, tag):
    client = app.test_client()

    client.get("/", query_string={"language": tag})

    assert 'lang="en"' in client.get("/").text


def test_answers_on_the_page_are_sent_along_when_the_language_changes(arabic):
    arabic.begins().says_who_it_is()

    sent = {"asked": "c190.rule", "q-c190.rule": "unknown", "language": "en"}
    saved = arabic.posts(PAGE, **sent)

    assert saved.location == f"{arabic.home}{PAGE}#main"
    page = arabic.sees(PAGE).text
    assert 'lang="en"' in page
    assert 'name="q-c190.rule" value="unknown" checked' in page


def test_an_answer_given_in_arabic_is_the_same_in_english(arabic):
    arabic.begins().says_who_it_is().answers("c190.rule", "unknown")

    arabic.client.set_cookie("dd-language", "en")

    assert 'name="q-c190.rule" value="unknown" checked' in arabic.sees(PAGE).text


def pages_of(employer):
    sections = re.findall(r'href="([^"#]+/section/[^"#]+)"', employer.sees().text)
    yield from (
        "/",
        "/method",
        "/return",
        f"{employer.home}/",
        *dict.fromkeys(sections),
    )
    yield from (f"{employer.home}/{name}" for name in ("profile", "review", "results"))


FAMILY = {"country-of-hire": "abroad", "uses-agency": "yes", "live-in": "yes"}
QUICK = {"sector": "garment", "uses-agency": "yes", "provides-housing": "yes"}


def says(employer, profile):
    asked = [f"profile.{key}" for key in profile]
    sent = {f"q-profile.{key}": value for key, value in profile.items()}
    assert employer.posts("/profile", asked=asked, **sent).status_code == 303


@pytest.mark.parametrize(
    ("questionnaire", "profile"),
    [("due-diligence", PROFILE), ("household", FAMILY), ("quick-check", QUICK)],
)
def test_no_page_in_arabic_holds_an_english_word(arabic, questionnaire, profile):
    says(arabic.begins(questionnaire), profile)

    found = {
        page: words
        for page in pages_of(arabic)
        if (words := latin_words(arabic.client.get(page).text))
    }

    assert found == {}


@pytest.mark.parametrize("address", ["/nowhere", "/assessment/x/"])
def test_errors_speak_arabic_too(arabic, address):
    assert latin_words(arabic.client.get(address).text) == []


def test_a_refusal_is_told_in_arabic(arabic):
    arabic.begins().says_who_it_is()

    refused = arabic.answers("c190.rule", note="x" * 2001)

    assert refused.json["errors"] == {"c190.rule": "النص أطول من 2000 حرف."}


def test_the_words_of_the_script_come_with_the_page(arabic):
    page = arabic.client.get("/").text

    written = re.search(r'data-words="([^"]+)"', page).group(1)
    assert json.loads(html.unescape(written))["saved"] == "حُفظ"


@pytest.mark.parametrize(
    ("title", "employer", "name"),
    [
        ("Action plan", "", "Action-plan.pdf"),
        ("خطة العمل", "مصنع ألبسة", "خطة-العمل-مصنع-ألبسة.pdf"),
        ("Action plan", '../../etc/"passwd"\r\n', "Action-plan-etc-passwd.pdf"),
        ("Action plan", "ب" * 200, "Action-plan-" + "ب" * 68 + ".pdf"),
    ],
)
def test_a_download_has_a_name_that_every_system_takes(title, employer, name):
    assert download_name(title, employer) == name


def test_every_language_has_a_direction_and_a_name():
    assert {one.direction for one in LANGUAGES.values()} == {"ltr", "rtl"}
    assert LANGUAGES["ar"].name == "العربية"


def test_no_page_of_accounts_in_arabic_holds_an_english_word(arabic, db):
    an_account(db, "mona@x.org")
    an_organisation(db, "mona@x.org", name="شركة")
    arabic.begins().says_who_it_is()
    draft = arabic.home.rsplit("/", 1)[1]
    token = {"csrf_token": arabic.token()}
    found = {
        path: latin_words(arabic.client.get(f"/account/{path}").text)
        for path in ("sign-up", "welcome", "sign-in", "forgot", "new-password")
    }
    arabic.client.post(
        "/account/sign-in", data={**token, "email": "mona@x.org", "password": PASSWORD}
    )
    found["drafts"] = latin_words(arabic.client.get("/account/drafts").text)
    organisations.take_along(db, draft, "firm")

    for path in ("/account/", "/account/factor", "/organisation/firm"):
        page = arabic.client.get(path).text.replace("mona@x.org", "")
        found[path] = latin_words(page)
    found["sections"] = latin_words(arabic.client.get(arabic.home + "/sections").text)

    assert {path: words for path, words in found.items() if words} == {}


def test_mails_speak_arabic(arabic, db):
    token = arabic.token()
    for page, email in (("sign-up", "new@x.org"), ("forgot", "none@x.org")):
        arabic.client.post(
            f"/account/{page}", data={"csrf_token": token, "email": email}
        )

    [mail] = db.query("SELECT subject, body FROM mail")
    words = re.sub(r"\S*(http|-)\S*", "", mail["subject"] + mail["body"])
    assert re.findall("[A-Za-z]{2,}", words) == []
