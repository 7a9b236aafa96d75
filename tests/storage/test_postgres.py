"""What the layer over psycopg adds: our parameters, our errors, patience, a pool."""

import itertools
import logging
import subprocess
import sys
import threading
import time
import traceback
from functools import partial
from pathlib import Path

import psycopg
import pytest

from dd_toolkit.errors import (
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnreachable,
    SettingRefused,
)
from dd_toolkit.storage import database, postgres_connections
from dd_toolkit.storage.database import Connections, open_database
from dd_toolkit.storage.named_parameters import for_psycopg
from tests.postgres import STRANGER, name_of
from tests.storage.databases import all_at_once

ROOT = Path(__file__).parents[2]
FORKER = Path(__file__).with_name("forker.py")


@pytest.fixture
def address(postgres):
    """These tests run on PostgreSQL alone."""
    return postgres


@pytest.fixture
def words(connect):
    """A connection to a database with one small table."""
    db = connect()
    db.execute("CREATE TABLE word (word TEXT PRIMARY KEY, bytes BYTEA)")
    return db


@pytest.fixture
def connections(address, words):
    """What the site uses: a database for each thread, connections from a pool."""
    opened = Connections(address)
    yield opened
    opened.close()


@pytest.fixture
def lose(postgres_server, address):
    """Ends every session of the test's database."""
    return partial(postgres_server.end_sessions, name_of(address))


def say(db, word):
    db.execute("INSERT INTO word (word) VALUES (:word)", {"word": word})


def said(db):
    return [row["word"] for row in db.query("SELECT word FROM word ORDER BY word")]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT :id", "SELECT %(id)s"),
        ("SELECT :id, :id", "SELECT %(id)s, %(id)s"),
        ("(:a)", "(%(a)s)"),
        ("x=:a_1\nAND y=:B", "x=%(a_1)s\nAND y=%(B)s"),
        ("SELECT x::text", "SELECT x::text"),
        ("SELECT :x::text", "SELECT %(x)s::text"),
        ("SELECT ':x'", "SELECT ':x'"),
        ("SELECT 'it''s :x', :x", "SELECT 'it''s :x', %(x)s"),
        ("SELECT '', :x, ''", "SELECT '', %(x)s, ''"),
        ('SELECT ":x" FROM t', 'SELECT ":x" FROM t'),
        ("LIKE '100 %' AND :x", "LIKE '100 %%' AND %(x)s"),
        ("5 % :x", "5 %% %(x)s"),
        ("'%s' '%(x)s'", "'%%s' '%%(x)s'"),
        ("-- of :x 'and\n:x", "-- of :x 'and\n%(x)s"),
        ("/* of :x\n' */ :x", "/* of :x\n' */ %(x)s"),
        ("SELECT a[1:2]", "SELECT a[1:2]"),
        ("'2026-11-23T09:30:00Z'", "'2026-11-23T09:30:00Z'"),
    ],
)
def test_parameters_are_written_as_psycopg_reads_them(ours, theirs):
    assert for_psycopg(ours) == theirs


def test_signs_in_texts_are_no_parameters(words):
    (row,) = words.query(
        "SELECT ':word %s %(x)s 100%' AS written, CAST(:word AS TEXT) AS given",
        {"word": "'; -- :word %s %(word)s"},
    )

    assert row == {
        "written": ":word %s %(x)s 100%",
        "given": "'; -- :word %s %(word)s",
    }


@pytest.mark.parametrize("parameters", [None, {}, {"unused": 1}])
def test_a_percent_sign_is_one_with_and_without_parameters(words, parameters):
    say(words, "one")

    rows = words.query("SELECT word FROM word WHERE word LIKE 'o%'", parameters)

    assert list(rows) == [{"word": "one"}]


def test_a_script_holds_several_statements_and_any_sign(words):
    words.executescript(
        """
        -- It's 100 % :sure.
        INSERT INTO word (word) VALUES (':a; %s');
        INSERT INTO word (word) VALUES ('b');
        """
    )

    assert said(words) == [":a; %s", "b"]


def test_a_script_can_be_run_often(words):
    for number in range(10):
        words.executescript(f"SELECT 1; INSERT INTO word (word) VALUES ('{number}');")

    assert len(said(words)) == 10


