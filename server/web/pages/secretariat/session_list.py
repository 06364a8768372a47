"""The programme's sessions as a list: searched, filtered, by the page, several at once, and as a table to take away."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from aiohttp import web
from multidict import MultiDict

from server import forms
from server.documents import schedule, tables
from server.documents.tables import Grid
from server.forms import lists
from server.text import Where, to_zone, translator
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.house import kept_views
from server.web.pages.secretariat.asked import Asked, choice, paged
from server.web.seam import access, handlers, ways
from sessions.actions import Asker, must_be_secretariat, reminding
from sessions.store import Db, Made, mails, registry, timetable
from sessions.values import (
    NEEDS_ACTION,
    RUNNING,
    Course,
    Invalid,
    NotFound,
    Programme,
    Session,
    Sought,
    Standing,
    Tally,
    wire,
)

BROKEN = {"failed", "bounced", "held"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS: Mapping[str, Sequence[str]] = {
    "all": lists.STATES,
    "live": RUNNING,
    "over": ("closed", "signed"),
    "off": ("cancelled", "aborted"),
}
NARROW = (
    "q",
    "province",
    "panelist",
    "answer",
    "without",
    "rehearsal",
    "from",
    "to",
    "limit",
)  # what the filters' form sets


# - the list -


async def show(request: web.Request) -> web.Response:
    """The page; without a state those to come. What there is not is 404."""
    asked = Asked.of(request.query)
    sought = _sought(request)
    view = await frame.read(
        request,
        lambda db: _view(
            db, request.match_info["id"], access.asker(request), sought, asked, frame.language(request),
            now=handlers.now(request),
        ),
    )  # fmt: skip
    return frame.page(request, "pages/sessions.html", view)


async def as_xlsx(request: web.Request) -> web.Response:
    """Exactly what the list shows, all its pages, as a workbook."""
    sought, asker, now = _sought(request), access.asker(request), handlers.now(request)

    def query(db: Db) -> tuple[Grid, str]:
        programme, course = _all(db, request.match_info["id"], asker, now)
        chosen = _found(programme, course, sought, Asked.of(request.query), now).sessions
        return schedule.grid(chosen, now, frame.language(request)), programme.timezone

    made, zone = await frame.read(request, query)
    body = await asyncio.to_thread(tables.as_xlsx, [made], zone)
    headers = {"Content-Disposition": 'attachment; filename="sessions.xlsx"', "Cache-Control": "no-store"}
    return web.Response(body=body, content_type=XLSX, headers=headers)


def _sought(request: web.Request) -> Sought:
    query = MultiDict(request.query)
    query.setdefault("state", "booked")
    try:
        return lists.sessions_of(query, state=GROUPS)
    except Invalid as invalid:
        raise NotFound from invalid  # an address that no page of ours leads to


def _between(asked: Asked, zone: str) -> Callable[[Session], bool]:
    """Whether a session starts on the days that are asked for, on the programme's calendar; what is no date asks
    nothing."""
    since, until = forms.day(asked.value("from")) or date.min, forms.day(asked.value("to")) or date.max
    if (since, until) == (date.min, date.max):
        return lambda session: True
    return lambda session: since <= to_zone(session.starts_at, zone).date() <= until


def _all(db: Db, programme_id: str, asker: Asker, now: datetime) -> tuple[Programme, Course]:
    must_be_secretariat(asker)
    return registry.programme(db, programme_id), timetable.course(db, programme_id, now=now)


@dataclass(frozen=True)
class _Found:
    """The sessions that are asked for, and how many invitations of theirs nobody has answered."""

    sessions: Sequence[Session]
    silent: int


# Of the last searches, for as long as no session changes: the page is asked for again and again, and turned.
_FOUND = Made[_Found]()
_NUMBERS = Made[dict[str, Tally]]()
_CHOICES = Made[tuple[list[str], list[tuple[str, str]]]]()


def _found(programme: Programme, course: Course, sought: Sought, asked: Asked, now: datetime) -> _Found:
    days, zone = (asked.value("from"), asked.value("to")), programme.timezone

    def made() -> _Found:
        fits = _between(asked, zone)
        found = tuple([one for one in course.sessions if sought.finds(one, now) and fits(one)])
        return _Found(found, sum(len(one.silent) for one in found if course.state_of[one.id] == "booked"))

    return _FOUND.of((programme.id, sought, days, zone), (course,), made)


def _view(
    db: Db, programme_id: str, asker: Asker, sought: Sought, asked: Asked, language: str, *, now: datetime
) -> View:
    programme, course = _all(db, programme_id, asker, now)
    found = _found(programme, course, sought, asked, now)
    view = paged(found.sessions, asked)
    shown: Sequence[Session] = view.pop("items")
    sent: dict[str | None, list[Standing]] = {}
    for mail in mails.standings_of(db, [one.id for one in shown]):
        sent.setdefault(mail.session, []).append(mail)
    days = _days([_line(one, sent.get(one.id, []), now) for one in shown], programme.timezone)
    return view | {
        "programme": titled(programme),
        "zone": programme.timezone,
        "asked": asked,
        "kept": asked.kept(*NARROW),
        **kept_views.beside(db, asker, "sessions", programme.id, asked),
        "query": asked.value("q"),
        "tabs": _tabs(course, sought, asked, language),
        "filters": _filters(programme.id, course, asked, language),
        "days": _counted(days, found.sessions, view["paging"]["stands"], programme.timezone),
        "silent": found.silent,
    }


def _tabs(course: Course, sought: Sought, asked: Asked, language: str) -> list[tuple[str, str, bool, Tally]]:
    _, state = translator(language), asked.value("state") or ("all" if asked.everything else "booked")
    views = [
        ("booked", _("Akan datang")),
        ("live", _("Berlangsung")),
        ("over", _("Selesai")),
        ("off", _("Dibatalkan")),
        ("all", _("Semua")),
    ]
    kinds = sought.rehearsals
    numbers = _NUMBERS.of(kinds, (course,), lambda: _numbers(course, Sought(rehearsals=kinds)))
    return [(asked.but(state=key), text, state == key, numbers[key]) for key, text in views]


def _numbers(course: Course, sought: Sought) -> dict[str, Tally]:
    """How many rows each tab has, with rehearsals or without them as the list is asked."""

    def of(states: Collection[str]) -> Tally:
        return Tally.of(one for one in course.sessions if course.state_of[one.id] in states and sought.is_of_kind(one))

    return {key: of(GROUPS.get(key, (key,))) for key in ("booked", "live", "over", "off", "all")}


def _filters(programme: str, course: Course, asked: Asked, language: str) -> list[View]:
    _ = translator(language)
    provinces, panel = _CHOICES.of(programme, (course.sessions,), lambda: _choices(course.sessions))
    answers = [
        ("accepted", _("hadir")),
        (NEEDS_ACTION, _("belum menjawab")),
        ("tentative", _("belum pasti")),
        ("declined", _("tidak hadir")),
    ]
    lacks = [
        ("deck", _("tanpa paparan")),
        ("address", _("tanpa alamat daerah")),
        ("link", _("tanpa tautan")),
        ("signatures", _("belum lengkap ditandatangani")),
    ]
    kinds = [("no", _("tanpa gladi")), ("yes", _("hanya gladi"))]
    return [
        choice(asked, "province", _("Provinsi"), [(one, one) for one in provinces]),
        choice(asked, "answer", _("Jawaban"), answers),
        choice(asked, "panelist", _("Panelis"), [(key, name) for name, key in panel]),
        choice(asked, "without", _("Kekurangan"), lacks),
        choice(asked, "rehearsal", _("Gladi"), kinds),
    ]


def _choices(everything: Sequence[Session]) -> tuple[list[str], list[tuple[str, str]]]:
    """Every province and everybody on a panel (name, id) that there is to choose from."""
    panel = set[tuple[str, str]]().union(*(one.panel_names for one in everything))
    return sorted({one.regency.province for one in everything}), sorted(panel)


def _days(lines: Sequence[View], zone: str) -> list[View]:
    """The lines by their day in the programme's zone."""
    days: list[View] = []
    for line in lines:
        day = to_zone(line["starts"], zone).date().isoformat()
        if not days or days[-1]["day"] != day:
            days.append({"day": day, "at": line["session"]["starts_at"], "lines": []})
        days[-1]["lines"].append(line)
    return days


