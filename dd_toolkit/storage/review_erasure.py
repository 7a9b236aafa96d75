"""What becomes of reviews when an organisation, or an auditor, asks to be forgotten.

Here, and in ``storage.erasure``, history is changed: nowhere else. Kinds of verdicts,
moments and figures stay, because they name nobody and other figures rest on them. Words
go, whoever wrote them: a finding tells of its employer.
"""

import json
from typing import Any

from dd_toolkit.storage.database import Database

_THEIRS = """
    SELECT review.id FROM review
    JOIN assessment ON assessment.id = review.assessment_id
    WHERE assessment.organisation_id = :id
"""

_WORDS = {
    "verdict": "finding = '', required = ''",
    "field_note": "text = ''",
    "review_request": "asked = ''",
    "reply": "text = ''",
    "share": "label = ''",
}

_NAMES = ("employer", "site", "reason", "signed_by", "agreed_by")
_LISTS = ("people", "requests", "replies", "notes", "evidence")
_WORDS_OF_A_VERDICT = ("declared_text", "finding", "required", "by")


def erase_reviews(db: Database, organisation_id: str, *, at: str) -> None:
    """Take all words and names out of an organisation's reviews; their links end.

    Auditors lose the cases that were not signed.
    """
    of = {"id": organisation_id}
    facts = {**of, "at": at}
    for table, emptied in _WORDS.items():
        db.execute(
            f"UPDATE {table} SET {emptied} WHERE review_id IN ({_THEIRS})",  # noqa: S608
            of,
        )
    db.execute(
        f"UPDATE review SET reason = '' WHERE id IN ({_THEIRS})",  # noqa: S608
        of,
    )
    for table in ("case_word", "person_elsewhere"):
        db.execute(f"DELETE FROM {table} WHERE review_id IN ({_THEIRS})", of)  # noqa: S608
    db.execute(f"DELETE FROM report WHERE subject_id IN ({_THEIRS})", of)  # noqa: S608
    for sql in (
        "UPDATE share SET withdrawn_at = :at WHERE withdrawn_at IS NULL",
        "UPDATE mailed_code SET used_at = :at WHERE used_at IS NULL",
    ):
        db.execute(f"{sql} AND review_id IN ({_THEIRS})", facts)
    db.execute(
        f"""
        UPDATE assignment SET ended_at = :at
        WHERE ended_at IS NULL
          AND review_id IN ({_THEIRS} AND review.signed_at IS NULL)
        """,  # noqa: S608 - the words are ours
        facts,
    )
    rows = db.query(
        f"SELECT review_id, document FROM review_result WHERE review_id IN ({_THEIRS})",  # noqa: S608
        of,
    )
    for row in list(rows):
        _replace(db, row["review_id"], _without_words(json.loads(row["document"])))


def _without_words(document: dict[str, Any]) -> dict[str, Any]:
    """What the review came to, of nobody in particular."""
    bare = {key: "" if key in _NAMES else value for key, value in document.items()}
    bare |= {key: [] for key in _LISTS if key in bare}
    bare["verdicts"] = [
        {
            key: "" if key in _WORDS_OF_A_VERDICT else value
            for key, value in verdict.items()
        }
        for verdict in document.get("verdicts", [])
    ]
    return bare


def erase_auditor(db: Database, account_id: str, name: str, *, at: str) -> None:
    """Take an auditor's name out of what signed reviews came to.

    Their reports are made again without it. Verdicts stay, given by nobody who could be
    named; cases that are not signed need another auditor.
    """
    theirs = "SELECT review_id FROM assignment WHERE account_id = :id"
    of = {"id": account_id}
    rows = db.query(
        f"SELECT review_id, document FROM review_result WHERE review_id IN ({theirs})",  # noqa: S608
        of,
    )
    for row in list(rows):
        document = json.loads(row["document"])
        _replace(db, row["review_id"], _without_name(document, name))
    db.execute(
        f"""
        UPDATE report
        SET pdf = NULL, pdf_sha256 = NULL, attempts = 0, claimed_at = NULL,
            finished_at = NULL, failed_at = NULL, requested_at = :at
        WHERE subject_id IN ({theirs})
        """,  # noqa: S608 - the words are ours
        {**of, "at": at},
    )
    db.execute(
        """
        UPDATE assignment SET ended_at = :at
        WHERE account_id = :id AND ended_at IS NULL
        """,
        {**of, "at": at},
    )


def _without_name(value: Any, name: str) -> Any:
    """The same, with an empty text for each that is exactly this name."""
    if isinstance(value, dict):
        return {key: _without_name(one, name) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_name(one, name) for one in value]
    return "" if value == name and name else value


def _replace(db: Database, review_id: str, document: dict[str, Any]) -> None:
    db.execute(
        "UPDATE review_result SET document = :document WHERE review_id = :id",
        {"id": review_id, "document": json.dumps(document, ensure_ascii=False)},
    )
