"""Tables as XLSX: typed cells, and every text as a text. Imported where it is used: openpyxl takes its time."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from server.documents.tables import LIVE, Cell, Grid
from server.text import formats

WIDEST, LONGEST = 60, 32_000


def as_xlsx(grids: Iterable[Grid], zone: str = "UTC") -> bytes:
    """The tables as a workbook: typed cells, a frozen header, times on the clocks of the zone (named in the header)."""
    book = Workbook(write_only=True)
    for grid in grids:
        _write(book, grid, zone)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(book: Workbook, grid: Grid, zone: str) -> None:
    page = book.create_sheet(grid.name)
    page.freeze_panes = "A2"
    for number, width in enumerate(_widths(grid), start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_head(page, name, grid, number, zone) for number, name in enumerate(grid.header)])
    for row in grid.rows:
        page.append([_cell(page, value, zone) for value in row])


def _head(page: WriteOnlyWorksheet, name: str, grid: Grid, number: int, zone: str) -> SheetCell:
    times = [row[number] for row in grid.rows if isinstance(row[number], datetime)]
    named = f"{name} ({formats.zone_name(times[0], zone)})" if times and isinstance(times[0], datetime) else name
    cell = _text_cell(page, named)
    cell.font = Font(bold=True)
    return cell


def _cell(page: WriteOnlyWorksheet, value: Cell, zone: str) -> SheetCell | None:
    if value is None:
        return None
    if isinstance(value, str):
        return _text_cell(page, value)
    if not isinstance(value, datetime):
        return WriteOnlyCell(page, value=value)
    cell = WriteOnlyCell(page, value=formats.to_zone(value, zone).replace(tzinfo=None))
    cell.number_format = "yyyy-mm-dd hh:mm:ss"
    return cell


def _text_cell(page: WriteOnlyWorksheet, text: str) -> SheetCell:
    cell = WriteOnlyCell(page, value="")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)[:LONGEST]
    cell.data_type = "s"  # whatever it begins with: openpyxl would make a formula of "=" and an error of "#N/A"
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if text.startswith(LIVE):
        cell.quotePrefix = True
    return cell


def _widths(grid: Grid) -> Iterator[float]:
    for number, name in enumerate(grid.header):
        shown = [_shown_length(row[number]) for row in grid.rows[:500]]
        yield min(max([len(name) + 6, *shown]) + 2, WIDEST)


def _shown_length(value: Cell) -> int:
    if isinstance(value, str):
        return max((len(line) for line in value.splitlines()), default=0)
    return 19 if isinstance(value, datetime) else len(str(value)) if value is not None else 0
