"""A session moved to another time or room, as its own page: what clashes, who is mailed what, and one button. Dragging
leads here; nothing is done before the button. Where only the room is taken, another that is free is proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from aiohttp import web

from server import forms
from server.text import faults, formats
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.reaching import look, reading
from server.web.pages.secretariat.booking import warning
from server.web.seam import access, handlers, ways
from sessions.actions import Asker, booking, managed, rebooking, showing
from sessions.store import Db, records, registry
from sessions.values import BookingConflict, Clash, Session, wire


@dataclass(frozen=True)
class _Target:
    """Where a session is to go: its start and, unless it keeps its own, a room."""

    to: datetime
    room: str

    def change(self, db: Db, session: str, room: str = "", revision: int | None = None) -> booking.Change:
        """What is to be changed, to that room or the one that was meant; the words of its invitations stay in them."""
        words = rebooking.own_words(db, records.load(db, session))
        return booking.Change(self.to, room=room or self.room or None, revision=revision, note=words)


async def show(request: web.Request) -> web.Response:
    """What moving it to `?to=`, and into `?room=`, would do; it keeps nothing. Without a time one is led to where it is
    chosen."""
    if not request.query.get("to"):
        return frame.led_to(f"/sessions/{request.match_info['id']}/change")
    return await _page(request, _Target(forms.instant(request.query["to"], "/to"), request.query.get("room", "")))


async def move(request: web.Request) -> web.Response:
    """Moves it, and the invites follow; led back to the session."""
    form, asker, session = await frame.fields(request), access.asker(request), request.match_info["id"]
    target, how = _Target(forms.instant(form.get("to", ""), "/to"), form.get("room", "")), ways.for_pages(request)
    revision = frame.seen(form).get("revision")

    def moving(db: Db) -> Session:
        wanted = target.change(db, session, revision=revision)
        return booking.change(db, session, wanted, asker, now=handlers.now(request), ways=how)

    try:
        moved = await frame.act(request, moving)
    except BookingConflict:
        return await _page(request, target, status=409)
    return frame.led_to(f"/sessions/{moved.id}", "changed")


async def _page(request: web.Request, target: _Target, *, status: int = 200) -> web.Response:
    asker, session, language = access.asker(request), request.match_info["id"], frame.language(request)
    view = await frame.read(request, lambda db: _standing(db, session, asker, target.to))
    zone = view["programme"]["timezone"]
    seen: View = {"problems": [], "because": [], "others": [], "mails": 0, "lines": [], "warnings": [], "stays": False}
    try:
        found = await handlers.looked(
            request,
            lambda db: booking.or_elsewhere(
                lambda room: booking.change(
                    db,
                    session,
                    target.change(db, session, room),
                    asker,
                    now=handlers.now(request),
                    ways=ways.of_one(request),
                )
            ),
            lambda db, fitted: {
                "fitted": fitted,
                "warnings": showing.warnings(
                    db, fitted.session, registry.programme(db, fitted.session.programme), target.to
                ),
                "drafts": reading.drafts(db, few=reading.OF_ONE),
            },
        )
    except BookingConflict as refusal:
        problems = _told(refusal.conflicts, language, zone)
        return frame.page(request, "pages/move.html", view | seen | {"problems": problems}, status=status)
    fitted, before = found["fitted"], view["room"]
    there = _room(fitted.session)
    stays = there == before and not view["moves"]
    because = _told(fitted.clashes, language, zone, instead=False)
    seen["others"] = [
        {"name": one["name"], "address": f"?{urlencode({'to': wire(target.to), 'room': one['id']})}"}
        for one in BookingConflict(fitted.clashes).instead
        if one["id"] != there["id"]
    ]
    if stays and because:  # the other room that is free is its own
        return frame.page(request, "pages/move.html", view | seen | {"problems": because}, status=status)
    seen |= {"because": because, "room": there, "room_before": before, "stays": stays}
    seen["lines"] = reading.recipients(found["would_send"], reading.shown(request, found["drafts"]), language)
    seen["mails"] = look.sent(found["would_send"])
    seen["warnings"] = [warning(one, language) for one in found["warnings"]]
    return frame.page(request, "pages/move.html", view | seen, status=status)


def _told(conflicts: Iterable[Clash], language: str, zone: str, *, instead: bool = True) -> list[str]:
    return list(dict.fromkeys(faults.clash(one, language, zone, instead=instead) for one in conflicts))


def _room(session: Session) -> dict[str, str]:
    return {"id": session.room.id, "name": session.room.name} if session.room else {"id": "", "name": ""}


def _standing(db: Db, session_id: str, asker: Asker, to: datetime) -> View:
    session = managed(db, session_id, asker)
    programme = registry.programme(db, session.programme)
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "session": {"id": session.id, "name": session.regency.name, "zone": session.regency.timezone},
        "was": {"since": wire(session.starts_at), "until": wire(session.schedule.ends_at)},
        "to": {"since": wire(to), "until": wire(to + (session.schedule.ends_at - session.starts_at))},
        "moves": to != session.starts_at,
        "room": _room(session),
        "week": formats.to_zone(to, programme.timezone).date().isoformat(),
        "revision": session.revision,
    }
