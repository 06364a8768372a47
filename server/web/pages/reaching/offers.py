"""The secretariat's pages of offers: to whom, which times, who chose, who waits, who proposes another time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from server import forms
from server.forms import OfferIn, ProposedIn, ReasonIn
from server.text import faults, formats, numbered, translator
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.reaching import look, reading
from server.web.pages.secretariat.booking_look import codes_of
from server.web.seam import CLOCK, access, handlers, refusals, ways
from sessions.actions import Asker, choosing, making, must_be_secretariat, proposing, showing
from sessions.store import Db, offer_proposals, registry
from sessions.store import offers as store
from sessions.values import BookingConflict, Fault, Invalid, Programme, Regency, Session, Workdays, wire

Form = Mapping[str, str]
FIELDS = ("province", "regencies", "from", "to", "slots", "until", "until_time")
LONGEST = 92  # days between the first and the last time that is offered


# - all of a programme's -


async def show(request: web.Request) -> web.Response:
    """The offers, who proposes other times, and the form for one more."""
    return await _list(request, {name: request.query.get(name, "") for name in FIELDS})


async def make(request: web.Request) -> web.Response:
    """Shows whom an offer would reach; with `step` "send" makes it, in a batch that can be taken back, and with "edit"
    shows the form again as it was filled in."""
    form, asker, programme = await frame.fields(request), access.asker(request), request.match_info["id"]
    now, bulk = handlers.now(request), ways.bulk(request, hold=True)
    if form.get("step") == "edit":
        return await _list(request, form)
    try:
        wanted, whom = await frame.read(request, lambda db: _wanted(db, programme, form, asker, now=now))
        if form.get("step") != "send":
            return await _check(request, programme, form, wanted, whom)
        offer, batch = await frame.act(
            request, lambda db: making.make(db, programme, wanted, asker, bulk=bulk, now=now)
        )
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await _list(request, form, wrong, status=422)
    return frame.led_to(f"/batches/{batch}" if batch else f"/offers/{offer.id}", "" if batch else "offered")


async def _list(
    request: web.Request, form: Form, wrong: Mapping[str, str] | None = None, *, status: int = 200
) -> web.Response:
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    view = await frame.read(request, lambda db: _view(db, programme, asker, now=now))
    more = {"form": _defaults(request, view["zone"]) | {k: v for k, v in form.items() if v}, "faults": wrong or {}}
    return frame.page(request, "pages/offers.html", view | more, status=status)


def _view(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> View:
    must_be_secretariat(asker)
    programme, open_to = registry.programme(db, programme_id), making.offerable(db, programme_id, asker, now=now)
    found = store.of_programme(db, programme_id)
    everyone = registry.participating(db, programme_id)
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "offers": [_line(db, one, {each.id: each.province for each in everyone}, now) for one in reversed(found)],
        "proposals": [one.as_json() | {"offer": one.offer} for one in offer_proposals.waiting(db, programme_id)],
        "provinces": [(one, one) for one in sorted({one.province for one in everyone})],
        "counts": {name: len(ones) for name, ones in vars(open_to).items()},
    }


def _line(db: Db, offer: store.Offer, province_of: Mapping[str, str], now: datetime) -> View:
    parts = [choosing.part_json(db, one) for one in offer.regencies]
    return {
        "id": offer.id,
        "provinces": sorted({province_of[one.regency] for one in offer.regencies if one.regency in province_of}),
        "created_at": wire(offer.created_at),
        "until": wire(offer.until),
        "is_open": now < offer.until,
        "is_over": all(one["state"] == "closed" for one in parts),  # stopped, or everybody was booked otherwise
        "slots": len(offer.slots),
        "of": len(parts),
        "chosen": sum(one["state"] == "chosen" for one in parts),
        "waiting": sum(one["state"] == "open" for one in parts),
    }


def _defaults(request: web.Request, zone: str) -> dict[str, str]:
    today = formats.to_zone(request.app[CLOCK](), zone).date()
    days = {"from": today + timedelta(days=14), "to": today + timedelta(days=25), "until": today + timedelta(days=7)}
    return {name: day.isoformat() for name, day in days.items()} | {
        "slots": formats.hours(formats.USUAL_STARTS, frame.language(request)),
        "until_time": "16:00",
    }


# - one that is to be made -


def _wanted(
    db: Db, programme_id: str, form: Form, asker: Asker, *, now: datetime
) -> tuple[making.Wanted, making.Offerable]:
    """What the form asks for, and who is meant by it. Raises Invalid with the names of the form's fields."""
    programme = registry.programme(db, programme_id)
    open_to = making.offerable(db, programme_id, asker, now=now, province=form.get("province", ""))
    codes = _codes(db, programme_id, form.get("regencies", ""), open_to.regencies)
    slots = _slots(programme, form)
    until = _instant(form.get("until", ""), form.get("until_time", ""), programme.timezone)
    document = {"regencies": codes, "slots": [wire(one) for one in slots], "until": wire(until)}
    if not codes:
        raise Invalid.at("/province", "nobody-to-offer")
    given = forms.fit(document, OfferIn)
    if given.until <= now:
        raise Invalid.at("/until", "not-ahead")
    if min(slots) <= now:
        raise Invalid.at("/from", "not-ahead")
    return making.Wanted(tuple(given.regencies), tuple(given.slots), given.until), open_to


