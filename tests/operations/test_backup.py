"""A backup is a consistent moment, proves that it is whole, and gives all back."""

import datetime
import hashlib
import json
import sqlite3
import stat
import threading
import zipfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from dd_toolkit.core.audit_chain import first_break
from dd_toolkit.errors import BackupRefused
from dd_toolkit.operations import backup
from dd_toolkit.storage import audit, copying, migrating, visits
from dd_toolkit.storage.backup_file import DATABASE, MANIFEST
from dd_toolkit.storage.copying import copy_rows_out, opened_copy
from dd_toolkit.storage.database import open_database
from tests.builders import valued
from tests.operations.builders import (
    AT,
    COMPLETE,
    a_draft,
    a_submitted_case,
    save,
    submit,
)
from tests.storage.databases import TABLES, all_at_once, contents, rows

FILES = {"ab/cd.pdf": b"%PDF-", "ef": b"\x00" * 5000, "\u0639\u0642\u062f": b"x"}
WRITERS = 4
LATER = AT + datetime.timedelta(days=1)


@pytest.fixture
def target(tmp_path):
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "dd.zip"


@pytest.fixture
def new(tmp_path):
    """An empty database to restore into."""
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    yield database
    database.close()


def back_up(db, target, files=()):
    return backup.back_up(db, target, version="1.2.3", at=AT, files=files)


def without_audit(db):
    return {t: kept for t, kept in contents(db).items() if not t.startswith("audit")}


