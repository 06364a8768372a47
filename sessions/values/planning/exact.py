"""The whole question in one CP-SAT model: which regency, when, with whom, led by whom. For small rounds, and for a few
sessions of a large one while the others stay; it grows with regencies x slots x panelists.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ortools.sat.python import cp_model

from sessions.values.planning.board import Board
from sessions.values.planning.evenness import Vessels, add_spread
from sessions.values.planning.grid import Grid, Seating
from sessions.values.planning.level import Level

Key = tuple[int, int, int]


@dataclass(frozen=True)
class Changes:
    """What it costs to depart from an older plan: for each session at another time, each seat that somebody else has
    (only of those in `old`), and each panel with another chair."""

    old: Mapping[int, Seating]
    moved: int = 1_000
    seat: int = 100
    chair: int = 10


@dataclass(frozen=True)
class Scope:
    """What is decided: the slots that each regency may go to. Those that `must` get a session, of the others as many
    as possible."""

    slots: Mapping[int, frozenset[int]]
    hint: tuple[Seating, ...] = ()
    changes: Changes | None = None
    must: frozenset[int] = frozenset()


class ExactModel:
    """The sessions of the regencies in `scope`, beside those that stand on the board, which stay."""

    def __init__(self, board: Board, scope: Scope) -> None:
        self.board, self.grid, self.scope = board, board.grid, scope
        self.model = cp_model.CpModel()
        self.costs: list[tuple[int, cp_model.LinearExprT]] = []
        self._variables()
        self._rooms()
        self._people()
        self._own_people()
        self._loads()
        self._wishes()
        self._departures()
        self._hint()
        self.model.minimize(sum(weight * part for weight, part in self.costs))

    # - variables -

    def _variables(self) -> None:
        """z[r, s]: the session is then, x[p, r, s]: on its panel, c[p, r, s]: as its chair."""
        model, size = self.model, self.grid.problem.rules.panel_size
        self.z: dict[tuple[int, int], cp_model.IntVar] = {}
        self.x: dict[Key, cp_model.IntVar] = {}
        for r, slots in self.scope.slots.items():
            for s in sorted(slots):
                if len(able := self._able(r, s)) >= size:
                    self.z[r, s] = model.new_bool_var(f"z{r},{s}")
                    self.x |= {(p, r, s): model.new_bool_var(f"x{p},{r},{s}") for p in able}
        self.c = {key: model.new_bool_var("c") for key in self.x if key[0] in self.grid.chairs}
        for key, leads in self.c.items():
            model.add(leads <= self.x[key])
        for at, takes_place in self.z.items():
            panel = self._panel[at]
            model.add(sum(panel.values()) == size * takes_place)
            model.add(sum(self.c[p, *at] for p in panel.keys() & self.grid.chairs) == takes_place)
        for r in self.scope.slots:
            placed = sum(self._times[r].values())
            model.add(placed == 1 if r in self.scope.must else placed <= 1)
            self.costs.append((self.grid.problem.wishes.unplaced, 1 - placed))

    def _able(self, r: int, s: int) -> list[int]:
        if not self.board.has_room(s) or not self.board.is_apart(r, s):
            return []
        board = self.board
        return [p for p in self.grid.candidates(r, s) if board.may_sit(p, s) and not board.is_staffing(p, s)]

    @cached_property
    def _panel(self) -> dict[tuple[int, int], dict[int, cp_model.IntVar]]:
        found: dict[tuple[int, int], dict[int, cp_model.IntVar]] = defaultdict(dict)
        for (p, r, s), var in self.x.items():
            found[r, s][p] = var
        return found

    @cached_property
    def _times(self) -> dict[int, dict[int, cp_model.IntVar]]:
        found: dict[int, dict[int, cp_model.IntVar]] = defaultdict(dict)
        for (r, s), var in self.z.items():
            found[r][s] = var
        return found

    @cached_property
    def _seats(self) -> dict[tuple[int, int], list[cp_model.IntVar]]:
        """By panelist and slot, whosever session it is."""
        found: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (p, _, s), var in self.x.items():
            found[p, s].append(var)
        return found

    # - rules -

    def _rooms(self) -> None:
        for slots, rooms in self.grid.moments:
            standing = sum(len(self.board.running[s]) for s in slots if s in self.board.running)
            here = [var for (_, s), var in self.z.items() if s in slots]
            if len(here) > rooms - standing:
                self.model.add(sum(here) <= rooms - standing)

    def _people(self) -> None:
        """Nobody twice at once, nobody beyond the day's limit; the board's sessions are out of reach already."""
        for p in range(len(self.grid.free)):
            for slots, _ in self.grid.moments:
                self.model.add_at_most_one(var for s in slots for var in self._seats.get((p, s), ()))
            for day, slots_of_day in enumerate(self.grid.days):
                here = [var for s in slots_of_day for var in self._seats.get((p, s), ())]
                if len(here) > self.board.left[p][day]:
                    self.model.add(sum(here) <= self.board.left[p][day])

    def _own_people(self) -> None:
        """Regencies that share people run apart, and who comes with one sits on no panel meanwhile."""
        for slots, _ in self.grid.moments:
            for r in self.scope.slots:
                own = [var for s, var in self._times[r].items() if s in slots]
                for other in self.grid.entangled.get(r, ()):
                    if other > r and other in self.scope.slots:
                        beside = [var for s, var in self._times[other].items() if s in slots]
                        self.model.add_at_most_one([*own, *beside])
                for p in self.grid.staff.get(r, ()):
                    seats = [var for s in slots for var in self._seats.get((p, s), ())]
                    self.model.add_at_most_one([*own, *seats])

    # - wishes -

    def _loads(self) -> None:
        grid, wishes, board = self.grid, self.grid.problem.wishes, self.board
        leading = {p: [var for (q, *_), var in self.c.items() if q == p] for p in sorted(grid.chairs)}
        sitting: dict[int, list[cp_model.IntVar]] = {p: [] for p in range(len(grid.free))}
        for (p, *_), var in self.x.items():
            sitting[p].append(var)
        everybody = self._vessels(board.loads, grid.base, grid.most, list(sitting), grid.load_level)
        chairs = self._vessels(board.leads, grid.base_chairs, grid.most_led, list(leading), grid.lead_level)
        self.costs.append((wishes.load, add_spread(self.model, everybody, sitting, complete=False)))
        self.costs.append((wishes.chairs, add_spread(self.model, chairs, leading, complete=False)))

    def _vessels(
        self, standing: list[int], base: list[int], most: list[int], people: list[int], level: Level
    ) -> Vessels:
        led = base is self.grid.base_chairs
        seats = (p for one in self.scope.hint for p in ((one.chair,) if led else one.panel))
        hinted = Counter(seats)
        return Vessels(
            elsewhere={p: standing[p] for p in people},
            most={p: most[p] for p in people},
            level=level,
            now={p: standing[p] + hinted[p] for p in people},
        )

    def _wishes(self) -> None:
        grid, wishes = self.grid, self.grid.problem.wishes
        for (r, s), var in self.z.items():
            self.costs.append((wishes.early * grid.slots[s].day, var))
            self.costs.append((wishes.wished * (s in grid.unwished[r]), var))
        for (p, _, s), var in self.x.items():
            if s in grid.disliked[p]:
                self.costs.append((wishes.preferred, var))
        self._mixed()
        self._days()

    def _mixed(self) -> None:
        weight = self.grid.problem.wishes.mixed
        parts: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (p, r, _), var in self.x.items():
            parts[r, self.grid.institution[p]].append(var)
        for here in parts.values():
            if weight and len(here) > 1:
                doubled = self.model.new_int_var(0, len(here), "")
                self.model.add(doubled >= sum(here) - 1)
                self.costs.append((weight, doubled))

    def _days(self) -> None:
        grid, weight = self.grid, self.grid.problem.wishes.days
        parts: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (p, _, s), var in self.x.items():
            parts[p, grid.slots[s].day].append(var)
        for (p, day), here in parts.items():
            if weight and day not in grid.there[p] and day not in self._standing_days[p]:
                comes = self.model.new_bool_var("")
                for var in here:
                    self.model.add(var <= comes)
                self.costs.append((weight, comes))

    @cached_property
    def _standing_days(self) -> list[set[int]]:
        return [{self.grid.slots[s].day for s in sits} for sits in self.board.sits]

    def _departures(self) -> None:
        """What departing from the older plan costs."""
        if (changes := self.scope.changes) is None:
            return
        for r, old in changes.old.items():
            at_old_time = self.z.get((r, old.slot), 0)
            self.costs.append((changes.moved, 1 - at_old_time))
            for p in old.panel:
                self.costs.append((changes.seat, 1 - self._anywhere(self.x, p, r)))
            self.costs.append((changes.chair, 1 - self._anywhere(self.c, old.chair, r)))

    def _anywhere(self, parts: Mapping[Key, cp_model.IntVar], p: int, r: int) -> cp_model.LinearExprT:
        """1 if the panelist has that part in the regency's session, whenever it is."""
        return sum(parts[p, r, s] for s in self.scope.slots[r] if (p, r, s) in parts)

    # - solving -

    def _hint(self) -> None:
        hinted = {one.regency: one for one in self.scope.hint}
        for (r, s), var in self.z.items():
            self.model.add_hint(var, r in hinted and hinted[r].slot == s)
        for (p, r, s), var in self.x.items():
            self.model.add_hint(var, r in hinted and hinted[r].slot == s and p in hinted[r].panel)
        for (p, r, s), var in self.c.items():
            self.model.add_hint(var, r in hinted and hinted[r].slot == s and p == hinted[r].chair)

    def read(self, value: "cp_model.CpSolver | cp_model.CpSolverSolutionCallback") -> list[Seating]:
        """The sessions of a solution, those that stand left out."""
        return [
            Seating(
                r,
                s,
                frozenset(p for p, var in self._panel[r, s].items() if value.value(var)),
                next(p for p in self._panel[r, s] if (p, r, s) in self.c and value.value(self.c[p, r, s])),
            )
            for (r, s), var in self.z.items()
            if value.value(var)
        ]


def size_of(grid: Grid, regencies: Iterable[int], within: Iterable[int] | None = None) -> int:
    """How many seat variables a model of these regencies has at most, in all their slots or within some."""
    slots = frozenset(range(len(grid.slots)) if within is None else within)
    return sum(len(grid.ready[s]) for r in regencies for s in grid.usable[r] & slots)
