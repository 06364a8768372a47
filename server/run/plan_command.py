"""`sidang plan`: a programme planned in the terminal, with its progress in one line that grows better."""

import argparse
import asyncio
import sys
from datetime import date, timedelta

from server.clockwork.planner import PlannerDied, Run
from server.opening import opened
from server.settings import Settings
from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import accepting, planning
from sessions.clock import wall_clock
from sessions.errors import NotFound
from sessions.store.before import registry
from sessions.store.engine import Db, Store
from sessions.values.planning.plan import Plan, Progress
from sessions.values.planning.problem import Problem

BAR = 30
SLOTS = ("08:00", "10:30", "13:00")


def add_to(command: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    command.add_argument("programme", metavar="PROGRAMME", help="its id or its name")
    command.add_argument("--from", dest="first", type=_day, metavar="DATE", help="the first day (default: tomorrow)")
    command.add_argument("--to", dest="last", type=_day, metavar="DATE", help="the last day (default: eight weeks on)")
    command.add_argument("--slots", type=_slots, default=SLOTS, metavar="HH:MM,…", help=f"default: {','.join(SLOTS)}")
    command.add_argument("--parallel", type=int, default=6, metavar="N", help="sessions at once (default: 6)")
    command.add_argument("--seconds", type=float, default=10, metavar="S", help="how long to plan (default: 10)")
    command.add_argument("--anew", action="store_true", help="plan booked sessions anew, too")
    command.add_argument("--accept", action="store_true", help="book the plan and invite everybody")


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Plans, shows how it goes, keeps the plan; 1 if a regency is left over."""
    with opened(settings) as store:
        wanted = _wanted(given)
        programme = store.read_now(_programme, given.programme)
        stored, problem = store.write_now(planning.begin, programme, wanted, COMMAND_LINE, now=wall_clock())
        found = asyncio.run(_plan(store, stored.id, problem, given.seconds))
        for one in found.unplanned:
            print(f"{one.regency}: {one.because.id}")
        for help_ in found.helps:
            print(f"+ {help_.words.id}")
        print(f"plan {stored.id}: {found.state}")
        if given.accept and found.sessions:
            store.write_now(accepting.accept_now, stored.id, COMMAND_LINE, now=wall_clock())
            print(f"{len(found.sessions)} sessions booked")
        return 1 if found.unplanned else 0


async def _plan(store: Store, plan: str, problem: Problem, seconds: float) -> Plan:
    last: Plan | None = None
    try:
        async for found in Run(problem, seconds).plans():
            last = found
            _show(found.progress)
    except PlannerDied:
        await store.write(planning.fail, plan)
        raise
    finally:
        print(file=sys.stderr)
    assert last is not None
    await store.write(planning.note, plan, last)
    return last


def _show(progress: Progress) -> None:
    share = progress.planned / progress.of if progress.of else 1.0
    bar = "█" * round(BAR * share) + "░" * (BAR - round(BAR * share))
    line = f"{bar} {progress.planned}/{progress.of}  gap {progress.gap:.1%}  spread {progress.spread}"
    print(f"\r{line}  {progress.seconds:5.1f} s", end="", file=sys.stderr, flush=True)


def _wanted(given: argparse.Namespace) -> planning.Wanted:
    first = given.first or wall_clock().date() + timedelta(days=1)
    last = given.last or first + timedelta(weeks=8)
    return planning.Wanted(first, last, given.slots, given.parallel, given.seconds, keep=not given.anew)


def _programme(db: Db, name: str) -> str:
    for programme in registry.all_programmes(db):
        if name in (programme.id, programme.name):
            return programme.id
    raise NotFound(f"there is no programme {name!r}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2026-12-01") from None


def _slots(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