def changed_zip(source, target, **changes):
    """A copy of the ZIP with other contents; None leaves a part out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()}
        for name, content in (parts | changes).items():
            if content is not None:
                new.writestr(name, content)
    return target


def with_manifest(source, target, change, **parts):
    """A copy of the ZIP whose manifest was changed, by someone who knows how."""
    with zipfile.ZipFile(source) as old:
        manifest = json.loads(old.read(MANIFEST))
    change(manifest)
    return changed_zip(source, target, **{MANIFEST: json.dumps(manifest)}, **parts)


def test_restoring_gives_every_row_back(db, target, new):
    a_submitted_case(db)
    a_draft(db, assessment_id="b")
    db.execute("UPDATE report SET pdf = :pdf", {"pdf": b"%PDF-\x00\xff"})
    back_up(db, target)

    backup.restore(new, target, at=LATER)

    assert without_audit(new) == without_audit(db)


def test_the_audit_log_goes_on_where_it_ended(db, target, new):
    a_submitted_case(db)
    back_up(db, target)

    backup.restore(new, target, at=LATER)

    head, entries = audit.chain(new)
    assert first_break(entries, head) is None
    assert [row["action"] for row in rows(new, "audit_entry")] == [
        "begun",
        "submitted",
        "restored",
    ]


def test_work_goes_on_in_a_restored_database(db, target, new):
    a_draft(db)
    back_up(db, target)
    backup.restore(new, target, at=LATER)

    save(new, valued(q1=0))
    submit(new)

    assert rows(new, "result")


def test_every_file_of_evidence_comes_back_under_its_name(db, target, new):
    found = {}
    back_up(db, target, files=FILES.items())

    backup.restore(new, target, at=LATER, put=found.__setitem__)

    assert found == FILES


def test_a_backup_with_files_is_not_restored_without_them(db, target, new):
    back_up(db, target, files=FILES.items())

    with pytest.raises(BackupRefused, match="DD_FILES"):
        backup.restore(new, target, at=LATER)

    assert copying.is_empty(new)


@pytest.mark.parametrize(
    "name", ["", "../a", "/etc/passwd", "a/../b", "a\\b", "a\nb", "a//b", ".."]
)
def test_a_file_whose_name_leaves_its_folder_is_not_backed_up(db, target, name):
    with pytest.raises(BackupRefused, match="name of a file"):
        back_up(db, target, files=[(name, b"x")])

    assert list(target.parent.iterdir()) == []


def test_only_its_owner_may_read_a_backup(db, target):
    back_up(db, target)

    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_nothing_but_the_backup_is_left_beside_it(db, target):
    back_up(db, target)

    assert list(target.parent.iterdir()) == [target]


def test_a_backup_that_fails_leaves_nothing(db, target, monkeypatch):
    def files():
        yield "one", b"1"
        raise OSError(28, "No space left on device")

    with pytest.raises(BackupRefused, match="No space left"):
        back_up(db, target, files=files())

    assert list(target.parent.iterdir()) == []


def test_a_backup_that_cannot_be_read_back_is_not_kept(db, target, monkeypatch):
    real, wrong = copying.row_counts, iter([{"assessment": 12}])
    monkeypatch.setattr(
        copying, "row_counts", lambda file: next(wrong, None) or real(file)
    )

    with pytest.raises(BackupRefused):
        back_up(db, target)

    assert list(target.parent.iterdir()) == []


def test_a_file_that_is_there_is_not_written_over(db, target):
    target.write_bytes(b"last week's")

    with pytest.raises(BackupRefused, match="already"):
        back_up(db, target)

    assert target.read_bytes() == b"last week's"


def test_a_folder_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(BackupRefused, match="No such file"):
        back_up(db, tmp_path / "no" / "dd.zip")


def test_a_database_without_tables_is_not_backed_up(new, target):
    with pytest.raises(BackupRefused, match="DD_DATABASE"):
        back_up(new, target)


def test_the_manifest_names_version_migrations_rows_and_hashes(db, target):
    a_draft(db)

    back_up(db, target, files=[("f", b"abc")])

    with zipfile.ZipFile(target) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    assert manifest["version"] == "1.2.3"
    assert manifest["migrations"] == migrating.known_migrations()
    assert manifest["rows"]["assessment"] == 1
    assert manifest["parts"]["files/f"] == {
        "sha256": hashlib.sha256(b"abc").hexdigest(),
        "size": 3,
    }


def test_what_was_erased_is_not_in_a_backup(sqlite_file, target):
    own = open_database(f"sqlite:///{sqlite_file}")
    own.execute("PRAGMA secure_delete = OFF")  # some builds of SQLite have it on
    migrating.migrate(own, at="now")
    with own.atomic():
        for number in range(500):
            visits.begin_visit(own, f"{number}", at="Canary Garments")
    own.execute("DELETE FROM visit")
    own.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    back_up(own, target)
    own.close()

    assert b"Canary" in sqlite_file.read_bytes()
    with zipfile.ZipFile(target) as archive:
        assert b"Canary" not in archive.read(DATABASE)


def with_a_long_history(db):
    """Copying takes long enough that others write meanwhile."""
    a_draft(db, assessment_id="long")
    with db.atomic():
        for revision in range(2, 5000):
            db.execute(
                """
                INSERT INTO answer (assessment_id, revision, question_id, given,
                                    through, answered_at)
                VALUES ('long', :revision, 'm.q1', '{}', 'page', 'then')
                """,
                {"revision": revision},
            )
        db.execute("UPDATE assessment SET revision = 4999 WHERE id = 'long'")


@contextmanager
def writers(db, connect):
    """Four who answer and submit, until the block ends."""
    stop = threading.Event()
    failures = []

    def write(own, writer):
        try:
            number = 0
            while not stop.is_set():
                number += 1
                name = f"w{writer}n{number}"
                a_draft(own, assessment_id=name)
                for value in (0, 1, "1/2"):
                    save(own, valued(q1=value, q2=value), assessment_id=name)
                submit(own, assessment_id=name, report_id=name)
        except Exception as error:
            failures.append(error)
            raise

    threads = [
        threading.Thread(target=write, args=(connect(), writer))
        for writer in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=30)
        assert failures == []


def inconsistencies(file):
    """What could only be if the copy were of more than one moment."""
    with opened_copy(file) as copy:
        head = copy.execute("SELECT number, sha256 FROM audit_head").fetchone()
        last = copy.execute(
            "SELECT number, sha256 FROM audit_entry ORDER BY number DESC"
        ).fetchone()
        split = copy.execute(
            """
            SELECT id FROM assessment
            WHERE revision <> COALESCE(
                (SELECT MAX(revision) FROM answer WHERE assessment_id = id), 0)
            """
        ).fetchall()
        half = copy.execute(
            """
            SELECT id FROM assessment
            WHERE (submitted_at IS NULL)
               <> (id NOT IN (SELECT assessment_id FROM result))
               OR (submitted_at IS NULL)
               <> (id NOT IN (SELECT subject_id FROM report))
            """
        ).fetchall()
        begun = copy.execute(
            """
            SELECT (SELECT COUNT(*) FROM assessment)
                - (SELECT COUNT(*) FROM audit_entry WHERE action = 'begun')
            """
        ).fetchone()
        answers = copy.execute("SELECT COUNT(*) FROM answer").fetchone()[0]
    return (head == last, split, half, begun), answers


def test_each_backup_is_a_consistent_moment_while_four_write(
    db, connect, target, tmp_path
):
    with_a_long_history(db)
    found = []
    with writers(db, connect):
        for number in range(12):
            made = target.with_name(f"{number}.zip")
            back_up(connect(), made)
            with zipfile.ZipFile(made) as archive:
                archive.extract(DATABASE, tmp_path / str(number))
            found.append(inconsistencies(tmp_path / str(number) / DATABASE))

    assert {wrong for wrong, _ in map(_hashable, found)} == {repr((True, [], [], (0,)))}
    assert len({answers for _, answers in found}) > 6, "nobody wrote meanwhile"


def _hashable(found):
    return repr(found[0]), found[1]


def test_a_copy_table_by_table_holds_the_same_rows(db, tmp_path):
    a_submitted_case(db)
    file = tmp_path / "copy.db"

    with db.atomic():
        copy_rows_out(db, file)

    with opened_copy(file) as copy:
        assert contents(copy) == contents(db)


def flipped(content, at):
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.fixture
def made(db, target):
    a_submitted_case(db)
    back_up(db, target, files=[("f", b"abc")])
    return target


def refused(new, file):
    """Why the file is not restored; nothing of it may be there then."""
    put = []
    with pytest.raises(BackupRefused) as why:
        backup.restore(new, file, at=LATER, put=lambda *each: put.append(each))
    assert copying.is_empty(new)
    assert put == []
    return why.value.reason


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_a_zip_cut_off_is_refused(made, new, share):
    content = made.read_bytes()
    made.write_bytes(content[: int(len(content) * share)])

    assert refused(new, made)


def test_a_zip_with_one_bit_changed_anywhere_is_refused_or_whole(made, db, tmp_path):
    content = made.read_bytes()
    refusals = 0
    for at in range(0, len(content), len(content) // 80):
        made.write_bytes(flipped(content, at))
        new = open_database(f"sqlite:///{tmp_path / f'{at}.db'}")
        try:
            backup.restore(new, made, at=LATER, put=lambda *_: None)
        except BackupRefused:
            refusals += 1
            assert copying.is_empty(new)
        else:
            # A bit that means nothing, such as one of a date.
            assert rows(new, "answer") == rows(db, "answer")
        new.close()

    assert refusals > 60


@pytest.mark.parametrize("name", [DATABASE, MANIFEST, "files/f"])
def test_a_missing_part_is_refused(made, new, tmp_path, name):
    damaged = changed_zip(made, tmp_path / "d.zip", **{name: None})

    assert refused(new, damaged)


def test_a_part_too_many_is_refused(made, new, tmp_path):
    damaged = changed_zip(made, tmp_path / "d.zip", **{"files/g": b"x"})

    assert "parts" in refused(new, damaged)


def test_a_changed_file_is_refused(made, new, tmp_path):
    damaged = changed_zip(made, tmp_path / "d.zip", **{"files/f": b"abd"})

    assert "files/f was changed" in refused(new, damaged)


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(made, new, tmp_path):
    damaged = changed_zip(made, tmp_path / "d.zip", **{"files/f": bytes(10**7)})

    assert "was changed" in refused(new, damaged)


def database_of(made, tmp_path, *statements):
    """The backup's database with these statements run in it."""
    with zipfile.ZipFile(made) as archive:
        path = archive.extract(DATABASE, tmp_path / "changed")
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return Path(path).read_bytes()


