"""What our mails say, in the language of whoever gets them.

A link holds its code behind ``#``, which browsers never send, so that no log can hold
it; the code also stands by itself, for browsers without scripts.
"""

from dataclasses import dataclass

from dd_toolkit import languages
from dd_toolkit.core.marking import marked


@dataclass(frozen=True)
class Letter:
    """A mail without its recipient."""

    subject: str
    body: str


_FOOT = marked(
    "You did not ask for this? Then do nothing: without the link nothing happens."
)
_CODE = marked("Or type this code on the page %(page)s :")


def welcome(site: str, code: str, tag: str) -> Letter:
    """To whoever signs up: choose a password."""
    _ = languages.words(tag).gettext
    return _with_code(
        _("Your account for the Due Diligence Toolkit"),
        _("Open this link to choose your password. It works once, for 24 hours."),
        f"{site}/account/welcome",
        code,
        tag,
    )


def invitation(site: str, code: str, organisation: str, tag: str) -> Letter:
    """To a colleague whom somebody invited."""
    _ = languages.words(tag).gettext
    said = _("You are invited to work on the assessment of %(organisation)s.")
    return _with_code(
        _("An invitation to the Due Diligence Toolkit"),
        said % {"organisation": organisation}
        + "\n"
        + _("Open this link to accept. It works once, for 14 days."),
        f"{site}/account/welcome",
        code,
        tag,
    )


def appointment(site: str, code: str, tag: str) -> Letter:
    """To an auditor, trainer, programme officer or administrator."""
    _ = languages.words(tag).gettext
    return _with_code(
        _("Your account for the Due Diligence Toolkit"),
        _("Open this link to choose your password. It works once, for 14 days."),
        f"{site}/account/welcome",
        code,
        tag,
    )


def reset(site: str, code: str, tag: str) -> Letter:
    """To whoever forgot the password."""
    _ = languages.words(tag).gettext
    return _with_code(
        _("A new password for the Due Diligence Toolkit"),
        _("Open this link to choose a new password. It works once, for one hour."),
        f"{site}/account/new-password",
        code,
        tag,
    )


def known_already(site: str, tag: str) -> Letter:
    """To whoever signs up again: the page itself must not tell."""
    _ = languages.words(tag).gettext
    body = _(
        "Somebody asked for an account with this address, but it has one already. "
        "Sign in at %(address)s , or ask there for a new password."
    )
    return Letter(
        _("Your account for the Due Diligence Toolkit"),
        body % {"address": f"{site}/account/sign-in"} + "\n\n" + _(_FOOT) + "\n",
    )


def password_changed(site: str, tag: str) -> Letter:
    """To the owner of an account, whenever its password changed."""
    _ = languages.words(tag).gettext
    body = _(
        "The password of your account was changed. If that was not you, ask for a new "
        "one at %(address)s at once."
    )
    return Letter(
        _("Your password was changed"),
        body % {"address": f"{site}/account/forgot"} + "\n",
    )


def taken_home(site: str, code: str, tag: str) -> Letter:
    """To a participant of a workshop who wants the own answers by mail."""
    _ = languages.words(tag).gettext
    return _with_code(
        _("Your answers from the workshop"),
        _(
            "Open this link to go on with your private draft. Keep it to yourself: "
            "whoever has it can read and change your answers."
        ),
        f"{site}/return",
        code,
        tag,
    )


def _with_code(subject: str, body: str, page: str, code: str, tag: str) -> Letter:
    _ = languages.words(tag).gettext
    lines = (
        body,
        f"{page}#{code}",
        _(_CODE) % {"page": page},
        code,
        _(_FOOT),
    )
    return Letter(subject, "\n\n".join(lines) + "\n")
