"""The worker makes what waits, in a forked child, on every engine."""

import io
import threading

import pytest
from pypdf import PdfReader

from dd_toolkit.operations.rooms import TAKE_HOME
from dd_toolkit.reporting.worker import make_next
from dd_toolkit.storage import reports
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from tests.operations.builders import a_draft, a_submitted_case, begin
from tests.postgres import name_of
from tests.storage.databases import AT, ENGINES


@pytest.fixture(params=ENGINES)
def address(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'dd.db'}"
    return request.getfixturevalue("postgres")


@pytest.fixture
def waiting(address):
    """A database in which a report waits."""
    db = open_database(address)
    migrate(db, at=AT)
    a_submitted_case(db)
    yield db
    db.close()


def test_a_report_that_waits_is_made(waiting):
    assert make_next(waiting)

    assert reports.report_pdf(waiting, "r").startswith(b"%PDF-")


def test_where_none_waits_none_is_made(waiting):
    make_next(waiting)

    assert not make_next(waiting)


@pytest.mark.parametrize("subject_id", ["unknown", "draft"])
def test_a_report_of_nothing_is_given_up_and_holds_up_no_other(waiting, subject_id):
    begin(waiting, assessment_id="draft")
    reports.request_report(
        waiting,
        report_id="none",
        subject_id=subject_id,
        kind="action-plan",
        locale="en",
        at="0",
    )

    made = [make_next(waiting) for _ in range(5)]

    assert made == [True] * 4 + [False]
    assert reports.report(waiting, "none").failed_at
    assert reports.report_pdf(waiting, "r")


def session(db):
    (row,) = db.query("SELECT pg_backend_pid() AS session")
    return row["session"]


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_the_child_that_makes_it_leaves_the_workers_connection_alone(waiting):
    before = session(waiting)

    make_next(waiting)

    assert session(waiting) == before


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_connection_lost_while_it_is_made_costs_no_report(
    waiting, address, postgres_server
):
    def lose_once_claimed():
        watching = open_database(address)
        while reports.report(watching, "r").attempts == 0:
            pass
        watching.close()
        postgres_server.end_sessions(name_of(address))

    losing = threading.Thread(target=lose_once_claimed)
    losing.start()
    made = make_next(waiting)
    losing.join()

    assert made
    assert reports.report_pdf(waiting, "r").startswith(b"%PDF-")


def test_what_was_taken_home_is_printed_as_a_draft(address):
    db = open_database(address)
    migrate(db, at=AT)
    a_draft(db, assessment_id="home")
    for locale in ("en", "ar"):
        reports.request_report(
            db,
            report_id=locale,
            subject_id="home",
            kind=TAKE_HOME,
            locale=locale,
            at="0",
        )

    assert [make_next(db), make_next(db), make_next(db)] == [True, True, False]
    pages = PdfReader(io.BytesIO(reports.report_pdf(db, "en"))).pages
    db.close()

    assert "Draft, not yet submitted" in pages[0].extract_text()
