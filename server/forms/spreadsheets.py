"""Lists of regencies and panelists as JSON, CSV or XLSX -> rows of a model, or Invalid naming line and column."""

import asyncio
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from server.forms import forms
from sessions.errors import Fault, Invalid, UnsupportedFile

M = TypeVar("M", bound=BaseModel)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS = 20_000
TRUE = {"true", "yes", "ya", "y", "1", "x"}
FALSE = {"false", "no", "tidak", "n", "0", ""}


async def rows_of(request: forms.Sent, model: type[M]) -> M | list[M]:
    """One model of a JSON object, or a list of a JSON list, `text/csv` or XLSX. Raises Invalid or UnsupportedFile."""
    kind = request.content_type
    if kind in ("text/csv", XLSX):
        return read(await request.read(), model, xlsx=kind == XLSX)
    if kind not in ("application/json", "application/octet-stream", "text/json"):
        raise UnsupportedFile(f"{kind} is not taken here: JSON, text/csv or XLSX is")
    document = await forms.document(request)
    return forms.fit_all(document, model) if isinstance(document, list) else forms.fit(document, model)


async def lines_of(raw: bytes, *, xlsx: bool) -> list[tuple[int, list[str]]]:
    """The lines of a file with their numbers, as text, read off the loop. Raises Invalid."""
    return await asyncio.to_thread(lambda: list(_xlsx(raw) if xlsx else _csv(raw)))


def read(raw: bytes, model: type[M], *, xlsx: bool) -> list[M]:
    """The rows of a file. Raises Invalid with every fault of every row, each with its line and column."""
    header, *rows = list(_xlsx(raw) if xlsx else _csv(raw)) or [(1, [])]
    columns = [name.strip().lower() for name in header[1]]
    _must_have(columns, model)
    found: list[Fault] = []
    fitting: list[M] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            fitting.append(_row(line, columns, cells, model))
        except Invalid as invalid:
            found += invalid.faults
    found += list(_twice(rows, columns, "code" if "code" in model.model_fields else "email"))
    if found:
        raise Invalid(found)
    return fitting


def _must_have(columns: list[str], model: type[BaseModel]) -> None:
    fields = model.model_fields
    needed = [name for name, field in fields.items() if field.is_required() and name not in columns]
    unknown = [name for name in columns if name and name not in fields]
    twice = [name for n, name in enumerate(columns) if name and name in columns[:n]]
    faults = [Fault(f"/1/{name}", "column-missing", {"name": name}, 1) for name in needed]
    faults += [Fault(f"/1/{name}", "column-unknown", {"name": name, "known": ", ".join(fields)}, 1) for name in unknown]
    faults += [Fault(f"/1/{name}", "column-twice", {"name": name}, 1) for name in twice]
    if faults:
        raise Invalid(faults)


def _row(line: int, columns: list[str], cells: list[str], model: type[M]) -> M:
    extra = [cell for cell in cells[len(columns) :] if cell.strip()]
    if extra:
        raise Invalid([Fault(f"/{line}", "more-cells-than-columns", {}, line)])
    given = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
    formulas = [name for name, cell in given.items() if cell[:1] in ("=", "@") or (cell[:1] in "+-" and len(cell) > 1)]
    if formulas:
        raise Invalid([Fault(f"/{line}/{n}", "formula", {}, line, n) for n in formulas])
    values = {name: _typed(line, name, cell, model) for name, cell in given.items() if cell or _required(model, name)}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Invalid(
            [_named(line, fault) for fault in forms.faults(error, f"/{line}")],
        ) from error


def _named(line: int, fault: Fault) -> Fault:
    column = fault.pointer.removeprefix(f"/{line}/").partition("/")[0]
    return replace(fault, line=line, column=column)


def _required(model: type[BaseModel], name: str) -> bool:
    return model.model_fields[name].is_required()


def _typed(line: int, name: str, cell: str, model: type[BaseModel]) -> Any:
    if name == "may_chair":
        if cell.lower() in TRUE | FALSE:
            return cell.lower() in TRUE
        raise Invalid([Fault(f"/{line}/{name}", "yes-or-no", {}, line, name)])
    if name == "conflicts":
        return [part.strip() for part in cell.replace(",", ";").split(";") if part.strip()]
    if name == "delegates":
        return [_delegate(part) for part in cell.split(";") if part.strip()]
    return cell


def _delegate(text: str) -> dict[str, str]:
    name, bracket, rest = text.strip().partition("<")
    return {"name": name.strip(), "email": rest.rstrip("> ")} if bracket else {"name": "", "email": name.strip()}


def _twice(rows: Iterable[tuple[int, list[str]]], columns: list[str], key: str) -> Iterator[Fault]:
    at = columns.index(key)
    seen: dict[str, int] = {}
    for line, cells in rows:
        value = cells[at].strip().casefold() if at < len(cells) else ""
        first = seen.setdefault(value, line)
        if value and first != line:
            yield Fault(f"/{line}/{key}", "stands-in-line", {"value": value, "first": first}, line, key)


def _csv(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Invalid([Fault(f"/{line}", "csv-not-utf-8", {}, line)]) from error
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if reader.line_num > MAX_ROWS:
                raise Invalid.at("", "too-many-lines", most=MAX_ROWS)
            yield reader.line_num, cells
    except csv.Error as error:
        raise Invalid([Fault(f"/{reader.line_num}", "csv-broken", {}, reader.line_num)]) from error


def _xlsx(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - half a second that only who imports waits for
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        sheet = load_workbook(io.BytesIO(raw), read_only=True, data_only=False).worksheets[0]
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if line > MAX_ROWS:
                raise Invalid.at("", "too-many-lines", most=MAX_ROWS)
            yield line, [_text(cell) for cell in row]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError) as error:
        raise Invalid.at("", "no-workbook") from error


def _text(cell: Any) -> str:
    # A code like 33.20 that Excel has turned into a number has lost its last zero.
    return "" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else str(cell)
