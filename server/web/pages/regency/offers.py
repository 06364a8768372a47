"""The page on which a regency chooses the time of its session, or proposes another."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from server import forms
from server.forms import ChoiceIn, ProposalIn
from server.text import faults
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.pages.reaching import offers as office
from server.web.seam import CHOOSING, access, handlers, ways
from sessions.actions import Asker, choosing, proposing
from sessions.store import Db, Reads, registry
from sessions.values import BookingConflict, Invalid, from_wire, wire

SAID = ("waiting", "declined")  # what a regency is shown of its last proposal


async def show(request: web.Request) -> web.Response:
    """What may still be chosen, and what was; to the secretariat who chose and who waits."""
    return await (office.show_one(request) if access.asker(request).secretariat else _page(request))


async def choose(request: web.Request) -> web.Response:
    """Chooses a time, or another one."""
    form, asker, offer = await frame.fields(request), access.asker(request), request.match_info["id"]
    said = {"starts_at": form.get("starts_at", "")} | ({"for": form["for"]} if form.get("for") else {})
    given, how, now = forms.fit(said, ChoiceIn), ways.of_one(request, hold=False), handlers.now(request)
    choice = choosing.Choice(offer, given.starts_at, asker, given.for_)
    try:
        async with request.app[CHOOSING]:
            session = await frame.act(
                request,
                lambda db: choosing.choose(db, choice, ways=how, now=now),
                reads=Reads(choosing.read_together, choice),
            )
    except BookingConflict:
        return await _page(request, taken=given.starts_at.isoformat(), status=409)
    return frame.led_to(f"/sessions/{session.id}", "chosen")


async def propose(request: web.Request) -> web.Response:
    """Keeps other times than those offered, for the secretariat to answer."""
    form, asker, offer = await frame.form(request), access.asker(request), request.match_info["id"]
    now, spoken = handlers.now(request), frame.language(request)
    zone = await frame.read(request, lambda db: _view(db, offer, asker)["zone"])
    typed = {"starts": [str(one) for one in form.getall("start", []) if one], "reason": str(form.get("reason", ""))}
    try:
        document = typed | {"starts": [_instant(one, zone) for one in typed["starts"]]}
        document |= {"for": str(form["for"])} if form.get("for") else {}
        given = forms.fit(document, ProposalIn)
        await frame.act(
            request,
            lambda db: proposing.propose(db, offer, given.starts, given.reason, asker, code=given.for_, now=now),
        )
    except Invalid as invalid:
        return await _page(request, status=422, typed=typed, faults=faults.at_fields(invalid.faults, spoken, {}))
    return frame.led_to(f"/offers/{offer}", "time-proposed")


def _instant(text: str, zone: str) -> str:
    """The instant of a day and time typed on the zone's clock; what is none is refused as what it is."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except ValueError:
        return text


async def _page(request: web.Request, *, taken: str = "", status: int = 200, **more: Any) -> web.Response:
    asker, offer, now = access.asker(request), request.match_info["id"], handlers.now(request)

    def query(db: Db) -> dict[str, object]:
        shown = choosing.offer_json(db, choosing.seen(db, offer, asker), asker, now=now)
        proposed = [one for one in shown["proposals"] if one["answer"] != "lapsed"]
        last = proposed[-1] if proposed and proposed[-1]["answer"] in SAID else None
        view = _view(db, offer, asker)
        ends = {one: wire(from_wire(one) + timedelta(minutes=view["minutes"])) for one in shown["slots"]}
        return view | {"offer": shown, "ends": ends, "taken": taken, "proposed": last}

    view = {"typed": {}, "faults": {}} | await frame.read(request, query) | more
    return frame.page(request, "pages/offer.html", view, status=status)


def _view(db: Db, offer_id: str, asker: Asker) -> dict[str, Any]:
    offer = choosing.seen(db, offer_id, asker)
    programme = registry.programme(db, offer.programme)
    zone = programme.timezone if asker.secretariat else registry.regency(db, offer.regencies[0].regency).timezone
    return {"programme": titled(programme), "zone": zone, "minutes": programme.length.total_seconds() / 60}
