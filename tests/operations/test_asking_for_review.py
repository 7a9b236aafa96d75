"""A review is asked for by an owner, taken by an auditor or given to one."""

import re

import pytest

from dd_toolkit.core.reviewing import REPLY_DAYS
from dd_toolkit.operations import accounts, asking, assigning
from dd_toolkit.operations.asking import Asked
from dd_toolkit.operations.editions import reopen
from dd_toolkit.operations.reviewing import Done, Refused, note_reading, open_review
from dd_toolkit.storage import accounts as account_rows
from dd_toolkit.storage import cases, organisations
from dd_toolkit.storage.cases_to_assign import cases_to_assign, count_to_assign
from tests.operations.builders import AT, a_draft, submit
from tests.operations.reviews import (
    a_draft_of_theirs,
    a_review,
    a_signed_review,
    a_submission,
    ask,
    assign,
    decide,
    later,
    people,
)
from tests.storage.databases import contents, rows


@pytest.fixture
def submission(db):
    people(db)
    a_submission(db)


def mails(db, recipient):
    return [row for row in rows(db, "mail") if row["recipient"] == recipient]


def mailed_code(db, recipient="lead@x.org"):
    """The code of the newest mail: it stands by itself in a line."""
    newest = max(mails(db, recipient), key=lambda row: row["requested_at"])
    return re.search(r"^[a-z0-9]{5}(-[a-z0-9]+)+$", newest["body"], re.MULTILINE)[0]


def accept(db, code, by="lead", at=AT):
    return asking.accept(db, code, by=by, at=at)


def actions(db):
    return [row["action"] for row in rows(db, "audit_entry")]


def test_a_submission_that_was_asked_about_waits(db, submission):
    assert ask(db) == Asked("c")

    review = open_review(db, "c").review
    assert (review.state, review.asked_by, review.reply_days) == (
        "submitted",
        "owner",
        REPLY_DAYS,
    )


def test_the_list_shows_at_once_what_was_declared(db, submission):
    ask(db)
    assign(db)

    (line,) = cases.cases_of(db, "lead")
    assert (line.organisation, line.site, line.year) == ("Mill", "Irbid", 2026)
    assert (line.applicable, line.evidenced, line.decided) == (3, 1, 0)
    assert (line.sector, line.rating, line.score) == ("garment", "A", 92857)


def test_whether_an_address_has_an_account_makes_no_difference_to_who_asks(
    db, submission
):
    known = ask(db, auditor="lead@x.org")
    unknown = ask(db, auditor="nobody@x.org")

    assert known == unknown == Asked("c")
    assert len(mails(db, "lead@x.org")) == len(mails(db, "nobody@x.org")) == 1


def test_a_mailed_code_gives_the_case_to_the_auditor_who_opens_it(db, submission):
    ask(db, auditor="lead@x.org")
    code = mailed_code(db)

    assert asking.offered(db, code, at=AT) == "c"
    assert accept(db, code) == Asked("c")
    assert open_review(db, "c").part_of("lead") == "lead"


def test_a_mailed_code_works_once(db, submission):
    ask(db, auditor="lead@x.org")
    code = mailed_code(db)
    accept(db, code)

    assert accept(db, code, by="other") == Refused("code")


def test_a_code_of_an_earlier_mail_works_no_more(db, submission):
    ask(db, auditor="lead@x.org")
    code = mailed_code(db)
    ask(db, auditor="other@x.org")

    assert accept(db, code) == Refused("code")


def test_a_code_that_was_mailed_works_no_more_once_the_case_was_given(db, submission):
    ask(db, auditor="lead@x.org")
    code = mailed_code(db)
    assign(db, "other")

    assert accept(db, code) == Refused("code")


@pytest.mark.parametrize(
    ("by", "days", "why"),
    [
        ("stranger", 0, "not-an-auditor"),
        ("admin", 0, "not-an-auditor"),
        ("nobody", 0, "not-an-auditor"),
        ("lead", 15, "code"),
    ],
)
def test_not_everybody_takes_a_case_and_not_for_ever(db, submission, by, days, why):
    ask(db, auditor="lead@x.org")
    before = contents(db)

    outcome = accept(db, mailed_code(db), by=by, at=later(days=days))

    assert outcome == Refused(why)
    assert contents(db) == before


def test_a_wrong_code_is_refused(db, submission):
    assert accept(db, "aaaaa-bbbbb") == Refused("code")


def test_a_code_for_a_case_makes_no_account(db, submission):
    ask(db, auditor="new@x.org")

    outcome = accounts.welcome(
        db,
        mailed_code(db, "new@x.org"),
        name="New",
        password="three odd words",
        locale="en",
        at=AT,
    )

    assert isinstance(outcome, accounts.Refused)
    assert account_rows.account_of(db, "new@x.org") is None


def test_no_mail_names_anybody_or_says_an_answer(db):
    a_signed_review(db)

    letters = " ".join(row["subject"] + row["body"] for row in rows(db, "mail"))
    assert letters
    assert not any(word in letters for word in ("Mill", "Irbid", "Lead", "passport"))


def test_a_draft_is_not_reviewed(db):
    people(db)
    a_draft_of_theirs(db, "a")

    assert ask(db) == Refused("draft")


def test_what_belongs_to_no_organisation_is_not_reviewed(db):
    people(db)
    a_draft(db)
    submit(db)

    assert ask(db) == Refused("not-yours")


@pytest.mark.parametrize("by", ["colleague", "stranger", "lead", "admin", "nobody"])
def test_only_an_owner_asks(db, submission, by):
    before = contents(db)

    assert ask(db, by=by) == Refused("not-yours")
    assert contents(db) == before


def test_what_is_reviewed_is_not_asked_about_again(db, submission):
    ask(db)
    assign(db)

    assert ask(db, review_id="c2") == Refused("under-review")


