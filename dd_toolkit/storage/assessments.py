"""Assessments, their answers as history, and the results of those submitted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dd_toolkit.core.answering import Answer
from dd_toolkit.core.questionnaire import Questionnaire, questionnaire_from_text
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Assessment:
    """One employer's answers to one questionnaire. ``submitted_at`` None: a draft.

    ``organisation_id`` None: nobody signed in; who holds the private link may open it.
    ``replaces_id`` names the edition before this one, ``starts_from_id`` the assessment
    of the year before; None: there is none.
    """

    id: str
    questionnaire_sha256: str
    name: str
    revision: int
    created_at: str
    submitted_at: str | None
    organisation_id: str | None = None
    site_id: str | None = None
    year: int | None = None
    edition: int = 1
    replaces_id: str | None = None
    starts_from_id: str | None = None

    @property
    def submitted(self) -> bool:
        return self.submitted_at is not None


def keep_questionnaire(db: Database, questionnaire: Questionnaire, *, at: str) -> None:
    """Store the questionnaire's text under its SHA-256, once."""
    db.execute(
        """
        INSERT INTO questionnaire (sha256, id, version, text, stored_at)
        VALUES (:sha256, :id, :version, :text, :at)
        ON CONFLICT (sha256) DO NOTHING
        """,
        {
            "sha256": questionnaire.fingerprint,
            "id": questionnaire.id,
            "version": questionnaire.version,
            "text": questionnaire.text,
            "at": at,
        },
    )


def knows_questionnaire(db: Database, sha256: str) -> bool:
    """Has anybody ever begun with the questionnaire of that hash?"""
    rows = db.query(
        "SELECT 1 AS found FROM questionnaire WHERE sha256 = :sha256",
        {"sha256": sha256},
    )
    return any(True for _ in rows)


def kept_questionnaire(db: Database, sha256: str) -> Questionnaire:
    """The questionnaire as it was when an assessment began with it."""
    return questionnaire_from_text(_text_of(db, sha256))


_texts: dict[str, str] = {}


def _text_of(db: Database, sha256: str) -> str:
    """A text under its own hash never changes, so a process reads it once."""
    if sha256 not in _texts:
        rows = db.query(
            "SELECT text FROM questionnaire WHERE sha256 = :sha256", {"sha256": sha256}
        )
        _texts[sha256] = next(rows)["text"]
    return _texts[sha256]


def add_assessment(
    db: Database, *, assessment_id: str, questionnaire_sha256: str, at: str
) -> None:
    """Begin an assessment without answers."""
    db.execute(
        """
        INSERT INTO assessment
            (id, questionnaire_sha256, name, revision, created_at, submitted_at)
        VALUES (:id, :sha256, '', 0, :at, NULL)
        """,
        {"id": assessment_id, "sha256": questionnaire_sha256, "at": at},
    )


def assessment(db: Database, assessment_id: str) -> Assessment | None:
    """The assessment of that id; None where there is none."""
    rows = db.query(
        """
        SELECT id, questionnaire_sha256, name, revision, created_at, submitted_at,
               organisation_id, site_id, year, edition, replaces_id, starts_from_id
        FROM assessment
        WHERE id = :id
        """,
        {"id": assessment_id},
    )
    row = next(iter(rows), None)
    return Assessment(**row) if row else None


def rename(db: Database, assessment_id: str, name: str) -> bool:
    """Change how reports call the employer; False once it is submitted."""
    written = db.execute(
        """
        UPDATE assessment SET name = :name
        WHERE id = :id AND submitted_at IS NULL
        """,
        {"id": assessment_id, "name": name},
    )
    return written.rowcount == 1


def next_revision(
    db: Database, assessment_id: str, *, questionnaire_sha256: str | None = None
) -> int | None:
    """The number for the next answers; None once it is submitted (or unknown).

    ``questionnaire_sha256``: the version that the answers were checked against; None
    is given too when the draft has moved to another.
    """
    rows = db.query(
        """
        UPDATE assessment SET revision = revision + 1
        WHERE id = :id
          AND submitted_at IS NULL
          AND questionnaire_sha256 = COALESCE(:sha256, questionnaire_sha256)
        RETURNING revision
        """,
        {"id": assessment_id, "sha256": questionnaire_sha256},
    )
    row = next(iter(rows), None)
    return row["revision"] if row else None


def hold_draft(db: Database, assessment_id: str) -> bool:
    """Keep others from changing or submitting it until this transaction ends.

    False once it is submitted (or unknown). For what belongs to an assessment but is
    no answer, so that it takes no revision.
    """
    held = db.execute(
        """
        UPDATE assessment SET revision = revision
        WHERE id = :id AND submitted_at IS NULL
        """,
        {"id": assessment_id},
    )
    return held.rowcount == 1


