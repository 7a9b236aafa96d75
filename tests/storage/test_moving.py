"""The move from SQLite to PostgreSQL: every row arrives, or the target stays empty."""

import shutil
import sqlite3
from importlib import resources

import pytest

from dd_toolkit.errors import DatabaseBusy, MoveRefused
from dd_toolkit.operations.assessments import Saved, Submitted, open_case
from dd_toolkit.storage import assessments, database, migrating, reports, visits
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate, missing_migrations
from dd_toolkit.storage.moving import move, rows_to_move, tables_of
from tests.builders import valued
from tests.operations.builders import a_draft, a_submitted_case, begin, save, submit
from tests.operations.test_hostile_text import TEXTS
from tests.postgres import name_of
from tests.storage.databases import AT, contents, rows

PDF = b"%PDF-" + bytes(range(256)) * 5_000


def fill(db):
    """Assessments of every state, hostile names, a finished PDF, visits."""
    a_submitted_case(db, assessment_id="submitted", report_id="r")
    reports.claim_report(db, at="10", lost_before="")
    reports.finish_report(db, "r", PDF, at="11")
    a_draft(db, assessment_id="draft")
    for number, text in enumerate(TEXTS.values()):
        begin(db, assessment_id=f"n{number}")
        assessments.rename(db, f"n{number}", text)
    visits.begin_visit(db, "secret", at=AT)
    visits.let_open(db, "secret", "draft", at=AT)
    db.executescript(PEOPLE)
    db.executescript(REVIEWS)
    db.executescript(WORKSHOP)


PEOPLE = """
INSERT INTO account (id, email, name, role, locale, created_at)
VALUES ('p', 'mona@x.org', 'Mona', 'employer', 'ar', '1');
INSERT INTO organisation (id, name, created_at) VALUES ('o', 'Firm', '1');
INSERT INTO member (organisation_id, account_id, role, joined_at)
VALUES ('o', 'p', 'owner', '1');
INSERT INTO site (id, organisation_id, name, created_at) VALUES ('s', 'o', 'Mill', '1');
INSERT INTO duty (assessment_id, section_id, account_id, given_by, given_at)
VALUES ('draft', 'c190.rules', 'p', 'p', '1');
INSERT INTO mailed_code
    (sha256, purpose, email, role, organisation_name, created_at, expires_at)
VALUES ('h', 'invite', 'lina@x.org', 'contributor', 'Firm', '1', '2');
INSERT INTO mail (id, recipient, subject, body, attempts, requested_at)
VALUES ('m', 'lina@x.org', 'Hello', 'Text', 0, '1');
INSERT INTO attempt (attempt_key, span_began_at, tries) VALUES ('k', '1', 1);
INSERT INTO evidence
    (id, assessment_id, question_id, sha256, name, media_type, size, received_at)
VALUES ('e', 'draft', 'q', 'h', 'contract.pdf', 'application/pdf', 1, '1');
INSERT INTO bookmark (assessment_id, question_id, set_at) VALUES ('draft', 'q', '1');
INSERT INTO audit_entry
    (number, at, actor, action, subject, detail, previous_sha256, sha256)
VALUES (999, '1', 'p', 'begun', 'draft', '{}', 'a', 'b');
"""


