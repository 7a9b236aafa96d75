"""The employer's side: asking for a review, answering, replying, sharing the report."""

import re

import pytest

from dd_toolkit.storage import organisations, shares
from dd_toolkit.storage.reviews import review, reviews_of
from dd_toolkit.storage.verdicts import reply_history
from tests.web.desks import (
    QUESTION,
    a_case_at_desk,
    a_submitted_assessment,
    posts,
    seen_on,
)
from tests.web.persons import AT, Person, an_account


@pytest.fixture
def case(app, db, library):
    return a_case_at_desk(app, db, library)


@pytest.fixture
def replying(case, library):
    """A case whose findings were sent for reply."""
    case.decides_all_critical(library)
    case.changes(required="Write one.", named={"required-by": "2999-01-31"})
    assert case.does("findings", days="14").status_code == 303
    return case


@pytest.fixture
def signed(replying):
    replying.replies()
    assert replying.does("sign").status_code == 303
    return replying


@pytest.fixture
def colleague(app, db, case):
    an_account(db, "colleague@x.org")
    organisations.join(db, "firm", "id-colleague", role="contributor", at=AT)
    person = Person(app, "colleague@x.org")
    person.signs_in()
    return person


# --- asking ---------------------------------------------------------------------------


def test_an_owner_asks_this_site_for_a_review(db, library, case):
    a_submitted_assessment(db, library, assessment_id="second")
    page = case.owner.reads("/assessment/second/results").text

    answer = posts(case.owner, "/assessment/second/audit/ask", by="site")

    assert "Have it reviewed" in page
    assert answer.status_code == 303
    assert [one.state for one in reviews_of(db, "second")] == ["submitted"]


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "x" * 300])
def test_an_address_that_is_none_is_refused(db, library, case, email):
    a_submitted_assessment(db, library, assessment_id="second")

    answer = posts(
        case.owner, "/assessment/second/audit/ask", by="auditor", email=email
    )

    assert (answer.status_code, reviews_of(db, "second")) == (422, [])


def test_a_review_that_is_under_way_is_not_asked_for_again(case):
    case.decides()

    answer = posts(case.owner, f"{case.employer_page}/ask", by="site")

    assert answer.status_code == 422
    assert "being reviewed already" in answer.text


def test_the_employer_sees_who_checks_but_no_verdict_before_it_is_sent(case):
    case.changes()

    page = case.owner.reads(f"{case.employer_page}/").text

    assert "auditor@x.org" in page
    assert "Nobody could show the rule." not in page


# --- sent back ------------------------------------------------------------------------


@pytest.fixture
def sent_back(case, db):
    case.decides()
    case.does("send-back", named={f"asked-{QUESTION}": "Show the <rule>."})
    page = case.owner.reads(f"{case.employer_page}/").text
    case.new = re.search(r"/assessment/(\w+)/section/", page)[1]
    return case


def test_what_is_asked_stands_beside_the_question_in_the_new_edition(sent_back):
    page = sent_back.owner.reads(f"/assessment/{sent_back.new}/section/c190.rules").text

    overview = sent_back.owner.reads(f"/assessment/{sent_back.new}/").text
    assert "The auditor asks" in page
    assert "Show the &lt;rule&gt;." in overview
    assert "Show the &lt;rule&gt;." in page


def test_the_auditor_sees_old_and_new_answer_side_by_side(sent_back, db):
    sent_back.owner.home = f"/assessment/{sent_back.new}"
    sent_back.owner.answers(QUESTION, "written", note="It hangs at the gate.")
    assert sent_back.owner.submits().status_code == 303

    page = sent_back.auditor.reads(sent_back.question()).text

    assert review(db, sent_back.review_id).state == "in-review"
    for part in ("Before it was sent back", "It hangs at the gate.", "You asked:"):
        assert part in page
    assert "Please look again." in page