def add_answers(
    db: Database,
    assessment_id: str,
    answers: Mapping[str, Answer],
    *,
    revision: int,
    through: str,
    at: str,
    by: str | None = None,
    seen: Mapping[str, int] | None = None,
) -> frozenset[str]:
    """Add these answers to the history; the ids of the questions whose were added.

    An answer is left out where the question has one that is newer than ``seen`` (full
    question id -> revision, 0 where it is missing; None: all that is there was seen).
    ``by`` None: the holder of the private link.
    """
    added = set()
    for question_id, answer in answers.items():
        written = db.execute(
            """
            INSERT INTO answer
                (assessment_id, revision, question_id, given, through, answered_at,
                 answered_by)
            SELECT :assessment_id, :revision, :question_id, :given, :through, :at, :by
            WHERE NOT EXISTS (
                SELECT 1
                FROM answer
                WHERE assessment_id = :assessment_id
                  AND question_id = :question_id
                  AND revision > :seen
            )
            """,
            {
                "assessment_id": assessment_id,
                "revision": revision,
                "question_id": question_id,
                "given": _given_text(answer),
                "through": through,
                "at": at,
                "by": by,
                "seen": revision if seen is None else seen.get(question_id, 0),
            },
        )
        if written.rowcount == 1:
            added.add(question_id)
    return frozenset(added)


@dataclass(frozen=True)
class Standing:
    """What an assessment's answers are now, by full question id.

    ``answers`` in the order of the first answers; ``revisions``: which save each came
    with; ``corrected``: the questions that were answered more than once.
    """

    answers: Mapping[str, Answer]
    revisions: Mapping[str, int]
    corrected: frozenset[str]


def standing_answers(db: Database, assessment_id: str) -> Standing:
    """The newest answer of each question, with its revision, in one query."""
    rows = db.query(
        """
        SELECT question_id, given, revision
        FROM answer
        WHERE assessment_id = :id
        ORDER BY revision, question_id
        """,
        {"id": assessment_id},
    )
    newest: dict[str, str] = {}
    revisions: dict[str, int] = {}
    corrected: set[str] = set()
    for row in rows:
        question_id = row["question_id"]
        if question_id in newest:
            corrected.add(question_id)
        newest[question_id] = row["given"]
        revisions[question_id] = row["revision"]
    answers = {question_id: _answer(given) for question_id, given in newest.items()}
    return Standing(answers, revisions, frozenset(corrected))


def current_answers(db: Database, assessment_id: str) -> dict[str, Answer]:
    """Full question id -> the newest answer; in the order of the first answers."""
    return dict(standing_answers(db, assessment_id).answers)


@dataclass(frozen=True)
class GivenAnswer:
    """One answer of the history. ``by`` None: the holder of the private link."""

    question_id: str
    revision: int
    answer: Answer
    through: str
    at: str
    by: str | None


def answer_history(db: Database, assessment_id: str) -> list[GivenAnswer]:
    """Every answer that was ever given, oldest first."""
    rows = db.query(
        """
        SELECT question_id, revision, given, through, answered_at, answered_by
        FROM answer
        WHERE assessment_id = :id
        ORDER BY revision, question_id
        """,
        {"id": assessment_id},
    )
    return [
        GivenAnswer(
            question_id=row["question_id"],
            revision=row["revision"],
            answer=_answer(row["given"]),
            through=row["through"],
            at=row["answered_at"],
            by=row["answered_by"],
        )
        for row in rows
    ]


def _given_text(answer: Answer) -> str:
    plain = {
        "choices": list(answer.choices),
        "text": answer.text,
        "reason": answer.reason,
        "note": answer.note,
    }
    return json.dumps({key: value for key, value in plain.items() if value})


def _answer(given: str) -> Answer:
    plain = json.loads(given)
    return Answer(**{**plain, "choices": tuple(plain.get("choices", ()))})


def freeze(db: Database, assessment_id: str, *, at: str) -> bool:
    """Mark it as submitted; False when it was before us."""
    written = db.execute(
        """
        UPDATE assessment SET submitted_at = :at
        WHERE id = :id AND submitted_at IS NULL
        """,
        {"id": assessment_id, "at": at},
    )
    return written.rowcount == 1


def keep_result(
    db: Database,
    assessment_id: str,
    *,
    method: str,
    answers_sha256: str,
    code: str,
    document: dict[str, Any],
    at: str,
) -> None:
    """Store what the answers came to, with the method's version and its code."""
    db.execute(
        """
        INSERT INTO result
            (assessment_id, method, answers_sha256, code, document, stored_at)
        VALUES (:id, :method, :answers_sha256, :code, :document, :at)
        """,
        {
            "id": assessment_id,
            "code": code,
            "method": method,
            "answers_sha256": answers_sha256,
            "document": json.dumps(document, ensure_ascii=False),
            "at": at,
        },
    )


def move_all(db: Database, questionnaire_sha256: str) -> None:
    """Let every draft use this questionnaire: while an author previews a file."""
    db.execute(
        """
        UPDATE assessment SET questionnaire_sha256 = :sha256
        WHERE submitted_at IS NULL
        """,
        {"sha256": questionnaire_sha256},
    )
