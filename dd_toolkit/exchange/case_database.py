"""A case as one SQLite file, to ask questions of: for Datasette, or any SQL.

Tables and columns have plain names, foreign keys lead from one to the other, and
what people wrote can be searched (full-text indices). Made with sqlite-utils from the
same rows as the ZIP; the file is for reading, and nothing reads it back.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlite_utils

from dd_toolkit.core.answering import answers_from_text
from dd_toolkit.core.questionnaire import (
    Question,
    Questionnaire,
    questionnaire_from_text,
)
from dd_toolkit.operations.case_files import CaseRows

Plain = dict[str, Any]
Content = Callable[[str], bytes]
"""SHA-256 of a file, or id of a report -> its bytes."""

FOREIGN_KEYS = (
    ("assessment", "replaces", "assessment"),
    ("question", "area", "area"),
    ("option", "question", "question"),
    ("cited", "question", "question"),
    ("cited", "provision", "provision"),
    ("answer", "assessment", "assessment"),
    ("answer", "question", "question"),
    ("evidence", "assessment", "assessment"),
    ("evidence", "question", "question"),
    ("evidence", "file", "file"),
    ("review", "assessment", "assessment"),
    ("review", "corrects", "review"),
    ("person", "review", "review"),
    ("verdict", "review", "review"),
    ("verdict", "question", "question"),
    ("note", "review", "review"),
    ("note", "question", "question"),
    ("request", "review", "review"),
    ("request", "question", "question"),
    ("reply", "review", "review"),
    ("reply", "question", "question"),
    ("figure", "review", "review"),
)
SEARCHED = {
    "question": ["ask", "why"],
    "answer": ["text", "reason", "note"],
    "verdict": ["finding", "required"],
    "note": ["text"],
    "request": ["asked"],
    "reply": ["text"],
}
"""Table -> the columns that its full-text index holds."""


def write_case_database(
    case: CaseRows, path: Path, *, file: Content, report: Content
) -> None:
    """Write the case into a new SQLite file, with the contents of its files."""
    database = sqlite_utils.Database(path)
    with database.atomic():
        for name, (key, columns) in TABLES.items():
            database.table(name).create(
                columns,
                pk=key,
                foreign_keys=[
                    (column, other, str(TABLES[other][0]))
                    for table, column, other in FOREIGN_KEYS
                    if table == name
                ],
            )
        for name, rows in _rows(case, file=file, report=report):
            database.table(name).insert_all(rows)
    for name, searched in SEARCHED.items():
        database.table(name).enable_fts(searched, create_triggers=True)
    database.close()


_Columns = dict[str, Any]


def _texts(names: str, **others: type) -> _Columns:
    return {**dict.fromkeys(names.split(), str), **others}


TABLES: dict[str, tuple[str | tuple[str, ...], _Columns]] = {
    "questionnaire": ("sha256", _texts("sha256 id version title text")),
    "area": ("id", _texts("id title")),
    "provision": ("id", _texts("id instrument reference title practice")),
    "question": (
        "id",
        _texts("id area section ask kind severity step why", weight=float),
    ),
    "option": (("question", "id"), _texts("question id label", value=float)),
    "cited": (("question", "provision"), _texts("question provision")),
    "assessment": (
        "id",
        _texts(
            "id employer site submitted_at questionnaire replaces rating",
            year=int,
            edition=int,
            score=int,
        ),
    ),
    "answer": (
        ("assessment", "save", "question"),
        _texts(
            "assessment question choices text reason note through answered_at",
            save=int,
            current=int,
        ),
    ),
    "file": ("sha256", _texts("sha256", size=int, content=bytes)),
    "evidence": (
        "id",
        _texts(
            "id assessment question file name media_type period_from period_to "
            "received_at"
        ),
    ),
    "review": (
        "id",
        _texts(
            "id assessment state asked_at began_at findings_sent_at reply_until "
            "signed_at signed_by corrects reason sha256"
        ),
    ),
    "person": (("review", "id"), _texts("review id name part")),
    "verdict": (
        ("review", "save", "question"),
        _texts(
            "review question verdict chosen finding required required_by basis "
            "through given_by given_at",
            save=int,
            opinion=int,
            current=int,
        ),
    ),
    "note": (
        "id",
        _texts("id review question kind text written_by written_at", people=int),
    ),
    "request": (
        ("review", "time", "question"),
        _texts("review question asked asked_at", time=int),
    ),
    "reply": (
        ("review", "save", "question"),
        _texts("review question stance text written_at", save=int, current=int),
    ),
    "figure": (
        ("review", "kind", "name"),
        _texts("review kind name", declared=float, verified=float),
    ),
    "report": ("id", _texts("id subject kind language finished_at", pdf=bytes)),
}
"""Table -> its primary key, and its columns with their types."""


def _rows(
    case: CaseRows, *, file: Content, report: Content
) -> Iterator[tuple[str, list[Plain]]]:
    """Every table's rows, those first that others refer to."""
    asked = [questionnaire_from_text(text) for text in case.questionnaires.values()]
    yield "questionnaire", [_questionnaire(one) for one in asked]
    yield from _of_questionnaires(asked, case)
    yield "assessment", list(_assessments(case))
    yield "answer", list(_answers(case))
    yield (
        "file",
        [
            {"sha256": sha256, "size": part.size, "content": file(sha256)}
            for sha256, part in case.files.items()
        ],
    )
    yield "evidence", [_evidence(row) for row in case.rows["evidence"]]
    yield "review", list(_reviews(case))
    yield "person", [_person(row) for row in case.rows["person_elsewhere"]]
    yield "verdict", list(_verdicts(case))
    yield "note", [_note(row, case) for row in case.rows["field_note"]]
    yield "request", [_request(row) for row in case.rows["review_request"]]
    yield "reply", list(_replies(case))
    yield "figure", [_figure(row) for row in case.rows["review_figure"]]
    yield (
        "report",
        [
            {
                "id": row["id"],
                "subject": row["subject_id"],
                "kind": row["kind"],
                "language": row["locale"],
                "finished_at": row["finished_at"],
                "pdf": report(row["id"]),
            }
            for row in case.rows["report"]
        ],
    )


