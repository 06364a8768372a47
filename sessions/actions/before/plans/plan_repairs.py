"""A booked programme mended after something has changed: the smallest change, shown as a plan before it is accepted.

Only the sessions that change stand in such a plan, so that accepting it writes to nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before.plans import plan_rooms, planning
from sessions.store import Db, StoredPlan, plans, registry, rooms, timetable
from sessions.values import Invalid, Programme, Thing, WrongState, wire
from sessions.values.planning import PlanDoc, ProgressDoc, Repaired
from sessions.values.planning import problem as values

WINDOW = timedelta(weeks=4)  # how long after the last booked session a place may be found
ROOMS = 100  # where the programme has no rooms, booked sessions are bound by no number of them


@dataclass(frozen=True)
class Change:
    """What has changed: a panelist's time, a day that is lost, or a regency that cannot on a date."""

    panelist: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    day: date | None = None
    regency: str | None = None
    wished: tuple[date, ...] = ()


@dataclass(frozen=True)
class Task:
    """What is to be mended: the problem as it was, the sessions as booked, and what has changed."""

    problem: values.Problem
    booked: tuple[values.Session, ...]
    change: Change


def task(db: Db, programme_id: str, change: Change, asker: Asker, *, now: datetime) -> Task:
    """What a repair is to solve. Raises NotFound, Invalid for a change of nobody, WrongState if nothing is booked."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    booked = _booked(db, programme, now=now)
    if not booked:
        raise WrongState("unbooked", "nothing-to-mend")
    _must_be_known(db, programme, change, booked)
    zone = ZoneInfo(programme.timezone)
    starts = [one.starts_at.astimezone(zone) for one in booked]
    wanted = planning.Wanted(
        first=now.astimezone(zone).date(),
        last=max(start.date() for start in starts) + WINDOW,
        slots=tuple(sorted({start.strftime("%H:%M") for start in starts})),
        parallel=_at_once(db, programme, starts),
        seconds=0,
        keep=False,
    )
    whole = planning.problem_of(db, programme, wanted, now=now)
    codes = {one.regency for one in booked}
    problem = replace(whole, regencies=tuple(one for one in whole.regencies if one.code in codes))
    return Task(problem, tuple(booked), change)


def keep(
    db: Db,
    programme_id: str,
    found: Repaired,
    asked: Mapping[str, object],
    asker: Asker,
    *,
    seconds: float,
    now: datetime,
) -> StoredPlan:
    """Keeps a repair as a plan of the sessions that change. `found` is planning.repair.Repair as JSON."""
    changed = [one["now"] for one in found["differences"] if one["now"] is not None]
    was = [one["was"] for one in found["differences"] if one["now"] is not None]
    progress: ProgressDoc = {
        "planned": len(changed),
        "of": found["hit"],
        "objective": 0,
        "bound": 0,
        "seconds": seconds,
    }
    spreads: ProgressDoc = {**progress, "spread": found["spread_after"], "chair_spread": 0, "met": 0, "pairs": 0}
    doc: PlanDoc = {
        "state": "ready",
        "progress": spreads,
        "sessions": changed,
        "unplanned": found["lost"],
        "helps": [],
        "repair": {"was": was, "seats": found["seats"], "hit": found["hit"]},
    }
    today = wire(now)[:10]
    request = {"from": today, "to": today, "slots": [], "parallel": ROOMS, "seconds": seconds, "keep": False}
    made = plans.add(db, programme_id, request | {"repair": asked}, doc, now=now)
    plan_rooms.give(db, plans.get(db, made), doc["sessions"])
    plans.put(db, made, state="ready" if changed else "impossible", doc=doc)
    acts.did(db, "made", Thing("plan", made, "", programme_id), asker, now=now)
    return plans.get(db, made)


def _booked(db: Db, programme: Programme, *, now: datetime) -> list[values.Session]:
    coming = [
        one for one in timetable.of_programme(db, programme.id) if one.state(now) == "booked" and not one.rehearsal
    ]
    return [
        values.Session(one.regency.code, one.starts_at, tuple(seat.id for seat in one.panel), one.chair.id)
        for one in coming
        if one.chair is not None and len(one.panel) == programme.panel_size
    ]


def _at_once(db: Db, programme: Programme, starts: Sequence[datetime]) -> int:
    """How many sessions may run at once: as many as there are rooms, or as were booked beside each other already."""
    here = len(rooms.of_programme(db, programme.id))
    booked = max(sum(start <= one < start + programme.length for one in starts) for start in starts)
    return max(here, booked) if here else ROOMS


def _must_be_known(db: Db, programme: Programme, change: Change, booked: list[values.Session]) -> None:
    if change.panelist is not None and not registry.members(db, programme.id, [change.panelist]):
        raise Invalid.at("/panelist", "no-such-panelist", panelist=change.panelist)
    if change.regency is not None and change.regency not in {one.regency for one in booked}:
        raise Invalid.at("/regency", "nothing-booked", regency=change.regency)
    if change.panelist is None and change.day is None:
        raise Invalid.at("", "nothing-named")
