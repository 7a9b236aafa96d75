"""Submitting: what is refused stays a draft, what is taken is stored as it was."""

import datetime
import json
from dataclasses import replace

import pytest

from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.answering import Answer, answers_fingerprint, chosen
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.conditions import Answered
from dd_toolkit.core.documents import result_document
from dd_toolkit.core.result import METHOD
from dd_toolkit.core.scoring import score
from dd_toolkit.errors import DatabaseFull
from dd_toolkit.operations.assessments import (
    NotSubmitted,
    Saved,
    Submitted,
    open_case,
)
from dd_toolkit.storage import reports
from tests.builders import (
    DO_NOT_KNOW,
    DOES_NOT_APPLY,
    PAPERS,
    PROFILE_QUESTIONS,
    a_folder,
    a_profile_question,
    a_question,
    a_questionnaire,
    changed,
    valued,
)
from tests.operations.builders import (
    AT,
    COMPLETE,
    PROFILE,
    QUESTIONNAIRE,
    a_draft,
    a_submitted_case,
    begin,
    save,
    submit,
)
from tests.storage.databases import contents, full_disk, rows

LATER = AT + datetime.timedelta(days=1)


def without(answers, *names):
    return {name: answer for name, answer in answers.items() if name not in names}


def stored_document(db):
    (result,) = rows(db, "result")
    return json.loads(result["document"])


def test_submitting_says_which_report_was_asked_for(db):
    a_draft(db)

    assert submit(db, report_id="the-report") == Submitted("the-report")


def test_submitting_freezes_the_assessment_at_that_moment(db):
    a_draft(db)
    submit(db)

    assert open_case(db, "a").assessment.submitted_at == "2026-11-23T09:30:00.000Z"


def test_submitting_stores_what_scoring_the_answers_again_gives(db):
    a_submitted_case(db)

    result = score(QUESTIONNAIRE, COMPLETE)
    plan = action_plan(result, submitted=AT.date())
    again = result_document(result, plan, COMPLETE)
    assert stored_document(db) == json.loads(json.dumps(again))


def test_the_stored_result_is_the_one_that_the_case_gives_later(db):
    case = a_submitted_case(db)

    again = result_document(case.result, case.plan(case.result), case.answers)
    assert stored_document(db) == json.loads(json.dumps(again))


def test_the_stored_result_has_due_dates_that_count_from_the_submission(db):
    a_submitted_case(db)

    due = [action["due"] for action in stored_document(db)["actions"]]
    assert due
    assert all(day > "2026-11-23" for day in due)


def test_the_stored_result_names_its_method(db):
    a_submitted_case(db)

    (result,) = rows(db, "result")
    assert result["method"] == METHOD


def test_the_stored_result_names_the_answers_that_it_was_made_of(db):
    case = a_submitted_case(db)

    (result,) = rows(db, "result")
    assert result["answers_sha256"] == answers_fingerprint(case.answers)


def test_the_stored_result_counts_the_newest_answers(db):
    a_draft(db)
    save(db, {"m.q1": chosen("v0")})
    submit(db)

    (critical, *_) = stored_document(db)["questions"]
    assert (critical["id"], critical["value"]) == ("m.q1", 0)


def test_submitting_asks_for_the_action_plan_in_the_readers_language(db):
    a_draft(db)
    submit(db, report_id="r", locale="ar")

    report = reports.report_of(db, "a", kind="action-plan", locale="ar")
    assert (report.id, report.attempts, report.finished_at) == ("r", 0, None)


def test_answers_that_do_not_apply_any_more_hold_nobody_up(db):
    hidden = replace(
        QUESTIONNAIRE.question_by_id["m.q2"], when=Answered("m.q1", ("v0",))
    )
    questionnaire = a_questionnaire(QUESTIONNAIRE.question_by_id["m.q1"], hidden)
    a_draft(db, {**PROFILE, **valued(q1=1)}, questionnaire=questionnaire)

    assert isinstance(submit(db), Submitted)


@pytest.mark.parametrize("answer", [DO_NOT_KNOW, DOES_NOT_APPLY])
def test_not_knowing_and_not_applying_are_answers(db, answer):
    a_draft(db, {**COMPLETE, "m.q1": answer})

    assert isinstance(submit(db), Submitted)


