"""Who is free in a week, by the hour: of the chosen people, the regency and the rooms; a table that needs no script."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server import forms
from server.web.pages.schedule.slots import MIDNIGHT
from server.web.pages.secretariat.booking_look import Chosen
from sessions.actions import openings
from sessions.store import Db, registry
from sessions.values import Board, Programme, Regency, Seen, Workdays, wire, workdays

View = dict[str, object]
HOUR = timedelta(hours=1)
STEP = "week:"  # the value of the buttons that turn to another week, before its Monday
LOOKED_AHEAD = 28  # days among which the first open one is looked for
BUSY_SHOWN = 12  # people and rooms whose hours of the chosen day are shown


def of(db: Db, programme_id: str, chosen: Chosen, asked: str, *, now: datetime) -> View:
    """The week of the chosen start, of `asked` (a Monday), or of the first day on which a session may still start.

    `rows`: list of {time, cells: [{start, free, of, rooms, why, fits}]}, one cell a day of `days`; `hours` and `people`
    (list of {name, busy: [bool]}) of the chosen `day`, None where none is; `before`, `after`: the weeks around."""
    programme = registry.programme(db, programme_id)
    zone, length = ZoneInfo(programme.timezone), programme.length
    rules = Workdays.of(programme.fields_json())
    clocks = _clocks(rules, length)
    start = chosen.starts_at
    day = forms.day(asked) or (start.astimezone(zone).date() if start else first_open(programme, now))
    monday = workdays.monday_of(day)
    days = workdays.days_of(monday, rules.workdays)
    regency = registry.regency_by_code(db, programme_id, chosen.regency) if chosen.regency else None
    since = datetime.combine(monday, time(), zone)
    board = openings.board_of(
        db, programme, [regency] if regency else [], since, since + timedelta(days=7), but=chosen.session
    )

    def cell(day: date, clock: time) -> View:
        start = datetime.combine(day, clock, zone)
        return _cell(board.seen(regency, start, now=now, panel=chosen.panel))

    return {
        "days": days,
        "rows": [
            {"time": wire(datetime.combine(monday, clock, zone)), "cells": [cell(day, clock) for day in days]}
            for clock in clocks
        ],
        "before": f"{STEP}{monday - timedelta(days=7)}",
        "after": f"{STEP}{monday + timedelta(days=7)}",
    } | _one_day(board, chosen, regency, rules, zone)


def turned_to(step: str) -> str | None:
    """The Monday that one of the week's buttons asks for; None for another button."""
    return step.removeprefix(STEP) if step.startswith(STEP) else None


def _cell(seen: Seen) -> View:
    return {
        "start": wire(seen.start),
        "free": len(seen.free),
        "of": seen.of,
        "rooms": seen.rooms,
        "why": seen.why,
        "fits": seen.fits,
    }


def first_open(programme: Programme, now: datetime) -> date:
    """The first day, of today and those soon after, on which a session may still start; else today."""
    zone, rules = ZoneInfo(programme.timezone), Workdays.of(programme.fields_json())
    today, clocks = now.astimezone(zone).date(), _clocks(rules, programme.length)

    def is_open(day: date) -> bool:
        return not rules.closed_on(day) and any(datetime.combine(day, one, zone) > now for one in clocks)

    return next((day for n in range(LOOKED_AHEAD) if is_open(day := today + timedelta(days=n))), today)


def _clocks(rules: Workdays, length: timedelta) -> list[time]:
    """The hours at which a session may start."""
    found, at = [], rules.day_start
    while at + length <= rules.day_end and at < timedelta(days=1):
        found.append((MIDNIGHT + at).time())
        at += HOUR
    return found


def _one_day(board: Board, chosen: Chosen, regency: Regency | None, rules: Workdays, zone: ZoneInfo) -> View:
    """The chosen day hour by hour: who of the chosen has something else, which room is taken."""
    if chosen.starts_at is None:
        return {"day": None, "hours": [], "people": []}
    day = chosen.starts_at.astimezone(zone).date()
    begin = datetime.combine(day, time(), zone)
    first, last = int(rules.day_start / HOUR), -(-int(rules.day_end / timedelta(minutes=1)) // 60)
    hours = [begin + n * HOUR for n in range(first, last)]
    names = {one.id: one.name for one in board.panelists}
    holders = [(names[one], f"person:{one}", one) for one in chosen.panel if one in names]
    holders += [(regency.name, f"regency:{regency.code}", regency.id)] if regency else []
    holders += [(one.name, f"room:{one.place}", "") for one in board.rooms]
    return {
        "day": day,
        "hours": [f"{hour:%H}" for hour in hours],
        "people": [_line(board, name, holder, own, hours) for name, holder, own in holders[:BUSY_SHOWN]],
    }


def _line(board: Board, name: str, holder: str, own: str, hours: Sequence[datetime]) -> View:
    return {"name": name, "busy": [board.is_busy(holder, own, hour, hour + HOUR) for hour in hours]}
