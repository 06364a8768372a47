"""What both doors ask of plans: what came in as the core's own values, and a repair found in a process of its own."""

from aiohttp import web
from multidict import MultiDict

from server.clockwork.planner import mend
from server.forms import PlanIn, PlannedPatch, RepairIn
from server.web import access, filters, handlers
from server.web.keys import ACCEPTOR, PLANNER, STORE
from sessions.actions import plan_edits, plan_repairs, planning
from sessions.store import StoredPlan
from sessions.values.planning import Problem, Repaired

MOMENT = 1.0  # seconds in which a small plan is accepted before its answer goes


def wanted(given: PlanIn) -> planning.Wanted:
    """What is asked of a plan. Raises Invalid for an answer or a lack that there is not."""
    return planning.Wanted(
        given.from_, given.to, tuple(given.slots), given.parallel, float(given.seconds), given.keep,
        None if given.regencies is None else tuple(given.regencies), filters.of_query(MultiDict(given.query())),
        None if given.panelists is None else tuple(given.panelists),
    )  # fmt: skip


def edit(given: PlannedPatch) -> plan_edits.Edit:
    """What is to be changed of a planned session."""
    panel = None if given.panel is None else tuple(given.panel)
    return plan_edits.Edit(given.starts_at, panel, given.chair, given.locked)


async def mended(request: web.Request, programme: str, given: RepairIn) -> Repaired:
    """The repair that is asked for, as JSON. Raises what `plan_repairs.task` raises."""
    change = plan_repairs.Change(given.panelist, given.from_, given.to, given.day, given.regency, tuple(given.wished))
    asker, now = access.asker(request), handlers.now(request)
    task = await request.app[STORE].read(plan_repairs.task, programme, change, asker, now=now)
    return await mend(task, float(given.seconds))


async def accepted(request: web.Request, plan: str) -> None:
    """A plan whose acceptance has begun goes on; waits a moment, in which a small one ends."""
    request.app[ACCEPTOR].start(plan)
    await request.app[ACCEPTOR].settled(plan, seconds=MOMENT)


def start(request: web.Request, begun: tuple[StoredPlan, Problem]) -> None:
    """Sets the process to work on a plan that was committed."""
    stored, problem = begun
    request.app[PLANNER].start(stored.id, problem, seconds=stored.request["seconds"])
