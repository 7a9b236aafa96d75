"""`export` and `import`: a case as ZIP and as SQLite, from a shell."""

import sqlite3

import pytest
from click.testing import CliRunner

from dd_toolkit.cli import main
from dd_toolkit.storage import reports
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.files import Files
from dd_toolkit.storage.migrating import migrate
from tests.operations.reviews import (
    CHANGED,
    a_review,
    add_note,
    decide,
    people,
    reply,
    resubmit,
    send_back,
    send_findings,
    sign,
)
from tests.storage.databases import rows

SLIPS = b"%PDF-1.7 slips of March"


def settings(folder):
    return {
        "DD_DATABASE": f"sqlite:///{folder / 'dd.db'}",
        "DD_FILES": str(folder / "files"),
        "DD_SECRET_KEY": "s" * 40,
    }


def opened(folder):
    folder.mkdir(exist_ok=True)
    database = open_database(settings(folder)["DD_DATABASE"])
    migrate(database, at="2026")
    return database


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The folder of an installation with one case, sent back once, signed."""
    folder = tmp_path_factory.mktemp("here")
    database = opened(folder)
    sha256 = Files(str(folder / "files")).keep(SLIPS)
    a_review(database)
    database.execute("UPDATE evidence SET sha256 = :s, size = 23", {"s": sha256})
    add_note(database)
    decide(database, "m.q1")
    send_back(database, q2="Whose safe?")
    resubmit(database)
    decide(database, "m.q1", CHANGED)
    send_findings(database)
    reply(database)
    sign(database)
    for row in rows(database, "report"):
        reports.finish_report(database, row["id"], b"%PDF-1.7 report", at="2027")
    database.close()
    return folder


@pytest.fixture
def there(tmp_path):
    """The folder of another installation, with auditors of its own."""
    database = opened(tmp_path / "there")
    people(database)
    for table in ("site", "member", "organisation"):
        database.execute(f"DELETE FROM {table}")
    database.close()
    return tmp_path / "there"


def run(folder, *words):
    return CliRunner().invoke(main, [str(w) for w in words], env=settings(folder))


def test_a_case_goes_out_and_comes_in_elsewhere(here, there, tmp_path):
    made, again = tmp_path / "case.zip", tmp_path / "again.zip"

    out = run(here, "export", "c", "-o", made)
    taken = run(there, "import", made, "--auditor", "other@x.org")
    back = run(there, "export", "c", "-o", again)

    assert (out.exit_code, taken.exit_code, back.exit_code) == (0, 0, 0)
    assert "is here now: assessment a2, review c" in taken.stdout
    assert again.read_bytes() == made.read_bytes()


def test_the_same_file_twice_is_told(here, there, tmp_path):
    made = tmp_path / "case.zip"
    run(here, "export", "c", "-o", made)
    run(there, "import", made)

    assert "was here already" in run(there, "import", made).stdout


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["export", "c"], 2, "Name a file to write"),
        (["export", "nowhere", "-o", "OUT"], 1, "There is no case 'nowhere'"),
        (["export", "c", "-o", "/nowhere/case.zip"], 1, "cannot be written"),
        (["export", "nowhere", "--sqlite", "OUT"], 1, "There is no case 'nowhere'"),
        (["import", "WRONG"], 1, "It is no ZIP"),
        (["import", "WRONG", "--auditor", "x@x.org"], 1, "no auditor of this site"),
    ],
)
def test_what_cannot_be_done_is_told_on_stderr(here, tmp_path, words, code, told):
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"nonsense")
    given = {"OUT": tmp_path / "case", "WRONG": wrong}

    done = run(here, *(given.get(word, word) for word in words))

    assert (done.exit_code, done.stdout) == (code, "")
    assert told in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.zip"]


# --- the SQLite file -----------------------------------------------------------------


@pytest.fixture(scope="module")
def case_file(here, tmp_path_factory):
    path = tmp_path_factory.mktemp("sqlite") / "case.db"
    done = run(here, "export", "c", "--sqlite", path)
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture
def ask(case_file):
    connection = sqlite3.connect(f"file:{case_file}?mode=ro", uri=True)
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()


def test_the_file_is_whole_and_every_reference_leads_somewhere(ask):
    assert ask("PRAGMA integrity_check") == [("ok",)]
    assert ask("PRAGMA foreign_key_check") == []


def test_tables_refer_to_each_other(ask):
    keys = {(row[3], row[2]) for row in ask("PRAGMA foreign_key_list(verdict)")}

    assert keys == {("review", "review"), ("question", "question")}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("verdict", "passports"),
        ("note", "carry"),
        ("request", "safe"),
        ("reply", "asked"),
    ],
)
def test_what_people_wrote_can_be_searched(ask, table, words):
    found = ask(
        f"SELECT count(*) FROM {table} WHERE rowid IN "
        f"(SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH '{words}')"
    )

    assert found == [(1,)]


def test_declared_and_verified_stand_in_one_question(ask):
    told = ask(
        """
        SELECT question.ask, answer.choices, verdict.chosen, verdict.given_by
        FROM verdict
        JOIN review ON review.id = verdict.review
        JOIN question ON question.id = verdict.question
        JOIN answer ON answer.question = verdict.question
            AND answer.assessment = review.assessment AND answer.current = 1
        WHERE verdict.current = 1 AND verdict.verdict = 'changed'
        """
    )

    assert told == [("Is it so?", "v100", "v0", "Lead")]


def test_files_and_reports_are_in_it(ask):
    assert ask("SELECT content FROM file") == [(SLIPS,)]
    assert {row[0] for row in ask("SELECT pdf FROM report")} == {b"%PDF-1.7 report"}


def test_both_editions_are_in_it(ask):
    assert ask("SELECT id, edition, replaces FROM assessment ORDER BY edition") == [
        ("a", 1, None),
        ("a2", 2, "a"),
    ]


def test_figures_are_points_from_0_to_100(ask):
    ((declared, verified),) = ask(
        "SELECT declared, verified FROM figure WHERE kind = 'overall'"
    )

    assert 0 <= verified < declared <= 100
