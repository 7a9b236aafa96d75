"""Who may read and write, and what no answer and no error gives away."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import dd_toolkit
from dd_toolkit.settings import Settings
from dd_toolkit.storage import database
from dd_toolkit.storage.database import open_database
from dd_toolkit.web import create_app
from tests.web.conftest import PAGE, Employer


def routes(app):
    return {
        (method, rule.endpoint): rule
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def address(app, endpoint, assessment):
    values = {
        "assessment_id": assessment,
        "section_id": "c190.rules",
        "organisation_id": "nobodys",
        "account_id": "nobodys",
        "question_id": "c190.rule",
        "evidence_id": "none",
        "case_id": "nobodys",
        "review_id": "nobodys",
        "note_id": "none",
        "share_id": "none",
        "number": 1,
        "workshop_id": "none",
        "kind": "workshop-summary",
        "room_id": "none",
    }
    rule = next(r for r in app.url_map.iter_rules() if r.endpoint == endpoint)
    with app.test_request_context():
        return rule.build({k: v for k, v in values.items() if k in rule.arguments})[1]


def test_a_cookie_copied_before_leaving_opens_nothing_afterwards(employer):
    cookie = employer.client.get_cookie("dd").value
    employer.client.post("/leave", data={"csrf_token": employer.token()})

    employer.client.set_cookie("dd", cookie)

    assert employer.client.get(employer.home + "/").status_code == 404


def test_no_get_changes_anything(app, employer, everything_stored):
    before = everything_stored()

    for method, endpoint in routes(app):
        if method == "GET" and endpoint != "static":
            employer.client.get(address(app, endpoint, employer.home.rsplit("/", 1)[1]))

    assert everything_stored() == before


@pytest.mark.parametrize("token", [None, "wrong"])
def test_no_post_without_its_token_does_anything(
    app, employer, everything_stored, token
):
    before = everything_stored()

    taken = {}
    for method, endpoint in routes(app):
        if method == "GET":
            continue
        target = address(app, endpoint, employer.home.rsplit("/", 1)[1])
        data = {"csrf_token": token} if token else {"set": "c190"}
        answer = employer.client.open(target, method=method, data=data)
        if (answer.status_code, everything_stored()) != (400, before):
            taken[endpoint] = answer.status_code

    assert taken == {}


def test_the_private_link_lets_another_device_in(app, employer, stranger):
    link = re.search(r'value="(http[^"]+#[^"]+)"', employer.sees("/").text).group(1)

    stranger.client.post(
        "/return",
        data={"csrf_token": stranger.token(), "code": link.partition("#")[2]},
    )

    assert stranger.client.get(employer.home + "/").status_code == 200


@pytest.mark.parametrize(
    "change", ["", "x", "-", "ID-", "UPPER", "a" * 200, "ä", "\x00"]
)
def test_a_wrong_code_opens_nothing(employer, stranger, change):
    code = change.replace("ID", employer.home.rsplit("/", 1)[1])

    answer = stranger.client.post(
        "/return", data={"csrf_token": stranger.token(), "code": code}
    )

    assert answer.status_code == 422


def test_the_code_of_one_assessment_does_not_open_another(app, employer, stranger):
    link = re.search(r'value="(http[^"]+#[^"]+)"', employer.sees("/").text).group(1)
    mine = stranger.begins().home.rsplit("/", 1)[1]
    code = f"{mine}-{link.rsplit('-', 1)[1]}"

    answer = stranger.client.post(
        "/return", data={"csrf_token": stranger.token(), "code": code}
    )

    assert answer.status_code == 422


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}
ADDRESSES = [
    "/",
    "/return",
    "/method",
    "/nowhere",
    "/start",
    "/static/site.css",
    "HOME/",
    "HOME/review",
]


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_has_the_strict_headers(employer, path):
    answer = employer.client.get(path.replace("HOME", employer.home))
    answer.close()
    headers = answer.headers

    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "base-uri 'none'" in headers["Content-Security-Policy"]
    assert "charset=utf-8" in headers["Content-Type"].lower()


@pytest.mark.parametrize("path", ["HOME/", "HOME/review", "HOME/results", "/"])
def test_a_private_page_is_not_kept_by_the_browser(employer, path):
    answer = employer.client.get(path.replace("HOME", employer.home))

    assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookie_demands_https_where_the_site_has_it(tmp_path, library, db):
    settings = Settings(f"sqlite:///{tmp_path / 'web.db'}", "w" * 40, "https://dd.test")
    app = create_app(settings, library)

    cookie = (
        app.test_client().get("/", base_url="https://dd.test").headers["Set-Cookie"]
    )
    app.extensions["dd_toolkit"].connections.close()

    assert cookie.startswith("__Host-dd=")
    assert all(
        word in cookie for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax")
    )


def test_an_unexpected_error_gives_nothing_away(app, employer, monkeypatch):
    def fails(*_):
        raise RuntimeError("secret detail in /some/path")

    monkeypatch.setattr("dd_toolkit.web.start.visits.my_assessments", fails)

    answer = employer.client.get("/")

    assert answer.status_code == 500
    assert not re.search(r"Traceback|secret detail|RuntimeError", answer.text)


def test_a_busy_database_says_that_nothing_is_saved(
    app, employer, settings, monkeypatch
):
    monkeypatch.setattr(database, "SECONDS_TO_WAIT", 0.1)
    app.extensions["dd_toolkit"].connections.close()
    other = open_database(settings.database)

    with other.atomic():
        answer = employer.answers("c190.rule", "none")
    other.close()

    assert (answer.status_code, answer.json["saved"]) == (503, False)
    assert answer.headers["Retry-After"]
    assert employer.answers("c190.rule", "none").json["saved"] is True


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, tuple(sorted(name for name, _ in attributes))))


def elements(page):
    parser = Elements()
    parser.feed(page)
    return parser.found


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "{{ 7*7 }}{% raw %}",
    "</textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "\u202eevil\u202c",
    "'; DROP TABLE answer; --",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("page", [PAGE, "/", "/review", "/results", "/profile"])
def test_hostile_text_adds_no_element_to_any_page(employer, text, page):
    def with_text(words):
        employer.posts("/profile", name=words)
        employer.answers("c190.rule", "none", note=words)
        employer.answers(
            "c190.alone-at-night",
            "not-applicable",
            page="/section/c190.risks",
            reason=words,
        )
        return employer.sees(page).text

    with_text("the first words, without a history yet")
    harmless = elements(with_text("harmless words"))

    assert elements(with_text(text)) == harmless


def test_hostile_text_is_shown_as_it_was_written(employer):
    employer.answers("c190.rule", "none", note="{{ 7*7 }}<b>")

    assert "{{ 7*7 }}&lt;b&gt;" in employer.sees(PAGE).text


SOURCES = [
    path
    for path in Path(dd_toolkit.__file__).parent.rglob("*")
    if path.suffix in (".py", ".html", ".js", ".css")
]


SHORTCUTS = [
    r"\|\s*safe\b",
    r"Markup\((?!['\"])",
    r"yaml\.(unsafe_)?load\(",
    r"on(click|load)=",
    r"innerHTML",
    r"style=\"",
]


AUDITED = (SHORTCUTS[1], "guide.py")
"""Markdown of ours, rendered with markup switched off: its own test tries that."""


@pytest.mark.parametrize("pattern", SHORTCUTS)
def test_a_dangerous_shortcut_is_nowhere_in_the_code(pattern):
    found = {
        (pattern, path.name)
        for path in SOURCES
        if re.search(pattern, path.read_text(encoding="utf-8"))
    }

    assert found - {AUDITED} == set()


def test_no_asset_comes_from_another_host():
    for path in SOURCES:
        if path.suffix in (".html", ".css", ".js"):
            text = path.read_text(encoding="utf-8").replace("http-equiv", "")
            assert not re.search(r"(src|href|url)\s*[=(]\s*[\"']?(https?:)?//", text), (
                path
            )


@pytest.mark.parametrize("page", ["/", "/review", "/results", PAGE, "/profile"])
def test_a_page_opens_on_a_weak_network(employer, page, library):
    employer.answers_everything(library, option=1)
    html = employer.sees(page).data

    assert len(html) < 60_000
    assert len(gzip.compress(html)) < 15_000


def test_the_largest_section_of_the_full_assessment_is_light(app, library):
    full = Employer(app).begins("due-diligence").says_who_it_is()
    sections = library.questionnaire("due-diligence").sections

    largest = max(len(full.sees(f"/section/{s.id}").data) for s in sections)

    assert largest < 60_000
