"""Plans of a programme: begun, watched, stopped, accepted."""

import json

from aiohttp import web

from server import forms
from server.forms import AcceptIn, PlanIn, PlannedPatch, RepairIn
from server.text import faults
from server.web import planning as shared
from server.web.seam import PLANNER, STORE, access, handlers, refusals, ways
from sessions.actions import Asker, accepting, must_be_secretariat, plan_edits, plan_look, plan_repairs, planning
from sessions.store import Db, StoredPlan, plans, registry
from sessions.values.planning import PlanShown, Problem


async def begin(request: web.Request) -> web.Response:
    """Begins to plan the programme's regencies, in a process of its own."""
    asker = access.asker(request)
    given = await forms.body(request, PlanIn)
    wanted = shared.wanted(given)
    begun_plans: list[tuple[StoredPlan, Problem]] = []

    def view(_: Db, begun: tuple[StoredPlan, Problem]) -> PlanShown:
        begun_plans[:] = [begun]  # a transaction may be run again: only its last run counts
        return planning.plan_json(begun[0])

    programme = request.match_info["id"]
    response = await handlers.act(
        request,
        lambda db: planning.begin(db, programme, wanted, asker, now=handlers.now(request)),
        view=view,
        status=202,
    )
    for begun in begun_plans:
        shared.start(request, begun)
    return response


async def list_plans(request: web.Request) -> web.Response:
    """The programme's plans, oldest first."""
    asker, (limit, after) = access.asker(request), handlers.paging(request)
    programme = request.match_info["id"]

    def query(db: Db) -> dict[str, object]:
        must_be_secretariat(asker)
        registry.programme(db, programme)
        found = plans.of_programme(db, programme, after=after, limit=limit + 1)
        return handlers.page([planning.plan_json(one) for one in found], limit)

    return await handlers.show(request, query)


async def get_plan(request: web.Request) -> web.Response:
    """A plan as it now is."""
    return handlers.json_response(await _now(request))


async def stop(request: web.Request) -> web.Response:
    """Stops planning; the best so far may be accepted."""
    asker, plan, now = access.asker(request), request.match_info["id"], handlers.now(request)
    stopping = handlers.within_a_live_round(request, lambda db: planning.stop(db, plan, asker, now=now))
    await request.app[STORE].write(stopping)
    await request.app[PLANNER].stop(plan)
    return handlers.json_response(await _now(request))


async def accept(request: web.Request) -> web.Response:
    """Begins to book every session of the plan; what clashes is listed and undoes nothing. A look: who gets what."""
    asker, plan, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given, bulk = await forms.body(request, AcceptIn), ways.bulk(request)
    if handlers.looks(request):
        return await handlers.show(request, lambda db: plan_look.look(db, plan, asker, now=now))
    response = await handlers.act(
        request,
        lambda db: accepting.begin(db, plan, asker, bulk=bulk, meeting_url=given.meeting_url, now=now),
        view=lambda _, stored: planning.plan_json(stored),
    )
    if response.status != 200:
        return response
    await shared.accepted(request, plan)
    return handlers.json_response(await _now(request))


async def change(request: web.Request) -> web.Response:
    """Changes one session of a plan, if every rule allows it."""
    asker, where = access.asker(request), request.match_info
    edit = shared.edit(await forms.body(request, PlannedPatch))
    return await handlers.act(
        request,
        lambda db: plan_edits.change(db, where["id"], where["code"], edit, asker, now=handlers.now(request)),
        view=lambda _, stored: planning.plan_json(stored),
    )


async def check(request: web.Request) -> web.Response:
    """Every rule that a change would break, while it is still being made."""
    asker, where = access.asker(request), request.match_info
    edit, reader = shared.edit(await forms.body(request, PlannedPatch)), refusals.reader(request)

    def query(db: Db) -> dict[str, object]:
        found = plan_edits.check(db, where["id"], where["code"], edit, asker, now=handlers.now(request))
        room = {"id": found.room.id, "name": found.room.name} if found.room else None
        items = faults.worded(found.broken, reader.language, reader.zone)
        return {"items": items, "next": None, "room": room, "lacks_room": found.lacks_room}

    return await handlers.show(request, query)


async def again(request: web.Request) -> web.Response:
    """Plans anew what is not locked."""
    asker = access.asker(request)
    begun_plans: list[tuple[StoredPlan, Problem]] = []

    def view(_: Db, begun: tuple[StoredPlan, Problem]) -> PlanShown:
        begun_plans[:] = [begun]
        return planning.plan_json(begun[0])

    plan = request.match_info["id"]
    response = await handlers.act(
        request, lambda db: plan_edits.again(db, plan, asker, now=handlers.now(request)), view=view, status=202
    )
    for begun in begun_plans:
        shared.start(request, begun)
    return response


async def repair(request: web.Request) -> web.Response:
    """Mends what is booked by the smallest change, as a plan of the sessions that change; accepting it books them."""
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given = await forms.body(request, RepairIn)
    found = await shared.mended(request, programme, given)
    asked = given.model_dump(mode="json", exclude_none=True, by_alias=True)
    return await handlers.act(
        request,
        lambda db: plan_repairs.keep(db, programme, found, asked, asker, seconds=given.seconds, now=now),
        view=lambda _, stored: planning.plan_json(stored),
        status=201,
    )


async def events(request: web.Request) -> web.StreamResponse:
    """A plan's progress as it happens, as server-sent `progress` events; the last is `state`."""
    await request.app[STORE].read(planning.planned, request.match_info["id"], access.asker(request))
    headers = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
    response = web.StreamResponse(headers=headers | {"X-Accel-Buffering": "no"})
    await response.prepare(request)
    async for stored in request.app[PLANNER].follow(request.match_info["id"]):
        await response.write(_event(planning.plan_json(stored)))
    return response


def _event(shown: PlanShown) -> bytes:
    event = "progress" if shown["state"] == "running" else "state"
    data = shown if event == "state" else {"state": "running", **shown["progress"]}
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


async def _now(request: web.Request) -> PlanShown:
    asker: Asker = access.asker(request)
    stored = await request.app[STORE].read(planning.planned, request.match_info["id"], asker)
    fresh = request.app[PLANNER].freshest(stored)
    return await request.app[STORE].read(planning.shown, fresh)
