"""A programme's rooms: what meets there, a new one, another address for all who meet in one, removal."""

from datetime import datetime
from typing import Any

from aiohttp import web

from server import forms
from server.forms import RoomIn, RoomPatch
from server.text import faults
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.seam import access, handlers, refusals, ways
from sessions.actions import Asker, must_be_secretariat, rooms
from sessions.store import Db, registry
from sessions.store import rooms as store
from sessions.values import BookingConflict, Fault, Invalid, Outdated, WrongState

View = dict[str, object]
FIELDS = ("name", "meeting_url")


async def show(request: web.Request) -> web.Response:
    """The rooms, and a form for one more."""
    return await _page(request, request.match_info["id"])


async def add(request: web.Request) -> web.Response:
    """One more room."""
    form, asker, programme = await frame.fields(request), access.asker(request), request.match_info["id"]
    meeting, now = ways.meeting(request), handlers.now(request)
    try:
        fields = forms.fit({key: form.get(key, "") for key in FIELDS}, RoomIn).given()
        await frame.act(request, lambda db: rooms.add(db, programme, fields, meeting, asker, now=now))
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await _page(request, programme, form=form, faults=wrong, status=422)
    return frame.led_to(_here(programme), "added")


async def change(request: web.Request) -> web.Response:
    """Another name or address; who is to meet there is told in one batch, which can be taken back."""
    form, asker, room = await frame.fields(request), access.asker(request), request.match_info["id"]
    programme = (await frame.read(request, lambda db: _programme(db, room, asker))).programme
    meeting, bulk, now = ways.meeting(request), ways.bulk(request, hold=True), handlers.now(request)
    try:
        fields = forms.fit({key: form[key] for key in FIELDS if key in form}, RoomPatch).given() | frame.seen(form)
        done = await frame.act(request, lambda db: rooms.change(db, room, fields, meeting, asker, bulk=bulk, now=now))
    except (Invalid, BookingConflict, Outdated) as refusal:
        wrong = await _wrong(request, refusal, programme)
        return await _page(request, programme, changing=room, typed=form, wrong=wrong, status=refusals.status(refusal))
    return frame.led_to(f"/batches/{done.batch}" if done.batch else _here(programme), "" if done.batch else "saved")


async def remove(request: web.Request) -> web.Response:
    """Removes a room; refused while a session is to meet there."""
    asker, room, now = access.asker(request), request.match_info["id"], handlers.now(request)
    programme = (await frame.read(request, lambda db: _programme(db, room, asker))).programme
    try:
        await frame.act(request, lambda db: rooms.remove(db, room, asker, now=now))
    except WrongState:
        return await _page(request, programme, used=room, status=409)
    return frame.led_to(_here(programme), "removed")


def _programme(db: Db, room: str, asker: Asker) -> Any:
    must_be_secretariat(asker)
    return store.get(db, room)


async def _wrong(request: web.Request, refusal: Exception, programme: str) -> dict[str, str]:
    """What is wrong with the change, by field."""
    spoken = frame.language(request)
    if isinstance(refusal, Invalid):
        return faults.at_fields(refusal.faults, spoken, {})
    if isinstance(refusal, BookingConflict):
        zone = (await frame.read(request, lambda db: registry.programme(db, programme))).timezone
        return {"meeting_url": " ".join(faults.clash(one, spoken, zone) for one in refusal.conflicts)}
    return {"name": faults.told(Fault("/name", "changed-meanwhile"), spoken)}


async def _page(request: web.Request, programme: str, status: int = 200, **more: Any) -> web.Response:
    asker, now = access.asker(request), handlers.now(request)
    view = await frame.read(request, lambda db: _view(db, programme, asker, now=now))
    nothing: View = {"form": {}, "faults": {}, "changing": "", "typed": {}, "wrong": {}, "used": ""}
    made = {"template": bool(ways.meeting(request).template)}
    return frame.page(request, "pages/rooms.html", view | nothing | made | more, status=status)


def _view(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    use = rooms.use(db, programme_id, now=now)
    items = [one.as_json() | {"sessions": use.get(one.id, [])} for one in store.of_programme(db, programme_id)]
    return {"programme": titled(programme), "items": items}


def _here(programme: str) -> str:
    return f"/programmes/{programme}/rooms"
