"""Booking a session and changing one, as a form that explains every clash beside its field."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from multidict import MultiDict, MultiMapping

from server import forms
from server.forms import SessionIn, SessionPatch
from server.text import faults, field_names, formats, plural, translator
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.reaching import look, reading
from server.web.pages.schedule import free_week, rehearsing
from server.web.pages.secretariat import again, booking_look
from server.web.seam import access, handlers, refusals, ways
from sessions.actions import Asker, booking, managed, must_be_secretariat, official, rebooking, showing
from sessions.store import Db, Made, occupancy, registry, rooms
from sessions.values import (
    BookingConflict,
    Fault,
    Invalid,
    NotFound,
    Outdated,
    RegencyName,
    Session,
    Waiting,
    from_wire,
    wire,
)

Form = MultiMapping[object]


@dataclass(frozen=True)
class Trouble:
    """What keeps the form from being done: messages by field, and by panelist."""

    faults: Mapping[str, str]
    beside: Mapping[str, str]
    own: frozenset[str] = frozenset()  # panelists whose own busy time alone is in the way: it may be set aside
    instead: Sequence[Mapping[str, str]] = ()  # rooms (id, name) that are free where only the chosen one is taken

    def as_view(self) -> View:
        """As the form's page takes it."""
        return {"faults": self.faults, "beside": self.beside, "own": self.own, "instead": self.instead}


FINE = Trouble({}, {})


# - a new session -


async def show_new(request: web.Request) -> web.Response:
    """The empty form; `?regency=CODE`, `?date=`, `?time=`, `?room=`, `?panel=` and `?chair=` fill it in part, `?again=`
    with all of a session that still holds. `?rehearsal=` is for one with oneself as panelist."""
    if request.query.get("again"):
        return await _show_again(request, request.query["again"])
    form: MultiDict[object] = MultiDict({name: request.query.get(name, "") for name in ("regency", "date", "room")})
    form["time"], programme = request.query.get("time", "09:00"), request.match_info["id"]
    form["room"] = form["room"] or await frame.read(request, lambda db: _first_room(db, programme, form))
    form.extend([(name, one) for name in ("panel", "chair") for one in request.query.getall(name, [])])
    if request.query.get("rehearsal"):
        oneself = access.asker(request).id
        form.extend({"rehearsal": "1", "panel": oneself, "chair": oneself})
    return await _new(request, form, FINE)


async def _show_again(request: web.Request, session_id: str) -> web.Response:
    """The form that books a session again: filled in with what still holds, and what does not is said."""
    asker, now, programme = access.asker(request), handlers.now(request), request.match_info["id"]
    made = bool(ways.for_pages(request).meeting.template)

    def query(db: Db) -> tuple[Session, rebooking.Proposed, str]:
        session = managed(db, session_id, asker)
        if session.programme != programme:
            raise NotFound
        proposed = rebooking.proposed(db, session_id, asker, links_are_made=made, now=now)
        return session, proposed, registry.programme(db, programme).timezone

    session, proposed, zone = await frame.read(request, query)
    told = again.told(proposed, session, frame.language(request))
    return await _new(request, again.filled_in(proposed, zone), FINE, told)


async def book(request: web.Request) -> web.Response:
    """Books the session, or shows the form again with what keeps it from that."""
    asker, programme, how = access.asker(request), request.match_info["id"], ways.for_pages(request)
    zone, places, size = await frame.read(request, lambda db: _known(db, programme))
    form = booking_look.taken(await frame.form(request), zone)
    step, now = str(form.get(booking_look.STEP, "")), handlers.now(request)
    if step == "now" and booking_look.may_surprise(form, size):
        step = "check"
    if step in ("edit", "times") or free_week.turned_to(step) is not None:
        return await _new(request, form, FINE)
    try:
        if step in rehearsing.STEPS:
            return await _new(request, await rehearsing.prepared(request, form, step), FINE)
        wanted = _wanted(form, zone, places)
        if step == "check":
            return await _looked_at(
                request,
                form,
                lambda db, room: booking.book(
                    db, programme, booking_look.in_room(wanted, room), asker, now=now, ways=how
                ),
            )
        booked = await frame.act(request, lambda db: booking.book(db, programme, wanted, asker, now=now, ways=how))
    except (Invalid, BookingConflict) as refusal:
        trouble = _trouble(refusal, frame.language(request), zone)
        return await _new(request, form, trouble, status=refusals.status(refusal))
    return frame.led_to(f"/sessions/{booked.id}", "booked")


