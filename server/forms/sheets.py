"""Lists as files (CSV, XLSX, ODS) -> their sheets' lines, within bounds. Others' files are read by Parsers."""

from server.forms import sheet_lines
from server.forms.sheet_lines import Lines, Over, Unreadable
from sessions.errors import Invalid, Limited

Sheets = list[tuple[str, Lines]]


def read(raw: bytes) -> Sheets:
    """The sheets with their lines. Raises Invalid, or Limited with which bound it is over."""
    try:
        return sheet_lines.sheets(raw)
    except Over as over:
        raise Limited(over.limit, over.most) from over
    except Unreadable as unreadable:
        raise Invalid([unreadable.fault]) from unreadable
