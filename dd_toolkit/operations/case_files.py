"""A case leaves an installation as one file: its rows, its files, its reports.

``importing`` is the other side. Both share ``gathered``: what a case is, row by row.
"""

import datetime
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dd_toolkit.core.case_archive import Manifest, Out, Part, Writer, plain_text, sum_of
from dd_toolkit.errors import CaseRefused
from dd_toolkit.operations import audit
from dd_toolkit.storage import case_rows, reports, reviewers
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.files import Files

Rows = Mapping[str, list[dict[str, Any]]]
"""Name of a table -> its rows."""


@dataclass(frozen=True)
class CaseRows:
    """Everything of a case but the contents of files. ``review`` None: not reviewed.

    ``questionnaires``: SHA-256 -> the text that was answered.
    """

    assessment: str
    review: str | None
    rows: Rows
    questionnaires: Mapping[str, str]

    @property
    def texts(self) -> dict[str, bytes]:
        """The parts that are text, by name: one for each table that has rows."""
        found = {
            f"data/{name}.json": plain_text(own)
            for name, own in self.rows.items()
            if own
        }
        for sha256, text in self.questionnaires.items():
            found[f"questionnaires/{sha256}.json"] = text.encode()
        return found

    @property
    def files(self) -> dict[str, Part]:
        """The files of evidence, each once: SHA-256 -> the part that holds it."""
        return {
            row["sha256"]: Part(f"evidence/{row['sha256']}", row["sha256"], row["size"])
            for row in self.rows["evidence"]
        }

    @property
    def report_ids(self) -> dict[str, str]:
        """Name of a part -> the report that it holds."""
        return {f"reports/{row['id']}.pdf": row["id"] for row in self.rows["report"]}


def gathered(db: Database, case_id: str) -> CaseRows:
    """The case of a review, or of an assessment with its newest signed review.

    ``CaseRefused`` where there is none, or where it is a draft.
    """
    with db.atomic():
        review, assessment = _found(db, case_id)
        editions = case_rows.editions(db, assessment)
        reviews = case_rows.corrected(db, review) if review else []
        rows = {
            table.name: case_rows.rows(db, table, of)
            for tables, of in (
                (case_rows.ASSESSMENTS, editions),
                (case_rows.REVIEWS, reviews),
                ((case_rows.REPORTS,), [*editions, *reviews]),
            )
            for table in tables
        }
        rows["organisation"] = _of(db, case_rows.ORGANISATION, rows, "organisation_id")
        rows["site"] = _of(db, case_rows.SITE, rows, "site_id")
        rows["person_elsewhere"] = [
            {"review_id": one, **person}
            for one in sorted(reviews)
            for person in _people(db, one, rows)
        ]
        texts = {
            sha256: case_rows.questionnaire_text(db, sha256)
            for sha256 in sorted(
                {row["questionnaire_sha256"] for row in rows["assessment"]}
            )
        }
    return CaseRows(assessment, review, rows, texts)


def _found(db: Database, case_id: str) -> tuple[str | None, str]:
    """The review, if there is one, and the assessment that it is about."""
    review = next(iter(case_rows.rows(db, case_rows.REVIEWS[0], [case_id])), None)
    if review:
        return case_id, review["assessment_id"]
    table = case_rows.ASSESSMENTS[0]
    assessment = next(iter(case_rows.rows(db, table, [case_id])), None)
    if assessment is None:
        raise CaseRefused(f"There is no case {case_id!r}.")
    if assessment["submitted_at"] is None:
        raise CaseRefused("It is a draft: only what was submitted is a case.")
    return case_rows.signed_review_of(db, case_id), case_id


def _of(
    db: Database, table: case_rows.CaseTable, rows: Rows, column: str
) -> list[dict[str, Any]]:
    named = {row[column] for row in rows["assessment"] if row[column]}
    return case_rows.rows(db, table, named)


def _people(db: Database, review_id: str, rows: Rows) -> Iterator[dict[str, str]]:
    """The auditors of the review by name; the employer's people stay ids."""
    elsewhere = reviewers.people_elsewhere(db, review_id)
    wrote = _wrote(review_id, rows)
    parts = {
        one.account_id: one.part
        for one in reviewers.assignments(db, review_id)
        if one.ended_at is None or one.account_id in wrote
    }
    if elsewhere:
        for person_id, person in sorted(elsewhere.items()):
            yield {"person_id": person_id, "name": person.name, "part": person.part}
        return
    names = reviewers.names_of(db, wrote | parts.keys())
    for person_id in sorted(wrote | parts.keys()):
        name, part = names.get(person_id, ""), parts.get(person_id, "")
        yield {"person_id": person_id, "name": name, "part": part}


def _wrote(review_id: str, rows: Rows) -> set[str]:
    """The ids of the auditors who wrote something in the review."""
    columns = (
        ("verdict", "given_by"),
        ("field_note", "written_by"),
        ("review_request", "asked_by"),
    )
    wrote = {
        row[column]
        for name, column in columns
        for row in rows[name]
        if row["review_id"] == review_id
    }
    for row in rows["review"]:
        if row["id"] == review_id:
            wrote |= {one for one in (row["signed_by"], row["agreed_by"]) if one}
    return wrote


def manifest_of(db: Database, case: CaseRows) -> Manifest:
    """The manifest that the case's archive has, without writing it."""
    parts = [sum_of(name, content) for name, content in case.texts.items()]
    parts += case.files.values()
    parts += [sum_of(name, pdf_of(db, one)) for name, one in case.report_ids.items()]
    ordered = tuple(sorted(parts, key=lambda part: part.name))
    return Manifest(case.assessment, case.review, ordered)


def pdf_of(db: Database, report_id: str) -> bytes:
    """The PDF of a finished report."""
    pdf = reports.report_pdf(db, report_id)
    assert pdf is not None, "only finished reports are gathered"
    return pdf


def write_case(
    db: Database,
    files: Files,
    case_id: str,
    out: Out,
    *,
    at: datetime.datetime,
    by: str = audit.OPERATOR,
) -> Manifest:
    """Write the case as one ZIP, file by file; the same case gives the same bytes.

    ``CaseRefused`` where there is no such case; ``FileDamaged`` where a file is gone.
    """
    case = gathered(db, case_id)
    texts, reports_, evidence = case.texts, case.report_ids, case.files
    kept = {part.name: sha256 for sha256, part in evidence.items()}
    writer = Writer(out)
    for name in sorted([*texts, *reports_, *kept]):
        if name in texts:
            writer.add(name, texts[name])
        elif name in kept:
            writer.add(name, files.content(kept[name]))
        else:
            writer.add(name, pdf_of(db, reports_[name]))
    manifest = writer.finish(assessment=case.assessment, review=case.review)
    audit.note(db, actor=by, action="exported", subject=case_id, at=at)
    return manifest


def case_zip(
    db: Database, files: Files, review_id: str, *, by: str, at: datetime.datetime
) -> bytes:
    """The case of a review as one ZIP, for a download."""
    out = io.BytesIO()
    write_case(db, files, review_id, out, at=at, by=by)
    return out.getvalue()
