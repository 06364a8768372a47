"""A first plan in no time: the earliest slot, the tightest regency first, the least loaded people.

It keeps every hard rule and may leave regencies over; making it better is others' work.
"""

from collections.abc import Iterable

from sessions.values.planning.board import Board
from sessions.values.planning.grid import Grid, Seating


def first_plan(grid: Grid) -> list[Seating]:
    """Seatings that keep every hard rule, of as many regencies as come out easily."""
    board = Board(grid)
    waiting = sorted(grid.open, key=lambda r: (len(grid.usable[r]), -len(grid.barred[r]), r))
    for wished in (True, False):
        for slot in grid.slots:
            waiting = _fill(board, slot.index, waiting, wished=wished)
    return board.seatings()


def _fill(board: Board, s: int, waiting: list[int], *, wished: bool) -> list[int]:
    """Places what fits into one slot; what is left waiting."""
    grid, size, over = board.grid, board.grid.problem.rules.panel_size, list[int]()
    ready = {p for p in grid.ready[s] if board.may_sit(p, s)}
    for number, r in enumerate(waiting):
        if not board.has_room(s) or len(ready) < size or ready.isdisjoint(grid.chairs):
            return over + waiting[number:]
        avoids = wished and s in grid.unwished[r]
        panel = None if avoids or s not in grid.usable[r] else choose_panel(board, r, s, ready)
        if panel is None:
            over.append(r)
        else:
            board.place(r, s, panel, panel[0])
            ready.difference_update(panel)
    return over


def choose_panel(board: Board, r: int, s: int, free: Iterable[int]) -> list[int] | None:
    """A chair, then members, from who is free in that slot, the least loaded first; None if there are too few."""
    grid, size = board.grid, board.grid.problem.rules.panel_size
    if not board.is_apart(r, s):
        return None
    ready = sorted(p for p in free if p not in grid.barred[r] and not board.is_staffing(p, s))
    if len(ready) < size or not any(p in grid.chairs for p in ready):
        return None
    weight = {p: _weight(board, p, s) for p in ready}
    panel = [min((p for p in ready if p in grid.chairs), key=lambda p: (board.leads[p] + weight[p], p))]
    while len(panel) < size:
        present = {grid.institution[p] for p in panel}
        panel.append(
            min(
                (p for p in ready if p not in panel),
                key=lambda p: (weight[p] + (grid.institution[p] in present) + 2 * (p in grid.chairs), p),
            )
        )
    return panel


def _weight(board: Board, p: int, s: int) -> float:
    """How much better used elsewhere: by load, and by how many of the day's slots the panelist could take instead."""
    grid = board.grid
    day = grid.slots[s].day
    elsewhere = sum(other > s and other in grid.free[p] for other in grid.days[day])
    scarce = elsewhere > 0 and board.left[p][day] == 1
    return board.loads[p] + 0.5 * elsewhere + 3 * scarce + 2 * (s in grid.disliked[p])
