"""What the registry's lists have in common: one row or many of them, and the pages of a list."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from aiohttp import web

from server.clockwork.follower import PATIENCE
from server.documents import list_book
from server.forms import spreadsheets
from server.text import faults
from server.web import filters
from server.web.seam import FOLLOWER, STORE, access, apart, handlers, readers
from sessions.actions import Done, ListKind, Outcome, lists, must_be_secretariat
from sessions.store import Db, registry
from sessions.values import Fault


class Shown(Protocol):
    """A row of a list, as the contract shows it."""

    def as_json(self) -> Mapping[str, object]: ...


async def put(request: web.Request, kind: ListKind) -> web.Response:
    """One row (an object: 201 if it is new, with `doubts` that it is another's double), or many (a list, CSV, XLSX or
    ODS): all of them or none, counted. With `?check=true` a list is answered by row: what would be created, changed and
    refused."""
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given = await apart.body(request, spreadsheets.sent, spreadsheets.KINDS[kind])
    if isinstance(given, list):
        if handlers.looks(request):
            language = readers.told_language(request)
            seen_by_row = await handlers.looked(
                request,
                lambda db: lists.look(db, programme, kind, given, asker, now=now),
                lambda _, done: seen(done, language),
                writes=False,
            )
            return handlers.json_response(seen_by_row)
        decision = await handlers.beforehand(
            request, lambda db: lists.decide(db, programme, kind, given, asker, now=now)
        )
        answer = await handlers.act(
            request,
            lambda db: lists.put(db, programme, kind, given, asker, decision=decision, now=now),
            view=lambda _, done: {"created": done.created, "updated": done.updated},
        )
        await request.app[FOLLOWER].settled(seconds=PATIENCE)
        return answer
    return await handlers.act(
        request,
        lambda db: lists.put_one(db, programme, kind, given, asker, now=now),
        view=lambda _, made: made.known.as_json() | {"doubts": _told(made.doubts, readers.told_language(request))},
        status=lambda made: 201 if made.new else 200,
    )


def seen(outcome: Outcome, language: str) -> dict[str, object]:
    """What a list would do, by row, in the reader's language."""
    return {
        "created": [_row(one) for one in outcome.of("created")],
        "changed": [_row(one) | {"changes": _changes(one)} for one in outcome.of("changed")],
        "refused": [_row(one) | {"faults": _told(one.faults, language)} for one in outcome.of("refused")],
        "unchanged": len(outcome.of("unchanged")),
        "doubts": [_row(one) | {"faults": _told(one.doubts, language)} for one in outcome.rows if one.doubts],
    }


def _row(done: Done) -> dict[str, object]:
    row = done.row
    where = row.line or int(row.at.strip("/") or 0) + 1  # of a JSON list the row's number, counted from 1
    return {"line": where, "code": row.fields.get("code") or row.key, "name": done.name or row.name}


def _changes(done: Done) -> dict[str, object]:
    return {name: {"from": before, "to": after} for name, (before, after) in done.changes.items()}


def _told(found: Sequence[Fault], language: str) -> list[dict[str, object]]:
    return [
        {
            "pointer": one.pointer,
            "code": one.code,
            "column": one.column,
            "found": one.found,
            "message": faults.told(one, language),
        }
        for one in found
    ]


async def show(request: web.Request, query: Callable[..., Sequence[Shown]], **more: object) -> web.Response:
    """A page of the programme's rows that the filters of the address leave."""
    wanted = filters.of(request)
    asker, programme, (limit, after) = access.asker(request), request.match_info["id"], handlers.paging(request)

    def page(db: Db) -> dict[str, object]:
        must_be_secretariat(asker)
        registry.programme(db, programme)
        found = query(db, programme, wanted, after=after, limit=limit + 1, **more)
        return handlers.page([row.as_json() for row in found], limit)

    return await handlers.show(request, page)


async def as_book(request: web.Request, kind: ListKind, query: Callable[..., Sequence[Shown]]) -> web.Response:
    """The list as a workbook to fill in and send back, in the reader's language."""
    asker, programme, language = access.asker(request), request.match_info["id"], readers.chosen_language(request)

    def everything(db: Db) -> list[Mapping[str, object]]:
        must_be_secretariat(asker)
        registry.programme(db, programme)
        return [one.as_json() for one in query(db, programme)]

    found = await request.app[STORE].read(everything)
    fields = list(spreadsheets.KINDS[kind].headings)
    book = await asyncio.to_thread(list_book.as_xlsx, found, fields, language)
    headers = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"', "Cache-Control": "no-store"}
    return web.Response(body=book, content_type=spreadsheets.XLSX, headers=headers)
