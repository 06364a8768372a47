"""When a repeated event of a calendar file takes place: its rule, added dates, exceptions and moved instances.

A rule is walked in the event's own time zone (RFC 5545, section 3.3.10), within bounds of count and of a processor's
time: what comes in was written by others.
"""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sessions.errors import Limited
from sessions.lazily import lazily

if TYPE_CHECKING:
    from dateutil import rrule
else:
    rrule = lazily("dateutil.rrule")

MOST = 5_000  # instances within the time asked for
MOST_STEPS = 50_000  # of one rule: each day of 136 years
TOO_OFTEN = ("SECONDLY", "MINUTELY")  # nobody's appointments; a year of them is over every bound
Times = tuple[datetime, datetime]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Lets what stands within take so much of a processor. Raises Limited ("time"); for the main thread alone."""

    def stop(signum: int, frame: object) -> None:
        raise Limited("time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def instant(value: date | datetime, zone: tzinfo) -> datetime:
    """The instant of a calendar's time; a floating one and a whole day are taken in that zone."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def starts(event: Any, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """When the event begins: at its DTSTART, and by RRULE and RDATE between `since` and `until`, EXDATE left out.
    Raises Limited."""
    first, without = instant(event["DTSTART"].dt, zone), set(_listed(event, "EXDATE", zone))
    if first not in without:
        yield first
    for at in [*_by_rule(event, zone, since, until), *_listed(event, "RDATE", zone)]:
        if at != first and at not in without:
            yield at


def replaced(events: Sequence[Any], zone: ZoneInfo) -> set[tuple[str, datetime]]:
    """The instances that an event of their own stands for: UID and the start they would have had (RECURRENCE-ID)."""
    return {
        (str(one.get("UID", "")), instant(one["RECURRENCE-ID"].dt, zone)) for one in events if "RECURRENCE-ID" in one
    }


def _listed(event: Any, name: str, zone: ZoneInfo) -> Iterator[datetime]:
    given = event.get(name, [])
    for dates in given if isinstance(given, list) else [given]:
        for one in dates.dts:
            at = one.dt
            yield instant(at[0] if isinstance(at, tuple) else at, zone)


def _by_rule(event: Any, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    rule = event.get("RRULE")
    if rule is None:
        return
    if str(rule.get("FREQ", [""])[0]).upper() in TOO_OFTEN:
        raise Limited("instances", MOST)
    begins = event["DTSTART"].dt
    own = (begins.tzinfo if isinstance(begins, datetime) else None) or zone
    ends = min([until, *(_last(one, own) for one in rule.get("UNTIL", []))])
    walked = {name: value for name, value in rule.items() if name.upper() != "UNTIL"}
    text = type(rule)(walked).to_ical().decode()
    found = 0
    for number, at in enumerate(
        rrule.rrulestr(text, dtstart=instant(begins, own).astimezone(own).replace(tzinfo=None))
    ):
        moment = instant(at, own)
        if number > MOST_STEPS or found > MOST:
            raise Limited("instances", MOST)
        if moment > ends:
            return
        if moment >= since:
            found += 1
            yield moment


def _last(until: date | datetime, own: tzinfo) -> datetime:
    # UNTIL includes what it names; as a date, that whole day.
    return instant(until, own) + (timedelta(0) if isinstance(until, datetime) else timedelta(days=1, milliseconds=-1))
