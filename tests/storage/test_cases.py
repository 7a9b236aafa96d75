"""The list of an auditor's cases: own ones only, filtered, sorted, searched."""

from dataclasses import replace

import pytest

from dd_toolkit.core.searching import words_asked, words_in
from dd_toolkit.storage import case_lines, reviewers
from dd_toolkit.storage.cases import (
    PAGE,
    Choices,
    Filters,
    cases_of,
    choices_of,
    count_of,
    counts_by_state,
    hits_of,
)
from tests.many_cases import fill
from tests.operations.reviews import QUESTIONNAIRE, people

LINE = case_lines.Line(
    questionnaire_id="whole",
    year=2026,
    risk=100,
    critical=0,
    signs=0,
    unknown=0,
    not_applicable=0,
    applicable=3,
    evidenced=0,
    contradictions=0,
    fallen=0,
    sector="garment",
    rating="A",
    score=90_000,
)


@pytest.fixture
def many(db):
    """Three cases of ``lead``: case0000, case0001 and case0002, alike and dull."""
    people(db)
    fill(db, QUESTIONNAIRE, cases=3, answers=6, auditor="lead")
    db.execute("UPDATE review SET state = 'in-review', signed_at = NULL, due_on = NULL")
    db.execute("DELETE FROM case_word")
    for number in range(3):
        change(db, number)


def change(db, number, **changes):
    case_lines.keep_line(db, f"case000{number}", replace(LINE, **changes))


def update(db, number, **facts):
    for column, fact in facts.items():
        db.execute(
            f"UPDATE review SET {column} = :fact WHERE id = :id",
            {"fact": fact, "id": f"case000{number}"},
        )


def write(db, number, text, source="finding"):
    case_lines.keep_words(
        db, f"case000{number}", source=source, source_id="m.q1", words=words_in(text)
    )


def shown(db, account_id="lead", *, sort="risk", page=1, **filters):
    found = cases_of(db, account_id, Filters(**filters), sort=sort, page=page)
    many = count_of(db, account_id, Filters(**filters))
    assert page > 1 or len(found) == many
    return [int(case.review_id[-1]) for case in found]


def test_the_riskiest_come_first_and_equal_ones_keep_their_order(db, many):
    change(db, 2, risk=700)

    assert shown(db) == [2, 0, 1]


def test_those_due_first_come_first_and_those_without_a_day_last(db, many):
    update(db, 2, due_on="2026-12-01")
    update(db, 1, due_on="2026-12-24")

    assert shown(db, sort="due") == [2, 1, 0]


def test_those_who_wait_longest_come_first(db, many):
    update(db, 1, asked_at="2026-11-25")

    assert shown(db, sort="asked") == [0, 2, 1]


@pytest.mark.parametrize(
    "filters",
    [
        {"sector": "farm"},
        {"questionnaire_id": "household"},
        {"year": 2025},
        {"critical": True},
        {"signs": True},
        {"states": ("replying",)},
        {"states": ("submitted", "replying")},
        {"due_by": "2026-12-01"},
    ],
)
def test_each_filter_leaves_only_what_it_names(db, many, filters):
    change(
        db,
        1,
        sector="farm",
        questionnaire_id="household",
        year=2025,
        critical=1,
        signs=2,
    )
    update(db, 1, state="replying", due_on="2026-12-01")
    update(db, 2, due_on="2026-12-02")

    assert shown(db, **filters) == [1]


def test_what_is_signed_is_due_no_more(db, many):
    update(db, 1, due_on="2026-12-01", signed_at="2026-11-30")

    assert shown(db, due_by="2026-12-31") == []


def test_nobody_sees_anothers_cases(db, many):
    assert shown(db, "other") == []
    assert counts_by_state(db, "other") == {}
    assert choices_of(db, "other") == Choices((), (), ())


def test_a_case_that_was_taken_away_is_gone_from_the_list(db, many):
    reviewers.end_assignment(db, "case0001", "lead", at="2026")

    assert shown(db) == [0, 2]


def test_pages_hold_fifty_and_leave_nothing_out(db):
    people(db)
    fill(db, QUESTIONNAIRE, cases=PAGE + 2, answers=3, auditor="lead")

    pages = [cases_of(db, "lead", page=page) for page in (1, 2, 3)]

    assert [len(page) for page in pages] == [PAGE, 2, 0]
    assert len({case.review_id for page in pages for case in page}) == PAGE + 2


def test_the_filters_offer_what_there_is(db, many):
    change(db, 1, sector="farm", year=2024)
    change(db, 2, sector="", year=None)

    assert choices_of(db, "lead") == Choices(
        ("farm", "garment"), ("whole",), (2024, 2026)
    )


def test_states_are_counted(db, many):
    update(db, 1, state="replying")

    assert counts_by_state(db, "lead") == {"in-review": 2, "replying": 1}


SEARCHES = {
    "passports": [0],
    "PASSPORTS safe": [0],
    "pass": [0, 1],
    "passports pas": [0],
    "pas passports": [],
    "overtime": [2],
    "جواز": [1],
    "السَّفر": [1],
    "passports overtime": [],
    "300": [2],
    "of": [0, 1],
    "p_ss": [],
    "'; DROP TABLE review; --": [],
}


def test_every_word_must_stand_there_and_the_last_may_be_a_beginning(db, many):
    write(db, 0, "A safe full of passports.")
    write(db, 1, "The passage of جوازات السفر")
    write(db, 2, "Overtime: ٣٠٠ dinars", source="note")

    found = {query: shown(db, words=words_asked(query)) for query in SEARCHES}

    assert found == SEARCHES


def test_words_may_stand_in_different_texts_of_one_case(db, many):
    write(db, 0, "passports")
    write(db, 0, "overtime", source="reply")

    assert shown(db, words=("passports", "overtime")) == [0]


def test_words_of_a_text_that_was_changed_are_found_no_more(db, many):
    write(db, 0, "passports")
    write(db, 0, "contracts")

    assert (shown(db, words=("passports",)), shown(db, words=("contracts",))) == (
        [],
        [0],
    )


def test_hits_tell_in_how_many_texts_of_which_kind(db, many):
    write(db, 0, "passports in a safe")
    write(db, 0, "passports", source="note")
    write(db, 1, "contracts")

    hits = hits_of(db, ("case0000", "case0001"), ("safe", "pass"))

    assert hits == {"case0000": {"finding": 1, "note": 1}}
    assert hits_of(db, (), ("safe",)) == hits_of(db, ("case0000",), ()) == {}


def test_a_text_of_very_many_words_is_kept_whole(db, many):
    write(db, 0, " ".join(f"word{number}" for number in range(450)))

    assert shown(db, words=("word449",)) == [0]
