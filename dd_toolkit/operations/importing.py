"""A case of another installation comes into this one: all of it, or nothing.

Everything is checked before anything is written: every sum, every row, every reference.
Then the rows are put in, read, and gathered as for an export, in one transaction; what
would not go out again byte for byte the same is not taken. People of the other site
become names: nobody of them can sign in here.
"""

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from dd_toolkit.core.case_archive import Reader, rows_of
from dd_toolkit.core.questionnaire import questionnaire_from_text
from dd_toolkit.errors import CaseRefused
from dd_toolkit.operations import audit, case_lines
from dd_toolkit.operations.assessments import open_case
from dd_toolkit.operations.case_files import CaseRows, gathered, manifest_of
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.review_records import record_of
from dd_toolkit.operations.reviewing import ReviewCase, open_review
from dd_toolkit.storage import accounts, assessments, case_rows
from dd_toolkit.storage.case_rows import CaseTable
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.files import Files

_LARGEST_NUMBER = 2**63 - 1
_LONGEST_TEXT = 4_000_000
_LONGEST_ID = 64


@dataclass(frozen=True)
class Imported:
    """The case is here. ``again``: it was already, the same to the byte."""

    assessment: str
    review: str | None
    again: bool


def import_case(
    db: Database,
    files: Files,
    file: BinaryIO,
    *,
    size: int,
    at: datetime.datetime,
    readers: Iterable[str] = (),
) -> Imported:
    """Take in the ZIP of a case; ``readers``: ids of auditors who may read it here.

    ``CaseRefused`` says in one sentence why it is not taken; then nothing is.
    """
    reader = Reader(file, size=size)
    manifest = reader.manifest
    case = _read(reader)
    here = manifest.review or manifest.assessment
    if _knows(db, here):
        if manifest_of(db, gathered(db, here)) != manifest:
            raise CaseRefused("A case of this number is here, and it is another one.")
        _let_read(db, case, readers, at=at)
        return Imported(manifest.assessment, manifest.review, again=True)
    for sha256 in case.files:
        files.keep(reader.content(f"evidence/{sha256}"))
    with db.atomic():
        _put(db, case, reader, at=at)
        _make_readable(db, case, sha256=manifest.sha256, at=at)
        if manifest_of(db, gathered(db, here)) != manifest:
            raise CaseRefused(
                "Something of it is here already with another content, or could not "
                "be given out again as it came."
            )
        _let_read(db, case, readers, at=at)
        audit.note(db, actor=audit.OPERATOR, action="imported", subject=here, at=at)
    return Imported(manifest.assessment, manifest.review, again=False)


def _knows(db: Database, case_id: str) -> bool:
    tables = (case_rows.REVIEWS[0], case_rows.ASSESSMENTS[0])
    return any(case_rows.rows(db, table, [case_id]) for table in tables)


# --- reading: everything is checked before anything is written -----------------------


def _read(reader: Reader) -> CaseRows:
    rows = {table.name: _rows(reader, table) for table in case_rows.TABLES}
    case = CaseRows(
        reader.manifest.assessment,
        reader.manifest.review,
        rows,
        {name[15:79]: _text(reader, name) for name in reader.names if name[0] == "q"},
    )
    _refuse_loose_ends(case, reader)
    for sha256, text in case.questionnaires.items():
        try:
            read = questionnaire_from_text(text)
        except ValueError:
            raise CaseRefused("Its questionnaire cannot be read.") from None
        if read.text != text or read.fingerprint != sha256:
            raise CaseRefused("Its questionnaire is not the one that it names.")
    return case


def _text(reader: Reader, name: str) -> str:
    try:
        return reader.content(name).decode()
    except UnicodeDecodeError:
        raise CaseRefused("Its questionnaire cannot be read.") from None


def _rows(reader: Reader, table: CaseTable) -> list[dict[str, Any]]:
    rows = rows_of(reader, table.name)
    for row in rows:
        if not isinstance(row, dict) or set(row) != set(table.columns):
            raise CaseRefused(f"A row of {table.name} is not one of ours.")
        for column, value in row.items():
            if not _storable(value, number=column in table.numbers):
                raise CaseRefused(f"{column} of {table.name} cannot be stored.")
        if any(row[column] is None for column in (*table.key, table.of)):
            raise CaseRefused(f"A row of {table.name} has no number.")
        if any(len(str(row[column])) > _LONGEST_ID * 2 for column in table.key):
            raise CaseRefused(f"A row of {table.name} has no number of ours.")
    keys = [tuple(row[column] for column in table.key) for row in rows]
    if len(set(keys)) != len(keys):
        raise CaseRefused(f"A row of {table.name} stands twice.")
    return [dict(row) for row in rows]


def _storable(value: object, *, number: bool) -> bool:
    if value is None:
        return True
    if number:
        return type(value) is int and abs(value) <= _LARGEST_NUMBER
    return isinstance(value, str) and "\0" not in value and len(value) <= _LONGEST_TEXT