def test_questions_that_are_not_scored_may_stay_open(db):
    case = a_draft(db)

    assert "m.count" not in case.answers
    assert isinstance(submit(db), Submitted)


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, NotSubmitted("profile")),
        (without(COMPLETE, "profile.sector"), NotSubmitted("profile")),
        (without(COMPLETE, *PROFILE), NotSubmitted("profile")),
        ({**COMPLETE, "profile.sector": Answer()}, NotSubmitted("profile")),
        (
            {**COMPLETE, "profile.sector": Answer(note="Not yet.")},
            NotSubmitted("profile"),
        ),
        (PROFILE, NotSubmitted("unanswered", ("m.q1", "m.q2"))),
        (without(COMPLETE, "m.q2"), NotSubmitted("unanswered", ("m.q2",))),
        ({**COMPLETE, "m.q1": Answer()}, NotSubmitted("unanswered", ("m.q1",))),
        (
            {**COMPLETE, "m.q1": Answer(note="Soon.")},
            NotSubmitted("unanswered", ("m.q1",)),
        ),
    ],
)
def test_what_is_not_complete_stays_the_draft_that_it_was(db, given, refused):
    a_draft(db, given)
    before = contents(db)

    assert submit(db) == refused
    assert contents(db) == before


def test_a_profile_question_of_several_choices_that_was_emptied_is_open_again(db):
    several = replace(a_profile_question("profile.who"), kind="choices")
    questionnaire = a_questionnaire(
        a_question("m.q1"), profile=(*PROFILE_QUESTIONS, several)
    )
    complete = {**PROFILE, **valued(q1=1), "profile.who": Answer(("garment", "farm"))}
    a_draft(db, complete, questionnaire=questionnaire)

    save(db, {"profile.who": Answer()})

    assert submit(db) == NotSubmitted("profile")


def test_a_refused_assessment_can_be_completed_and_submitted(db):
    a_draft(db, PROFILE)
    submit(db)

    save(db, valued(q1=1, q2=1))

    assert isinstance(submit(db), Submitted)


def test_submitting_again_is_refused_and_changes_nothing(db):
    a_submitted_case(db)
    before = contents(db)

    assert submit(db, report_id="another", at=LATER) == NotSubmitted("submitted")
    assert contents(db) == before


def test_an_unknown_assessment_cannot_be_submitted(db):
    begin(db)
    before = contents(db)

    assert isinstance(submit(db, assessment_id="b"), NotSubmitted)
    assert contents(db) == before


def a_large_questionnaire():
    return a_questionnaire(*(a_question(f"m.q{n}") for n in range(200)))


def test_on_a_full_disk_the_assessment_stays_the_draft_that_it_was(db):
    answers = {**PROFILE, **valued(**{f"q{n}": 0 for n in range(200)})}
    a_draft(db, answers, questionnaire=a_large_questionnaire())
    before = contents(db)

    with full_disk(db), pytest.raises(DatabaseFull):
        submit(db)

    assert contents(db) == before


def test_when_there_is_room_again_the_assessment_is_submitted(db):
    answers = {**PROFILE, **valued(**{f"q{n}": 0 for n in range(200)})}
    a_draft(db, answers, questionnaire=a_large_questionnaire())
    with full_disk(db), pytest.raises(DatabaseFull):
        submit(db)

    assert isinstance(submit(db), Submitted)


GIVEN_IN_PAPERS = {
    **PROFILE,
    "papers.passport": chosen("employer"),
    "papers.slip": chosen("yes"),
}


@pytest.fixture
def last_year(db, tmp_path):
    """A folder of questionnaires that changed after ``a`` was submitted with it."""
    folder = a_folder(tmp_path / "questionnaires")
    questionnaire = load_library(folder).questionnaire("whole")
    a_draft(db, GIVEN_IN_PAPERS, questionnaire=questionnaire)
    submit(db)
    a_folder(folder, papers=changed(PAPERS, "Who keeps the passports?", "Since when?"))
    return folder


def test_a_submitted_assessment_keeps_its_questions_when_the_files_change(
    db, last_year
):
    questionnaire = open_case(db, "a").questionnaire

    question = questionnaire.question_by_id["papers.passport"]
    assert question.ask == "Who keeps the passports?"


def test_a_submitted_assessment_has_the_same_result_when_the_files_change(
    db, last_year
):
    case = open_case(db, "a")

    again = result_document(case.result, case.plan(case.result), case.answers)
    assert stored_document(db) == json.loads(json.dumps(again))


def test_a_new_assessment_is_asked_what_the_files_say_now(db, last_year):
    begin(
        db,
        assessment_id="b",
        questionnaire=load_library(last_year).questionnaire("whole"),
    )

    question = open_case(db, "b").questionnaire.question_by_id["papers.passport"]
    assert question.ask == "Since when?"


def test_saving_is_acknowledged_until_the_submission(db):
    a_draft(db)

    acknowledged = save(db, {"m.q1": chosen("v50")})
    submit(db)
    refused = save(db, {"m.q1": chosen("v0")})

    assert (acknowledged, refused.reason) == (Saved(), "submitted")
