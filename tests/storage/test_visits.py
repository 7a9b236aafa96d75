"""Who may open which assessment: only a visit that was let in and goes on."""

import hashlib

import pytest

from dd_toolkit.storage import visits
from tests.operations.builders import begin
from tests.storage.databases import contents, rows

SECRET = "a-long-random-secret"
BEGAN = "2026-11-01T12:00:00.000Z"
LATER = "2026-11-02T12:00:00.000Z"
BEFORE = "2026-10-31T12:00:00.000Z"

STRANGE = [
    "",
    " ",
    "'",
    "' OR '1'='1",
    "a-long-random-secre",
    SECRET.upper(),
    "%",
    "\n",
]


@pytest.fixture
def visited(db):
    """A database where the visit of SECRET may open assessment ``a``."""
    begin(db, assessment_id="a")
    begin(db, assessment_id="b")
    visits.begin_visit(db, SECRET, at=BEGAN)
    visits.let_open(db, SECRET, "a", at=BEGAN)
    return db


def test_a_visit_that_was_let_in_may_open_the_assessment(visited):
    assert visits.may_open(visited, SECRET, "a", since=BEFORE)


def test_it_may_open_no_other_assessment(visited):
    assert not visits.may_open(visited, SECRET, "b", since=BEFORE)


def test_another_visit_may_not_open_it(visited):
    visits.begin_visit(visited, "another", at=BEGAN)

    assert not visits.may_open(visited, "another", "a", since=BEFORE)


@pytest.mark.parametrize("secret", STRANGE)
def test_an_unknown_secret_opens_nothing(visited, secret):
    assert not visits.may_open(visited, secret, "a", since=BEFORE)


def test_the_stored_hash_opens_nothing(visited):
    (visit,) = rows(visited, "visit")

    assert not visits.may_open(visited, visit["secret_sha256"], "a", since=BEFORE)


@pytest.mark.parametrize("assessment_id", ["", "A", "a ", "' OR '1'='1", "%", "_"])
def test_a_strange_id_is_no_assessment(visited, assessment_id):
    assert not visits.may_open(visited, SECRET, assessment_id, since=BEFORE)


def test_an_ended_visit_opens_nothing(visited):
    visits.end_visit(visited, SECRET, at=LATER)

    assert not visits.may_open(visited, SECRET, "a", since=BEFORE)


def test_an_ended_visit_that_is_let_in_again_opens_nothing(visited):
    visits.end_visit(visited, SECRET, at=LATER)
    visits.let_open(visited, SECRET, "b", at=LATER)

    assert not visits.may_open(visited, SECRET, "b", since=BEFORE)


def test_ending_a_visit_leaves_the_others(visited):
    visits.begin_visit(visited, "another", at=BEGAN)
    visits.let_open(visited, "another", "a", at=BEGAN)

    visits.end_visit(visited, SECRET, at=LATER)

    assert visits.may_open(visited, "another", "a", since=BEFORE)


def test_ending_a_visit_twice_keeps_the_first_moment(visited):
    visits.end_visit(visited, SECRET, at=LATER)
    before = contents(visited)

    visits.end_visit(visited, SECRET, at="2026-11-03T12:00:00.000Z")

    assert contents(visited) == before


@pytest.mark.parametrize("secret", STRANGE)
def test_ending_an_unknown_visit_ends_nothing(visited, secret):
    before = contents(visited)

    visits.end_visit(visited, secret, at=LATER)

    assert contents(visited) == before


@pytest.mark.parametrize(
    ("since", "may"), [(BEFORE, True), (BEGAN, True), (LATER, False)]
)
def test_a_visit_opens_nothing_after_its_age_limit(visited, since, may):
    assert visits.may_open(visited, SECRET, "a", since=since) is may


def test_only_the_hash_of_the_secret_is_stored(visited):
    (visit,) = rows(visited, "visit")

    assert visit["secret_sha256"] == hashlib.sha256(SECRET.encode()).hexdigest()


def test_the_secret_stands_in_no_row_of_the_database(visited):
    assert SECRET not in repr(contents(visited))


def test_being_let_in_twice_is_stored_once(visited):
    visits.let_open(visited, SECRET, "a", at=LATER)

    assert len(rows(visited, "visit_assessment")) == 1


def test_a_visit_that_never_began_cannot_be_let_in(visited):
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        visits.let_open(visited, "never begun", "a", at=LATER)


@pytest.mark.parametrize(
    ("since", "under_way"), [(BEFORE, True), (BEGAN, True), (LATER, False)]
)
def test_a_visit_is_under_way_until_its_age_limit(visited, since, under_way):
    assert visits.under_way(visited, SECRET, since=since) is under_way


def test_an_ended_visit_is_not_under_way(visited):
    visits.end_visit(visited, SECRET, at=LATER)

    assert not visits.under_way(visited, SECRET, since=BEFORE)


@pytest.mark.parametrize("secret", STRANGE)
def test_an_unknown_visit_is_not_under_way(visited, secret):
    assert not visits.under_way(visited, secret, since=BEFORE)


def test_a_visit_lists_what_it_may_open_newest_first(visited):
    visits.let_open(visited, SECRET, "b", at=LATER)

    assert visits.opened_assessments(visited, SECRET, since=BEFORE) == ["b", "a"]


def test_a_visit_lists_nothing_of_others(visited):
    visits.begin_visit(visited, "another", at=BEGAN)
    visits.let_open(visited, "another", "b", at=LATER)

    assert visits.opened_assessments(visited, SECRET, since=BEFORE) == ["a"]


def test_an_ended_visit_lists_nothing(visited):
    visits.end_visit(visited, SECRET, at=LATER)

    assert visits.opened_assessments(visited, SECRET, since=BEFORE) == []


def test_a_visit_lists_nothing_after_its_age_limit(visited):
    assert visits.opened_assessments(visited, SECRET, since=LATER) == []
