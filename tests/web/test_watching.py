"""What machines ask of the site, and what stands in its log."""

import json
import logging
import re
from dataclasses import replace

import pytest
from flask import abort, request
from prometheus_client.parser import text_string_to_metric_families

from dd_toolkit import logs
from dd_toolkit.storage import disks, mails
from dd_toolkit.storage.mails import Mail
from dd_toolkit.web import access, create_app
from tests.storage.databases import rows
from tests.web.conftest import PAGE, Employer

TOKEN = "m" * 40
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(settings, library, db):
    """The site with a token for its metrics."""
    made = create_app(replace(settings, metrics_token=TOKEN), library)
    yield made
    made.extensions["dd_toolkit"].connections.close()


@pytest.fixture
def lines():
    """Every log line of every logger, as it would be written; a list of objects."""
    found = []

    class Keeper(logging.Handler):
        def emit(self, record):
            found.append(json.loads(logs.JsonLines().format(record)))

    keeper = Keeper()
    root, ours = logging.getLogger(), logging.getLogger("dd_toolkit")
    before = ours.level
    root.addHandler(keeper)
    ours.setLevel(logging.DEBUG)
    yield found
    root.removeHandler(keeper)
    ours.setLevel(before)


def metrics(app):
    """(name, values of its labels, by their names) -> what Prometheus reads."""
    text = app.test_client().get("/metrics", headers=BEARER).text
    return {
        (sample.name, *(v for _, v in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def break_database(app, monkeypatch):
    def fails():
        raise RuntimeError("password=canary")

    monkeypatch.setattr(app.extensions["dd_toolkit"].connections, "database", fails)


def test_a_process_that_answers_is_alive(app):
    assert app.test_client().get("/healthz").text == "ok\n"


def test_a_process_is_alive_without_its_database(app, monkeypatch):
    break_database(app, monkeypatch)

    assert app.test_client().get("/healthz").status_code == 200


def test_a_site_that_can_serve_is_ready(app):
    answer = app.test_client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "database": "ready",
        "migrations": "ready",
        "disk": "ready",
    }


def test_a_database_that_cannot_be_reached_is_named_and_nothing_else(app, monkeypatch):
    break_database(app, monkeypatch)

    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["database"]) == (503, "not reachable")
    assert "canary" not in answer.text


def test_a_missing_migration_is_named(app, db):
    db.execute("DELETE FROM migration WHERE name LIKE '0003%'")

    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["migrations"]) == (503, "missing")


def test_a_disk_that_is_nearly_full_is_named(app, monkeypatch):
    monkeypatch.setattr(disks, "LEAST_FREE", 10**20)

    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["disk"]) == (503, "nearly full")


def test_a_disk_that_cannot_be_written_is_named(app, monkeypatch, tmp_path):
    monkeypatch.setattr(
        "dd_toolkit.web.watching.written_folders", lambda *_: [tmp_path / "gone"]
    )

    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["disk"]) == (503, "cannot be written")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_what_machines_ask_begins_no_visit(watched, path):
    answer = watched.test_client().get(path, headers=BEARER)

    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN}m",
        f"bearer {TOKEN}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer \u00e9",
    ],
)
def test_without_the_token_there_are_no_metrics(watched, sent):
    headers = {} if sent is None else {"Authorization": sent}

    assert watched.test_client().get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("sent", ["Bearer ", "Bearer None", "Bearer"])
def test_without_a_setting_no_token_opens_the_metrics(app, sent):
    answer = app.test_client().get("/metrics", headers={"Authorization": sent})

    assert answer.status_code == 404


def test_requests_are_counted_by_rule_method_and_class(watched):
    Employer(watched).begins().sees("/profile")

    found = metrics(watched)
    rule = "/assessment/<assessment_id>/profile"
    assert found["dd_requests_total", "GET", rule, "2xx"] == 1
    assert found["dd_request_seconds_count", "GET", rule] == 1
    assert found["dd_requests_total", "POST", "/start", "3xx"] == 1


