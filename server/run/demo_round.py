"""A round in full swing for `sidang demo`: assessed, running and coming sessions, as their people would have made them.

Everything is done by the actions that people's own doings go through, at the times at which they would have done it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

from server.run import demo_voices
from server.settings import Settings
from sessions.actions import COMMAND_LINE, announcing, booking, enrolling, rooms, rsvp, saves, scoring, signatures
from sessions.store import Db, mails, records, registry
from sessions.values import BY_HAND, BookingConflict, Guest, Json, NewFile, Panelist, Programme, Regency, Session

OFFICE = replace(COMMAND_LINE, name="Sekretariat")  # who books and invites in the example
PAST, RUNNING, COMING, CHOOSING = 24, 3, 48, 12
ROOMS = ("A", "B", "C", "D")
SLOTS = ((8, 0), (10, 30), (13, 30))
FREE = {"workdays": [1, 2, 3, 4, 5, 6, 7], "day_start": "00:00", "day_end": "24:00", "holidays": "", "blocked": []}
FIRST = ("Ratna", "Bambang", "Lestari", "Hendra", "Made", "Nur", "Agus", "Sri", "Yusuf", "Theresia", "Iwan", "Dewi")
LAST = ("Kusumawati", "Prasetyo", "Wahyuni", "Siregar", "Simanjuntak")
HOMES = (
    ("Universitas Gadjah Mada", "Asia/Jakarta"),
    ("Institut Teknologi Bandung", "Asia/Jakarta"),
    ("Universitas Hasanuddin", "Asia/Makassar"),
    ("Universitas Udayana", "Asia/Makassar"),
    ("Universitas Cenderawasih", "Asia/Jayapura"),
)
COMMENTS = ("", "", "", "Ada rapat pimpinan, mohon waktu lain.")


@dataclass(frozen=True)
class Cast:
    """Who plays: the round's panelists by fives, the rooms, the regencies still to be booked, what they present, and
    the dice."""

    programme: Programme
    panels: Sequence[Sequence[Panelist]]
    rooms: Sequence[str]
    regencies: Iterator[Regency]
    deck: NewFile
    dice: Random


def fill(
    db: Db, programme_id: str, places: Sequence[Mapping[str, str]], settings: Settings, *, now: datetime
) -> list[Session]:
    """Fills the programme: these regencies, panelists, and sessions over, running and to come; those that run."""
    programme = enrolling.change_programme(db, programme_id, {"claims": "optional"}, OFFICE, now=now)
    known = {one.id for one in registry.panelists(db, programme_id)}
    for number in range(len(FIRST) * len(LAST)):
        enrolling.put_panelist(db, programme_id, _panelist(number), OFFICE, now=now)
    crew = [one for one in registry.panelists(db, programme_id) if one.id not in known]
    panels = [crew[n : n + 5] for n in range(0, len(crew), 5)]
    deck = demo_voices.presentation(settings.uploads)
    crowd = _regencies(db, programme_id, places, now)
    cast = Cast(programme, panels, _rooms(db, programme_id, now), crowd, deck, Random(514))
    behind = _times(programme, now - timedelta(days=1), back=True)
    for number in range(PAST):
        session = _book(db, cast, number, behind, now - timedelta(days=30))
        if session is not None:
            _assess(db, cast, session, until=session.schedule.ends_at + timedelta(minutes=40))
    ahead = _times(programme, now + timedelta(days=2), back=False)
    coming = [_book(db, cast, number, ahead, now - timedelta(days=9)) for number in range(COMING)]
    booked = [one for one in coming if one is not None]
    unreached = demo_voices.unreached(booked)
    for session in booked:
        away = session in unreached
        _reply(db, cast, session, now - timedelta(days=8), but=session.guests if away else ())
        _prepare(db, cast, session, share=0.0 if away else 0.6, at=now - timedelta(days=6))
    _offer(db, cast, ahead, now)
    demo_voices.write(db, booked, settings.mail.organizer.address, now=now)
    return _run(db, cast, now)


def _offer(db: Db, cast: Cast, ahead: Iterator[tuple[datetime, int]], now: datetime) -> None:
    """The next regencies choose among what comes after the booked days."""
    starts = (
        start for start, room in ahead if not room and start.astimezone(ZoneInfo(cast.programme.timezone)).weekday() < 5
    )
    slots = [next(starts) for _ in range(2 * len(SLOTS))]
    regencies = [one for one in islice(cast.regencies, CHOOSING) if one.people]
    if regencies:
        demo_voices.choose(db, cast.programme, regencies, slots, now=now)


def _rooms(db: Db, programme_id: str, now: datetime) -> list[str]:
    """Rooms by letter, each with an address of its own; their ids."""
    named = ({"name": f"Ruang {one}", "meeting_url": f"https://rapat.example/ruang-{one.lower()}"} for one in ROOMS)
    return [rooms.add(db, programme_id, one, BY_HAND, OFFICE, now=now).id for one in named]


def _panelist(number: int) -> dict[str, Json]:
    home, zone = HOMES[number % len(HOMES)]
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST)]
    return {
        "name": f"Dr. {first} {last}",
        "email": f"{first}.{last}@kampus.example".lower(),
        "institution": home,
        "timezone": zone,
        "may_chair": number % 5 < 2,
    }


def _regencies(db: Db, programme_id: str, places: Sequence[Mapping[str, str]], now: datetime) -> Iterator[Regency]:
    """The regencies that are new, in an order that mixes the country; all have a contact but for a few."""
    known = {one.code for one in registry.all_regencies(db, programme_id)}
    mixed = sorted((one for one in places if one["code"] not in known), key=lambda one: str(one["code"])[::-1])
    rows = [
        {**one, "contact": f"Kontak {one['name']}", "email": f"kontak-{one['code']}@daerah.example"}
        if number % 19 != 18
        else one
        for number, one in enumerate(mixed)
    ]
    for row in rows:
        enrolling.put_regency(db, programme_id, row, OFFICE, now=now)
    found = {one.code: one for one in registry.all_regencies(db, programme_id)}
    return (found[one["code"]] for one in mixed)


def _times(programme: Programme, start: datetime, *, back: bool) -> Iterator[tuple[datetime, int]]:
    """The starts of slots, one for each room, day by day away from now; with the how manieth room."""
    day = start.astimezone(ZoneInfo(programme.timezone))
    while True:
        for hour, minute in SLOTS:
            for room in range(len(ROOMS)):
                yield day.replace(hour=hour, minute=minute, second=0, microsecond=0), room
        day += timedelta(days=-1 if back else 1)


def _book(db: Db, cast: Cast, number: int, times: Iterator[tuple[datetime, int]], at: datetime) -> Session | None:
    """Books the next regency at the next time at which it can be."""
    regency = next(cast.regencies)
    panel = cast.panels[number % len(cast.panels)]
    for _, (start, room) in zip(range(5 * len(SLOTS) * len(ROOMS)), times, strict=False):
        people = tuple(one.id for one in panel)
        request = booking.Request(regency.code, start, people, people[0], "", room=cast.rooms[room])
        try:
            return booking.book(db, cast.programme.id, request, OFFICE, now=at)
        except BookingConflict:
            continue
    return None


def _reply(
    db: Db, cast: Cast, session: Session, at: datetime, *, all_come: bool = False, but: Sequence[Guest] = ()
) -> None:
    """Most answer, a few do not come, some stay silent, as those do who are left out; the invitations went out."""
    for mail in mails.of_session(db, session.id):
        if mail.state == "waiting":
            mails.sent(db, mail.id, now=mail.written_at)
    for one in session.invited():
        throw = cast.dice.random()
        given = "accepted" if all_come or throw < 0.7 else "declined" if throw < 0.75 else "tentative"
        if one not in but and (all_come or throw < 0.8):
            comment = cast.dice.choice(COMMENTS) if given == "declined" else ""
            rsvp.answer(db, session.id, given, OFFICE, comment=comment, person=one.id, now=at)


def _assess(db: Db, cast: Cast, session: Session, *, until: datetime) -> None:
    """The session as it went: declared, scored, closed, revealed and signed."""
    _reply(db, cast, session, session.starts_at - timedelta(days=6), all_come=True)
    _prepare(db, cast, session, share=1.0, at=session.starts_at - timedelta(days=5))
    demo_voices.come(db, session)
    _score(db, cast, session, share=1.0, at=session.starts_at + timedelta(minutes=50))
    demo_voices.ask(db, session, at=session.starts_at + timedelta(minutes=70))
    close = session.schedule.ends_at
    demo_voices.go(db, session, at=close - timedelta(seconds=10))
    announcing.announce_due(
        db, session.id, reminders=(), pause_alert=timedelta(hours=1), seal=True, now=close + timedelta(seconds=2)
    )
    announcing.catch_up(db, records.load(db, session.id), now=until)
    if cast.dice.random() < 0.75:
        for seat in (*session.panel[1:], session.panel[0]):
            signatures.sign(db, session.id, demo_voices.asker(seat), now=until)
    for mail in mails.of_session(db, session.id):
        if mail.state == "waiting":
            mails.sent(db, mail.id, now=mail.written_at)


def _run(db: Db, cast: Cast, now: datetime) -> list[Session]:
    """Sessions that run at this moment, whatever the hour: the programme's hours do not hold while they are booked."""
    hours = {key: value for key, value in cast.programme.fields_json().items() if key in FREE}
    enrolling.change_programme(db, cast.programme.id, FREE, OFFICE, now=now)
    found = []
    for number in range(RUNNING):
        begun = now - timedelta(minutes=12 + 35 * number)
        session = _book(db, cast, number, iter([(begun.replace(microsecond=0), number)]), now - timedelta(days=9))
        if session is not None:
            _reply(db, cast, session, now - timedelta(days=5), all_come=True)
            _prepare(db, cast, session, share=1.0, at=now - timedelta(days=4))
            demo_voices.come(db, session)
            announcing.catch_up(db, records.load(db, session.id), now=now - timedelta(seconds=5))
            _score(db, cast, session, share=0.2 + 0.3 * number, at=now - timedelta(minutes=4))
            demo_voices.ask(db, session, at=now - timedelta(minutes=3))
            found.append(session)
    enrolling.change_programme(db, cast.programme.id, hours, OFFICE, now=now)
    return found