def test_a_script_that_fails_leaves_nothing(words):
    with pytest.raises(psycopg.errors.SyntaxError):
        words.executescript("INSERT INTO word (word) VALUES ('a'); nonsense;")

    assert said(words) == []


def test_bytes_come_back_as_bytes(words):
    every = bytes(range(256)) * 10
    words.execute(
        "INSERT INTO word (word, bytes) VALUES ('b', :bytes)", {"bytes": every}
    )

    (row,) = words.query("SELECT bytes FROM word")

    assert row["bytes"] == every
    assert type(row["bytes"]) is bytes


def test_a_text_with_nul_is_kept_without_it(words):
    say(words, "a\0b")

    assert said(words) == ["a\ufffdb"]


def test_a_text_with_nul_is_sought_in_vain(words):
    say(words, "ab")

    found = words.query("SELECT 1 FROM word WHERE word = :w", {"w": "a\0b"})

    assert list(found) == []


def test_query_refuses_what_gives_no_rows(words):
    with pytest.raises(ValueError, match="use execute"):
        words.query("CREATE TABLE other (word TEXT)")


def test_transactions_nest_as_deep_as_they_like(words):
    with words.atomic():
        say(words, "1")
        with words.atomic():
            say(words, "2")
            with pytest.raises(ZeroDivisionError), words.atomic():
                say(words, "3")
                raise ZeroDivisionError
            with words.atomic():
                say(words, "4")

    assert said(words) == ["1", "2", "4"]


def test_a_failed_statement_that_nobody_told_of_is_never_committed_as_if_nothing_was(
    words,
):
    with pytest.raises(psycopg.errors.InFailedSqlTransaction), words.atomic():
        say(words, "one")
        with pytest.raises(psycopg.errors.UniqueViolation):
            say(words, "one")

    assert said(words) == []


def test_a_statement_that_failed_in_an_inner_transaction_leaves_the_outer_whole(words):
    with words.atomic():
        say(words, "one")
        with pytest.raises(psycopg.errors.UniqueViolation), words.atomic():
            say(words, "one")
        say(words, "two")

    assert said(words) == ["one", "two"]


def test_a_snapshot_sees_one_moment_and_holds_nobody_up(words, connect):
    say(words, "one")
    other = connect()

    with words.snapshot():
        before = said(words)
        with other.atomic():
            say(other, "two")
        after = said(words)

    assert (before, after, said(words)) == (["one"], ["one"], ["one", "two"])


def test_nothing_can_be_written_in_a_snapshot(words):
    with pytest.raises(DatabaseFull, match="read-only"), words.snapshot():
        say(words, "one")


def test_a_row_cannot_point_to_one_that_is_not_there(db):
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        db.execute(
            """
            INSERT INTO assessment
                (id, questionnaire_sha256, name, revision, created_at)
            VALUES ('a', 'nowhere', '', 0, 'now')
            """
        )


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("synchronous_commit", "on"),
        ("lock_timeout", "5s"),
        ("statement_timeout", "0"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("application_name", "dd-toolkit"),
    ],
)
def test_a_connection_keeps_its_promises_whatever_the_server_is_used_to(
    postgres_server, address, setting, value
):
    name = name_of(address)
    postgres_server.run(f"ALTER DATABASE {name} SET synchronous_commit = off")
    db = open_database(address)

    (row,) = db.query(f"SHOW {setting}")
    db.close()

    assert row == {setting: value}


def test_a_statement_of_the_site_is_ended_after_a_while(connections):
    (row,) = connections.database().query("SHOW statement_timeout")

    assert row == {"statement_timeout": "30s"}


@pytest.mark.parametrize(
    ("code", "told_as"),
    [
        ("53100", DatabaseFull),
        ("58030", DatabaseFull),
        ("25006", DatabaseFull),
        ("40001", DatabaseBusy),
        ("40P01", DatabaseBusy),
        ("53200", DatabaseBusy),
        ("53300", DatabaseBusy),
        ("55P03", DatabaseBusy),
        ("57014", DatabaseBusy),
        ("57P03", DatabaseBusy),
        ("08006", DatabaseBusy),
        ("23505", psycopg.errors.UniqueViolation),
        ("42703", psycopg.errors.UndefinedColumn),
        ("22001", psycopg.errors.StringDataRightTruncation),
    ],
)
def test_the_servers_errors_are_told_as_ours_where_an_operator_can_mend_them(
    words, code, told_as
):
    failing = f"DO $$ BEGIN RAISE 'failed' USING ERRCODE = '{code}'; END $$"

    with pytest.raises(told_as):
        words.execute(failing)
    with pytest.raises(told_as), words.atomic():
        words.execute(failing)


