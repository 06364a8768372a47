"""Rooms of a programme."""

from aiohttp import web

from server import forms
from server.forms import RoomIn, RoomPatch
from server.web.api.before import batches, rows
from server.web.seam import access, handlers, ways
from sessions.actions import rooms
from sessions.store import rooms as store


async def list_rooms(request: web.Request) -> web.Response:
    """The programme's rooms."""
    return await rows.show(request, lambda db, programme, _, **page: store.of_programme(db, programme, **page))


async def add_room(request: web.Request) -> web.Response:
    """A new room."""
    asker, programme, meeting = access.asker(request), request.match_info["id"], ways.meeting(request)
    fields = (await forms.body(request, RoomIn)).given()
    return await handlers.act(
        request,
        lambda db: rooms.add(db, programme, fields, meeting, asker, now=handlers.now(request)),
        view=lambda _, room: room.as_json(),
        status=201,
    )


async def change_room(request: web.Request) -> web.Response:
    """Changes a room; who is to meet there is told in one batch."""
    asker, room, now = access.asker(request), request.match_info["id"], handlers.now(request)
    meeting, bulk = ways.meeting(request), ways.bulk(request)
    fields = (await forms.body(request, RoomPatch)).given()
    return await handlers.act(
        request,
        lambda db: rooms.change(db, room, fields, meeting, asker, bulk=bulk, now=now),
        view=lambda db, changed: changed.room.as_json() | {"batch": batches.shown(db, changed.batch, now)},
    )


async def remove_room(request: web.Request) -> web.Response:
    """Removes a room in which no session is to meet."""
    asker, room = access.asker(request), request.match_info["id"]
    return await handlers.act(request, lambda db: rooms.remove(db, room, asker, now=handlers.now(request)), status=204)
