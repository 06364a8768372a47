"""The process that plans: a problem in, plans out as lines of JSON; ends with whoever started it.

Standard input brings one line with the seconds, one with the problem, and then nothing until it is closed (or a line
comes), which means: stop. Standard output gets a line for each plan that the engine tells of, the last one final.
"""

import os
import sys
import threading
import time

from sessions.values.planning import Plan, plan_to_json, problem_from_json
from sessions.values.planning.engine import plan

NICE = 10  # a live session on the same machine goes first


def main() -> None:
    """Plans what comes in."""
    os.nice(NICE)
    seconds = float(sys.stdin.buffer.readline())
    problem = problem_from_json(sys.stdin.buffer.readline())
    stop = threading.Event()
    threading.Thread(target=_until_told, args=(stop,), daemon=True).start()
    _tell(plan(problem, seconds=seconds, clock=time.monotonic, tell=_tell, stop=stop.is_set))


def _until_told(stop: threading.Event) -> None:
    os.read(sys.stdin.fileno(), 1)  # not the buffered reader, whose lock a thread must not hold when the process ends
    stop.set()


def _tell(found: Plan) -> None:
    sys.stdout.buffer.write(plan_to_json(found) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
