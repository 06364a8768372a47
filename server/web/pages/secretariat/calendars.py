"""Sessions in time for the secretariat: the week as a grid, and one day with its rooms side by side."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from server.text import formats
from server.text.languages import named, translator
from server.web import access, handlers
from server.web.keys import LIVE
from server.web.pages import frame
from server.web.pages.secretariat.registry import titled
from server.web.pages.secretariat.session_list import brief
from sessions.actions import showing
from sessions.actions.access import Asker, must_be_secretariat
from sessions.clock import wire
from sessions.store.before import registry, timetable
from sessions.store.engine import Db
from sessions.values.registry import Programme
from sessions.values.session import Session
from sessions.values.workdays import Workdays

View = dict[str, Any]
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
EARLIEST, LATEST = 8, 17  # the hours that a week shows in any case


# - the week -


async def week(request: web.Request) -> web.Response:
    """The week of `?week=` (any of its days), or the present one, in the programme's zone."""
    programme, asker = request.match_info["id"], access.asker(request)
    asked = _date(request.query.get("week", ""))
    view = await frame.read(
        request, lambda db: _week(db, programme, asker, asked, frame.language(request), now=handlers.now(request))
    )
    return frame.page(request, "pages/calendar.html", view)


def _week(db: Db, programme_id: str, asker: Asker, asked: date | None, language: str, *, now: datetime) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    today = formats.to_zone(now, programme.timezone).date()
    monday = (asked or today) - timedelta(days=(asked or today).weekday())
    found = timetable.of_programme(
        db, programme_id, since=_midnight(monday, programme), until=_midnight(monday + 7 * DAY, programme)
    )
    hours = _hours(found, programme)
    rules = Workdays.of(programme.fields_json())
    days = [monday + n * DAY for n in range(7)]
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "zone_name": formats.zone_name(_midnight(monday, programme), programme.timezone),
        "week": monday.isoformat(),
        "previous": (monday - 7 * DAY).isoformat(),
        "following": (monday + 7 * DAY).isoformat(),
        "today": today.isoformat(),
        "hours": hours,
        "days": [
            {
                "date": day.isoformat(),
                "note": _note(rules, day, language),
                "blocks": [
                    _block(one, hours[0], programme, _clash(one, found, language), now)
                    for one in found
                    if formats.to_zone(one.starts_at, programme.timezone).date() == day
                ],
            }
            for day in days
        ],
    }


def _hours(found: Sequence[Session], programme: Programme) -> list[int]:
    starts = [formats.to_zone(one.starts_at, programme.timezone) for one in found]
    lengths = [one.schedule.ends_at - one.starts_at for one in found]
    first = min([EARLIEST, *(start.hour for start in starts)])
    ends = [start + length for start, length in zip(starts, lengths, strict=True)]
    past = [
        24 if end.date() > start.date() else end.hour + bool(end.minute or end.second)
        for start, end in zip(starts, ends, strict=True)
    ]
    return list(range(first, max([LATEST, *past])))


def _block(session: Session, first: int, programme: Programme, clash: str, now: datetime) -> View:
    start = formats.to_zone(session.starts_at, programme.timezone)
    midnight = datetime.combine(start.date(), time(first), start.tzinfo)
    since = (start - midnight) // QUARTER
    until = min(-(-(start + (session.schedule.ends_at - session.starts_at) - midnight) // QUARTER), (24 - first) * 4)
    shown = brief(session, now)
    return {
        "session": shown,
        "from": since,
        "to": max(until, since + 2),
        "clash": clash,
        "initials": [(formats.initials(seat["name"]), seat["name"], seat["rsvp"]) for seat in shown["panel"]],
    }


def _clash(session: Session, found: Sequence[Session], language: str) -> str:
    # Bookings cannot clash; overruns and declined answers still want an eye.
    _ = translator(language)
    declined = [one.name for one in session.invited() if session.rsvp(one.id) == "declined"]
    if session.live and declined:
        return _("Tidak hadir: {names}").format(names=", ".join(declined))
    return ""


def _note(rules: Workdays, day: date, language: str) -> str:
    _ = translator(language)
    obstacle = rules.closed_on(day)
    if obstacle is None or obstacle.reason == "workday":
        return "" if obstacle is None else _("bukan hari kerja")
    return named(dict(obstacle.name), language) if obstacle.name else _("ditutup")


# - one day -


async def day(request: web.Request) -> web.Response:
    """The rooms of `?date=`, or of today."""
    programme, asker = request.match_info["id"], access.asker(request)
    view = await frame.read(
        request, lambda db: _day(db, programme, asker, _date(request.query.get("date", "")), now=handlers.now(request))
    )
    for room in view["rooms"]:
        present = request.app[LIVE].presence(room["session"]["id"])
        room["here"] = sum(person in present for person in room.pop("people"))
    return frame.page(request, "pages/day.html", view)


def _day(db: Db, programme_id: str, asker: Asker, asked: date | None, *, now: datetime) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    chosen = asked or formats.to_zone(now, programme.timezone).date()
    found = timetable.of_programme(
        db, programme_id, since=_midnight(chosen, programme), until=_midnight(chosen + DAY, programme)
    )
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


def _midnight(day: date, programme: Programme) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(programme.timezone))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
