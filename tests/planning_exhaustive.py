"""The best plan of a tiny round by trying every one: what the planner must agree with. Shares no code with it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from planning_checker import breaches, is_away

from sessions.values.planning.plan import Plan, Progress, Unplanned, Words
from sessions.values.planning.problem import Problem, Session

NO_WORDS = Words("", "")


def best_sum(problem: Problem) -> int:
    """The smallest sum of unmet wishes over all plans that keep every hard rule (nothing locked)."""
    options = [list(_sessions_for(problem, one.code)) for one in problem.regencies]
    days = _open_days(problem)
    return min(_sum(problem, chosen, days) for chosen in _plans(problem, options, ()))


def _plans(
    problem: Problem, options: Sequence[list[Session]], chosen: tuple[Session, ...]
) -> Iterator[tuple[Session, ...]]:
    if not options:
        yield chosen
        return
    yield from _plans(problem, options[1:], chosen)
    for one in options[0]:
        if not breaches(problem, _plan_of(problem, (*chosen, one))):
            yield from _plans(problem, options[1:], (*chosen, one))


def _plan_of(problem: Problem, sessions: tuple[Session, ...]) -> Plan:
    placed = {one.regency for one in sessions}
    left = tuple(Unplanned(one.code, NO_WORDS) for one in problem.regencies if one.code not in placed)
    progress = Progress(len(sessions), len(problem.regencies), 0, 0, 0.0, 0, 0, 0, 0)
    return Plan("ready", progress, sessions, left)


def _sessions_for(problem: Problem, code: str) -> Iterator[Session]:
    """Every session that the regency could have if it were alone."""
    for start in _starts(problem):
        for panel in combinations([one.id for one in problem.panelists], problem.rules.panel_size):
            for chair in panel:
                session = Session(code, start, panel, chair)
                if not breaches(problem, _plan_of(problem, (session,))):
                    yield session


def _starts(problem: Problem) -> list[datetime]:
    zone, day, found = ZoneInfo(problem.rules.timezone), problem.first, set()
    while day <= problem.last:
        for slot in problem.slots:
            hour, minute = map(int, slot.split(":"))
            found.add(datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone))
        day += timedelta(days=1)
    return sorted(found)


def _open_days(problem: Problem) -> list:
    """The dates on which some regency may present as far as the calendar goes; they are counted from 0."""
    rules, zone = problem.rules, ZoneInfo(problem.rules.timezone)
    found = set()
    for start in _starts(problem):
        for one in problem.regencies:
            calendar = rules.workdays
            if not calendar.obstacles(start, start + rules.length, one.timezone):
                found.add(start.astimezone(zone).date())
    return sorted(found)


def _sum(problem: Problem, sessions: tuple[Session, ...], days: list) -> int:
    wishes, zone = problem.wishes, ZoneInfo(problem.rules.timezone)
    people = {one.id: one for one in problem.panelists}
    dates = {one: one.starts_at.astimezone(zone).date() for one in sessions}
    wished = {one.code: one.wished for one in problem.regencies}
    kept = [one.session for one in problem.kept]
    loads = Counter(p for one in (*kept, *sessions) for p in one.panel)
    leads = Counter(one.chair for one in (*kept, *sessions))
    most = {p: _most(problem, p) for p in people}
    most_led = {p: most[p] - sum(p in one.panel for one in kept) + sum(p == one.chair for one in kept) for p in people}
    chairs = [one.id for one in problem.panelists if one.may_chair]
    comes = {(p, dates[one]) for one in sessions for p in one.panel}
    anyway = {(p, one.starts_at.astimezone(zone).date()) for one in kept for p in one.panel}
    institutions = [[people[p].institution or p for p in one.panel] for one in sessions]
    return (
        wishes.unplaced * (len(problem.regencies) - len(sessions))
        + wishes.load * _spread([loads[p] for p in people], [most[p] for p in people])
        + wishes.chairs * _spread([leads[p] for p in chairs], [most_led[p] for p in chairs])
        + wishes.early * sum(days.index(date) for date in dates.values())
        + wishes.mixed * sum(len(names) - len(set(names)) for names in institutions)
        + wishes.days * len(comes - anyway)
        + wishes.preferred * sum(_dislikes(problem, people[p], one.starts_at) for one in sessions for p in one.panel)
        + wishes.wished * sum(bool(wished[one.regency]) and dates[one] not in wished[one.regency] for one in sessions)
    )


def _spread(loads: list[int], most: list[int]) -> int:
    low = [load for load, top in zip(loads, most, strict=True) if load < top]
    return max(0, max(loads) - min(low)) if low else 0


def _dislikes(problem: Problem, one, start: datetime) -> bool:
    end = start + problem.rules.length
    return bool(one.preferred) and not any(span.since <= start and end <= span.until for span in one.preferred)


def _most(problem: Problem, p: str) -> int:
    """How many sessions the panelist could have in all, by diary and daily limit alone."""
    one = next(found for found in problem.panelists if found.id == p)
    zone, length, total = ZoneInfo(problem.rules.timezone), problem.rules.length, 0
    kept = [kept for kept in problem.kept if p in kept.session.panel or p in kept.people]
    sits = [kept.session for kept in problem.kept if p in kept.session.panel]
    open_starts = [
        start
        for start in _starts(problem)
        if any(not problem.rules.workdays.obstacles(start, start + length, r.timezone) for r in problem.regencies)
        and _is_free(problem, one, start, kept)
    ]
    for day in sorted({start.astimezone(zone).date() for start in open_starts}):
        here = [start for start in open_starts if start.astimezone(zone).date() == day]
        left = max(0, problem.rules.daily_limit - sum(s.starts_at.astimezone(zone).date() == day for s in sits))
        apart = max(
            size
            for size in range(len(here) + 1)
            for some in combinations(here, size)
            if all(b - a >= length for a, b in pairwise(some))
        )
        total += min(left, apart)
    return total + len(sits)


def _is_free(problem: Problem, one, start: datetime, kept) -> bool:
    end = start + problem.rules.length
    if any(other.session.starts_at < end and start < other.ends_at for other in kept):
        return False
    return not is_away(one.availability, start, end)
