"""A case goes out as one file and comes in elsewhere: the same, or not at all."""

import hashlib
import io
import json
import zipfile

import pytest

from dd_toolkit.core import case_archive
from dd_toolkit.core.case_archive import (
    MANIFEST,
    Manifest,
    Part,
    Writer,
    plain_text,
    sum_of,
)
from dd_toolkit.errors import CaseRefused
from dd_toolkit.operations.case_files import case_zip, write_case
from dd_toolkit.operations.importing import Imported, import_case, reader_of
from dd_toolkit.operations.review_records import record_of
from dd_toolkit.operations.reviewing import open_review
from dd_toolkit.storage import cases, evidence, reports
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.files import Files
from dd_toolkit.storage.migrating import migrate
from dd_toolkit.storage.review_results import kept_review
from tests.operations.builders import AT, a_draft, a_submitted_case
from tests.operations.reviews import (
    CHANGED,
    a_note,
    a_review,
    a_signed_review,
    add_note,
    correct,
    decide,
    people,
    reply,
    resubmit,
    send_back,
    send_findings,
    sign,
)
from tests.storage.databases import contents, rows

SLIPS = b"%PDF-1.7 slips of March"
PDF = b"%PDF-1.7 the audit report"


@pytest.fixture
def files(tmp_path):
    return Files(str(tmp_path / "files"))


@pytest.fixture
def files_elsewhere(tmp_path):
    return Files(str(tmp_path / "elsewhere"))


