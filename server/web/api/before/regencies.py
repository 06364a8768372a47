"""Regencies of a programme."""

from aiohttp import web

from server import forms
from server.forms import RegencyPatch
from server.web.api.before import batches, rows
from server.web.seam import access, handlers, ways
from sessions.actions import enrolling, listing
from sessions.store import Db, registry
from sessions.values import Regency


async def list_regencies(request: web.Request) -> web.Response:
    """The programme's regencies; those that have withdrawn only with `?withdrawn=true`."""
    return await rows.show(request, listing.regencies, withdrawn=handlers.flag(request, "withdrawn"))


async def add_regencies(request: web.Request) -> web.Response:
    """One regency (an object), or many (a list, CSV, XLSX or ODS): all of them or none."""
    return await rows.put(request, "regencies")


async def as_xlsx(request: web.Request) -> web.Response:
    """The list as a workbook to fill in and send back."""
    return await rows.as_book(request, "regencies", registry.bookable_in_full)


async def change_regency(request: web.Request) -> web.Response:
    """Changes some fields of a regency; with `?hold=true` invitations to who is newly of it wait as a batch."""
    asker, now, hold = access.asker(request), handlers.now(request), ways.of_one(request).hold
    fields = (await forms.body(request, RegencyPatch)).given()

    def seen(db: Db, changed: tuple[Regency, str | None]) -> dict[str, object]:
        regency, batch = changed
        return regency.as_json() | ({"batch": batches.shown(db, batch, now)} if batch else {})

    return await handlers.act(
        request,
        lambda db: enrolling.change_regency_held(db, request.match_info["id"], fields, asker, hold=hold, now=now),
        view=seen,
    )


async def remove_regency(request: web.Request) -> web.Response:
    """Removes a regency that no session names."""
    asker, regency, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.act(request, lambda db: enrolling.remove_regency(db, regency, asker, now=now), status=204)
