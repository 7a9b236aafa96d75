"""The rows that make up a case: read to be taken elsewhere, and put in from there.

Only what a case means goes along. Who may open it, which links lead to it, whose turn
it is, and the list of cases belong to an installation; they stay, or are made anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dd_toolkit.storage.database import Database

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class CaseTable:
    """A table of which a case has rows.

    ``of``: the column that says whose they are; ``key`` sorts them. ``numbers`` among
    ``columns`` hold numbers, the others text; all but ``required`` may be NULL.
    ``kept``: columns that stay behind, with what they hold after an import.
    """

    name: str
    of: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: frozenset[str] = frozenset()
    only: str = ""
    kept: Mapping[str, Any] = field(default_factory=dict)


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ASSESSMENTS = (
    CaseTable(
        "assessment",
        "id",
        ("id",),
        _columns(
            "id questionnaire_sha256 name revision created_at submitted_at "
            "organisation_id site_id year edition replaces_id"
        ),
        frozenset({"revision", "year", "edition"}),
    ),
    CaseTable(
        "answer",
        "assessment_id",
        ("assessment_id", "revision", "question_id"),
        _columns(
            "assessment_id revision question_id given through answered_at answered_by"
        ),
        frozenset({"revision"}),
    ),
    CaseTable(
        "result",
        "assessment_id",
        ("assessment_id",),
        _columns("assessment_id method answers_sha256 document stored_at code"),
    ),
    CaseTable(
        "evidence",
        "assessment_id",
        ("id",),
        _columns(
            "id assessment_id question_id sha256 name media_type size period_from "
            "period_to received_at received_by"
        ),
        frozenset({"size"}),
        only="withdrawn_at IS NULL",
    ),
)
REVIEWS = (
    CaseTable(
        "review",
        "id",
        ("id",),
        _columns(
            "id assessment_id state revision asked_by asked_at due_on began_at "
            "times_sent_back sent_back_at reply_days findings_sent_at reply_until "
            "four_eyes_since agreed_by agreed_at agreed_revision signed_by signed_at "
            "corrects_id reason"
        ),
        frozenset({"revision", "times_sent_back", "reply_days", "agreed_revision"}),
    ),
    CaseTable(
        "verdict",
        "review_id",
        ("review_id", "revision", "question_id"),
        _columns(
            "review_id revision question_id round assessment_id verdict chosen finding "
            "required required_by basis through given_by given_at"
        ),
        frozenset({"revision", "round"}),
    ),
    CaseTable(
        "field_note",
        "review_id",
        ("id",),
        _columns("id review_id question_id kind people text written_by written_at"),
        frozenset({"people"}),
        only="withdrawn_at IS NULL",
    ),
    CaseTable(
        "review_request",
        "review_id",
        ("review_id", "time_number", "question_id"),
        _columns("review_id time_number question_id asked asked_by asked_at"),
        frozenset({"time_number"}),
    ),
    CaseTable(
        "reply",
        "review_id",
        ("review_id", "revision", "question_id"),
        _columns("review_id revision question_id stance text written_by written_at"),
        frozenset({"revision"}),
    ),
    CaseTable(
        "review_result",
        "review_id",
        ("review_id",),
        _columns("review_id method review_sha256 document stored_at"),
    ),
    CaseTable(
        "review_figure",
        "review_id",
        ("review_id", "kind", "name"),
        _columns("review_id kind name declared verified"),
        frozenset({"declared", "verified"}),
    ),
)
REPORTS = CaseTable(
    "report",
    "subject_id",
    ("id",),
    _columns("id subject_id kind locale requested_at finished_at pdf_sha256"),
    only="finished_at IS NOT NULL",
    kept={"attempts": 1},
)
ORGANISATION = CaseTable("organisation", "id", ("id",), _columns("id name created_at"))
SITE = CaseTable("site", "id", ("id",), _columns("id organisation_id name created_at"))
PEOPLE = CaseTable(
    "person_elsewhere",
    "review_id",
    ("review_id", "person_id"),
    _columns("review_id person_id name part"),
)
TABLES = (ORGANISATION, SITE, *ASSESSMENTS, *REVIEWS, PEOPLE, REPORTS)
"""Each after those that it refers to."""


def rows(db: Database, table: CaseTable, of: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of these subjects, in an order that is the same on every engine."""
    wanted = {f"of{number}": one for number, one in enumerate(sorted(set(of)))}
    if not wanted:
        return []
    places = ", ".join(f":{name}" for name in wanted)
    narrowed = f"AND {table.only}" if table.only else ""
    found = db.query(
        f"""
        SELECT {", ".join(table.columns)} FROM {table.name}
        WHERE {table.of} IN ({places}) {narrowed}
        """,  # noqa: S608 - the names are ours
        wanted,
    )
    return sorted(
        (dict(row) for row in found), key=lambda row: [row[k] for k in table.key]
    )


