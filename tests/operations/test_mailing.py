"""Mails: sent once each, through real SMTP, and never lost nor forged."""

import pytest

from dd_toolkit.operations import mailing
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.settings import Settings
from dd_toolkit.storage import mails
from dd_toolkit.storage.mails import Mail
from tests.smtp import mail_server
from tests.storage.databases import rows


@pytest.fixture
def smtp():
    with mail_server() as server:
        yield server


@pytest.fixture
def send(smtp):
    settings = Settings("", "s" * 40, "http://localhost", smtp=smtp.address)
    return mailing.sender(settings)


def asks_for(db, name="a", **changes):
    facts = {"recipient": "mona@x.org", "subject": "Hello", "body": "Text\n"} | changes
    mails.request_mail(db, Mail(name, **facts), at=moment(now()))


def test_a_mail_arrives_as_it_was_written(db, smtp, send):
    asks_for(db, subject="خطة العمل", body="سطر\nسطر آخر\n")

    mailing.send_next(db, send)

    [mail] = smtp.taken
    assert (mail["To"], mail["Subject"], mail.get_content().replace("\r\n", "\n")) == (
        "mona@x.org",
        "خطة العمل",
        "سطر\nسطر آخر\n",
    )


def test_each_mail_is_sent_once(db, smtp, send):
    asks_for(db)

    done = [mailing.send_next(db, send) for _ in range(3)]

    assert (done, len(smtp.taken)) == ([True, False, False], 1)


def test_what_was_sent_is_forgotten(db, send):
    asks_for(db)
    mailing.send_next(db, send)

    [row] = rows(db, "mail")
    assert (row["body"], row["recipient"]) == ("", "")


def test_a_refused_mail_waits_and_is_given_up_after_the_last_attempt(db, smtp, send):
    asks_for(db)
    smtp.refuses = True

    for _ in range(mails.MOST_ATTEMPTS):
        db.execute("UPDATE mail SET claimed_at = NULL")
        mailing.send_next(db, send)

    [row] = rows(db, "mail")
    assert row["failed_at"]
    assert not mailing.send_next(db, send)


def test_a_refused_mail_is_not_tried_again_at_once(db, smtp, send):
    asks_for(db)
    smtp.refuses = True

    assert [mailing.send_next(db, send) for _ in range(2)] == [True, False]


def test_a_mail_whose_sender_died_is_taken_again(db, smtp, send):
    asks_for(db)
    mails.claim_mail(db, at="2026-01-01T00:00:00.000Z", lost_before="2025")

    mailing.send_next(db, send)

    assert len(smtp.taken) == 1


@pytest.mark.parametrize(
    "forged", [{"subject": "Hello\nBcc: all@x.org"}, {"recipient": "a@x.org\nX: y"}]
)
def test_no_header_can_be_forged(db, smtp, send, forged):
    asks_for(db, **forged)

    mailing.send_next(db, send)

    assert smtp.taken == []


def test_without_a_mail_server_the_mail_is_printed(db, capsys):
    asks_for(db)

    mailing.send_next(db, mailing.sender(Settings("", "s" * 40, "http://localhost")))

    assert "mail to mona@x.org: Hello\nText" in capsys.readouterr().out