def test_the_edition_before_leads_to_the_newer_one(sent_back):
    sent_back.owner.home = f"/assessment/{sent_back.new}"
    sent_back.owner.submits()

    page = sent_back.owner.reads(f"{sent_back.employer_page}/").text

    assert f"/assessment/{sent_back.new}/audit/" in page


# --- replies --------------------------------------------------------------------------


def test_each_finding_waits_for_a_reply_until_a_day(replying):
    page = replying.owner.reads(f"{replying.employer_page}/").text

    for part in ("Nobody could show the rule.", "Write one.", "14 days are left."):
        assert part in page


def test_a_reply_is_saved_and_shown_to_the_auditor(replying, db):
    answer = replying.replies()

    assert answer.status_code == 303
    assert [one.text for one in reply_history(db, replying.review_id)] == [
        "We will write one."
    ]
    page = replying.auditor.reads(f"{replying.home}/settling/").text
    assert "We will write one." in page


def test_a_colleagues_newer_reply_is_not_covered_but_shown(replying, colleague, db):
    replying.replies(who=colleague, text="It was lost.")

    refused = replying.replies(stance="disagrees")
    once_more = replying.replies(seen=seen_on(refused.text), stance="disagrees")

    assert (refused.status_code, once_more.status_code) == (409, 303)
    assert "It was lost." in refused.text
    assert "We will write one.</textarea>" in refused.text
    assert len(reply_history(db, replying.review_id)) == 2


def test_a_script_is_told_of_a_colleagues_reply(replying, colleague):
    replying.replies(who=colleague, text="It was lost.")

    told = replying.replies(scripted=True)

    assert (told.status_code, told.json["saved"]) == (409, False)
    assert "It was lost." in told.json["conflict"]["lines"]


@pytest.mark.parametrize(
    ("question", "sent", "code"),
    [
        ("c190.hitting", {}, 422),
        ("c190.nothing", {}, 422),
        (QUESTION, {"stance": "perhaps"}, 422),
        (QUESTION, {"text": "x" * 2001}, 422),
    ],
)
def test_a_reply_that_does_not_fit_is_refused(replying, db, question, sent, code):
    for scripted in (True, False):
        answer = replying.replies(question, scripted=scripted, **sent)
        assert answer.status_code == code

    assert reply_history(db, replying.review_id) == ()


def test_the_auditors_are_told_when_the_replies_are_complete(replying, db):
    replying.replies()

    answer = posts(replying.owner, f"{replying.employer_page}/replied")

    mails = list(db.query("SELECT body FROM mail WHERE recipient = 'auditor@x.org'"))
    assert answer.status_code == 303
    assert any("replies" in mail["body"] for mail in mails)
    assert not any("We will write one." in mail["body"] for mail in mails)


def test_nothing_is_replied_to_a_signed_review(signed, db):
    before = reply_history(db, signed.review_id)

    answer = signed.replies(text="Too late.")

    assert (answer.status_code, reply_history(db, signed.review_id)) == (409, before)


# --- the report and its links ---------------------------------------------------------


def test_a_signed_review_shows_findings_replies_and_how_far_the_report_is(signed):
    page = signed.owner.reads(f"{signed.employer_page}/").text

    for part in ("Signed", "Nobody could show the rule.", "We will write one."):
        assert part in page
    assert "data-wait=" in page


def a_link(case, **fields):
    """The employer makes a link; its secret."""
    sent = {"scope": "all", "label": "A buyer", "days": "30", **fields}
    page = posts(case.owner, f"{case.employer_page}/shares", **sent).text
    return re.search(r"/shared#([\w-]+)", page)[1]


def opens(app, secret, page=""):
    """Somebody without an account opens a link."""
    return posts(Person(app), f"/shared{page}", code=secret)


def test_a_buyer_reads_the_report_by_its_link(app, signed):
    answer = opens(app, a_link(signed))

    assert answer.status_code == 200
    for part in ("Firm", "Nobody could show the rule.", "We will write one."):
        assert part in answer.text


