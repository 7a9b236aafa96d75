"""The kinds of report that workshops have; see ``reporting.kinds``."""

from collections.abc import Callable, Mapping
from functools import partial

from dd_toolkit.operations import workshops
from dd_toolkit.operations.papers import (
    CERTIFICATE,
    CERTIFICATES,
    GUIDE,
    HANDOUT,
    SUMMARY,
)
from dd_toolkit.operations.workshops import Board
from dd_toolkit.reporting.guide import trainers_guide
from dd_toolkit.reporting.handout import handout_contents, handout_pdf
from dd_toolkit.reporting.workshop_papers import (
    certificates_contents,
    certificates_pdf,
    summary_contents,
    summary_pdf,
)
from dd_toolkit.storage import participants
from dd_toolkit.storage.database import Database

Made = Callable[[], bytes] | None


def gather_summary(db: Database, subject_id: str, locale: str) -> Made:
    """The summary of a workshop that has ended."""
    board = _ended(db, subject_id, locale)
    return partial(summary_pdf, summary_contents(board, locale)) if board else None


def gather_certificates(db: Database, subject_id: str, locale: str) -> Made:
    """The certificates of all who want one; nothing where nobody does."""
    board = _ended(db, subject_id, locale)
    names = [one.name for one in participants.certificates(db, subject_id)]
    if board is None or not names:
        return None
    return partial(certificates_pdf, certificates_contents(board, names, locale))


def gather_certificate(db: Database, subject_id: str, locale: str) -> Made:
    """One certificate; its workshop may still be open."""
    own = participants.certificate(db, subject_id)
    board = workshops.board(db, own.workshop_id, locale=locale) if own else None
    if own is None or board is None:
        return None
    return partial(certificates_pdf, certificates_contents(board, [own.name], locale))


def gather_handout(db: Database, subject_id: str, locale: str) -> Made:
    """The practice cases of a workshop; nothing where it has none."""
    board = workshops.board(db, subject_id, locale=locale)
    if board is None:
        return None
    called = board.workshop.title
    contents = handout_contents(board.plan, called=called, locale=locale)
    return partial(handout_pdf, contents) if contents.cases else None


def gather_guide(db: Database, subject_id: str, locale: str) -> Made:  # noqa: ARG001
    """The trainer's guide: it is of no row of the database."""
    return partial(trainers_guide, locale)


def _ended(db: Database, workshop_id: str, locale: str) -> Board | None:
    board = workshops.board(db, workshop_id, locale=locale)
    return board if board and board.workshop.state == "ended" else None


WORKSHOP_KINDS: Mapping[str, Callable[[Database, str, str], Made]] = {
    SUMMARY: gather_summary,
    CERTIFICATES: gather_certificates,
    CERTIFICATE: gather_certificate,
    GUIDE: gather_guide,
    HANDOUT: gather_handout,
}
