"""Panelists of a programme, and their time."""

from typing import Any

from aiohttp import web

from server import access, calls, diaries, forms
from server.api import rows
from server.models import PanelistIn, PanelistPatch
from sessions import enrolling
from sessions.asking import Asker
from sessions.store import registry
from sessions.store.engine import Db
from sessions.values import Span


async def list_panelists(request: web.Request) -> web.Response:
    """The programme's panelists."""
    return await rows.show(request, registry.panelists)


async def add_panelists(request: web.Request) -> web.Response:
    """One panelist (an object), or many (a list, or CSV or XLSX): all of them or none."""
    return await rows.put(request, PanelistIn, enrolling.put_panelist, enrolling.put_panelists)


async def change_panelist(request: web.Request) -> web.Response:
    """Changes some fields of a panelist."""
    asker = access.asker(request)
    fields = (await forms.body(request, PanelistPatch)).given()
    return await calls.act(
        request,
        enrolling.change_panelist,
        request.match_info["id"],
        fields,
        asker,
        view=lambda _, panelist: panelist.as_json(),
    )


async def remove_panelist(request: web.Request) -> web.Response:
    """Removes a panelist whom no session needs."""
    asker, person = access.asker(request), request.match_info["id"]
    return await calls.act(request, enrolling.remove_panelist, person, asker, now=calls.now(request), status=204)


async def get_availability(request: web.Request) -> web.Response:
    """What is known of a panelist's time."""
    paging = calls.paging(request)
    return await calls.show(request, _availability, request.match_info["id"], access.asker(request), paging)


async def put_availability(request: web.Request) -> web.Response:
    """Replaces it, by a list of spans or a calendar file's busy times."""
    asker, person = access.asker(request), request.match_info["id"]
    spans = await diaries.spans_of(request)
    return await calls.act(
        request,
        enrolling.set_availability,
        person,
        spans,
        asker,
        now=calls.now(request),
        view=lambda _, kept: _spans_json(kept, (calls.LIMIT, "")),
    )


def _spans_json(spans: list[Span], paging: tuple[int, str]) -> dict[str, Any]:
    return calls.cut([span.as_json() for span in spans], paging)


def _availability(db: Db, person: str, asker: Asker, paging: tuple[int, str]) -> dict[str, Any]:
    return _spans_json(enrolling.availability(db, person, asker), paging)