def _questionnaire(one: Questionnaire) -> Plain:
    return {
        "sha256": one.fingerprint,
        "id": one.id,
        "version": one.version,
        "title": one.title,
        "text": one.text,
    }


def _of_questionnaires(
    asked: Iterable[Questionnaire], case: CaseRows
) -> Iterator[tuple[str, list[Plain]]]:
    """What is asked; where editions differ, as the last of them has it."""
    areas: dict[str, Plain] = {}
    provisions: dict[str, Plain] = {}
    questions: dict[str, tuple[Question, Questionnaire]] = {}
    for one in asked:
        for area in one.areas:
            areas[area.id] = {"id": area.id, "title": area.title}
        for provision in one.provisions:
            provisions[provision.id] = {
                "id": provision.id,
                "instrument": provision.instrument,
                "reference": provision.reference,
                "title": provision.title,
                "practice": provision.practice,
            }
        for question in one.profile + one.questions:
            questions[question.id] = (question, one)
    yield "area", list(areas.values())
    yield "provision", list(provisions.values())
    known = [_question(*pair) for pair in questions.values()]
    yield "question", known + list(_questions_of_old(case, questions))
    yield (
        "option",
        [
            {
                "question": name,
                "id": option.id,
                "label": option.label,
                "value": None if option.value is None else float(option.value),
            }
            for name, (question, _) in questions.items()
            for option in question.options
        ],
    )
    yield (
        "cited",
        [
            {"question": name, "provision": cited}
            for name, (question, _) in questions.items()
            for cited in question.cites
        ],
    )


def _question(question: Question, asked: Questionnaire) -> Plain:
    section = asked.section_of.get(question.id)
    return {
        "id": question.id,
        "area": section.area if section else None,
        "section": section.id if section else None,
        "ask": question.ask,
        "kind": question.kind,
        "severity": question.severity if question.scored else None,
        "step": question.step,
        "why": question.why,
        "weight": float(question.weight) if question.scored else None,
    }


def _questions_of_old(case: CaseRows, known: Mapping[str, object]) -> Iterator[Plain]:
    """Questions of which an answer is kept though the version in force has none."""
    named = {row["question_id"] for row in case.rows["answer"]}
    named |= {row["question_id"] for row in case.rows["evidence"]}
    for name in sorted(named - known.keys()):
        yield dict.fromkeys(TABLES["question"][1]) | {"id": name}


def _assessments(case: CaseRows) -> Iterator[Plain]:
    employers = {row["id"]: row["name"] for row in case.rows["organisation"]}
    sites = {row["id"]: row["name"] for row in case.rows["site"]}
    overall = {
        row["assessment_id"]: json.loads(row["document"])["overall"]
        for row in case.rows["result"]
    }
    for row in sorted(case.rows["assessment"], key=lambda row: row["edition"]):
        figure = overall.get(row["id"], {})
        yield {
            "id": row["id"],
            "employer": row["name"] or employers.get(row["organisation_id"], ""),
            "site": sites.get(row["site_id"], ""),
            "year": row["year"],
            "edition": row["edition"],
            "replaces": row["replaces_id"],
            "questionnaire": row["questionnaire_sha256"],
            "submitted_at": row["submitted_at"],
            "rating": figure.get("rating"),
            "score": (figure.get("score") or {}).get("shown"),
        }


