"""What the registry's lists have in common: one row or many of them, and the pages of a list."""

from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from server.forms import spreadsheets
from server.forms.models import Model
from server.web import access, handlers
from sessions.actions.access import must_be_secretariat
from sessions.store import registry
from sessions.store.engine import Db


async def put(
    request: web.Request, model: type[Model], one: Callable[..., Any], many: Callable[..., Any]
) -> web.Response:
    """One row (an object: 201 if it is new), or many (a list, CSV or XLSX): all of them or none, counted."""
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    rows = await spreadsheets.rows_of(request, model)
    if isinstance(rows, list):
        given = [row.given() for row in rows]
        return await handlers.act(
            request, lambda db: many(db, programme, given, asker, now=now), view=lambda _, counted: counted.as_json()
        )
    return await handlers.act(
        request,
        lambda db: one(db, programme, rows.given(), asker, now=now),
        view=lambda _, made: made[0].as_json(),
        status=lambda made: 201 if made[1] else 200,
    )


async def show(request: web.Request, query: Callable[..., Sequence[Any]]) -> web.Response:
    """A page of the programme's rows."""
    asker, programme, (limit, after) = access.asker(request), request.match_info["id"], handlers.paging(request)

    def page(db: Db) -> dict[str, Any]:
        must_be_secretariat(asker)
        registry.programme(db, programme)
        found = query(db, programme, after=after, limit=limit + 1)
        return handlers.page([row.as_json() for row in found], limit)

    return await handlers.show(request, page)
