"""Plans under way: each in a process of its own, watched from here, kept in the store as it grows.

One plans at a time: the machine's other core is for the live sessions. Closing a page stops nothing; ending the server
ends the processes, and what they had come to may be used.
"""

import asyncio
import contextlib
import json
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import structlog
from pydantic import TypeAdapter

from sessions.actions import plan_repairs, planning
from sessions.store import Store, StoredPlan, plans
from sessions.values import Clock
from sessions.values.planning import Plan, Problem, Repaired, plan_from_json, plan_to_json, problem_to_json

LINE_BYTES = 16 * 1024 * 1024  # a plan of 2,000 sessions is half a megabyte
KEEP_EVERY = timedelta(seconds=2)
MEND_SECONDS = 60.0  # for the process to begin and to end, on a busy machine
END_SECONDS = 5.0  # how long a process that was told to stop has, before it is ended
log = structlog.get_logger()


class PlannerDied(Exception):
    """The planning process ended before it had finished."""


class Run:
    """One planning process."""

    def __init__(self, problem: Problem, seconds: float) -> None:
        self._problem = problem
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None
        self._told = False

    async def plans(self) -> AsyncIterator[Plan]:
        """Every plan that it tells of; the last is final. Raises PlannerDied."""
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.clockwork.planning_process", stdin=-1, stdout=-1, limit=LINE_BYTES
        )
        assert process.stdin is not None and process.stdout is not None
        last: Plan | None = None
        try:
            process.stdin.write(f"{self._seconds}\n".encode() + problem_to_json(self._problem) + b"\n")
            if self._told:
                self.stop()
            while line := await process.stdout.readline():
                last = plan_from_json(line)
                yield last
        finally:
            await self._end(process)
        if last is None or last.state == "running":
            raise PlannerDied(f"the planner ended with {process.returncode}")

    def stop(self) -> None:
        """Tells it to finish with what it has."""
        self._told = True
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def kill(self) -> None:
        """Ends it at once."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is None and process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


class Planner:
    """The plans of this server that are under way."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._runs: dict[str, Run] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._latest: dict[str, Plan] = {}
        self._changed: dict[str, asyncio.Condition] = defaultdict(asyncio.Condition)
        self._turn = asyncio.Semaphore(1)
        self._closing = False

    def start(self, plan_id: str, problem: Problem, *, seconds: float) -> None:
        """Begins to plan, as soon as no other plan runs."""
        self._runs[plan_id] = Run(problem, seconds)
        self._tasks[plan_id] = asyncio.create_task(self._watch(plan_id))

    async def stop(self, plan_id: str) -> None:
        """Stops a plan and waits until it is kept."""
        run, task = self._runs.get(plan_id), self._tasks.get(plan_id)
        if run is not None and task is not None:
            run.stop()
            await asyncio.wait([task], timeout=2 * END_SECONDS)

    def freshest(self, stored: StoredPlan) -> StoredPlan:
        """The stored plan with what it has come to since."""
        latest = self._latest.get(stored.id)
        if latest is None or stored.state != "running":
            return stored
        return replace(stored, doc=json.loads(plan_to_json(latest)))

    async def follow(self, plan_id: str) -> AsyncIterator[StoredPlan]:
        """The plan each time that it has come further; the last is one that has ended."""
        while not self._closing:
            stored = self.freshest(await self._store.read(plans.get, plan_id))
            yield stored
            if stored.state != "running":
                return
            await self._next(plan_id)

    async def close(self) -> None:
        """Ends every process and every stream."""
        self._closing = True
        for run in self._runs.values():
            run.kill()
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _watch(self, plan_id: str) -> None:
        try:
            async with self._turn:
                await self._follow(plan_id)
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("plan-failed", plan=plan_id)
            await self._store.write(planning.fail, plan_id)
        finally:
            for kept in (self._runs, self._tasks, self._latest):
                kept.pop(plan_id, None)
            await self._tell(plan_id)
            self._changed.pop(plan_id, None)

    async def _follow(self, plan_id: str) -> None:
        kept_at = self._clock()
        async for found in self._runs[plan_id].plans():
            self._latest[plan_id] = found
            if found.state != "running" or self._clock() - kept_at >= KEEP_EVERY:
                await self._store.write(planning.note, plan_id, found)
                kept_at = self._clock()
            await self._tell(plan_id)

    async def _tell(self, plan_id: str) -> None:
        async with self._changed[plan_id]:
            self._changed[plan_id].notify_all()

    async def _next(self, plan_id: str) -> None:
        if plan_id not in self._tasks:
            return
        async with self._changed[plan_id]:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed[plan_id].wait(), 15)


async def mend(task: plan_repairs.Task, seconds: float) -> Repaired:
    """The repair of a booked programme, as JSON, found in a process of its own. Raises PlannerDied."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.clockwork.repair_process", str(seconds), stdin=-1, stdout=-1, limit=LINE_BYTES
    )
    try:
        out, _ = await asyncio.wait_for(
            process.communicate(TypeAdapter(plan_repairs.Task).dump_json(task)), seconds + MEND_SECONDS
        )
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise PlannerDied(f"the planner ended with {process.returncode}")
    found: Repaired = json.loads(out)
    return found
