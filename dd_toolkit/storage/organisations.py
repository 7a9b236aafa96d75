"""Organisations, their people and sites, and whose each assessment is."""

from dataclasses import dataclass

from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Organisation:
    """An employer: a firm, a farm, a family. ``relation``: what a person is there."""

    id: str
    name: str
    relation: str


@dataclass(frozen=True)
class Colleague:
    """A person of an organisation; ``role`` is owner or contributor."""

    account_id: str
    name: str
    email: str
    role: str

    @property
    def called(self) -> str:
        """The name, or the address of who has given none."""
        return self.name or self.email


@dataclass(frozen=True)
class Site:
    """A factory, a farm, a home."""

    id: str
    name: str


@dataclass(frozen=True)
class OwnAssessment:
    """An assessment as its organisation lists it. ``submitted_at`` None: a draft."""

    id: str
    name: str
    questionnaire_id: str
    site_id: str | None
    year: int | None
    created_at: str
    submitted_at: str | None


def add_organisation(db: Database, *, organisation_id: str, name: str, at: str) -> None:
    """Add an organisation without people."""
    db.execute(
        "INSERT INTO organisation (id, name, created_at) VALUES (:id, :name, :at)",
        {"id": organisation_id, "name": name, "at": at},
    )


def rename_organisation(db: Database, organisation_id: str, name: str) -> None:
    """Change its name."""
    db.execute(
        "UPDATE organisation SET name = :name WHERE id = :id",
        {"id": organisation_id, "name": name},
    )


def name_of(db: Database, organisation_id: str) -> str:
    """Its name; "" where it has none, or there is no such organisation."""
    rows = db.query(
        "SELECT name FROM organisation WHERE id = :id", {"id": organisation_id}
    )
    return str(next((row["name"] for row in rows), ""))


def join(
    db: Database, organisation_id: str, account_id: str, *, role: str, at: str
) -> None:
    """Make the person a colleague; one who left comes back in the new role."""
    db.execute(
        """
        INSERT INTO member (organisation_id, account_id, role, joined_at)
        VALUES (:organisation_id, :account_id, :role, :at)
        ON CONFLICT (organisation_id, account_id)
        DO UPDATE SET role = :role, joined_at = :at, ended_at = NULL
        WHERE member.ended_at IS NOT NULL
        """,
        {
            "organisation_id": organisation_id,
            "account_id": account_id,
            "role": role,
            "at": at,
        },
    )


def leave(db: Database, organisation_id: str, account_id: str, *, at: str) -> bool:
    """End the membership; False for the last owner, or who is no colleague.

    Two owners that remove each other at once: the row of the organisation is locked
    first, so the second sees what the first did.
    """
    db.execute(
        "UPDATE organisation SET name = name WHERE id = :id", {"id": organisation_id}
    )
    ended = db.execute(
        """
        UPDATE member SET ended_at = :at
        WHERE organisation_id = :organisation_id
          AND account_id = :account_id
          AND ended_at IS NULL
          AND EXISTS (
              SELECT 1 FROM member AS other
              WHERE other.organisation_id = :organisation_id
                AND other.account_id <> :account_id
                AND other.role = 'owner'
                AND other.ended_at IS NULL
          )
        """,
        {"organisation_id": organisation_id, "account_id": account_id, "at": at},
    )
    return ended.rowcount == 1


def promote(db: Database, organisation_id: str, account_id: str) -> bool:
    """Make a colleague an owner; False for who is none."""
    written = db.execute(
        """
        UPDATE member SET role = 'owner'
        WHERE organisation_id = :organisation_id
          AND account_id = :account_id
          AND ended_at IS NULL
        """,
        {"organisation_id": organisation_id, "account_id": account_id},
    )
    return written.rowcount == 1


def relation(db: Database, organisation_id: str, account_id: str) -> str | None:
    """``owner`` or ``contributor``; None for somebody else."""
    rows = db.query(
        """
        SELECT role FROM member
        WHERE organisation_id = :organisation_id
          AND account_id = :account_id
          AND ended_at IS NULL
        """,
        {"organisation_id": organisation_id, "account_id": account_id},
    )
    row = next(iter(rows), None)
    return row["role"] if row else None


def relation_to_case(db: Database, assessment_id: str, account_id: str) -> str | None:
    """What the person is in the organisation whose assessment this is."""
    rows = db.query(
        """
        SELECT member.role
        FROM assessment
        JOIN member ON member.organisation_id = assessment.organisation_id
        WHERE assessment.id = :assessment_id
          AND member.account_id = :account_id
          AND member.ended_at IS NULL
        """,
        {"assessment_id": assessment_id, "account_id": account_id},
    )
    row = next(iter(rows), None)
    return row["role"] if row else None


