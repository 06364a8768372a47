"""A plan looked through before it is accepted: a session moved, a panelist swapped, what is good locked.

Every change is checked against every hard rule as things now stand, by a check that shares nothing with the planner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from sessions.actions import acts
from sessions.actions.access import Asker
from sessions.actions.before.plans import plan_rooms, planning
from sessions.store import Db, StoredPlan, plans, registry, rooms
from sessions.values import BookingConflict, Clash, Invalid, NotFound, Room, Thing, WrongState, wire
from sessions.values.planning import Breach, PlanDoc, Planned, Problem, Session, breaches


@dataclass(frozen=True)
class Edit:
    """What is to be changed of one planned session; None leaves a thing as it is."""

    starts_at: datetime | None = None
    panel: tuple[str, ...] | None = None
    chair: str | None = None
    locked: bool | None = None


def change(db: Db, plan_id: str, regency: str, edit: Edit, asker: Asker, *, now: datetime) -> StoredPlan:
    """Changes one session of a plan. Raises NotFound, WrongState unless it is ready or stopped, Invalid, or
    BookingConflict with every rule that the change would break."""
    stored, sessions, at = _open(db, plan_id, regency, asker)
    changed = _edited(sessions[at], edit)
    if changed != sessions[at]:
        sessions[at] = changed
        broken = _broken(db, stored, sessions, regency, now=now)
        if broken:
            raise BookingConflict(broken)
    acts.did(db, "changed", Thing("plan", plan_id, regency, stored.programme), asker, now=now)
    return _keep(db, stored, sessions, _locked(stored, regency, edit.locked))


@dataclass(frozen=True)
class Checked:
    """What a change would come to: every rule that it would break, and where the session would meet; `lacks_room` is
    where the programme has rooms and none is free."""

    broken: Sequence[Clash]
    room: Room | None
    lacks_room: bool


def check(db: Db, plan_id: str, regency: str, edit: Edit, asker: Asker, *, now: datetime) -> Checked:
    """What the change would come to, while it is still being made; changes nothing."""
    stored, sessions, at = _open(db, plan_id, regency, asker)
    sessions[at] = _edited(sessions[at], edit)
    broken = _broken(db, stored, sessions, regency, now=now)
    planned = [_json(one) for one in sessions]
    plan_rooms.give(db, stored, planned)
    given = planned[at].get("room", "")
    return Checked(broken, rooms.find(db, given) if given else None, lacks_room=given is None)


def again(db: Db, plan_id: str, asker: Asker, *, now: datetime) -> tuple[StoredPlan, Problem]:
    """A new plan in which what was locked stays and the rest is planned anew. Raises NotFound or WrongState."""
    stored = planning.planned(db, plan_id, asker)
    if stored.state not in ("ready", "stopped"):
        raise WrongState(stored.state)
    wanted = wanted_of(stored)
    kept = locked_of(stored)
    begun, problem = planning.begin(db, stored.programme, wanted, asker, now=now)
    locked = tuple(one for one in _sessions(stored) if one.regency in kept)
    plans.put(db, begun.id, state="running", doc={**begun.doc, "locked": sorted(kept), "before": stored.id})
    return plans.get(db, begun.id), problem.locking(locked)


class Difference(TypedDict):
    """A regency's session in each of two plans, None where it has none."""

    regency: str
    this: Planned | None
    other: Planned | None


def differences(db: Db, one: StoredPlan, other: StoredPlan) -> list[Difference]:
    """The sessions in which two plans differ, by regency: as it is in each, None where it has none."""
    left, right = ({session.regency: session for session in _sessions(plan)} for plan in (one, other))
    codes = sorted(code for code in left.keys() | right.keys() if left.get(code) != right.get(code))
    this, there = ({code: _json(one) for code, one in plan.items()} for plan in (left, right))
    return [{"regency": code, "this": this.get(code), "other": there.get(code)} for code in codes]


def locked_of(stored: StoredPlan) -> set[str]:
    """The regencies whose sessions are locked."""
    return set(stored.doc.get("locked", ()))


