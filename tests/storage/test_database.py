"""What the connection promises: transactions, waiting, full disks, migrations."""

import threading

import pytest

from dd_toolkit.errors import DatabaseBusy, DatabaseFull, SettingRefused
from dd_toolkit.storage import database, reports, visits
from dd_toolkit.storage.database import open_database, sqlite_path
from dd_toolkit.storage.migrating import migrate, missing_migrations


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'dd.db'}"


@pytest.fixture
def db(address):
    opened = open_database(address)
    migrate(opened, at="now")
    yield opened
    opened.close()


def begin_visit(db, name):
    visits.begin_visit(db, name, at="2026-01-01")


def count(db, table="visit"):
    (row,) = db.query(f'SELECT COUNT(*) AS n FROM "{table}"')
    return row["n"]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)],
)
def test_the_connection_is_durable_and_strict(db, pragma, value):
    (row,) = db.query(f"PRAGMA {pragma}")

    assert row[pragma] == value


def test_a_row_that_points_nowhere_is_refused(db):
    with pytest.raises(Exception, match="FOREIGN KEY"):
        visits.let_open(db, "nobody", "nothing", at="now")


def test_an_exception_undoes_the_whole_transaction(db):
    with pytest.raises(ValueError), db.atomic():
        begin_visit(db, "one")
        raise ValueError

    assert count(db) == 0


def test_an_inner_exception_undoes_only_the_inner_part(db):
    with db.atomic():
        begin_visit(db, "one")
        with pytest.raises(ValueError), db.atomic():
            begin_visit(db, "two")
            raise ValueError

    assert count(db) == 1


def test_many_who_read_and_then_write_lose_nothing(db, address):
    db.execute("CREATE TABLE number (n BIGINT)")
    db.execute("INSERT INTO number VALUES (0)")
    failures = []

    def add():
        own = open_database(address)
        for _ in range(50):
            try:
                with own.atomic():
                    (row,) = own.query("SELECT n FROM number")
                    own.execute("UPDATE number SET n = :n", {"n": row["n"] + 1})
            except Exception as error:  # noqa: BLE001 - each of them is a failure
                failures.append(error)
        own.close()

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (row,) = db.query("SELECT n FROM number")
    assert (row["n"], failures) == (400, [])


def test_waiting_ends_at_the_deadline(db, address, monkeypatch):
    monkeypatch.setattr(database, "SECONDS_TO_WAIT", 0.05)
    other = open_database(address)

    with other.atomic(), pytest.raises(DatabaseBusy), db.atomic():
        pass
    other.close()


def test_a_full_disk_keeps_what_was_saved_and_works_again_with_room(db):
    begin_visit(db, "before")
    (page,) = db.query("PRAGMA page_count")
    list(db.query(f"PRAGMA max_page_count = {page['page_count']}"))

    with pytest.raises(DatabaseFull), db.atomic():
        for number in range(10_000):
            begin_visit(db, f"full {number}")
    list(db.query("PRAGMA max_page_count = 1000000"))
    begin_visit(db, "after")

    assert count(db) == 2


@pytest.mark.parametrize(
    "address",
    ["", "dd.db", "mysql://x", "sqlite:///", "sqlite:////no/such/folder/dd.db"],
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(SettingRefused, match="DD_DATABASE"):
        sqlite_path(address)


def test_migrations_are_applied_once(db):
    assert (migrate(db, at="later"), missing_migrations(db)) == ([], [])


def test_an_empty_database_misses_its_migrations(tmp_path):
    empty = open_database(f"sqlite:///{tmp_path / 'empty.db'}")

    assert missing_migrations(empty) == ["0001_assessments.sql"]
    empty.close()


def test_the_secret_of_a_visit_is_not_stored(db):
    begin_visit(db, "very secret")

    (row,) = db.query("SELECT * FROM visit")
    assert "very secret" not in str(row)


@pytest.mark.parametrize(
    ("secret", "since", "expected"),
    [("mine", "2026", True), ("mine", "2027", False), ("other", "2026", False)],
)
def test_a_visit_is_under_way_while_it_is_known_and_young(db, secret, since, expected):
    begin_visit(db, "mine")

    assert visits.under_way(db, secret, since=since) is expected


def test_an_ended_visit_is_not_under_way(db):
    begin_visit(db, "mine")
    visits.end_visit(db, "mine", at="2026-02-01")

    assert visits.under_way(db, "mine", since="2026") is False


@pytest.fixture
def assessment(db):
    db.execute("INSERT INTO questionnaire VALUES ('s', 'q', '1', '{}', 'now')")
    db.execute("INSERT INTO assessment VALUES ('a', 's', '', 0, 'now', NULL)")
    return "a"


def ask(db, name="r", *, kind="action-plan", at="2026-01-01"):
    reports.request_report(
        db, report_id=name, assessment_id="a", kind=kind, locale="en", at=at
    )


def claim(db, at="2026-01-02", lost_before="2026-01-01"):
    return reports.claim_report(db, at=at, lost_before=lost_before)


def test_asking_twice_for_the_same_report_makes_one(db, assessment):
    ask(db, "first")
    ask(db, "second")

    assert count(db, "report") == 1


def test_the_report_that_waits_longest_is_taken_first(db, assessment):
    ask(db, "late", kind="one", at="2026-01-02")
    ask(db, "early", kind="two", at="2026-01-01")

    assert claim(db).id == "early"


def test_a_report_in_work_is_not_taken_again(db, assessment):
    ask(db)
    claim(db)

    assert claim(db) is None


def test_a_report_whose_worker_died_is_taken_again(db, assessment):
    ask(db)
    claim(db, at="2026-01-02")

    assert claim(db, at="2026-01-04", lost_before="2026-01-03").attempts == 2


def test_a_report_is_given_up_after_three_attempts(db, assessment):
    ask(db)
    for _ in range(reports.MOST_ATTEMPTS):
        claim(db)
        reports.give_back(db, "r", at="2026-01-03")

    assert (reports.report(db, "r").failed_at, claim(db)) == ("2026-01-03", None)


def test_a_report_given_up_can_be_asked_for_again(db, assessment):
    ask(db)
    for _ in range(reports.MOST_ATTEMPTS):
        claim(db)
        reports.give_back(db, "r", at="2026-01-03")

    reports.try_again(db, "r", at="2026-01-05")

    assert claim(db).attempts == 1


def test_many_workers_take_each_report_once(db, assessment, address):
    for number in range(60):
        ask(db, f"r{number}", kind=f"k{number}")
    taken = []

    def work():
        own = open_database(address)
        while found := claim(own):
            taken.append(found.id)
        own.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == sorted(f"r{n}" for n in range(60))


def test_a_finished_report_gives_back_its_bytes(db, assessment):
    ask(db)
    reports.finish_report(db, "r", b"%PDF-\x00\xff", at="now")

    assert reports.report_pdf(db, "r") == b"%PDF-\x00\xff"
