"""What follows a submission: it stays as it is, whatever is begun after it."""

import datetime
import itertools
import json
from dataclasses import replace

import pytest

from dd_toolkit.core.answering import Answer, chosen
from dd_toolkit.core.codes import verification_code
from dd_toolkit.operations import assessments, editions
from dd_toolkit.operations.assessments import NotSaved, Saved, open_case
from dd_toolkit.operations.editions import NotPossible
from dd_toolkit.storage import visits
from dd_toolkit.storage.results import kept_result, result_of_code
from tests.builders import a_question, a_questionnaire, valued
from tests.operations.builders import (
    AT,
    COMPLETE,
    PROFILE,
    QUESTIONNAIRE,
    a_draft,
    a_submitted_case,
    save,
    submit,
)
from tests.storage.databases import all_at_once, rows

LATER = AT + datetime.timedelta(days=365)

NEW_VERSION = replace(
    a_questionnaire(
        *(
            replace(question, options=question.options[:1])
            if question.id == "m.q2"
            else question
            for question in QUESTIONNAIRE.questions
        ),
        a_question("m.q3"),
    ),
    version="2.0.0",
)
"""Its m.q2 has only the option v100, and its m.q3 is new."""


def reopen(db, of="a", *, new_id="b", visit_secret=None):
    return editions.reopen(db, of, new_id=new_id, visit_secret=visit_secret, at=LATER)


def next_year(db, of="a", *, new_id="b", questionnaire=QUESTIONNAIRE):
    return editions.begin_next_year(
        db,
        open_case(db, of),
        questionnaire,
        new_id=new_id,
        visit_secret=None,
        at=LATER,
    )


def move(db, case=None, to=NEW_VERSION):
    return editions.move(db, case or open_case(db, "a"), to, at=LATER)


def all_of(db, assessment_id):
    """Every row that belongs to the assessment."""
    own = {"assessment": "id", "report": "subject_id"}
    return {
        table: [
            row
            for row in rows(db, table)
            if row[own.get(table, "assessment_id")] == assessment_id
        ]
        for table in ("assessment", "answer", "result", "report")
    }


# --- codes ---------------------------------------------------------------------------


def test_a_submission_is_found_by_its_code(db):
    a_submitted_case(db)

    code = kept_result(db, "a").code
    assert result_of_code(db, code).assessment_id == "a"


def test_the_code_follows_from_what_was_submitted(db):
    a_submitted_case(db)

    kept = kept_result(db, "a")
    assert kept.code == verification_code(
        questionnaire_sha256=QUESTIONNAIRE.fingerprint,
        answers_sha256=kept.answers_sha256,
        method=kept.method,
        submitted_at=kept.submitted_at,
        assessment_id="a",
    )


def test_two_submissions_of_the_same_answers_have_two_codes(db):
    a_submitted_case(db)
    a_submitted_case(db, assessment_id="b", report_id="r2")

    assert kept_result(db, "a").code != kept_result(db, "b").code


def test_a_draft_has_no_code(db):
    a_draft(db)

    assert editions.standing(db, open_case(db, "a")).code == ""


# --- editions ------------------------------------------------------------------------


def test_a_new_edition_begins_with_the_same_answers(db):
    case = a_submitted_case(db)

    assert reopen(db) == "b"
    assert open_case(db, "b").answers == case.answers


def test_a_new_edition_names_the_one_before(db):
    a_submitted_case(db)
    reopen(db)

    found = open_case(db, "b").assessment
    assert (found.edition, found.replaces_id, found.submitted) == (2, "a", False)


def test_the_answers_of_a_new_edition_say_how_they_came(db):
    a_submitted_case(db)
    reopen(db)

    assert {row["through"] for row in all_of(db, "b")["answer"]} == {"reopened"}


def test_reopening_leaves_the_submitted_one_untouched(db):
    a_submitted_case(db)
    before = all_of(db, "a")

    reopen(db)
    save(db, {"m.q1": chosen("v0")}, assessment_id="b")
    submit(db, assessment_id="b", report_id="r2", at=LATER)

    assert all_of(db, "a") == before


def test_a_draft_cannot_be_reopened(db):
    a_draft(db)

    assert reopen(db) == NotPossible("draft")
    assert len(rows(db, "assessment")) == 1


def test_what_is_not_there_cannot_be_reopened(db):
    assert reopen(db) == NotPossible("draft")


def test_reopening_again_leads_to_the_edition_that_was_begun(db):
    a_submitted_case(db)
    reopen(db)

    assert reopen(db, new_id="c") == "b"
    assert len(rows(db, "assessment")) == 2


def test_several_who_reopen_at_once_get_the_same_edition(db, connect):
    a_submitted_case(db)
    connections = [connect() for _ in range(4)]

    opened = all_at_once(
        *(
            lambda other=other, n=n: reopen(other, new_id=f"new{n}")
            for n, other in enumerate(connections)
        )
    )

    assert len(set(opened)) == 1
    assert len(rows(db, "assessment")) == 2


