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
    return _code(settings.secret_key, assessment_id)


def _code(secret_key: str, assessment_id: str) -> str:
    key = secret_key.encode()
    digest = hmac.digest(key, f"return:{assessment_id}".encode(), hashlib.sha256)
    return f"{assessment_id}-{b32encode(digest).decode().lower()[:_CHARACTERS]}"


def private_link(settings: Settings, assessment_id: str) -> str:
    """The address that opens the assessment on any device."""
    return f"{settings.url}/return#{return_code(settings, assessment_id)}"


def assessment_of(settings: Settings, code: str) -> str | None:
    """The id of the assessment that this code opens; None for a wrong code."""
    code = code.strip().lower()
    assessment_id = code.partition("-")[0]
    keys = (settings.secret_key, *settings.old_secret_keys)
    expected = [_code(key, assessment_id).encode() for key in keys]
    right = [hmac.compare_digest(each, code.encode()) for each in expected]
    return assessment_id if any(right) else None