@pytest.fixture
def elsewhere(tmp_path):
    """Another installation: it has its own people and has never heard of the case."""
    database = open_database(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    migrate(database, at="2026")
    yield database
    database.close()


def with_real_files(db, files):
    sha256 = files.keep(SLIPS)
    db.execute(
        "UPDATE evidence SET sha256 = :sha256, size = :size",
        {"sha256": sha256, "size": len(SLIPS)},
    )


def finish_reports(db):
    for row in rows(db, "report"):
        reports.finish_report(db, row["id"], PDF, at="2026-12-01T00:00:00.000Z")


@pytest.fixture
def case(db, files):
    """A case that went all the ways: sent back, a finding, a reply, notes, signed."""
    a_review(db)
    with_real_files(db, files)
    add_note(db)
    decide(db, "m.q1")
    send_back(db, q2="Whose safe?")
    resubmit(db)
    decide(db, "m.q1", CHANGED)
    send_findings(db)
    reply(db)
    sign(db)
    finish_reports(db)


def out(db, files, case_id="c"):
    return case_zip(db, files, case_id, by="lead", at=AT)


def take(db, files, archive, **options):
    return import_case(
        db, files, io.BytesIO(archive), size=len(archive), at=AT, **options
    )


def parts_of(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_same_case_gives_the_same_bytes(db, case, files):
    assert out(db, files) == out(db, files)


def test_what_comes_in_goes_out_the_same_to_the_byte(
    db, case, files, elsewhere, files_elsewhere
):
    archive = out(db, files)

    taken = take(elsewhere, files_elsewhere, archive)

    assert taken == Imported("a2", "c", again=False)
    assert out(elsewhere, files_elsewhere) == archive


def test_it_comes_into_either_engine(db, files, elsewhere, files_elsewhere):
    a_signed_review(elsewhere)
    with_real_files(elsewhere, files_elsewhere)
    archive = out(elsewhere, files_elsewhere)

    take(db, files, archive)

    assert out(db, files) == archive


def test_the_record_of_the_review_is_the_same_there(
    db, case, files, elsewhere, files_elsewhere
):
    here = record_of(db, open_review(db, "c"))

    take(elsewhere, files_elsewhere, out(db, files))

    there = record_of(elsewhere, open_review(elsewhere, "c"))
    assert there == here
    assert there.signed_by == "Lead"


def test_evidence_and_reports_arrive_as_they_were(
    db, case, files, elsewhere, files_elsewhere
):
    take(elsewhere, files_elsewhere, out(db, files))

    (file,) = evidence.evidence_of_assessment(elsewhere, "a2")
    assert files_elsewhere.content(file.sha256) == SLIPS
    for row in rows(elsewhere, "report"):
        assert reports.report_pdf(elsewhere, row["id"]) == PDF


def test_people_become_names_and_no_account(
    db, case, files, elsewhere, files_elsewhere
):
    take(elsewhere, files_elsewhere, out(db, files))

    assert rows(elsewhere, "account") == []
    named = {row["name"] for row in rows(elsewhere, "person_elsewhere")}
    assert named == {"Lead"}


def test_the_employers_people_are_not_named_in_the_archive(db, case, files):
    content = b"".join(parts_of(out(db, files)).values())

    assert b"Lead" in content
    assert b"Owner" not in content
    assert b"owner@x.org" not in content


def test_an_auditor_of_the_other_site_may_be_let_read_it(
    db, case, files, elsewhere, files_elsewhere
):
    people_of_the_other_site(elsewhere)
    archive = out(db, files)

    take(
        elsewhere,
        files_elsewhere,
        archive,
        readers=[reader_of(elsewhere, "second@x.org")],
    )

    (line,) = cases.cases_of(elsewhere, "second")
    assert (line.review_id, line.organisation, line.findings) == ("c", "Mill", 1)
    assert cases.cases_of(elsewhere, "other") == []
    assert out(elsewhere, files_elsewhere) == archive


def people_of_the_other_site(elsewhere):
    people(elsewhere)
    elsewhere.execute("DELETE FROM site")
    elsewhere.execute("DELETE FROM member")
    elsewhere.execute("DELETE FROM organisation")


def test_its_words_are_found_there(db, case, files, elsewhere, files_elsewhere):
    take(elsewhere, files_elsewhere, out(db, files))

    words = {(row["source"], row["word"]) for row in rows(elsewhere, "case_word")}
    assert {("finding", "passports"), ("request", "safe"), ("reply", "keep")} <= words


def test_who_is_no_auditor_there_cannot_be_let_read_it(elsewhere):
    people(elsewhere)

    for email in ("owner@x.org", "nobody@x.org"):
        with pytest.raises(CaseRefused, match="no auditor"):
            reader_of(elsewhere, email)


def test_twice_is_once(db, case, files, elsewhere, files_elsewhere):
    archive = out(db, files)
    take(elsewhere, files_elsewhere, archive)
    before = contents(elsewhere)

    assert take(elsewhere, files_elsewhere, archive).again
    assert contents(elsewhere) == before


def test_it_is_known_where_it_came_from(db, case, files):
    assert take(db, files, out(db, files)).again


def test_a_correction_brings_what_it_corrects(
    db, case, files, elsewhere, files_elsewhere
):
    correct(db)
    sign(db, review_id="c2")
    finish_reports(db)
    archive = out(db, files, "c2")

    take(elsewhere, files_elsewhere, archive)

    assert out(elsewhere, files_elsewhere, "c2") == archive
    assert {row["id"] for row in rows(elsewhere, "review")} == {"c", "c2"}


def test_a_correction_follows_the_review_that_is_there_already(
    db, case, files, elsewhere, files_elsewhere
):
    take(elsewhere, files_elsewhere, out(db, files))
    correct(db)
    sign(db, review_id="c2")

    taken = take(elsewhere, files_elsewhere, out(db, files, "c2"))

    assert taken == Imported("a2", "c2", again=False)


def test_a_submission_that_nobody_reviewed_is_a_case_too(
    db, files, elsewhere, files_elsewhere
):
    a_submitted_case(db)
    finish_reports(db)
    archive = out(db, files, "a")

    assert take(elsewhere, files_elsewhere, archive) == Imported("a", None, again=False)
    assert out(elsewhere, files_elsewhere, "a") == archive


def test_by_its_assessment_the_newest_signed_review_goes_out(db, case, files):
    assert out(db, files, "a2") == out(db, files, "c")


def test_an_export_is_noted(db, case, files):
    out(db, files)

    noted = [row for row in rows(db, "audit_entry") if row["action"] == "exported"]
    assert [(row["actor"], row["subject"]) for row in noted] == [("lead", "c")]


@pytest.mark.parametrize(
    ("case_id", "told"), [("nowhere", "no case 'nowhere'"), ("a", "It is a draft")]
)
def test_what_is_no_case_is_refused(db, files, case_id, told):
    a_draft(db)

    with pytest.raises(CaseRefused, match=told):
        write_case(db, files, case_id, io.BytesIO(), at=AT)


def test_a_review_that_is_not_signed_goes_out_but_comes_in_nowhere(
    db, files, elsewhere, files_elsewhere
):
    a_review(db)
    with_real_files(db, files)
    archive = out(db, files)

    with pytest.raises(CaseRefused, match="not signed"):
        take(elsewhere, files_elsewhere, archive)


# --- what is refused -----------------------------------------------------------------


def rewritten(parts, *, assessment="a2", review="c"):
    """An archive of these parts whose sums agree: only its meaning can be wrong."""
    made = io.BytesIO()
    writer = Writer(made)
    for name in sorted(parts):
        if name != MANIFEST:
            writer.add(name, parts[name])
    writer.finish(assessment=assessment, review=review)
    return made.getvalue()


def with_rows(archive, table, change):
    """The archive with the rows of a table changed, and sums that agree."""
    parts = parts_of(archive)
    name = f"data/{table}.json"
    found = json.loads(parts[name])
    change(found)
    parts[name] = plain_text(found)
    return rewritten(parts)


def setting(column, value):
    def change(found):
        found[0][column] = value

    return change


CHANGED_ROWS = {
    "a column that no table has": ("review", setting("password", "x"), "not one of"),
    "a missing column": ("review", lambda found: found[0].pop("reason"), "not one of"),
    "no row": ("review", lambda found: found.__setitem__(0, "x"), "not one of ours"),
    "a NUL": ("field_note", setting("text", "a\0b"), "cannot be stored"),
    "text for a number": ("review", setting("revision", "9"), "cannot be stored"),
    "a number too large": ("review", setting("revision", 2**70), "cannot be stored"),
    "a fraction": ("review", setting("revision", 1.5), "cannot be stored"),
    "a truth": ("review", setting("revision", value=True), "cannot be stored"),
    "a list": ("verdict", setting("finding", ["x"]), "cannot be stored"),
    "nothing for an id": ("verdict", setting("question_id", None), "has no number"),
    "a long id": ("verdict", setting("question_id", "q" * 500), "no number of ours"),
    "a row twice": ("reply", lambda found: found.append(found[0]), "stands twice"),
    "a verdict of another review": ("verdict", setting("review_id", "x"), "nothing in"),
    "an answer of another case": ("answer", setting("assessment_id", "x"), "nothing"),
    "a draft": ("assessment", setting("submitted_at", None), "holds a draft"),
    "an unsigned review": ("review", setting("signed_at", None), "not signed"),
    "a verdict of no kind": ("verdict", setting("chosen", "not JSON"), "cannot read"),
    "an answer that is none": ("answer", setting("given", "[]"), "cannot read"),
    "a result that is none": ("result", setting("document", "{"), "cannot read"),
    "a file that is not there": ("evidence", setting("sha256", "0" * 64), "its rows"),
    "a file of another size": ("evidence", setting("size", 3), "its rows name"),
    "a report of another sum": ("report", setting("pdf_sha256", "0" * 64), "its rows"),
}


@pytest.fixture
def archive(tmp_path):
    """The archive of a whole case, made once and on one engine: it is the same."""
    database = open_database(f"sqlite:///{tmp_path / 'source.db'}")
    migrate(database, at="2026")
    kept = Files(str(tmp_path / "source"))
    a_review(database)
    with_real_files(database, kept)
    add_note(database)
    decide(database, "m.q1")
    send_back(database, q2="Whose safe?")
    resubmit(database)
    decide(database, "m.q1", CHANGED)
    send_findings(database)
    reply(database)
    sign(database)
    finish_reports(database)
    made = out(database, kept)
    database.close()
    return made


def refused(db, files, archive):
    before = contents(db)
    with pytest.raises(CaseRefused) as error:
        take(db, files, archive)
    assert contents(db) == before
    return str(error.value)


@pytest.mark.parametrize("wrong_rows", CHANGED_ROWS.values(), ids=CHANGED_ROWS)
def test_rows_that_are_not_right_are_refused_and_nothing_is_written(
    elsewhere, files_elsewhere, archive, wrong_rows
):
    table, change, told = wrong_rows
    wrong = with_rows(archive, table, change)

    said = refused(elsewhere, files_elsewhere, wrong)

    assert told in said
    assert said.endswith("Nothing was changed.")


def test_a_case_of_the_same_number_with_other_content_is_refused(db, files, archive):
    take(db, files, archive)
    other = with_rows(archive, "review", setting("reason", "Another."))

    assert "it is another one" in refused(db, files, other)


def test_an_employer_who_is_called_otherwise_here_is_refused(db, files, archive):
    people(db)
    db.execute("UPDATE organisation SET name = 'Another firm'")

    assert "with another content" in refused(db, files, archive)


def test_any_changed_byte_is_refused(elsewhere, files_elsewhere, archive):
    head, directory = range(4, 30), archive.index(b"PK\1\2")
    entry = range(directory + 4, directory + 46)
    sample = range(0, len(archive), len(archive) // 20)
    for place in (*head, *entry, *sample):
        wrong = bytearray(archive)
        wrong[place] ^= 1

        refused(elsewhere, files_elsewhere, bytes(wrong))


def zipped(entries, **options):
    """A ZIP as another program writes it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", **options) as opened:
        for name, content in entries:
            opened.writestr(name, content)
    return made.getvalue()


BOMB = [("data/review.json", b"0" * 50_000_000), (MANIFEST, b"{}")]

STRANGE = {
    "nothing": b"",
    "no ZIP": b"PK nonsense",
    "an empty ZIP": zipped([]),
    "no manifest": zipped([("data/review.json", b"[]")]),
    "a bomb": zipped(BOMB, compression=zipfile.ZIP_DEFLATED),
    "a path that leads out": zipped([("../evil", b"x"), (MANIFEST, b"{}")]),
    "an absolute path": zipped([("/etc/passwd", b"x"), (MANIFEST, b"{}")]),
    "a part that no case has": zipped([("run.sh", b"x"), (MANIFEST, b"{}")]),
    "a folder": zipped([("data/", b""), (MANIFEST, b"{}")]),
    "a date of today": zipped([("data/review.json", b"[]"), (MANIFEST, b"{}")]),
}


@pytest.mark.parametrize("content", STRANGE.values(), ids=STRANGE)
def test_a_file_that_is_no_case_is_refused(elsewhere, files_elsewhere, content):
    refused(elsewhere, files_elsewhere, content)


def test_what_is_compressed_is_refused_before_it_is_unpacked(
    elsewhere, files_elsewhere
):
    bomb = zipped(BOMB, compression=zipfile.ZIP_DEFLATED)

    assert "is compressed" in refused(elsewhere, files_elsewhere, bomb)


@pytest.mark.parametrize(
    "change",
    [
        lambda archive: b"x" + archive,
        lambda archive: archive + b"x",
        lambda archive: archive[:-1],
        lambda archive: archive[: len(archive) // 2],
        lambda archive: archive + archive,
    ],
)
def test_an_archive_with_more_or_less_around_it_is_refused(
    elsewhere, files_elsewhere, archive, change
):
    refused(elsewhere, files_elsewhere, change(archive))


def test_a_part_more_is_refused(elsewhere, files_elsewhere, archive):
    sha256 = hashlib.sha256(b"more").hexdigest()
    parts = {**parts_of(archive), f"evidence/{sha256}": b"more"}

    assert "its rows name" in refused(elsewhere, files_elsewhere, rewritten(parts))


def test_a_part_less_is_refused(elsewhere, files_elsewhere, archive):
    parts = parts_of(archive)
    del parts[next(name for name in parts if name.startswith("evidence/"))]

    assert "its rows name" in refused(elsewhere, files_elsewhere, rewritten(parts))


def test_another_questionnaire_under_the_same_name_is_refused(
    elsewhere, files_elsewhere, archive
):
    parts = parts_of(archive)
    name = next(name for name in parts if name.startswith("questionnaires/"))
    parts[name] = parts[name].replace(b"Is it so?", b"Is it not?")

    said = refused(elsewhere, files_elsewhere, rewritten(parts))

    assert "not the one that it names" in said


def test_a_version_of_tomorrow_is_refused(
    elsewhere, files_elsewhere, archive, monkeypatch
):
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(case_archive, "FORMAT", "dd-toolkit case 2")
        newer = rewritten(parts_of(archive))

    assert "a version that this one" in refused(elsewhere, files_elsewhere, newer)


def test_the_manifest_sums_up_every_part(archive):
    parts = parts_of(archive)
    written = json.loads(parts.pop(MANIFEST))

    manifest = Manifest(
        "a2", "c", tuple(sum_of(name, parts[name]) for name in sorted(parts))
    )
    assert written["sha256"] == manifest.sha256
    assert manifest.parts[0] == Part(**written["parts"][0])


def test_what_a_signed_review_came_to_comes_along(elsewhere, files_elsewhere, archive):
    take(elsewhere, files_elsewhere, archive)

    assert kept_review(elsewhere, "c").document["overall"]["verified_rating"]


def test_a_note_that_was_withdrawn_stays_behind(db, files):
    a_review(db)
    with_real_files(db, files)
    add_note(db)
    db.execute("UPDATE field_note SET withdrawn_at = '2026'")

    assert a_note().text.encode() not in b"".join(parts_of(out(db, files)).values())