def _prepare(db: Db, cast: Cast, session: Session, *, share: float, at: datetime) -> None:
    """That share of the regencies states its own levels, and so many hand their presentation in; where there is a
    contact to do it."""
    states, presents = (cast.dice.random() < share and bool(session.guests) for _ in range(2))
    if states:
        demo_voices.state(db, session, cast.programme.rubric, cast.dice, at=at)
    if presents:
        demo_voices.hand_in(db, session, cast.deck, at=at)


def _score(db: Db, cast: Cast, session: Session, *, share: float, at: datetime) -> None:
    """Each panelist declares and scores that share of the sheet; the regency's own level shows in all of them."""
    criteria = list(cast.programme.rubric.criteria.values())
    level = cast.dice.uniform(2.2, 4.2)
    for seat in session.panel:
        asker = demo_voices.asker(seat)
        scoring.declare(db, session.id, False, asker, now=at)
        puts = [
            saves.PutScore(session.id, asker, _given(cast.dice, one.key, level), at)
            for one in criteria[: round(share * len(criteria))]
        ]
        saves.put_scores(db, puts)
        if share == 1.0:
            scoring.submit(db, session.id, asker, now=at)


def _given(dice: Random, criterion: str, level: float) -> scoring.Given:
    value = float(min(5, max(1, round(dice.gauss(level, 0.7)))))
    return scoring.Given(criterion, value, demo_voices.note(dice))
