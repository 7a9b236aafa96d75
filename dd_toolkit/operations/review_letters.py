"""What our mails say about reviews: that there is something, and where.

No answer, finding or name stands in them: a mailbox is read by others too.
"""

import datetime

from dd_toolkit import languages
from dd_toolkit.core.marking import marked
from dd_toolkit.operations.accounts import write_to
from dd_toolkit.operations.letters import Letter, with_code
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.reviewers import Recipient

_SIGN_IN = marked("Sign in to read it:")


def write_all(
    db: Database,
    recipients: list[Recipient],
    subject: str,
    body: str,
    link: str,
    *,
    at: datetime.datetime,
    day: datetime.date | None = None,
) -> None:
    """Write to each of them in their language; ``subject`` and ``body`` are marked.

    ``day`` stands in the body; None: there is none in it.
    """
    for one in recipients:
        letter = _letter(subject, body, link, one.locale, day)
        write_to(db, one.email, letter, at=at)


def _letter(
    subject: str, body: str, link: str, tag: str, day: datetime.date | None
) -> Letter:
    _ = languages.words(tag).gettext
    written = _(body) % {"day": languages.long_day(day, tag)} if day else _(body)
    lines = (written, _(_SIGN_IN), link)
    return Letter(_(subject), "\n\n".join(lines) + "\n")


def invitation(site: str, code: str, tag: str) -> Letter:
    """To an auditor whom an employer asks for a review."""
    _ = languages.words(tag).gettext
    return with_code(
        _("An employer asks you to review an assessment"),
        _(
            "Sign in with your account as an auditor and open this link to take the "
            "case. It works once, for 14 days. If you have no such account, ask those "
            "who run this site for one."
        ),
        take_page(site),
        code,
        tag,
    )


GIVEN = marked("A case was given to you")
GIVEN_BODY = marked("A case was given to you on the Due Diligence Toolkit.")

BACK_AGAIN = marked("A case that you review was submitted again")
BACK_AGAIN_BODY = marked(
    "An employer submitted an assessment again that you review. The review shows "
    "what is different."
)

REPLIED = marked("An employer has replied to your findings")
REPLIED_BODY = marked("The replies to the findings of a case of yours are complete.")

SENT_BACK = marked("Your assessment needs an answer from you")
SENT_BACK_BODY = marked(
    "The auditor of your assessment asks you about some of its questions. Your answers "
    "are in a new edition, ready to be corrected and submitted again."
)

FINDINGS = marked("You may reply to the findings of your review")
FINDINGS_BODY = marked(
    "The auditor of your assessment has written findings. You may reply to each of "
    "them until %(day)s. Your replies are printed beside the findings."
)

SIGNED = marked("The review of your assessment is signed")
SIGNED_BODY = marked(
    "The review of your assessment is signed, and its report is ready."
)


def take_page(site: str) -> str:
    """Where an auditor takes a case with a mailed code."""
    return f"{site}/cases/take"


def case_page(site: str, review_id: str) -> str:
    """Where an auditor works at a case."""
    return f"{site}/case/{review_id}"


def employer_page(site: str, assessment_id: str) -> str:
    """Where an employer sees how the review of this assessment goes on."""
    return f"{site}/assessment/{assessment_id}/audit"
