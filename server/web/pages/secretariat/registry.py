"""The registry: regencies and panelists as lists and forms, whole files of them, and people's personal links."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from server import forms
from server.forms import PanelistIn, RegencyIn, spreadsheets
from server.forms import lists as row_lists
from server.text import faults, field_names, numbered, translator
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.house import acted, kept_views
from server.web.pages.reaching import look, reading
from server.web.pages.secretariat.asked import VIEWING, Asked, choice, paged
from server.web.seam import access, handlers, ways
from sessions.actions import Asker, ListKind, enrolling, lists, must_be_secretariat
from sessions.store import Db, occupancy, registry, timetable
from sessions.values import Course, Invalid, Json, Regency, RegencyName, SoughtRows, counts, is_trial, wire

Form = Mapping[str, str]
NEW = {"timezone": "Asia/Jakarta"}


# - regencies -


async def list_regencies(request: web.Request) -> web.Response:
    """The programme's regencies, searched and by the page."""
    return await _regencies(request)


async def add_regency(request: web.Request) -> web.Response:
    """Adds one from the form."""
    form, asker, programme = await frame.fields(request), access.asker(request), request.match_info["id"]
    try:
        row, sure, now = _row(regency_typed(form), "regencies"), "sure" in form, handlers.now(request)
        regency = await frame.act(
            request, lambda db: lists.add_one(db, programme, "regencies", row, asker, sure=sure, now=now)
        )
    except Invalid as invalid:
        return await _regencies(request, form, invalid)
    return frame.led_to(f"/regencies/{regency.id}", "added")


async def import_shipped(request: web.Request) -> web.Response:
    """Takes the list of regencies that the project ships."""
    rows = spreadsheets.shipped(files("server").joinpath("data/regencies.csv").read_bytes())
    programme, asker, now = request.match_info["id"], access.asker(request), handlers.now(request)
    done = await frame.act(request, lambda db: lists.put(db, programme, "regencies", rows, asker, now=now))
    said = {"created": str(done.created), "updated": str(done.changed)}
    return frame.led_to(f"/programmes/{programme}/regencies", "imported", **said)


async def show_regency(request: web.Request) -> web.Response:
    """One regency."""
    return await _regency(request)


async def change_regency(request: web.Request) -> web.Response:
    """Changes it; its booked sessions' invitations follow: who gets them is looked at first, and they wait a minute."""
    form, regency, asker = await frame.fields(request), request.match_info["id"], access.asker(request)
    now, hold, step = handlers.now(request), ways.for_pages(request).hold, form.get("step", "")
    if step == "edit":
        return await _regency(request, form)
    try:
        fields = forms.fit(regency_typed(form), RegencyIn).model_dump() | frame.seen(form)

        def change(db: Db) -> tuple[Regency, str | None]:
            return enrolling.change_regency_held(db, regency, fields, asker, hold=hold, now=now)

        if step != "send":
            reads = await look.asked(request)
            seen = await handlers.looked(request, change, lambda db, done: _told(db, *done, reads))
            if seen["would_send"]:
                return await _check_change(request, form, seen)
        _, batch = await frame.act(request, change)
    except Invalid as invalid:
        return await _regency(request, form, invalid)
    return frame.led_to(f"/batches/{batch}" if batch else f"/regencies/{regency}", "" if batch else "saved")


def _told(db: Db, regency: Regency, batch: str | None, reads: str) -> View:
    programme = titled(registry.programme(db, regency.programme))
    drafts = reading.drafts(db, reads)
    return {"programme": programme, "name": regency.name, "drafts": drafts, "held": batch is not None}


async def _check_change(request: web.Request, form: Form, seen: dict[str, Any]) -> web.Response:
    """Who is written to because the regency's people are others; the page's button saves it."""
    spoken, here = frame.language(request), f"/regencies/{request.match_info['id']}"
    _, number = translator(spoken), look.sent(seen["would_send"])
    return await look.page(
        request,
        seen,
        seen["would_send"],
        title=_("Simpan peserta daerah"),
        action=here,
        back=here,
        button=numbered(spoken, "Simpan dan kirim %d surel", "Simpan dan kirim %d surel", number),
        carried=[(name, value) for name, value in form.items() if name not in ("csrf", "step", reading.READ)],
        facts=[(_("Daerah"), seen["name"])],
        notes=[] if seen["held"] else [_("Surel langsung dikirim dan tidak dapat ditahan.")],
        revises=True,
    )


