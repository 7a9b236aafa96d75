"""The outbox: what is posted waits, and is sent through SMTP (in a demo: printed)."""

import datetime
import email.utils
import logging
import smtplib
import ssl
import sys
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from dd_toolkit.operations.clock import moment, now
from dd_toolkit.operations.letters import Letter
from dd_toolkit.settings import Settings
from dd_toolkit.storage import mails
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.mails import Mail

log = logging.getLogger(__name__)

Send = Callable[[Mail], None]
_SECONDS = 20
_LOST_AFTER = datetime.timedelta(minutes=2)
_PAUSE = datetime.timedelta(minutes=1)


def sender(settings: Settings) -> Send:
    """How this installation sends mail."""
    if not settings.smtp:
        return _print
    return lambda mail: _send(settings, mail)


def post(
    db: Database, email: str, letter: Letter, *, mail_id: str, at: datetime.datetime
) -> None:
    """Put a letter into the outbox, within the transaction of whoever asks for it."""
    mails.request_mail(
        db, Mail(mail_id, email, letter.subject, letter.body), at=moment(at)
    )


def send_next(db: Database, send: Send) -> bool:
    """Send the mail that waits longest; False when none waits."""
    at = now()
    mail = mails.claim_mail(db, at=moment(at), lost_before=moment(at - _LOST_AFTER))
    if mail is None:
        return False
    try:
        send(mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        log.error("mail %s was not sent: %s", mail.id, type(error).__name__)  # noqa: TRY400
        again = now() + _PAUSE - _LOST_AFTER
        mails.mail_failed(db, mail.id, at=moment(now()), again_at=moment(again))
        return True
    mails.mail_sent(db, mail.id, at=moment(now()))
    return True


def _print(mail: Mail) -> None:
    text = f"--- mail to {mail.recipient}: {mail.subject}\n{mail.body}---\n"
    sys.stdout.write(text)
    sys.stdout.flush()


def message(mail: Mail, *, sent_from: str) -> EmailMessage:
    """The mail as it goes out; a line break in a subject or address is refused."""
    made = EmailMessage()
    made["From"] = sent_from
    made["To"] = mail.recipient
    made["Subject"] = mail.subject
    made["Date"] = email.utils.format_datetime(now())
    made["Message-ID"] = email.utils.make_msgid(mail.id, domain="dd-toolkit.invalid")
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.body)
    return made


def _send(settings: Settings, mail: Mail) -> None:
    address = urlsplit(settings.smtp)
    host = address.hostname or ""
    context = ssl.create_default_context()
    encrypted = address.scheme == "smtps"
    port = address.port or (465 if encrypted else 587)
    with (
        smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
        if encrypted
        else smtplib.SMTP(host, port, timeout=_SECONDS)
    ) as server:
        if not encrypted and host not in ("localhost", "127.0.0.1"):
            server.starttls(context=context)
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(message(mail, sent_from=settings.mail_from))
