"""Who asks to be forgotten leaves no word and no name in a review; kinds stay."""

import pytest

from dd_toolkit.operations import accounts
from dd_toolkit.operations.reviewing import open_review
from dd_toolkit.operations.sharing import NotOpened, open_share
from dd_toolkit.storage import accounts as account_rows
from dd_toolkit.storage import cases, organisations
from dd_toolkit.storage.review_results import figures_of, kept_review
from tests.operations.builders import AT
from tests.operations.reviews import (
    CHANGED,
    a_review,
    add_note,
    correct,
    decide,
    reply,
    send_back,
    send_findings,
    share,
    sign,
)
from tests.storage.databases import contents, rows

WORDS = (
    "nine passports",
    "Give them back",
    "carry their passports",
    "asked us to keep",
    "A date was wrong",
    "Buyer Ltd",
    "Mill",
    "Irbid",
)


@pytest.fixture
def signed(db):
    """A signed review with words everywhere, corrected and shared; the link."""
    a_review(db, second=True)
    decide(db, "m.q1", CHANGED)
    add_note(db)
    send_findings(db)
    reply(db)
    sign(db)
    correct(db)
    return share(db, label="Buyer Ltd").secret


def erase(db, account_id):
    account = account_rows.account(db, account_id)
    assert accounts.erase(db, account, password="", at=AT) is None


@pytest.fixture
def forgotten(db, signed):
    """The organisation's only person has asked to be forgotten."""
    organisations.leave(db, "o", "colleague", at="2026")
    erase(db, "owner")
    return signed


def test_no_word_of_a_forgotten_organisations_reviews_is_left(db, forgotten):
    everything = str(contents(db))

    assert [word for word in WORDS if word in everything] == []
    assert rows(db, "case_word") == []


def test_kinds_of_verdicts_and_figures_stay(db, forgotten):
    assert open_review(db, "c").standing["m.q1"].kind == "changed"
    assert figures_of(db, "c")
    kept = kept_review(db, "c").document
    assert kept["overall"]["verified"]["shown"] == 21
    assert (kept["employer"], kept["verdicts"][0]["finding"]) == ("", "")


def test_links_and_reports_of_a_forgotten_organisation_are_gone(db, forgotten):
    assert open_share(db, forgotten, at=AT) == NotOpened("withdrawn")
    assert [row for row in rows(db, "report") if row["kind"] == "audit"] == []


def test_auditors_lose_the_open_cases_of_a_forgotten_organisation(db, forgotten):
    assert [case.review_id for case in cases.cases_of(db, "lead")] == ["c"]


def test_requests_of_a_forgotten_organisation_are_gone_too(db):
    a_review(db)
    send_back(db)
    organisations.leave(db, "o", "colleague", at="2026")

    erase(db, "owner")

    assert "Show the safe" not in str(contents(db))


def test_an_auditor_who_is_forgotten_leaves_no_name(db, signed):
    assert "Lead" in str(contents(db))

    erase(db, "lead")

    everything = str(contents(db))
    assert "Lead" not in everything
    assert "lead@x.org" not in str(rows(db, "account"))


def test_what_a_forgotten_auditor_found_stays(db, signed):
    erase(db, "lead")

    assert open_review(db, "c").standing["m.q1"] == CHANGED
    assert kept_review(db, "c").document["verdicts"][0]["finding"] == CHANGED.finding


def test_reports_that_named_a_forgotten_auditor_are_made_again(db, signed):
    db.execute("UPDATE report SET pdf = :pdf, finished_at = '2026'", {"pdf": b"x"})

    erase(db, "lead")

    made = [row for row in rows(db, "report") if row["kind"] == "audit"]
    assert [(row["pdf"], row["finished_at"]) for row in made] == [(None, None)] * 2


def test_a_colleague_who_leaves_takes_nothing_along(db, signed):
    before = rows(db, "reply"), rows(db, "verdict")

    erase(db, "colleague")

    assert (rows(db, "reply"), rows(db, "verdict")) == before


@pytest.mark.parametrize(
    ("account_id", "kind", "many"),
    [
        ("lead", "verdicts", 2),
        ("lead", "field_notes", 2),
        ("lead", "reviews", 2),
        ("owner", "replies", 2),
        ("owner", "shared", 1),
        ("second", "verdicts", 0),
    ],
)
def test_a_persons_own_record_holds_what_they_wrote_in_reviews(
    db, signed, account_id, kind, many
):
    record = accounts.own_record(db, account_rows.account(db, account_id))

    assert len(record[kind]) == many