def test_what_was_signed_is_not_asked_about_again(db):
    a_signed_review(db)

    assert ask(db, review_id="c2") == Refused("signed")


def test_an_edition_that_another_replaced_is_not_reviewed(db, submission):
    reopen(db, "a", new_id="a2", visit_secret=None, at=AT)
    submit(db, assessment_id="a2", report_id="r2")

    assert ask(db) == Refused("not-newest")


def test_a_newer_draft_hinders_nobody(db, submission):
    reopen(db, "a", new_id="a2", visit_secret=None, at=AT)

    assert ask(db) == Asked("c")


# --- giving cases out ----------------------------------------------------------------


def test_an_administrator_gives_a_case_to_an_auditor_who_gets_a_mail(db, submission):
    ask(db)

    assert assign(db) == Done()
    assert open_review(db, "c").part_of("lead") == "lead"
    assert len(mails(db, "lead@x.org")) == 1


@pytest.mark.parametrize(
    ("account_id", "by", "why"),
    [
        ("lead", "owner", "not-yours"),
        ("lead", "lead", "not-yours"),
        ("lead", "nobody", "not-yours"),
        ("owner", "admin", "not-an-auditor"),
        ("admin", "admin", "not-an-auditor"),
        ("nobody", "admin", "not-an-auditor"),
    ],
)
def test_who_may_not_give_or_have_a_case_is_refused(
    db, submission, account_id, by, why
):
    ask(db)
    before = contents(db)

    assert assign(db, account_id, by=by) == Refused(why)
    assert contents(db) == before


def test_nobody_reviews_their_own_organisation(db, submission):
    ask(db)
    organisations.join(db, "o", "lead", role="contributor", at="2026")

    assert assign(db) == Refused("colleague")


def test_an_auditor_who_becomes_a_colleague_decides_no_more(db):
    page = a_review(db)
    organisations.join(db, "o", "lead", role="contributor", at="2026")

    assert decide(db, found=page) == Refused("colleague")


def test_a_disabled_auditor_gets_no_case(db, submission):
    ask(db)
    account_rows.disable(db, "lead", at="2026")

    assert assign(db) == Refused("not-an-auditor")


def test_an_auditor_from_whom_the_case_was_taken_reaches_it_no_more(db):
    page = a_review(db)

    assert assigning.unassign(db, "c", "lead", by="officer", at=AT) == Done()
    assert cases.cases_of(db, "lead") == []
    assert decide(db, found=page) == Refused("not-yours")


def test_who_had_the_case_before_can_get_it_back_in_another_part(db):
    a_review(db)
    assigning.unassign(db, "c", "lead", by="admin", at=AT)

    assign(db, part="second")

    assert open_review(db, "c").part_of("lead") == "second"


def test_giving_a_case_twice_says_so(db):
    a_review(db)

    assert assign(db) == Refused("assigned")


def test_a_section_is_given_to_an_auditor_of_the_case(db):
    a_review(db, second=True)

    given = [
        assigning.give_section(db, "c", section, person, by=by, at=AT)
        for section, person, by in [
            ("m.documents", "second", "lead"),
            ("m.documents", "other", "lead"),
            ("m.none", "second", "lead"),
            ("m.documents", "second", "second"),
            ("m.documents", "second", "owner"),
        ]
    ]

    assert given == [
        Done(),
        Refused("not-an-auditor"),
        Refused("unknown-question"),
        Refused("not-yours"),
        Refused("not-yours"),
    ]
    assert open_review(db, "c").sections == {"m.documents": "second"}


def test_a_section_goes_back_with_the_auditor_who_had_it(db):
    a_review(db, second=True)
    assigning.give_section(db, "c", "m.documents", "second", by="lead", at=AT)

    assigning.unassign(db, "c", "second", by="admin", at=AT)

    assert open_review(db, "c").sections == {}


def test_the_day_by_which_it_is_due_is_one_to_come(db):
    a_review(db)
    tomorrow = later(days=1).date()

    assert assigning.set_due(db, "c", tomorrow, by="admin", at=AT) == Done()
    assert assigning.set_due(
        db, "c", later(days=-1).date(), by="admin", at=AT
    ) == Refused("day")
    assert assigning.set_due(db, "c", tomorrow, by="lead", at=AT) == Refused(
        "not-yours"
    )
    assert open_review(db, "c").review.due_on == tomorrow.isoformat()


@pytest.mark.parametrize(
    ("wanted", "by", "outcome"),
    [
        (True, "lead", Done()),
        (True, "admin", Done()),
        (False, "admin", Done()),
        (False, "lead", Refused("not-yours")),
        (True, "second", Refused("not-yours")),
        (True, "owner", Refused("not-yours")),
    ],
)
def test_a_lead_asks_for_four_eyes_and_does_not_waive_them(db, wanted, by, outcome):
    a_review(db, second=True)

    assert assigning.ask_for_four_eyes(db, "c", wanted=wanted, by=by, at=AT) == outcome


def test_whoever_assigns_sees_which_cases_nobody_has(db, submission):
    ask(db)
    a_submission(db, "b")
    ask(db, assessment_id="b", review_id="d", at=later(days=-1))
    assign(db, review_id="d")

    waiting = [(one.review_id, one.auditors) for one in cases_to_assign(db)]
    assert waiting == [("c", 0), ("d", 1)]
    assert count_to_assign(db) == 2


def test_a_reading_is_noted_once_in_a_clock_hour(db):
    a_review(db)

    for minutes in (0, 5, 29, 30, 31, 90):  # from half past nine on
        note_reading(db, "c", by="lead", at=later(minutes=minutes))
    note_reading(db, "c", by="second", at=later(minutes=5))

    assert actions(db).count("case-read") == 4
