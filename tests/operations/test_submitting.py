"""Submitting happens whole or not at all, whatever breaks and whoever races."""

import json
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from dd_toolkit.core.answering import chosen
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.documents import result_document
from dd_toolkit.operations import assessments
from dd_toolkit.operations.clock import now
from dd_toolkit.places import QUESTIONNAIRES
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate

PROFILE = {
    "profile.sector": "garment",
    "profile.size": "one",
    "profile.nationalities": "indian",
    "profile.workforce-sex": "men",
    "profile.country-of-hire": "abroad",
    "profile.uses-agency": "no",
    "profile.provides-housing": "no",
    "profile.domestic-worker": "no",
    "profile.subcontractors": "no",
}


@pytest.fixture(scope="module")
def questionnaire():
    """Three questions of the shipped ones that apply to everybody."""
    whole = load_library(QUESTIONNAIRES).questionnaire("c190")
    section = whole.section_by_id["c190.rules"]
    questions = tuple(q for q in section.questions if q.scored)[:3]
    return replace(whole, sections=(replace(section, questions=questions),))


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'dd.db'}"


@pytest.fixture
def db(address):
    opened = open_database(address)
    migrate(opened, at="now")
    yield opened
    opened.close()


@pytest.fixture
def complete(db, questionnaire):
    """An assessment of which every question is answered; its id."""
    assessments.begin(db, questionnaire, assessment_id="a", visit_secret=None, at=now())
    given = {name: chosen(option) for name, option in PROFILE.items()}
    given |= {q.id: chosen(q.options[1].id) for q in questionnaire.questions}
    answer(db, given)
    return "a"


def answer(db, given):
    case = assessments.open_case(db, "a")
    return assessments.answer(db, case, given, through="test", at=now())


def submit(db):
    return assessments.submit(db, "a", report_id="r", locale="en", at=now())


def rows(db, table):
    return list(db.query(f'SELECT * FROM "{table}"'))


class BreaksAt:
    """A database whose n-th statement fails, as a disk or a cable would."""

    def __init__(self, db, number):
        self.db = db
        self.left = number

    def _count(self):
        self.left -= 1
        if self.left == 0:
            raise OSError("the cable is out")

    def query(self, *words):
        self._count()
        return self.db.query(*words)

    def execute(self, *words):
        self._count()
        return self.db.execute(*words)

    @contextmanager
    def atomic(self):
        with self.db.atomic():
            yield self


@pytest.mark.parametrize("number", range(1, 6))
def test_a_submission_that_breaks_at_any_statement_leaves_a_draft(db, complete, number):
    with pytest.raises(OSError, match="cable"):
        submit(BreaksAt(db, number))

    (row,) = rows(db, "assessment")
    assert (row["submitted_at"], rows(db, "result"), rows(db, "report")) == (
        None,
        [],
        [],
    )


def test_the_table_above_breaks_at_every_statement_there_is(db, complete):
    assert isinstance(submit(BreaksAt(db, 6)), assessments.Submitted)


def test_the_stored_result_is_what_the_answers_come_to(db, complete):
    submit(db)

    case = assessments.open_case(db, "a")
    document = result_document(case.result, case.plan(case.result), case.answers)
    (stored,) = rows(db, "result")
    assert json.loads(stored["document"]) == json.loads(json.dumps(document))


def test_submitting_twice_stores_one_result(db, complete):
    submit(db)
    again = submit(db)

    assert (again.reason, len(rows(db, "result"))) == ("submitted", 1)


def test_an_incomplete_assessment_is_not_submitted(db, questionnaire):
    assessments.begin(db, questionnaire, assessment_id="a", visit_secret=None, at=now())

    refused = submit(db)

    assert (refused.reason, rows(db, "result")) == ("profile", [])


def test_an_unanswered_question_is_named(db, questionnaire):
    assessments.begin(db, questionnaire, assessment_id="a", visit_secret=None, at=now())
    answer(db, {name: chosen(option) for name, option in PROFILE.items()})

    refused = submit(db)

    assert set(refused.questions) == {q.id for q in questionnaire.questions}


def test_nothing_can_be_answered_after_submission(db, complete, questionnaire):
    submit(db)
    before = rows(db, "answer")

    refused = answer(db, {questionnaire.questions[0].id: chosen("unknown")})

    assert (refused.reason, rows(db, "answer")) == ("submitted", before)


def test_the_name_stays_after_submission(db, complete):
    submit(db)

    assert assessments.rename(db, assessments.open_case(db, "a"), "New") is False


@pytest.mark.parametrize("attempt", range(10))
def test_an_answer_that_races_with_submission_counts_or_is_refused(
    db, address, complete, questionnaire, attempt
):
    question = questionnaire.questions[0].id
    outcome = {}
    together = threading.Barrier(2)

    def answers():
        own = open_database(address)
        case = assessments.open_case(own, "a")
        together.wait()
        outcome["saved"] = assessments.answer(
            own, case, {question: chosen("unknown")}, through="test", at=now()
        )
        own.close()

    other = threading.Thread(target=answers)
    other.start()
    together.wait()
    submit(db)
    other.join()

    saved = isinstance(outcome["saved"], assessments.Saved)
    (stored,) = rows(db, "result")
    counted = '"unknown": 1' in stored["document"]
    assert saved == counted


def test_the_questionnaire_of_an_assessment_is_kept_once(db, questionnaire):
    for name in ("a", "b"):
        assessments.begin(
            db, questionnaire, assessment_id=name, visit_secret=None, at=now()
        )

    (kept,) = rows(db, "questionnaire")
    assert kept["sha256"] == questionnaire.fingerprint