REVIEWS = """
INSERT INTO review
    (id, assessment_id, state, revision, asked_by, asked_at, times_sent_back,
     reply_days, signed_at, reason)
VALUES ('c1', 'submitted', 'signed', 3, 'p', '1', 1, 14, '2', ''),
       ('c2', 'submitted', 'in-review', 3, 'p', '3', 0, 14, NULL, 'خطأ في التاريخ');
UPDATE review SET corrects_id = 'c1' WHERE id = 'c2';
INSERT INTO assignment (review_id, account_id, part, given_by, given_at)
VALUES ('c1', 'p', 'lead', 'p', '1');
INSERT INTO review_section (review_id, section_id, account_id, given_by, given_at)
VALUES ('c1', 'c190.rules', 'p', 'p', '1');
INSERT INTO verdict
    (review_id, revision, question_id, round, assessment_id, verdict, chosen, finding,
     required, basis, through, given_by, given_at)
VALUES ('c1', 1, 'q', 1, 'submitted', 'changed', '["v0"]', 'جوازات السفر', '', '[]',
        'page', 'p', '1');
INSERT INTO field_note (id, review_id, kind, text, written_by, written_at)
VALUES ('note-0001', 'c1', 'workers', 'They said so.', 'p', '1');
INSERT INTO review_request
    (review_id, time_number, question_id, asked, asked_by, asked_at)
VALUES ('c1', 1, 'q', 'Show it.', 'p', '1');
INSERT INTO reply
    (review_id, revision, question_id, stance, text, written_by, written_at)
VALUES ('c1', 2, 'q', 'agrees', 'So it is.', 'p', '1');
INSERT INTO review_result (review_id, method, review_sha256, document, stored_at)
VALUES ('c1', '1', 'h', '{}', '2');
INSERT INTO review_figure (review_id, kind, name, declared, verified)
VALUES ('c1', 'overall', 'overall', 92857, 21429);
INSERT INTO case_line
    (review_id, questionnaire_id, risk, critical, signs, unknown, not_applicable,
     applicable, evidenced, contradictions, fallen, sector, rating, decided, findings)
VALUES ('c1', 'whole', 700, 1, 1, 0, 0, 3, 0, 0, 0, 'garment', 'E', 1, 1);
INSERT INTO case_word (review_id, source, source_id, word, start)
VALUES ('c1', 'finding', 'q', 'السفر', 'الس');
INSERT INTO share
    (id, review_id, secret_sha256, scope, label, made_by, made_at, expires_at, openings)
VALUES ('s', 'c1', 'h', 'all', 'Buyer', 'p', '1', '9', 2);
INSERT INTO imported_review (review_id, sha256, imported_at) VALUES ('c1', 'h', '9');
INSERT INTO person_elsewhere (review_id, person_id, name, part)
VALUES ('c1', 'far', 'Rana', 'lead');
UPDATE mailed_code SET review_id = 'c1';
"""


WORKSHOP = """
INSERT INTO workshop_plan (sha256, text, stored_at) VALUES ('w', '{}', '1');
INSERT INTO workshop
    (id, trainer_id, title, plan_sha256, pace, state, step, revision, joined,
     next_steps, created_at)
VALUES ('w', 'p', 'يوم', 'w', 'free', 'ended', 1, 7, 1, 'Repay fees', '1');
INSERT INTO workshop_step
    (workshop_id, number, opened_at, answered, published_answers, published)
VALUES ('w', 1, '1', 1, 0, '{}');
INSERT INTO participant (id, workshop_id, secret_sha256, joined_on)
VALUES ('q', 'w', 's', '1');
INSERT INTO workshop_answer (workshop_id, number, participant_id, chosen)
VALUES ('w', 1, 'q', '["v0"]');
INSERT INTO certificate (id, workshop_id, secret_sha256, name, asked_on)
VALUES ('c', 'w', 't', 'لينا', '1');
INSERT INTO workshop_screen (workshop_id, number, turned_to) VALUES ('w', 1, 'step');
"""


@pytest.fixture
def source(sqlite_file):
    db = open_database(f"sqlite:///{sqlite_file}")
    migrate(db, at=AT)
    fill(db)
    yield db
    db.close()


@pytest.fixture
def target(postgres):
    db = open_database(postgres)
    yield db
    db.close()


def moved(source, target, *, told=lambda _: None):
    return move(source, target, at="later", moved=told)


def without_migrations(db):
    return {table: kept for table, kept in contents(db).items() if table != "migration"}


def untouched(db):
    """Is there nothing but what the migrations themselves write?"""
    kept = without_migrations(db)
    return [table for table in kept if kept[table]] == ["audit_head"]


def test_every_row_of_every_table_arrives(source, target):
    moved(source, target)

    assert without_migrations(target) == without_migrations(source)
    assert all(without_migrations(target).values())


def test_it_tells_how_many_rows_each_table_has(source, target):
    counts = moved(source, target)

    assert counts == {name: len(rows(source, name)) for name in counts}
    assert set(counts) == set(without_migrations(source))


