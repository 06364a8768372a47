"""A bound that is there before any search: what rooms, people and days alone make of a plan's sum at the least."""

from collections.abc import Sequence

from sessions.values.planning.grid import Grid


def first_bound(grid: Grid) -> int:
    """No plan's sum is below this."""
    wishes = grid.problem.wishes
    early, waiting = _earliest(grid, len(grid.open))
    if not _placing_pays(grid):
        return 0
    if waiting:
        return wishes.unplaced * (waiting + len(grid.hopeless)) + early
    evenness = wishes.load * grid.load_level.spread + wishes.chairs * grid.lead_level.spread
    return min(wishes.unplaced * len(grid.hopeless) + early + evenness, bound_of_incomplete(grid))


def bound_of_incomplete(grid: Grid) -> int:
    """No plan that leaves out a regency which could have a session has a sum below this."""
    early, waiting = _earliest(grid, max(0, len(grid.open) - 1))
    left_over = waiting + len(grid.hopeless) + 1
    return grid.problem.wishes.unplaced * left_over + early if _placing_pays(grid) else 0


def _placing_pays(grid: Grid) -> bool:
    """Whether a regency placed on the last day is better than one left out; else little is certain."""
    return grid.problem.wishes.unplaced > grid.problem.wishes.early * len(grid.days)


def _earliest(grid: Grid, count: int) -> tuple[int, int]:
    """The least that so many sessions can cost by their days, and how many find no room. Days are filled from the
    first on, each as if the others did not exist."""
    early, waiting = 0, count
    for day, slots in enumerate(grid.days):
        held = min(waiting, day_capacity(grid, slots))
        waiting, early = waiting - held, early + held * day
    return grid.problem.wishes.early * early, waiting


def day_capacity(grid: Grid, slots: Sequence[int]) -> int:
    """The most sessions that these slots of one day can hold."""
    if not slots:
        return 0
    size, parallel = grid.problem.rules.panel_size, grid.problem.parallel
    chain = grid.apart(slots)
    seats = [min(grid.left[p][grid.slots[slots[0]].day], chain) for p in range(len(grid.free))]
    at_once = [
        min(rooms, len(grid.ready[s]) // size, len(grid.ready[s] & grid.chairs))
        for s in slots
        for rooms in [min(rooms for _, rooms in grid.by_slot[s])]
    ]
    return min(
        sum(at_once),
        parallel * chain,
        sum(seats) // size,
        sum(seat for p, seat in enumerate(seats) if p in grid.chairs),
    )
