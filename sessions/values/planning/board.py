"""A plan in the making: who sits where, kept right in time, rooms and daily limits as it changes."""

from collections import defaultdict
from collections.abc import Iterable

from sessions.values.planning.grid import Grid, Seating


class Board:
    """Seatings by regency, and what they use up. It refuses nothing: ask `may_sit` and `has_room` first."""

    def __init__(self, grid: Grid, seatings: Iterable[Seating] = ()) -> None:
        self.grid = grid
        self.slot: dict[int, int] = {}
        self.panel: dict[int, set[int]] = {}
        self.chair: dict[int, int] = {}
        self.loads = list(grid.base)
        self.leads = list(grid.base_chairs)
        self.sits: list[dict[int, int]] = [{} for _ in grid.free]  # of each panelist: slot -> regency
        self.left = [list(days) for days in grid.left]
        self.running: dict[int, set[int]] = defaultdict(set)  # slot -> regencies
        for one in seatings:
            self.place(one.regency, one.slot, one.panel, one.chair)

    def seatings(self) -> list[Seating]:
        """What stands on the board, in the order of time."""
        ordered = sorted(self.slot.items(), key=lambda pair: (pair[1], pair[0]))
        return [Seating(r, s, frozenset(self.panel[r]), self.chair[r]) for r, s in ordered]

    def place(self, r: int, s: int, panel: Iterable[int], chair: int) -> None:
        """Puts a regency into a slot with its panel, the chair among it."""
        self.slot[r], self.panel[r], self.chair[r] = s, set(), chair
        self.leads[chair] += 1
        self.running[s].add(r)
        for p in panel:
            self.sit(p, r)

    def sit(self, p: int, r: int) -> None:
        """Puts a panelist on a regency's panel."""
        s = self.slot[r]
        self.panel[r].add(p)
        self.sits[p][s] = r
        self.loads[p] += 1
        self.left[p][self.grid.slots[s].day] -= 1

    def may_sit(self, p: int, s: int) -> bool:
        """Whether the panelist has the slot's time and the day's limit left."""
        grid = self.grid
        return s in grid.free[p] and self.left[p][grid.slots[s].day] > 0 and grid.clashes[s].isdisjoint(self.sits[p])

    def has_room(self, s: int) -> bool:
        """Whether one more session may run then."""
        return all(sum(len(self.running[other]) for other in slots) < rooms for slots, rooms in self.grid.by_slot[s])

    def is_apart(self, r: int, s: int) -> bool:
        """Whether the regency's own people are elsewhere in none of the sessions of that time."""
        grid = self.grid
        beside = grid.clashes[s]
        if any(self.slot.get(other) in beside for other in grid.entangled.get(r, ())):
            return False
        return all(beside.isdisjoint(self.sits[p]) for p in grid.staff.get(r, ()))

    def is_staffing(self, p: int, s: int) -> bool:
        """Whether the panelist comes with a regency that presents at that time."""
        beside = self.grid.clashes[s]
        return any(p in people and self.slot.get(r) in beside for r, people in self.grid.staff.items())
