"""Whether a plan keeps every hard rule, judged from the problem alone: shares no code with the planner.

It knows the contract's words and nothing of grids, boards or seats; it is slow and plain on purpose.
"""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import holidays

from sessions.values.planning.plan import Plan
from sessions.values.planning.problem import Panelist, Problem, Regency, Session

JOINT_LEAVE = ("public", "government")


def breaches(problem: Problem, plan: Plan) -> list[str]:
    """Every breach of a hard rule, in words; none in a good plan."""
    found = [*_counts(problem, plan)]
    for session in plan.sessions:
        if session not in problem.locked:
            found += _alone(problem, session)
    found += _together(problem, plan)
    return found


def _counts(problem: Problem, plan: Plan) -> list[str]:
    wanted = {one.code for one in problem.regencies}
    planned = Counter(one.regency for one in plan.sessions)
    left = {one.regency for one in plan.unplanned}
    found = [f"{code} has {count} sessions" for code, count in planned.items() if count > 1]
    found += [f"{code} is planned, but was not asked for" for code in planned.keys() - wanted]
    found += [f"{code} is neither planned nor said to be left over" for code in wanted - planned.keys() - left]
    found += [f"{code} is both" for code in planned.keys() & left]
    found += [f"the locked session of {one.regency} is not there" for one in problem.locked if one not in plan.sessions]
    if plan.progress.planned != len(plan.sessions) or plan.progress.of != len(wanted):
        found.append("the figures are wrong")
    return found


def _alone(problem: Problem, session: Session) -> list[str]:
    regency = next(one for one in problem.regencies if one.code == session.regency)
    people = {one.id: one for one in problem.panelists}
    start, end = session.starts_at, session.starts_at + problem.rules.length
    found = [f"{session.regency}: {why}" for why in _calendar(problem, regency, start, end)]
    if not _offered(problem, start):
        found.append(f"{session.regency}: {start} is no slot")
    if is_away(regency.busy, start, end):
        found.append(f"{session.regency}: its people are busy")
    if len(set(session.panel)) != problem.rules.panel_size or len(session.panel) != problem.rules.panel_size:
        found.append(f"{session.regency}: a panel of {session.panel}")
    if session.chair not in session.panel or not people[session.chair].may_chair:
        found.append(f"{session.regency}: {session.chair} cannot lead")
    for one in (people[p] for p in session.panel):
        if is_away(one.availability, start, end):
            found.append(f"{session.regency}: {one.id} is away")
        if _in_conflict(problem, regency, one):
            found.append(f"{session.regency}: {one.id} is in conflict")
    return found


def _calendar(problem: Problem, regency: Regency, start: datetime, end: datetime) -> list[str]:
    """A session of less than a day in hours of less than a day: it lies in one local date."""
    rules, zone = problem.rules.workdays, ZoneInfo(regency.timezone)
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    day = begins.date()
    midnight = datetime.combine(day, time(), zone)
    closed = holidays.country_holidays(rules.holidays, years=day.year, categories=JOINT_LEAVE) if rules.holidays else {}
    found = []
    if day.isoweekday() not in rules.workdays:
        found.append(f"{day} is no workday")
    if day in closed:
        found.append(f"{day} is {closed[day]}")
    if day in rules.blocked:
        found.append(f"{day} is blocked")
    if begins - midnight < rules.day_start or ends - midnight > rules.day_end:
        found.append(f"{begins} to {ends} is outside the hours")
    return found


def _offered(problem: Problem, start: datetime) -> bool:
    local = start.astimezone(ZoneInfo(problem.rules.timezone))
    in_time = problem.earliest is None or start >= problem.earliest
    slot = local.strftime("%H:%M") in problem.slots and problem.first <= local.date() <= problem.last
    return in_time and (slot or start in problem.also)


def is_away(spans, start: datetime, end: datetime) -> bool:
    """Minute by minute (the samples' times are whole minutes): busy, or not free where only free times count."""
    minute, listed = timedelta(minutes=1), any(span.free for span in spans)
    at = start
    while at < end:
        here = [span.free for span in spans if span.since <= at < span.until]
        if False in here or (listed and True not in here):
            return True
        at += minute
    return False


def _in_conflict(problem: Problem, regency: Regency, one: Panelist) -> bool:
    own = problem.rules.own_province and one.province != "" and one.province == regency.province
    return regency.code in one.conflicts or one.id in regency.people or own


def _together(problem: Problem, plan: Plan) -> list[str]:
    """Over all sessions, kept ones included: people's time, rooms, daily limits."""
    length = problem.rules.length
    guests = {one.code: one.people for one in problem.regencies}
    running = [(one.session, one.session.starts_at, one.ends_at, one.people) for one in problem.kept]
    running += [(one, one.starts_at, one.starts_at + length, guests[one.regency]) for one in plan.sessions]
    found = []
    for (a, a_start, a_end, a_people), (b, b_start, b_end, b_people) in combinations(running, 2):
        shared = (set(a.panel) | a_people) & (set(b.panel) | b_people)
        if a_start < b_end and b_start < a_end and shared:
            found.append(f"{shared} are with {a.regency} and {b.regency} at once")
    for _, start, _, _ in running:
        at_once = sum(since <= start < until for _, since, until, _ in running)
        new = any(one.starts_at <= start < one.starts_at + length for one in plan.sessions if one not in problem.locked)
        if new and at_once > problem.parallel:
            found.append(f"{at_once} sessions at {start.astimezone(UTC)}")
    zone = ZoneInfo(problem.rules.timezone)
    fixed = {one.session for one in problem.kept} | set(problem.locked)
    days = Counter((p, one.starts_at.astimezone(zone).date()) for one, *_ in running for p in one.panel)
    new_days = {
        (p, one.starts_at.astimezone(zone).date()) for one in plan.sessions if one not in fixed for p in one.panel
    }
    found += [
        f"{p} has {count} sessions on {day}"
        for (p, day), count in days.items()
        if count > problem.rules.daily_limit and (p, day) in new_days
    ]
    return found
