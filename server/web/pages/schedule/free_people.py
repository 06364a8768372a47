"""Who is free when: a programme's panelists against the usual starts of a week."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from aiohttp import web

from server import forms
from server.text import formats
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.pages.schedule import free_week, slots
from server.web.seam import access, handlers
from sessions.actions import Asker, must_be_secretariat, openings
from sessions.store import Db, registry
from sessions.values import Board, workdays

View = dict[str, object]
WEEK = timedelta(days=7)


async def show(request: web.Request) -> web.Response:
    """The week of `?week=`, any of its days; else the first one in which a session may still start."""
    programme, asker, asked = request.match_info["id"], access.asker(request), request.query.get("week", "")
    spoken, now = frame.language(request), handlers.now(request)
    view = await frame.read(request, lambda db: _week(db, programme, asker, asked, spoken, now=now))
    return frame.page(request, "pages/panelists_free.html", view)


def _week(db: Db, programme_id: str, asker: Asker, asked: str, language: str, *, now: datetime) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    today = formats.to_zone(now, programme.timezone).date()
    chosen = forms.day(asked) or free_week.first_open(programme, now)
    monday = workdays.monday_of(chosen)
    ground = slots.Ground(programme, now, language)
    begins, ends = (formats.midnight(day, programme.timezone) for day in (monday, monday + WEEK))
    board = openings.board_of(db, programme, [], begins, ends)
    days = workdays.days_of(monday, programme.workdays)
    starts = {day: [ground.at(day, clock) for clock in ground.usual()] for day in days}
    return {
        "programme": titled(programme),
        "today": today.isoformat(),
        "days": [_day(ground, day, today) for day in days],
        "clocks": [at.isoformat() for at in starts[days[0]]],
        "zone_name": formats.zone_name(begins, programme.timezone),
        "people": [
            {
                "id": one.id,
                "name": one.name,
                "may_chair": one.may_chair,
                "days": [tuple(board.time_of(one, at) for at in starts[day]) for day in days],
            }
            for one in sorted(board.panelists, key=lambda one: one.name)
        ],
        "free": [_numbers(board, starts[day], "free") for day in days],
        "unsaid": [_numbers(board, starts[day], "unsaid") for day in days],
        "before": (monday - WEEK).isoformat(),
        "after": (monday + WEEK).isoformat(),
    }


def _numbers(board: Board, starts: Sequence[datetime], state: str) -> list[int]:
    return [sum(board.time_of(one, at) == state for one in board.panelists) for at in starts]


def _day(ground: slots.Ground, day: date, today: date) -> View:
    return {"date": day.isoformat(), "note": ground.note(day), "today": day == today}