def put(db: Database, table: CaseTable, given: Sequence[Plain]) -> None:
    """Put in rows; where one of the same key stands already, that one stays."""
    columns = (*table.columns, *table.kept)
    places = ", ".join(f":{name}" for name in columns)
    for row in given:
        db.execute(
            f"""
            INSERT INTO {table.name} ({", ".join(columns)})
            VALUES ({places})
            ON CONFLICT DO NOTHING
            """,  # noqa: S608 - the names are ours
            {**row, **table.kept},
        )


def put_report(db: Database, row: Plain, pdf: bytes) -> None:
    """Put in a finished report with its PDF."""
    put(db, REPORTS, [row])
    db.execute(
        "UPDATE report SET pdf = :pdf WHERE id = :id AND pdf IS NULL",
        {"id": row["id"], "pdf": pdf},
    )


def editions(db: Database, assessment_id: str) -> list[str]:
    """The ids of the assessment and of the editions that came before it."""
    return _chain(db, "assessment", "replaces_id", assessment_id)


def corrected(db: Database, review_id: str) -> list[str]:
    """The ids of the review and of those that it corrects, one after the other."""
    return _chain(db, "review", "corrects_id", review_id)


def _chain(db: Database, table: str, back: str, first: str) -> list[str]:
    found: list[str] = []
    wanted: str | None = first
    while wanted is not None and wanted not in found:
        row = next(
            iter(
                db.query(
                    f"SELECT {back} AS back FROM {table} WHERE id = :id",  # noqa: S608
                    {"id": wanted},
                )
            ),
            None,
        )
        if row is None:
            break
        found.append(wanted)
        wanted = row["back"]
    return found


def questionnaire_text(db: Database, sha256: str) -> str:
    """The questionnaire as it is kept under its SHA-256."""
    rows_found = db.query(
        "SELECT text FROM questionnaire WHERE sha256 = :sha256", {"sha256": sha256}
    )
    text: str = next(iter(rows_found))["text"]
    return text


def imported(db: Database, review_id: str) -> bool:
    """Did the review come from another installation?"""
    found = db.query(
        "SELECT 1 AS found FROM imported_review WHERE review_id = :id",
        {"id": review_id},
    )
    return any(True for _ in found)


def mark_imported(db: Database, review_id: str, *, sha256: str, at: str) -> None:
    """Remember that the review came from elsewhere, in a file of that sum."""
    db.execute(
        """
        INSERT INTO imported_review (review_id, sha256, imported_at)
        VALUES (:id, :sha256, :at)
        ON CONFLICT (review_id) DO NOTHING
        """,
        {"id": review_id, "sha256": sha256, "at": at},
    )


def let_read(
    db: Database, review_id: str, account_id: str, *, by: str, at: str
) -> None:
    """Let an auditor of this site read a signed review that came from elsewhere.

    As a second one: only who led it where it was signed can correct it.
    """
    db.execute(
        """
        INSERT INTO assignment (review_id, account_id, part, given_by, given_at)
        VALUES (:id, :account_id, 'second', :by, :at)
        ON CONFLICT (review_id, account_id) DO NOTHING
        """,
        {"id": review_id, "account_id": account_id, "by": by, "at": at},
    )


def signed_review_of(db: Database, assessment_id: str) -> str | None:
    """The newest signed review of an assessment; None: there is none."""
    found = db.query(
        """
        SELECT id FROM review
        WHERE assessment_id = :id AND signed_at IS NOT NULL
        ORDER BY signed_at DESC
        LIMIT 1
        """,
        {"id": assessment_id},
    )
    row = next(iter(found), None)
    return row["id"] if row else None