def test_it_tells_of_each_row_once_while_it_moves(source, target):
    told = []

    moved(source, target, told=told.append)

    assert sum(told) == rows_to_move(source)


def test_a_pdf_arrives_as_it_was(source, target):
    moved(source, target)

    assert reports.report_pdf(target, "r") == PDF


def test_the_target_is_up_to_date_afterwards(source, target):
    moved(source, target)

    assert missing_migrations(target) == []


def test_work_goes_on_in_the_target(source, target):
    moved(source, target)

    assert save(target, valued(q1=0), assessment_id="draft") == Saved()
    submitted = submit(target, assessment_id="draft", report_id="r2")
    assert isinstance(submitted, Submitted)
    assert visits.may_open(target, "secret", "draft", since="")
    assert open_case(target, "submitted") == open_case(source, "submitted")


def test_the_source_stays_as_it_is(source, target):
    before = contents(source)

    moved(source, target)

    assert contents(source) == before


def test_a_target_with_tables_but_no_rows_will_do(source, target):
    migrate(target, at=AT)

    moved(source, target)

    assert without_migrations(target) == without_migrations(source)


def test_a_target_in_use_is_refused_and_keeps_what_it_has(source, target):
    migrate(target, at=AT)
    begin(target, assessment_id="other")
    before = contents(target)

    with pytest.raises(MoveRefused, match=r"in use.*Nothing was moved"):
        moved(source, target)

    assert contents(target) == before


def test_a_second_move_is_refused(source, target):
    moved(source, target)
    before = contents(target)

    with pytest.raises(MoveRefused, match="in use"):
        moved(source, target)

    assert contents(target) == before


def test_a_target_with_tables_of_others_is_refused(source, target):
    target.execute("CREATE TABLE visit (somebody TEXT)")

    with pytest.raises(MoveRefused, match="other tables: visit"):
        moved(source, target)

    assert target.table_names() == ["visit"]


def test_a_source_without_the_newest_tables_is_refused(source, target):
    source.execute("DELETE FROM migration")

    with pytest.raises(MoveRefused, match="migrate it first"):
        moved(source, target)

    assert target.table_names() == []


def test_a_source_of_a_newer_version_is_refused(source, target):
    source.execute("CREATE TABLE newer (word TEXT)")

    with pytest.raises(MoveRefused, match="table newer that this version"):
        moved(source, target)

    assert target.table_names() == []


class Broken(Exception):
    """What ends a move in its midst."""


@pytest.mark.parametrize("error", [Broken, KeyboardInterrupt])
def test_a_move_that_is_broken_off_leaves_nothing_behind(source, target, error):
    told = []

    def break_off(number):
        told.append(number)
        if len(told) == 3:
            raise error

    with pytest.raises(error):
        moved(source, target, told=break_off)

    assert target.table_names() == []


def test_a_move_that_loses_its_connection_leaves_nothing_behind(
    source, target, postgres_server, postgres
):
    with pytest.raises(DatabaseBusy):
        moved(
            source,
            target,
            told=lambda _: postgres_server.end_sessions(name_of(postgres)),
        )

    assert target.table_names() == []


def test_after_a_broken_move_the_next_one_succeeds(source, target):
    def break_off(_):
        raise Broken

    with pytest.raises(Broken):
        moved(source, target, told=break_off)
    moved(source, target)

    assert without_migrations(target) == without_migrations(source)