def _refuse_loose_ends(case: CaseRows, reader: Reader) -> None:
    """Every reference leads to a row of the same archive, and every part is named."""
    rows = case.rows
    ids = {
        name: {row["id"] for row in rows[name]}
        for name in ("assessment", "review", "organisation", "site")
    }
    questionnaires = set(case.questionnaires)
    references: tuple[tuple[str, str, set[str]], ...] = (
        ("assessment", "questionnaire_sha256", questionnaires),
        ("assessment", "replaces_id", ids["assessment"]),
        ("assessment", "organisation_id", ids["organisation"]),
        ("assessment", "site_id", ids["site"]),
        ("site", "organisation_id", ids["organisation"]),
        ("review", "assessment_id", ids["assessment"]),
        ("review", "corrects_id", ids["review"]),
        ("verdict", "assessment_id", ids["assessment"]),
        ("report", "subject_id", ids["assessment"] | ids["review"]),
        *((name, "assessment_id", ids["assessment"]) for name in _OF_ASSESSMENTS),
        *((name, "review_id", ids["review"]) for name in _OF_REVIEWS),
    )
    for name, column, known in references:
        if any(row[column] not in known for row in rows[name] if row[column]):
            raise CaseRefused(f"A row of {name} leads to nothing in the archive.")
    if case.assessment not in ids["assessment"]:
        raise CaseRefused("It does not hold the assessment that it names.")
    if case.review is not None and case.review not in ids["review"]:
        raise CaseRefused("It does not hold the review that it names.")
    if any(row["submitted_at"] is None for row in rows["assessment"]):
        raise CaseRefused("It holds a draft: only what was submitted can be taken.")
    if any(row["signed_at"] is None for row in rows["review"]):
        raise CaseRefused("Its review is not signed: only a signed one can be taken.")
    named = {*case.texts, *case.report_ids, *(p.name for p in case.files.values())}
    if named != set(reader.names) or not _parts_agree(case, reader):
        raise CaseRefused("Its parts are not those that its rows name.")


_OF_ASSESSMENTS = ("answer", "result", "evidence")
_OF_REVIEWS = (
    *(table.name for table in case_rows.REVIEWS if table.of == "review_id"),
    "person_elsewhere",
)


def _parts_agree(case: CaseRows, reader: Reader) -> bool:
    parts = {part.name: part for part in reader.manifest.parts}
    evidence = all(
        parts[f"evidence/{row['sha256']}"].size == row["size"]
        for row in case.rows["evidence"]
    )
    return evidence and all(
        parts[f"reports/{row['id']}.pdf"].sha256 == row["pdf_sha256"]
        for row in case.rows["report"]
    )


# --- writing: in one transaction -----------------------------------------------------


def _put(
    db: Database, case: CaseRows, reader: Reader, *, at: datetime.datetime
) -> None:
    for text in case.questionnaires.values():
        kept = questionnaire_from_text(text)
        assessments.keep_questionnaire(db, kept, at=moment(at))
    for table in case_rows.TABLES:
        if table is case_rows.REPORTS:
            continue
        case_rows.put(db, table, _referred_first(case.rows[table.name], table))
    for row in case.rows["report"]:
        pdf = reader.content(f"reports/{row['id']}.pdf")
        case_rows.put_report(db, row, pdf)


_BACK = {"assessment": "replaces_id", "review": "corrects_id"}


def _referred_first(
    rows: list[dict[str, Any]], table: CaseTable
) -> list[dict[str, Any]]:
    """A row after the one of its own table that it refers to."""
    back = _BACK.get(table.name)
    if back is None:
        return rows
    waiting, ordered, there = list(rows), [], {None}
    while waiting:
        ready = [row for row in waiting if row[back] in there]
        if not ready:
            raise CaseRefused(f"The rows of {table.name} refer to each other.")
        ordered += ready
        there |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in there]
    return ordered


def _make_readable(
    db: Database, case: CaseRows, *, sha256: str, at: datetime.datetime
) -> None:
    """Read it once, as its pages will, and let the list of cases know it.

    A page that fails over a row of a stranger would fail for whoever opens it.
    """
    for row in case.rows["review"]:
        case_rows.mark_imported(db, row["id"], sha256=sha256, at=moment(at))
    try:
        reviews = list(_read_back(db, case))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CaseRefused("It holds what this version cannot read.") from None
    for review in reviews:
        _list(db, review)


def _read_back(db: Database, case: CaseRows) -> Iterator[ReviewCase]:
    for row in case.rows["assessment"]:
        found = open_case(db, row["id"])
        assert found is not None, "it was just put in"
        _ = found.result
    for row in case.rows["result"]:
        json.loads(row["document"])
    for row in case.rows["review"]:
        review = open_review(db, row["id"])
        assert review is not None, "it was just put in"
        _ = record_of(db, review).verification
        yield review


def _list(db: Database, found: ReviewCase) -> None:
    review_id, case = found.review.id, found.case
    case_lines.keep_line(
        db,
        review_id,
        case.questionnaire,
        case.answers,
        found.evidence,
        year=case.assessment.year,
        starts_from_id=None,
    )
    for name, given in found.findings.items():
        finding = given.verdict.finding if given.verdict else ""
        case_lines.index(db, review_id, "finding", name, finding)
    for note in found.notes:
        case_lines.index(db, review_id, "note", note.id, note.text)
    for asked in found.requests:
        source = f"{asked.time_number}:{asked.question_id}"
        case_lines.index(db, review_id, "request", source, asked.asked)
    for name, reply in found.replies.items():
        case_lines.index(db, review_id, "reply", name, reply.text)


def _let_read(
    db: Database, case: CaseRows, readers: Iterable[str], *, at: datetime.datetime
) -> None:
    for account_id in readers:
        for row in case.rows["review"]:
            if case_rows.imported(db, row["id"]):
                case_rows.let_read(
                    db, row["id"], account_id, by=audit.OPERATOR, at=moment(at)
                )


def reader_of(db: Database, email: str) -> str:
    """The id of the auditor of that address; ``CaseRefused`` where there is none."""
    account = accounts.account_of(db, email)
    if account is None or account.role != "auditor" or account.disabled_at:
        raise CaseRefused(f"{email} is no auditor of this site.")
    return account.id