def test_whoever_reopens_may_open_the_new_edition(db):
    a_submitted_case(db)
    visits.begin_visit(db, "secret", at="2026")

    reopen(db, visit_secret="secret")

    assert visits.may_open(db, "secret", "b", since="2026")


def test_an_edition_is_superseded_only_once_the_newer_is_submitted(db):
    a_submitted_case(db)
    reopen(db)
    before = kept_result(db, "a").replaced_at

    submit(db, assessment_id="b", report_id="r2", at=LATER)

    after = kept_result(db, "a").replaced_at
    assert (before, after) == (None, "2027-11-23T09:30:00.000Z")


def test_a_third_edition_follows_the_second(db):
    a_submitted_case(db)
    reopen(db)
    submit(db, assessment_id="b", report_id="r2")

    reopen(db, "b", new_id="c")

    assert open_case(db, "c").assessment.edition == 3


def test_the_report_of_an_edition_knows_which_day_it_replaces(db):
    a_submitted_case(db)
    reopen(db)

    stands = editions.standing(db, open_case(db, "b"))

    assert (stands.edition, stands.replaced_on) == (2, AT.date())


# --- next year -----------------------------------------------------------------------


def test_next_year_begins_with_the_profile_and_nothing_else(db):
    a_submitted_case(db)

    assert next_year(db) == "b"
    assert open_case(db, "b").answers == PROFILE


def test_next_year_uses_the_current_version(db):
    a_submitted_case(db)
    next_year(db, questionnaire=NEW_VERSION)

    assert open_case(db, "b").questionnaire.version == "2.0.0"


def test_profile_answers_that_no_longer_fit_are_not_taken_along(db):
    a_submitted_case(db)
    agency, sector = QUESTIONNAIRE.profile[1], QUESTIONNAIRE.profile[0]
    narrower = replace(
        QUESTIONNAIRE, profile=(replace(sector, options=sector.options[1:]), agency)
    )

    next_year(db, questionnaire=narrower)

    assert list(open_case(db, "b").answers) == ["profile.uses-agency"]


def test_next_year_does_not_begin_from_a_draft(db):
    a_draft(db)

    assert next_year(db) == NotPossible("draft")
    assert len(rows(db, "assessment")) == 1


def test_next_year_does_not_begin_where_the_questionnaire_is_gone(db):
    a_submitted_case(db)

    assert next_year(db, questionnaire=None) == NotPossible("unknown questionnaire")


def test_beginning_next_year_twice_goes_on_with_the_first(db):
    a_submitted_case(db)
    next_year(db)

    assert next_year(db, new_id="c") == "b"


def test_last_years_answer_can_be_given_again_with_its_note(db):
    a_draft(db, {**COMPLETE, "m.q1": Answer(("v100",), note="As agreed.")})
    submit(db)
    next_year(db)
    case = open_case(db, "b")

    same = editions.as_last_year(case, editions.last_year(db, case), "m.q1")

    assert same == Answer(("v100",), note="As agreed.")


def test_a_note_of_this_year_replaces_that_of_last_year(db):
    a_draft(db, {**COMPLETE, "m.q1": Answer(("v100",), note="As agreed.")})
    submit(db)
    next_year(db)
    case = open_case(db, "b")

    same = editions.as_last_year(
        case, editions.last_year(db, case), "m.q1", note="New."
    )

    assert same.note == "New."


@pytest.mark.parametrize("question", ["m.count", "m.nothing", "m.q3"])
def test_what_was_not_answered_last_year_cannot_be_given_again(db, question):
    a_submitted_case(db)
    next_year(db, questionnaire=NEW_VERSION)
    case = open_case(db, "b")

    earlier = editions.last_year(db, case)

    assert editions.as_last_year(case, earlier, question) is None


def test_an_answer_whose_option_is_gone_cannot_be_given_again(db):
    a_submitted_case(db)
    next_year(db, questionnaire=NEW_VERSION)
    case = open_case(db, "b")

    assert editions.as_last_year(case, editions.last_year(db, case), "m.q2") is None


def test_the_trend_compares_the_two_stored_results(db):
    a_submitted_case(db)
    next_year(db)
    save(db, valued(q1=0, q2=1), assessment_id="b")
    submit(db, assessment_id="b", report_id="r2", at=LATER)

    stands = editions.standing(db, open_case(db, "b"))

    assert (stands.before_on, stands.trend.overall.direction) == (AT.date(), "down")


def test_a_new_edition_of_next_year_still_knows_the_year_before(db):
    a_submitted_case(db)
    next_year(db)
    save(db, valued(q1=1, q2=1), assessment_id="b")
    submit(db, assessment_id="b", report_id="r2", at=LATER)

    reopen(db, "b", new_id="c")

    assert open_case(db, "c").assessment.starts_from_id == "a"


# --- newer questions -----------------------------------------------------------------


