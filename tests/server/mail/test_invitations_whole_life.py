"""Whatever happens to a session, each person's last mail leaves their calendar right: random lives of sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from attendee import Attendee
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judges import libical
from properties import examples
from sqlalchemy import make_url

from server.mail.compose import letter
from server.settings import SHIPPED, load
from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import booking, enrolling
from sessions.actions.invitations import rsvp
from sessions.store.during import records
from sessions.store.engine import Db, make_engine
from sessions.store.mailing import mails
from sessions.store.tables import metadata
from sessions.values.itip import Party
from sessions.values.record import Actor

ORGANIZER = Party("Sekretariat", "sekretariat@sidang.example")
MONDAY = datetime(2031, 3, 3, 1, tzinfo=UTC)
PANEL = ("ratna", "budi", "sri", "made")
GUESTS = ("siti", "joko")


@dataclass
class House:
    """A programme in a transaction that is rolled back."""

    db: Db
    programme: str
    people: dict[str, str]
    now: datetime = MONDAY
    session: str = ""
    told: list[bytes] = field(default_factory=list)

    def book(self) -> None:
        panel = tuple(self.people[name] for name in PANEL[:2])
        request = booking.Request("33.20", MONDAY + timedelta(days=7), panel, panel[0], "https://rapat.example/0", True)
        self.session = booking.book(self.db, self.programme, request, COMMAND_LINE, now=self.now).id

    @property
    def present(self):
        return records.load(self.db, self.session)

    def do(self, what: str, *how) -> None:
        if self.present.state(self.now) == "booked":
            getattr(self, what)(*how)

    def change(self, days, panel, link) -> None:
        """Any of the three at once; None leaves a thing as it is."""
        ids = tuple(self.people[name] for name in panel) if panel else None
        wanted = booking.Change(
            starts_at=MONDAY + timedelta(days=days) if days else None,
            panel=ids,
            chair=ids[0] if ids else None,
            meeting_url=f"https://rapat.example/{link}" if link is not None else None,
        )
        booking.change(self.db, self.session, wanted, COMMAND_LINE, now=self.now)

    def guests(self, names) -> None:
        fields = {"contact": None, "email": None, "delegates": []}
        if names:
            fields = {"contact": names[0], "email": f"{names[0]}@x.id"}
            fields["delegates"] = [{"name": name, "email": f"{name}@x.id"} for name in names[1:]]
        enrolling.change_regency(self.db, self.present.regency.id, fields, COMMAND_LINE, now=self.now)

    def answer(self, number) -> None:
        invited = self.present.invited()
        one = invited[number % len(invited)]
        actor = Actor(one.id, one.name, one.role, "link")
        rsvp.take(self.db, self.present, one.id, "accepted", "", actor=actor, now=self.now)

    def cancel(self) -> None:
        booking.cancel(self.db, self.session, "banjir", COMMAND_LINE, now=self.now)

    def parts_by_person(self) -> dict[str, list[bytes]]:
        """Every calendar part that was mailed, by the person, in order."""
        found: dict[str, list[bytes]] = {}
        for mail in mails.of_session(self.db, self.session):
            if mail.person and mail.sequence is not None:
                part = letter(mail, ORGANIZER, public_url="https://sidang.example").calendar.encode()
                found.setdefault(mail.person, []).append(part)
        return found


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = make_engine_at(tmp_path_factory.mktemp("life") / "sidang.db")
    yield engine
    engine.dispose()


def make_engine_at(path):
    engine = make_engine(make_url(f"sqlite:///{path}"))
    metadata.create_all(engine)
    return engine


@contextmanager
def a_house(engine) -> Iterator[House]:
    with engine.connect() as connection:
        transaction = connection.begin()
        db = Db(connection, bytes(32))
        programme = enrolling.add_programme(db, load(str(SHIPPED)).programme_fields(), COMMAND_LINE, now=MONDAY).id
        place = {"code": "33.20", "name": "Kabupaten Jepara", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
        enrolling.put_regency(
            db, programme, place | {"contact": "siti", "email": "siti@x.id"}, COMMAND_LINE, now=MONDAY
        )
        people = {}
        for name in PANEL:
            fields = {"name": name, "email": f"{name}@x.id", "may_chair": True}
            people[name] = enrolling.put_panelist(db, programme, fields, COMMAND_LINE, now=MONDAY)[0].id
        yield House(db, programme, people)
        transaction.rollback()


panels = st.lists(st.sampled_from(PANEL), min_size=1, max_size=4, unique=True)
changes = st.tuples(
    st.just("change"), st.none() | st.integers(5, 30), st.none() | panels, st.none() | st.integers(0, 3)
)
doings = st.one_of(
    changes,
    changes,
    st.tuples(st.just("guests"), st.lists(st.sampled_from(GUESTS), max_size=2, unique=True)),
    st.tuples(st.just("answer"), st.integers(0, 5)),
    st.tuples(st.just("cancel")),
)
lives = st.lists(st.tuples(st.integers(0, 2), doings), max_size=8)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=lives, shuffle=st.randoms(use_true_random=False))
def test_each_persons_mails_leave_their_calendar_right(engine, life, shuffle):
    with a_house(engine) as house:
        house.book()
        for seconds, doing in life:
            house.now += timedelta(seconds=seconds)
            house.do(*doing)

        session = house.present
        invited = {one.id for one in session.invited()} if session.live else set()
        sent = house.parts_by_person()
        for person, parts in sent.items():
            must_be_versions_of_one_event(parts, session.uid)
            for order in (parts, parts[::-1], shuffle.sample(parts * 2, len(parts) * 2)):
                must_end_where_the_session_is(order, session, invited=person in invited)
        assert invited <= set(sent)


def must_be_versions_of_one_event(parts, uid):
    """UID never changes, SEQUENCE never falls, DTSTAMP rises with every version."""
    attendees = [Attendee() for _ in parts]
    versions = []
    for one, part in zip(attendees, parts, strict=True):
        one.take(part)
        assert set(one.versions) == {uid}
        versions.append(one.versions[uid])
    for before, after in pairwise(versions):
        assert after[0] >= before[0] and after[1] > before[1]


def must_end_where_the_session_is(parts, session, *, invited):
    attendee = Attendee()
    for part in parts:
        attendee.take(part)
    if not invited:
        assert attendee.entries == {}
        return
    entry = attendee.entries[session.uid]
    assert (entry.starts_at, entry.ends_at) == (session.starts_at, session.schedule.ends_at)
    assert entry.link == session.meeting_url


def test_libical_takes_every_part_of_a_whole_life(engine):
    with a_house(engine) as house:
        house.book()
        for doing in (
            ("change", 9, ["budi", "sri"], 1),
            ("change", None, ["sri", "budi"], None),
            ("guests", ["joko"]),
            ("change", None, ["ratna", "sri"], 2),
            ("answer", 0),
            ("change", None, None, 3),
            ("cancel",),
        ):
            house.now += timedelta(seconds=1)
            house.do(*doing)
        parts = [part for parts in house.parts_by_person().values() for part in parts]

        verdicts = libical(*parts)
        assert len(parts) >= 12
        assert all(verdict["fits"] and not verdict["errors"] for verdict in verdicts)


def test_a_panel_change_is_told_to_all_and_asks_nobody_anew_who_stays(engine):
    with a_house(engine) as house:
        house.book()
        house.now += timedelta(minutes=1)
        house.do("change", None, ["ratna", "sri"], None)

        told = [
            (mail.kind, mail.to_name)
            for mail in mails.of_session(house.db, house.session)
            if mail.written_at == house.now
        ]
        stay = [("minor", "ratna"), ("minor", "siti")]  # they learn who is on the panel now
        assert sorted(told) == [("invite", "sri"), *stay, ("removed", "budi")]
        before, after = (house.parts_by_person()[house.people["ratna"]][n] for n in (0, -1))
        assert b"SEQUENCE:0" in before and b"SEQUENCE:0" in after
