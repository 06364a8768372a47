"""What would help most when regencies are left over: changes of the problem, tried one by one and counted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ortools.sat.python import cp_model

from sessions.values.planning.grid import Grid
from sessions.values.planning.plan import Help, Words
from sessions.values.planning.problem import Panelist, Problem
from sessions.values.planning.seats import Goal, SeatModel, Seats, groups_of
from sessions.values.planning.solve import new_solver
from sessions.values.registry import Span

Change = tuple[Words, Problem]
BEST = 3
EACH_SECONDS = 2.0
WEEK = timedelta(days=7)
DAYS = (
    ("Senin", "Mondays"),
    ("Selasa", "Tuesdays"),
    ("Rabu", "Wednesdays"),
    ("Kamis", "Thursdays"),
    ("Jumat", "Fridays"),
    ("Sabtu", "Saturdays"),
    ("Minggu", "Sundays"),
)
HALVES = (("pagi", "mornings", time(0), time(12)), ("siang", "afternoons", time(12), time(0)))


def helps_for(grid: Grid, *, seconds: Callable[[], float]) -> list[Help]:
    """The changes that would place most, at most three, the best first. `seconds` answers how much time is left."""
    now = how_many(grid.problem, seconds())
    found = _counted(_whole_changes(grid), now, seconds)
    if _counted(iter([_one_more(grid, may_chair=True)]), now, seconds):
        found = found[: BEST - 1] + _counted(_chairs_at(grid), now, seconds)[:1]
    return found[:BEST]


def _counted(changes: Iterator[Change], now: int, seconds: Callable[[], float]) -> list[Help]:
    found = []
    for words, problem in changes:
        if seconds() <= 0:
            break
        if (more := how_many(problem, seconds()) - now) > 0:
            found.append(Help(_with_count(words, more), more))
    return sorted(found, key=lambda one: -one.more)


def _with_count(words: Words, more: int) -> Words:
    return Words(f"{words.id} memberi tempat bagi {more} lagi.", f"{words.en} would place {more} more.")


def how_many(problem: Problem, seconds: float) -> int:
    """How many regencies could have a session, conflicts of interest of single panels aside."""
    grid = Grid.of(problem)
    model = SeatModel(grid, groups_of(grid), Seats(), range(len(grid.days)), Goal(loads="none"))
    solver = new_solver(min(seconds, EACH_SECONDS))
    if solver.solve(model.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return 0
    return sum(solver.value(count) for count in model.running.values())


def _whole_changes(grid: Grid) -> Iterator[Change]:
    """Changes of a rule or a person that hold all the time."""
    problem, rules = grid.problem, grid.problem.rules
    yield _one_more(grid, may_chair=True)
    if candidate := _best_member(grid):
        words = Words(f"{candidate.name} sebagai ketua", f"{candidate.name} as a chair")
        others = tuple(replace(one, may_chair=True) if one is candidate else one for one in problem.panelists)
        yield words, replace(problem, panelists=others)
    yield (
        Words(f"{problem.parallel + 1} sesi sekaligus", f"{problem.parallel + 1} sessions at once"),
        replace(problem, parallel=problem.parallel + 1),
    )
    yield _one_more(grid, may_chair=False)
    limit = rules.daily_limit + 1
    yield (
        Words(f"{limit} sesi sehari per orang", f"{limit} sessions a day for everybody"),
        replace(problem, rules=replace(rules, daily_limit=limit)),
    )
    if rules.panel_size > 1:
        size = rules.panel_size - 1
        words = Words(f"Panel beranggota {size}", f"Panels of {size}")
        yield words, replace(problem, rules=replace(rules, panel_size=size))
    yield Words("Satu minggu lagi", "One more week"), replace(problem, last=problem.last + WEEK)


def _one_more(grid: Grid, *, may_chair: bool) -> Change:
    words = Words("Satu ketua lagi", "One more chair") if may_chair else Words("Satu panelis lagi", "One more panelist")
    return words, _with(grid.problem, _stranger(grid.problem, may_chair=may_chair))


def _chairs_at(grid: Grid) -> Iterator[Change]:
    """One more chair on one weekday's mornings or afternoons."""
    problem = grid.problem
    weekdays = sorted({slot.date.weekday() for slot in grid.slots})
    for weekday in weekdays:
        for half_id, half_en, since, until in HALVES:
            (day_id, day_en) = DAYS[weekday]
            words = Words(f"Satu ketua lagi setiap {day_id} {half_id}", f"One more chair on {day_en[:-1]} {half_en}")
            free = tuple(_spans(problem, weekday, since, until))
            if free:
                yield words, _with(problem, replace(_stranger(problem, may_chair=True), availability=free))


def _spans(problem: Problem, weekday: int, since: time, until: time) -> Iterator[Span]:
    here = ZoneInfo(problem.rules.timezone)
    for day in problem.dates():
        if day.weekday() == weekday:
            end = day if until > since else day + timedelta(days=1)
            begins, ends = datetime.combine(day, since, here), datetime.combine(end, until, here)
            yield Span(begins.astimezone(UTC), ends.astimezone(UTC), True)


def _stranger(problem: Problem, *, may_chair: bool) -> Panelist:
    """Somebody with all the time in the world, no conflicts and an institution of his own."""
    return Panelist("\0stranger", "", "", problem.rules.timezone, may_chair)


def _with(problem: Problem, panelist: Panelist) -> Problem:
    return replace(problem, panelists=(*problem.panelists, panelist))


def _best_member(grid: Grid) -> Panelist | None:
    """The panelist with the most time who may not chair yet."""
    members = [p for p in range(len(grid.free)) if p not in grid.chairs]
    return grid.problem.panelists[max(members, key=lambda p: (grid.most[p], -p))] if members else None
