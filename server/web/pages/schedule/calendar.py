"""The calendar of what is booked: one day with a lane a room, a week of slots, a month of how full it is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from string import ascii_uppercase

from aiohttp import web

from server import forms
from server.forms import lists
from server.text import formats, translator
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.pages.schedule import day_facts, slots
from server.web.pages.secretariat.asked import Asked, choice
from server.web.seam import access, handlers
from sessions.actions import Asker, must_be_secretariat, openings
from sessions.store import Db, registry, rooms, timetable
from sessions.values import Board, Invalid, NotFound, Panelist, Programme, Room, Session, Tally, week_ahead, workdays

View = dict[str, object]
VIEWS = ("day", "week", "month")
NARROW = ("q", "province", "panelist", "room")


async def show(request: web.Request) -> web.Response:
    """`?view=day|week|month` around `?date=` (or `?week=`, any of its days), narrowed by `q`, `province`, `panelist`
    and `room`. What there is not is 404."""
    asked = Asked.of(request.query)
    view = asked.value("view") or "week"
    try:
        sought = lists.sessions_of(request.query)
    except Invalid as invalid:
        raise NotFound from invalid
    if view not in VIEWS:
        raise NotFound
    shown = await frame.read(
        request,
        lambda db: _shown(
            db, request.match_info["id"], access.asker(request), view, asked, sought.finds,
            frame.language(request), now=handlers.now(request),
        ),
    )  # fmt: skip
    return frame.page(request, f"pages/calendar_{view}.html", shown)


def _shown(
    db: Db,
    programme_id: str,
    asker: Asker,
    view: str,
    asked: Asked,
    finds: Callable[[Session, datetime], bool],
    language: str,
    *,
    now: datetime,
) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    today = formats.to_zone(now, programme.timezone).date()
    chosen = forms.day(asked.value("date") or asked.value("week")) or _first_seen(db, programme, view, now)
    since, until, before, behind = _around(view, chosen)
    begins, ends = (formats.midnight(day, programme.timezone) for day in (since, until))
    known = rooms.of_programme(db, programme_id)
    found = [
        one
        for one in timetable.of_programme(db, programme_id, since=begins, until=ends)
        if not one.undone and finds(one, now) and _in_room(one, asked)
    ]
    panelists = registry.panelists(db, programme_id)
    free = _nobody if view == "month" else _free(openings.board_of(db, programme, [], begins, ends), asked)
    ground = slots.Ground(programme, now, language, free)
    beside = day_facts.of(db, programme, found, language, now=now) if view == "day" else {}
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "view": view,
        "asked": asked,
        "chosen": chosen.isoformat(),
        "first": since.isoformat(),
        "previous": asked.but(week=None, date=before.isoformat()),
        "following": asked.but(week=None, date=behind.isoformat()),
        "now_here": asked.but(week=None, date=None),
        "filters": _filters(asked, known, panelists, language),
        "kept": asked.kept(*NARROW),
        "whose": _whose(asked, panelists),
        "total": Tally.held(found),
        "rooms": len(known),
        "is_today": chosen == today,
        **beside,
    } | _drawn(view, ground, found, known, since, chosen)


def _first_seen(db: Db, programme: Programme, view: str, now: datetime) -> date:
    """Today; of the weeks the coming one where nothing of this one is left, no working day and no session."""
    today = formats.to_zone(now, programme.timezone).date()
    monday = week_ahead(today, programme.workdays)
    if view != "week" or monday == today:
        return today
    begins, ends = (formats.midnight(day, programme.timezone) for day in (today, monday))
    left = timetable.of_programme(db, programme.id, since=begins, until=ends)
    return today if any(one.live and not one.undone for one in left) else monday


def _drawn(
    view: str, ground: slots.Ground, found: Sequence[Session], known: Sequence[Room], since: date, chosen: date
) -> View:
    letters = {room.id: letter for room, letter in zip(known, _letters(), strict=False)}
    chips = {
        one.id: slots.chip(
            one,
            ground.programme.timezone,
            ground.now,
            ground.language,
            letters.get(one.room.id if one.room else "", ""),
        )
        for one in found
    }
    if view == "week":
        named = [(letters[room.id], room.name) for room in known if room.id in letters]
        return {"grid": slots.week(ground, since, list(chips.values()), chosen), "letters": named}
    if view == "month":
        return {"weeks": slots.month(ground, since, list(chips.values()))}
    return {
        "grid": slots.day(ground, chosen, _lanes(found, chips, known, ground.language)),
        "note": ground.note(chosen),
    }


def _lanes(
    found: Sequence[Session], chips: Mapping[str, slots.Chip], known: Sequence[Room], language: str
) -> list[tuple[str, str, list[slots.Chip]]]:
    """A lane for each room, and as many more as sessions without one run beside each other."""
    _ = translator(language)
    lanes = [
        (room.id, room.name, [chips[one.id] for one in found if one.room and one.room.id == room.id]) for room in known
    ]
    ids = {room.id for room in known}
    rest: list[list[Session]] = []
    for one in found:
        if one.room and one.room.id in ids:
            continue
        lane = next((lane for lane in rest if lane[-1].schedule.ends_at <= one.starts_at), None)
        if lane is None:
            rest.append([one])
        else:
            lane.append(one)
    name = _("Tautan sendiri {n}") if known else _("Ruang {n}")
    lanes += [("", name.format(n=n), [chips[one.id] for one in lane]) for n, lane in enumerate(rest, start=1)]
    return lanes or [("", _("Ruang {n}").format(n=1), [])]


def _free(board: Board, asked: Asked) -> Callable[[datetime, datetime], int]:
    """How many panelists have that time; of those that are chosen, if any are."""
    chosen = frozenset(value for name, value in asked.pairs if name == "panelist")
    return lambda since, until: board.free(chosen, since, until)


def _nobody(_since: datetime, _until: datetime) -> None:
    return None


def _filters(asked: Asked, known: Sequence[Room], panelists: Sequence[Panelist], language: str) -> list[View]:
    _ = translator(language)
    people = sorted(((one.id, one.name) for one in panelists), key=lambda pair: pair[1])
    return [
        choice(asked, "room", _("Ruang"), [(one.id, one.name) for one in known]),
        choice(asked, "panelist", _("Panelis"), people),
    ]


def _whose(asked: Asked, panelists: Sequence[Panelist]) -> str:
    return ", ".join(one.name for one in panelists if asked.has("panelist", one.id))


def _in_room(session: Session, asked: Asked) -> bool:
    wanted = {value for name, value in asked.pairs if name == "room"}
    return not wanted or (session.room is not None and session.room.id in wanted)


def _around(view: str, day: date) -> tuple[date, date, date, date]:
    """The first day shown and the one behind the last, and a day of the stretch before and of the one behind."""
    if view == "day":
        return day, day + slots.DAY, day - slots.DAY, day + slots.DAY
    if view == "week":
        monday = workdays.monday_of(day)
        return monday, monday + 7 * slots.DAY, monday - 7 * slots.DAY, monday + 7 * slots.DAY
    first = day.replace(day=1)
    behind = (first + timedelta(days=32)).replace(day=1)
    return first, behind, first - slots.DAY, behind


def _letters() -> list[str]:
    return [*ascii_uppercase, *(a + b for a in ascii_uppercase for b in ascii_uppercase)]