def organisations_of(db: Database, account_id: str) -> list[Organisation]:
    """Where the person is a colleague, oldest first."""
    rows = db.query(
        """
        SELECT organisation.id, organisation.name, member.role AS relation
        FROM member
        JOIN organisation ON organisation.id = member.organisation_id
        WHERE member.account_id = :account_id AND member.ended_at IS NULL
        ORDER BY member.joined_at, organisation.id
        """,
        {"account_id": account_id},
    )
    return [Organisation(**row) for row in rows]


def colleagues(db: Database, organisation_id: str) -> list[Colleague]:
    """The people of the organisation, owners first."""
    rows = db.query(
        """
        SELECT account.id AS account_id, account.name, account.email, member.role
        FROM member
        JOIN account ON account.id = member.account_id
        WHERE member.organisation_id = :id AND member.ended_at IS NULL
        ORDER BY member.role DESC, account.email
        """,
        {"id": organisation_id},
    )
    return [Colleague(**row) for row in rows]


def add_site(
    db: Database, *, site_id: str, organisation_id: str, name: str, at: str
) -> None:
    """Add a place of work."""
    db.execute(
        """
        INSERT INTO site (id, organisation_id, name, created_at)
        VALUES (:id, :organisation_id, :name, :at)
        """,
        {"id": site_id, "organisation_id": organisation_id, "name": name, "at": at},
    )


def sites(db: Database, organisation_id: str) -> list[Site]:
    """Its places of work, by name."""
    rows = db.query(
        """
        SELECT id, name FROM site
        WHERE organisation_id = :id AND closed_at IS NULL
        ORDER BY name, id
        """,
        {"id": organisation_id},
    )
    return [Site(**row) for row in rows]


def assessments_of(db: Database, organisation_id: str) -> list[OwnAssessment]:
    """Its assessments, newest first."""
    rows = db.query(
        """
        SELECT assessment.id, assessment.name, questionnaire.id AS questionnaire_id,
               assessment.site_id, assessment.year, assessment.created_at,
               assessment.submitted_at
        FROM assessment
        JOIN questionnaire ON questionnaire.sha256 = assessment.questionnaire_sha256
        WHERE assessment.organisation_id = :id
        ORDER BY assessment.created_at DESC, assessment.id
        """,
        {"id": organisation_id},
    )
    return [OwnAssessment(**row) for row in rows]


def take_along(db: Database, assessment_id: str, organisation_id: str) -> bool:
    """Make it the organisation's; False when it is somebody's already."""
    written = db.execute(
        """
        UPDATE assessment SET organisation_id = :organisation_id
        WHERE id = :id AND organisation_id IS NULL AND erased_at IS NULL
        """,
        {"id": assessment_id, "organisation_id": organisation_id},
    )
    return written.rowcount == 1


def place(db: Database, assessment_id: str, *, site_id: str, year: int) -> bool:
    """Say for which site and year it is, as long as it is a draft."""
    written = db.execute(
        """
        UPDATE assessment SET site_id = :site_id, year = :year
        WHERE id = :id
          AND submitted_at IS NULL
          AND organisation_id = (SELECT organisation_id FROM site WHERE id = :site_id)
        """,
        {"id": assessment_id, "site_id": site_id, "year": year},
    )
    return written.rowcount == 1


def inherit(db: Database, assessment_id: str, *, of: str, years_later: int) -> None:
    """Make it that organisation's and site's whose ``of`` is, so many years later.

    Where the site has an assessment of that later year and set already, the new one
    stands without a site, until somebody says which of the two counts.
    """
    facts = {"id": assessment_id, "of": of, "later": years_later}
    db.execute(
        """
        UPDATE assessment
        SET organisation_id = (SELECT organisation_id FROM assessment WHERE id = :of),
            name = (SELECT name FROM assessment WHERE id = :of)
        WHERE id = :id AND submitted_at IS NULL
        """,
        {"id": assessment_id, "of": of},
    )
    db.execute(
        """
        UPDATE assessment
        SET site_id = (SELECT site_id FROM assessment WHERE id = :of),
            year = (
                SELECT year + CAST(:later AS BIGINT) FROM assessment WHERE id = :of
            )
        WHERE id = :id
          AND submitted_at IS NULL
          AND (CAST(:later AS BIGINT) = 0 OR NOT EXISTS (
              SELECT 1
              FROM assessment AS other
              JOIN assessment AS earlier ON earlier.id = :of
              JOIN questionnaire AS its
                ON its.sha256 = other.questionnaire_sha256
              JOIN questionnaire AS wanted
                ON wanted.sha256 = earlier.questionnaire_sha256
              WHERE other.id <> :id
                AND other.site_id = earlier.site_id
                AND other.year = earlier.year + CAST(:later AS BIGINT)
                AND its.id = wanted.id
          ))
        """,
        facts,
    )


