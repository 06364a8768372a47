"""What a set of sessions costs: the one definition of the sum that plans are compared by, and of the figures shown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from sessions.values.planning.grid import Grid, Seating
from sessions.values.planning.level import spread


@dataclass(frozen=True)
class Measure:
    """The figures of a plan. `objective` is the weighted sum of the problem's wishes; smaller is better. `repeats`
    (c (c - 1) / 2 for each pair that meets c times) stands beside it. `met` of `pairs` pairs of panelists meet."""

    unplaced: int
    spread: int
    chair_spread: int
    early: int
    doubled: int
    days: int
    disliked: int
    unwished: int
    objective: int
    repeats: int
    met: int
    pairs: int
    loads: tuple[int, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """By what plans are ordered: the sum first, then how often the same people meet."""
        return self.objective, self.repeats


def measure(grid: Grid, seatings: Sequence[Seating]) -> Measure:
    """The figures of these sessions; kept and locked ones count in loads, days and meetings only."""
    loads = _loads(grid.base, (p for one in seatings for p in one.panel))
    leads = _loads(grid.base_chairs, (one.chair for one in seatings))
    chairs = sorted(grid.chairs)
    met = meetings(grid, seatings)
    parts = {
        "unplaced": len(grid.open) + len(grid.hopeless) - len(seatings),
        "spread": spread(loads, grid.most),
        "chair_spread": spread([leads[p] for p in chairs], [grid.most_led[p] for p in chairs]),
        "early": sum(grid.slots[one.slot].day for one in seatings),
        "doubled": sum(len(one.panel) - len({grid.institution[p] for p in one.panel}) for one in seatings),
        "days": _days(grid, seatings),
        "disliked": sum(one.slot in grid.disliked[p] for one in seatings for p in one.panel),
        "unwished": sum(one.slot in grid.unwished[one.regency] for one in seatings),
    }
    people = len(grid.free)
    return Measure(
        **parts,
        objective=_objective(grid, parts),
        repeats=sum(count * (count - 1) // 2 for count in met.values()),
        met=len(met),
        pairs=people * (people - 1) // 2,
        loads=tuple(loads),
    )


def _objective(grid: Grid, parts: dict[str, int]) -> int:
    wishes = grid.problem.wishes
    return (
        wishes.unplaced * parts["unplaced"]
        + wishes.load * parts["spread"]
        + wishes.chairs * parts["chair_spread"]
        + wishes.early * parts["early"]
        + wishes.mixed * parts["doubled"]
        + wishes.days * parts["days"]
        + wishes.preferred * parts["disliked"]
        + wishes.wished * parts["unwished"]
    )


def meetings(grid: Grid, seatings: Iterable[Seating]) -> Counter[tuple[int, int]]:
    """How often each pair of panelists sits together, kept and locked sessions included."""
    taken = [[grid.position[p] for p in one.session.panel if p in grid.position] for one in grid.taken]
    panels = [*taken, *(one.panel for one in seatings)]
    return Counter(pair for panel in panels for pair in combinations(sorted(panel), 2))


def _loads(base: Sequence[int], seats: Iterable[int]) -> list[int]:
    counts = Counter(seats)
    return [known + counts[p] for p, known in enumerate(base)]


def _days(grid: Grid, seatings: Sequence[Seating]) -> int:
    comes = {(p, grid.slots[one.slot].day) for one in seatings for p in one.panel}
    return sum(day not in grid.there[p] for p, day in comes)