def spoil(path, sql):
    """Change the file behind SQLite's rules, as another program may have."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(sql)
    other.close()


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("DELETE FROM visit", "table visit_assessment does not fit"),
        ("UPDATE assessment SET revision = 'x'", "table assessment does not fit"),
        ("UPDATE report SET attempts = 1.5", "table report does not fit"),
    ],
)
def test_a_row_that_breaks_the_rules_is_named_and_nothing_is_moved(
    source, target, sqlite_file, sql, reason
):
    spoil(sqlite_file, sql)

    with pytest.raises(MoveRefused, match=reason):
        moved(source, target)

    assert target.table_names() == []


@pytest.mark.parametrize(
    "change",
    [
        "NEW.name = 'changed'; RETURN NEW;",
        "NEW.name = NULLIF(NEW.name, ''); NEW.name = NEW.name || ' '; RETURN NEW;",
        "RETURN CASE WHEN NEW.id = 'n1' THEN NULL ELSE NEW END;",
    ],
)
def test_a_table_that_does_not_arrive_as_it_was_is_noticed(source, target, change):
    migrate(target, at=AT)
    target.executescript(
        f"""
        CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN {change} END $$;
        CREATE TRIGGER spoil BEFORE INSERT ON assessment
        FOR EACH ROW EXECUTE FUNCTION spoil();
        """
    )

    with pytest.raises(MoveRefused, match=r"assessment did not arrive|does not fit"):
        moved(source, target)

    assert untouched(target)


def test_nobody_can_save_in_the_source_meanwhile(
    source, target, sqlite_file, monkeypatch
):
    monkeypatch.setattr(database, "SECONDS_TO_WAIT", 0.1)
    saver = open_database(f"sqlite:///{sqlite_file}")
    told = []

    def save_meanwhile(number):
        told.append(number)
        with pytest.raises(DatabaseBusy):
            save(saver, valued(q1=0), assessment_id="draft")

    moved(source, target, told=save_meanwhile)
    saver.close()

    assert told


def test_a_text_that_postgresql_cannot_hold_moves_without_its_nul(source, target):
    assessments.rename(source, "draft", "a\0b")

    moved(source, target)

    assert open_case(target, "draft").assessment.name == "a\ufffdb"


LATER = """
CREATE TABLE z_person (id TEXT PRIMARY KEY, assessment_id TEXT REFERENCES assessment);
CREATE TABLE a_note (
    id TEXT PRIMARY KEY,
    author_id TEXT NOT NULL REFERENCES z_person (id),
    follows_id TEXT REFERENCES a_note (id)
);
CREATE TABLE "order" (number BIGINT PRIMARY KEY, "select" TEXT, scan BYTEA);
INSERT INTO "order" (number, "select", scan) VALUES (0, 'seed', NULL);
ALTER TABLE assessment ADD COLUMN twin_id TEXT REFERENCES assessment (id);
CREATE UNIQUE INDEX one_seed ON "order" ("select") WHERE scan IS NULL;
"""


@pytest.fixture
def later(tmp_path, monkeypatch):
    """A migration of a later version: tables that refer to each other, a seed."""
    folder = tmp_path / "release"
    with resources.as_file(resources.files("dd_toolkit.storage")) as ours:
        shutil.copytree(ours / "migrations", folder / "migrations")
    (folder / "migrations" / "9999_later.sql").write_text(LATER)
    monkeypatch.setattr(migrating.resources, "files", lambda _: folder)


def test_tables_of_later_versions_move_too(later, source, target):
    source.executescript(
        """
        INSERT INTO z_person VALUES ('p', 'draft');
        UPDATE "order" SET "select" = 'changed';
        INSERT INTO "order" VALUES (9007199254740993, NULL, x'00FF');
        INSERT INTO a_note VALUES ('first', 'p', NULL);
        INSERT INTO a_note VALUES ('zero', 'p', 'first');
        UPDATE a_note SET follows_id = 'zero' WHERE id = 'first';
        UPDATE assessment SET twin_id = 'submitted' WHERE id = 'draft';
        UPDATE assessment SET twin_id = 'draft' WHERE id = 'submitted';
        """
    )

    moved(source, target)

    for table in ("z_person", "order", "a_note"):
        arrived = sorted(map(repr, rows(target, f'"{table}"')))
        assert arrived == sorted(map(repr, rows(source, f'"{table}"')))
    assert without_migrations(target) == without_migrations(source)


def test_each_table_comes_after_those_that_it_refers_to(later, source):
    names = [table.name for table in tables_of(source)]

    assert names.index("z_person") < names.index("a_note")
    assert names.index("assessment") < names.index("z_person")
    assert names.index("questionnaire") < names.index("assessment")
