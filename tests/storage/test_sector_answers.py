"""How a sector answered: counts of the newest answers, of this set and sector only."""

from dataclasses import replace

import pytest

from dd_toolkit.storage import case_lines
from dd_toolkit.storage.sector_answers import sector_answers
from tests.storage.test_cases import LINE, many, update

__all__ = ["many"]

QUESTION = "m.q1"


def said(db, number, choice, *, revision=50):
    db.execute(
        """
        INSERT INTO answer
            (assessment_id, revision, question_id, given, through, answered_at)
        SELECT assessment_id, :revision, :question_id, :given, 'page', '1'
        FROM review
        WHERE id = :review_id
        """,
        {
            "review_id": f"case000{number}",
            "revision": revision,
            "question_id": QUESTION,
            "given": f'{{"choices": ["{choice}"]}}',
        },
    )


def counted(db, **asked):
    asked = {"questionnaire_id": "whole", "sector": "garment", **asked}
    return sector_answers(db, **asked).get(QUESTION, {})


@pytest.fixture
def told(db, many):
    """Of three employers, two chose best and one none."""
    for number, choice in enumerate(("best", "best", "none")):
        said(db, number, choice)


def test_each_employer_counts_once(db, told):
    assert counted(db) == {"best": 2, "none": 1}


def test_the_newest_answer_counts(db, told):
    said(db, 2, "best", revision=51)

    assert counted(db) == {"best": 3}


@pytest.mark.parametrize("aside", ["unknown", "not-applicable"])
def test_who_does_not_know_tells_nothing_of_the_sector(db, told, aside):
    said(db, 2, aside, revision=51)

    assert counted(db) == {"best": 2}


@pytest.mark.parametrize(
    "other", [{"sector": "agriculture"}, {"questionnaire_id": "x"}]
)
def test_other_sectors_and_sets_are_left_out(db, told, other):
    assert counted(db, **other) == {}


def test_a_corrected_review_does_not_count_its_employer_twice(db, told):
    first = "(SELECT assessment_id FROM review WHERE id = 'case0000')"
    update(db, 0, signed_at="2", state="signed")
    db.execute(f"UPDATE review SET assessment_id = {first} WHERE id = 'case0001'")

    assert counted(db) == {"best": 1, "none": 1}


def test_only_the_newest_employers_are_asked(db, told, monkeypatch):
    for number in range(3):
        update(db, number, asked_at=f"{number}")
        case_lines.keep_line(db, f"case000{number}", replace(LINE, risk=number))
    monkeypatch.setattr("dd_toolkit.storage.sector_answers.MOST_EMPLOYERS", 1)

    assert counted(db) == {"none": 1}
