"""Claims of one or many regencies as CSV or XLSX, for those who work offline: a line is a criterion of a regency."""

from collections.abc import Iterator
from dataclasses import replace

from pydantic import ValidationError

from server.forms import forms, spreadsheets
from server.forms.models import ClaimIn
from sessions.actions import claims
from sessions.values import Fault, Invalid, UnsupportedFile

# What a column may be called, in the list that is handed out and in others' hands.
COLUMNS = {
    "code": "code", "kode": "code",
    "criterion": "criterion", "kriteria": "criterion",
    "value": "value", "nilai": "value",
    "text": "text", "uraian": "text", "penjelasan": "text",
    "evidence": "evidence", "bukti": "evidence",
    "name": "", "nama": "",
}  # fmt: skip
NEEDED = ("criterion",)


def rows_of(raw: bytes, kind: str) -> list[claims.Row]:
    """The lines of a CSV, XLSX or ODS, by its media type. Raises Invalid with every fault of every line, or
    UnsupportedFile."""
    if kind not in spreadsheets.FILES:
        raise UnsupportedFile("list-of-another-type", {"type": kind, "allowed": "text/csv, XLSX, ODS"})
    return read(spreadsheets.lines_of(raw))


def read(lines: list[tuple[int, list[str]]]) -> list[claims.Row]:
    """The lines below the header as rows. Raises Invalid."""
    (number, header), *rest = lines or [(1, [])]
    columns = [COLUMNS.get(name.strip().lower()) for name in header]
    unknown = [name for name, column in zip(header, columns, strict=True) if column is None and name.strip()]
    faults = [
        Fault(f"/{number}/{name}", "column-unknown", {"name": name, "known": ", ".join(COLUMNS)}, number)
        for name in unknown
    ]
    faults += [
        Fault(f"/{number}/{one}", "column-missing", {"name": one}, number) for one in NEEDED if one not in columns
    ]
    if faults:
        raise Invalid(faults)
    rows: list[claims.Row] = []
    for line, cells in rest:
        if not any(cell.strip() for cell in cells):
            continue
        said = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column and cell.strip()}
        found = _row(line, said)
        faults += found if isinstance(found, list) else []
        rows += [found] if isinstance(found, claims.Row) else []
    faults += list(_twice(rows))
    if faults:
        raise Invalid(faults)
    return rows


def _row(line: int, said: dict[str, str]) -> claims.Row | list[Fault]:
    claim: dict[str, object] = {}
    if "value" in said:
        try:
            claim["value"] = float(said["value"].replace(",", "."))
        except ValueError:
            return [Fault(f"/{line}/value", "no-number", {}, line, "value")]
    if "text" in said:
        claim["text"] = said["text"]
    if "evidence" in said:
        claim["evidence"] = [_evidence(part) for part in said["evidence"].replace("\n", ";").split(";") if part.strip()]
    if "criterion" not in said:
        return [Fault(f"/{line}/criterion", "required", {}, line, "criterion")]
    try:
        return claims.Row(line, said.get("code"), ClaimIn.model_validate(claim).said(said["criterion"]))
    except ValidationError as error:
        return [replace(fault, line=line) for fault in forms.faults(error, f"/{line}")]


def _evidence(part: str) -> dict[str, str]:
    name, bracket, rest = part.strip().partition("<")
    return {"name": name.strip(), "url": rest.rstrip("> ")} if bracket else {"url": part.strip()}


def _twice(rows: list[claims.Row]) -> Iterator[Fault]:
    seen: dict[tuple[str | None, str], int] = {}
    for row in rows:
        first = seen.setdefault((row.code, row.claim.criterion), row.line)
        if first != row.line:
            yield Fault(f"/{row.line}", "stands-in-line", {"value": row.claim.criterion, "first": first}, row.line)
