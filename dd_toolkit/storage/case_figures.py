"""Figures over an auditor's own signed cases: gaps, time to close, agreement.

A case that was corrected counts once, as its newest signed review has it.
"""

from dataclasses import dataclass

from dd_toolkit.storage.database import Database

_SIGNED = """
    FROM assignment
    JOIN review ON review.id = assignment.review_id
    WHERE assignment.account_id = :account_id
      AND assignment.ended_at IS NULL
      AND review.signed_at IS NOT NULL
      AND NOT EXISTS (
          SELECT 1 FROM review AS newer
          WHERE newer.corrects_id = review.id AND newer.signed_at IS NOT NULL
      )
"""


@dataclass(frozen=True)
class MeanGap:
    """A figure over ``cases`` signed cases: means in thousandths, 0 to 100000.

    ``kind``: overall, area or instrument.
    """

    kind: str
    name: str
    cases: int
    declared: int
    verified: int

    @property
    def gap(self) -> int:
        """Declared less verified; above 0: employers rate themselves too well."""
        return self.declared - self.verified


def mean_gaps(db: Database, account_id: str) -> list[MeanGap]:
    """Declared and verified of the auditor's signed cases, the widest gap first."""
    rows = db.query(
        f"""
        SELECT kind, name, count(*) AS cases, sum(declared) AS declared,
               sum(verified) AS verified
        FROM review_figure
        WHERE review_id IN (SELECT review.id {_SIGNED})
        GROUP BY kind, name
        """,  # noqa: S608 - the words are ours
        {"account_id": account_id},
    )
    means = [
        MeanGap(
            kind=row["kind"],
            name=row["name"],
            cases=int(row["cases"]),
            declared=_mean(int(row["declared"]), int(row["cases"])),
            verified=_mean(int(row["verified"]), int(row["cases"])),
        )
        for row in rows
    ]
    return sorted(means, key=lambda mean: (mean.kind, -mean.gap, mean.name))


def _mean(total: int, many: int) -> int:
    """Rounded half up."""
    return (2 * total + many) // (2 * many)


def times_to_close(db: Database, account_id: str) -> list[tuple[str, str]]:
    """(asked, signed) moments of the auditor's cases, the first signed first.

    Corrections are left out: nobody asked for them.
    """
    rows = db.query(
        """
        SELECT review.asked_at, review.signed_at
        FROM assignment
        JOIN review ON review.id = assignment.review_id
        WHERE assignment.account_id = :account_id
          AND assignment.ended_at IS NULL
          AND review.signed_at IS NOT NULL
          AND review.corrects_id IS NULL
        ORDER BY review.signed_at, review.id
        """,
        {"account_id": account_id},
    )
    return [(row["asked_at"], row["signed_at"]) for row in rows]


def verdict_pairs(db: Database, account_id: str) -> list[tuple[str, str]]:
    """(first, second) kinds of verdict that two auditors gave unseen by each other.

    One pair for each question of a signed case that both decided about the same
    edition; what was given once both opinions were known ("settled") does not count.
    """
    rows = db.query(
        f"""
        WITH blind AS (
            SELECT review_id, question_id, round, assessment_id, verdict
            FROM verdict AS given
            WHERE review_id IN (SELECT review.id {_SIGNED})
              AND through <> 'settled'
              AND verdict <> 'open'
              AND NOT EXISTS (
                  SELECT 1 FROM verdict AS later
                  WHERE later.review_id = given.review_id
                    AND later.question_id = given.question_id
                    AND later.round = given.round
                    AND later.revision > given.revision
                    AND later.through <> 'settled'
                    AND later.verdict <> 'open'
              )
        )
        SELECT first.verdict AS one, second.verdict AS other
        FROM blind AS first
        JOIN blind AS second
          ON second.review_id = first.review_id
         AND second.question_id = first.question_id
         AND second.assessment_id = first.assessment_id
        WHERE first.round = 1 AND second.round = 2
        ORDER BY first.review_id, first.question_id
        """,  # noqa: S608 - the words are ours
        {"account_id": account_id},
    )
    return [(row["one"], row["other"]) for row in rows]
