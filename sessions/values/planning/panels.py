"""Panels made of the people on duty in each slot, and regencies put on panels, by simulated annealing.

Who is on duty when stays as the seats say (but for a trade of two people's seats now and then), so loads, diaries,
rooms and daily limits are right by construction; what is looked for are panels without a conflict of interest, each
with a chair, of mixed institutions, of people who do not meet again and again. Kirkpatrick, Gelatt and Vecchi,
"Optimization by Simulated Annealing", Science 220 (1983).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from random import Random

from sessions.values.planning.grid import Grid, Seating
from sessions.values.planning.seats import Group, Seats

BREACH = 1_000  # of a hard rule: weighs more than all wishes that one swap could touch
SCALE = 10  # wishes that stand in the plan's sum weigh so much more than partners
HOT, COLD = 30.0, 1.5
BATCH = 200  # moves between two looks at the clock


class Panels:
    """Sessions whose people and regencies are being swapped. `cost` is what `improve` makes smaller."""

    def __init__(self, grid: Grid, seatings: Iterable[Seating], rng: Random) -> None:
        self.grid, self.rng = grid, rng
        placed = list(seatings)
        self.slot = [one.slot for one in placed]
        self.regency = [one.regency for one in placed]
        self.panel = [[one.chair, *sorted(one.panel - {one.chair})] for one in placed]  # the chair first
        self.session_of = {r: j for j, r in enumerate(self.regency)}
        self.in_slot: dict[int, list[int]] = defaultdict(list)
        for j, s in enumerate(self.slot):
            self.in_slot[s].append(j)
        self.sits: list[dict[int, int]] = [{} for _ in grid.free]
        for j, panel in enumerate(self.panel):
            for p in panel:
                self.sits[p][self.slot[j]] = j
        self.met = self._meetings()
        wishes = grid.problem.wishes
        self.mixed, self.partners = SCALE * wishes.mixed, wishes.partners
        self.wished, self.preferred = SCALE * wishes.wished, SCALE * wishes.preferred

    def _meetings(self) -> list[list[int]]:
        """How often each two meet, kept and locked sessions included; both ways round."""
        met = [[0] * len(self.grid.free) for _ in self.grid.free]
        position = self.grid.position
        taken = [[position[p] for p in one.session.panel if p in position] for one in self.grid.taken]
        for panel in [*taken, *self.panel]:
            for a in panel:
                for b in panel:
                    if a != b:
                        met[a][b] += 1
        return met

    def seatings(self) -> list[Seating]:
        """The sessions as they are."""
        return [
            Seating(r, s, frozenset(panel), panel[0])
            for r, s, panel in sorted(zip(self.regency, self.slot, self.panel, strict=True), key=lambda one: one[1])
        ]

    def sound(self) -> list[Seating]:
        """The sessions that break no hard rule; of two that are in each other's way one is left out."""
        barred = self.grid.barred
        kept = Panels(self.grid, [one for one in self.seatings() if not one.panel & barred[one.regency]], self.rng)
        while broken := kept.breaches():
            kept = Panels(self.grid, [one for one in kept.seatings() if one.regency != broken[0]], self.rng)
        return kept.seatings()

    # - what is wrong -

    def breaches(self) -> list[int]:
        """The regencies whose session breaks a hard rule."""
        return [self.regency[j] for j in range(len(self.slot)) if self._broken(j)]

    def _broken(self, j: int) -> int:
        r, panel = self.regency[j], self.panel[j]
        barred = self.grid.barred[r]
        return sum(p in barred for p in panel) + self._beside(r, self.slot[j])

    def _beside(self, r: int, s: int) -> int:
        """People of the regency who are elsewhere at that time: with another regency, or on a panel."""
        grid = self.grid
        if r not in grid.entangled and r not in grid.staff:
            return 0
        clashing = grid.clashes[s]
        others = sum(
            self.slot[self.session_of[other]] in clashing
            for other in grid.entangled.get(r, ())
            if other in self.session_of
        )
        return others + sum(not clashing.isdisjoint(self.sits[p]) for p in grid.staff.get(r, ()))

    def _cost(self, j: int) -> int:
        """What one session costs, partners aside."""
        r, s, panel = self.regency[j], self.slot[j], self.panel[j]
        cost = BREACH * self._broken(j)
        if self.mixed:
            institution = self.grid.institution
            cost += self.mixed * (len(panel) - len({institution[p] for p in panel}))
        if s in self.grid.unwished[r]:
            cost += self.wished
        return cost

    # - moves: each answers the change in cost of what it did -

    def _swap_people(self, a: int, i: int, b: int, k: int) -> int:
        """Two people of sessions in the same slot change panels."""
        before = self._cost(a) + self._cost(b)
        change = self._leave(a, i) + self._leave(b, k)
        p, q = self.panel[a][i], self.panel[b][k]
        self.panel[a][i], self.panel[b][k] = q, p
        self.sits[q][self.slot[a]], self.sits[p][self.slot[b]] = a, b
        change += self._join(a, i) + self._join(b, k)
        return change + self._cost(a) + self._cost(b) - before

    def _leave(self, j: int, i: int) -> int:
        panel = self.panel[j]
        met, p = self.met[panel[i]], panel[i]
        again = 0
        for m in panel:
            if m != p:
                again += met[m] - 1
                met[m] -= 1
                self.met[m][p] -= 1
        return -self.partners * again

    def _join(self, j: int, i: int) -> int:
        panel = self.panel[j]
        met, p = self.met[panel[i]], panel[i]
        again = 0
        for m in panel:
            if m != p:
                again += met[m]
                met[m] += 1
                self.met[m][p] += 1
        return self.partners * again

    def _swap_regencies(self, a: int, b: int) -> int:
        """Two regencies change places."""
        before = self._cost(a) + self._cost(b)
        r, q = self.regency[a], self.regency[b]
        self.regency[a], self.regency[b] = q, r
        self.session_of[r], self.session_of[q] = b, a
        return self._cost(a) + self._cost(b) - before

    def _trade(self, a: int, i: int, b: int, k: int) -> int:
        """Two people of different slots take each other's seat; the seats' wishes change with it."""
        p, q, s, t = self.panel[a][i], self.panel[b][k], self.slot[a], self.slot[b]
        disliked = self.grid.disliked
        change = (s in disliked[q]) + (t in disliked[p]) - (s in disliked[p]) - (t in disliked[q])
        del self.sits[p][s], self.sits[q][t]
        before = self._cost(a) + self._cost(b)
        met = self._leave(a, i)
        self.panel[a][i] = q
        met += self._join(a, i) + self._leave(b, k)
        self.panel[b][k] = p
        met += self._join(b, k)
        self.sits[q][s], self.sits[p][t] = a, b
        return met + self.preferred * change + self._cost(a) + self._cost(b) - before

    def _may_trade(self, a: int, i: int, b: int, k: int) -> bool:
        """Whether both have the other's time and day; who comes with a regency, or costs days, is left where he is."""
        p, q, s, t = self.panel[a][i], self.panel[b][k], self.slot[a], self.slot[b]
        if p == q or s not in self.grid.free[q] or t not in self.grid.free[p] or self.grid.problem.wishes.days:
            return False
        if any(p in people or q in people for people in self.grid.staff.values()):
            return False
        return self._could_take(p, s, t) and self._could_take(q, t, s)

    def _could_take(self, p: int, leaves: int, takes: int) -> bool:
        grid = self.grid
        day = grid.slots[takes].day
        others = [s for s in self.sits[p] if s != leaves]
        same_day = sum(grid.slots[s].day == day for s in others)
        return same_day < grid.left[p][day] and grid.clashes[takes].isdisjoint(others)

    # - the search -

    def improve(self, goes_on: Callable[[], float | None], *, mend_only: bool = False) -> None:
        """Swaps while `goes_on` answers how much of the time is used (0 to 1); None ends it.

        With `mend_only` it ends as soon as no hard rule is broken.
        """
        if not self.slot:
            return
        while (used := goes_on()) is not None:
            heat = HOT * (COLD / HOT) ** used
            broken = [j for j in range(len(self.slot)) if self._broken(j)] if mend_only else []
            if mend_only and not broken:
                return
            for _ in range(BATCH):
                self._step(heat, self.rng.choice(broken) if broken else None)

    def _step(self, heat: float, at: int | None) -> None:
        rng, kind = self.rng, self.rng.random()
        a = int(rng.random() * len(self.slot)) if at is None else at
        if kind < 0.7 and len(beside := self.in_slot[self.slot[a]]) > 1:
            self._try_people(a, beside, heat)
        elif kind < 0.9:
            self._try_regencies(a, heat)
        else:
            self._try_trade(a, heat)

    def _try_people(self, a: int, beside: Sequence[int], heat: float) -> None:
        rng = self.rng
        b = beside[int(rng.random() * len(beside))]
        if a != b:
            i, k = self._alike(a, b)
            if not self._accepts(self._swap_people(a, i, b, k), heat):
                self._swap_people(a, i, b, k)

    def _try_regencies(self, a: int, heat: float) -> None:
        b = int(self.rng.random() * len(self.slot))
        usable, s, t = self.grid.usable, self.slot[a], self.slot[b]
        if (
            a != b
            and t in usable[self.regency[a]]
            and s in usable[self.regency[b]]
            and not self._accepts(self._swap_regencies(a, b), heat)
        ):
            self._swap_regencies(a, b)

    def _try_trade(self, a: int, heat: float) -> None:
        rng = self.rng
        b = int(rng.random() * len(self.slot))
        if self.slot[a] == self.slot[b]:
            return
        i, k = self._alike(a, b)
        q, p = self.panel[b][k], self.panel[a][i]
        if q in self.panel[a] or p in self.panel[b] or not self._may_trade(a, i, b, k):
            return
        if not self._accepts(self._trade(a, i, b, k), heat):
            self._trade(a, i, b, k)

    def _alike(self, a: int, b: int) -> tuple[int, int]:
        """A place in each of two panels: both the chair's, or neither."""
        rng = self.rng
        i = int(rng.random() * len(self.panel[a]))
        return (0, 0) if i == 0 else (i, 1 + int(rng.random() * (len(self.panel[b]) - 1)))

    def _accepts(self, change: int, heat: float) -> bool:
        return change <= 0 or self.rng.random() < math.exp(-change / heat)


