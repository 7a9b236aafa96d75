"""PDFs that were asked for, and the queue that the worker takes them from.

The request is a row written in the transaction of whoever asks, so it cannot be lost
between two systems; one UPDATE claims it, so two workers never take the same.
"""

import hashlib
from dataclasses import dataclass

from dd_toolkit.storage.database import Database

MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Report:
    """A PDF: waiting, in work, finished or given up.

    ``subject_id`` is that of an assessment, a review or a workshop, as the kind says.
    """

    id: str
    subject_id: str
    kind: str
    locale: str
    attempts: int
    finished_at: str | None
    failed_at: str | None


_COLUMNS = "id, subject_id, kind, locale, attempts, finished_at, failed_at"


def request_report(
    db: Database, *, report_id: str, subject_id: str, kind: str, locale: str, at: str
) -> None:
    """Ask for a PDF; asking again for the same one changes nothing."""
    db.execute(
        """
        INSERT INTO report (id, subject_id, kind, locale, attempts, requested_at)
        VALUES (:id, :subject_id, :kind, :locale, 0, :at)
        ON CONFLICT (subject_id, kind, locale) DO NOTHING
        """,
        {
            "id": report_id,
            "subject_id": subject_id,
            "kind": kind,
            "locale": locale,
            "at": at,
        },
    )


def try_again(db: Database, report_id: str, *, at: str) -> None:
    """Put a report that was given up back into the queue."""
    db.execute(
        """
        UPDATE report
        SET attempts = 0, failed_at = NULL, claimed_at = NULL, requested_at = :at
        WHERE id = :id AND failed_at IS NOT NULL
        """,
        {"id": report_id, "at": at},
    )


def claim_report(db: Database, *, at: str, lost_before: str) -> Report | None:
    """Take the report that waits longest, or one whose worker died; None if none.

    ``lost_before``: a claim older than this moment counts as lost. After the last
    attempt it is given up: a report that ends its worker would end each.
    """
    # PostgreSQL looks for the report before it waits for another worker's UPDATE, and
    # would then take what the other took: hence the transaction.
    with db.atomic():
        _give_up_lost(db, at=at, lost_before=lost_before)
        rows = db.query(
            f"""
            UPDATE report SET claimed_at = :at, attempts = attempts + 1
            WHERE id = (
                SELECT id FROM report
                WHERE finished_at IS NULL
                  AND failed_at IS NULL
                  AND (claimed_at IS NULL OR claimed_at < :lost_before)
                ORDER BY requested_at, id
                LIMIT 1
            )
            RETURNING {_COLUMNS}
            """,  # noqa: S608 - the columns are ours
            {"at": at, "lost_before": lost_before},
        )
        row = next(iter(rows), None)
    return Report(**row) if row else None


def _give_up_lost(db: Database, *, at: str, lost_before: str) -> None:
    db.execute(
        """
        UPDATE report SET claimed_at = NULL, failed_at = :at
        WHERE finished_at IS NULL
          AND failed_at IS NULL
          AND claimed_at < :lost_before
          AND attempts >= :most
        """,
        {"at": at, "lost_before": lost_before, "most": MOST_ATTEMPTS},
    )


def finish_report(db: Database, report_id: str, pdf: bytes, *, at: str) -> None:
    """Store the PDF; the first counts where a lost worker comes back with another."""
    db.execute(
        """
        UPDATE report
        SET pdf = :pdf, pdf_sha256 = :sha256, finished_at = :at, failed_at = NULL
        WHERE id = :id AND finished_at IS NULL
        """,
        {
            "id": report_id,
            "pdf": pdf,
            "sha256": hashlib.sha256(pdf).hexdigest(),
            "at": at,
        },
    )


def give_back(db: Database, report_id: str, *, at: str) -> None:
    """An attempt failed: wait for the next one, or give up after the last."""
    db.execute(
        """
        UPDATE report
        SET claimed_at = NULL,
            failed_at = CASE WHEN attempts >= :most THEN :at ELSE NULL END
        WHERE id = :id AND finished_at IS NULL
        """,
        {"id": report_id, "most": MOST_ATTEMPTS, "at": at},
    )


def report(db: Database, report_id: str) -> Report | None:
    """The report of that id; None where there is none."""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM report WHERE id = :id",  # noqa: S608 - ours
        {"id": report_id},
    )
    row = next(iter(rows), None)
    return Report(**row) if row else None


def report_of(
    db: Database, subject_id: str, *, kind: str, locale: str
) -> Report | None:
    """The report of that kind and language; None where nobody asked for it."""
    rows = db.query(
        f"""
        SELECT {_COLUMNS} FROM report
        WHERE subject_id = :id AND kind = :kind AND locale = :locale
        """,  # noqa: S608 - the columns are ours
        {"id": subject_id, "kind": kind, "locale": locale},
    )
    row = next(iter(rows), None)
    return Report(**row) if row else None


def report_pdf(db: Database, report_id: str) -> bytes | None:
    """The finished PDF; None while there is none."""
    rows = db.query("SELECT pdf FROM report WHERE id = :id", {"id": report_id})
    row = next(iter(rows), None)
    return bytes(row["pdf"]) if row and row["pdf"] is not None else None


def drop_reports(db: Database, subject_id: str, *, kind: str) -> None:
    """Forget the reports of that kind, in each language; a worker's late one too."""
    db.execute(
        "DELETE FROM report WHERE subject_id = :id AND kind = :kind",
        {"id": subject_id, "kind": kind},
    )


def subject_of_pdf(db: Database, sha256: str, *, kind: str) -> str | None:
    """Whose report of that kind has exactly these bytes; None where none has."""
    rows = db.query(
        "SELECT subject_id FROM report WHERE pdf_sha256 = :sha256 AND kind = :kind",
        {"sha256": sha256, "kind": kind},
    )
    row = next(iter(rows), None)
    return row["subject_id"] if row else None