def test_an_error_quotes_nothing_that_somebody_entered(words):
    say(words, "a name of a worker")

    with pytest.raises(psycopg.errors.UniqueViolation, match="unique") as failed:
        say(words, "a name of a worker")

    assert "worker" not in str(failed.value)


@pytest.fixture
def impatient(words, connect):
    """A connection that gives up waiting soon."""
    db = connect()
    db.execute("SET lock_timeout = '200ms'")
    db.execute("SET statement_timeout = '400ms'")
    return db


def test_who_waits_too_long_for_the_writers_turn_is_told_so(words, impatient):
    begun = time.monotonic()
    with (
        words.atomic(),
        pytest.raises(DatabaseBusy, match="nothing was saved"),
        impatient.atomic(),
    ):
        say(impatient, "never")
    waited = time.monotonic() - begun

    assert said(words) == []
    assert 0.2 <= waited < 2


def test_a_single_write_that_waits_too_long_is_told_so_too(words, impatient):
    with words.atomic():
        say(words, "one")
        with pytest.raises(DatabaseBusy):
            say(impatient, "one")

    assert said(words) == ["one"]


def test_a_statement_that_takes_too_long_is_told_so(impatient):
    with pytest.raises(DatabaseBusy):
        impatient.query("SELECT pg_sleep(10)")


def test_after_waiting_in_vain_the_same_connection_saves(words, impatient):
    with words.atomic(), pytest.raises(DatabaseBusy), impatient.atomic():
        pass

    with impatient.atomic():
        say(impatient, "later")

    assert said(words) == ["later"]


def test_readers_wait_for_no_writer(words, connect):
    reader = connect()

    with words.atomic():
        say(words, "one")
        seen = said(reader)

    assert seen == []


def in_a_transaction(db):
    with db.atomic():
        say(db, "later")


def by_itself(db):
    say(db, "later")


def reading(db):
    said(db)


@pytest.mark.parametrize("act", [in_a_transaction, by_itself, reading])
@pytest.mark.parametrize("times", [1, 3])
def test_a_connection_that_was_lost_meanwhile_is_replaced(words, lose, act, times):
    for number in range(times):
        lose()
        say(words, str(number))
    lose()

    act(words)

    assert len(said(words)) >= times


@pytest.mark.parametrize("act", [in_a_transaction, by_itself, reading])
def test_a_whole_pool_that_was_lost_is_replaced_at_once(connections, lose, act):

    hold_connections(connections, 5)
    lose()
    begun = time.monotonic()

    act(connections.database())

    assert time.monotonic() - begun < 2


def hold_connections(connections, count):
    """Make the pool open so many connections."""
    together = threading.Barrier(count)

    def hold():
        with connections.database().snapshot():
            together.wait(timeout=10)

    all_at_once(*[hold] * count)


def test_a_transaction_whose_connection_is_lost_saves_nothing_and_says_so(words, lose):
    with pytest.raises(DatabaseBusy, match="nothing was saved"), words.atomic():
        say(words, "one")
        lose()
        say(words, "two")

    assert said(words) == []


def test_a_connection_lost_just_before_the_commit_is_told_too(words, lose):
    with pytest.raises(DatabaseBusy), words.atomic():
        say(words, "one")
        lose()

    assert said(words) == []


def lost_meanwhile(lose, act):
    """Do it, and end the session while it waits for the server."""
    losing = threading.Timer(0.3, lose)
    losing.start()
    try:
        return act()
    finally:
        losing.join()


def test_a_question_whose_answer_was_lost_is_asked_again(words, lose):
    say(words, "one")

    found = lost_meanwhile(
        lose, lambda: list(words.query("SELECT word, pg_sleep(0.6) FROM word"))
    )

    assert [row["word"] for row in found] == ["one"]


