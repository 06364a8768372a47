"""Tables as CSV and XLSX, for whatever is exported. What stands in them is others'.

No text of anybody's is ever live in a spreadsheet: in CSV what could be taken for a formula begins with an apostrophe
(OWASP, "CSV Injection"), in XLSX every text is a cell of type text that is marked as quoted.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sessions.values import whole, wire

LIVE = ("=", "+", "-", "@", "\t", "\r")
Cell = str | float | bool | datetime | None


@dataclass(frozen=True)
class Grid:
    """A table: its name, its columns' names, and its rows of typed values."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


# - CSV -


def as_csv(grid: Grid) -> bytes:
    """The table as CSV (RFC 4180) in UTF-8, with times in UTC."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(grid.header)
    writer.writerows([_csv_cell(value) for value in row] for row in grid.rows)
    return written.getvalue().encode()


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return wire(value)
    return quiet(value) if isinstance(value, str) else str(whole(value))


def quiet(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(LIVE) else text


# - XLSX -


def as_xlsx(grids: Iterable[Grid], zone: str = "UTC") -> bytes:
    """The tables as a workbook: typed cells, a frozen header, times on the clocks of the zone (named in the header)."""
    from server.documents import workbook  # noqa: PLC0415 - half a second that only who exports waits for

    return workbook.as_xlsx(grids, zone)
