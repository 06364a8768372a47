"""The process that mends a booked programme: a task in on standard input, the repair out as JSON."""

import os
import sys
import time
from datetime import UTC, datetime

from pydantic import TypeAdapter

from sessions.actions import plan_repairs
from sessions.values.planning import Problem
from sessions.values.planning.repair import Repair, other_date, repair, without_day, without_panelist

NICE = 10
TASK = TypeAdapter(plan_repairs.Task)
REPAIR = TypeAdapter(Repair)


def main() -> None:
    """Mends what comes in; the one argument is the seconds that it may take."""
    os.nice(NICE)
    task = TASK.validate_json(sys.stdin.buffer.read())
    found = repair(changed(task.problem, task.change), task.booked, seconds=float(sys.argv[1]), clock=time.monotonic)
    sys.stdout.buffer.write(REPAIR.dump_json(found))


def changed(problem: Problem, change: plan_repairs.Change) -> Problem:
    """The problem as it is now."""
    if change.panelist is not None:
        since = change.since or problem.earliest or datetime.min.replace(tzinfo=UTC)
        return without_panelist(problem, change.panelist, since, change.until)
    assert change.day is not None
    if change.regency is not None:
        return other_date(problem, change.regency, change.day, frozenset(change.wished))
    return without_day(problem, change.day)


if __name__ == "__main__":
    main()
