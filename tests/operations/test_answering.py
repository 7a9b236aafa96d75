"""Answering: history that only grows, all or none, and nothing after submission."""

import datetime
from dataclasses import replace

import pytest

from dd_toolkit.core.answering import MOST_CHARACTERS, Answer, chosen
from dd_toolkit.core.questionnaire import questionnaire_from_text
from dd_toolkit.operations import assessments
from dd_toolkit.operations.assessments import NotSaved, Saved, open_case
from dd_toolkit.storage import visits
from tests.builders import DO_NOT_KNOW, DOES_NOT_APPLY
from tests.operations.builders import (
    AT,
    COMPLETE,
    PROFILE,
    QUESTIONNAIRE,
    a_draft,
    a_submitted_case,
    begin,
    save,
)
from tests.storage.databases import contents, rows

LATER = AT + datetime.timedelta(minutes=5)
YES = chosen("v100")
NO = chosen("v0")


@pytest.fixture
def draft(db):
    """A database with the assessment ``a``, without answers."""
    begin(db)
    return db


def history(db, question_id="m.q1"):
    found = [row for row in rows(db, "answer") if row["question_id"] == question_id]
    return sorted(found, key=lambda row: row["revision"])


def test_a_new_assessment_has_no_answers(draft):
    assert open_case(draft, "a").answers == {}


def test_beginning_lets_the_visit_open_the_assessment(db):
    visits.begin_visit(db, "secret", at="2026-11-23")

    begin(db, visit_secret="secret")

    assert visits.may_open(db, "secret", "a", since="2026-11-22")


def test_beginning_without_a_visit_lets_nobody_in(draft):
    assert rows(draft, "visit_assessment") == []


def test_beginning_with_an_unknown_visit_leaves_nothing(db):
    before = contents(db)

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        begin(db, visit_secret="never begun")

    assert contents(db) == before


def test_there_is_no_case_of_an_unknown_id(draft):
    assert open_case(draft, "b") is None


def test_a_saved_answer_is_the_cases_answer(draft):
    save(draft, {"m.q1": YES})

    assert open_case(draft, "a").answers == {"m.q1": YES}


def test_two_answers_to_a_question_are_two_rows(draft):
    save(draft, {"m.q1": YES})
    save(draft, {"m.q1": NO})

    assert len(history(draft)) == 2


def test_the_newest_answer_counts(draft):
    save(draft, {"m.q1": YES})
    save(draft, {"m.q1": NO})

    assert open_case(draft, "a").answers == {"m.q1": NO}


def test_the_newest_answer_counts_even_if_a_clock_went_back(draft):
    save(draft, {"m.q1": YES}, at=LATER)
    save(draft, {"m.q1": NO}, at=AT)

    assert open_case(draft, "a").answers == {"m.q1": NO}


def test_an_answer_given_once_more_after_another_counts_again(draft):
    for given in (YES, NO, YES):
        save(draft, {"m.q1": given})

    assert [open_case(draft, "a").answers["m.q1"], len(history(draft))] == [YES, 3]


def test_history_says_when_and_through_what(draft):
    case = open_case(draft, "a")

    assessments.answer(draft, case, {"m.q1": YES}, through="autosave", at=LATER)

    (row,) = history(draft)
    assert (row["through"], row["answered_at"]) == (
        "autosave",
        "2026-11-23T09:35:00.000Z",
    )


def test_saving_the_same_answer_twice_writes_one_row(draft):
    save(draft, {"m.q1": YES})
    save(draft, {"m.q1": YES}, at=LATER)

    assert len(history(draft)) == 1


def test_saving_the_same_answer_twice_is_acknowledged_twice(draft):
    assert [save(draft, {"m.q1": YES}) for _ in range(2)] == [Saved(), Saved()]


def test_only_the_changed_answers_of_a_page_are_written(draft):
    save(draft, {"m.q1": YES, "m.q2": YES})
    save(draft, {"m.q1": YES, "m.q2": NO})

    assert (len(history(draft, "m.q1")), len(history(draft, "m.q2"))) == (1, 2)


def test_a_note_alone_is_a_change(draft):
    save(draft, {"m.q1": YES})
    save(draft, {"m.q1": replace(YES, note="Since May.")})

    assert open_case(draft, "a").answers["m.q1"].note == "Since May."


def test_saving_nothing_is_acknowledged_and_writes_nothing(draft):
    before = contents(draft)

    assert save(draft, {}) == Saved()
    assert contents(draft) == before


