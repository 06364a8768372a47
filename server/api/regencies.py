"""Regencies of a programme."""

from aiohttp import web

from server import access, calls, forms
from server.api import rows
from server.models import RegencyIn, RegencyPatch
from sessions import enrolling
from sessions.store import registry


async def list_regencies(request: web.Request) -> web.Response:
    """The programme's regencies."""
    return await rows.show(request, registry.all_regencies)


async def add_regencies(request: web.Request) -> web.Response:
    """One regency (an object), or many (a list, or CSV or XLSX): all of them or none."""
    return await rows.put(request, RegencyIn, enrolling.put_regency, enrolling.put_regencies)


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