def _codes(db: Db, programme: str, text: str, everyone: Sequence[Regency]) -> list[str]:
    """Whom the lines name, by code or name; without any, everybody to whom times may be offered."""
    codes = codes_of(db, programme, text)
    if not codes:
        return [one.code for one in everyone]
    allowed = {one.code for one in everyone}
    out = [name for _, code, name, _ in registry.places(db, programme) if code in codes and code not in allowed]
    if out:
        raise Invalid.at("/regencies", "cannot-be-offered", names=", ".join(out))
    return codes


def _slots(programme: Programme, form: Form) -> list[datetime]:
    """The starts: each time on each open day of the stretch, on the programme's clock."""
    first, last = forms.day(form.get("from", "")), forms.day(form.get("to", ""))
    if first is None or last is None or last < first:
        raise Invalid.at("/to" if first else "/from", "no-day")
    if (last - first).days > LONGEST:
        raise Invalid.at("/to", "window-too-long", days=LONGEST)
    times = formats.typed_hours(form.get("slots", ""))
    rules = Workdays.of(programme.fields_json())
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = [
        _instant(day.isoformat(), one, programme.timezone) for day in days if not rules.closed_on(day) for one in times
    ]
    if not found:
        raise Invalid.at("/slots", "no-time-left")
    return found


def _instant(day: str, time: str, zone: str) -> datetime:
    try:
        return datetime.fromisoformat(f"{day}T{time.zfill(5)}").replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise Invalid.at("/slots" if forms.day(day) else "/until", "no-instant") from None


async def _check(
    request: web.Request, programme: str, form: Form, wanted: making.Wanted, whom: making.Offerable
) -> web.Response:
    asker, now, bulk = access.asker(request), handlers.now(request), ways.bulk(request, hold=True)
    reads = await look.asked(request)

    def shown(db: Db, _: object) -> View:
        found = registry.programme(db, programme)
        return {"programme": titled(found), "zone": found.timezone, "drafts": reading.drafts(db, reads)}

    view = await handlers.looked(
        request, lambda db: making.make(db, programme, wanted, asker, bulk=bulk, now=now), shown
    )
    spoken = frame.language(request)
    _, zone, number = translator(spoken), view["zone"], len(wanted.regencies)
    days = sorted({formats.to_zone(one, zone).date() for one in wanted.slots})
    offered = numbered(spoken, "Tawarkan waktu kepada %d daerah", "Tawarkan waktu kepada %d daerah", number)
    return await look.page(
        request,
        view | {"missing": []},
        view["would_send"],
        title=_("Tawarkan waktu"),
        action=f"/programmes/{programme}/offers",
        back=f"/programmes/{programme}/offers",
        button=offered,
        carried=[(name, form[name]) for name in FIELDS if form.get(name)],
        revises=True,
        facts=[
            (_("Waktu"), _("%(n)s waktu pada %(days)s hari") % {"n": len(wanted.slots), "days": len(days)}),
            (_("Hari"), _span(days, zone, spoken)),
            (_("Dapat dipilih sampai"), formats.when(wire(wanted.until), zone, language=spoken)),
        ],
        notes=_left_out(whom, form, spoken),
    )


