"""Names that stand in the record of a review: the employer, the site, the people.

People of this site are accounts. Those of a case that came from another installation
are only names (``person_elsewhere``): nobody of them can sign in here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dd_toolkit.core.review_record import Person
from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Whose:
    """Whose assessment it is, in names; empty: not told."""

    employer: str
    site: str


@dataclass(frozen=True)
class PersonElsewhere:
    """Somebody of another installation. ``part`` empty: no auditor of the review."""

    review_id: str
    person_id: str
    name: str
    part: str


def whose(db: Database, assessment_id: str) -> Whose:
    """The organisation and the site of an assessment."""
    rows = db.query(
        """
        SELECT organisation.name AS employer, site.name AS site
        FROM assessment
        LEFT JOIN organisation ON organisation.id = assessment.organisation_id
        LEFT JOIN site ON site.id = assessment.site_id
        WHERE assessment.id = :id
        """,
        {"id": assessment_id},
    )
    row = next(iter(rows))
    return Whose(row["employer"] or "", row["site"] or "")


def reviewers(db: Database, review_id: str) -> tuple[tuple[str, Person], ...]:
    """(id, person) of everybody who is or was an auditor of the review, leads first."""
    rows = db.query(
        """
        SELECT account_id AS id, part, account.name, account.email
        FROM assignment
        JOIN account ON account.id = assignment.account_id
        WHERE review_id = :id
        UNION ALL
        SELECT person_id, part, name, ''
        FROM person_elsewhere
        WHERE review_id = :id AND part <> ''
        ORDER BY part, id
        """,
        {"id": review_id},
    )
    return tuple(
        (row["id"], Person(row["name"] or row["email"], row["part"])) for row in rows
    )


def names(db: Database, review_id: str, person_ids: Iterable[str]) -> dict[str, str]:
    """Id -> name of these people, as accounts or as names that came with the review."""
    found: dict[str, str] = {}
    for person_id in sorted(set(person_ids)):
        rows = db.query(
            """
            SELECT name, email FROM account WHERE id = :id
            UNION ALL
            SELECT name, '' FROM person_elsewhere
            WHERE person_id = :id AND review_id = :review_id
            """,
            {"id": person_id, "review_id": review_id},
        )
        row = next(iter(rows), None)
        found[person_id] = (row["name"] or row["email"]) if row else ""
    return found


def people_elsewhere(db: Database, review_id: str) -> tuple[PersonElsewhere, ...]:
    """The people who came with a review from another installation."""
    rows = db.query(
        """
        SELECT review_id, person_id, name, part FROM person_elsewhere
        WHERE review_id = :id
        ORDER BY person_id
        """,
        {"id": review_id},
    )
    return tuple(PersonElsewhere(**row) for row in rows)