def _counted(days: list[View], found: Sequence[Session], stands: Where, zone: str) -> list[View]:
    """The days with how many sessions the list finds on each (`of`), and how many take place (`tally`; of those that
    are off, where none does): its pages cut the first and the last one."""

    def on(day: str, some: Iterable[Session]) -> list[Session]:
        return list(takewhile(lambda one: to_zone(one.starts_at, zone).date().isoformat() == day, some))

    counted, at = [], stands.before
    for number, day in enumerate(days):
        those = list(found[at : at + len(day["lines"])])
        at += len(those)
        if number == 0:
            those += on(day["day"], reversed(found[: stands.before]))
        if number == len(days) - 1:
            those += on(day["day"], found[stands.last :])
        held = Tally.held(those)
        counted.append(day | {"of": len(those), "tally": held if held != Tally() else Tally.of(those)})
    return counted


def _line(session: Session, sent: Iterable[Standing], now: datetime) -> View:
    last: Mapping[str | None, str] = {mail.person: mail.state for mail in sent if mail.state != "dropped"}
    invited = session.invited()
    lost = ", ".join([one.name for one in invited if last.get(one.id) in BROKEN])
    return {
        "key": (session.id, session.head, session.state(now), lost, last.get(None) == "held"),
        "session": brief(session, now),
        "starts": session.starts_at,
        "declined": ", ".join([one.name for one in invited if session.rsvp(one.id) == "declined"]),
        "lost": lost,
        "silent": len(session.silent),
        "no_address": last.get(None) == "held",
        "decks": sum(file.kind == "deck" for file in session.files),
    }


def brief(session: Session, now: datetime) -> View:
    """What a list of many sessions shows of one."""
    regency = {key: getattr(session.regency, key) for key in ("name", "code", "province", "timezone")}
    return {
        "id": session.id,
        "regency": regency | {"rsvp": session.regency_rsvp()},
        "state": session.state(now),
        "undone": session.undone,
        "starts_at": wire(session.starts_at),
        "ends_at": wire(session.schedule.ends_at),
        "rehearsal": session.rehearsal,
        "panel": [{"name": seat.name, "rsvp": session.rsvp(seat.id), "role": seat.role} for seat in session.panel],
    }


# - several at once -


async def remind(request: web.Request) -> web.Response:
    """Reminds those who have not answered, of the sessions that were chosen or of all that are to come; nobody twice
    within a day. What waits leads to where it is taken back."""
    form = await frame.form(request)
    chosen = frozenset(str(one) for one in form.getall("one", []))
    programme = request.match_info["id"]
    done = await frame.act(
        request,
        lambda db: reminding.remind(
            db, programme, access.asker(request), ways.bulk(request, hold=False), among=chosen,
            now=handlers.now(request),
        ),
    )  # fmt: skip
    if done.batch:
        return frame.led_to(f"/batches/{done.batch}")
    said = "reminded" if done.mails else "reminded-already" if done.already else "nobody"
    return frame.led_to(frame.own_page(str(form.get("back", ""))) if form.get("back") else _here(programme), said)


def _here(programme: str) -> str:
    return f"/programmes/{programme}/sessions"
