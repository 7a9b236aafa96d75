"""The one place where history is changed: because a person asked to be forgotten.

Everywhere else an answer, once given, stays as it was.
"""

import json

from dd_toolkit.storage.database import Database


def erase_words(db: Database, organisation_id: str) -> None:
    """Take people's own words out of an organisation's answers, and its PDFs away.

    The choices of submitted assessments stay; drafts lose every answer.
    """
    theirs = "SELECT id FROM assessment WHERE organisation_id = :id"
    of = {"id": organisation_id}
    db.execute(f"DELETE FROM report WHERE subject_id IN ({theirs})", of)  # noqa: S608
    db.execute(
        f"""
        DELETE FROM answer
        WHERE assessment_id IN ({theirs} AND submitted_at IS NULL)
        """,  # noqa: S608 - the words are ours
        of,
    )
    for table in ("evidence", "bookmark"):
        db.execute(f"DELETE FROM {table} WHERE assessment_id IN ({theirs})", of)  # noqa: S608
    rows = db.query(
        f"""
        SELECT assessment_id, revision, question_id, given
        FROM answer
        WHERE assessment_id IN ({theirs})
        """,  # noqa: S608 - the words are ours
        of,
    )
    for row in list(rows):
        choices = json.loads(row["given"]).get("choices", [])
        db.execute(
            """
            UPDATE answer SET given = :given
            WHERE assessment_id = :assessment_id
              AND revision = :revision
              AND question_id = :question_id
            """,
            {**row, "given": json.dumps({"choices": choices} if choices else {})},
        )
