"""The course of planning: something complete at once, then better as long as there is time, a proven bound beside it.

1. A greedy plan. 2. Small rounds in one exact model. 3. Large ones: seats day by day, then seats of all days at once,
each made into panels by annealing. 4. What is left over or not yet best: a day or two at a time in the exact model.
5. Partners changing, for a moment. It can be stopped at any time and then has the best so far.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import ceil
from random import Random

from sessions.values.planning.board import Board
from sessions.values.planning.bound import bound_of_incomplete, first_bound
from sessions.values.planning.exact import ExactModel, Scope, size_of
from sessions.values.planning.greedy import first_plan
from sessions.values.planning.grid import Grid, Seating
from sessions.values.planning.helps import helps_for
from sessions.values.planning.panels import Panels, deal
from sessions.values.planning.plan import Plan, Progress
from sessions.values.planning.problem import Problem, must_be_plannable
from sessions.values.planning.score import Measure, measure
from sessions.values.planning.seats import Goal, SeatModel, Seats, groups_of
from sessions.values.planning.solve import search
from sessions.values.planning.why import reasons_for

SMALL = 6_000  # seat variables up to which a whole round goes into the exact model at once
PIECE = 12_000  # and up to which a piece of a round does
EVEN_PIECE_SECONDS, PIECE_SECONDS = 0.5, 1.0
LARGE = 2_500  # seats from which on the model of all days needs a good plan to begin with
DAY_SECONDS = 1.0  # for one day's seats; they take a hundredth of it
EVEN_SECONDS = 10.0
EVEN_DAYS = 4
ANEW_SECONDS = 10.0
ANEW_DAYS = 10
LATE_DAYS = 4
WORTH_SHOWING = 0.08  # days that a session waits less on average, for which panels are made in between
PATIENCE = 12
MEND_SECONDS = 1.0
TIDY_SECONDS = 0.15
POLISH_SECONDS, POLISH_EACH = 2.0, 0.02  # at most, and for each session
REASONS_SECONDS = 5.0  # for the words about who is left over, after the plan itself has ended
COOL = 0.8  # where annealing starts that only has to mend
TELL_EVERY = 0.25

Clock = Callable[[], float]
Tell = Callable[[Plan], None]


def _keep_quiet(_: Plan) -> None:
    pass


def plan(
    problem: Problem,
    *,
    seconds: float,
    clock: Clock,
    tell: Tell = _keep_quiet,
    stop: Callable[[], bool] = lambda: False,
    seed: int = 0,
) -> Plan:
    """Plans a round for at most so many seconds, or less if the plan is proven best before.

    `clock` is a monotonic clock in seconds. `tell` is called in this thread with every better plan, and about four
    times a second with the progress, `state` "running". `stop` is asked all the while and ends it within a blink.
    Raises Invalid on a problem that no plan could answer.
    """
    must_be_plannable(problem)
    return Planning(problem, seconds=seconds, clock=clock, tell=tell, stop=stop, seed=seed).run()


class Planning:
    """One run of the engine."""

    def __init__(
        self, problem: Problem, *, seconds: float, clock: Clock, tell: Tell, stop: Callable[[], bool], seed: int
    ) -> None:
        self.started, self.seconds, self.clock = clock(), seconds, clock
        self.tell, self.stop = tell, stop
        self.grid = Grid.of(problem)
        self.groups = groups_of(self.grid)
        self.rng = Random(seed)
        self.best: list[Seating] = []
        self.figures: Measure = measure(self.grid, [])
        self.bound = first_bound(self.grid)
        self.stopped = False
        self.told = -TELL_EVERY

    def run(self) -> Plan:
        """The best plan that the time allows."""
        self.offer(first_plan(self.grid))
        for step in (self._small, self._day_by_day, self._all_days, self._polish, self._piece_by_piece):
            if self.goes_on():
                step()
        return self._finished()

    # - time, and telling -

    def used(self) -> float:
        """Seconds since the start."""
        return self.clock() - self.started

    def left(self) -> float:
        """Seconds that remain."""
        return self.seconds - self.used()

    def goes_on(self) -> bool:
        """Whether there is time and nobody has stopped it."""
        self.stopped = self.stopped or self.stop()
        return not self.stopped and self.left() > 0

    def is_best(self) -> bool:
        """Whether no plan has a smaller sum."""
        return self.figures.objective <= self.bound

    def offer(self, seatings: Sequence[Seating]) -> None:
        """Takes these sessions, which keep every hard rule, if they are better than the best so far."""
        figures = measure(self.grid, seatings)
        if not self.best or figures.rank < self.figures.rank:
            self.best, self.figures = list(seatings), figures
            self._tell()

    def raise_bound(self, bound: float | None) -> None:
        """Takes a proven lower bound of the sum, in whole numbers, and tells how things are now and then."""
        if bound is not None and bound > self.bound:
            self.bound = min(ceil(bound - 1e-6), self.figures.objective)
        if self.used() - self.told >= TELL_EVERY:
            self._tell()

    def _tell(self) -> None:
        self.told = self.used()
        self.tell(self._plan("running"))

    def _plan(self, state: str) -> Plan:
        placed = [self.grid.session(one) for one in self.best]
        sessions = sorted([*self.grid.problem.locked, *placed], key=lambda one: (one.starts_at, one.regency))
        return Plan(state, self._progress(len(sessions)), tuple(sessions))

    def _progress(self, planned: int) -> Progress:
        figures = self.figures
        return Progress(
            planned=planned,
            of=len(self.grid.problem.regencies),
            objective=figures.objective,
            bound=self.bound,
            seconds=round(self.used(), 3),
            spread=figures.spread,
            chair_spread=figures.chair_spread,
            met=figures.met,
            pairs=figures.pairs,
        )

    def _finished(self) -> Plan:
        ended = self._plan("stopped" if self.stopped else "ready")
        placed = {one.regency for one in self.best}
        over = [r for r in (*self.grid.open, *self.grid.hopeless) if r not in placed]
        if not over:
            return ended
        deadline = self.clock() + REASONS_SECONDS

        def hurry() -> float:
            return deadline - self.clock()

        return replace(
            ended,
            state=ended.state if ended.sessions else "impossible",
            unplanned=tuple(reasons_for(self.grid, over, seconds=hurry)),
            helps=() if self.stopped else tuple(helps_for(self.grid, seconds=hurry)),
        )

    # - the steps -

    def _small(self) -> None:
        """A small round whole, to the proven end if there is time."""
        if self.grid.open and size_of(self.grid, self.grid.open) <= SMALL:
            self._exact(Board(self.grid), self.grid.open, seconds=self.left(), whole=True)

    def _day_by_day(self) -> None:
        """Seats of one day after the other, as many sessions in each as it can hold."""
        if self.is_best():
            return
        seats = Seats()
        for day in range(len(self.grid.days)):
            if not self.goes_on():
                return
            model = SeatModel(self.grid, self.groups, seats, [day], Goal())
            seats = self._solved(model, DAY_SECONDS) or seats
        self._evened(seats)

    def _evened(self, seats: Seats) -> None:
        """Loads brought to their level, a few days at a time; then panels are made."""
        deadline, complete = self.used() + min(EVEN_SECONDS, self.left() / 2), self._is_complete(seats)
        while complete and self.goes_on() and self.used() < deadline and (uneven := self._uneven(seats)):
            model = SeatModel(
                self.grid, self.groups, seats, self._days_for(uneven, seats), Goal(complete=True, loads="level")
            )
            model.hint()
            seats = self._solved(model, EVEN_PIECE_SECONDS) or seats
        self.seat(seats)
        large = sum(map(len, self.grid.free)) > LARGE
        if complete and large and self.goes_on() and not self.is_best():
            self._some_days_anew(seats)

    def _some_days_anew(self, seats: Seats) -> None:
        """One of the last days and some others anew, by the true sum, until it does not get better for a while."""
        deadline, idle, shown = self.used() + min(ANEW_SECONDS, self.left() / 2), 0, self._waiting(seats)
        while self.goes_on() and self.used() < deadline and idle < PATIENCE:
            days = self._days_to_shorten(seats)
            model = SeatModel(self.grid, self.groups, seats, days, Goal(complete=True, loads="spread"))
            model.hint()
            before, seats = seats, self._solved(model, PIECE_SECONDS) or seats
            idle = 0 if self._waiting(seats) < self._waiting(before) else idle + 1
            if idle == 0 and self._waiting(seats) <= shown - WORTH_SHOWING * len(self.grid.open):
                shown = self._waiting(seats)
                self.seat(seats)
        self.seat(seats)

    def _waiting(self, seats: Seats) -> int:
        return sum(self.grid.slots[s].day * seats.running(s) for s in seats.groups)

    def _days_to_shorten(self, seats: Seats) -> list[int]:
        """A late day, earlier ones on which an idle panelist of it could come instead, and some others.

        Late sessions are there because somebody's load could not be had earlier; those people's days are the key.
        """
        used = self._used_days(seats)
        last = self.rng.choice(used[-LATE_DAYS:])
        there = sorted({p for s in self.grid.days[last] for p in seats.present.get(s, ())})
        loads = seats.loads(self.grid)
        idle = [p for p in there if loads[p] <= self.grid.load_level.low]
        earlier = [day for day in self._open_days(self.rng.choice(idle or there), seats) if day < last]
        chosen = [last, *self.rng.sample(earlier, min(ANEW_DAYS // 2, len(earlier)))]
        return list(dict.fromkeys(chosen + self.rng.sample(used, min(ANEW_DAYS, len(used)))))[:ANEW_DAYS]

    def _used_days(self, seats: Seats) -> list[int]:
        return sorted({self.grid.slots[s].day for s in seats.groups if seats.running(s)})

    def _open_days(self, p: int, seats: Seats) -> list[int]:
        """The days on which the panelist could have one more session, rooms aside."""
        grid = self.grid
        sits = Counter(grid.slots[s].day for s, people in seats.present.items() if p in people)
        can = Counter(grid.slots[s].day for s in grid.free[p])
        return sorted(day for day, count in can.items() if min(count, grid.left[p][day]) > sits[day])

    def _uneven(self, seats: Seats) -> list[int]:
        """Who has fewer sessions, or leads, than the level (and could have more), or more than it."""
        grid, load, lead = self.grid, self.grid.load_level, self.grid.lead_level
        loads, leads = seats.loads(grid), seats.chair_loads(grid)
        return [
            p
            for p in range(len(grid.free))
            if not min(load.low, grid.most[p]) <= loads[p] <= load.high
            or (p in grid.chairs and not min(lead.low, grid.most_led[p]) <= leads[p] <= lead.high)
        ]

    def _days_for(self, uneven: Sequence[int], seats: Seats) -> list[int]:
        """Days on which one of these people could get a session or give one away, and some others with sessions."""
        p, used = self.rng.choice(uneven), self._used_days(seats)
        if seats.loads(self.grid)[p] < self.grid.load_level.low:
            useful = self._open_days(p, seats)
        else:
            useful = sorted({self.grid.slots[s].day for s, people in seats.present.items() if p in people})
        chosen = self.rng.sample(useful, min(EVEN_DAYS // 2, len(useful)))
        return list(dict.fromkeys(chosen + self.rng.sample(used, min(EVEN_DAYS, len(used)))))[:EVEN_DAYS]

    def _is_complete(self, seats: Seats) -> bool:
        return sum(seats.placed().values()) == len(self.grid.open)

    def _solved(self, model: SeatModel, seconds: float) -> Seats | None:
        found = search(
            model.model,
            lambda callback: model.read(callback.value),
            seconds=min(seconds, self.left()),
            look=self._look,
        )
        return found.best

    def _look(self, _: object, __: object) -> bool:
        self.raise_bound(None)
        return self.goes_on()

    def _all_days(self) -> None:
        """Seats of all days at once: this also proves how good a plan can be at best."""
        if self.is_best():
            return
        complete = len(self.best) == len(self.grid.open)
        model = SeatModel(
            self.grid,
            self.groups,
            Seats.of(self.best, self.groups),
            range(len(self.grid.days)),
            Goal(complete=complete, loads="spread"),
        )
        model.hint()
        constant = self.grid.problem.wishes.unplaced * len(self.grid.hopeless)

        def look(seats: Seats | None, bound: float | None) -> bool:
            if seats is not None:
                self.seat(seats)
            self.raise_bound(None if bound is None else self._safe(bound + constant, complete=complete))
            return self.goes_on() and not self.is_best()

        seconds = max(self.left() - POLISH_SECONDS, self.left() / 2)
        found = search(model.model, lambda at: model.read(at.value), seconds=seconds, look=look)
        if found.best is not None:
            self.seat(found.best)
        if not found.impossible:
            self.raise_bound(self._safe(found.bound + constant, complete=complete))

    def _safe(self, bound: float, *, complete: bool) -> float:
        """The bound of complete plans as one of all plans."""
        return min(bound, bound_of_incomplete(self.grid)) if complete else bound

    def seat(self, seats: Seats) -> None:
        """Makes panels of seats and offers the sessions that break no rule."""
        panels = Panels(self.grid, deal(self.grid, self.groups, seats, self.best), self.rng)
        panels.improve(self._share_of(min(MEND_SECONDS, self.left()), start=COOL), mend_only=True)
        panels.improve(self._share_of(min(TIDY_SECONDS, POLISH_EACH * len(self.best), self.left()), start=COOL))
        self.offer(panels.sound())

    def _share_of(self, seconds: float, start: float = 0.0) -> Callable[[], float | None]:
        """For `Panels.improve`: how much of the seconds is used, from `start` to 1; None at their end or a stop."""
        begun = self.clock()

        def share() -> float | None:
            part = (self.clock() - begun) / seconds if seconds > 0 else 1.0
            self.raise_bound(None)
            return start + (1 - start) * part if part < 1 and self.goes_on() else None

        return share

    def _polish(self) -> None:
        """Partners changing and institutions mixing, for a moment."""
        panels = Panels(self.grid, self.best, self.rng)
        panels.improve(self._share_of(min(POLISH_SECONDS, POLISH_EACH * len(self.best), self.left())))
        self.offer(panels.sound())

    def _piece_by_piece(self) -> None:
        """Who is left over and a day or two of the others anew, as long as better plans may exist."""
        while self.goes_on() and not self.is_best():
            placed = {one.regency for one in self.best}
            over = [r for r in self.grid.open if r not in placed]
            piece = self._piece(over)
            board = Board(self.grid, [one for one in self.best if one.regency not in piece])
            self._exact(board, piece, seconds=min(MEND_SECONDS, self.left()), whole=False)

    def _piece(self, over: Sequence[int]) -> set[int]:
        """Some regencies that are left over and those of one or two days, no more than fits into a model."""
        chosen = set(self.rng.sample(over, min(len(over), 3)))
        seen = [day for r in chosen for day in {self.grid.slots[s].day for s in self.grid.usable[r]}]
        days = self.rng.sample(sorted({self.grid.slots[one.slot].day for one in self.best} | set(seen)), 1)
        if seen:
            days.append(self.rng.choice(seen))
        candidates = [one.regency for one in self.best if self.grid.slots[one.slot].day in days]
        self.rng.shuffle(candidates)
        self.days_of_piece = frozenset(s for day in days for s in self.grid.days[day])
        size = 0
        for r in candidates:
            size += size_of(self.grid, [r], self.days_of_piece)
            if size > PIECE:
                break
            chosen.add(r)
        return chosen

    def _exact(self, board: Board, regencies: Iterable[int], *, seconds: float, whole: bool) -> None:
        regencies = set(regencies)
        hint = tuple(one for one in self.best if one.regency in regencies)
        within = frozenset(range(len(self.grid.slots))) if whole else self.days_of_piece
        slots = {r: self.grid.usable[r] & within for r in sorted(regencies)}
        model = ExactModel(board, Scope(slots, hint))
        standing = board.seatings()
        constant = self.grid.problem.wishes.unplaced * len(self.grid.hopeless)

        def look(found: list[Seating] | None, bound: float | None) -> bool:
            if found is not None:
                self.offer([*standing, *found])
            self.raise_bound(bound + constant if whole and bound is not None else None)
            return self.goes_on() and not self.is_best()

        found = search(model.model, model.read, seconds=seconds, look=look)
        if found.best is not None:
            self.offer([*standing, *found.best])
        if whole and not found.impossible:
            self.raise_bound(found.bound + constant)
