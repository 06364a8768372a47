"""Invitations for tests: Jepara's session on a Tuesday at nine, and a panelist."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from sessions.values.itip import Attendee, Invite, Party, Version, uid

BOOKED_AT = datetime(2026, 9, 1, 3, 4, 5, tzinfo=UTC)
STARTS = datetime(2026, 12, 1, 2, tzinfo=UTC)
ORGANIZER = Party("Sekretariat Smart City", "sidang@example.go.id")
RATNA = Attendee("Dr. Ratna Dewi, M.T.", "ratna@kampus.ac.id", "CHAIR")


def an_invite(**changes) -> Invite:
    """Jepara's invitation as first sent, with changes."""
    fields = {
        "uid": uid("01jepara", "7f3a.sidang"),
        "version": Version.first(BOOKED_AT),
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=2),
        "zone": "Asia/Jakarta",
        "summary": "Sidang Smart City: Kabupaten Jepara",
        "description": ("Presentasi 45 menit", "Tanya jawab 75 menit"),
        "meeting_url": "https://rapat.example.id/jepara?pwd=a1",
        "organizer": ORGANIZER,
        "created": BOOKED_AT,
    }
    return Invite(**fields | changes)


def the_event(document: bytes) -> Event:
    """The one VEVENT of a calendar file, as icalendar reads it."""
    (event,) = Calendar.from_ical(document).walk("VEVENT")
    return event
