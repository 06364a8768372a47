"""How long plans of 100 and 514 regencies take to be complete, even, within 1 % of the bound, and proven best; what the
formulation without its parts would do; repairs. Prints figures; only what must hold on any machine is asserted."""

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from ortools.sat.python import cp_model
from samples.plans import round_of

from sessions.values.planning.engine import plan
from sessions.values.planning.greedy import first_plan
from sessions.values.planning.grid import Grid
from sessions.values.planning.plan import Plan
from sessions.values.planning.repair import repair, without_panelist
from sessions.values.planning.seats import Goal, SeatModel, Seats, groups_of

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
SEEDS = (1, 2, 3)
ROUNDS = {
    "100 regencies, 3 weeks, panels of 4": {"size": 100, "weeks": 3},
    "100 regencies, 3 weeks, panels of 5": {"size": 100, "weeks": 3, "panel_size": 5},
    "514 regencies, 8 weeks, panels of 4": {"size": 514, "weeks": 8},
    "514 regencies, 8 weeks, panels of 5": {"size": 514, "weeks": 8, "panel_size": 5},
    "514, 8 weeks, slots that overlap": {"size": 514, "weeks": 8, "slots": ("08:00", "09:30", "11:00", "13:00")},
}
SECONDS = {100: 10, 514: 40}


@dataclass(frozen=True)
class Seen:
    """A plan on its way: seconds on the clock and of the processor, and how it stood."""

    clock: float
    processor: float
    planned: int
    objective: int
    spread: int


@dataclass(frozen=True)
class Traced:
    """A whole run."""

    seen: list[Seen]
    end: Plan
    megabytes: int


def test_the_way_of_a_plan(capsys):
    with capsys.disabled():
        print(f"\n\nload {os.getloadavg()[0]:.1f}; seconds on the clock / of the processor, one thread, seed by seed")
        print(f"{'':38}{'complete':>14}{'spread <= 1':>14}{'within 1 %':>14}{'best found':>14}", end="")
        print(f"{'sum':>8}{'bound':>8}{'gap':>8}{'spread':>8}{'chairs':>8}{'pairs':>8}{'MB':>6}")
        for name, given in ROUNDS.items():
            for seed in SEEDS:
                print(f"{name:38}{_row(_in_a_process(_traced, given, seed))}")


def _row(run: Traced) -> str:
    end, bound = run.end.progress, run.end.progress.bound
    times = (
        _first(run, lambda one: one.planned == end.of),
        _first(run, lambda one: one.planned == end.of and one.spread <= 1),
        _first(run, lambda one: one.objective <= bound * 1.01),
        _first(run, lambda one: one.objective == end.objective),
    )
    figures = f"{end.objective:8}{bound:8}{end.gap:8.2%}{end.spread:8}{end.chair_spread:8}{end.met / end.pairs:8.0%}"
    return f"{''.join(times)}{figures}{run.megabytes:6}"


def _first(run: Traced, holds) -> str:
    found = next((one for one in run.seen if holds(one)), None)
    return f"{found.clock:7.2f} /{found.processor:5.2f}" if found else f"{'-':>14}"


def _traced(given: dict, seed: int) -> Traced:
    problem, seen = round_of(seed=seed, **given), []
    begun = time.perf_counter(), time.process_time()

    def tell(found: Plan) -> None:
        now, progress = (time.perf_counter() - begun[0], time.process_time() - begun[1]), found.progress
        seen.append(Seen(*now, progress.planned, progress.objective, progress.spread))

    end = plan(problem, seconds=SECONDS[given["size"]], clock=time.perf_counter, tell=tell)
    return Traced(seen, end, _peak())


def _peak() -> int:
    """The most memory that this process has had, in megabytes; what its parent had does not count."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) // 1024


def test_the_seat_model_without_what_makes_it_fast(capsys):
    """The model of all days, hinted by the greedy plan: with CP-SAT's usual relaxation and with the full one."""
    with capsys.disabled():
        print(
            "\n\nseats of all days at once, from the greedy plan, 30 s of one thread: sum, bound (panels not yet made)"
        )
        for size, weeks in ((100, 3), (514, 8)):
            for level in (1, 2):
                found = [_in_a_process(_seats_alone, size, weeks, seed, level) for seed in SEEDS]
                shown = "   ".join(f"{value:7.0f} >= {bound:7.0f} {seconds:5.1f} s" for value, bound, seconds in found)
                print(f"{size} regencies, linearization {level}   {shown}")


def _seats_alone(size: int, weeks: int, seed: int, level: int) -> tuple[float, float, float]:
    grid = Grid.of(round_of(size, weeks=weeks, seed=seed))
    groups = groups_of(grid)
    seats = Seats.of(first_plan(grid), groups)
    model = SeatModel(grid, groups, seats, range(len(grid.days)), Goal(complete=True, loads="spread"))
    model.hint()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = level
    solver.parameters.max_time_in_seconds = 30
    solver.solve(model.model)
    return solver.objective_value, solver.best_objective_bound, solver.wall_time


def test_a_panelist_is_lost(capsys):
    with capsys.disabled():
        print(
            "\n\nrepair after one panelist's loss: seconds of the processor, sessions hit, seats changed, moved, lost"
        )
        for size, weeks in ((100, 3), (514, 8)):
            problem = round_of(size, weeks=weeks)
            old = plan(problem, seconds=8, clock=time.process_time).sessions
            for who in ("p000", "p007", "p030", "p050"):
                begun = time.process_time()
                changed = without_panelist(problem, who, old[0].starts_at)
                found = repair(changed, old, seconds=10, clock=time.process_time)
                moved = sum(one.moved for one in found.differences)
                kind = "a chair " if who < "p020" else "a member"
                print(
                    f"{size} regencies, {kind}  {time.process_time() - begun:5.2f} s{found.hit:5} hit{found.seats:5} "
                    f"seats{moved:4} moved{len(found.lost):4} lost, spread to {found.spread_after}"
                )
                assert len(found.sessions) + len(found.lost) == size


def _in_a_process(job, *given):
    """Each in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(job, *given).result()
