"""A calendar program as its attendee has it: takes the mails of an organizer in whatever order and keeps the newest."""

from dataclasses import dataclass, field
from datetime import datetime

from icalendar import Calendar


@dataclass(frozen=True)
class Entry:
    """What stands in the calendar."""

    starts_at: datetime
    ends_at: datetime
    link: str
    summary: str


@dataclass
class Attendee:
    """By RFC 5546 2.1.5: a message with a lower SEQUENCE, or the same and no newer DTSTAMP, is thrown away."""

    entries: dict[str, Entry] = field(default_factory=dict)
    versions: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def take(self, document: bytes) -> None:
        """Applies one calendar part; what was cancelled is remembered, so that an older invitation cannot revive it."""
        calendar = Calendar.from_ical(document)
        (event,) = calendar.walk("VEVENT")
        uid, version = str(event["UID"]), (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
        if uid in self.versions and version <= self.versions[uid]:
            return
        self.versions[uid] = version
        if calendar["METHOD"] == "CANCEL":
            self.entries.pop(uid, None)
        else:
            link = str(event.get("LOCATION", ""))
            self.entries[uid] = Entry(event["DTSTART"].dt, event["DTEND"].dt, link, str(event["SUMMARY"]))