def _answers(case: CaseRows) -> Iterator[Plain]:
    """The whole history; ``current`` 1 marks what counts."""
    newest = _newest(case.rows["answer"], "assessment_id")
    for row in case.rows["answer"]:
        given = answers_from_text(f'{{"it": {row["given"]}}}')["it"]
        yield {
            "assessment": row["assessment_id"],
            "save": row["revision"],
            "question": row["question_id"],
            "choices": ", ".join(given.choices),
            "text": given.text,
            "reason": given.reason,
            "note": given.note,
            "through": row["through"],
            "answered_at": row["answered_at"],
            "current": int(newest[row["assessment_id"], row["question_id"]] is row),
        }


def _newest(rows: Iterable[Plain], of: str) -> dict[tuple[str, ...], Plain]:
    """(whose, question) -> the row with the highest revision."""
    found: dict[tuple[str, ...], Plain] = {}
    for row in sorted(rows, key=lambda row: row["revision"]):
        found[row[of], row["question_id"]] = row
    return found


def _evidence(row: Plain) -> Plain:
    return {
        "id": row["id"],
        "assessment": row["assessment_id"],
        "question": row["question_id"],
        "file": row["sha256"],
        "name": row["name"],
        "media_type": row["media_type"],
        "period_from": row["period_from"],
        "period_to": row["period_to"],
        "received_at": row["received_at"],
    }


def _names(case: CaseRows) -> dict[str, str]:
    return {row["person_id"]: row["name"] for row in case.rows["person_elsewhere"]}


def _reviews(case: CaseRows) -> Iterator[Plain]:
    sums = {
        row["review_id"]: row["review_sha256"] for row in case.rows["review_result"]
    }
    names = _names(case)
    for row in sorted(case.rows["review"], key=lambda row: row["asked_at"]):
        yield {
            "id": row["id"],
            "assessment": row["assessment_id"],
            "state": row["state"],
            "asked_at": row["asked_at"],
            "began_at": row["began_at"],
            "findings_sent_at": row["findings_sent_at"],
            "reply_until": row["reply_until"],
            "signed_at": row["signed_at"],
            "signed_by": names.get(row["signed_by"] or ""),
            "corrects": row["corrects_id"],
            "reason": row["reason"],
            "sha256": sums.get(row["id"]),
        }


def _person(row: Plain) -> Plain:
    return {
        "review": row["review_id"],
        "id": row["person_id"],
        "name": row["name"],
        "part": row["part"],
    }


def _verdicts(case: CaseRows) -> Iterator[Plain]:
    """The whole history; ``opinion`` 1 the review's own, 2 a second auditor's."""
    names = _names(case)
    newest = {
        opinion: _newest(
            [row for row in case.rows["verdict"] if row["round"] == opinion],
            "review_id",
        )
        for opinion in {row["round"] for row in case.rows["verdict"]}
    }
    for row in case.rows["verdict"]:
        current = newest[row["round"]][row["review_id"], row["question_id"]] is row
        yield {
            "review": row["review_id"],
            "save": row["revision"],
            "question": row["question_id"],
            "opinion": row["round"],
            "verdict": row["verdict"],
            "chosen": ", ".join(json.loads(row["chosen"])),
            "finding": row["finding"],
            "required": row["required"],
            "required_by": row["required_by"],
            "basis": ", ".join(json.loads(row["basis"])),
            "through": row["through"],
            "given_by": names.get(row["given_by"], ""),
            "given_at": row["given_at"],
            "current": int(current),
        }


def _note(row: Plain, case: CaseRows) -> Plain:
    return {
        "id": row["id"],
        "review": row["review_id"],
        "question": row["question_id"],
        "kind": row["kind"],
        "people": row["people"],
        "text": row["text"],
        "written_by": _names(case).get(row["written_by"], ""),
        "written_at": row["written_at"],
    }


def _request(row: Plain) -> Plain:
    return {
        "review": row["review_id"],
        "time": row["time_number"],
        "question": row["question_id"],
        "asked": row["asked"],
        "asked_at": row["asked_at"],
    }


def _replies(case: CaseRows) -> Iterator[Plain]:
    newest = _newest(case.rows["reply"], "review_id")
    for row in case.rows["reply"]:
        yield {
            "review": row["review_id"],
            "save": row["revision"],
            "question": row["question_id"],
            "stance": row["stance"],
            "text": row["text"],
            "written_at": row["written_at"],
            "current": int(newest[row["review_id"], row["question_id"]] is row),
        }


def _figure(row: Plain) -> Plain:
    """Scores from 0 to 100, to three decimals."""
    return {
        "review": row["review_id"],
        "kind": row["kind"],
        "name": row["name"],
        "declared": row["declared"] / 1000,
        "verified": row["verified"] / 1000,
    }