def signed(content):
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


CHANGED_DATABASES = {
    "a row less": ("DELETE FROM report", "numbers of rows"),
    "a table less": ("DROP TABLE report", "tables are not those"),
    "a column more": ("ALTER TABLE visit ADD COLUMN x TEXT", "tables are not those"),
    "a migration less": (
        "DELETE FROM migration WHERE name LIKE '0003%'",
        "other migrations",
    ),
    "a row that hangs in the air": (
        "UPDATE answer SET assessment_id = 'nobody'",
        "not whole",
    ),
}


@pytest.mark.parametrize("change", CHANGED_DATABASES)
def test_a_database_that_is_not_what_the_manifest_says_is_refused(
    made, new, tmp_path, change
):
    statement, reason = CHANGED_DATABASES[change]
    content = database_of(made, tmp_path, "PRAGMA foreign_keys = OFF", statement)

    def sign(manifest):
        manifest["parts"][DATABASE] = signed(content)

    damaged = with_manifest(made, tmp_path / "d.zip", sign, **{DATABASE: content})

    assert reason in refused(new, damaged)


def test_a_database_that_is_none_is_refused(made, new, tmp_path):
    content = b"SQLite format 3\x00" + b"x" * 5000

    def sign(manifest):
        manifest["parts"][DATABASE] = signed(content)

    damaged = with_manifest(made, tmp_path / "d.zip", sign, **{DATABASE: content})

    assert "cannot be read" in refused(new, damaged)


