"""Lists of regencies and panelists as JSON, CSV, XLSX or ODS -> rows that know where they stood and what is wrong."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from server.forms import forms, headings, sheets
from server.forms.models import Model, PanelistIn, RegencyIn, RoomIn
from server.forms.sheet_lines import Lines
from server.forms.sheets import Sheets
from sessions.actions import lists
from sessions.store import email_key
from sessions.values import Fault, Invalid, Limited, UnsupportedFile, normal_code

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
FILES = ("text/csv", "text/tab-separated-values", XLSX, ODS)
MAX_ROWS = 20_000
FOUND = 80  # letters of a cell that are told again
BETWEEN_CODES = re.compile(r"[,;\n]|(?<=\d\d)(?:\s*/\s*|\s+)(?=\d\d[.\d])")  # "33.20 33.19" and "33.20/33.19", too
TRUE = {"true", "yes", "ya", "y", "1", "x"}
FALSE = {"false", "no", "tidak", "n", "0", ""}
ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
# What stands in for a field that a row of something known leaves out, while the rest of the row is looked at.
STAND_INS = {"name": "-", "province": "-", "timezone": "Asia/Jakarta", "email": "a@example.org"}


@dataclass(frozen=True)
class Kind:
    """A kind of list: the model of its rows, which field tells them apart, and what its columns may be called."""

    model: type[Model]
    key: str
    headings: Mapping[str, tuple[str, ...]]


KINDS: Mapping[str, Kind] = {
    "regencies": Kind(RegencyIn, "code", headings.REGENCY),
    "panelists": Kind(PanelistIn, "email", headings.PANELIST),
    "rooms": Kind(RoomIn, "name", headings.ROOM),
}


def sent(raw: bytes, media_type: str, kind: Kind) -> lists.Row | list[lists.Row]:
    """One row of a JSON object, or many of a JSON list or a file. Raises Invalid, Limited or UnsupportedFile."""
    if media_type in FILES:
        return of_sheets(sheets.read(raw), kind)
    if media_type not in ("application/json", "application/octet-stream", "text/json"):
        raise UnsupportedFile("list-of-another-type", {"type": media_type, "allowed": "JSON, text/csv, XLSX, ODS"})
    document = forms.decoded(raw)
    if not isinstance(document, list):
        return _row("", None, document, kind)
    if len(document) > MAX_ROWS:
        raise Limited("rows", MAX_ROWS)
    return _marked_twice([_row(f"/{n}", None, one, kind) for n, one in enumerate(document)], kind)


def row(document: dict[str, Any], kind: Kind) -> lists.Row:
    """One row of what somebody typed."""
    return _row("", None, document, kind)


def lines_of(raw: bytes) -> Lines:
    """The lines of a file's first sheet with their numbers. Raises Invalid or Limited."""
    found = sheets.read(raw)
    return found[0][1] if found else []


def of_sheets(found: Sheets, kind: Kind, chosen: Mapping[str, str] | None = None) -> list[lists.Row]:
    """The rows of a file whose columns are known, or `chosen` by hand. Raises Invalid for those that are not."""
    columns = headings.find(found, kind.headings, kind.key, chosen or {})
    if columns.faults:
        raise Invalid([*columns.faults, *(fault for row in of_known(columns, kind) for fault in row.faults)])
    return of_columns(columns, kind)


def of_known(columns: headings.Columns, kind: Kind) -> list[lists.Row]:
    """The rows of a file some of whose columns are not known, as far as the others tell: none where the one that tells
    rows apart is not there, or one stands twice."""
    unsure = any(fault.code != "column-unknown" for fault in columns.faults)
    return [] if unsure else of_columns(columns, kind)


def of_columns(columns: headings.Columns, kind: Kind) -> list[lists.Row]:
    """The rows below columns that are known."""
    rows = [_of_cells(line, cells, columns, kind) for line, cells in columns.rows if any(map(str.strip, cells))]
    return _marked_twice(rows, kind)


def shipped(raw: bytes) -> list[lists.Row]:
    """The rows of a list of regencies of our own."""
    return of_sheets(sheets.read(raw), KINDS["regencies"])


def _is_formula(field: str, cell: str) -> bool:
    if field == "phone" and cell.startswith("+"):  # a country's code; what is no number is refused as one
        return False
    return cell[:1] in ("=", "@") or (cell[:1] in "+-" and len(cell) > 1)


