"""Mails to send: written in the transaction of the act that asks for them.

So a mail is neither lost nor sent for an act that did not happen. One UPDATE claims a
mail, as with reports; its text goes when it is sent.
"""

from dataclasses import dataclass

from dd_toolkit.storage.database import Database

MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Mail:
    """A letter on its way."""

    id: str
    recipient: str
    subject: str
    body: str


def request_mail(db: Database, mail: Mail, *, at: str) -> None:
    """Ask for this mail to be sent."""
    db.execute(
        """
        INSERT INTO mail (id, recipient, subject, body, attempts, requested_at)
        VALUES (:id, :recipient, :subject, :body, 0, :at)
        """,
        {
            "id": mail.id,
            "recipient": mail.recipient,
            "subject": mail.subject,
            "body": mail.body,
            "at": at,
        },
    )


def claim_mail(db: Database, *, at: str, lost_before: str) -> Mail | None:
    """Take the mail that waits longest, or one whose sender died; None if none."""
    rows = db.query(
        """
        UPDATE mail SET claimed_at = :at, attempts = attempts + 1
        WHERE id = (
            SELECT id FROM mail
            WHERE finished_at IS NULL
              AND failed_at IS NULL
              AND (claimed_at IS NULL OR claimed_at < :lost_before)
            ORDER BY requested_at, id
            LIMIT 1
        )
        AND finished_at IS NULL
        AND failed_at IS NULL
        AND (claimed_at IS NULL OR claimed_at < :lost_before)
        RETURNING id, recipient, subject, body
        """,
        {"at": at, "lost_before": lost_before},
    )
    row = next(iter(rows), None)
    return Mail(**row) if row else None


def mail_sent(db: Database, mail_id: str, *, at: str) -> None:
    """It is sent: forget what it said."""
    db.execute(
        """
        UPDATE mail SET finished_at = :at, body = '', recipient = ''
        WHERE id = :id AND finished_at IS NULL
        """,
        {"id": mail_id, "at": at},
    )


def mail_failed(db: Database, mail_id: str, *, at: str, again_at: str) -> None:
    """An attempt failed: try at ``again_at``, or give up after the last."""
    db.execute(
        """
        UPDATE mail
        SET claimed_at = :again_at,
            failed_at = CASE WHEN attempts >= :most THEN :at ELSE NULL END
        WHERE id = :id AND finished_at IS NULL
        """,
        {"id": mail_id, "most": MOST_ATTEMPTS, "at": at, "again_at": again_at},
    )
