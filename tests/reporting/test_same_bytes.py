"""A report that is made again is the same, byte for byte, in every process."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pdf_reading import words_of

from dd_toolkit.operations.assessments import open_case
from dd_toolkit.operations.editions import begin_next_year, reopen, standing
from dd_toolkit.reporting.kinds import plan_pdf
from dd_toolkit.reporting.worker import make_next
from dd_toolkit.storage import reports
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from tests.altering import data_of
from tests.builders import valued
from tests.operations.builders import AT, QUESTIONNAIRE, a_submitted_case, save, submit

ROOT = Path(__file__).parents[2]
LATER = AT.replace(year=2027)


@pytest.fixture
def db(tmp_path):
    """A site with a submission, its second edition, and the one of the next year."""
    database = open_database(f"sqlite:///{tmp_path / 'dd.db'}")
    migrate(database, at="now")
    case = a_submitted_case(database)
    reopen(database, "a", new_id="edition2", visit_secret=None, at=LATER)
    submit(database, assessment_id="edition2", report_id="r2", at=LATER)
    begin_next_year(
        database, case, QUESTIONNAIRE, new_id="year2", visit_secret=None, at=LATER
    )
    save(database, valued(q1=1, q2=0), assessment_id="year2")
    submit(database, assessment_id="year2", report_id="r3", at=LATER)
    yield database
    database.close()


def pdf_of(db, assessment_id, locale):
    case = open_case(db, assessment_id)
    return plan_pdf(case, locale, standing(db, case))


SCRIPT = """
import hashlib, sys
from dd_toolkit.operations.assessments import open_case
from dd_toolkit.operations.editions import standing
from dd_toolkit.reporting.kinds import plan_pdf
from dd_toolkit.storage.database import open_database
db = open_database(sys.argv[1])
for name in ("a", "edition2", "year2"):
    for locale in ("en", "ar"):
        case = open_case(db, name)
        print(hashlib.sha256(plan_pdf(case, locale, standing(db, case))).hexdigest())
"""


def test_other_processes_in_other_places_make_the_same_bytes(db, tmp_path):
    here = [
        hashlib.sha256(pdf_of(db, name, locale)).hexdigest()
        for name in ("a", "edition2", "year2")
        for locale in ("en", "ar")
    ]

    for seed, zone in (("1", "Asia/Amman"), ("2", "America/New_York")):
        strange = {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        said = subprocess.run(
            [sys.executable, "-c", SCRIPT, f"sqlite:///{tmp_path / 'dd.db'}"],
            env=os.environ | strange,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        assert said == here


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_report_that_was_deleted_and_made_again_is_the_same(db, locale):
    def made(report_id):
        db.execute("DELETE FROM report")
        reports.request_report(
            db,
            report_id=report_id,
            subject_id="year2",
            kind="action-plan",
            locale=locale,
            at="2030",
        )
        assert make_next(db)
        return reports.report_pdf(db, report_id)

    assert made("first") == made("second")


def test_a_report_is_known_again_by_its_bytes(db):
    assert make_next(db)

    digest = hashlib.sha256(reports.report_pdf(db, "r")).hexdigest()
    assert reports.subject_of_pdf(db, digest, kind="action-plan") == "a"


def test_a_report_does_not_change_when_a_newer_edition_is_submitted(db):
    before = pdf_of(db, "edition2", "en")

    reopen(db, "edition2", new_id="edition3", visit_secret=None, at=LATER)
    submit(db, assessment_id="edition3", report_id="r4", at=LATER)

    assert pdf_of(db, "edition2", "en") == before


def test_a_report_prints_its_code(db):
    code = standing(db, open_case(db, "a")).code

    assert code in words_of(pdf_of(db, "a", "en"))


def test_a_report_prints_which_edition_it_replaces(db):
    words = words_of(pdf_of(db, "edition2", "en"))

    assert "Edition 2, replaces that of 23 November 2026" in words


def test_a_report_of_the_next_year_says_what_has_changed(db):
    words = words_of(pdf_of(db, "year2", "en"))

    assert "Since last time" in words
    assert "worse by 9" in words


def test_the_attached_data_names_the_code(db):
    data = data_of(pdf_of(db, "a", "ar"))

    assert data["code"] == standing(db, open_case(db, "a")).code
