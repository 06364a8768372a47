"""A list that is uploaded: what it would do is shown first, columns are matched by hand, then it is used or left."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from server import forms
from server.clockwork.follower import PATIENCE
from server.forms import headings, sheets, spreadsheets
from server.forms.sheet_lines import COLUMNS, LETTERS, Lines
from server.forms.sheets import Sheets
from server.text import faults, field_names
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.pages.reaching import look
from server.web.seam import FOLLOWER, access, apart, handlers
from sessions.actions import Done, ListKind, Outcome, lists, must_be_secretariat
from sessions.store import Db, registry
from sessions.values import Fault, Invalid

SHOWN = 100  # rows of each part of the page
CELL = "cell-"  # before the line and column of a cell that is mended on the page


@dataclass(frozen=True)
class Sent:
    """A list on its way: its file's name, its lines, and which field the columns stand for by hand."""

    name: str
    lines: Lines
    chosen: Mapping[str, str]
    sure: bool


async def check_regencies(request: web.Request) -> web.Response:
    """What a file of regencies would do; nothing is kept."""
    return await _check(request, "regencies")


async def check_panelists(request: web.Request) -> web.Response:
    """What a file of panelists would do; nothing is kept."""
    return await _check(request, "panelists")


async def use_regencies(request: web.Request) -> web.Response:
    """Makes and changes what the list says, all of it or nothing."""
    return await _use(request, "regencies")


async def use_panelists(request: web.Request) -> web.Response:
    """Makes and changes what the list says, all of it or nothing."""
    return await _use(request, "panelists")


for _handler in (check_regencies, check_panelists, use_regencies, use_panelists):
    _handler.streams = True  # type: ignore[attr-defined]


async def _check(request: web.Request, kind: ListKind, *, unseen: str = "", status: int = 200) -> web.Response:
    """What the list would do; `unseen` says that what is doubtful of it was not looked at."""
    sent = await _sent(request, kind)
    columns = _columns(sent, kind)
    if columns.faults:
        known = spreadsheets.of_known(columns, spreadsheets.KINDS[kind])
        wrong = [Done(row, "refused", row.name, faults=row.faults) for row in known if row.faults]
        return await _show(request, kind, sent, columns, None, wrong, status=422)
    rows = spreadsheets.of_columns(columns, spreadsheets.KINDS[kind])
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    seen = await handlers.looked(
        request,
        lambda db: lists.look(db, programme, kind, rows, asker, now=now),
        lambda _, outcome: {"outcome": outcome},
        writes=False,
    )
    refused = seen["outcome"].of("refused")
    code = 422 if refused else status
    return await _show(request, kind, sent, columns, seen | {"unseen": unseen}, refused, status=code)


async def _use(request: web.Request, kind: ListKind) -> web.Response:
    sent = await _sent(request, kind)
    columns = _columns(sent, kind)
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)

    try:
        if columns.faults:
            raise Invalid(columns.faults)
        rows = spreadsheets.of_columns(columns, spreadsheets.KINDS[kind])  # the writer is not held by it
        decision = await handlers.beforehand(
            request, lambda db: lists.decide(db, programme, kind, rows, asker, sure=sent.sure, now=now)
        )
        done = await frame.act(
            request,
            lambda db: lists.put(db, programme, kind, rows, asker, sure=sent.sure, decision=decision, now=now),
        )
    except Invalid as invalid:  # somebody changed the registry meanwhile, or nobody was asked
        wrong = faults.at_fields(invalid.faults, frame.language(request))
        return await _check(request, kind, unseen=wrong.get("sure", ""), status=422)
    await request.app[FOLLOWER].settled(seconds=PATIENCE)
    said = {"created": str(done.created), "updated": str(done.changed)}
    return frame.led_to(f"/programmes/{programme}/{kind}", "imported", **said)


async def _sent(request: web.Request, kind: ListKind) -> Sent:
    form = await frame.form(request)
    upload = form.get("file")
    if isinstance(upload, web.FileField):
        return Sent(
            upload.filename, _best(await apart.parse(request, sheets.read, upload.file.read()), kind), {}, sure=False
        )
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    lines = await asyncio.to_thread(_lines, texts.get("lines", ""))
    lines = _mended(lines, {name.removeprefix(CELL): text for name, text in texts.items() if name.startswith(CELL)})
    names = {name.removeprefix("name-"): value for name, value in texts.items() if name.startswith("name-")}
    chosen = {value: texts[f"column-{n}"] for n, value in names.items() if f"column-{n}" in texts}
    return Sent(texts.get("file_name", ""), lines, chosen, sure="sure" in texts)


def _best(found: Sheets, kind: ListKind) -> Lines:
    """The lines of the sheet that holds the list."""
    wanted = spreadsheets.KINDS[kind]
    columns = headings.find(found, wanted.headings, wanted.key, {})
    return next((lines for _, lines in found if lines and lines[-len(columns.rows) :] == columns.rows), [])