async def withdraw_regency(request: web.Request) -> web.Response:
    """It takes part no more, with a reason, or takes part again."""
    regency, asker, now = request.match_info["id"], access.asker(request), handlers.now(request)
    form = await frame.fields(request)
    fields = {"withdrawn": True, "reason": form["reason"].strip()} if "reason" in form else {"withdrawn": False}
    await frame.act(request, lambda db: enrolling.change_regency(db, regency, fields, asker, now=now))
    return frame.led_to(f"/regencies/{regency}", "saved")


async def remove_regency(request: web.Request) -> web.Response:
    """Removes one that was never booked."""
    asker, regency = access.asker(request), request.match_info["id"]
    programme = await frame.read(request, lambda db: registry.regency(db, regency).programme)
    await frame.act(request, lambda db: enrolling.remove_regency(db, regency, asker, now=handlers.now(request)))
    return frame.led_to(f"/programmes/{programme}/regencies", "removed")


def regency_typed(form: Form) -> dict[str, Json]:
    """The document that the form stands for. Raises Invalid for a delegate without an address."""
    found: dict[str, Json] = {key: form.get(key, "").strip() for key in ("code", "name", "province", "timezone")}
    found |= {key: form.get(key, "").strip() or None for key in ("contact", "email", "phone")}
    lines = [line for line in form.get("delegates", "").splitlines() if line.strip()]
    found["delegates"] = [_delegate(line) for line in lines]
    return found


def _delegate(line: str) -> dict[str, str]:
    found = spreadsheets.delegate(line)
    if "@" not in found["email"]:
        raise Invalid.at("/delegates", "no-address")
    return {"phone": ""} | found


async def _regencies(request: web.Request, form: Form | None = None, invalid: Invalid | None = None) -> web.Response:
    asker, programme, spoken = access.asker(request), request.match_info["id"], frame.language(request)
    now = handlers.now(request)

    def rows(db: Db, asked: Asked, sought: SoughtRows) -> View:
        return _regency_rows(db, programme, asker, asked, sought, spoken, now=now)

    return await _many(request, "regencies", rows, form, invalid)


def _message(programme: str, which: str, asked: Asked, takes: Collection[str]) -> str:
    """Where those who are found are written to; "" where the list asks for what a message cannot be narrowed by."""
    pairs = [pair for pair in asked.pairs if pair[0] not in VIEWING]
    if not all(name in takes for name, _ in pairs) or len({name for name, _ in pairs}) < len(pairs):
        return ""
    return f"/programmes/{programme}/messages?{urlencode([('list', which), *pairs])}"


def _regency_rows(
    db: Db, programme_id: str, asker: Asker, asked: Asked, sought: SoughtRows, language: str, *, now: datetime
) -> View:
    must_be_secretariat(asker)
    programme, _ = registry.programme(db, programme_id), translator(language)
    places = registry.places(db, programme_id)
    provinces = sorted({province for *_, province in places})
    filters = [
        choice(asked, "province", _("Provinsi"), [(one, one) for one in provinces]),
        choice(asked, "without", _("Kekurangan"), [("address", _("tanpa alamat"))]),
        choice(
            asked,
            "session",
            _("Sesi"),
            [("booked", _("sudah ada")), ("accepted", _("menyatakan hadir")), ("none", _("belum dijadwalkan"))],
        ),
        choice(
            asked,
            "part",
            _("Keikutsertaan"),
            [("round", _("ikut dinilai")), ("trial", _("gladi")), ("withdrawn", _("mundur"))],
        ),
    ]
    found, course = _found(db, programme_id, places, sought), timetable.course(db, programme_id, now=now)
    participating = registry.participants(db, programme_id)
    view = paged(_narrowed(found, asked, course, participating, places), asked)
    shown = registry.regencies_named(db, view["items"])
    unplanned = {one.id for one in participating} - course.booked_with
    return view | {
        "programme": titled(programme),
        "items": [
            shown[one].as_json() | {"trial": shown[one].trial, "unplanned": one in unplanned} for one in view["items"]
        ],
        "sessions": _sessions(db, view["items"], now=now),
        "whole": len(participating),
        "listed": len(places),
        "asked": asked,
        "kept": asked.kept("q", "province", "without", "session", "part"),
        "message": _message(programme_id, "regencies", asked, ("q", "province")),
        **kept_views.beside(db, asker, "regencies", programme_id, asked),
        "filters": filters,
    }