def _known(db: Db, programme_id: str) -> tuple[str, list[tuple[str, str]], int]:
    """The programme's zone, the code and name of each regency, and how many sit in a panel."""
    programme = registry.programme(db, programme_id)
    places = [(code, name) for _, code, name, _ in registry.places(db, programme_id)]
    return programme.timezone, places, programme.panel_size


def _first_room(db: Db, programme_id: str, asked: Form) -> str:
    """The room that stands in an empty form: the first, of those that are free at the time that it is asked for."""
    programme, here = registry.programme(db, programme_id), rooms.of_programme(db, programme_id)
    start = _instant(asked, programme.timezone)
    since = from_wire(start) if start else None
    free = occupancy.free_rooms(db, here, since, since + programme.length) if since else []
    return next((one.id for one in [*free, *here]), "")


async def _looked_at(request: web.Request, form: Form, action: Callable[[Db, str], Session]) -> web.Response:
    """What it would come to: who gets what, in the room that was chosen or, where only that is taken, in another that
    is free. The page's button does it."""
    asker, spoken, now = access.asker(request), frame.language(request), handlers.now(request)

    def shown(db: Db, fitted: booking.Fitted) -> View:
        session = fitted.session
        programme = registry.programme(db, session.programme)
        told: View = {"session": showing.session_json(db, session, asker, now=now), "programme": titled(programme)}
        told["unsigned"] = official.lacks_signatory(programme) and not session.rehearsal
        return told | {"drafts": reading.drafts(db, few=reading.OF_ONE), "fitted": fitted}

    seen = await handlers.looked(request, lambda db: booking.or_elsewhere(lambda room: action(db, room)), shown)
    fitted: booking.Fitted = seen["fitted"]
    if fitted.clashes and fitted.session.room:
        form = booking_look.with_room(form, fitted.session.room.id)
    lines = reading.recipients(seen["would_send"], reading.shown(request, seen["drafts"]), spoken)
    view = {
        "programme": seen["programme"],
        "session": seen["session"],
        "unsigned": seen["unsigned"] and look.carries_letters(seen["would_send"]),
        "is_new": "session" not in request.match_info.route.resource.canonical,  # type: ignore[union-attr]
        "lines": lines,
        "mails": look.sent(seen["would_send"]),
        "held": _is_held(ways.for_pages(request), from_wire(seen["session"]["starts_at"]), now),
        "carried": booking_look.carried(form),
        "because": [faults.clash(one, spoken, seen["programme"]["timezone"], instead=False) for one in fitted.clashes],
        "note": str(form.get(booking_look.NOTE, "")),
        "warnings": [
            *(warning(one, spoken) for one in seen["session"]["warnings"]),
            *_unheard(seen["session"], spoken),
            *_homeless(seen["session"], spoken),
        ],
        "overridden": booking_look.overrides(form),
    }
    return frame.page(request, "pages/book_check.html", view)


def _unheard(session: Mapping[str, Any], language: str) -> list[str]:
    """When the regency that has no address will be invited after all."""
    _ = translator(language)
    lacks = any(one["kind"] == "no-address" for one in session["warnings"])
    return [_("Alamatnya dapat diisi dari halaman sesi; undangannya dikirim begitu terisi.")] if lacks else []


