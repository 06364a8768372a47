"""What comes in about somebody's time: a JSON list of spans, or a calendar file of which the busy times count."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

from server.forms import forms
from server.forms.models import SpanIn
from sessions.clock import to_millisecond
from sessions.errors import Invalid, Limited
from sessions.values.registry import Span

MAX_BYTES = 256 * 1024
MAX_LINES = 5_000
MAX_SPANS = 5_000
MOST_STEPS = 50_000  # of one rule: each day of 136 years
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
        calendar = Calendar.from_ical(raw)  # bytes: a text without a line end would be taken for a file's name
        found = [span for event in calendar.walk("VEVENT") for span in _of_event(event, ZoneInfo(zone), now)]
        found += [span for part in calendar.walk("VFREEBUSY") for span in _of_free_busy(part)]
    except Limited:
        raise
    except Exception as error:  # icalendar raises all sorts on what is cut off or malformed
        raise Invalid.at("", "no-calendar") from error
    spans = sorted(set(found), key=lambda span: (span.since, span.until))
    if len(spans) > MAX_SPANS:
        raise Limited("instances", MAX_SPANS)
    return spans


def _of_event(event: Any, zone: ZoneInfo, now: datetime) -> list[Span]:
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return []
    since = _instant(event["DTSTART"].dt, zone)
    until = _instant(event["DTEND"].dt, zone) if "DTEND" in event else _end(event, since)
    spans = [Span(since, until, False)] if since < until else []
    return spans + _repeated(event, since, until, zone, now)


def _end(event: Any, since: datetime) -> datetime:
    if "DURATION" in event:
        return since + event["DURATION"].dt  # type: ignore[no-any-return]
    whole_day = not isinstance(event["DTSTART"].dt, datetime)
    return since + timedelta(days=1) if whole_day else since


def _repeated(event: Any, since: datetime, until: datetime, zone: ZoneInfo, now: datetime) -> list[Span]:
    rule = event.get("RRULE")
    if rule is None:
        return []
    local = since.astimezone(zone).replace(tzinfo=None)
    text = rule.to_ical().decode()
    spans = []
    today = now.astimezone(zone).replace(tzinfo=None)
    for start in _recurrences(text, local, today - (until - since), today + AHEAD):
        at = to_millisecond(start.replace(tzinfo=zone))
        if at > since:
            spans.append(Span(at, at + (until - since), False))
    return spans


def _recurrences(rule: str, start: datetime, since: datetime, until: datetime) -> list[datetime]:
    """Those that matter from now on; a rule is walked from its beginning. Raises Limited."""
    found: list[datetime] = []
    for number, at in enumerate(rrulestr(rule.replace("Z", ""), dtstart=start)):
        if number > MOST_STEPS or len(found) > MAX_SPANS:
            raise Limited("instances", MAX_SPANS)
        if at > until:
            break
        if at >= since:
            found.append(at)
    return found


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


def _instant(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), zone).astimezone(UTC)
    return to_millisecond(value if value.tzinfo else value.replace(tzinfo=zone))
