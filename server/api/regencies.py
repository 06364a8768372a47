"""Regencies of a programme."""

from typing import Any

from aiohttp import web

from server import access, calls, forms, spreadsheets
from server.models import RegencyIn, RegencyPatch
from sessions import enrolling
from sessions.asking import Asker, must_be_secretariat
from sessions.store import registry
from sessions.store.engine import Db


async def list_regencies(request: web.Request) -> web.Response:
    """The programme's regencies."""
    limit, after = calls.paging(request)
    return await calls.show(request, _list, request.match_info["id"], access.asker(request), limit, after)


async def add_regencies(request: web.Request) -> web.Response:
    """One regency (an object), or many (a list, or CSV or XLSX): all of them or none."""
    asker, programme, now = access.asker(request), request.match_info["id"], calls.now(request)
    rows = await spreadsheets.rows_of(request, RegencyIn)
    if isinstance(rows, list):
        fields = [row.given() for row in rows]
        return await calls.act(
            request,
            enrolling.put_regencies,
            programme,
            fields,
            asker,
            now=now,
            view=lambda _, counted: counted.as_json(),
        )
    return await calls.act(
        request,
        enrolling.put_regency,
        programme,
        rows.given(),
        asker,
        now=now,
        view=lambda _, made: made[0].as_json(),
        status=lambda made: 201 if made[1] else 200,
    )


async def change_regency(request: web.Request) -> web.Response:
    """Changes some fields of a regency."""
    asker = access.asker(request)
    fields = (await forms.body(request, RegencyPatch)).given()
    return await calls.act(
        request,
        enrolling.change_regency,
        request.match_info["id"],
        fields,
        asker,
        now=calls.now(request),
        view=lambda _, regency: regency.as_json(),
    )


async def remove_regency(request: web.Request) -> web.Response:
    """Removes a regency that no session names."""
    asker = access.asker(request)
    return await calls.act(request, enrolling.remove_regency, request.match_info["id"], asker, status=204)


def _list(db: Db, programme: str, asker: Asker, limit: int, after: str) -> dict[str, Any]:
    must_be_secretariat(asker)
    registry.programme(db, programme)
    found = registry.all_regencies(db, programme, after=after, limit=limit + 1)
    return calls.page([regency.as_json() for regency in found], limit)
