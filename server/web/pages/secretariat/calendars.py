"""One day as it runs, its sessions side by side and overseen live; the timetable is `pages/schedule`."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from aiohttp import web

from server import forms
from server.text import formats
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.seam import LIVE, access, handlers
from sessions.actions import Asker, must_be_secretariat, showing
from sessions.store import Db, registry, scores, timetable
from sessions.values import RUNNING, Session, Tally, wire

DAY = timedelta(days=1)
SOON = timedelta(minutes=10)  # before the start, when a panel should be coming
STANDS = {"paused": 0, "open": 0, "booked": 1}  # what runs first, then what comes


async def day(request: web.Request) -> web.Response:
    """The sessions of `?date=`, or of today."""
    programme, asker = request.match_info["id"], access.asker(request)
    view = await frame.read(
        request,
        lambda db: _day(db, programme, asker, forms.day(request.query.get("date", "")), now=handlers.now(request)),
    )
    return frame.page(request, "pages/day.html", view)


async def events(request: web.Request) -> web.StreamResponse:
    """In which sessions something happened, as it does."""
    return await request.app[LIVE].watch(request, access.asker(request))


def _day(db: Db, programme_id: str, asker: Asker, asked: date | None, *, now: datetime) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    chosen = asked or formats.to_zone(now, programme.timezone).date()
    begins, ends = (formats.midnight(day, programme.timezone) for day in (chosen, chosen + DAY))
    found = timetable.of_programme(db, programme_id, since=begins, until=ends)
    saved = scores.last_saves(db, [one.id for one in found])
    rooms = [_room(db, one, asker, saved, now) for one in found if one.cancelled_at is None]
    running = Tally.held(one for one in found if one.state(now) in RUNNING)
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "server_time": wire(now),
        "date": chosen.isoformat(),
        "previous": (chosen - DAY).isoformat(),
        "following": (chosen + DAY).isoformat(),
        "rooms": sorted(rooms, key=lambda room: STANDS.get(room["session"]["state"], 2)),
        "running": running.sessions,
        "rehearsing": running.rehearsals,
        "asked": sum(room["asked"] for room in rooms),
        "troubled": sum(bool(room["trouble"]) for room in rooms),
    }


def _room(db: Db, session: Session, asker: Asker, saved: Mapping[str, datetime], now: datetime) -> View:
    shown = showing.session_json(db, session, asker, now=now)
    if not asker.is_inside(session):  # who withdrew sees the session itself and its time (promise 9)
        return {"session": shown, "panel": [], "asked": 0, "trouble": []}
    panel = [seat for seat in shown["panel"] if not seat["withdrawn"]]
    return {
        "session": shown,
        "panel": [{**seat, "here": seat["id"] in session.present} for seat in panel],
        "awaited": _awaited(session, now),
        "regency_here": any(guest.id in session.present for guest in session.guests),
        "scored": sum(seat["scored"] for seat in panel),
        "of": sum(seat["of"] for seat in panel),
        "saved_at": wire(saved[session.id]) if session.id in saved else None,
        "submitted": sum(seat["submitted"] for seat in panel),
        "asked": sum(question.state == "asked" for question in session.questions),
        "recording": session.recording(now),
        "trouble": troubles(session, now),
    }


def troubles(session: Session, now: datetime) -> list[View]:
    """What in a session needs a look, each by its `kind` with the names it concerns or since when: `paused`, `absent`
    (panelists), `regency` (nobody of it is here), `undeclared`, `recording` (broken off), `late` (undecided)."""
    state = session.state(now)
    found: list[View] = []
    if state == "paused":
        found.append({"kind": "paused", "since": wire(session.schedule.pauses[-1].since)})
    if _awaited(session, now):
        seats = [seat for seat in session.panel if seat.conflict is not True]
        absent = [seat.name for seat in seats if seat.id not in session.present]
        found += [{"kind": "absent", "names": absent}] if absent else []
        found += [] if any(one.id in session.present for one in session.guests) else [{"kind": "regency"}]
    if state in RUNNING:
        silent = [seat.name for seat in session.panel if not seat.declared and seat.id in session.present]
        found += [{"kind": "undeclared", "names": silent}] if silent else []
        found += [{"kind": "recording"}] if _broke_off(session, now) else []
    waiting = sum(late.decision is None for late in session.late)
    return found + ([{"kind": "late", "n": waiting}] if waiting and state != "signed" else [])


def _awaited(session: Session, now: datetime) -> bool:
    """Whether its people should be here: long before, and once it is over, nobody who is not is absent."""
    state = session.state(now)
    return state in RUNNING or (state == "booked" and session.starts_at - now <= SOON)


def _broke_off(session: Session, now: datetime) -> bool:
    recording = session.recording(now)
    return recording is not None and recording["state"] == "interrupted"
