"""Asks libical what it makes of calendar files: `/usr/bin/python3 libical_judge.py` reads a JSON list of base64 files
and writes a JSON list of verdicts. Run by the system's Python, which alone has Debian's gir1.2-ical-3.0."""

import base64
import json
import sys

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402


def verdict(data: bytes) -> dict:
    """Whether the per-method tables of RFC 5546 hold, what could not be parsed, and the first event's times."""
    component = ICalGLib.Component.new_from_string(data.decode())
    if component is None:
        return {"fits": False, "errors": ["not a calendar"]}
    fits = bool(ICalGLib.restriction_check(component))
    text = component.as_ical_string()
    errors = [line for line in text.splitlines() if line.startswith("X-LIC-ERROR")]
    return {"fits": fits, "errors": errors, "count": component.count_errors(), "spans": list(spans(component))}


def spans(component):
    """Each event's start and end in seconds since 1970, by libical's reading of the file's own zones."""
    event = component.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        yield [_seconds(event.get_dtstart()), _seconds(event.get_dtend())]
        event = component.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)


def _seconds(time):
    zone = time.get_timezone() or ICalGLib.Timezone.get_utc_timezone()
    return time.as_timet_with_zone(zone)


print(json.dumps([verdict(base64.b64decode(item)) for item in json.load(sys.stdin)]))
