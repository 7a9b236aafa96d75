"""A link shows a signed report to a buyer: for a time, counted, until withdrawn."""

from functools import partial

import pytest

from dd_toolkit.operations.reviewing import Done, Refused
from dd_toolkit.operations.sharing import (
    MOST_SHARES,
    NotOpened,
    Opened,
    Shared,
    open_share,
    withdraw_share,
)
from dd_toolkit.storage.shares import shares_of
from tests.operations.builders import AT
from tests.operations.reviews import (
    a_review,
    a_signed_review,
    correct,
    later,
    share,
    sign,
)
from tests.storage.databases import all_at_once, contents, rows


@pytest.fixture
def link(db):
    a_signed_review(db)
    return share(db).secret


def test_a_link_opens_what_its_owner_chose(db, link):
    opened = open_share(db, link, at=AT)

    assert isinstance(opened, Opened)
    assert (opened.share.review_id, opened.share.scope) == ("c", "all")


def test_only_the_hash_of_a_links_secret_is_kept(db, link):
    assert len(link) >= 43
    assert link not in str(contents(db))


def test_openings_are_counted_also_those_at_the_same_moment(db, connect, link):
    connections = [connect() for _ in range(4)]

    all_at_once(*(partial(open_share, one, link, at=AT) for one in connections))

    (found,) = shares_of(db, "c")
    assert (found.openings, found.last_opened_at) == (4, "2026-11-23T09:30:00.000Z")


def test_a_link_ends_with_its_time(db, link):
    assert isinstance(open_share(db, link, at=later(days=29)), Opened)
    assert open_share(db, link, at=later(days=30)) == NotOpened("expired")


def test_a_withdrawn_link_opens_nothing_and_counts_nothing(db, link):
    assert withdraw_share(db, "c", "link", by="owner", at=AT) == Done()

    assert open_share(db, link, at=AT) == NotOpened("withdrawn")
    assert shares_of(db, "c")[0].openings == 0


def test_a_guessed_secret_opens_nothing(db, link):
    assert open_share(db, link[:-1], at=AT) == NotOpened("unknown")
    assert open_share(db, "", at=AT) == NotOpened("unknown")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"by": "colleague"}, "not-yours"),
        ({"by": "lead"}, "not-yours"),
        ({"by": "stranger"}, "not-yours"),
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
        ({"scope": "everything"}, "days"),
        ({"label": "x" * 121}, "text"),
        ({"label": "\ud800"}, "text"),
    ],
)
def test_not_every_link_is_made(db, facts, why):
    a_signed_review(db)

    assert share(db, **facts) == Refused(why)
    assert rows(db, "share") == []


def test_what_is_not_signed_is_not_shared(db):
    a_review(db)

    assert share(db) == Refused("not-signed")


def test_there_are_not_more_links_than_anybody_can_watch(db):
    a_signed_review(db)
    for number in range(MOST_SHARES):
        share(db, share_id=f"link{number}")

    assert share(db) == Refused("shares")

    withdraw_share(db, "c", "link0", by="owner", at=AT)
    assert isinstance(share(db), Shared)


@pytest.mark.parametrize("by", ["colleague", "lead", "stranger"])
def test_only_an_owner_withdraws_a_link(db, link, by):
    assert withdraw_share(db, "c", "link", by=by, at=AT) == Refused("not-yours")


def test_a_link_is_withdrawn_once(db, link):
    withdraw_share(db, "c", "link", by="owner", at=AT)

    assert withdraw_share(db, "c", "link", by="owner", at=AT) == Refused("unknown")


def test_who_opens_a_link_learns_that_the_report_was_corrected(db, link):
    correct(db)
    assert not open_share(db, link, at=AT).corrected

    sign(db, review_id="c2", at=later(days=31))

    link = share(db, share_id="newer").secret
    assert open_share(db, link, at=AT).corrected
