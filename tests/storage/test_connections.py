"""Each thread has a database of its own; the same on every engine."""

from functools import partial

import pytest

from dd_toolkit.storage.database import Connections
from tests.storage.databases import all_at_once


@pytest.fixture
def connections(address):
    opened = Connections(address)
    yield opened
    opened.close()


def test_a_thread_keeps_its_database(connections):
    mine = connections.database()

    assert connections.database() is mine


def test_each_thread_has_a_database_of_its_own(connections):
    mine, other = all_at_once(connections.database, connections.database)

    assert mine is not other


def test_what_one_thread_saved_others_read(connections):
    connections.database().execute("CREATE TABLE word (word TEXT)")
    connections.database().execute("INSERT INTO word (word) VALUES ('one')")

    def read():
        return list(connections.database().query("SELECT word FROM word"))

    assert all_at_once(read, read) == [[{"word": "one"}]] * 2


def test_threads_that_count_together_lose_nothing(connections):
    connections.database().execute("CREATE TABLE counter (total BIGINT)")
    connections.database().execute("INSERT INTO counter (total) VALUES (0)")

    def count(times):
        db = connections.database()
        for _ in range(times):
            with db.atomic():
                (row,) = db.query("SELECT total FROM counter")
                db.execute(
                    "UPDATE counter SET total = :total", {"total": row["total"] + 1}
                )

    all_at_once(*(partial(count, 20) for _ in range(16)))

    (row,) = connections.database().query("SELECT total FROM counter")
    assert row["total"] == 320


def test_closed_connections_are_opened_again_where_they_are_needed(connections):
    connections.database()
    connections.close()

    assert connections.database().table_names() == []
