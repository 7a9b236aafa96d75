"""A participant's own answers become a private draft, and nobody can tell whose."""

import datetime
from dataclasses import replace

import pytest

from dd_toolkit.core.answering import Answer, chosen
from dd_toolkit.core.assembly import Library
from dd_toolkit.operations import rooms
from dd_toolkit.operations.assessments import open_case
from dd_toolkit.operations.rooms import NotTaken, TakenHome
from dd_toolkit.storage import assessments, counting, visits
from tests.operations.builders import AT, COMPLETE, PROFILE, QUESTIONNAIRE, save, submit
from tests.operations.workshop_builders import (
    BEFORE,
    OWN,
    PLAN,
    PRACTICE,
    SEVERAL,
    a_room,
    people,
    secret_of,
)
from tests.storage.databases import rows

LIBRARY = Library({QUESTIONNAIRE.id: QUESTIONNAIRE}, {})


def answered(db, option="v50"):
    """A room in which p1 answered everything that there is."""
    room = a_room(db, *people(2), pace="free")
    for number, choice in (
        (OWN, option),
        (SEVERAL, "x"),
        (BEFORE[0], "a"),
        (PRACTICE[0], "v0"),
    ):
        room.all_answer(["p1"], number, choice)
    return room


def taken(db, name="p1", *, library=LIBRARY, visit_secret=None, at=AT):
    return rooms.take_home(
        db, library, "w", secret_of(name), visit_secret=visit_secret, at=at
    )


def test_the_answers_about_the_own_workplace_are_a_draft(db):
    answered(db)

    home = taken(db)

    case = open_case(db, home.assessment_id)
    assert home == TakenHome(case.assessment.id, 1)
    assert case.answers == {"m.q1": chosen("v50")}
    assert not case.assessment.submitted
    (kept,) = assessments.answer_history(db, home.assessment_id)
    assert kept.through == "workshop"


def test_dont_know_goes_along(db):
    answered(db, "unknown")

    assert open_case(db, taken(db).assessment_id).answers["m.q1"] == chosen("unknown")


def test_what_needs_a_reason_stays_to_be_answered(db):
    """A room collects no reason why a question does not apply."""
    answered(db, "not-applicable")

    assert taken(db) == NotTaken("nothing")


def test_who_takes_it_home_twice_has_one_draft_as_it_is_by_now(db):
    answered(db)
    first = taken(db)
    save(db, {"m.q2": chosen("v0")}, assessment_id=first.assessment_id)

    again = taken(db)

    assert again == TakenHome(first.assessment_id, 2)
    assert len(rows(db, "assessment")) == 1


def test_it_opens_in_this_browser_and_in_no_other(db):
    answered(db)
    for secret in ("mine", "other"):
        visits.begin_visit(db, secret, at=AT.isoformat())

    home = taken(db, visit_secret="mine").assessment_id

    may = [visits.may_open(db, one, home, since="") for one in ("mine", "other")]
    assert may == [True, False]


@pytest.mark.parametrize(
    ("name", "days", "reason"), [("nobody", 0, "stranger"), ("p2", 0, "nothing")]
)
def test_who_has_nothing_takes_nothing(db, name, days, reason):
    answered(db)

    assert taken(db, name) == NotTaken(reason)


@pytest.mark.parametrize(("days", "late"), [(7, False), (8, True)])
def test_it_can_be_taken_for_a_week_after_the_end(db, days, late):
    room = answered(db)
    room.ends()

    home = taken(db, at=AT + datetime.timedelta(days=days))

    assert (home == NotTaken("late")) == late


def test_nothing_in_the_database_leads_from_a_phone_to_its_draft(db):
    answered(db)
    home = taken(db).assessment_id

    (phone, _) = rows(db, "participant")
    elsewhere = [
        row
        for table in ("participant", "workshop_answer", "workshop", "workshop_step")
        for row in rows(db, table)
    ]

    assert home not in repr(elsewhere)
    begun = [row for row in rows(db, "audit_entry") if row["subject"] == home]
    assert phone["id"] not in repr(begun)
    assert phone["secret_sha256"] not in repr(begun)
    assert "'w'" not in repr(begun)


def test_another_phone_has_another_draft(db):
    room = answered(db)
    room.all_answer(["p2"], OWN, "v50")

    assert taken(db, "p1").assessment_id != taken(db, "p2").assessment_id


def test_a_set_that_is_gone_gives_way_to_the_whole_one(db):
    whole = replace(QUESTIONNAIRE, id="due-diligence")
    answered(db)

    home = taken(db, library=Library({"due-diligence": whole}, {}))

    kept = open_case(db, home.assessment_id).questionnaire
    assert (kept.id, PLAN.questionnaire) == ("due-diligence", QUESTIONNAIRE.id)


def test_answers_that_wait_for_the_profile_are_told(db):
    """A room asks nobody who works for them; their questions may have conditions."""
    question = replace(QUESTIONNAIRE.question_by_id["m.q1"], sectors=("garment",))
    (section,) = QUESTIONNAIRE.sections
    others = section.questions[1:]
    conditional = replace(
        QUESTIONNAIRE,
        sections=(replace(section, questions=(question, *others)),),
    )
    answered(db)

    home = taken(db, library=Library({QUESTIONNAIRE.id: conditional}, {}))
    save(db, PROFILE, assessment_id=home.assessment_id)
    later = taken(db, library=Library({QUESTIONNAIRE.id: conditional}, {}))

    assert (home.answers, home.waiting) == (1, 1)
    assert (later.answers, later.waiting) == (1, 0)


def test_what_a_room_answered_is_in_no_statistics(db):
    """Only what an employer submits counts; a draft taken home is as any other."""
    room = answered(db)
    room.ends()
    home = taken(db).assessment_id

    assert rows(db, "result") == []
    assert counting.counts(db).submitted == 0

    save(db, {**COMPLETE, "m.q2": Answer(choices=("v0",))}, assessment_id=home)
    submit(db, assessment_id=home)

    assert counting.counts(db).submitted == 1