def _lines(text: str) -> Lines:
    """The lines that the page carried along. Raises Invalid."""
    try:
        found = json.loads(text)
        return [(int(number), [str(cell) for cell in cells]) for number, cells in found]
    except (ValueError, TypeError, RecursionError) as error:
        raise Invalid.at("/file", "no-file") from error


def _mended(lines: Lines, cells: Mapping[str, str]) -> Lines:
    """The lines with those cells as they were typed, each by its line and column (from 0). Raises Invalid."""
    typed: dict[int, dict[int, str]] = {}
    for name, text in cells.items():
        line, _, column = name.partition("-")
        at, there = forms.natural(column), forms.natural(line)
        if at is None or there is None or at >= COLUMNS or len(text) > LETTERS:
            raise Invalid.at("/file", "no-file")
        typed.setdefault(there, {})[at] = text
    return [(line, _with(cells, typed[line]) if line in typed else cells) for line, cells in lines]


def _with(cells: Sequence[str], typed: Mapping[int, str]) -> list[str]:
    width = max(len(cells), max(typed) + 1)
    return [typed.get(at, cells[at] if at < len(cells) else "") for at in range(width)]


def _columns(sent: Sent, kind: ListKind) -> headings.Columns:
    wanted = spreadsheets.KINDS[kind]
    known = {"", *wanted.headings}
    chosen = {name: field for name, field in sent.chosen.items() if field in known}
    return headings.find([("", sent.lines)], wanted.headings, wanted.key, chosen)


async def _show(
    request: web.Request,
    kind: ListKind,
    sent: Sent,
    columns: headings.Columns,
    seen: Mapping[str, Any] | None,
    refused: Sequence[Done],
    *,
    status: int,
) -> web.Response:
    asker, programme, language = access.asker(request), request.match_info["id"], frame.language(request)

    def of_programme(db: Db) -> dict[str, str]:
        must_be_secretariat(asker)
        return titled(registry.programme(db, programme))

    names = field_names.names(language)
    view = {
        "programme": await frame.read(request, of_programme),
        "kind": kind,
        "action": f"/programmes/{programme}/{kind}/import",
        "file_name": sent.name,
        "lines": json.dumps(sent.lines, ensure_ascii=False, separators=(",", ":")),
        "count": sum(1 for _, cells in columns.rows if any(map(str.strip, cells))),
        "columns": [(name, field) for name, field in zip(columns.names, columns.fields, strict=True) if name],
        "fields": [(field, names.get(field, field)) for field in spreadsheets.KINDS[kind].headings],
        "column_faults": [faults.told(one, language) for one in columns.faults],
        "shown": SHOWN,
        "refused": _refused(refused, columns, sent.lines, language),
        **(_seen(seen, language) if seen else {"outcome": None}),
    }
    return frame.page(request, "pages/list_upload.html", view, status=status)


def _seen(seen: Mapping[str, Any], language: str) -> dict[str, object]:
    outcome: Outcome = seen["outcome"]
    names = field_names.names(language)
    return {
        "outcome": {"created": len(outcome.of("created")), "unchanged": len(outcome.of("unchanged"))},
        "created": [_row(one) for one in outcome.of("created")],
        "changed": [
            _row(one) | {"field": names.get(name, name), "from": _line(before), "to": _line(after)}
            for one in outcome.of("changed")
            for name, (before, after) in one.changes.items()
        ],
        "changed_rows": len(outcome.of("changed")),
        "doubts": [_row(one) | {"faults": _told(one.doubts, language)} for one in outcome.rows if one.doubts],
        "mails": look.sent(seen["would_send"]),
        "unseen": seen["unseen"],
    }


def _refused(rows: Sequence[Done], columns: headings.Columns, lines: Lines, language: str) -> list[dict[str, object]]:
    """Row by row what is wrong: the column as the file calls it, what is written there, why it cannot be, and (`cell`)
    under which name the cell is mended; "" for what is no cell's, or is mended beside the fault before."""
    written = dict(lines)
    return [_row(one) | {"faults": list(_cells(one.faults, columns, written, language))} for one in rows]


def _cells(
    found: Sequence[Fault], columns: headings.Columns, written: Mapping[int, Sequence[str]], language: str
) -> Iterator[dict[str, str]]:
    mended = set[int]()
    for fault in found:
        at = columns.names.index(fault.column) if fault.column in columns.names else None
        cells = written.get(fault.line or 0, ())
        there = cells[at] if at is not None and at < len(cells) else ""
        cell = f"{CELL}{fault.line}-{at}" if at is not None and at not in mended else ""
        mended |= {at} if at is not None else set()
        text = faults.says(fault, language)
        yield {"column": fault.column, "there": there, "cell": cell, "says": f"{text[:1].upper()}{text[1:]}"}


def _row(done: Done) -> dict[str, object]:
    return {"line": done.row.line, "name": done.name or done.row.name or done.row.key}


def _told(found: tuple[Fault, ...], language: str) -> list[str]:
    return [faults.told(one, language) for one in found]


def _line(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "; ".join(map(field_names.delegate, value))
    return field_names.in_a_line(value)