def _homeless(session: Mapping[str, Any], language: str) -> list[str]:
    """That it has nowhere to meet yet."""
    _ = translator(language)
    meets = session["room"] or session["meeting_url"]
    return [] if meets else [_("Belum ada ruang atau tautan rapat. Dapat diisi kemudian; perubahannya dikirim.")]


def _is_held(how: booking.Ways, start: datetime, now: datetime) -> bool:
    """Whether its mails wait, so that it may be taken back: not close to the start."""
    return how.hold is not None and Waiting("", now + how.hold).for_starts(start, now=now) is not None


def _wanted(form: Form, zone: str, places: Sequence[tuple[str, str]]) -> booking.Request:
    phases = [
        {"key": key, "minutes": _number(str(form[key]))}
        for key in ("presentation", "qna")
        if str(form.get(key, "")).strip()
    ]
    document = {
        "regency": booking_look.code_of(str(form.get("regency", "")), places),
        "override": booking_look.overrides(form),
        "starts_at": _instant(form, zone),
        "panel": [str(one) for one in form.getall("panel", [])],
        "chair": str(form.get("chair", "")),
        **_place(form),
        "rehearsal": "rehearsal" in form,
        "deputy": str(form.get("deputy", "")) or None,
        "observers": [str(one) for one in form.getall("observers", [])],
        "note": str(form.get("note", "")).strip(),
    }
    given = forms.fit({**document, **({"phases": phases} if phases else {})}, SessionIn)
    own = tuple(one.phase() for one in given.phases or ()) or None
    panel = tuple(given.panel)
    return booking.Request(
        given.regency, given.starts_at, panel, given.chair, given.meeting_url, given.rehearsal, own,
        room=given.room or booking.NONE, deputy=given.deputy or booking.NONE, observers=tuple(given.observers),
        override=given.override, note=given.note,
    )  # fmt: skip


def _place(form: Form) -> dict[str, str]:
    """A room, or an address of one's own: who chooses a room does not mean the address that stands beside it."""
    room = str(form.get("room", ""))
    return {"room": room} if room else {"meeting_url": str(form.get("meeting_url", ""))}


async def _new(
    request: web.Request, form: Form, trouble: Trouble, again_of: View | None = None, status: int = 200
) -> web.Response:
    programme, asker, now = request.match_info["id"], access.asker(request), handlers.now(request)

    def read(db: Db) -> View:
        view = _choices(db, programme, asker, now)
        oneself = registry.persons(db, [asker.id]).get(asker.id) if "rehearsal" in form else None
        ids = [str(one) for name in ("deputy", "observers") for one in form.getall(name, []) if one]
        carried = {"carried": {key: one.name for key, one in registry.persons(db, ids).items()}}
        fitting = _fitting(db, programme, form, view, trouble, asker, None, now=now)
        return view | {"oneself": oneself} | carried | fitting

    view = await frame.read(request, read)
    typed = _as_typed(form)
    typed["regency"] = booking_look.named(str(typed["regency"]), view["regencies"])
    more = {"session": None, "form": typed, "again": again_of} | trouble.as_view()
    return frame.page(request, "pages/book.html", view | more, status=status)


def _fitting(
    db: Db,
    programme: str,
    form: Form,
    view: View,
    trouble: Trouble,
    asker: Asker,
    session: Session | None,
    *,
    now: datetime,
) -> View:
    """When else it would fit, where that was asked or something is in the way, and how the panelists stand to it."""
    asked = (
        bool(trouble.beside or {"starts_at", "room"} & set(trouble.faults)) or form.get(booking_look.STEP) == "times"
    )
    chosen = _chosen(form, view, session)
    standing = booking_look.ranked(db, programme, chosen)
    times = booking_look.times(db, programme, chosen, asker, now=now) if asked and chosen.regency else []
    people = sorted(view["panelists"], key=lambda one: standing[one["id"]]["rank"]) if chosen.starts_at else None
    week = free_week.turned_to(str(form.get(booking_look.STEP, ""))) or ""
    return {
        "free": free_week.of(db, programme, chosen, week, now=now),
        "times": times,
        "asked_times": asked and bool(chosen.regency),
        "standing": standing,
        "panelists": people or view["panelists"],
    }