def wanted_of(stored: StoredPlan) -> planning.Wanted:
    """What was asked of a plan."""
    asked = stored.request
    return planning.Wanted(
        first=date.fromisoformat(asked["from"]),
        last=date.fromisoformat(asked["to"]),
        slots=tuple(asked["slots"]),
        parallel=asked["parallel"],
        seconds=asked["seconds"],
        keep=asked["keep"],
        regencies=None if asked.get("regencies") is None else tuple(asked["regencies"]),
        filter=planning.filter_of(stored),
        panelists=None if asked.get("panelists") is None else tuple(asked["panelists"]),
    )


def _open(db: Db, plan_id: str, regency: str, asker: Asker) -> tuple[StoredPlan, list[Session], int]:
    stored = planning.planned(db, plan_id, asker)
    if stored.state not in ("ready", "stopped"):
        raise WrongState(stored.state)
    sessions = _sessions(stored)
    at = next((n for n, one in enumerate(sessions) if one.regency == regency), None)
    if at is None:
        raise NotFound("plan-without-regency")
    return stored, sessions, at


def _edited(session: Session, edit: Edit) -> Session:
    panel = edit.panel if edit.panel is not None else session.panel
    chair = edit.chair or (session.chair if session.chair in panel else "")
    if not chair:
        raise Invalid.at("/chair", "chair-leaves")
    return replace(session, starts_at=edit.starts_at or session.starts_at, panel=panel, chair=chair)


def _broken(db: Db, stored: StoredPlan, sessions: Sequence[Session], regency: str, *, now: datetime) -> list[Clash]:
    everybody = replace(wanted_of(stored), panelists=None)  # by hand also who takes no part otherwise
    problem = planning.problem_of(db, registry.programme(db, stored.programme), everybody, now=now)
    found = [one for one in breaches(problem, sessions) if regency in (one.regency, one.other)]
    people = {one.id: one.name for one in problem.panelists}
    names = {one.code: one.name for one in problem.regencies} | {
        k.session.regency: k.session.regency for k in problem.kept
    }
    zone = ZoneInfo(problem.rules.timezone)
    days = {one.regency: one.starts_at.astimezone(zone).date().isoformat() for one in sessions}
    return [{**_clash(one, people, names), "day": days.get(one.regency)} for one in dict.fromkeys(found)]


# The planner's rules by the names that a booking's conflicts have.
_WHY = {
    "past": "in-past",
    "workday": "holiday",
    "blocked": "holiday",
    "conflict": "conflict-of-interest",
    "own-province": "conflict-of-interest",
    "of-the-regency": "conflict-of-interest",
    "busy": "panelist-busy",
}
_REASON = {"conflict": "declared"}


def _clash(breach: Breach, people: Mapping[str, str], names: Mapping[str, str]) -> Clash:
    regency = {"code": breach.regency, "name": names.get(breach.regency, breach.regency)}
    return {
        "why": _WHY.get(breach.rule, breach.rule),
        "reason": _REASON.get(breach.rule, breach.rule),
        "who": {"id": breach.person, "name": people.get(breach.person, breach.person)} if breach.person else regency,
        "session": None,
        "planned": breach.regency,
        "regency": names.get(breach.other, breach.other),
    }


def _locked(stored: StoredPlan, regency: str, locked: bool | None) -> set[str]:
    before = locked_of(stored)
    if locked is None:
        return before
    return before | {regency} if locked else before - {regency}


def _keep(db: Db, stored: StoredPlan, sessions: Sequence[Session], locked: set[str]) -> StoredPlan:
    doc: PlanDoc = {**stored.doc, "sessions": [_json(one) for one in sessions], "locked": sorted(locked)}
    plan_rooms.give(db, stored, doc["sessions"])
    plans.put(db, stored.id, state=stored.state, doc=doc)
    return plans.get(db, stored.id)


def _sessions(stored: StoredPlan) -> list[Session]:
    return [
        Session(one["regency"], datetime.fromisoformat(one["starts_at"]), tuple(one["panel"]), one["chair"])
        for one in stored.doc["sessions"]
    ]


def _json(session: Session) -> Planned:
    return {
        "regency": session.regency,
        "starts_at": wire(session.starts_at),
        "panel": list(session.panel),
        "chair": session.chair,
    }