def _of_cells(line: int, cells: list[str], columns: headings.Columns, kind: Kind) -> lists.Row:
    at = f"/{line}"
    given = {f: cell.strip() for f, cell in zip(columns.fields, cells, strict=False) if f and cell.strip()}
    faults = []
    if any(cell.strip() for cell in cells[len(columns.fields) :]):
        faults.append(Fault(at, "more-cells-than-columns", {}, line))
    faults += [
        Fault(f"{at}/{field}", "formula", {}, line, field) for field, cell in given.items() if _is_formula(field, cell)
    ]
    document: dict[str, object] = {kind.key: ""}
    for field, cell in given.items():
        try:
            document[field] = _typed(cell, field)
        except Invalid as invalid:
            faults += [replace(one, pointer=f"{at}/{field}", line=line, column=field) for one in invalid.faults]
    row = _row(at, line, document, kind)
    told = {fault.pointer for fault in faults}
    found = [_named(one, columns, given) for one in (*faults, *(one for one in row.faults if one.pointer not in told))]
    names = {field: name for field, name in zip(columns.fields, columns.names, strict=True) if field}
    lacks = tuple(_named(one, columns, given) for one in row.lacks)
    return replace(row, faults=tuple(found), lacks=lacks, names=names)


def _named(fault: Fault, columns: headings.Columns, given: Mapping[str, str]) -> Fault:
    """The fault as the file has it: the column's own name, and what is written there."""
    if not fault.column:
        return fault
    if fault.column not in columns.fields:  # nobody finds it in the file: what a new one needs has no column there
        return Fault(fault.pointer, "column-absent", {"name": fault.column}, fault.line, fault.column)
    there = given.get(fault.column, "")
    code, params = ("required", {}) if fault.code == "no-address" and not there else (fault.code, fault.params)
    shown = there if len(there) <= FOUND else f"{there[:FOUND]}…"
    return replace(fault, code=code, params=params, column=columns.name_of(fault.column), found=shown)


def _row(at: str, line: int | None, document: Any, kind: Kind) -> lists.Row:
    """A row as the model takes it; what only a new one needs is in `lacks`."""
    said = document if isinstance(document, dict) else {}
    needed = [name for name, field in kind.model.model_fields.items() if field.is_required() and name != kind.key]
    missing = [name for name in needed if name not in said] if isinstance(document, dict) else []
    lacks = tuple(Fault(f"{at}/{name}", "required", {}, line, name if line else "") for name in missing)
    key = said.get(kind.key)
    known_by = (
        str(key or "") if not isinstance(key, str) else normal_code(key) if kind.key == "code" else email_key(key)
    )
    name = said.get("name")
    row = lists.Row(at, line, {}, known_by, str(name or "") if isinstance(name, str | None) else "", lacks=lacks)
    try:
        stand_ins = {one: STAND_INS[one] for one in missing}
        fitting = kind.model.model_validate(document | stand_ins if missing else document).given()
    except ValidationError as error:
        faults = [_placed(fault, at, line) for fault in forms.faults(error, at)]
        return replace(row, faults=tuple(faults))
    return replace(row, fields={key: value for key, value in fitting.items() if key not in missing})


def _placed(fault: Fault, at: str, line: int | None) -> Fault:
    if line is None:
        return fault
    column = fault.pointer.removeprefix(f"{at}/").partition("/")[0]
    return replace(fault, line=line, column=column)


def _typed(cell: str, field: str) -> object:
    if field == "may_chair":
        if cell.lower() in TRUE | FALSE:
            return cell.lower() in TRUE
        raise Invalid.at("", "yes-or-no")
    if field == "conflicts":
        return codes(cell)
    if field == "delegates":
        return [delegate(part) for part in cell.split(";") if part.strip()]
    return ZONES.get(cell.lower(), cell) if field == "timezone" else cell


def codes(text: str) -> list[str]:
    """The codes of regencies that lists and forms name in one field."""
    return [part.strip() for part in BETWEEN_CODES.split(text) if part.strip()]


def delegate(text: str) -> dict[str, str]:
    """One more of a regency's people as lists and forms write them: `Name <address> number`, with a `phone` where there
    is one; the brackets may be missing, and commas stand between."""
    name, bracket, rest = text.partition("<")
    email, _, phone = rest.partition(">")
    if not bracket:
        words = text.split()
        at = next((n for n, word in enumerate(words) if "@" in word), len(words))
        name, email, phone = (" ".join(some) for some in (words[:at], words[at : at + 1], words[at + 1 :]))
    name, email, phone = (part.strip(" ,;") for part in (name, email, phone))
    return {"name": name, "email": email} | ({"phone": phone} if phone else {})


def _marked_twice(rows: Iterable[lists.Row], kind: Kind) -> list[lists.Row]:
    return list(_with_twins(rows, kind))


def _with_twins(rows: Iterable[lists.Row], kind: Kind) -> Iterator[lists.Row]:
    seen: dict[str, lists.Row] = {}
    for number, row in enumerate(rows, start=1):
        first = seen.setdefault(row.key, replace(row, line=row.line or number))
        if not row.key or first.at == row.at:
            yield row
            continue
        pointer, value = f"{row.at}/{kind.key}", row.fields.get(kind.key, row.key)
        fault = (
            Fault(pointer, "stands-twice", {"value": value, "row": first.line})
            if row.line is None
            else Fault(
                pointer,
                "stands-in-line",
                {"value": value, "first": first.line},
                row.line,
                row.names.get(kind.key, kind.key),
                str(value),
            )
        )
        yield replace(row, faults=(*row.faults, fault))
