"""What comes in about somebody's time: a JSON list of spans, or a calendar file of which the busy times count."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from server.forms import forms, recurrence
from server.forms.models import SpanIn
from sessions.lazily import lazily
from sessions.values import Invalid, Limited, Span, to_millisecond

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = lazily("icalendar")

MAX_BYTES = 256 * 1024
MAX_LINES = 5_000
MAX_SPANS = 5_000
SECONDS = 1.0  # of a processor, for walking all rules of one file
AHEAD = timedelta(days=400)


def spans_of(raw: bytes, kind: str, zone: str, now: datetime) -> list[Span]:
    """The spans that a body brings for a person of that time zone. Raises Invalid or Limited."""
    if kind == "text/calendar":
        return busy_times(raw, zone, now)
    document = forms.decoded(raw)
    items = document.get("items") if isinstance(document, dict) else document
    if not isinstance(items, list):
        raise Invalid.at("", "spans-wanted")
    if len(items) > MAX_SPANS:
        raise Invalid.at("", "too-many-spans", most=MAX_SPANS)
    given = [Span(span.from_, span.to, span.free) for span in forms.fit_all(items, SpanIn)]
    return given


def busy_times(raw: bytes, zone: str, now: datetime) -> list[Span]:
    """The busy times of a calendar file: events that are not transparent or cancelled, and VFREEBUSY's own.

    Floating times and whole days are taken in the person's zone. Raises Invalid or Limited."""
    if len(raw) > MAX_BYTES:
        raise Limited("bytes", MAX_BYTES)
    if raw.count(b"\n") > MAX_LINES:
        raise Limited("lines", MAX_LINES)
    try:
        calendar = icalendar.Calendar.from_ical(
            raw
        )  # bytes: a text without a line end would be taken for a file's name
        with recurrence.at_most(SECONDS):
            found = list(_busy(calendar, ZoneInfo(zone), now))
    except Limited:
        raise
    except Exception as error:  # icalendar raises all sorts on what is cut off or malformed
        raise Invalid.at("", "no-calendar") from error
    spans = sorted(set(found), key=lambda span: (span.since, span.until))
    if len(spans) > MAX_SPANS:
        raise Limited("instances", MAX_SPANS)
    return spans


def _busy(calendar: "icalendar.Component", zone: ZoneInfo, now: datetime) -> Iterator[Span]:
    events = calendar.walk("VEVENT")
    moved = recurrence.replaced(events, zone)
    for event in events:
        yield from _of_event(event, moved, zone, now)
    for part in calendar.walk("VFREEBUSY"):
        yield from _of_free_busy(part)


def _of_event(event: Any, moved: set[tuple[str, datetime]], zone: ZoneInfo, now: datetime) -> list[Span]:
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return []
    since = recurrence.instant(event["DTSTART"].dt, zone)
    lasts = (recurrence.instant(event["DTEND"].dt, zone) if "DTEND" in event else _end(event, since)) - since
    uid, itself = str(event.get("UID", "")), "RECURRENCE-ID" in event
    found = list(recurrence.starts(event, zone, now - lasts, now + AHEAD))
    if lasts <= timedelta(0):  # it holds nobody; a rule of too much is refused all the same
        return []
    ours = [to_millisecond(at) for at in found if itself or (uid, at) not in moved]
    return [Span(at, at + lasts, False) for at in ours]


def _end(event: Any, since: datetime) -> datetime:
    if "DURATION" in event:
        return since + event["DURATION"].dt  # type: ignore[no-any-return]
    whole_day = not isinstance(event["DTSTART"].dt, datetime)
    return since + timedelta(days=1) if whole_day else since


def _of_free_busy(part: Any) -> list[Span]:
    given = part.get("FREEBUSY", [])
    periods = given if isinstance(given, list) else [given]
    spans = []
    for period in periods:
        if str(getattr(period, "params", {}).get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        since = to_millisecond(period.start if hasattr(period, "start") else period.dt[0])
        until = period.end if hasattr(period, "end") else period.dt[1]
        spans.append(Span(since, to_millisecond(until if isinstance(until, datetime) else since + until), False))
    return spans