def test_a_draft_of_the_current_version_has_no_change(db):
    a_draft(db)

    assert editions.change_of_questions(db, open_case(db, "a"), QUESTIONNAIRE) is None


def test_a_draft_is_told_what_a_newer_version_changes(db):
    a_draft(db)

    found = editions.change_of_questions(db, open_case(db, "a"), NEW_VERSION)

    assert (found.new, found.second_look) == (("m.q3",), ("m.q2",))


def test_moving_keeps_what_fits_and_sets_aside_what_does_not(db):
    a_draft(db)

    move(db)

    case = open_case(db, "a")
    assert case.questionnaire.version == "2.0.0"
    assert case.answers == {**COMPLETE, "m.q2": Answer()}


def test_an_answer_that_was_set_aside_stays_in_the_history(db):
    a_draft(db)

    move(db)

    history = [
        (row["through"], json.loads(row["given"]))
        for row in sorted(rows(db, "answer"), key=lambda row: row["revision"])
        if row["question_id"] == "m.q2"
    ]
    assert history == [("page", {"choices": ["v50"]}), ("moved", {})]


def test_what_was_set_aside_needs_a_second_look_until_it_is_answered(db):
    a_draft(db)
    move(db)
    before = editions.second_look(db, open_case(db, "a"))

    save(db, {"m.q2": chosen("v100")})

    assert (before, editions.second_look(db, open_case(db, "a"))) == (("m.q2",), ())


def test_a_submitted_assessment_never_moves(db):
    case = a_submitted_case(db)
    before = all_of(db, "a")

    assert move(db) == NotPossible("changed")
    assert editions.change_of_questions(db, case, NEW_VERSION) is None
    assert all_of(db, "a") == before


def test_a_draft_that_moved_meanwhile_is_not_moved_again(db):
    case = a_draft(db)
    move(db)

    assert move(db, case) == NotPossible("changed")


def test_an_answer_that_was_checked_against_the_old_version_is_refused_after_it(db):
    case = a_draft(db)
    move(db)

    late = assessments.answer(
        db, case, {"m.q2": chosen("v0")}, through="page", at=LATER
    )

    assert late == NotSaved("moved")


def test_a_draft_that_stays_on_its_version_goes_on_working(db):
    a_draft(db)

    assert save(db, {"m.q2": chosen("v0")}) == Saved()
    assert submit(db).report_id == "r"


def test_moving_while_others_answer_never_leaves_an_answer_that_does_not_fit(
    db, connect
):
    a_draft(db)
    mover, saver = connect(), connect()
    case = open_case(saver, "a")
    values = itertools.cycle([chosen("v50"), chosen("v0")])

    def keep_answering():
        return [
            assessments.answer(
                saver, case, {"m.q2": next(values)}, through="page", at=LATER
            )
            for _ in range(20)
        ]

    all_at_once(keep_answering, lambda: move(mover))

    assert open_case(db, "a").answers["m.q2"] == Answer()


# --- among colleagues ----------------------------------------------------------------


@pytest.fixture
def at_a_site(db):
    """A submitted case of a firm, for its mill and 2026, with a file of evidence."""
    a_draft(db)
    db.executescript(
        """
        INSERT INTO organisation (id, name, created_at) VALUES ('firm', 'Firm', '1');
        INSERT INTO site (id, organisation_id, name, created_at)
        VALUES ('mill', 'firm', 'Mill', '1');
        UPDATE assessment SET organisation_id = 'firm', site_id = 'mill', year = 2026;
        INSERT INTO evidence
            (id, assessment_id, question_id, sha256, name, media_type, size,
             received_at)
        VALUES ('e', 'a', 'm.q1', 'h', 'contract.pdf', 'application/pdf', 1, '1');
        """
    )
    save(db, COMPLETE)
    submit(db)
    return db


def whose(db, assessment_id):
    found = open_case(db, assessment_id).assessment
    return found.organisation_id, found.site_id, found.year


def test_a_new_edition_is_the_same_firms_for_the_same_site_and_year(at_a_site):
    reopen(at_a_site)

    assert whose(at_a_site, "b") == ("firm", "mill", 2026)


def test_a_new_edition_has_the_evidence_of_the_one_before(at_a_site):
    reopen(at_a_site)

    files = [(f["assessment_id"], f["name"]) for f in rows(at_a_site, "evidence")]
    assert sorted(files) == [("a", "contract.pdf"), ("b", "contract.pdf")]


def test_next_year_is_the_same_firms_a_year_later(at_a_site):
    next_year(at_a_site)

    assert whose(at_a_site, "b") == ("firm", "mill", 2027)


def test_next_year_takes_no_place_that_is_taken(at_a_site):
    a_draft(at_a_site, assessment_id="there")
    at_a_site.execute(
        """
        UPDATE assessment SET organisation_id = 'firm', site_id = 'mill', year = 2027
        WHERE id = 'there'
        """
    )

    next_year(at_a_site)

    assert whose(at_a_site, "b") == ("firm", None, None)
