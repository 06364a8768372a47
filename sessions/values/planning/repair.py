"""A plan mended after something has changed: a panelist falls ill, a day is lost, a regency asks for another date.

What still holds stays as it is. A session that breaks a rule now gets the smallest change that mends it: another
panelist at the same time, else a swap with the sessions of its day, else another time. Sessions that cannot be mended
are said to be lost, with the reason. Booking the changes and telling people is others' work.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sessions.values.booking.workdays import WHOLE_DAY
from sessions.values.planning.board import Board
from sessions.values.planning.exact import Changes, ExactModel, Scope
from sessions.values.planning.grid import Grid, Seating
from sessions.values.planning.level import spread
from sessions.values.planning.plan import Unplanned, Words
from sessions.values.planning.problem import Problem, Session, Wishes, must_be_plannable
from sessions.values.planning.solve import search
from sessions.values.planning.why import alone
from sessions.values.registry import Span

PIECE = 12_000  # seat variables of one model
STEP_SECONDS = 1.5
FEW_SWAPS = 6
CLOSE_ENOUGH = 50  # less than a seat costs: evenness need not be proven
FOREVER = timedelta(days=3650)
# Changing less comes before every wish: the wishes only decide between changes that are equally small.
MILD = Wishes(unplaced=1_000_000, load=10, chairs=2, early=0, mixed=1, days=0, preferred=1, wished=400, partners=0)
NO_PLACE = Words(
    "Tidak ada waktu dan panel yang cocok di samping sesi-sesi lain yang tetap.",
    "No time and panel fit beside the other sessions, which stay.",
)


@dataclass(frozen=True)
class Difference:
    """One session as it was and as it is to be; `now` is None where it could not be mended."""

    was: Session
    now: Session | None

    @property
    def moved(self) -> bool:
        """Whether it is at another time."""
        return self.now is not None and self.now.starts_at != self.was.starts_at

    @property
    def leaving(self) -> tuple[str, ...]:
        """Who is no longer on its panel."""
        return tuple(p for p in self.was.panel if self.now is None or p not in self.now.panel)

    @property
    def joining(self) -> tuple[str, ...]:
        """Who is new on its panel."""
        return tuple(p for p in self.now.panel if p not in self.was.panel) if self.now else ()


@dataclass(frozen=True)
class Repair:
    """All sessions as they are to be, those that differ, and why some are lost.

    `hit` is how many sessions broke a rule, `seats` how many seats have somebody else now; the spread of loads is
    given before and after.
    """

    sessions: tuple[Session, ...]
    differences: tuple[Difference, ...]
    lost: tuple[Unplanned, ...]
    hit: int
    seats: int
    spread_before: int
    spread_after: int


def without_panelist(problem: Problem, panelist: str, since: datetime, until: datetime | None = None) -> Problem:
    """The panelist has no time from `since` on (until then, if named)."""
    away = Span(since, until or since + FOREVER, False)
    people = (
        replace(one, availability=(*one.availability, away)) if one.id == panelist else one for one in problem.panelists
    )
    return replace(problem, panelists=tuple(people))


def without_day(problem: Problem, day: date) -> Problem:
    """Nothing takes place on that date."""
    calendar = problem.rules.workdays
    blocked = replace(calendar, blocked=calendar.blocked | {day})
    return replace(problem, rules=replace(problem.rules, workdays=blocked))


def other_date(problem: Problem, regency: str, not_on: date, wished: frozenset[date] = frozenset()) -> Problem:
    """The regency cannot on that date, and would like one of these."""
    midnight = datetime.combine(not_on, time(), ZoneInfo(problem.rules.timezone))
    away = Span(midnight, midnight + WHOLE_DAY, False)
    regencies = (
        replace(one, busy=(*one.busy, away), wished=wished) if one.code == regency else one for one in problem.regencies
    )
    return replace(problem, regencies=tuple(regencies))


def repair(
    problem: Problem,
    old: Sequence[Session],
    *,
    seconds: float,
    clock: Callable[[], float],
    stop: Callable[[], bool] = lambda: False,
) -> Repair:
    """The smallest change of `old` that keeps every rule of the problem as it is now.

    Every session's regency must be in the problem; what was held already and what must not be touched belongs to its
    `kept`. `clock` is monotonic, in seconds. Raises Invalid on a problem that no plan could answer.
    """
    must_be_plannable(problem)
    return _Repair(problem, old, seconds=seconds, clock=clock, stop=stop).run()


class _Repair:
    def __init__(
        self,
        problem: Problem,
        old: Sequence[Session],
        *,
        seconds: float,
        clock: Callable[[], float],
        stop: Callable[[], bool],
    ) -> None:
        starts = frozenset(one.starts_at for one in old)
        mild = replace(problem, wishes=MILD, locked=(), also=problem.also | starts)
        self.grid = Grid.of(mild)
        self.old = {one.regency: one for one in old}
        self.clock, self.stop = clock, stop
        self.deadline = clock() + seconds
        self.index = {one.code: r for r, one in enumerate(problem.regencies)}
        self.board = Board(self.grid)
        self.was: dict[int, Seating] = {}
        self.hit = self._place_what_holds()

    def run(self) -> Repair:
        """Mends step by step, each wider than the one before and only for what is still broken."""
        before = self._spread(self.old.values())
        for step in (self._same_time, self._same_day, self._other_time):
            broken = [r for r in self.hit if r not in self.board.slot]
            if broken and self._goes_on():
                step(broken)
        sessions = self._sessions()
        differences = self._differences(sessions)
        return Repair(
            sessions=tuple(sorted(sessions.values(), key=lambda one: (one.starts_at, one.regency))),
            differences=tuple(differences),
            lost=tuple(self._lost(r) for r in self.hit if r not in self.board.slot),
            hit=len(self.hit),
            seats=sum(len(one.leaving) for one in differences if one.now is not None),
            spread_before=before,
            spread_after=self._spread(sessions.values()),
        )

    # - what holds -

    def _place_what_holds(self) -> list[int]:
        """Puts every session that still keeps the rules on the board; answers the others."""
        at = {slot.starts_at: slot.index for slot in self.grid.slots}
        hit = []
        for one in sorted(self.old.values(), key=lambda one: (one.starts_at, one.regency)):
            r, s = self.index[one.regency], at.get(one.starts_at)
            known = all(p in self.grid.position for p in one.panel)
            if s is not None and known:
                panel = frozenset(self.grid.position[p] for p in one.panel)
                self.was[r] = Seating(r, s, panel, self.grid.position[one.chair])
            if s is not None and known and self._holds(self.was[r]):
                self.board.place(r, s, self.was[r].panel, self.was[r].chair)
            else:
                hit.append(r)
        return hit

    def _holds(self, one: Seating) -> bool:
        grid, board = self.grid, self.board
        return (
            one.slot in grid.legal[one.regency]
            and one.chair in grid.chairs
            and one.panel.isdisjoint(grid.barred[one.regency])
            and all(board.may_sit(p, one.slot) and not board.is_staffing(p, one.slot) for p in one.panel)
            and board.has_room(one.slot)
            and board.is_apart(one.regency, one.slot)
        )

    # - the steps -

    def _same_time(self, broken: Sequence[int]) -> None:
        """Others on the panel at the same time; every other session stays."""
        self._solve({r: self._at(r) for r in broken}, ())

    def _same_day(self, broken: Sequence[int]) -> None:
        """The same, with the panels of that day's other sessions swapping people, as long as few have to."""
        most = max(FEW_SWAPS, len(self.hit) // 5)
        for r in broken:
            if self._swapped() < most:
                self._together([r], self._at)

    def _swapped(self) -> int:
        """How many seats have somebody else although their session broke no rule."""
        hit = set(self.hit)
        return sum(len(self.was[r].panel - panel) for r, panel in self.board.panel.items() if r not in hit)

    def _other_time(self, broken: Sequence[int]) -> None:
        """Another time with as much of the old panel as can be; else swaps on the days that it could go to."""
        for r in broken:
            openings = [s for s in self.grid.usable[r] if self._is_open(r, s)]
            if openings:
                s = min(openings, key=lambda s: self._departure(r, s))
                panel = self._panel_at(r, s)
                self.board.place(r, s, panel, panel[0])
        self._together([r for r in broken if r not in self.board.slot], lambda r: self.grid.usable[r])

    def _departure(self, r: int, s: int) -> tuple[bool, int, timedelta, int]:
        """How far a session in that slot would be from the old one: wished date, seats, time."""
        old = self.was[r].panel if r in self.was else frozenset()
        away = abs(self.grid.slots[s].starts_at - self.old[self.grid.problem.regencies[r].code].starts_at)
        return s in self.grid.unwished[r], len(old - set(self._able(r, s))), away, s

    def _panel_at(self, r: int, s: int) -> list[int]:
        """A chair, then members: those of the old panel who can, then the least loaded."""
        board, able = self.board, self._able(r, s)
        old = self.was.get(r)

        def rank(p: int) -> tuple[bool, int, int]:
            return old is None or p not in old.panel, board.loads[p], p

        chairs = [p for p in able if p in self.grid.chairs]
        stays = old is not None and old.chair in chairs
        panel = [old.chair if old and stays else min(chairs, key=rank)]
        members = sorted((p for p in able if p not in panel), key=rank)
        return (panel + members)[: self.grid.problem.rules.panel_size]

    def _able(self, r: int, s: int) -> list[int]:
        board = self.board
        return [p for p in self.grid.candidates(r, s) if board.may_sit(p, s) and not board.is_staffing(p, s)]

    def _is_open(self, r: int, s: int) -> bool:
        """Whether a room, a chair and a panel are left over for it then."""
        grid, board = self.grid, self.board
        if not board.has_room(s) or not board.is_apart(r, s):
            return False
        people = self._able(r, s)
        return len(people) >= grid.problem.rules.panel_size and not grid.chairs.isdisjoint(people)

    def _together(self, broken: Sequence[int], slots_of: Callable[[int], frozenset[int]]) -> None:
        for r in broken:
            for day in sorted({self.grid.slots[s].day for s in slots_of(r)}, key=self._from_old_day(r)):
                here = slots_of(r) & set(self.grid.days[day])
                if r not in self.board.slot and self._goes_on():
                    self._solve({r: here}, self._neighbours(here))

    def _neighbours(self, slots: Iterable[int]) -> list[int]:
        """The sessions of the day of these slots, as many as fit into a model."""
        chosen, size = [], 0
        days = {self.grid.slots[s].day for s in slots}
        for r, s in self.board.slot.items():
            regular = len(self.board.panel[r]) == self.grid.problem.rules.panel_size
            if regular and self.grid.slots[s].day in days and r in self.was:
                size += len(self.grid.ready[s])
                if size <= PIECE:
                    chosen.append(r)
        return chosen

    def _at(self, r: int) -> frozenset[int]:
        return frozenset({self.was[r].slot} & self.grid.usable[r]) if r in self.was else frozenset()

    def _from_old_day(self, r: int) -> Callable[[int], tuple[bool, int]]:
        """Orders days: wished ones first, then those near the old one."""
        code = self.grid.problem.regencies[r]
        old = self.grid.date_of(self.old[code.code].starts_at)
        dates = {slot.day: slot.date for slot in self.grid.slots}
        return lambda day: (bool(code.wished) and dates[day] not in code.wished, abs((dates[day] - old).days))

    def _solve(self, scope: dict[int, frozenset[int]], neighbours: Sequence[int]) -> None:
        """Places these regencies, with the panels of their neighbours (whose time stays) free to change."""
        scope = {r: slots for r, slots in scope.items() if slots}
        if not scope:
            return
        standing = {one.regency: one for one in self.board.seatings()}
        slots = scope | {r: frozenset({standing[r].slot}) for r in neighbours}
        board = Board(self.grid, [one for r, one in standing.items() if r not in slots])
        old = {r: self.was[r] for r in slots if r in self.was}
        hint = tuple(standing[r] for r in neighbours)
        model = ExactModel(board, Scope(slots, hint, Changes(old), frozenset(neighbours)))
        found = search(
            model.model,
            model.read,
            seconds=min(STEP_SECONDS, self.deadline - self.clock()),
            look=lambda _, __: self._goes_on(),
            close_enough=CLOSE_ENOUGH,
        )
        if found.best is not None:
            for one in found.best:
                board.place(one.regency, one.slot, one.panel, one.chair)
            self.board = board

    def _goes_on(self) -> bool:
        return self.clock() < self.deadline and not self.stop()

    # - what comes of it -

    def _sessions(self) -> dict[str, Session]:
        """All sessions; those that did not change as they were, with the order of their panel."""
        found = {}
        for one in self.board.seatings():
            code = self.grid.problem.regencies[one.regency].code
            same = one == self.was.get(one.regency)
            found[code] = self.old[code] if same else self.grid.session(one)
        return found

    def _differences(self, sessions: dict[str, Session]) -> list[Difference]:
        changed = (Difference(was, sessions.get(code)) for code, was in self.old.items())
        return [one for one in changed if one.now != one.was]

    def _lost(self, r: int) -> Unplanned:
        code = self.grid.problem.regencies[r].code
        words, rules = alone(self.grid, r) if not self.grid.usable[r] else (NO_PLACE, ("others",))
        return Unplanned(code, words, rules)

    def _spread(self, sessions: Iterable[Session]) -> int:
        loads = list(self.grid.base)
        for one in sessions:
            for p in one.panel:
                if p in self.grid.position:
                    loads[self.grid.position[p]] += 1
        return spread(loads, self.grid.most)