def _chosen(form: Form, view: View, session: Session | None) -> booking_look.Chosen:
    try:
        code = (
            session.regency.code if session else booking_look.code_of(str(form.get("regency", "")), view["regencies"])
        )
    except Invalid:
        code = ""
    known = {one["id"] for one in view["panelists"]}
    panel = tuple(str(one) for one in form.getall("panel", []) if str(one) in known)
    start = _instant(form, view["programme"]["timezone"])
    code = code if any(code == one for one, _ in view["regencies"]) else ""
    return booking_look.Chosen(code, panel, from_wire(start) if start else None, session.id if session else None)


# - a session that is there -


async def show_change(request: web.Request) -> web.Response:
    """The session's form."""
    session, asker, now = request.match_info["id"], access.asker(request), handlers.now(request)
    view = await frame.read(request, lambda db: _standing(db, session, asker, now))
    stored = view["form"]
    typed = MultiDict({"date": stored["date"], "time": stored["time"]})
    typed.extend([("panel", one) for one in stored["panel"]])

    def free(db: Db) -> View:
        found = managed(db, session, asker)
        return free_week.of(db, found.programme, _chosen(typed, view, found), "", now=now)

    more: View = {"faults": {}, "beside": {}, "free": await frame.read(request, free)}
    return frame.page(request, "pages/book.html", view | more)


async def change(request: web.Request) -> web.Response:
    """Changes the session, and the invites follow."""
    asker, session, now = access.asker(request), request.match_info["id"], handlers.now(request)
    view = await frame.read(request, lambda db: _standing(db, session, asker, now))
    zone, how = view["programme"]["timezone"], ways.for_pages(request)
    form = booking_look.taken(await frame.form(request), zone)
    step = str(form.get(booking_look.STEP, ""))
    if step in ("edit", "times") or free_week.turned_to(step) is not None:
        return await _again(request, form, view, FINE)
    try:
        wanted = _changes(form, zone, view["form"])
        if step == "check":
            return await _looked_at(
                request,
                form,
                lambda db, room: booking.change(
                    db, session, booking_look.in_room(wanted, room), asker, now=now, ways=how
                ),
            )
        await frame.act(request, lambda db: booking.change(db, session, wanted, asker, now=now, ways=how))
    except Outdated as outdated:
        view = await frame.read(request, lambda db: _standing(db, session, asker, handlers.now(request)))
        stale = _differing(form, view, outdated.fields["current"], frame.language(request))
        seen = {"revision": view["form"]["revision"]}
        more = {"form": _as_typed(form) | seen, "faults": {}, "beside": {}, "stale": stale}
        return frame.page(request, "pages/book.html", view | more, status=409)
    except (Invalid, BookingConflict) as refusal:
        trouble = _trouble(refusal, frame.language(request), zone)
        return await _again(request, form, view, trouble, status=refusals.status(refusal))
    return frame.led_to(f"/sessions/{session}", "changed")


async def _again(request: web.Request, form: Form, view: View, trouble: Trouble, status: int = 200) -> web.Response:
    """The session's form as it was filled in, with what is in the way and when else it would fit."""
    asker, now = access.asker(request), handlers.now(request)

    def fitting(db: Db) -> View:
        session = managed(db, request.match_info["id"], asker)
        return _fitting(db, session.programme, form, view, trouble, asker, session, now=now)

    more = await frame.read(request, fitting)
    return frame.page(
        request, "pages/book.html", view | more | {"form": _as_typed(form)} | trouble.as_view(), status=status
    )