def _span(days: Sequence[date], zone: str, language: str) -> str:
    ends = [formats.date_in(formats.midnight(day, zone), zone, language) for day in (days[0], days[-1])]
    return " – ".join(dict.fromkeys(ends))


def _left_out(whom: making.Offerable, form: Form, language: str) -> list[str]:
    """Who is meant and gets no offer, and why."""
    if form.get("regencies", "").strip():
        return []
    _ = translator(language)
    sentences = (
        (whom.without_address, _("Tidak ditawari karena belum mempunyai alamat: %s.")),
        (whom.choosing, _("Tidak ditawari karena masih memilih dari tawaran lain: %s.")),
    )
    return [text % formats.some([one.name for one in ones], language) for ones, text in sentences if ones]


# - one that was made -


async def show_one(request: web.Request, status: int = 200, **more: Any) -> web.Response:
    """Who chose, who waits, who proposes another time, whose address is missing."""
    asker, offer, now = access.asker(request), request.match_info["id"], handlers.now(request)
    view = await frame.read(request, lambda db: _one(db, offer, asker, now=now))
    return frame.page(request, "pages/offer_status.html", {"conflicts": []} | view | more, status=status)


def _one(db: Db, offer_id: str, asker: Asker, *, now: datetime) -> View:
    must_be_secretariat(asker)
    offer = choosing.seen(db, offer_id, asker)
    programme = registry.programme(db, offer.programme)
    people = {one.code: one for one in registry.all_regencies(db, programme.id)}
    shown = choosing.offer_json(db, offer, asker, now=now)
    waiting = {one["code"]: one for one in shown["proposals"] if one["answer"] == "waiting"}
    lines = [
        one
        | {
            "proposal": waiting.get(one["code"]),
            "address": bool(people[one["code"]].people),
            "id": people[one["code"]].id,
            "zone": people[one["code"]].timezone,
        }
        for one in shown["regencies"]
    ]
    lines.sort(key=lambda one: (one["proposal"] is None, ["open", "chosen", "closed"].index(one["state"]), one["name"]))
    taken = [one["starts_at"] for one in lines if one["state"] == "chosen"]
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "offer": shown,
        "lines": lines,
        "taken": {start: taken.count(start) for start in shown["slots"]},
        "open": [one["code"] for one in lines if one["state"] == "open"],
        "chosen": len(taken),
    }


async def end(request: web.Request) -> web.Response:
    """Ends the time to choose."""
    asker, offer, now = access.asker(request), request.match_info["id"], handlers.now(request)
    await frame.act(request, lambda db: making.end(db, offer, asker, now=now))
    return frame.led_to(f"/offers/{offer}", "offer-ended")


async def check_reminder(request: web.Request) -> web.Response:
    """Whom a reminder would reach."""
    asker, offer, now = access.asker(request), request.match_info["id"], handlers.now(request)
    bulk, _ = ways.bulk(request, hold=True), translator(frame.language(request))
    reads = await look.asked(request)

    def shown(db: Db, told: making.Reminded) -> View:
        programme = registry.programme(db, store.get(db, offer).programme)
        return {"programme": titled(programme), "drafts": reading.drafts(db, reads), "codes": list(told.codes)}

    view = await handlers.looked(request, lambda db: making.remind_now(db, offer, asker, bulk=bulk, now=now), shown)
    number = len(view["codes"])
    said = numbered(frame.language(request), "Ingatkan %d daerah", "Ingatkan %d daerah", number)
    notes = [] if number else [_("Semua yang belum memilih sudah diingatkan dalam sehari terakhir.")]
    here = {"action": f"/offers/{offer}/remind", "back": f"/offers/{offer}", "button": said, "notes": notes}
    return await look.page(request, view, view["would_send"], title=_("Ingatkan yang belum memilih"), **here)


