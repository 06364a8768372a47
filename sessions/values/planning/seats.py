"""Who is on duty when, and how many of which regencies present then: seats that know no regency.

The CP-SAT model of a round without saying which panel a seat belongs to, for any set of its days with the others held
still. Panels are made of the seats elsewhere (`panels.py`); legality is `grid.py`'s.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from ortools.sat.python import cp_model

from sessions.values.planning.evenness import Vessels, add_distance, add_spread, idle_first
from sessions.values.planning.grid import Grid, Seating
from sessions.values.planning.level import Level

TIGHT = 0.5  # a regency whom fewer than this share of the panelists, or chairs, may score is modelled by itself


@dataclass(frozen=True)
class Group:
    """Regencies that a seat cannot tell apart: the same usable slots and wishes, and, where few may score them, the
    same conflicts."""

    regencies: tuple[int, ...]
    usable: frozenset[int]
    unwished: frozenset[int]
    barred: frozenset[int] = frozenset()


def groups_of(grid: Grid) -> list[Group]:
    """The open regencies in groups, the tightest first."""
    found: dict[tuple[frozenset[int], frozenset[int], frozenset[int]], list[int]] = defaultdict(list)
    for r in grid.open:
        barred = grid.barred[r] if _is_tight(grid, r) else frozenset()
        found[grid.usable[r], grid.unwished[r], barred].append(r)
    groups = [Group(tuple(rs), *key) for key, rs in found.items()]
    return sorted(groups, key=lambda one: (len(one.usable), -len(one.barred), one.regencies))


def _is_tight(grid: Grid, r: int) -> bool:
    people, chairs = len(grid.free), len(grid.chairs)
    return people - len(grid.barred[r]) < TIGHT * people or len(grid.chairs - grid.barred[r]) < TIGHT * chairs


@dataclass
class Seats:
    """Who is on duty in each slot, who of them leads a panel, and how many of each group present; all by slot."""

    present: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    leads: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    groups: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    @classmethod
    def of(cls, seatings: Iterable[Seating], groups: Sequence[Group]) -> "Seats":
        """The seats of known sessions."""
        group = {r: number for number, one in enumerate(groups) for r in one.regencies}
        seats = cls()
        for one in seatings:
            seats.present[one.slot] |= one.panel
            seats.leads[one.slot].add(one.chair)
            seats.groups[one.slot][group[one.regency]] += 1
        return seats

    def running(self, s: int) -> int:
        """How many sessions the slot has."""
        return sum(self.groups[s].values()) if s in self.groups else 0

    def placed(self) -> Counter[int]:
        """How many of each group have a session."""
        return sum(self.groups.values(), Counter())

    def loads(self, grid: Grid) -> list[int]:
        """Every panelist's sessions, those that are taken already included."""
        return _added(grid.base, self.present)

    def chair_loads(self, grid: Grid) -> list[int]:
        """How often every panelist leads, likewise."""
        return _added(grid.base_chairs, self.leads)


def _added(base: Sequence[int], people: dict[int, set[int]]) -> list[int]:
    counts = Counter(p for found in people.values() for p in found)
    return [known + counts[p] for p, known in enumerate(base)]


@dataclass(frozen=True)
class Goal:
    """What a model of seats is solved for.

    With `complete` all that is not on other days must be placed here, else as many as possible. `loads` says how even
    loads count: by their "spread" in the whole round, by their distance from the best "level", as a preference for the
    "idle", or, like all other wishes, not at all ("none").
    """

    complete: bool = False
    loads: Literal["spread", "level", "idle", "none"] = "idle"