def test_answers_of_a_page_share_a_revision(draft):
    save(draft, PROFILE)

    assert {row["revision"] for row in rows(draft, "answer")} == {1}


@pytest.mark.parametrize("answer", [DO_NOT_KNOW, DOES_NOT_APPLY, Answer()])
def test_an_answer_may_be_replaced_by_what_is_none(draft, answer):
    save(draft, {"m.q1": YES})
    save(draft, {"m.q1": answer})

    assert open_case(draft, "a").answers["m.q1"] == answer


BAD = [
    {"m.unknown": YES},
    {"": YES},
    {"m.q1' OR '1'='1": YES},
    {"m.q1": chosen("no-such-option")},
    {"m.q1": Answer(("v100", "v0"))},
    {"m.q1": Answer(("not-applicable",))},
    {"m.q2": DOES_NOT_APPLY},
    {"m.q1": Answer(("v100",), text="and words")},
    {"m.count": Answer(text="many")},
    {"m.count": DO_NOT_KNOW},
    {"m.note": Answer(text="x" * (MOST_CHARACTERS + 1))},
    {"m.q1": Answer(("v100",), note="x" * (MOST_CHARACTERS + 1))},
    {"m.q1": Answer(("v100",), note="half \ud83d")},
    {"profile.sector": chosen("mining")},
]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_answer_is_refused_by_name(draft, bad):
    refused = save(draft, bad)

    assert (refused.reason, [refusal.question for refusal in refused.refusals]) == (
        "refused",
        list(bad),
    )


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_answer_among_good_ones_writes_none_of_them(draft, bad):
    before = contents(draft)

    save(draft, {"m.q2": YES, **bad, "m.count": Answer(text="12"), **bad})

    assert contents(draft) == before


def test_every_bad_answer_of_a_page_is_named(draft):
    refused = save(draft, {"m.q1": chosen("none"), "m.q2": YES, "m.unknown": YES})

    assert [refusal.question for refusal in refused.refusals] == ["m.q1", "m.unknown"]


@pytest.mark.parametrize("given", [{"m.q1": NO}, COMPLETE, {"m.note": Answer()}, {}])
def test_after_submission_no_answer_is_taken(db, given):
    a_submitted_case(db)

    assert save(db, given) == NotSaved("submitted")


def test_after_submission_nothing_changes(db):
    case = a_submitted_case(db)
    before = contents(db)

    save(db, {"m.q1": NO, "m.note": Answer(text="more")})
    assessments.rename(db, case, "Another name")

    assert contents(db) == before


def test_who_opened_the_page_before_submission_is_refused_too(db):
    opened_before = a_draft(db)
    assessments.submit(db, "a", report_id="r", locale="en", at=AT)
    before = contents(db)

    saved = assessments.answer(
        db, opened_before, {"m.q1": NO}, through="autosave", at=LATER
    )

    assert (saved, contents(db)) == (NotSaved("submitted"), before)


def test_a_draft_can_be_renamed(db):
    assert assessments.rename(db, a_draft(db), "Sunrise Garments")
    assert open_case(db, "a").assessment.name == "Sunrise Garments"


def test_after_submission_the_name_stays(db):
    case = a_submitted_case(db)

    assert not assessments.rename(db, case, "Another name")
    assert open_case(db, "a").assessment.name == ""


def test_a_page_opened_before_submission_cannot_rename_either(db):
    opened_before = a_draft(db)
    assessments.submit(db, "a", report_id="r", locale="en", at=AT)

    assert not assessments.rename(db, opened_before, "Another name")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Sunrise \t\n Garments ", "Sunrise Garments"),
        ("", ""),
        ("x" * 500, "x" * 120),
        ("  ", ""),
    ],
)
def test_a_name_is_one_short_line(db, given, kept):
    assessments.rename(db, a_draft(db), given)

    assert open_case(db, "a").assessment.name == kept


def test_an_assessment_keeps_the_questionnaire_that_it_began_with(db):
    begin(db, assessment_id="last-year")
    changed = replace(QUESTIONNAIRE, title="Everything, and more", version="2.0.0")
    begin(db, assessment_id="this-year", questionnaire=changed)

    titles = [
        open_case(db, assessment_id).questionnaire.title
        for assessment_id in ("last-year", "this-year")
    ]

    assert titles == ["Everything", "Everything, and more"]


def test_assessments_of_the_same_questionnaire_share_its_text(db):
    for assessment_id in ("a", "b", "c"):
        begin(db, assessment_id=assessment_id)

    (kept,) = rows(db, "questionnaire")
    assert questionnaire_from_text(kept["text"]) == QUESTIONNAIRE
