"""A trainer prints the practice cases before the day."""

import pytest

from dd_toolkit.operations.papers import HANDOUT
from dd_toolkit.storage import reports
from tests.web.persons import a_person

CASES = {
    "title": "On a Tuesday",
    "source": "agenda:c190-in-90-minutes",
    "pace": "trainer",
    "room": "people",
}
NONE = {**CASES, "source": "set:c190"}


@pytest.fixture
def trainer(app, db):
    return a_person(app, db, "trainer@x.org", "trainer")


def prepared(trainer, given):
    return trainer.sends("/workshops/new", **given).headers["Location"]


def test_the_cases_of_a_workshop_are_asked_for_before_it_opens(trainer, db):
    home = prepared(trainer, CASES)

    answer = trainer.sends(f"{home}/papers/practice-cases")

    assert answer.status_code == 303
    workshop_id = home.rpartition("/")[2]
    assert reports.report_of(db, workshop_id, kind=HANDOUT, locale="en")


def test_the_page_of_a_workshop_offers_its_cases(trainer):
    page = trainer.reads(prepared(trainer, CASES)).text

    assert "/papers/practice-cases" in page


def test_a_workshop_without_cases_offers_none(trainer):
    page = trainer.reads(prepared(trainer, NONE)).text

    assert "/papers/practice-cases" not in page


def test_the_cases_are_made_anew_when_the_workshop_was_changed(trainer, db):
    home = prepared(trainer, CASES)
    trainer.sends(f"{home}/papers/practice-cases")

    trainer.sends(f"{home}/edit", **NONE)

    workshop_id = home.rpartition("/")[2]
    assert reports.report_of(db, workshop_id, kind=HANDOUT, locale="en") is None


def test_the_cases_of_somebody_elses_workshop_are_nowhere(trainer, app, db):
    home = prepared(trainer, CASES)
    other = a_person(app, db, "other@x.org", "trainer")

    assert other.reads(f"{home}/papers/practice-cases").status_code == 404
