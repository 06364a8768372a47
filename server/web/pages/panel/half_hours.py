"""A week of somebody's time cut into half hours on the clocks of their zone: busy, free, or taken by a session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sessions.values import Span, is_available, wire

HALF_HOUR = timedelta(minutes=30)
DAYS = 7
LONG = timedelta(hours=12)  # a span like a whole day away need not widen the hours that are shown
SHOWN = (6, 20)  # the hours that are shown unless the whole day is asked for, or something is noted outside them


@dataclass(frozen=True)
class Taken:
    """A session that takes their time."""

    since: datetime
    until: datetime
    name: str


def week(
    monday: date, zone: str, spans: Sequence[Span], taken: Sequence[Taken], *, whole_day: bool = False
) -> list[dict[str, Any]]:
    """The week's half hours as rows of seven cells; `is` is busy, free or empty, `session` a session's name."""
    since, until = _start(monday, 0, 0, zone), _start(monday, DAYS, 0, zone)
    near = [span for span in spans if span.since < until and since < span.until]
    rows: list[dict[str, Any]] = [
        {
            "starts": f"{half // 2:02}:{half % 2 * 30:02}",
            "cells": [_cell(_start(monday, day, half, zone), near, taken) for day in range(DAYS)],
        }
        for half in range(48)
    ]
    noted = [n for n, row in enumerate(rows) if any(cell["noted"] for cell in row["cells"])]
    first = 0 if whole_day else min([SHOWN[0] * 2, *noted])
    last = 48 if whole_day else max([SHOWN[1] * 2, *(n + 1 for n in noted)])
    return rows[first - first % 2 : last + last % 2]


def _start(monday: date, day: int, half: int, zone: str) -> datetime:
    clock = time(half // 2, half % 2 * 30)
    return datetime.combine(monday + timedelta(days=day), clock, ZoneInfo(zone)).astimezone(UTC)


def _cell(since: datetime, spans: Sequence[Span], taken: Sequence[Taken]) -> dict[str, object]:
    until = since + HALF_HOUR
    near = [span for span in spans if span.since < until and since < span.until]
    session = next((one.name for one in taken if one.since < until and since < one.until), "")
    return {
        "from": wire(since),
        "to": wire(until),
        "is": _state(near, since, until),
        "session": session,
        "noted": bool(session) or any(span.until - span.since < LONG for span in near),
    }


def _state(near: Sequence[Span], since: datetime, until: datetime) -> str:
    if any(not span.free for span in near):
        return "busy"
    return "free" if near and is_available(near, since, until) else ""