def at_site(
    db: Database, *, site_id: str, year: int, questionnaire_id: str
) -> str | None:
    """The newest assessment of that site, year and set; None where there is none."""
    rows = db.query(
        """
        SELECT assessment.id
        FROM assessment
        JOIN questionnaire ON questionnaire.sha256 = assessment.questionnaire_sha256
        WHERE assessment.site_id = :site_id
          AND assessment.year = :year
          AND questionnaire.id = :questionnaire_id
        ORDER BY assessment.created_at DESC
        LIMIT 1
        """,
        {"site_id": site_id, "year": year, "questionnaire_id": questionnaire_id},
    )
    row = next(iter(rows), None)
    return row["id"] if row else None


def lock_site(db: Database, organisation_id: str, site_id: str) -> bool:
    """Hold the site until the transaction ends; False if it is not theirs."""
    written = db.execute(
        """
        UPDATE site SET name = name
        WHERE id = :id AND organisation_id = :organisation_id AND closed_at IS NULL
        """,
        {"id": site_id, "organisation_id": organisation_id},
    )
    return written.rowcount == 1


# --- sections given to colleagues ----------------------------------------------------


def give_section(
    db: Database,
    assessment_id: str,
    section_id: str,
    *,
    account_id: str,
    by: str,
    at: str,
) -> None:
    """Ask a colleague to answer a section; asking somebody else replaces it."""
    db.execute(
        """
        INSERT INTO duty (assessment_id, section_id, account_id, given_by, given_at)
        VALUES (:assessment_id, :section_id, :account_id, :by, :at)
        ON CONFLICT (assessment_id, section_id)
        DO UPDATE SET account_id = :account_id, given_by = :by, given_at = :at
        """,
        {
            "assessment_id": assessment_id,
            "section_id": section_id,
            "account_id": account_id,
            "by": by,
            "at": at,
        },
    )


def take_section_back(db: Database, assessment_id: str, section_id: str) -> None:
    """Nobody in particular answers the section."""
    db.execute(
        """
        DELETE FROM duty
        WHERE assessment_id = :assessment_id AND section_id = :section_id
        """,
        {"assessment_id": assessment_id, "section_id": section_id},
    )


def duties(db: Database, assessment_id: str) -> dict[str, str]:
    """Section id -> account id of whoever was asked to answer it."""
    rows = db.query(
        "SELECT section_id, account_id FROM duty WHERE assessment_id = :id",
        {"id": assessment_id},
    )
    return {row["section_id"]: row["account_id"] for row in rows}


# --- export and erasure --------------------------------------------------------------


def acts_of(db: Database, account_id: str) -> list[dict[str, object]]:
    """The answers that the person gave, for the person's own copy of the record."""
    rows = db.query(
        """
        SELECT assessment_id, question_id, given, through, answered_at
        FROM answer
        WHERE answered_by = :id
        ORDER BY answered_at, assessment_id, question_id
        """,
        {"id": account_id},
    )
    return [dict(row) for row in rows]


def alone_in(db: Database, account_id: str) -> list[str]:
    """The organisations in which the person is the only colleague."""
    rows = db.query(
        """
        SELECT organisation_id FROM member
        WHERE account_id = :id AND ended_at IS NULL
          AND NOT EXISTS (
              SELECT 1 FROM member AS other
              WHERE other.organisation_id = member.organisation_id
                AND other.account_id <> :id
                AND other.ended_at IS NULL
          )
        ORDER BY organisation_id
        """,
        {"id": account_id},
    )
    return [row["organisation_id"] for row in rows]


def erase_organisation(db: Database, organisation_id: str, *, at: str) -> None:
    """Forget its name and sites' names, and what people wrote in its answers.

    Choices stay, without anybody's words: they belong to the record that a report
    refers to, and say nothing of who gave them.
    """
    facts = {"id": organisation_id, "at": at}
    db.execute(
        "UPDATE organisation SET name = '', erased_at = :at WHERE id = :id", facts
    )
    db.execute(
        "UPDATE site SET name = '' WHERE organisation_id = :id", {"id": facts["id"]}
    )
    db.execute(
        """
        UPDATE assessment SET name = '', erased_at = :at
        WHERE organisation_id = :id
        """,
        facts,
    )


@dataclass(frozen=True)
class Place:
    """Whose an assessment is, and for which site; empty: not told, or forgotten."""

    organisation: str
    site: str


def place_of(db: Database, assessment_id: str) -> Place:
    """The organisation and site of an assessment, by name."""
    rows = db.query(
        """
        SELECT COALESCE(organisation.name, '') AS organisation,
               COALESCE(site.name, '') AS site
        FROM assessment
        LEFT JOIN organisation ON organisation.id = assessment.organisation_id
        LEFT JOIN site ON site.id = assessment.site_id
        WHERE assessment.id = :id
        """,
        {"id": assessment_id},
    )
    row = next(iter(rows), None)
    return Place(**row) if row else Place("", "")
