"""Panelists of a programme, and their time."""

from aiohttp import web

from server import forms
from server.forms import PanelistPatch, availability
from server.web.api.before import rows
from server.web.seam import STORE, access, apart, handlers
from sessions.actions import Asker, enrolling, listing
from sessions.store import Db, registry
from sessions.values import Span


async def list_panelists(request: web.Request) -> web.Response:
    """The programme's panelists."""
    return await rows.show(request, listing.panelists)


async def add_panelists(request: web.Request) -> web.Response:
    """One panelist (an object), or many (a list, CSV, XLSX or ODS): all of them or none."""
    return await rows.put(request, "panelists")


async def as_xlsx(request: web.Request) -> web.Response:
    """The list as a workbook to fill in and send back."""
    return await rows.as_book(request, "panelists", registry.panelists)


async def change_panelist(request: web.Request) -> web.Response:
    """Changes some fields of a panelist."""
    asker = access.asker(request)
    fields = (await forms.body(request, PanelistPatch)).given()
    return await handlers.act(
        request,
        lambda db: enrolling.change_panelist(db, request.match_info["id"], fields, asker, now=handlers.now(request)),
        view=lambda _, panelist: panelist.as_json(),
    )


async def remove_panelist(request: web.Request) -> web.Response:
    """Removes a panelist whom no session needs."""
    asker, person = access.asker(request), request.match_info["id"]
    return await handlers.act(
        request, lambda db: enrolling.remove_panelist(db, person, asker, now=handlers.now(request)), status=204
    )


async def get_availability(request: web.Request) -> web.Response:
    """What is known of a panelist's time."""
    paging = handlers.paging(request)
    return await handlers.show(
        request, lambda db: _availability(db, request.match_info["id"], access.asker(request), paging)
    )


async def put_availability(request: web.Request) -> web.Response:
    """Replaces it, by a list of spans or a calendar file's busy times; `?revision=` is the one that was seen."""
    asker, person, seen = access.asker(request), request.match_info["id"], handlers.seen_revision(request)
    zone = await request.app[STORE].read(enrolling.zone_of, person, asker)
    spans = await apart.body(request, availability.spans_of, zone, handlers.now(request))
    return await handlers.act(
        request,
        lambda db: enrolling.set_availability(db, person, spans, asker, revision=seen, now=handlers.now(request)),
        view=lambda db, kept: _spans_json(db, person, kept, (handlers.LIMIT, "")),
    )


def _spans_json(db: Db, person: str, spans: list[Span], paging: tuple[int, str]) -> dict[str, object]:
    page = handlers.cut([span.as_json() for span in spans], paging)
    return page | {"revision": registry.spans_revision(db, person)}


def _availability(db: Db, person: str, asker: Asker, paging: tuple[int, str]) -> dict[str, object]:
    return _spans_json(db, person, enrolling.known_time(db, person, asker), paging)