def test_a_transaction_lost_before_it_began_begins_again(words, connect, lose):
    held = connect().atomic()
    held.__enter__()

    lost_meanwhile(lose, partial(in_a_transaction, words))
    with pytest.raises(DatabaseBusy):
        held.__exit__(None, None, None)

    assert said(words) == ["later"]


def test_a_write_whose_answer_was_lost_is_not_done_again_behind_ones_back(words, lose):
    slow = "INSERT INTO word (word) SELECT 'one' FROM (SELECT pg_sleep(0.6)) AS slept"

    with pytest.raises(DatabaseBusy):
        lost_meanwhile(lose, lambda: words.execute(slow))

    assert said(words) == []


def test_a_writer_that_dies_within_a_transaction_holds_nobody_up(address, words, lose):
    other = open_database(address)
    held = other.atomic()
    held.__enter__()
    say(other, "never")
    lose()

    with words.atomic():
        say(words, "later")
    with pytest.raises(DatabaseBusy):
        held.__exit__(None, None, None)
    other.close()

    assert said(words) == ["later"]


def test_many_threads_share_few_connections(connections, postgres_server, address):
    most = []

    def save(number):
        for time_ in range(10):
            in_words = f"{number} {time_}"
            say(connections.database(), in_words)
        (row,) = connections.database().query(
            """
            SELECT COUNT(*) AS sessions FROM pg_stat_activity
            WHERE datname = current_database()
            """
        )
        most.append(row["sessions"])

    all_at_once(*(partial(save, number) for number in range(32)))

    assert len(said(connections.database())) == 320
    # The test's own connection is there as well.
    assert max(most) <= postgres_connections.MOST_CONNECTIONS + 1


def test_no_connection_is_opened_before_it_is_needed(address):
    connections = Connections(address)
    connections.database()
    own = open_database(address)

    (row,) = own.query(
        """
        SELECT COUNT(*) AS sessions FROM pg_stat_activity
        WHERE datname = current_database()
        """
    )
    own.close()
    connections.close()

    assert row["sessions"] == 1


@pytest.fixture
def small_pool(monkeypatch, address, words):
    """Two connections, for which nobody waits for long."""
    monkeypatch.setattr(postgres_connections, "MOST_CONNECTIONS", 2)
    monkeypatch.setattr(database, "SECONDS_TO_WAIT", 0.5)
    opened = Connections(address)
    yield opened
    opened.close()


def test_who_finds_no_connection_free_is_told_that_the_database_is_busy(small_pool):
    taken = threading.Barrier(3)
    done = threading.Event()

    def hold():
        with small_pool.database().snapshot():
            taken.wait(timeout=10)
            done.wait(timeout=10)

    def come_third():
        taken.wait(timeout=10)
        try:
            with pytest.raises(DatabaseBusy):
                say(small_pool.database(), "never")
        finally:
            done.set()

    all_at_once(hold, hold, come_third)

    say(small_pool.database(), "later")
    assert said(small_pool.database()) == ["later"]


def test_failures_in_transactions_leave_the_pool_clean(small_pool):
    def fail():
        with pytest.raises(ZeroDivisionError), small_pool.database().atomic():
            say(small_pool.database(), "never")
            raise ZeroDivisionError

    all_at_once(*[fail] * 8)

    say(small_pool.database(), "later")
    assert said(small_pool.database()) == ["later"]


def test_while_the_server_is_down_all_is_busy_and_soon_after_all_is_well(
    small_pool, postgres_server
):
    hold_connections(small_pool, 2)
    postgres_server.stop()
    try:
        for _ in range(3):
            with pytest.raises(DatabaseBusy):
                say(small_pool.database(), "never")
    finally:
        postgres_server.start()

    begun = time.monotonic()
    for number in itertools.count():
        try:
            say(small_pool.database(), f"later {number}")
        except DatabaseBusy:
            assert time.monotonic() - begun < 4
        else:
            break


@pytest.mark.parametrize("act", [in_a_transaction, by_itself])
def test_what_was_acknowledged_is_there_after_the_server_crashed(
    words, postgres_server, act
):
    for number in range(3):
        say(words, f"before {number}")
        act(words)
        postgres_server.crash()
        postgres_server.start()

        assert said(words)[-1] == "later"

        words.execute("DELETE FROM word")


