"""What the list of cases shows and is searched by, kept true by whoever changes it.

Each function belongs into the transaction of the act: a line that could be older than
its case would send an auditor to the wrong one first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dd_toolkit.storage.cases import START
from dd_toolkit.storage.database import Database

_AT_ONCE = 100
"""Words that one statement adds."""


@dataclass(frozen=True)
class Line:
    """What was declared, in the figures of ``core.risk``; ``score`` in thousandths.

    ``year`` and ``score`` None: there is none.
    """

    questionnaire_id: str
    year: int | None
    risk: int
    critical: int
    signs: int
    unknown: int
    not_applicable: int
    applicable: int
    evidenced: int
    contradictions: int
    fallen: int
    sector: str
    rating: str
    score: int | None


def keep_line(db: Database, review_id: str, line: Line) -> None:
    """What the list shows of a case from now on; what was decided stays."""
    db.execute(
        """
        INSERT INTO case_line
            (review_id, questionnaire_id, year, risk, critical, signs, unknown,
             not_applicable, applicable, evidenced, contradictions, fallen, sector,
             rating, score, decided, findings)
        VALUES
            (:review_id, :questionnaire_id, :year, :risk, :critical, :signs, :unknown,
             :not_applicable, :applicable, :evidenced, :contradictions, :fallen,
             :sector, :rating, :score, 0, 0)
        ON CONFLICT (review_id) DO UPDATE
        SET questionnaire_id = :questionnaire_id, year = :year, risk = :risk,
            critical = :critical, signs = :signs, unknown = :unknown,
            not_applicable = :not_applicable, applicable = :applicable,
            evidenced = :evidenced, contradictions = :contradictions, fallen = :fallen,
            sector = :sector, rating = :rating, score = :score
        """,
        {"review_id": review_id, **vars(line)},
    )


def count_decided(db: Database, review_id: str) -> None:
    """How many questions have a verdict now, and how many of those a finding."""
    db.execute(
        """
        UPDATE case_line
        SET decided = (
                SELECT count(*) FROM verdict AS given
                WHERE given.review_id = :id
                  AND given.round = 1
                  AND given.verdict <> 'open'
                  AND NOT EXISTS (
                      SELECT 1 FROM verdict AS newer
                      WHERE newer.review_id = :id
                        AND newer.round = 1
                        AND newer.question_id = given.question_id
                        AND newer.revision > given.revision
                  )
            ),
            findings = (
                SELECT count(*) FROM verdict AS given
                WHERE given.review_id = :id
                  AND given.round = 1
                  AND given.finding <> ''
                  AND NOT EXISTS (
                      SELECT 1 FROM verdict AS newer
                      WHERE newer.review_id = :id
                        AND newer.round = 1
                        AND newer.question_id = given.question_id
                        AND newer.revision > given.revision
                  )
            )
        WHERE review_id = :id
        """,
        {"id": review_id},
    )


def copy_line(db: Database, review_id: str, *, of: str) -> None:
    """Let a correction begin with the line and the words of what it corrects."""
    facts = {"id": review_id, "of": of}
    db.execute(
        """
        INSERT INTO case_line
            (review_id, questionnaire_id, year, risk, critical, signs, unknown,
             not_applicable, applicable, evidenced, contradictions, fallen, sector,
             rating, score, decided, findings)
        SELECT :id, questionnaire_id, year, risk, critical, signs, unknown,
               not_applicable, applicable, evidenced, contradictions, fallen, sector,
               rating, score, decided, findings
        FROM case_line
        WHERE review_id = :of
        """,
        facts,
    )
    db.execute(
        """
        INSERT INTO case_word (review_id, source, source_id, word, start)
        SELECT :id, source, source_id, word, start
        FROM case_word
        WHERE review_id = :of AND source <> 'note'
        """,
        facts,
    )


def keep_words(
    db: Database, review_id: str, *, source: str, source_id: str, words: Iterable[str]
) -> None:
    """These words, and no others, are found in this text of the review."""
    facts = {"review_id": review_id, "source": source, "source_id": source_id}
    db.execute(
        """
        DELETE FROM case_word
        WHERE review_id = :review_id AND source = :source AND source_id = :source_id
        """,
        facts,
    )
    ordered = sorted(words)
    for first in range(0, len(ordered), _AT_ONCE):
        some = ordered[first : first + _AT_ONCE]
        values = ", ".join(
            f"(:review_id, :source, :source_id, :word{n}, :start{n})"
            for n in range(len(some))
        )
        db.execute(
            f"""
            INSERT INTO case_word (review_id, source, source_id, word, start)
            VALUES {values}
            """,  # noqa: S608 - only the names of parameters
            {
                **facts,
                **{f"word{n}": word for n, word in enumerate(some)},
                **{f"start{n}": word[:START] for n, word in enumerate(some)},
            },
        )
