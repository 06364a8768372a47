"""One day as it runs, its rooms side by side; the timetable is `pages/schedule`."""

from datetime import date, datetime, timedelta
from typing import Any

from aiohttp import web

from server.forms import forms
from server.text import formats
from server.web import access, handlers
from server.web.keys import LIVE
from server.web.pages import frame
from server.web.pages.secretariat.registry import titled
from sessions.actions import showing
from sessions.actions.access import Asker, must_be_secretariat
from sessions.clock import wire
from sessions.store.before import registry, timetable
from sessions.store.engine import Db
from sessions.values.session import Session

View = dict[str, Any]
DAY = timedelta(days=1)


async def day(request: web.Request) -> web.Response:
    """The rooms of `?date=`, or of today."""
    programme, asker = request.match_info["id"], access.asker(request)
    view = await frame.read(
        request,
        lambda db: _day(db, programme, asker, forms.day(request.query.get("date", "")), now=handlers.now(request)),
    )
    for room in view["rooms"]:
        present = request.app[LIVE].presence(room["session"]["id"])
        room["here"] = sum(person in present for person in room.pop("people"))
    return frame.page(request, "pages/day.html", view)


def _day(db: Db, programme_id: str, asker: Asker, asked: date | None, *, now: datetime) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    chosen = asked or formats.to_zone(now, programme.timezone).date()
    begins, ends = (formats.midnight(day, programme.timezone) for day in (chosen, chosen + DAY))
    found = timetable.of_programme(db, programme_id, since=begins, until=ends)
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "server_time": wire(now),
        "date": chosen.isoformat(),
        "previous": (chosen - DAY).isoformat(),
        "following": (chosen + DAY).isoformat(),
        "rooms": [_room(db, one, asker, now) for one in found if one.cancelled_at is None],
    }


def _room(db: Db, session: Session, asker: Asker, now: datetime) -> View:
    return {
        "session": showing.session_json(db, session, asker, now=now),
        "people": [one.id for one in session.invited()],
        "of": len(session.invited()),
        "undeclared": sum(not seat.declared for seat in session.panel),
        "submitted": sum(seat.submitted_at is not None for seat in session.panel),
        "asked": sum(question.state == "asked" for question in session.questions),
    }
