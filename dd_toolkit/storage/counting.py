"""How much there is: numbers for watching, none about a person."""

from dataclasses import dataclass

from dd_toolkit.storage.database import Database


@dataclass(frozen=True)
class Counts:
    """Assessments that there are; PDFs and mails that wait or were given up."""

    begun: int
    submitted: int
    reports_waiting: int
    reports_failed: int
    mails_waiting: int
    mails_failed: int


def counts(db: Database) -> Counts:
    """The numbers of this moment."""
    rows = db.query(
        """
        SELECT
            (SELECT COUNT(*) FROM assessment) AS begun,
            (SELECT COUNT(*) FROM assessment
             WHERE submitted_at IS NOT NULL) AS submitted,
            (SELECT COUNT(*) FROM report
             WHERE finished_at IS NULL AND failed_at IS NULL) AS reports_waiting,
            (SELECT COUNT(*) FROM report
             WHERE failed_at IS NOT NULL) AS reports_failed,
            (SELECT COUNT(*) FROM mail
             WHERE finished_at IS NULL AND failed_at IS NULL) AS mails_waiting,
            (SELECT COUNT(*) FROM mail
             WHERE failed_at IS NOT NULL) AS mails_failed
        """
    )
    return Counts(**next(rows))