def _changes(form: Form, zone: str, standing: Mapping[str, Any]) -> booking.Change:
    # A form shows whole minutes at best: a time that nobody touched must not move a session by its seconds.
    untouched = (form.get("date"), form.get("time")) == (standing["date"], standing["time"])
    moves = "date" in form and not untouched
    document = {
        "panel": [str(one) for one in form.getall("panel", [])],
        "chair": str(form.get("chair", "")),
        "override": booking_look.overrides(form),
        "note": str(form.get("note", "")).strip(),
        **_place(form),
    }
    given = forms.fit({**document, **({"starts_at": _instant(form, zone)} if moves else {})}, SessionPatch)
    own = given.meeting_url is not None and given.meeting_url != standing["meeting_url"]
    return booking.Change(
        given.starts_at,
        tuple(given.panel or ()),
        given.chair,
        given.meeting_url if own or not standing["room"] or "room" in form else None,
        room=given.room,
        override=given.override,
        revision=frame.seen(form).get("revision"),
        note=given.note,
    )


def _differing(form: Form, view: View, current: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    """Field by field what was typed and what stands now, where they differ."""
    named, people = field_names.names(language), {one["id"]: one["name"] for one in view["panelists"]}
    now, zone = view["form"], view["programme"]["timezone"]
    told = [
        ("starts_at", f"{form.get('date', '')} {form.get('time', '')}", f"{now['date']} {now['time']}"),
        ("panel", _people(form.getall("panel", []), people), _people(now["panel"], people)),
        ("chair", people.get(str(form.get("chair", "")), ""), people.get(now["chair"], "")),
        ("meeting_url", str(form.get("meeting_url", "")), str(current["meeting_url"])),
    ]
    return [
        {"name": named[key], "mine": mine.strip(), "now": there.strip(), "zone": zone}
        for key, mine, there in told
        if mine.strip() != there.strip()
    ]


def _people(ids: Iterable[Any], names: Mapping[str, str]) -> str:
    return ", ".join(sorted(names.get(str(one), str(one)) for one in ids))


def _standing(db: Db, session_id: str, asker: Asker, now: datetime) -> View:
    session = managed(db, session_id, asker)
    view = _choices(db, session.programme, asker, now)
    zone = view["programme"]["timezone"]
    shown = {"id": session.id, "state": session.state(now), "regency": {"name": session.regency.name}}
    return view | {"session": shown, "form": _as_stored(session, zone) | {"note": rebooking.own_words(db, session)}}


def _as_stored(session: Session, zone: str) -> View:
    start = formats.to_zone(session.starts_at, zone)
    return {
        **_empty(),
        "date": start.date().isoformat(),
        "time": start.strftime("%H:%M:%S" if start.second else "%H:%M"),
        "panel": [seat.id for seat in session.panel],
        "chair": session.chair.id if session.chair else "",
        "meeting_url": session.meeting_url,
        "room": session.room.id if session.room else "",
        "revision": session.revision,
    }


# - the form -


def _choices(db: Db, programme_id: str, asker: Asker, now: datetime) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    more = {
        "panel_size": programme.panel_size,
        "length": programme.length / timedelta(minutes=1),
        "zone_name": formats.zone_name(now, programme.timezone),
    }
    regencies, places = _places(programme_id, registry.bookable(db, programme_id))
    return {
        "programme": titled(programme) | more,
        "regencies": regencies,
        "places": places,
        "rooms": [(one.id, one.name) for one in rooms.of_programme(db, programme_id)],
        "stale": [],
        "panelists": [
            {
                "id": one.id,
                "name": one.name,
                "institution": one.person.institution,
                "zone": formats.zone_name(now, one.person.timezone),
                "may_chair": one.may_chair,
            }
            for one in sorted(registry.panelists(db, programme_id), key=lambda one: one.name)
        ],
    }


_PLACES = Made[tuple[list[tuple[str, str]], tuple[str, ...]]]()


def _places(programme: str, known: Sequence[RegencyName]) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """The regencies' codes and names, and how the form's field says each: kept while they are the same."""

    def made() -> tuple[list[tuple[str, str]], tuple[str, ...]]:
        named = [(one.code, one.name) for one in known]
        return named, tuple(booking_look.named_with(code, name) for code, name in named)

    return _PLACES.of(programme, (known,), made)


def _empty() -> View:
    return {
        "regency": "",
        "date": "",
        "time": "",
        "panel": [],
        "chair": "",
        "meeting_url": "",
        "room": "",
        "revision": "",
        "rehearsal": False,
        "presentation": "",
        "qna": "",
        "override": {},
        "note": "",
        "deputy": "",
        "observers": [],
        **dict.fromkeys(rehearsing.FIELDS, ""),
    }


def _as_typed(form: Form) -> View:
    typed = {name: form.get(name, "") for name in _empty()}
    typed |= {name: [str(one) for one in form.getall(name, [])] for name in ("panel", "observers")}
    typed |= {"rehearsal": "rehearsal" in form}
    return typed | {"override": booking_look.overrides(form)}


def _instant(form: Form, zone: str) -> str:
    try:
        return wire(forms.local(f"{form.get('date', '')}T{form.get('time', '')}", zone, "/starts_at"))
    except Invalid:
        return ""


def _number(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _trouble(refusal: Invalid | BookingConflict, language: str, zone: str) -> Trouble:
    if isinstance(refusal, Invalid):
        return Trouble(faults.at_fields([_for_form(fault) for fault in refusal.faults], language, {}), {})
    by_field: dict[str, str] = {}
    beside: dict[str, str] = {}
    reasons: dict[str, set[str]] = {}
    for conflict in refusal.conflicts:
        text, field = faults.clash(conflict, language, zone), faults.field_of(conflict)
        if field == "panel":
            person = str((conflict.get("who") or {}).get("id", ""))
            beside[person] = " ".join(filter(None, [beside.get(person), text]))
            reasons.setdefault(person, set()).add(conflict["why"])
            continue
        by_field[field] = " ".join(dict.fromkeys([*filter(None, [by_field.get(field)]), text]))
    if beside:
        by_field["panel"] = _beside_them(len(beside), language)
    own = frozenset(one for one, whys in reasons.items() if whys == {"unavailable"})
    return Trouble(by_field, beside, own, refusal.instead)


def _beside_them(number: int, language: str) -> str:
    text = plural(language, "%d panelis tidak dapat ikut", "%d panelis tidak dapat ikut", number)
    return text % number


def _for_form(fault: Fault) -> Fault:
    # An empty choice of a panel or chair is said in the form's words.
    empty = fault.code == "required"
    if fault.pointer == "/panel" and empty:
        return Fault("/panel", "panel-empty")
    return Fault("/chair", "chair-outside-panel") if fault.pointer == "/chair" and empty else fault


def warning(one: Mapping[str, Any], language: str) -> str:
    """One of a session's warnings in a sentence."""
    _ = translator(language)
    text = {
        "panel-size": _("Panel berisi {has} orang; biasanya {wanted}."),
        "no-address": _("Alamat surel {regency} belum diketahui: undangannya ditahan."),
        "another-session": _("Daerah ini sudah memiliki sesi lain; keduanya dihitung."),
        "own-government": _("{name} berasal dari pemerintah daerah ini sendiri."),
        "time-taken-back": _("{name} kini berhalangan pada waktu sesi ini."),
        "regency-unavailable": _("{name} berhalangan pada waktu sesi ini."),
        "daily-limit": _("{name} mendapat {has} sesi pada hari itu; batasnya {limit}."),
    }.get(str(one["kind"]), str(one["kind"]))
    return text.format_map({"name": (one.get("who") or {}).get("name", ""), **one})