async def remind(request: web.Request) -> web.Response:
    """Reminds who has not chosen."""
    asker, offer, now = access.asker(request), request.match_info["id"], handlers.now(request)
    bulk = ways.bulk(request, hold=True)
    told = await frame.act(request, lambda db: making.remind_now(db, offer, asker, bulk=bulk, now=now))
    return frame.led_to(f"/batches/{told.batch}" if told.batch else f"/offers/{offer}")


async def check_accepting(request: web.Request) -> web.Response:
    """Who would get what if that proposed time were taken, or what keeps it from that; the page's button takes it."""
    accepted, start = await _accepting(request)
    reads = await look.asked(request)

    def shown(db: Db, session: Session) -> View:
        told = showing.session_json(db, session, access.asker(request), now=handlers.now(request))
        programme = registry.programme(db, session.programme)
        return {"programme": titled(programme), "session": told, "drafts": reading.drafts(db, reads)}

    try:
        seen = await handlers.looked(request, accepted, shown)
    except BookingConflict as conflict:
        return await _clashing(request, conflict)
    where, spoken, session = request.match_info, frame.language(request), seen["session"]
    _, here = translator(spoken), f"/offers/{where['id']}"
    number = look.sent(seen["would_send"])
    return await look.page(
        request,
        seen,
        seen["would_send"],
        title=_("Terima waktu yang diusulkan"),
        action=f"{here}/proposals/{where['proposal']}/accept",
        back=here,
        button=numbered(spoken, "Jadwalkan dan kirim %d surel", "Jadwalkan dan kirim %d surel", number),
        carried=[("starts_at", wire(start))],
        facts=[
            (_("Daerah"), session["regency"]["name"]),
            (_("Waktu"), formats.when(session["starts_at"], seen["programme"]["timezone"], language=spoken)),
            (_("Panel"), ", ".join(one["name"] for one in session["panel"])),
        ],
    )


async def accept(request: web.Request) -> web.Response:
    """Books one of the times that a regency proposed, or says what keeps it from that."""
    accepted, _ = await _accepting(request)
    try:
        session = await frame.act(request, accepted)
    except BookingConflict as conflict:
        return await _clashing(request, conflict)
    return frame.led_to(f"/sessions/{session.id}", "booked")


async def _accepting(request: web.Request) -> tuple[Callable[[Db], Session], datetime]:
    """What takes the proposed time that the form names, and that time."""
    form, asker, where = await frame.fields(request), access.asker(request), request.match_info
    now, how = handlers.now(request), ways.for_pages(request)
    start = forms.fit({"starts_at": form.get("starts_at", "")}, ProposedIn).starts_at
    take = partial(
        proposing.accept,
        offer_id=where["id"],
        proposal_id=where["proposal"],
        starts_at=start,
        asker=asker,
        ways=how,
        now=now,
    )
    return take, start


async def _clashing(request: web.Request, conflict: BookingConflict) -> web.Response:
    """The offer's page with what keeps a proposed time from being taken."""
    asker, offer, now = access.asker(request), request.match_info["id"], handlers.now(request)
    zone = (await frame.read(request, lambda db: _one(db, offer, asker, now=now)))["zone"]
    told = [faults.clash(one, frame.language(request), zone) for one in conflict.conflicts]
    return await show_one(request, refusals.status(conflict), conflicts=told)


async def decline(request: web.Request) -> web.Response:
    """Says why none of them is taken; the regency is written to."""
    form, asker, where = await frame.fields(request), access.asker(request), request.match_info
    try:
        given = forms.fit({"reason": form.get("reason", "")}, ReasonIn)
    except Invalid:
        told = [faults.told(Fault("/reason", "required"), frame.language(request))]
        return await show_one(request, 422, conflicts=told)
    now = handlers.now(request)
    await frame.act(
        request, lambda db: proposing.decline(db, where["id"], where["proposal"], given.reason, asker, now=now)
    )
    return frame.led_to(f"/offers/{where['id']}", "proposal-declined")
