"""A session moved to another time, as its own page: what clashes, who is mailed what, and one button. Dragging leads
here; nothing is done before the button."""

from datetime import datetime

from aiohttp import web

from server import forms
from server.text import faults, formats
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.reaching import look, reading
from server.web.pages.secretariat.booking import warning
from server.web.seam import access, handlers, ways
from sessions.actions import Asker, booking, managed, showing
from sessions.store import Db, registry
from sessions.values import BookingConflict, wire


async def show(request: web.Request) -> web.Response:
    """What moving it to `?to=` would do; it keeps nothing. Without a time one is led to where it is chosen."""
    if not request.query.get("to"):
        return frame.led_to(f"/sessions/{request.match_info['id']}/change")
    return await _page(request, request.query.get("to", ""))


async def move(request: web.Request) -> web.Response:
    """Moves it, and the invites follow; led back to the calendar's week."""
    form, asker, session = await frame.fields(request), access.asker(request), request.match_info["id"]
    to, how, seen = forms.instant(form.get("to", ""), "/to"), ways.for_pages(request), frame.seen(form).get("revision")
    try:
        moved = await frame.act(
            request,
            lambda db: booking.change(
                db, session, booking.Change(to, revision=seen), asker, now=handlers.now(request), ways=how
            ),
        )
    except BookingConflict:
        return await _page(request, form.get("to", ""), status=409)
    return frame.led_to(f"/sessions/{moved.id}", "changed")


async def _page(request: web.Request, text: str, *, status: int = 200) -> web.Response:
    asker, session, language = access.asker(request), request.match_info["id"], frame.language(request)
    to = forms.instant(text, "/to")
    view = await frame.read(request, lambda db: _standing(db, session, asker, to))
    seen: View = {"problems": [], "mails": 0, "lines": [], "warnings": []}
    try:
        found = await handlers.looked(
            request,
            lambda db: booking.change(
                db, session, booking.Change(to), asker, now=handlers.now(request), ways=ways.of_one(request)
            ),
            lambda db, moved: {
                "warnings": showing.warnings(db, moved, registry.programme(db, moved.programme), to),
                "drafts": reading.drafts(db, few=reading.OF_ONE),
            },
        )
        seen["lines"] = reading.recipients(found["would_send"], reading.shown(request, found["drafts"]), language)
        seen["mails"] = look.sent(found["would_send"])
        seen["warnings"] = [warning(one, language) for one in found["warnings"]]
    except BookingConflict as refusal:
        zone = view["programme"]["timezone"]
        seen["problems"] = list(dict.fromkeys(faults.clash(one, language, zone) for one in refusal.conflicts))
    return frame.page(request, "pages/move.html", view | seen, status=status)


def _standing(db: Db, session_id: str, asker: Asker, to: datetime) -> View:
    session = managed(db, session_id, asker)
    programme = registry.programme(db, session.programme)
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "session": {"id": session.id, "name": session.regency.name, "zone": session.regency.timezone},
        "was": {"since": wire(session.starts_at), "until": wire(session.schedule.ends_at)},
        "to": {"since": wire(to), "until": wire(to + (session.schedule.ends_at - session.starts_at))},
        "week": formats.to_zone(to, programme.timezone).date().isoformat(),
        "revision": session.revision,
    }