def _narrowed(
    found: Sequence[str],
    asked: Asked,
    course: Course,
    participating: Collection[RegencyName],
    places: Iterable[tuple[str, str, str, str]],
) -> list[str]:
    """Those of the regencies (ids) that stand in the round, and with their session, as the list asks."""
    round_, trial = (
        {one.id for one in participating},
        {key for key, code, _, province in places if is_trial(code, province)},
    )
    everyone = set(found)
    by_part = {"round": round_, "trial": trial, "withdrawn": everyone - round_ - trial}
    by_session = {"booked": course.booked_with, "accepted": course.accepted_by, "none": everyone - course.booked_with}

    def fits(name: str, known: Mapping[str, Collection[str]]) -> Collection[str]:
        wanted = [those for value, those in known.items() if asked.has(name, value)]
        return set[str]().union(*wanted) if wanted else everyone

    left = everyone & set(fits("part", by_part)) & set(fits("session", by_session))
    return [one for one in found if one in left]


def _sessions(db: Db, regencies: Sequence[str], *, now: datetime) -> dict[str, View]:
    """The session that counts of each of these regencies, the last one where there were several."""
    found = timetable.of_regencies(db, regencies)
    return {
        one.regency.id: {"id": one.id, "starts_at": wire(one.starts_at), "state": one.state(now)}
        for sessions in found.values()
        for one in sessions
        if counts(one)
    }


def _found(db: Db, programme_id: str, places: Sequence[tuple[str, str, str, str]], sought: SoughtRows) -> list[str]:
    """The ids of the regencies that are looked for, by code. People are read where they are asked about alone."""
    if sought.words or sought.without:
        everything = sorted(registry.all_regencies(db, programme_id), key=lambda one: one.code)
        return [one.id for one in everything if sought.finds(one)]
    by_code = sorted(places, key=itemgetter(1))
    return [key for key, _, _, province in by_code if not sought.provinces or province in sought.provinces]


async def _regency(request: web.Request, form: Form | None = None, invalid: Invalid | None = None) -> web.Response:
    asker, regency, now = access.asker(request), request.match_info["id"], handlers.now(request)
    spoken = frame.language(request)
    view = await frame.read(request, lambda db: _regency_view(db, regency, asker, spoken, now=now))
    return _one(request, "pages/regency.html", view, f"/regencies/{regency}", form, invalid)


def _regency_view(db: Db, regency_id: str, asker: Asker, language: str, *, now: datetime) -> View:
    must_be_secretariat(asker)
    regency = registry.regency(db, regency_id)
    programme, shown = registry.programme(db, regency.programme), regency.as_json()
    those = [one.person for one in regency.people if one.role == "delegate"]
    delegates = "\n".join(field_names.delegate(vars(one)) for one in those)
    return {
        "programme": titled(programme),
        "regency": shown,
        "form": shown | {"delegates": delegates},
        "sessions": [
            {"id": one.id, "starts_at": wire(one.starts_at), "state": one.state(now)}
            for one in timetable.of_regency(db, regency_id)
        ],
        "people": [{"id": one.person.id, "name": one.person.name, "email": one.person.email} for one in regency.people],
    } | acted.of_thing(db, regency_id, programme, language)


# - panelists -


async def list_panelists(request: web.Request) -> web.Response:
    """The programme's panelists."""
    return await _panelists(request)


async def add_panelist(request: web.Request) -> web.Response:
    """Adds one from the form."""
    form, asker, programme = await frame.fields(request), access.asker(request), request.match_info["id"]
    try:
        row, sure, now = _row(panelist_typed(form), "panelists"), "sure" in form, handlers.now(request)
        await frame.act(request, lambda db: lists.add_one(db, programme, "panelists", row, asker, sure=sure, now=now))
    except Invalid as invalid:
        return await _panelists(request, form, invalid)
    return frame.led_to(frame.own_page(form.get("back", f"/programmes/{programme}/panelists")), "added")


async def show_panelist(request: web.Request) -> web.Response:
    """One panelist."""
    return await _panelist(request)


async def change_panelist(request: web.Request) -> web.Response:
    """Changes one."""
    form, asker, where = await frame.fields(request), access.asker(request), request.match_info
    try:
        fields = forms.fit(panelist_typed(form), PanelistIn).model_dump() | frame.seen(form)
        now = handlers.now(request)

        def change(db: Db) -> None:
            registry.panelist(db, where["person"], where["id"])
            enrolling.change_panelist(db, where["person"], fields, asker, now=now)

        await frame.act(request, change)
    except Invalid as invalid:
        return await _panelist(request, form, invalid)
    return frame.led_to(f"/programmes/{where['id']}/panelists/{where['person']}", "saved")


async def remove_panelist(request: web.Request) -> web.Response:
    """Removes one whom no session needs."""
    where, asker, now = request.match_info, access.asker(request), handlers.now(request)

    def remove(db: Db) -> None:
        registry.panelist(db, where["person"], where["id"])
        enrolling.remove_panelist(db, where["person"], asker, now=now)

    await frame.act(request, remove)
    return frame.led_to(f"/programmes/{where['id']}/panelists", "removed")


