"""Jepara's session as booked: a programme, a panel led by Ratna, a contact, and the invitations written."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from samples.invites import BOOKED_AT, ORGANIZER, RATNA, STARTS

from server.settings import SHIPPED, load
from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import booking, enrolling
from sessions.store.during import records
from sessions.store.engine import Db
from sessions.store.mailing import incoming, mails
from sessions.values.itip import read_mail
from sessions.values.session import Session

PANEL = (("ratna", RATNA.address), ("budi", "budi@kampus.ac.id"), ("sri", "sri@kampus.ac.id"))
CONTACT = "siti@jepara.go.id"


@dataclass
class Booked:
    """What was booked, in the words of a test; every method is an action on `db`."""

    programme: str
    session: str
    uid: str
    people: dict[str, str] = field(default_factory=dict)

    def shown(self, db: Db) -> Session:
        """The session as it stands."""
        return records.load(db, self.session)

    def rsvp(self, db: Db, name: str = "ratna") -> str:
        """The person's answer."""
        return self.shown(db).rsvp(self.people[name])

    def mails(self, db: Db, kind: str) -> list[Any]:
        """The mails of that kind about the session."""
        return [mail for mail in mails.of_session(db, self.session) if mail.kind == kind]

    def change(self, db: Db, *, now: datetime, **wanted: Any) -> None:
        """Changes the session."""
        booking.change(db, self.session, booking.Change(**wanted), COMMAND_LINE, now=now)

    def cancel(self, db: Db, *, now: datetime) -> None:
        """Cancels it."""
        booking.cancel(db, self.session, "banjir", COMMAND_LINE, now=now)

    def came_in(self, db: Db) -> list[Any]:
        """What is noted of the mails that came in."""
        return incoming.listed(db, state=None, after="", limit=100)


def book(db: Db, *, now: datetime = BOOKED_AT, starts_at: datetime = STARTS) -> Booked:
    """Books the session."""
    programme = enrolling.add_programme(db, load(str(SHIPPED)).programme_fields(), COMMAND_LINE, now=now).id
    place = {"code": "33.20", "name": "Kabupaten Jepara", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    contact = {"contact": "Siti", "email": CONTACT}
    regency, _ = enrolling.put_regency(db, programme, place | contact, COMMAND_LINE, now=now)
    people = {"siti": regency.contact.id}
    for name, address in (*PANEL, ("tono", "tono@kampus.ac.id")):
        fields = {"name": name.title(), "email": address, "may_chair": True}
        people[name] = enrolling.put_panelist(db, programme, fields, COMMAND_LINE, now=now)[0].id
    panel = tuple(people[name] for name, _ in PANEL)
    request = booking.Request("33.20", starts_at, panel, panel[0], "https://rapat.example.id/jepara")
    session = booking.book(db, programme, request, COMMAND_LINE, now=now)
    return Booked(programme, session.id, session.uid, people)


def as_read(raw: bytes) -> Any:
    """The mail as the inbox reads it."""
    return read_mail(raw, organizer=ORGANIZER.address)
