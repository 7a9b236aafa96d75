"""All or nothing, and no writer loses another's work; the same on every engine."""

import threading
from functools import partial

import pytest

from tests.storage.databases import all_at_once

WRITERS = 8
TIMES = 50


class Refused(Exception):
    """Raised inside a transaction to end it."""


@pytest.fixture
def words(connect):
    """A connection to a database with one small table."""
    db = connect()
    db.execute("CREATE TABLE word (word TEXT PRIMARY KEY)")
    db.execute("CREATE TABLE counter (total BIGINT NOT NULL)")
    db.execute("INSERT INTO counter (total) VALUES (0)")
    return db


def say(db, word):
    db.execute("INSERT INTO word (word) VALUES (:word)", {"word": word})


def said(db):
    return [row["word"] for row in db.query("SELECT word FROM word ORDER BY word")]


def test_what_is_done_in_a_transaction_is_there_for_others(words, connect):
    with words.atomic():
        say(words, "one")
        say(words, "two")

    assert said(connect()) == ["one", "two"]


def test_others_see_nothing_of_a_transaction_that_goes_on(words, connect):
    other = connect()

    with words.atomic():
        say(words, "one")
        seen = said(other)

    assert seen == []


@pytest.mark.parametrize("error", [Refused, KeyboardInterrupt, GeneratorExit])
def test_whatever_is_raised_in_a_transaction_undoes_all_of_it(words, error):
    with pytest.raises(error), words.atomic():
        say(words, "one")
        raise error

    assert said(words) == []


def test_a_statement_that_fails_undoes_those_before_it(words):
    with pytest.raises(Exception, match=r"(?i)unique"), words.atomic():
        say(words, "one")
        say(words, "one")

    assert said(words) == []


def test_after_an_undone_transaction_the_connection_works(words):
    with pytest.raises(Refused), words.atomic():
        raise Refused

    with words.atomic():
        say(words, "one")

    assert said(words) == ["one"]


def test_an_inner_transaction_undoes_only_its_own_part(words):
    with words.atomic():
        say(words, "before")
        with pytest.raises(Refused), words.atomic():
            say(words, "inside")
            raise Refused
        say(words, "later")

    assert said(words) == ["before", "later"]


def test_an_outer_transaction_undoes_the_inner_one_too(words):
    with pytest.raises(Refused), words.atomic():
        with words.atomic():
            say(words, "inside")
        raise Refused

    assert said(words) == []


def test_an_inner_transaction_is_seen_by_others_only_after_the_outer_one(
    words, connect
):
    other = connect()

    with words.atomic():
        with words.atomic():
            say(words, "inside")
        seen = said(other)

    assert seen == []


def test_a_script_in_a_transaction_is_undone_with_it(words):
    with pytest.raises(Refused), words.atomic():
        words.executescript("CREATE TABLE a (b TEXT); INSERT INTO word VALUES ('one');")
        raise Refused

    assert said(words) == []


def test_rows_that_an_update_returns_are_undone_with_the_transaction(words):
    with pytest.raises(Refused), words.atomic():
        list(words.query("UPDATE counter SET total = total + 1 RETURNING total"))
        raise Refused

    assert list(words.query("SELECT total FROM counter")) == [{"total": 0}]


def test_an_update_that_returns_rows_counts_even_if_nobody_reads_them(words, connect):
    words.query("UPDATE counter SET total = total + 1 RETURNING total")

    assert list(connect().query("SELECT total FROM counter")) == [{"total": 1}]


def test_a_write_tells_how_many_rows_it_changed(words):
    say(words, "one")
    say(words, "two")

    assert words.execute("DELETE FROM word").rowcount == 2


def test_sums_and_averages_are_plain_numbers(words):
    words.execute("INSERT INTO counter (total) VALUES (-3), (4), (-10)")

    (row,) = words.query("SELECT SUM(total) AS sum, AVG(total) AS average FROM counter")

    assert row == {"sum": -9, "average": -2.25}
    assert [type(number) for number in row.values()] == [int, float]


def test_a_second_writer_waits_for_the_first_and_then_succeeds(words, connect):
    second = connect()
    begun = threading.Event()
    order = []

    def write():
        begun.set()
        with second.atomic():
            order.append("second")
            say(second, "second")

    waiting = threading.Thread(target=write)
    with words.atomic():
        say(words, "first")
        waiting.start()
        begun.wait(timeout=10)
        waiting.join(timeout=0.2)
        order.append("first")
    waiting.join(timeout=10)

    assert (order, said(words)) == (["first", "second"], ["first", "second"])


def test_many_who_read_and_then_write_lose_nothing_and_never_fail(words, connect):
    def count(db):
        for _ in range(TIMES):
            with db.atomic():
                (row,) = db.query("SELECT total FROM counter")
                db.execute(
                    "UPDATE counter SET total = :total", {"total": row["total"] + 1}
                )

    all_at_once(*(partial(count, connect()) for _ in range(WRITERS)))

    assert list(words.query("SELECT total FROM counter")) == [
        {"total": WRITERS * TIMES}
    ]


def test_many_who_write_without_a_transaction_never_fail(words, connect):
    def write(db, writer):
        for number in range(TIMES):
            say(db, f"{writer} {number}")

    all_at_once(*(partial(write, connect(), n) for n in range(WRITERS)))

    assert len(said(words)) == WRITERS * TIMES
