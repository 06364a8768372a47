"""Plans as pages: asked for, watched as they get better, looked through day by day, accepted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from server import forms
from server.forms import AcceptIn, PlannedPatch, RepairIn
from server.text import faults, formats, translator
from server.web import planning as shared
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.schedule import plan_form, plan_load, slots
from server.web.pages.secretariat.asked import Asked, paged
from server.web.seam import CLOCK, PLANNER, access, handlers, ways
from sessions.actions import (
    Asker,
    accepting,
    enrolling,
    making,
    must_be_secretariat,
    plan_edits,
    plan_repairs,
    planning,
)
from sessions.store import Db, StoredPlan, plans, registry, rooms, timetable
from sessions.values import BookingConflict, Invalid, Json, NotFound, Regency, workdays
from sessions.values.planning import Planned, PlanShown


async def list_plans(request: web.Request) -> web.Response:
    """The programme's plans, and the form for the next. `?day=` or `?panelist=` is what has come to clash with what is
    booked: the form for the smallest change opens with it."""
    lost = {key: request.query[key] for key in ("day", "panelist") if request.query.get(key)}
    return await _list_page(request, None, {}, more={"repair": lost | {"block": "yes"}} if lost else {})


async def begin(request: web.Request) -> web.Response:
    """Begins to plan, and leads to where it can be watched."""
    asker, programme, form = access.asker(request), request.match_info["id"], await frame.form(request)
    try:
        wanted = shared.wanted(await frame.read(request, lambda db: plan_form.asked_for(db, programme, form)))
        begun = await frame.act(
            request, lambda db: planning.begin(db, programme, wanted, asker, now=handlers.now(request))
        )
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await _list_page(request, plan_form.typed(form), wrong, status=422)
    shared.start(request, begun)
    return frame.led_to(f"/plans/{begun[0].id}")


async def show(request: web.Request) -> web.Response:
    """A plan as it now is."""
    return await _page(request)


async def stop(request: web.Request) -> web.Response:
    """Stops planning with the best so far."""
    plan, asker, now = request.match_info["id"], access.asker(request), handlers.now(request)
    await frame.act(request, lambda db: planning.stop(db, plan, asker, now=now))
    await request.app[PLANNER].stop(plan)
    return frame.led_to(f"/plans/{plan}", "stopped")


async def accept(request: web.Request) -> web.Response:
    """Begins to book every session of the plan; its page shows how far that has come, and what clashed."""
    asker, plan, typed = access.asker(request), request.match_info["id"], await frame.fields(request)
    bulk, now = ways.bulk(request, hold=True), handlers.now(request)
    try:
        given = forms.fit({"meeting_url": typed.get("meeting_url", "").strip()}, AcceptIn)
        stored = await frame.act(
            request,
            lambda db: accepting.begin(db, plan, asker, bulk=bulk, meeting_url=given.meeting_url, now=now),
        )
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await _page(request, status=422, faults=wrong, typed=typed)
    await shared.accepted(request, plan)
    batch = await frame.read(request, lambda db: accepting.batch_of(db, plan, asker))
    return frame.led_to(f"/batches/{batch}" if batch else f"/programmes/{stored.programme}/sessions", "planned")


async def again(request: web.Request) -> web.Response:
    """Plans anew what is not locked."""
    begun = await frame.act(
        request,
        lambda db: plan_edits.again(db, request.match_info["id"], access.asker(request), now=handlers.now(request)),
    )
    shared.start(request, begun)
    return frame.led_to(f"/plans/{begun[0].id}")


async def repair(request: web.Request) -> web.Response:
    """Looks for the smallest change that mends what is booked, and leads to where it can be accepted."""
    asker, programme, typed = access.asker(request), request.match_info["id"], await frame.fields(request)
    said = {key: typed[key].strip() for key in ("panelist", "regency", "day") if typed.get(key, "").strip()}
    try:
        given = forms.fit(said, RepairIn)
        found = await shared.mended(request, programme, given)
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {"": "panelist"})
        more = {"repair": typed, "repair_faults": wrong}
        return await _list_page(request, None, {}, status=422, more=more)
    now = handlers.now(request)

    def keep(db: Db) -> StoredPlan:
        if "block" in typed and given.day and not (given.panelist or given.regency):
            enrolling.block(db, programme, given.day, asker, now=now)
        return plan_repairs.keep(db, programme, found, said, asker, seconds=float(given.seconds), now=now)

    stored = await frame.act(request, keep)
    return frame.led_to(f"/plans/{stored.id}")


async def show_session(request: web.Request) -> web.Response:
    """One planned session, to be changed."""
    return await _session_page(request)


async def change_session(request: web.Request) -> web.Response:
    """Changes one planned session, or says which rules forbid it."""
    asker, where, form = access.asker(request), request.match_info, await frame.form(request)
    try:
        given = forms.fit(await _typed_edit(request, form), PlannedPatch)
        await frame.act(
            request,
            lambda db: plan_edits.change(
                db, where["id"], where["code"], shared.edit(given), asker, now=handlers.now(request)
            ),
        )
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await _session_page(request, status=422, faults=wrong)
    except BookingConflict as conflict:
        told = [faults.clash(one, frame.language(request), asker.timezone) for one in conflict.conflicts]
        return await _session_page(request, status=409, conflicts=told)
    return frame.led_to(f"/plans/{where['id']}", "saved")


async def week(request: web.Request) -> web.Response:
    """A week of the plan as a grid; sessions are dragged to another time with the rules checked as one drags."""
    asker, plan = access.asker(request), request.match_info["id"]
    stored = await frame.read(request, lambda db: planning.planned(db, plan, asker))
    shown = await frame.read(
        request,
        lambda db: _week(db, stored, request.query.get("week", ""), frame.language(request), now=handlers.now(request)),
    )
    return frame.page(request, "pages/plan_week.html", shown)


async def compare(request: web.Request) -> web.Response:
    """What differs between this plan and another."""
    asker, plan = access.asker(request), request.match_info["id"]
    stored = await frame.read(request, lambda db: planning.planned(db, plan, asker))
    other = await frame.read(request, lambda db: planning.planned(db, request.query.get("with", ""), asker))
    if other.programme != stored.programme:
        raise NotFound
    view = await frame.read(request, lambda db: _compared(db, stored, other))
    return frame.page(request, "pages/plan_compare.html", view | paged(view["changes"], Asked.of(request.query)))


async def _typed_edit(request: web.Request, form: Any) -> dict[str, Json]:
    zone = await frame.read(request, lambda db: _zone_of(db, request.match_info["id"]))
    starts_at = forms.local(f"{form.get('date', '')}T{form.get('time', '')}", zone, "/starts_at")
    return {
        "starts_at": starts_at.isoformat(),
        "panel": [str(one) for one in form.getall("panel", [])],
        "chair": str(form.get("chair", "")),
        "locked": form.get("locked") == "yes",
    }


def _zone_of(db: Db, plan: str) -> str:
    return registry.programme(db, plans.get(db, plan).programme).timezone


async def _session_page(request: web.Request, *, status: int = 200, **more: Any) -> web.Response:
    where = request.match_info
    stored = await frame.read(request, lambda db: planning.planned(db, where["id"], access.asker(request)))
    view = await frame.read(request, lambda db: _one_session(db, stored, where["code"]))
    nothing: View = {"faults": {}, "conflicts": []}
    return frame.page(request, "pages/plan_session.html", view | nothing | more, status=status)


def _one_session(db: Db, stored: StoredPlan, code: str) -> View:
    programme = registry.programme(db, stored.programme)
    found = next((one for one in planning.plan_json(stored)["sessions"] if one["regency"] == code), None)
    if found is None:
        raise NotFound
    regency = registry.regency_by_code(db, programme.id, code)
    start = datetime.fromisoformat(found["starts_at"]).astimezone(ZoneInfo(programme.timezone))
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "plan": {"id": stored.id, "state": stored.state},
        "code": code,
        "name": regency.name if regency else code,
        "date": start.date().isoformat(),
        "time": start.strftime("%H:%M"),
        "slots": stored.request["slots"],
        "chosen": found["panel"],
        "chair": found["chair"],
        "locked": code in plan_edits.locked_of(stored),
        "panelists": [
            {
                "id": one.id,
                "name": one.name,
                "institution": one.person.institution,
                "may_chair": one.may_chair,
                "barred": code in one.conflicts,
            }
            for one in sorted(registry.panelists(db, programme.id), key=lambda one: one.name)
        ],
    }


def _week(db: Db, stored: StoredPlan, asked: str, language: str, *, now: datetime) -> View:
    programme = registry.programme(db, stored.programme)
    names = {one.id: one.name for one in registry.panelists(db, programme.id)}
    regencies = {one.code: one for one in registry.all_regencies(db, programme.id)}
    locked, _ = plan_edits.locked_of(stored), translator(language)
    chips = []
    for one in planning.plan_json(stored)["sessions"]:
        line = _session(one, names, regencies)
        held = line["code"] in locked
        chips.append(
            slots.Chip(
                start=formats.to_zone(line["starts_at"], programme.timezone),
                key="" if held else line["code"],
                name=line["name"],
                address=f"/plans/{stored.id}/sessions/{line['code']}",
                kind="held" if held else "plan",
                mark=_("terkunci") if held else "",
                said=", ".join(member["name"] for member in line["panel"]),
            )
        )
    monday = _monday(asked, min((one.start.date() for one in chips), default=stored.created_at.date()))
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "plan": {"id": stored.id, "state": stored.state},
        "week": monday.isoformat(),
        "previous": (monday - timedelta(weeks=1)).isoformat(),
        "following": (monday + timedelta(weeks=1)).isoformat(),
        "grid": slots.week(slots.Ground(programme, now, language), monday, chips, forms.day(asked)),
    }


def _monday(asked: str, first: date) -> date:
    return workdays.monday_of(forms.day(asked) or first)


def _compared(db: Db, stored: StoredPlan, other: StoredPlan) -> View:
    programme = registry.programme(db, stored.programme)
    names = {one.id: one.name for one in registry.panelists(db, programme.id)}
    regencies = {one.code: one for one in registry.all_regencies(db, programme.id)}

    def shown(one: Planned | None) -> View | None:
        return None if one is None else _session(one, names, regencies)

    found = plan_edits.differences(db, stored, other)
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "this": _line(stored),
        "other": _line(other),
        "changes": [
            {
                "name": regencies[one["regency"]].name if one["regency"] in regencies else one["regency"],
                "this": shown(one["this"]),
                "other": shown(one["other"]),
            }
            for one in found
        ],
    }


async def _list_page(
    request: web.Request,
    typed: Mapping[str, object] | None,
    wrong: Mapping[str, str],
    *,
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> web.Response:
    programme = request.match_info["id"]
    view = await frame.read(request, lambda db: _list(db, programme, access.asker(request), now=handlers.now(request)))
    today, spoken = request.app[CLOCK]().date(), frame.language(request)
    first = plan_form.defaults(today, view["at_once"].most, request.query, view["names"], spoken)
    view |= {"typed": first if typed is None else typed, "faults": wrong, "repair": {}, "repair_faults": {}} | dict(
        more or {}
    )
    return frame.page(request, "pages/plans.html", view, status=status)


def _list(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    panel, everyone = registry.panelists(db, programme_id), registry.all_regencies(db, programme_id)
    here = {one.id for one in registry.participants(db, programme_id)}
    course = timetable.course(db, programme_id, now=now)
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "regencies": len(here),
        "unbooked": len(here - course.booked_with),
        "names": {one.code: one.name for one in everyone},
        "at_once": plan_form.at_once(db, programme, panel),
        "provinces": [(one, one) for one in sorted({one.province for one in everyone if one.id in here})],
        "panelists": len(panel),
        "chairs": sum(one.may_chair for one in panel),
        "choosing": len(making.offerable(db, programme_id, asker, now=now).choosing),
        "people": sorted(((one.id, one.name) for one in panel), key=lambda one: one[1]),
        "booked": [(one.regency.code, one.regency.name) for one in course.booked],
        "plans": [_line(one) for one in reversed(plans.of_programme(db, programme_id))],
    }


def _line(stored: StoredPlan) -> View:
    shown = planning.plan_json(stored)
    return shown | {"at": stored.created_at, "placed": len(shown["sessions"])}


async def _page(request: web.Request, *, status: int = 200, **more: Any) -> web.Response:
    asker, plan = access.asker(request), request.match_info["id"]
    stored = await frame.read(request, lambda db: planning.planned(db, plan, asker))
    fresh = request.app[PLANNER].freshest(stored)
    week, language = request.query.get("week", ""), frame.language(request)
    view = await frame.read(request, lambda db: _view(db, fresh, language, week, now=handlers.now(request)))
    nothing: View = {"faults": {}, "conflicts": [], "typed": {}}
    return frame.page(request, "pages/plan.html", view | nothing | more, status=status)


def _view(db: Db, stored: StoredPlan, language: str, week: str, *, now: datetime) -> View:
    programme = registry.programme(db, stored.programme)
    names = {one.id: one.name for one in registry.panelists(db, programme.id)}
    regencies = {one.code: one for one in registry.all_regencies(db, programme.id)}
    plan = planning.plan_json(stored, language=language)
    lines = [_session(one, names, regencies) for one in plan["sessions"]]
    loads = plan_load.loads_of(plan["sessions"], names)
    days = _days(lines, programme.timezone)
    weeks = _weeks(days)
    shown = week if week in weeks else next(iter(weeks), "")
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "plan": plan,
        "whole": (days[0][0], days[-1][0]) if days else None,
        "weeks": [_tab(monday, inside, monday == shown) for monday, inside in weeks.items()],
        "days": weeks.get(shown, []),
        "unplanned": len(plan["unplanned"]),
        "reasons": [
            {"because": one["because"], "names": [_name_of(code, regencies) for code in one["regencies"]]}
            for one in plan["reasons"]
        ],
        "load": plan_load.chart(loads, plan["sessions"], names, language),
        "burdens": [] if plan["repair"] else plan_load.told(db, stored, loads, programme, names, language),
        "repaired": _repaired(plan, names, regencies),
        "accepting": accepting.progress(db, stored.id) if plan["state"] in ("accepting", "accepted") else None,
        "locked": set(plan["locked"]),
        "others": [
            _line(one) for one in plans.of_programme(db, programme.id) if one.id != stored.id and one.doc["sessions"]
        ],
        "has_rooms": bool(rooms.of_programme(db, programme.id)),
        "may_accept": plan["state"] in ("ready", "stopped") and bool(lines),
    }


def _name_of(code: str, regencies: Mapping[str, Regency]) -> str:
    return regencies[code].name if code in regencies else code


def _repaired(plan: PlanShown, names: Mapping[str, str], regencies: Mapping[str, Regency]) -> list[View]:
    was = {one["regency"]: one for one in plan["repair"]["was"]} if plan["repair"] else {}

    def those(people: Iterable[str], but: Sequence[str]) -> list[str]:
        return [names.get(person, person) for person in people if person not in but]

    return [
        {
            "name": regencies[one["regency"]].name if one["regency"] in regencies else one["regency"],
            "was": was[one["regency"]],
            "now": one,
            "leaving": those(was[one["regency"]]["panel"], one["panel"]),
            "joining": those(one["panel"], was[one["regency"]]["panel"]),
        }
        for one in plan["sessions"]
        if one["regency"] in was
    ]


def _session(one: Planned, names: Mapping[str, str], regencies: Mapping[str, Regency]) -> View:
    regency = regencies.get(one["regency"])
    return {
        "code": one["regency"],
        "name": regency.name if regency else one["regency"],
        "zone": regency.timezone if regency else "",
        "starts_at": one["starts_at"],
        "panel": [{"name": names.get(person, person), "chair": person == one["chair"]} for person in one["panel"]],
    }


def _days(lines: Iterable[View], zone: str) -> list[tuple[str, list[View]]]:
    def day(line: View) -> str:
        return datetime.fromisoformat(line["starts_at"]).astimezone(ZoneInfo(zone)).date().isoformat()

    return [(date, list(found)) for date, found in groupby(lines, key=day)]


def _weeks(days: Iterable[tuple[str, list[View]]]) -> dict[str, list[tuple[str, list[View]]]]:
    """The days by the Monday of their week."""
    return {monday: list(found) for monday, found in groupby(days, lambda day: _monday(day[0], date.min).isoformat())}


def _tab(monday: str, days: Sequence[tuple[str, list[View]]], is_shown: bool) -> View:
    count = sum(len(lines) for _, lines in days)
    return {"monday": monday, "first": days[0][0], "last": days[-1][0], "count": count, "is_shown": is_shown}
