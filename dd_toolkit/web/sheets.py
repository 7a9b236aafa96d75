"""The published answers of a workshop as a spreadsheet: one sheet in each language.

Only what the projector was allowed to show is in it. Text cells are written as text:
openpyxl makes a formula of whatever begins with ``=``, and a title is typed by people.
"""

import io
from collections.abc import Iterable
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from dd_toolkit import languages
from dd_toolkit.languages import LANGUAGES, Language
from dd_toolkit.operations import workshops as acts
from dd_toolkit.operations.workshops import Board
from dd_toolkit.storage.database import Database
from dd_toolkit.web.room_views import Voices, bars

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = str | int
_WIDTHS = (8, 60, 44, 12, 12, 12, 14)


def workbook(db: Database, workshop_id: str) -> bytes:
    """The spreadsheet of a workshop that there is, as XLSX."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for language in LANGUAGES.values():
        board = acts.board(db, workshop_id, locale=language.tag)
        assert board is not None, "whoever asks has looked for it"
        _fill(book.create_sheet(language.name), board, language)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Worksheet, board: Board, language: Language) -> None:
    sheet.sheet_view.rightToLeft = language.direction == "rtl"
    for width, column in zip(_WIDTHS, "ABCDEFG", strict=True):
        sheet.column_dimensions[column].width = width
    for row in _heading(board, language.tag):
        _write(sheet, row, bold=True)
    sheet.freeze_panes = f"A{sheet.max_row + 1}"
    for row in _rows(board, language.tag):
        _write(sheet, row)


def _heading(board: Board, tag: str) -> Iterable[tuple[Value, ...]]:
    _ = languages.words(tag).gettext
    yield (_("Workshop"), board.workshop.title)
    if board.workshop.rehearsal:
        yield (_("A rehearsal: the participants are simulated."),)
    yield (_("Took part"), board.workshop.joined)
    yield (
        _("Step"),
        _("Question"),
        _("Answer"),
        _("Number"),
        _("Per cent"),
        _("Counted"),
        _("Right answer"),
    )


def _rows(board: Board, tag: str) -> Iterable[tuple[Value, ...]]:
    _ = languages.words(tag).gettext
    voices = Voices(((tag, board),))
    for outcome in board.outcomes:
        if outcome.step.question is None or outcome.state.opened_at is None:
            continue
        ask = outcome.step.question.ask
        if outcome.distribution is None:
            yield (outcome.number + 1, ask, _("Not shown, so that nobody is exposed."))
            continue
        for bar in bars(voices, outcome):
            yield (
                outcome.number + 1,
                ask,
                bar.label.text,
                bar.count,
                bar.percent,
                outcome.distribution.people,
                _("yes") if bar.right else "",
            )


def _write(sheet: Worksheet, row: tuple[Value, ...], *, bold: bool = False) -> None:
    at = 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1
    for column, value in enumerate(row, start=1):
        cell = cast(Cell, sheet.cell(at, column))
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"
        else:
            cell.value = value
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=bold)
