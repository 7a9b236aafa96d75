"""Who reviews a case: its auditors, the sections each checks, and whom to write to.

Each write carries ``signed_at IS NULL``: the auditors of a signed review stay as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dd_toolkit.core.reviewing import Part
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Assignment:
    """An auditor of a case. ``ended_at`` None: still is one."""

    account_id: str
    name: str
    email: str
    part: Part
    given_at: str
    ended_at: str | None

    @property
    def called(self) -> str:
        """The name, or the address of who has given none."""
        return self.name or self.email


def part_in(db: Database, review_id: str, account_id: str) -> Part | None:
    """What the person is in this review now; None: not one of its auditors."""
    rows = db.query(
        """
        SELECT part FROM assignment
        WHERE review_id = :id AND account_id = :account_id AND ended_at IS NULL
        """,
        {"id": review_id, "account_id": account_id},
    )
    row = next(iter(rows), None)
    return row["part"] if row else None


def assignments(db: Database, review_id: str) -> tuple[Assignment, ...]:
    """Everybody who is or was an auditor of the case, leads first."""
    rows = db.query(
        """
        SELECT account_id, account.name, account.email, part, given_at, ended_at
        FROM assignment
        JOIN account ON account.id = assignment.account_id
        WHERE review_id = :id
        ORDER BY part, given_at, account_id
        """,
        {"id": review_id},
    )
    return tuple(Assignment(**row) for row in rows)


def assign(
    db: Database, review_id: str, account_id: str, *, part: Part, by: str, at: str
) -> bool:
    """Make the person an auditor of the case; False when they are, or it is signed.

    Whoever had it before gets it back, in the new part.
    """
    written = db.execute(
        """
        INSERT INTO assignment (review_id, account_id, part, given_by, given_at)
        SELECT id, :account_id, :part, :by, :at
        FROM review
        WHERE id = :id AND signed_at IS NULL
        ON CONFLICT (review_id, account_id)
        DO UPDATE SET part = :part, given_by = :by, given_at = :at, ended_at = NULL
        WHERE assignment.ended_at IS NOT NULL
        """,
        {
            "id": review_id,
            "account_id": account_id,
            "part": part,
            "by": by,
            "at": at,
        },
    )
    return written.rowcount == 1


def end_assignment(db: Database, review_id: str, account_id: str, *, at: str) -> bool:
    """Take the case from an auditor; False: they have it not, or it is signed."""
    written = db.execute(
        """
        UPDATE assignment SET ended_at = :at
        WHERE review_id = :id
          AND account_id = :account_id
          AND ended_at IS NULL
          AND EXISTS (
              SELECT 1 FROM review
              WHERE review.id = :id AND review.signed_at IS NULL
          )
        """,
        {"id": review_id, "account_id": account_id, "at": at},
    )
    db.execute(
        """
        DELETE FROM review_section
        WHERE review_id = :id AND account_id = :account_id
          AND NOT EXISTS (
              SELECT 1 FROM assignment
              WHERE assignment.review_id = :id
                AND assignment.account_id = :account_id
                AND assignment.ended_at IS NULL
          )
        """,
        {"id": review_id, "account_id": account_id},
    )
    return written.rowcount == 1


def copy_assignments(db: Database, review_id: str, *, of: str, at: str) -> None:
    """Let the auditors of a review have its correction too, with their sections."""
    facts = {"id": review_id, "of": of, "at": at}
    db.execute(
        """
        INSERT INTO assignment (review_id, account_id, part, given_by, given_at)
        SELECT :id, account_id, part, given_by, :at
        FROM assignment
        WHERE review_id = :of AND ended_at IS NULL
        """,
        facts,
    )
    db.execute(
        """
        INSERT INTO review_section
            (review_id, section_id, account_id, given_by, given_at)
        SELECT :id, section_id, account_id, given_by, :at
        FROM review_section
        WHERE review_id = :of
        """,
        facts,
    )


def sections_of(db: Database, review_id: str) -> dict[str, str]:
    """Section id -> the account id of the auditor who checks it."""
    rows = db.query(
        "SELECT section_id, account_id FROM review_section WHERE review_id = :id",
        {"id": review_id},
    )
    return {row["section_id"]: row["account_id"] for row in rows}


def give_section(
    db: Database,
    review_id: str,
    section_id: str,
    account_id: str,
    *,
    by: str,
    at: str,
) -> bool:
    """Let this auditor of the case check the section; False: not one, or signed."""
    written = db.execute(
        """
        INSERT INTO review_section
            (review_id, section_id, account_id, given_by, given_at)
        SELECT review.id, :section_id, assignment.account_id, :by, :at
        FROM review
        JOIN assignment ON assignment.review_id = review.id
        WHERE review.id = :id
          AND review.signed_at IS NULL
          AND assignment.account_id = :account_id
          AND assignment.ended_at IS NULL
        ON CONFLICT (review_id, section_id)
        DO UPDATE SET account_id = :account_id, given_by = :by, given_at = :at
        """,
        {
            "id": review_id,
            "section_id": section_id,
            "account_id": account_id,
            "by": by,
            "at": at,
        },
    )
    return written.rowcount == 1


def take_section_back(db: Database, review_id: str, section_id: str) -> None:
    """Nobody in particular checks the section; nothing happens once it is signed."""
    db.execute(
        """
        DELETE FROM review_section
        WHERE review_id = :id
          AND section_id = :section_id
          AND EXISTS (
              SELECT 1 FROM review WHERE review.id = :id AND signed_at IS NULL
          )
        """,
        {"id": review_id, "section_id": section_id},
    )


# --- people --------------------------------------------------------------------------


@dataclass(frozen=True)
class Recipient:
    """Somebody to write to, in their language."""

    account_id: str
    email: str
    locale: str


def auditors_to_write_to(db: Database, review_id: str) -> list[Recipient]:
    """The auditors of the case who have an account still."""
    rows = db.query(
        """
        SELECT account.id AS account_id, account.email, account.locale
        FROM assignment
        JOIN account ON account.id = assignment.account_id
        WHERE assignment.review_id = :id
          AND assignment.ended_at IS NULL
          AND account.erased_at IS NULL
          AND account.disabled_at IS NULL
        ORDER BY account.email
        """,
        {"id": review_id},
    )
    return [Recipient(**row) for row in rows]


def owners_to_write_to(db: Database, assessment_id: str) -> list[Recipient]:
    """The owners of the organisation whose assessment it is."""
    rows = db.query(
        """
        SELECT account.id AS account_id, account.email, account.locale
        FROM assessment
        JOIN member ON member.organisation_id = assessment.organisation_id
        JOIN account ON account.id = member.account_id
        WHERE assessment.id = :id
          AND member.role = 'owner'
          AND member.ended_at IS NULL
          AND account.erased_at IS NULL
          AND account.disabled_at IS NULL
        ORDER BY account.email
        """,
        {"id": assessment_id},
    )
    return [Recipient(**row) for row in rows]


def names_of(db: Database, account_ids: Iterable[str]) -> dict[str, str]:
    """Account id -> how the person is called; empty for who was erased."""
    wanted = {f"a{number}": one for number, one in enumerate(sorted(set(account_ids)))}
    if not wanted:
        return {}
    places = ", ".join(f":{name}" for name in wanted)
    rows = db.query(
        f"""
        SELECT id, CASE WHEN erased_at IS NOT NULL THEN ''
                        WHEN name = '' THEN email
                        ELSE name END AS called
        FROM account
        WHERE id IN ({places})
        """,  # noqa: S608 - only the names of parameters
        wanted,
    )
    return {row["id"]: row["called"] for row in rows}


@dataclass(frozen=True)
class PersonElsewhere:
    """Somebody of another installation. ``part`` empty: had no part in the review."""

    name: str
    part: str


def people_elsewhere(db: Database, review_id: str) -> dict[str, PersonElsewhere]:
    """The people of a review that came from elsewhere, by their id there.

    They are names: nobody of them can sign in here.
    """
    rows = db.query(
        """
        SELECT person_id, name, part FROM person_elsewhere
        WHERE review_id = :id
        ORDER BY person_id
        """,
        {"id": review_id},
    )
    return {row["person_id"]: PersonElsewhere(row["name"], row["part"]) for row in rows}