class SeatModel:
    """The model for some days of a round, the others held as they are in `seats`."""

    def __init__(self, grid: Grid, groups: Sequence[Group], seats: Seats, days: Iterable[int], goal: Goal) -> None:
        self.grid, self.groups, self.seats, self.goal = grid, groups, seats, goal
        self.days = sorted(set(days))
        self.slots = [s for day in self.days for s in grid.days[day]]
        self.model = cp_model.CpModel()
        self.costs: list[tuple[int, cp_model.LinearExprT]] = []
        self._counts()
        self._rooms()
        self._people()
        self._panels()
        self.costs += [(self.grid.problem.wishes.unplaced, part) for part in self.missing]
        if goal.loads != "none":
            self._loads()
            self._wishes()
        self.model.minimize(sum(weight * part for weight, part in self.costs))

    # - variables and rules -

    def _counts(self) -> None:
        """n[g, s]: how many regencies of a group present in a slot; each has one session at most."""
        model, rooms = self.model, self.grid.problem.parallel
        self.n: dict[tuple[int, int], cp_model.IntVar] = {}
        elsewhere = self.seats.placed()
        for s in self.slots:
            elsewhere -= self.seats.groups.get(s, Counter())
        self.missing: list[cp_model.LinearExprT] = []
        for g, group in enumerate(self.groups):
            need = len(group.regencies) - elsewhere[g]
            for s in group.usable & self._inside:
                self.n[g, s] = model.new_int_var(0, max(0, min(rooms, need)), f"n{g},{s}")
            here = sum(self.n[g, s] for s in group.usable & self._inside)
            if self.goal.complete:
                model.add(here == need)
            else:
                model.add(here <= need)
                self.missing.append(need - here)
        by_slot: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (_, s), var in self.n.items():
            by_slot[s].append(var)
        self.running = {s: model.new_int_var(0, rooms, f"N{s}") for s in self.slots}
        for s in self.slots:
            model.add(self.running[s] == sum(by_slot[s]))

    def _rooms(self) -> None:
        """At no instant more sessions than rooms."""
        for slots, rooms in self.grid.moments:
            if not slots.isdisjoint(self._inside):
                fixed = sum(self.seats.running(s) for s in slots - self._inside)
                self.model.add(sum(self.running[s] for s in slots & self._inside) <= rooms - fixed)

    def _people(self) -> None:
        """y[p, s]: on duty, c[p, s]: leads a panel; nobody twice at once, nobody beyond the day's limit."""
        grid = self.grid
        self.y = {
            (p, s): self.model.new_bool_var(f"y{p},{s}")
            for p, free in enumerate(grid.free)
            for s in self.slots
            if s in free
        }
        self.c = {(p, s): self.model.new_bool_var(f"c{p},{s}") for p, s in self.y if p in grid.chairs}
        for key, leads in self.c.items():
            self.model.add(leads <= self.y[key])
        for p, free in enumerate(grid.free):
            for day in self.days:
                here = [self.y[p, s] for s in grid.days[day] if s in free]
                if len(here) > grid.left[p][day]:
                    self.model.add(sum(here) <= grid.left[p][day])
        for slots, _ in grid.moments:
            if len(slots) > 1 and not slots.isdisjoint(self._inside):
                self._once(slots)

    def _once(self, slots: frozenset[int]) -> None:
        """In one of these slots at most, as they share an instant."""
        inside, outside = slots & self._inside, slots - self._inside
        for p, free in enumerate(self.grid.free):
            fixed = sum(p in self.seats.present.get(s, ()) for s in outside)
            self.model.add(sum(self.y[p, s] for s in inside & free) <= 1 - fixed)

    def _panels(self) -> None:
        """People and a chair for every session that runs; for tight groups, enough without a conflict."""
        size = self.grid.problem.rules.panel_size
        for s in self.slots:
            self.model.add(sum(self._duty[s].values()) == size * self.running[s])
            self.model.add(sum(self._leads[s].values()) == self.running[s])
        for (g, s), count in self.n.items():
            if barred := self.groups[g].barred:
                self.model.add(sum(var for p, var in self._duty[s].items() if p not in barred) >= size * count)
                self.model.add(sum(var for p, var in self._leads[s].items() if p not in barred) >= count)

    # - wishes -

    def _loads(self) -> None:
        """Even loads of all and of chairs: by their true spread, by the distance from a level, or the idle first."""
        grid, wishes = self.grid, self.grid.problem.wishes
        people, leaders = range(len(grid.free)), sorted(grid.chairs)
        everybody = self._vessels(people, self.seats.present, grid.base, grid.most, grid.load_level)
        chairs = self._vessels(leaders, self.seats.leads, grid.base_chairs, grid.most_led, grid.lead_level)
        for vessels, parts, weight in (
            (everybody, _by_person(self.y), wishes.load),
            (chairs, _by_person(self.c), wishes.chairs),
        ):
            if self.goal.loads == "spread":
                cost = add_spread(self.model, vessels, parts, complete=self.goal.complete)
                self.costs.append((weight, cost))
            elif self.goal.loads == "level":
                self.costs.append((max(1, weight), add_distance(self.model, vessels, parts)))
            else:
                self.costs.append((1, idle_first(vessels, parts)))

    def _vessels(
        self,
        people: Sequence[int],
        by_slot: dict[int, set[int]],
        base: Sequence[int],
        most: Sequence[int],
        level: Level,
    ) -> Vessels:
        outside = Counter(p for s, found in by_slot.items() if s not in self._inside for p in found)
        now = Counter(p for found in by_slot.values() for p in found)
        return Vessels(
            elsewhere={p: base[p] + outside[p] for p in people},
            most={p: most[p] for p in people},
            level=level,
            now={p: base[p] + now[p] for p in people},
        )

    def _wishes(self) -> None:
        grid, wishes = self.grid, self.grid.problem.wishes
        for s, count in self.running.items():
            self.costs.append((wishes.early * grid.slots[s].day, count))
        for (g, s), count in self.n.items():
            if s in self.groups[g].unwished:
                self.costs.append((wishes.wished, count))
        for (p, s), var in self.y.items():
            if s in grid.disliked[p]:
                self.costs.append((wishes.preferred, var))
        self._mixed()
        self._days()

    def _mixed(self) -> None:
        """People of one institution beyond one for each session: the least that its panels can double."""
        if not self.grid.problem.wishes.mixed:
            return
        for s in self.slots:
            by_institution: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for p, var in self._duty[s].items():
                by_institution[self.grid.institution[p]].append(var)
            for number, parts in by_institution.items():
                if len(parts) > 1:
                    excess = self.model.new_int_var(0, len(parts), f"e{number},{s}")
                    self.model.add(excess >= sum(parts) - self.running[s])
                    self.costs.append((self.grid.problem.wishes.mixed, excess))

    def _days(self) -> None:
        """Days on which a panelist has to come, beyond those with a session that stands anyway."""
        grid = self.grid
        if not grid.problem.wishes.days:
            return
        for p, free in enumerate(grid.free):
            for day in self.days:
                here = [self.y[p, s] for s in grid.days[day] if s in free]
                if here and day not in grid.there[p]:
                    comes = self.model.new_bool_var(f"c{p},{day}")
                    for var in here:
                        self.model.add(var <= comes)
                    self.costs.append((grid.problem.wishes.days, comes))

    # - solving -

    def hint(self) -> None:
        """Suggests what stands now."""
        for (p, s), var in self.y.items():
            self.model.add_hint(var, p in self.seats.present.get(s, ()))
        for (p, s), var in self.c.items():
            self.model.add_hint(var, p in self.seats.leads.get(s, ()))
        for (g, s), count in self.n.items():
            self.model.add_hint(count, self.seats.groups[s][g] if s in self.seats.groups else 0)
        for s, count in self.running.items():
            self.model.add_hint(count, self.seats.running(s))

    def read(self, value: Callable[[cp_model.IntVar], int]) -> Seats:
        """The seats as a whole after a solution: the days of this model anew, the others as they were."""
        seats = Seats()
        for s, people in self.seats.present.items():
            if s not in self._inside:
                seats.present[s], seats.leads[s] = set(people), set(self.seats.leads[s])
                seats.groups[s] = Counter(self.seats.groups[s])
        for found, parts in ((seats.present, self.y), (seats.leads, self.c)):
            for (p, s), var in parts.items():
                if value(var):
                    found[s].add(p)
        for (g, s), count in self.n.items():
            if value(count):
                seats.groups[s][g] = value(count)
        return seats

    @cached_property
    def _inside(self) -> frozenset[int]:
        return frozenset(self.slots)

    @cached_property
    def _duty(self) -> dict[int, dict[int, cp_model.IntVar]]:
        return _by_slot(self.y)

    @cached_property
    def _leads(self) -> dict[int, dict[int, cp_model.IntVar]]:
        return _by_slot(self.c)


def _by_slot(parts: dict[tuple[int, int], cp_model.IntVar]) -> dict[int, dict[int, cp_model.IntVar]]:
    found: dict[int, dict[int, cp_model.IntVar]] = defaultdict(dict)
    for (p, s), var in parts.items():
        found[s][p] = var
    return found


def _by_person(parts: dict[tuple[int, int], cp_model.IntVar]) -> dict[int, list[cp_model.IntVar]]:
    found: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for (p, _), var in parts.items():
        found[p].append(var)
    return found
