"""The page on which a regency chooses the time of its session."""

from typing import Any

from aiohttp import web

from server.forms import forms
from server.forms.models import ChoiceIn
from server.web import access, handlers, ways
from server.web.pages import frame
from sessions.actions.access import Asker
from sessions.actions.before import offers
from sessions.errors import BookingConflict
from sessions.store.before import registry
from sessions.store.engine import Db


async def show(request: web.Request) -> web.Response:
    """What may still be chosen, and what was."""
    return await _page(request)


async def choose(request: web.Request) -> web.Response:
    """Chooses a time, or another one."""
    form, asker, offer = await frame.fields(request), access.asker(request), request.match_info["id"]
    said = {"starts_at": form.get("starts_at", "")} | ({"for": form["for"]} if form.get("for") else {})
    given, how, now = forms.fit(said, ChoiceIn), ways.of_one(request, hold=False), handlers.now(request)
    try:
        session = await frame.act(
            request,
            lambda db: offers.choose(db, offer, given.starts_at, asker, code=given.for_, ways=how, now=now),
        )
    except BookingConflict:
        return await _page(request, taken=given.starts_at.isoformat(), status=409)
    return frame.led_to(f"/sessions/{session.id}", "chosen")


async def _page(request: web.Request, *, taken: str = "", status: int = 200) -> web.Response:
    asker, offer, now = access.asker(request), request.match_info["id"], handlers.now(request)

    def query(db: Db) -> dict[str, Any]:
        return _view(db, offer, asker) | {
            "offer": offers.offer_json(db, offers.seen(db, offer, asker), asker, now=now),
            "taken": taken,
        }

    return frame.page(request, "pages/offer.html", await frame.read(request, query), status=status)


def _view(db: Db, offer_id: str, asker: Asker) -> dict[str, Any]:
    offer = offers.seen(db, offer_id, asker)
    programme = registry.programme(db, offer.programme)
    own = [one for one in offer.regencies if asker.secretariat or one.code in offers.own_codes(db, offer, asker)]
    zone = programme.timezone if asker.secretariat else registry.regency(db, own[0].regency).timezone
    return {"programme": {"id": programme.id, "name": programme.name, "timezone": programme.timezone}, "zone": zone}
