"""A session's whole life in its mails: whatever happens, in whatever order they arrive, each calendar ends up right."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import judges
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from properties import examples
from samples.invites import BOOKED_AT, STARTS, an_invite, the_event

from sessions.values.itip import Attendee, cancel, request

PEOPLE = [Attendee(f"Panelis {n}", f"p{n}@x.id") for n in range(4)]
LINKS = [f"https://rapat.example.id/{n}" for n in range(3)]


@dataclass
class AttendeeCalendar:
    """What a calendar program keeps of one invitation (RFC 5546 2.1.5): the newest version it has seen."""

    newest: tuple = (-1, None)
    shows: dict | None = None

    def receive(self, mail: bytes) -> None:
        event = the_event(mail)
        version = (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
        if self.newest[0] >= 0 and version <= self.newest:
            return
        self.newest = version
        cancelled = Calendar.from_ical(mail)["METHOD"] == "CANCEL"
        self.shows = None if cancelled else {"starts_at": event["DTSTART"].dt, "link": event["LOCATION"]}


@dataclass
class Life:
    """A session as the secretariat changes it, and the mails that each person gets for that."""

    invite: object = field(default_factory=lambda: an_invite(meeting_url=LINKS[0]))
    panel: set = field(default_factory=lambda: {0, 1})
    once: set = field(default_factory=set)
    mails: dict = field(default_factory=dict)

    def book(self):
        self._send(request, self.panel)

    def move(self, hours, now):
        starts_at = STARTS + timedelta(hours=hours)
        self._become(self.invite.version.raised(now), starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
        self._send(request, self.panel)

    def change_link(self, number, now):
        self._become(self.invite.version.touched(now), meeting_url=LINKS[number])
        self._send(request, self.panel)

    def take_off(self, person, now):
        self._become(self.invite.version.raised(now))
        self.panel.discard(person)
        self.once.add(person)
        self._send(cancel, {person})

    def add(self, person, now):
        version = self.invite.version
        self._become(version.raised(now) if person in self.once else version.touched(now))
        self.panel.add(person)
        self._send(request, {person})

    def cancel(self, now):
        self._become(self.invite.version.raised(now), cancelled=True)
        self._send(cancel, self.panel)

    def _become(self, version, **changes):
        assert version.sequence >= self.invite.version.sequence
        assert version.dtstamp > self.invite.version.dtstamp
        self.invite = replace(self.invite, version=version, **changes)

    def _send(self, build, people):
        for person in people:
            self.mails.setdefault(person, []).append(build(self.invite, PEOPLE[person]))

    def calendar_should_show(self, person):
        if person not in self.panel or self.invite.cancelled:
            return None
        return {"starts_at": self.invite.starts_at, "link": self.invite.meeting_url}


@st.composite
def lives(draw):
    life, now = Life(), BOOKED_AT
    life.book()
    for _ in range(draw(st.integers(0, 8))):
        now += timedelta(milliseconds=draw(st.integers(0, 3_000)))
        match draw(st.sampled_from(["move", "link", "panel"])):
            case "move":
                life.move(draw(st.integers(0, 5)), now)
            case "link":
                life.change_link(draw(st.integers(0, 2)), now)
            case "panel":
                person = draw(st.integers(0, 3))
                (life.take_off if person in life.panel else life.add)(person, now)
    if draw(st.booleans()):
        life.cancel(now)
    return life


@settings(max_examples=examples(60))
@given(lives(), st.randoms(use_true_random=False))
def test_in_order_out_of_order_and_doubled_every_calendar_ends_where_the_session_is(life, chance):
    for person, mails in life.mails.items():
        shuffled = mails * 2
        chance.shuffle(shuffled)
        for arriving in (mails, shuffled):
            calendar = AttendeeCalendar()
            for mail in arriving:
                calendar.receive(mail)
            assert calendar.shows == life.calendar_should_show(person)


@settings(max_examples=examples(10))
@given(lives())
def test_libical_and_ical_js_accept_every_mail_of_a_life(life):
    mails = [mail for each in life.mails.values() for mail in each]

    assert all(verdict["fits"] and not verdict["errors"] for verdict in judges.libical(*mails))
    assert {event["uid"] for read in judges.ical_js(*mails) for event in read["events"]} == {life.invite.uid}
