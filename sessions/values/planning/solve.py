"""Running a CP-SAT model so that it can be watched and stopped: one thread, the best so far at any time."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ortools.sat.python import cp_model

T = TypeVar("T")
GLANCE = 0.05  # seconds between two looks at whether to stop


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What a search came to: the best solution (None without one) with its sum, the proven bound, and whether none is
    possible."""

    best: T | None
    objective: float
    bound: float
    optimal: bool
    impossible: bool


def new_solver(seconds: float) -> cp_model.CpSolver:
    """A solver of one thread: the other core belongs to the sessions that run."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # The models are nearly flows: their LP finds in milliseconds what search does not find in minutes.
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    return solver


class _Watch(cp_model.CpSolverSolutionCallback, Generic[T]):
    def __init__(self, read: "Callable[[cp_model.CpSolverSolutionCallback], T]") -> None:
        super().__init__()
        self.read, self.fresh = read, False
        self.latest: T | None = None

    def on_solution_callback(self) -> None:
        self.latest, self.fresh = self.read(self), True


def search(
    model: cp_model.CpModel,
    read: "Callable[[cp_model.CpSolverSolutionCallback], T]",
    *,
    seconds: float,
    look: Callable[[T | None, float | None], bool],
    close_enough: int = 0,
) -> Outcome[T]:
    """Solves in a thread of its own for at most so many seconds, or until no solution is better by `close_enough`.

    `look(solution, bound)` is called every 50 ms with a solution that is new (else None) and the bound proven so far
    (None while there is none); it answers whether to go on.
    """
    solver, watch = new_solver(seconds), _Watch(read)
    solver.parameters.absolute_gap_limit = close_enough
    bounds: list[float] = []
    solver.best_bound_callback = bounds.append
    ended: list[object] = []
    thread = threading.Thread(target=lambda: ended.append(solver.solve(model, watch)), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(GLANCE)
        news = watch.latest if watch.fresh else None
        watch.fresh = False
        if not look(news, bounds[-1] if bounds else None):
            solver.stop_search()
            thread.join()
    if not ended:
        raise RuntimeError("the solver failed")
    return Outcome(
        best=watch.latest,  # also what was found between the last look and the end
        objective=solver.objective_value if watch.latest is not None else math.inf,
        bound=solver.best_objective_bound,
        optimal=ended[0] == cp_model.OPTIMAL,
        impossible=ended[0] == cp_model.INFEASIBLE,
    )
