"""A bound that is there before any search: what rooms, people and days alone make of a plan's sum at the least."""

from collections.abc import Sequence

from sessions.planning.grid import Grid


def first_bound(grid: Grid) -> int:
    """No plan's sum is below this. Days are filled from the first on, each as if the others did not exist."""
    wishes, waiting, early = grid.problem.wishes, len(grid.open), 0
    if wishes.unplaced <= wishes.early * len(grid.days):
        return 0  # leaving a regency out could be cheaper than a late day: nothing is certain
    for day, slots in enumerate(grid.days):
        held = min(waiting, day_capacity(grid, slots))
        waiting, early = waiting - held, early + held * day
    left_over = waiting + len(grid.hopeless)
    if waiting:
        return wishes.unplaced * left_over
    whole = wishes.early * early + wishes.load * grid.load_level.spread + wishes.chairs * grid.lead_level.spread
    return wishes.unplaced * left_over + min(whole, wishes.unplaced)


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
