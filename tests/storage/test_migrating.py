"""Tables are made once, in order, and the database remembers which."""

from functools import partial

import pytest

from dd_toolkit.storage.migrating import migrate, missing_migrations
from tests.storage.databases import AT, TABLES, all_at_once, contents, rows

FIRST = "0001_assessments.sql"


def test_an_empty_database_misses_every_migration(connect):
    assert FIRST in missing_migrations(connect())


def test_asking_what_is_missing_changes_nothing(connect):
    db = connect()

    missing_migrations(db)

    assert db.table_names() == []


def test_migrating_applies_all_that_is_missing_in_order(connect):
    db = connect()
    missing = missing_migrations(db)

    assert migrate(db, at=AT) == missing == sorted(missing)


def test_after_migrating_nothing_is_missing(db):
    assert missing_migrations(db) == []


def test_each_migration_is_recorded_with_its_moment(db):
    assert {"name": FIRST, "applied_at": AT} in rows(db, "migration")


def test_migrating_again_applies_nothing(db):
    assert migrate(db, at="later") == []


def test_migrating_again_changes_nothing(db):
    before = contents(db)

    migrate(db, at="later")

    assert contents(db) == before


def test_every_table_is_made(db):
    assert sorted(db.table_names()) == sorted(TABLES)


def test_a_migration_that_was_never_recorded_is_missing(db):
    db.execute("DELETE FROM migration")

    assert FIRST in missing_migrations(db)


def test_a_migration_that_fails_records_nothing(db):
    db.execute("DELETE FROM migration")

    with pytest.raises(Exception, match="already exists"):
        migrate(db, at=AT)

    assert rows(db, "migration") == []


def test_a_migration_that_fails_half_way_leaves_none_of_its_tables(connect):
    db = connect()
    db.execute("CREATE TABLE visit (in_the_way TEXT)")

    with pytest.raises(Exception, match="already exists"):
        migrate(db, at=AT)

    assert db.table_names() == ["visit"]


def test_several_who_migrate_at_once_apply_each_migration_once(connect):
    missing = missing_migrations(connect())

    applied = all_at_once(*(partial(migrate, connect(), at=AT) for _ in range(4)))

    assert sorted(applied) == [[], [], [], missing]