def deal(grid: Grid, groups: Sequence[Group], seats: Seats, old: Iterable[Seating] = ()) -> list[Seating]:
    """Sessions of these seats, dealt out: a lead to each panel, then the others; conflicts are not looked at.

    Sessions of an older plan that fit into the seats stay as they are.
    """
    dealt, group_of = [], {r: g for g, group in enumerate(groups) for r in group.regencies}
    present, leads, counts = _copies(seats)
    for one in old:
        g, s = group_of[one.regency], one.slot
        others = one.panel - {one.chair}
        if counts[s][g] and one.chair in leads[s] and others <= present[s] - leads[s]:
            present[s] -= one.panel
            leads[s].discard(one.chair)
            counts[s][g] -= 1
            dealt.append(one)
    taken = {one.regency for one in dealt}
    waiting = {g: [r for r in group.regencies if r not in taken] for g, group in enumerate(groups)}
    for s in sorted(counts):
        regencies = [waiting[g].pop() for g in counts[s].elements()]
        hands = _hands(grid, present[s] - leads[s], leads[s])
        dealt += [Seating(r, s, panel, chair) for r, (chair, panel) in zip(regencies, hands, strict=True)]
    return dealt


def _copies(seats: Seats) -> tuple[dict[int, set[int]], dict[int, set[int]], dict[int, Counter[int]]]:
    present, leads, counts = defaultdict(set), defaultdict(set), defaultdict(Counter)
    for s, found in seats.groups.items():
        present[s], leads[s], counts[s] = set(seats.present[s]), set(seats.leads[s]), Counter(found)
    return present, leads, counts


def _hands(grid: Grid, members: set[int], leads: set[int]) -> list[tuple[int, frozenset[int]]]:
    """One lead each, and the members institution by institution, so that few of one come together."""
    count = len(leads)
    ordered = sorted(members, key=lambda p: (grid.institution[p], p))
    return [(chair, frozenset([chair, *ordered[number::count]])) for number, chair in enumerate(sorted(leads))]
