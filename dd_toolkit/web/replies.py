"""The employer's replies to findings, as pages show them."""

from dd_toolkit.operations.reviewing import ReviewCase
from dd_toolkit.storage.verdicts import Reply
from dd_toolkit.web import visits
from dd_toolkit.web.desk_words import STANCES, apart
from dd_toolkit.web.history import moment_in_words
from dd_toolkit.web.speaking import gettext


def reply_lines(found: ReviewCase, question_id: str) -> tuple[str, ...]:
    """The newest reply to a finding: position, words, when; empty: none yet."""
    reply = found.replies.get(question_id)
    return said_in(reply) if reply else ()


def said_in(reply: Reply) -> tuple[str, ...]:
    """A reply in words."""
    lines = [gettext(STANCES[reply.stance])]
    lines += [reply.text] if reply.text else []
    by = visits.name_of(reply.by)
    when = moment_in_words(reply.at)
    return (*lines, f"{apart(by)} · {when}" if by else when)
