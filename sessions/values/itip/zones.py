"""VTIMEZONE out of zoneinfo, so that the two can never differ; made once for a zone and a stretch of years."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sessions.lazily import lazily

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = lazily("icalendar")


_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_BEGINNING = datetime(1970, 1, 1)  # noqa: DTZ001 - an onset is local time (RFC 5545 3.6.5)


def vtimezone(zone: str, first: datetime, last: datetime) -> bytes:
    """The zone's definition, true for every instant of the years of the two instants (RFC 5545 3.6.5).

    Each change of the clock stands as an observance of its own: rules may end, what is listed holds.
    """
    return _vtimezone(zone, first.astimezone(UTC).year, last.astimezone(UTC).year)


@lru_cache(maxsize=512)
def _vtimezone(zone: str, first: int, last: int) -> bytes:
    tz = ZoneInfo(zone)
    opening = datetime(first, 1, 1, tzinfo=UTC) - _DAY
    component = icalendar.Timezone()
    component.add("TZID", zone)
    component.add_component(_observance(tz, opening, onset=_BEGINNING, before=_offset(tz, opening)))
    for change in _changes(tz, opening, datetime(last + 1, 1, 1, tzinfo=UTC) + _DAY):
        before = _offset(tz, change - _SECOND)
        onset = change.replace(tzinfo=None) + before  # in local time as it was until then
        component.add_component(_observance(tz, change, onset=onset, before=before))
    written: bytes = component.to_ical()
    return written


def _observance(tz: ZoneInfo, at: datetime, *, onset: datetime, before: timedelta) -> "icalendar.Component":
    local = at.astimezone(tz)
    observance = icalendar.TimezoneDaylight() if local.dst() else icalendar.TimezoneStandard()
    observance.add("DTSTART", onset)
    observance.add("TZOFFSETFROM", before)
    observance.add("TZOFFSETTO", local.utcoffset())
    observance.add("TZNAME", local.tzname())
    return observance


def _changes(tz: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants, to the second, at which the offset changes (zoneinfo has no list of them to ask for)."""
    day = first
    while day < last:
        if _offset(tz, day) != _offset(tz, day + _DAY):
            yield _change_within(tz, day, day + _DAY)
        day += _DAY


def _change_within(tz: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(tz, before)
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        before, after = (middle, after) if _offset(tz, middle) == old else (before, middle)
    return after


def _offset(tz: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(tz).utcoffset() or timedelta(0)