def panelist_typed(form: Form) -> dict[str, Json]:
    """The document that the form stands for."""
    found: dict[str, Any] = {
        key: form.get(key, "").strip()
        for key in ("name", "email", "phone", "title", "nip", "institution", "timezone", "province")
    }
    conflicts = spreadsheets.codes(form.get("conflicts", ""))
    return found | {"may_chair": "may_chair" in form, "conflicts": conflicts}


async def _panelists(request: web.Request, form: Form | None = None, invalid: Invalid | None = None) -> web.Response:
    asker, programme = access.asker(request), request.match_info["id"]

    def rows(db: Db, asked: Asked, sought: SoughtRows) -> View:
        return _panelist_rows(db, programme, asker, asked, sought)

    return await _many(request, "panelists", rows, form, invalid)


def _panelist_rows(db: Db, programme_id: str, asker: Asker, asked: Asked, sought: SoughtRows) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    everybody = registry.panelists(db, programme_id)
    view = paged([one for one in everybody if sought.finds(one)], asked)
    loads = occupancy.loads(db, [one.id for one in everybody])  # of all: a bar means the same on every page
    return view | {
        "programme": titled(programme),
        "items": [one.as_json() for one in view["items"]],
        "loads": loads,
        "most": max(loads.values(), default=1),
        "whole": len(everybody),
        "asked": asked,
        "kept": asked.kept("q"),
        "message": _message(programme_id, "panelists", asked, ("q",)),
        **kept_views.beside(db, asker, "panelists", programme_id, asked),
    }


async def _panelist(request: web.Request, form: Form | None = None, invalid: Invalid | None = None) -> web.Response:
    asker, where, now = access.asker(request), request.match_info, handlers.now(request)
    spoken = frame.language(request)
    view = await frame.read(
        request, lambda db: _panelist_view(db, where["id"], where["person"], asker, spoken, now=now)
    )
    action = f"/programmes/{where['id']}/panelists/{where['person']}"
    return _one(request, "pages/panelist.html", view, action, form, invalid)


def _panelist_view(db: Db, programme_id: str, person: str, asker: Asker, language: str, *, now: datetime) -> View:
    must_be_secretariat(asker)
    programme, panelist = registry.programme(db, programme_id), registry.panelist(db, person, programme_id)
    shown = panelist.as_json()
    own = [one for one in timetable.of_person(db, person) if one.seat(person) is not None]
    return {
        "programme": titled(programme),
        "panelist": shown,
        "form": shown | {"conflicts": ", ".join(panelist.conflicts)},
        "sessions": [
            {"id": one.id, "name": one.regency.name, "starts_at": wire(one.starts_at), "state": one.state(now)}
            for one in own
        ],
    } | acted.of_thing(db, person, programme, language)


# - links -


async def renew_link(request: web.Request) -> web.Response:
    """Revokes a person's link, and sends a new one unless told not to."""
    form = await frame.fields(request)
    send = "revoke" not in form
    await frame.act(
        request,
        lambda db: enrolling.renew_link(
            db, request.match_info["id"], access.asker(request), send=send, now=handlers.now(request)
        ),
    )
    return frame.led_to(frame.own_page(form.get("back", "/")), "link-sent" if send else "link-revoked")


# - what they share -


def _row(document: dict[str, Json], kind: ListKind) -> lists.Row:
    """The one that the form is of. Raises Invalid."""
    wanted = spreadsheets.KINDS[kind]
    forms.fit(document, wanted.model)
    return spreadsheets.row(document, wanted)


async def _many(
    request: web.Request,
    kind: str,
    rows: Callable[[Db, Asked, SoughtRows], View],
    form: Form | None,
    invalid: Invalid | None,
) -> web.Response:
    asked, sought = Asked.of(request.query), row_lists.rows_of(request.query)
    view = await frame.read(request, lambda db: rows(db, asked, sought))
    here = f"/programmes/{request.match_info['id']}/{kind}"
    more = {"form": form or NEW, "path": here, "now": wire(handlers.now(request))}
    return _one(request, f"pages/{kind}.html", view | more, here, form, invalid)


def _one(
    request: web.Request, template: str, view: View, action: str, form: Form | None, invalid: Invalid | None
) -> web.Response:
    """The page with its form: as it stands, or as it was typed with what is wrong beside the fields."""
    wrong = faults.at_fields(invalid.faults, frame.language(request), {}) if invalid else {}
    view |= {"form": form or view["form"], "faults": wrong, "action": action}
    return frame.page(request, template, view, status=422 if invalid else 200)
