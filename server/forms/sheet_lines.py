"""A list's file -> its sheets' lines, or which bound it is over, or why it can't be read.

What a stranger's file does to a parser ends in the process that parses (`server.clockwork.parsing`), whose memory and
time are bounded; a workbook's members are counted and unpacked once, for their size alone, before anything reads them.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from sessions.errors import Fault
from sessions.lazily import lazily

if TYPE_CHECKING:
    import python_calamine as calamine
else:
    calamine = lazily("python_calamine")

BYTES = 8 * 1024 * 1024
MEMBERS = 1_000
EXPANDED = 100 * 1024 * 1024
ROWS = 20_000
COLUMNS = 200
SHEETS = 20
LETTERS = 32_767  # what a cell of a workbook holds at most
TEXT = 4_000_000  # letters of all cells together: so much is handed on in one piece
BLOCK = 256 * 1024
SEPARATORS = ",;\t"
LOOKED_AT = 30  # lines that tell the separator

Lines = list[tuple[int, list[str]]]


class Over(Exception):
    """More than a bound allows: which, and how much that is."""

    def __init__(self, limit: str, most: int) -> None:
        super().__init__(limit)
        self.limit = limit
        self.most = most


class Unreadable(Exception):
    """It is no such file: what is wrong, with the line where there is one."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def sheets(raw: bytes) -> list[tuple[str, Lines]]:
    """The sheets of a workbook (XLSX or ODS) with their lines, or the one of a CSV. Raises Over or Unreadable."""
    if len(raw) > BYTES:
        raise Over("bytes", BYTES)
    return list(_workbook(raw)) if raw.startswith(b"PK\x03\x04") else [("", _bounded(_csv(_text(raw))))]


# - workbooks -


def _workbook(raw: bytes) -> Iterator[tuple[str, Lines]]:
    try:
        _must_be_bounded(raw)
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible]
            if len(shown) > SHEETS:
                raise Over("sheets", SHEETS)
            for name in shown:
                yield name, _lines(book, name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError) as error:
        raise Unreadable(Fault("", "no-workbook")) from error
    except (calamine.CalamineError, calamine.PasswordError, calamine.ZipError, EOFError, ValueError, OSError) as error:
        raise Unreadable(Fault("", "no-workbook")) from error


def _must_be_bounded(raw: bytes) -> None:
    """What is declared may be a lie: every member is unpacked, and its bytes are counted."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if len(archive.infolist()) > MEMBERS:
            raise Over("members", MEMBERS)
        left = EXPANDED
        for member in archive.infolist():
            with archive.open(member) as file:
                while block := file.read(BLOCK):
                    left -= len(block)
                    if left < 0:
                        raise Over("expansion", EXPANDED)


def _lines(book: "calamine.CalamineWorkbook", name: str) -> Lines:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > ROWS:
        raise Over("rows", ROWS)
    if sheet.total_width > COLUMNS:
        raise Over("columns", COLUMNS)
    rows = sheet.to_python(skip_empty_area=False)
    return _bounded((number, [_cell(value) for value in row]) for number, row in enumerate(rows, start=1))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _number(value: float) -> str:
    # A code like 33.20 that a workbook holds as a number has lost its last zero; one like 3320 is whole.
    if value.is_integer():
        return str(int(value))
    return f"{value:.2f}" if round(value, 2) == value else repr(value)


# - text -


def _text(raw: bytes) -> str:
    """A CSV's text: UTF-8 or UTF-16, with or without a byte order mark, else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif raw[1:200:2].count(0) > len(raw[:200]) // 3:
        encodings = ["utf-16-le"]
    elif raw[0:200:2].count(0) > len(raw[:200]) // 3:
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
    raise Unreadable(Fault(f"/{line}", "csv-no-encoding", {}, line))


def _csv(text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LETTERS)
    told = re.match(r"sep=(.)\r?\n", text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else _separator(text), strict=True)
    try:
        for cells in reader:
            if told is None or reader.line_num > 1:
                yield reader.line_num, cells
    except csv.Error as error:
        if "field limit" in str(error):
            raise Over("letters", LETTERS) from error
        raise Unreadable(Fault(f"/{reader.line_num}", "csv-broken", {}, reader.line_num)) from error


def _separator(text: str) -> str:
    """The one that cuts most of the first lines into equally many cells: a title above may hold any of them."""
    head = text.splitlines(keepends=True)[:LOOKED_AT]
    return max(SEPARATORS, key=lambda one: _evenness(head, one))


def _evenness(head: list[str], separator: str) -> tuple[int, int]:
    try:
        widths = Counter(len(cells) for cells in csv.reader(head, delimiter=separator) if len(cells) > 1)
    except csv.Error:
        return 0, 0
    width, often = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    return often, width


def _bounded(lines: Iterator[tuple[int, list[str]]]) -> Lines:
    kept: Lines = []
    left = TEXT
    for number, cells in lines:
        if number > ROWS:
            raise Over("rows", ROWS)
        if len(cells) > COLUMNS:
            raise Over("columns", COLUMNS)
        if any(len(cell) > LETTERS for cell in cells):
            raise Over("letters", LETTERS)
        left -= sum(map(len, cells))
        if left < 0:
            raise Over("text", TEXT)
        kept.append((number, cells))
    return kept
