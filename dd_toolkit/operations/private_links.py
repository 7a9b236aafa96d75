"""The private link of an assessment: it lets another device in, without accounts.

Its code is a keyed hash of the assessment's id: nobody can guess it, and nothing has to
be stored. It stands behind the ``#`` of the address, which browsers never send, so no
log of ours or of a proxy can hold it.
"""

import hashlib
import hmac
from base64 import b32encode

from dd_toolkit.settings import Settings

_CHARACTERS = 26
"""Of base32: 130 bits."""


def return_code(settings: Settings, assessment_id: str) -> str:
    """The code that opens the assessment: its id and what only we can make."""
    key = settings.secret_key.encode()
    digest = hmac.digest(key, f"return:{assessment_id}".encode(), hashlib.sha256)
    return f"{assessment_id}-{b32encode(digest).decode().lower()[:_CHARACTERS]}"


def private_link(settings: Settings, assessment_id: str) -> str:
    """The address that opens the assessment on any device."""
    return f"{settings.url}/return#{return_code(settings, assessment_id)}"


def assessment_of(settings: Settings, code: str) -> str | None:
    """The id of the assessment that this code opens; None for a wrong code."""
    code = code.strip().lower()
    assessment_id = code.partition("-")[0]
    expected = return_code(settings, assessment_id)
    right = hmac.compare_digest(expected.encode(), code.encode())
    return assessment_id if right else None
