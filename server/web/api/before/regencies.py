"""Regencies of a programme."""

from aiohttp import web

from server import forms
from server.forms import RegencyPatch
from server.web.api.before import rows
from server.web.seam import access, handlers
from sessions.actions import enrolling, listing
from sessions.store import registry


async def list_regencies(request: web.Request) -> web.Response:
    """The programme's regencies; those that have withdrawn only with `?withdrawn=true`."""
    return await rows.show(request, listing.regencies, withdrawn=handlers.flag(request, "withdrawn"))


async def add_regencies(request: web.Request) -> web.Response:
    """One regency (an object), or many (a list, CSV, XLSX or ODS): all of them or none."""
    return await rows.put(request, "regencies")


async def as_xlsx(request: web.Request) -> web.Response:
    """The list as a workbook to fill in and send back."""
    return await rows.as_book(request, "regencies", registry.participating)


async def change_regency(request: web.Request) -> web.Response:
    """Changes some fields of a regency."""
    asker = access.asker(request)
    fields = (await forms.body(request, RegencyPatch)).given()
    return await handlers.act(
        request,
        lambda db: enrolling.change_regency(db, request.match_info["id"], fields, asker, now=handlers.now(request)),
        view=lambda _, regency: regency.as_json(),
    )


async def remove_regency(request: web.Request) -> web.Response:
    """Removes a regency that no session names."""
    asker, regency, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.act(request, lambda db: enrolling.remove_regency(db, regency, asker, now=now), status=204)
