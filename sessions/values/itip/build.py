"""Calendar files that go out: one attendee's REQUEST or CANCEL (RFC 5546 3.2), a feed's VEVENT. No parsing here."""

from datetime import UTC, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sessions.lazily import lazily
from sessions.values.itip import names
from sessions.values.itip.values import Attendee, Invite, Party, whole_second
from sessions.values.itip.zones import vtimezone

if TYPE_CHECKING:
    import icalendar
    from icalendar import parser
else:
    icalendar, parser = lazily("icalendar"), lazily("icalendar.parser")

PRODUCT = "-//Sidang//Sidang//ID"
_ANYBODY = "mailto:anybody@invalid"
_FEATURES: Any = ["AUDIO", "VIDEO"]  # a list becomes two values, as RFC 7986 6.3 has it; icalendar's types know one


def request(invite: Invite, attendee: Attendee) -> bytes:
    """The invitation, or an update of it, as one attendee gets it; it lists nobody else's address."""
    before, after = _around_the_attendee(invite)
    address = _attendee(attendee, asks=True)
    line: bytes = parser.Contentline.from_parts("ATTENDEE", address.params, address).to_ical()
    return before + line + after


@lru_cache(maxsize=128)
def _around_the_attendee(invite: Invite) -> tuple[bytes, bytes]:
    """The file before and behind the one line in which the attendees' files differ: six people get the rest of it."""
    event = _event(invite, ZoneInfo(invite.zone))
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "OPAQUE")
    event.add("ORGANIZER", _organizer(invite.organizer))
    event.add("ATTENDEE", icalendar.vCalAddress(_ANYBODY))
    if invite.alarm is not None:
        event.add_component(_alarm(invite))  # one at most: Exchange takes no second
    definition = vtimezone(invite.zone, invite.starts_at, invite.ends_at)
    whole = calendar([definition, ready(event)], "METHOD:REQUEST")
    before, _, after = whole.partition(f"\r\nATTENDEE:{_ANYBODY}\r\n".encode())
    return before + b"\r\n", b"\r\n" + after


def cancel(invite: Invite, attendee: Attendee) -> bytes:
    """The end of the session, or of one attendee's part in it: the last known time, in UTC for Outlook's sake."""
    event = _event(invite, UTC)
    event.add("STATUS", "CANCELLED")
    event.add("TRANSP", "TRANSPARENT")
    event.add("ORGANIZER", _organizer(invite.organizer))
    event.add("ATTENDEE", _attendee(attendee, asks=False))
    return calendar([ready(event)], "METHOD:CANCEL")


def decline_counter(invite: Invite, attendee: Attendee) -> bytes:
    """The session stays where it is, in answer to a proposed time (RFC 5546 3.2.8)."""
    event = icalendar.Event()
    event.add("UID", invite.uid)
    event.add("SEQUENCE", invite.version.sequence)
    event.add("DTSTAMP", whole_second(invite.version.dtstamp))
    event.add("ORGANIZER", _organizer(invite.organizer))
    event.add("ATTENDEE", _attendee(attendee, asks=False))
    return calendar([ready(event)], "METHOD:DECLINECOUNTER")


def vevent(invite: Invite) -> bytes:
    """The session's VEVENT for a feed, in UTC, so that a feed needs no zones. A feed invites nobody: no attendees. What
    its reader will not attend takes none of their time."""
    event = _event(invite, UTC)
    standing = "TENTATIVE" if invite.answer == "TENTATIVE" else "CONFIRMED"
    event.add("STATUS", "CANCELLED" if invite.cancelled else standing)
    free = invite.cancelled or invite.answer == "DECLINED"
    event.add("TRANSP", "TRANSPARENT" if free else "OPAQUE")
    return ready(event)


def ready(component: "icalendar.Component") -> bytes:
    """The component as bytes, folded, with CRLF."""
    written: bytes = component.to_ical()
    return written


def calendar(components: list[bytes], *properties: str) -> bytes:
    """A VCALENDAR around components that are bytes already."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", *properties]
    return b"".join([*map(_folded, head), *components, b"END:VCALENDAR\r\n"])


def _folded(line: str) -> bytes:
    folded: bytes = parser.Contentline(line).to_ical()  # type: ignore[no-untyped-call]
    return folded + b"\r\n"


def _event(invite: Invite, zone: tzinfo) -> "icalendar.Event":
    event = icalendar.Event()
    event.add("UID", invite.uid)
    event.add("SEQUENCE", invite.version.sequence)
    event.add("DTSTAMP", whole_second(invite.version.dtstamp))
    event.add("CREATED", whole_second(invite.created))
    event.add("LAST-MODIFIED", whole_second(invite.version.dtstamp))
    event.add("DTSTART", invite.starts_at.astimezone(zone).replace(microsecond=0))
    event.add("DTEND", invite.ends_at.astimezone(zone).replace(microsecond=0))
    event.add("SUMMARY", _summary(invite))
    _add_texts(event, invite)
    return event


def _summary(invite: Invite) -> str:
    return names.line(invite.title) or "Sidang"  # no property may be empty: libical counts that as an error


def _add_texts(event: "icalendar.Event", invite: Invite) -> None:
    link = names.link(invite.meeting_url)
    lines = [line for line in (*map(names.line, invite.description), link) if line]
    if lines:
        event.add("DESCRIPTION", "\n".join(lines))
    if link:  # three times, since each calendar shows another of them
        event.add("LOCATION", link)
        event.add("CONFERENCE", icalendar.vUri(link), parameters={"VALUE": "URI", "FEATURE": _FEATURES})


def _organizer(party: Party) -> "icalendar.vCalAddress":
    address = icalendar.vCalAddress(names.mailto(party.address))
    address.params["CN"] = names.name(party.name) or party.address
    return address


def _attendee(attendee: Attendee, *, asks: bool) -> "icalendar.vCalAddress":
    address = icalendar.vCalAddress(names.mailto(attendee.address))
    address.params["CN"] = names.name(attendee.name) or attendee.address
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = attendee.role
    if asks:
        address.params["PARTSTAT"] = attendee.partstat
        address.params["RSVP"] = "TRUE"
    return address


def _alarm(invite: Invite) -> "icalendar.Alarm":
    assert invite.alarm is not None
    alarm = icalendar.Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", -invite.alarm)
    alarm.add("DESCRIPTION", _summary(invite))
    return alarm