def test_no_id_becomes_a_label(watched):
    employer = Employer(watched).begins().says_who_it_is()
    employer.client.get("/nowhere/canary")
    employer.client.open("/", method="CANARY")

    text = watched.test_client().get("/metrics", headers=BEARER).text
    assert employer.home.rsplit("/", 1)[1] not in text
    assert "canary" not in text.lower()


def test_assessments_and_reports_are_counted(watched, library):
    Employer(watched).begins()
    employer = Employer(watched).begins().says_who_it_is()
    employer.answers_everything(library)
    employer.submits()

    found = metrics(watched)
    assert found["dd_assessments_begun",] == 2
    assert found["dd_assessments_submitted",] == 1
    assert found["dd_reports_waiting",] == 1
    assert found["dd_reports_failed",] == 0


def test_mails_are_counted(watched, db):
    mails.request_mail(db, Mail("m", "a@x.org", "Hello", "Text"), at="1")

    found = metrics(watched)
    assert found["dd_mails_waiting",] == 1
    assert found["dd_database_up",] == 1


def test_a_database_that_is_down_is_counted_as_such(watched, monkeypatch):
    break_database(watched, monkeypatch)

    assert metrics(watched)["dd_database_up",] == 0


def test_each_request_has_one_line_with_its_rule(employer, lines):
    answer = employer.client.get(employer.home + "/profile")

    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["request"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["route"] == "/assessment/<assessment_id>/profile"
    assert line["ms"] > 0


def test_the_id_of_a_request_is_never_that_of_another(app):
    ids = {app.test_client().get("/").headers["X-Request-Id"] for _ in range(20)}

    assert len(ids) == 20


def security_events(lines):
    return [line["event"] for line in lines if line["level"] == "warning"]


def test_a_request_without_its_token_is_a_security_event(app, lines):
    app.test_client().post("/start")

    assert security_events(lines) == ["csrf-refused"]


def test_asking_for_anothers_assessment_is_a_security_event(employer, stranger, lines):
    stranger.client.get(employer.home + "/results")

    assert security_events(lines) == ["not-theirs"]


def test_a_wrong_code_is_a_security_event(stranger, lines):
    sent = {"csrf_token": stranger.token("/return"), "code": "canary-code"}
    stranger.client.post("/return", data=sent)

    assert security_events(lines) == ["wrong-code"]


@pytest.mark.parametrize(("code", "event"), [(403, "forbidden"), (429, "rate-limited")])
def test_refusals_that_a_watcher_must_see_are_security_events(
    app, lines, monkeypatch, code, event
):
    monkeypatch.setitem(access.DECISIONS, "refused", "look")
    app.add_url_rule("/refused", "refused", lambda: abort(code))

    app.test_client().get("/refused")

    assert security_events(lines) == [event]


def test_an_unexpected_error_is_logged_without_its_text(app, lines, monkeypatch):
    def fails(*_):
        raise RuntimeError("canary")

    monkeypatch.setattr("dd_toolkit.web.start.visits.my_assessments", fails)

    app.test_client().get("/")

    (line,) = [line for line in lines if line["level"] == "error"]
    assert (line["event"], line["error"]) == ("unexpected", "RuntimeError")
    assert "web/start.py" in line["at_line"]
    assert "canary" not in json.dumps(lines)


CANARY = "canary-7f3a"


def test_no_line_holds_an_answer_a_cookie_a_code_or_a_link(
    app, employer, stranger, library, lines
):
    employer.posts("/profile", name=f"{CANARY} Garments")
    employer.answers("c190.rule", "none", note=f"{CANARY}\nnote")
    employer.answers("c190.rule", f"{CANARY}-option")
    employer.answers(f"{CANARY}-question", "none")
    employer.answers_everything(library)
    link = re.search(r"http[^\"]+/return#([\w-]+)", employer.sees("/results").text)
    code = link.group(1)
    stranger.client.post(
        "/return", data={"csrf_token": stranger.token("/return"), "code": code}
    )
    stranger.client.post(
        "/return",
        data={"csrf_token": stranger.token("/return"), "code": f"{code[:-1]}!"},
    )
    employer.client.get(f"/{CANARY}?{CANARY}={CANARY}", headers={"Cookie": CANARY})
    employer.client.get("/", headers={"User-Agent": CANARY, "Referer": CANARY})
    employer.client.get("/metrics", headers={"Authorization": f"Bearer {CANARY}"})
    employer.submits()
    employer.answers("c190.rule", "none", note=CANARY)

    secrets = [
        CANARY,
        code,
        code.partition("-")[2],
        employer.home.rsplit("/", 1)[1],
        employer.client.get_cookie("dd").value,
        stranger.client.get_cookie("dd").value,
    ]
    assert len(lines) > 20
    assert [secret for secret in secrets if secret in json.dumps(lines)] == []


SPOOFED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "for=203.0.113.9;proto=https;host=evil.example",
}


