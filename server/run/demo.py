"""The example that `sidang demo` fills an empty store with: the programme, Jepara and its neighbours, a rehearsal, and
a round in full swing."""

from datetime import datetime, timedelta
from importlib.resources import files

from server.forms import spreadsheets
from server.run import demo_round
from server.run.demo_round import OFFICE
from server.settings import Settings
from sessions.actions import booking, enrolling, lists
from sessions.store import Db, links, registry
from sessions.values import BookingConflict, Phase

SIX = ("33.20", "33.19", "33.18", "33.17", "33.16", "33.15")
REHEARSAL = (Phase("presentation", timedelta(minutes=4)), Phase("qna", timedelta(minutes=6)))
ROOM = "https://rapat.example/sidang"


def regencies() -> list[lists.Row]:
    """The 514 regencies and cities that the project ships."""
    raw = files("server").joinpath("data/regencies.csv").read_bytes()
    return spreadsheets.shipped(raw)


def fill(db: Db, settings: Settings, *, now: datetime) -> list[tuple[str, str]]:
    """Fills the store; (whose, path) of every link to print."""
    who = OFFICE
    programme = enrolling.add_programme(db, settings.programme_fields(), who, now=now)
    for regency in regencies():
        if regency.key in SIX:
            contact = {"contact": f"Kontak {regency.name}", "email": f"kontak-{regency.key}@daerah.example"}
            enrolling.put_regency(db, programme.id, {**regency.fields, **contact}, who, now=now)
    panel = [_panelist(db, programme.id, number, now) for number in range(1, 6)]
    rehearsal = booking.book(
        db,
        programme.id,
        booking.Request("33.20", now + timedelta(seconds=5), tuple(panel), panel[0], ROOM, True, REHEARSAL),
        who,
        now=now,
    )
    _book_next_week(db, programme.id, panel, now)
    once = enrolling.make_secretariat(db, settings.mail.organizer.address, now=now)
    jepara = registry.regency_by_code(db, programme.id, "33.20")
    people = [(f"Panelis {number}", person) for number, person in enumerate(panel, start=1)]
    people += [(jepara.name, jepara.contact.id)] if jepara and jepara.contact else []
    stage = links.token(db, "stage", rehearsal.id, session=rehearsal.id, now=now)
    return [
        ("Sekretariat", f"/enter/{once}"),
        *((name, f"/enter/{links.token(db, 'enter', person, person=person, now=now)}") for name, person in people),
        ("Layar", f"/stage/{stage}"),
    ]


def full_swing(db: Db, settings: Settings, *, now: datetime) -> list[tuple[str, str]]:
    """The example with a whole round around it; (whose, path) of every link to print."""
    example = fill(db, settings, now=now)
    programme = registry.all_programmes(db)[0].id
    running = demo_round.fill(db, programme, [one.fields for one in regencies()], settings, now=now)
    people = [
        (f"{one.name} (sesi {session.regency.name}, sedang berlangsung)", one.id)
        for session in running[:1]
        for one in (session.panel[0], session.panel[1], session.guests[0])
    ]
    return example + [
        (name, f"/enter/{links.token(db, 'enter', person, person=person, now=now)}") for name, person in people
    ]


def _panelist(db: Db, programme: str, number: int, now: datetime) -> str:
    fields = {
        "name": f"Panelis {number}",
        "email": f"panelis{number}@panel.example",
        "institution": f"Lembaga {number}",
        "timezone": ("Asia/Jakarta", "Asia/Jakarta", "Asia/Makassar", "Asia/Jakarta", "Asia/Jayapura")[number - 1],
        "may_chair": number <= 2,
    }
    return enrolling.put_panelist(db, programme, fields, OFFICE, now=now)[0].id


def _book_next_week(db: Db, programme: str, panel: list[str], now: datetime) -> None:
    # The first Tuesday at 09.00 WIB that no holiday takes, a week from now at the earliest.
    start = (now + timedelta(days=7)).replace(hour=2, minute=0, second=0, microsecond=0)
    start += timedelta(days=(1 - start.weekday()) % 7)
    for week in range(8):
        request = booking.Request("33.19", start + timedelta(weeks=week), tuple(panel), panel[1], ROOM)
        try:
            booking.book(db, programme, request, OFFICE, now=now)
        except BookingConflict:
            continue
        return
