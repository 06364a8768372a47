"""Why regencies are left over, in words: what stands in the way of one alone, or of many together.

Of many together the smallest set of rules that excludes them is found by assumptions and deletion (Marques-Silva,
"Minimal unsatisfiability: models, algorithms and applications", ISMVL 2010). What would help is `helps.py`'s.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from ortools.sat.python import cp_model

from sessions.values.planning.grid import Grid
from sessions.values.planning.plan import Unplanned, Words
from sessions.values.planning.problem import Regency
from sessions.values.planning.seats import Group, groups_of
from sessions.values.planning.solve import new_solver

NOT_FOUND = Words(
    "Dalam waktu yang diberikan belum ditemukan panel tanpa konflik yang pas; beri waktu lebih lama.",
    "No panel without a conflict was found in the time given; give it more.",
)


def reasons_for(grid: Grid, over: Sequence[int], *, seconds: Callable[[], float]) -> Iterable[Unplanned]:
    """A reason for each regency that is left over: its own, or the one that it shares with others.

    `seconds` answers how much time is left.
    """
    groups = groups_of(grid)
    core = _core(grid, groups, seconds) if any(r in grid.open for r in over) else None
    for r in over:
        code = grid.problem.regencies[r].code
        if r in grid.hopeless:
            yield Unplanned(code, *alone(grid, r))
        elif core:
            yield Unplanned(code, together(grid, core), core.rules)
        else:
            yield Unplanned(code, NOT_FOUND, ("time",))


# - one alone -


def alone(grid: Grid, r: int) -> tuple[Words, tuple[str, ...]]:
    """Why a regency could have no session even if it were the only one."""
    regency, legal = grid.problem.regencies[r], grid.legal[r]
    if not legal:
        return _no_time(grid, regency)
    with_room = {s for s in legal if all(rooms for _, rooms in grid.by_slot[s])}
    if not with_room:
        parallel = grid.problem.parallel
        return Words(
            f"Setiap slotnya sudah penuh: {parallel} sesi sekaligus.",
            f"Each of its slots is full already: {parallel} at once.",
        ), ("parallel",)
    chairs = grid.chairs - grid.barred[r]
    if not chairs:
        return Words(
            f"Semua {len(grid.chairs)} panelis yang boleh memimpin punya konflik kepentingan.",
            f"All {len(grid.chairs)} who may chair have a conflict of interest.",
        ), ("chair", "conflict")
    if not any(grid.ready[s] & chairs for s in with_room):
        return Words(
            f"Semua {len(chairs)} ketua tanpa konflik berhalangan pada setiap slotnya.",
            f"All {len(chairs)} chairs without a conflict are away in each of its slots.",
        ), ("chair", "availability")
    most = max(len(grid.ready[s] - grid.barred[r]) for s in with_room)
    size = grid.problem.rules.panel_size
    if most < size:
        return Words(
            f"Paling banyak {most} panelis tanpa konflik tersedia dalam satu slot; satu panel perlu {size}.",
            f"At most {most} panelists without a conflict are free in one slot; a panel needs {size}.",
        ), ("panel-size", "availability")
    return Words(
        "Pada slot yang punya ketua panelisnya kurang, dan sebaliknya.",
        "Where a chair is free there are too few panelists, and the other way round.",
    ), ("chair", "panel-size", "availability")


def _no_time(grid: Grid, regency: Regency) -> tuple[Words, tuple[str, ...]]:
    """No slot is working time for it, or its own people are busy in all that are."""
    starts = grid.problem.starts()
    if not starts:
        return Words("Jangka waktunya sudah lewat.", "The window is over."), ("past",)
    found = [{one.reason for one in grid.obstacles(regency, start)} for start in starts]
    if not all(found):
        return Words("Orang-orangnya sudah terikat pada setiap slot.", "Its people are busy in every slot."), ("busy",)
    open_days = [reasons for reasons in found if reasons == {"outside-hours"}]
    if open_days:
        hours = f"{_hour(grid.problem.rules.workdays.day_start)}-{_hour(grid.problem.rules.workdays.day_end)}"
        zone = starts[0].astimezone(grid.zone(regency.timezone)).tzname()
        return Words(
            f"Tidak satu pun slot seluruhnya di dalam jam kerjanya, {hours.replace(':', '.')} {zone}.",
            f"No slot lies wholly within its working hours, {hours} {zone}.",
        ), ("outside-hours",)
    rules = Counter(reason for reasons in found for reason in reasons if reason != "outside-hours")
    return Words(
        "Tidak ada hari kerja dalam jangka waktunya: semua libur, akhir pekan, atau diblokir.",
        "The window has no working day: all are holidays, weekends or blocked.",
    ), tuple(rule for rule, _ in rules.most_common())


def _hour(since: timedelta) -> str:
    minutes = since // timedelta(minutes=1)
    return f"{minutes // 60:02}:{minutes % 60:02}"


# - many together -


class Core:
    """Rules (parallel, panel-size, chair, daily-limit) and groups of regencies that cannot go together."""

    def __init__(self, names: Iterable[str | int]) -> None:
        found = list(names)
        self.rules = tuple(name for name in RULES if name in found)
        self.groups = [name for name in found if isinstance(name, int)]


RULES = ("parallel", "panel-size", "chair", "daily-limit")


def together(grid: Grid, core: Core) -> Words:
    """The core as a sentence."""
    count = sum(len(groups_of(grid)[number].regencies) for number in core.groups)
    clauses = [_clause(grid, rule) for rule in core.rules]
    return Words(
        f"Tidak cukup tempat untuk {count} kabupaten/kota: {' dan '.join(one.id for one in clauses)}.",
        f"Not enough room for {count} regencies: {' and '.join(one.en for one in clauses)}.",
    )


def _clause(grid: Grid, rule: str) -> Words:
    rules, free = grid.problem.rules, [most - base for most, base in zip(grid.most, grid.base, strict=True)]
    if rule == "parallel":
        rooms = sum(grid.problem.parallel * grid.apart(slots) for slots in grid.days)
        parallel, gone = grid.problem.parallel, _gone(grid)
        return Words(
            f"{parallel} sesi sekaligus memberi tempat bagi paling banyak {rooms} sesi"
            + (f", {gone} di antaranya sudah dijadwalkan" if gone else ""),
            f"{parallel} at once make room for {rooms} sessions at most"
            + (f", {gone} of which are booked already" if gone else ""),
        )
    if rule == "chair":
        led = sum(free[p] for p in grid.chairs)
        return Words(
            f"{len(grid.chairs)} ketua dapat memimpin paling banyak {led} sesi",
            f"{len(grid.chairs)} chairs can lead {led} sessions at most",
        )
    if rule == "panel-size":
        panels = sum(free) // rules.panel_size
        return Words(
            f"panelis yang tersedia cukup untuk paling banyak {panels} panel",
            f"the panelists' free time is enough for {panels} panels at most",
        )
    return Words(
        f"setiap orang paling banyak {rules.daily_limit} sesi sehari",
        f"everybody has {rules.daily_limit} sessions a day at most",
    )


def _gone(grid: Grid) -> int:
    """How many kept and locked sessions take a room while one of the slots runs."""
    return sum(
        one.room and any(one.overlaps(slot.starts_at, slot.ends_at) for slot in grid.slots) for one in grid.taken
    )


def _core(grid: Grid, groups: Sequence[Group], seconds: Callable[[], float]) -> Core | None:
    """A smallest set of rules and groups that excludes a complete plan; None if none is proven to."""
    names: list[str | int] = [*RULES, *range(len(groups))]
    core = _infeasible(grid, groups, names, seconds())
    if core is None:
        return None
    for name in list(core):
        without = [one for one in core if one != name]
        smaller = _infeasible(grid, groups, without, seconds()) if seconds() > 0 else None
        core = core if smaller is None else [one for one in core if one in smaller]
    return Core(core)


def _infeasible(
    grid: Grid, groups: Sequence[Group], names: Sequence[str | int], seconds: float
) -> list[str | int] | None:
    """Those of the rules and groups that exclude each other, if it is proven that they do."""
    model = cp_model.CpModel()
    holds = {name: model.new_bool_var(str(name)) for name in names}
    _rules(model, grid, groups, holds)
    model.add_assumptions(list(holds.values()))
    solver = new_solver(seconds)
    if solver.solve(model) != cp_model.INFEASIBLE:
        return None
    blamed = set(solver.sufficient_assumptions_for_infeasibility())
    return [name for name, var in holds.items() if var.index in blamed]


def _rules(
    model: cp_model.CpModel, grid: Grid, groups: Sequence[Group], holds: dict[str | int, cp_model.IntVar]
) -> None:
    """The seats of `seats.py` with each limit under its assumption: one in a variable's domain is never blamed."""
    most = len(grid.open)
    running = [model.new_int_var(0, most, "") for _ in grid.slots]
    parts: list[list[cp_model.IntVar]] = [[] for _ in grid.slots]
    for number, group in enumerate(groups):
        here = {s: model.new_int_var(0, len(group.regencies), "") for s in sorted(group.usable)}
        for s, count in here.items():
            parts[s].append(count)
        total = sum(here.values())
        model.add(total <= len(group.regencies))
        if number in holds:
            model.add(total == len(group.regencies)).only_enforce_if(holds[number])
    for s, count in enumerate(running):
        model.add(count == sum(parts[s]))
    if "parallel" in holds:
        for slots, rooms in grid.moments:
            model.add(sum(running[s] for s in slots) <= rooms).only_enforce_if(holds["parallel"])
    _people(model, grid, running, holds)


def _people(
    model: cp_model.CpModel,
    grid: Grid,
    running: Sequence[cp_model.IntVar],
    holds: dict[str | int, cp_model.IntVar],
) -> None:
    duty = {(p, s): model.new_bool_var("") for p, free in enumerate(grid.free) for s in free}
    for p, free in enumerate(grid.free):
        for slots, _ in grid.moments:
            model.add_at_most_one(duty[p, s] for s in slots & free)
        for day, slots_of_day in enumerate(grid.days):
            here = [duty[p, s] for s in slots_of_day if s in free]
            if "daily-limit" in holds and len(here) > grid.left[p][day]:
                model.add(sum(here) <= grid.left[p][day]).only_enforce_if(holds["daily-limit"])
    for s, count in enumerate(running):
        here_now = {p: duty[p, s] for p, free in enumerate(grid.free) if s in free}
        if "panel-size" in holds:
            seats = grid.problem.rules.panel_size * count
            model.add(sum(here_now.values()) >= seats).only_enforce_if(holds["panel-size"])
        if "chair" in holds:
            chairs = sum(var for p, var in here_now.items() if p in grid.chairs)
            model.add(chairs >= count).only_enforce_if(holds["chair"])