def seen(app, headers):
    """What the site takes a request for."""

    def tell():
        return f"{request.remote_addr} {request.scheme} {request.host} {request.url}"

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(access.DECISIONS, "tell", "look")
        app.add_url_rule("/tell", view_func=tell)
        return told_by(app, headers)


def told_by(app, headers):
    answer = app.test_client().get("/tell", headers=headers)
    return answer.text, "Strict-Transport-Security" in answer.headers


def test_forwarded_headers_change_nothing_without_the_setting(settings, library, db):
    plain, spoofed = (create_app(settings, library) for _ in range(2))

    assert seen(spoofed, SPOOFED) == seen(plain, {})

    for made in (plain, spoofed):
        made.extensions["dd_toolkit"].connections.close()


def test_behind_one_proxy_only_what_it_wrote_last_is_believed(settings, library, db):
    made = create_app(replace(settings, trusted_proxies=1), library)
    sent = SPOOFED | {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}

    told, strict = seen(made, sent)
    made.extensions["dd_toolkit"].connections.close()

    assert told.startswith("198.51.100.7 https localhost ")
    assert "evil" not in told
    assert strict


@pytest.mark.parametrize("page", ["/", "/return"])
def test_spoofed_headers_put_no_link_on_a_page(app, page):
    answer = app.test_client().get(page, headers=SPOOFED | {"Host": "localhost"})

    assert "evil" not in answer.text


def test_the_private_link_is_made_from_the_setting_alone(employer):
    answer = employer.client.get(employer.home + "/", headers=SPOOFED)

    assert "http://localhost/return#" in answer.text
    assert "evil" not in answer.text


def test_saving_has_its_line_too(employer, lines):
    employer.answers("c190.rule", "none")

    routes = [line["route"] for line in lines if line["event"] == "request"]
    assert "/assessment/<assessment_id>/section/<section_id>" in routes
    assert PAGE.rsplit("/", 1)[1] not in json.dumps(lines)


def test_using_the_private_link_is_noted(employer, stranger, db):
    code = re.search(r"/return#([\w-]+)", employer.sees("/").text).group(1)
    sent = {"csrf_token": stranger.token("/return"), "code": code}

    stranger.client.post("/return", data=sent)

    assert rows(db, "audit_entry")[-1]["action"] == "link-used"


def renewed(settings, library, **changes):
    return create_app(replace(settings, secret_key="n" * 40, **changes), library)


@pytest.mark.parametrize(
    ("old_secret_keys", "answers"), [((), (404, 422)), (("w" * 40,), (200, 303))]
)
def test_a_new_secret_ends_cookies_and_links_unless_the_old_one_is_named(
    employer, settings, library, old_secret_keys, answers
):
    code = re.search(r"/return#([\w-]+)", employer.sees("/").text).group(1)
    made = renewed(settings, library, old_secret_keys=old_secret_keys)
    cookie = employer.client.get_cookie("dd").value

    same, other = Employer(made), Employer(made)
    same.client.set_cookie("dd", cookie)
    sent = {"csrf_token": other.token("/return"), "code": code}

    by_cookie = same.client.get(employer.home + "/profile")
    by_link = other.client.post("/return", data=sent)
    assert (by_cookie.status_code, by_link.status_code) == answers
    made.extensions["dd_toolkit"].connections.close()