def test_a_backup_of_a_newer_version_is_refused_and_names_it(made, new, tmp_path):
    def newer(manifest):
        manifest["version"] = "9.0.0"
        manifest["migrations"].append("9999_future.sql")

    reason = refused(new, with_manifest(made, tmp_path / "d.zip", newer))

    assert "9.0.0" in reason
    assert "newer" in reason


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"format": 2}', '{"format": 1}', "\xff", "[" * 9999]
)
def test_a_manifest_that_is_none_is_refused(made, new, tmp_path, manifest):
    damaged = changed_zip(made, tmp_path / "d.zip", **{MANIFEST: manifest})

    assert refused(new, damaged)


def test_a_file_that_is_not_there_or_no_zip_is_refused(new, tmp_path):
    text = tmp_path / "text.zip"
    text.write_text("no ZIP")

    assert "no such file" in refused(new, tmp_path / "none.zip").lower()
    assert "whole" in refused(new, text)


def test_a_database_that_has_tables_is_not_touched(made, db):
    before = contents(db)

    with pytest.raises(BackupRefused, match="has tables already"):
        backup.restore(db, made, at=LATER, put=lambda *_: None)

    assert contents(db) == before


def test_of_two_who_restore_at_once_one_wins_and_nothing_is_lost(
    db, target, tmp_path, new
):
    a_submitted_case(db)
    back_up(db, target)
    other = open_database(f"sqlite:///{tmp_path / 'new.db'}")

    def restore(own):
        try:
            return backup.restore(own, target, at=LATER).version
        except BackupRefused:
            return "refused"

    outcomes = all_at_once(partial(restore, new), partial(restore, other))
    other.close()

    assert sorted(outcomes) == ["1.2.3", "refused"]
    assert rows(new, "answer") == rows(db, "answer")


def test_files_that_cannot_be_written_undo_the_database(made, new):
    def full(*_):
        raise OSError(28, "No space left on device")

    with pytest.raises(BackupRefused, match="No space left"):
        backup.restore(new, made, at=LATER, put=full)

    assert copying.is_empty(new)


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    connect, target, new, monkeypatch
):
    db = connect()
    known = migrating.known_migrations()
    migrating.apply_migrations(db, known[:1], at="then")
    back_up(db, target)

    backup.restore(new, target, at=LATER)

    assert migrating.missing_migrations(new) == []
    assert rows(new, "migration")[0] == {"name": known[0], "applied_at": "then"}


def test_making_a_backup_is_noted(db, target):
    manifest = back_up(db, target)

    backup.note_backup(db, manifest, at=AT)

    (entry,) = rows(db, "audit_entry")
    assert entry["action"] == "backup-made"
    assert entry["subject"] == manifest.parts[DATABASE].sha256


def test_rows_that_name_rows_of_their_own_table_come_after_them(tmp_path):
    table = copying.Table("t", ("id", "before"), (("before", "id"),))
    rows = [
        {"id": "c", "before": "b"},
        {"id": "b", "before": "a"},
        {"id": "a", "before": None},
        {"id": "d", "before": "d"},
    ]

    ordered = list(copying._parents_first(iter(rows[:3]), table))

    assert [row["id"] for row in ordered] == ["a", "b", "c"]
    with pytest.raises(copying.CopyDamaged):
        list(copying._parents_first(iter(rows), table))


def test_every_table_is_in_a_backup(db):
    made = {table.name for table in copying.tables_of(migrating.known_migrations())}

    assert made == set(TABLES)


def test_a_complete_answer_is_what_these_tests_copy(db, target, new):
    a_draft(db, COMPLETE)
    back_up(db, target)
    backup.restore(new, target, at=LATER)

    assert rows(new, "answer") == rows(db, "answer")