def test_the_summary_shows_figures_and_no_finding(app, signed):
    answer = opens(app, a_link(signed, scope="summary"))

    assert "Declared and verified" in answer.text
    assert "Nobody could show" not in answer.text
    assert opens(app, a_link(signed, scope="summary"), "/report.pdf").status_code == 404


def test_a_shared_page_is_kept_by_no_cache_and_found_by_no_search(app, signed):
    answer = opens(app, a_link(signed))

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_openings_are_counted(app, db, signed):
    secret = a_link(signed)

    for _ in range(3):
        opens(app, secret)

    assert shares.shares_of(db, signed.review_id)[0].openings == 3
    page = signed.owner.reads(f"{signed.employer_page}/").text
    assert "opened 3 times" in page


def test_a_withdrawn_link_opens_nothing_and_says_so(app, db, signed):
    secret = a_link(signed)
    (made,) = shares.shares_of(db, signed.review_id)

    posts(signed.owner, f"{signed.employer_page}/shares/{made.id}/withdraw")
    answer = opens(app, secret)

    assert answer.status_code == 410
    assert "has withdrawn this link" in answer.text
    assert "Firm" not in answer.text


def test_an_expired_link_opens_nothing_and_says_so(app, db, signed):
    secret = a_link(signed)
    with db.atomic():
        db.execute("UPDATE share SET expires_at = '2020-01-01T00:00:00.000Z'")

    answer = opens(app, secret)

    assert answer.status_code == 410
    assert "has expired" in answer.text


@pytest.mark.parametrize("secret", ["", "x", "x" * 500, "'; DROP TABLE share; --"])
@pytest.mark.parametrize("page", ["", "/report.pdf"])
def test_a_made_up_link_opens_nothing(app, signed, secret, page):
    a_link(signed)

    assert opens(app, secret, page).status_code == 410


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"scope": "everything"}, 422),
        ({"days": "0"}, 422),
        ({"days": "366"}, 422),
        ({"days": "-1"}, 422),
        ({"days": "long"}, 422),
        ({"label": "x" * 200}, 422),
    ],
)
def test_a_link_that_does_not_fit_is_not_made(db, signed, fields, code):
    sent = {"scope": "all", "label": "", "days": "30", **fields}

    answer = posts(signed.owner, f"{signed.employer_page}/shares", **sent)

    assert (answer.status_code, shares.shares_of(db, signed.review_id)) == (code, [])


def test_a_review_that_is_not_signed_is_not_shared(replying):
    sent = {"scope": "all", "label": "", "days": "30"}

    answer = posts(replying.owner, f"{replying.employer_page}/shares", **sent)

    assert answer.status_code == 409


def test_guessing_links_is_slowed_down(app, signed):
    codes = [opens(app, "guess").status_code for _ in range(61)]

    assert codes[-1] == 429


HOSTILE = "<script>alert(1)</script>{{7*7}}"


def test_no_words_of_anybody_run_on_any_page(app, db, library):
    case = a_case_at_desk(app, db, library)
    db.execute("UPDATE organisation SET name = :name", {"name": HOSTILE})
    case.decides_all_critical(library)
    case.changes(finding=HOSTILE, required=HOSTILE)
    posts(
        case.auditor,
        f"{case.home}/notes/",
        note="abcdefghij234567",
        kind="note",
        text=HOSTILE,
    )
    case.does("findings", days="14")
    case.replies(text=HOSTILE)
    pages = [
        case.auditor.reads(f"{case.home}{page}").text
        for page in ("/", f"/question/{QUESTION}", "/notes/", "/settling/")
    ]
    pages.append(case.auditor.reads("/cases/").text)
    case.does("sign")
    pages.append(case.owner.reads(f"{case.employer_page}/").text)
    pages.append(opens(app, a_link(case)).text)

    for page in pages:
        assert "<script>alert" not in page
        assert "{{7*7}}" in page