def test_a_transaction_that_only_reads_writes_nothing(words):
    def written():
        (row,) = words.query("SELECT CAST(pg_current_wal_insert_lsn() AS TEXT) AS lsn")
        return row["lsn"]

    before = written()
    with words.atomic():
        said(words)

    assert written() == before


def test_a_forked_process_uses_connections_of_its_own(address):
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", FORKER, address],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    before, *both, after = [line.split() for line in ran.stdout.splitlines()]
    ((child,),) = [[line for line in both if line[0] != before[0]]]
    assert ran.stderr == ""
    assert before == after
    assert not set(before) & set(child)


PASSWORD = "a-Secret-w0rd"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://",
        "postgresql:///",
        "postgresql://localhost",
        f"postgresql://dd:{PASSWORD}@localhost",
        f"postgresql://dd:{PASSWORD}@localhost/",
        f"postgresql://dd:{PASSWORD}@localhost:5432",
        f"postgresql://dd:{PASSWORD}@localhost:port/dd",
        f"postgresql://dd:x@{PASSWORD}@localhost/dd",
        f"postgresql://dd:x/{PASSWORD}@localhost/dd",
        f"postgresql://dd:{PASSWORD}/x@localhost/dd",
        f"postgresql://dd:%{PASSWORD}@localhost/dd",
        f"postgresql://dd:{PASSWORD}@[localhost/dd",
        f"postgresql://localhost/dd?pasword={PASSWORD}",
        f"postgres://dd:{PASSWORD}@localhost/dd?sslmode",
    ],
)
@pytest.mark.parametrize("opening", [open_database, Connections])
def test_an_address_that_cannot_be_one_is_refused_without_its_password(
    address, opening
):
    with pytest.raises(SettingRefused, match="DD_DATABASE") as refused:
        opening(address)

    assert PASSWORD not in "".join(traceback.format_exception(refused.value))
    assert "postgresql://user:password@host/database" in str(refused.value)


@pytest.fixture
def stranger(postgres_server, address):
    """The addresses of one who needs a password, by the password that is tried."""
    name = name_of(address)
    postgres_server.run(f"CREATE ROLE {STRANGER} LOGIN PASSWORD '{PASSWORD}'")
    yield lambda tried: postgres_server.address(name, user=STRANGER, password=tried)
    postgres_server.run(f"DROP ROLE {STRANGER}")


def test_the_right_password_opens_the_database(stranger):
    db = open_database(stranger(PASSWORD))

    assert list(db.query("SELECT current_user AS name")) == [{"name": STRANGER}]

    db.close()


def test_a_wrong_password_is_told_and_not_shown(stranger):
    with pytest.raises(DatabaseUnreachable, match="password auth") as refused:
        open_database(stranger("wr0ng-one"))

    assert "wr0ng-one" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (f"postgresql://dd:{PASSWORD}@127.0.0.1:1/dd", "refused"),
        (f"postgres://dd:{PASSWORD}@/dd?host=/no/such/folder", "No such file"),
    ],
)
def test_a_server_that_does_not_answer_is_told_without_the_password(address, reason):
    with pytest.raises(DatabaseUnreachable, match=reason) as failed:
        open_database(address)

    assert failed.value.__cause__ is None
    assert "DD_DATABASE" in str(failed.value)


def test_a_database_that_is_not_there_is_told(postgres_server):
    with pytest.raises(DatabaseUnreachable, match=r"nowhere.*does not exist"):
        open_database(postgres_server.address("nowhere"))


def test_no_log_line_holds_the_password(monkeypatch, stranger, caplog):
    monkeypatch.setattr(database, "SECONDS_TO_WAIT", 0.5)
    caplog.set_level(logging.DEBUG)
    connections = Connections(stranger("wr0ng-one"))

    with pytest.raises(DatabaseBusy):
        say(connections.database(), "never")
    connections.close()

    assert "error connecting" in caplog.text
    assert "wr0ng-one" not in caplog.text


def test_a_database_that_cannot_hold_every_language_is_refused(postgres_server):
    with (
        postgres_server.database("ENCODING 'LATIN1' LOCALE 'C'") as address,
        pytest.raises(SettingRefused, match=r"LATIN1.*createdb"),
    ):
        open_database(address)
