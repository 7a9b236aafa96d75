"""A review as scripts read it: kept when it is signed, attached to its report.

The keys are a contract (docs/commands.md): added, never renamed. Words stand in the
language of the questionnaire's authors, as a result document has them.
"""

from typing import Any

from dd_toolkit.core.review_record import ReviewRecord

Plain = dict[str, Any]


def review_document(record: ReviewRecord) -> Plain:
    """Everything a review came to, as plain values."""
    raise NotImplementedError


def review_fingerprint(document: Plain) -> str:
    """SHA-256, in hexadecimal, of the document as one text (sorted keys)."""
    raise NotImplementedError
