"""Plans of a whole programme: begun from what the registry says, kept as they grow, accepted all at once or not at all.

How a plan is found is planning's; here is what goes into it and what comes of it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sessions.actions import booking
from sessions.actions.access import Asker, must_be_secretariat
from sessions.clock import wire
from sessions.errors import BookingConflict, Refusal, WrongState
from sessions.store import occupancy, plans, registry, timetable
from sessions.store.engine import Db
from sessions.store.plans import StoredPlan
from sessions.values.planning import problem as values
from sessions.values.planning.plan import Plan, plan_to_json
from sessions.values.registry import Programme, Regency
from sessions.values.session import Session
from sessions.values.workdays import Workdays

ONE_DAY = timedelta(days=1)
NOTHING: Mapping[str, Any] = {"state": "running", "progress": None, "sessions": [], "unplanned": [], "helps": []}


@dataclass(frozen=True)
class Wanted:
    """What is asked of a plan. `keep` leaves booked sessions as they are; else their regencies are planned anew."""

    first: date
    last: date
    slots: tuple[str, ...]
    parallel: int
    seconds: float
    keep: bool = True

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "slots": list(self.slots),
            "parallel": self.parallel,
            "seconds": self.seconds,
            "keep": self.keep,
        }


def begin(
    db: Db, programme_id: str, wanted: Wanted, asker: Asker, *, now: datetime
) -> tuple[StoredPlan, values.Problem]:
    """Stores a plan that begins, and gives what it is to solve. Raises NotFound, or Invalid for what no plan could
    answer: nobody may chair, a window without a day, too many regencies."""
    must_be_secretariat(asker)
    problem = problem_of(db, registry.programme(db, programme_id), wanted, now=now)
    values.must_be_plannable(problem)
    plan = plans.add(db, programme_id, wanted.as_json(), NOTHING, now=now)
    return plans.get(db, plan), problem


def note(db: Db, plan_id: str, plan: Plan) -> None:
    """Keeps how far a plan has come; what was accepted in the meantime stays so."""
    stored = plans.get(db, plan_id)
    if stored.state == "running":
        ours = {key: stored.doc[key] for key in ("locked", "before") if key in stored.doc}
        plans.put(db, plan_id, state=plan.state, doc=json.loads(plan_to_json(plan)) | ours)


def fail(db: Db, plan_id: str) -> None:
    """The planner has died: what the plan had come to stays, and may be used."""
    stored = plans.get(db, plan_id)
    if stored.state == "running":
        plans.put(db, plan_id, state="stopped", doc={**stored.doc, "failed": True})


def planned(db: Db, plan_id: str, asker: Asker) -> StoredPlan:
    """A plan, for the secretariat. Raises NotFound."""
    must_be_secretariat(asker)
    return plans.get(db, plan_id)


def must_be_running(db: Db, plan_id: str, asker: Asker) -> None:
    """Raises NotFound, or WrongState for a plan that has ended."""
    stored = planned(db, plan_id, asker)
    if stored.state != "running":
        raise WrongState(stored.state)


def accept(db: Db, plan_id: str, asker: Asker, *, meeting_url: str = "", now: datetime) -> StoredPlan:
    """Books every session of the plan and invites everybody, once, or changes nothing.

    Raises NotFound, WrongState (running, impossible, accepted already), or BookingConflict with all that has come in
    between since it was planned."""
    stored = planned(db, plan_id, asker)
    if stored.state not in ("ready", "stopped") or not stored.doc["sessions"]:
        raise WrongState(stored.state)
    booked = {} if stored.request["keep"] else _booked(db, stored.programme, now=now)
    moving = [booked[one["regency"]] for one in stored.doc["sessions"] if one["regency"] in booked]
    for session in moving:  # each may take what another leaves
        occupancy.hold_until(db, session.id, session.starts_at)
    clashes = []
    for one in stored.doc["sessions"]:
        try:
            _book(db, stored.programme, one, booked.get(one["regency"]), meeting_url, asker, now=now)
        except BookingConflict as conflict:
            clashes += [{**clash, "planned": one["regency"]} for clash in conflict.conflicts]
        except Refusal as refusal:
            detail = f"{one['regency']}: {refusal.detail}"
            clashes.append(
                {"why": "changed", "who": None, "session": None, "planned": one["regency"], "detail": detail}
            )
    if clashes:
        raise BookingConflict(clashes)
    plans.put(db, plan_id, state="accepted", doc=stored.doc)
    return plans.get(db, plan_id)


def _book(
    db: Db,
    programme: str,
    one: Mapping[str, Any],
    before: Session | None,
    meeting_url: str,
    asker: Asker,
    *,
    now: datetime,
) -> None:
    starts_at, panel = datetime.fromisoformat(one["starts_at"]), tuple(one["panel"])
    if before is None:
        if _has_session(db, programme, one["regency"], now=now):
            detail = f"{one['regency']} has a session already"
            raise BookingConflict([{"why": "regency-busy", "who": None, "session": None, "detail": detail}])
        request = booking.Request(one["regency"], starts_at, panel, one["chair"], meeting_url)
        booking.book(db, programme, request, asker, now=now)
    else:
        booking.change(db, before.id, booking.Change(starts_at, panel, one["chair"]), asker, now=now)


# - what goes into a plan -


def problem_of(db: Db, programme: Programme, wanted: Wanted, *, now: datetime) -> values.Problem:
    """The programme's unbooked regencies, its panelists with their time, and what is booked already."""
    sessions = [one for one in timetable.of_programme(db, programme.id) if _counts(one, now)]
    booked = {one.regency.code for one in sessions} if wanted.keep else set()
    held = {one.regency.code for one in sessions if one.state(now) != "booked"}
    regencies = [one for one in registry.all_regencies(db, programme.id) if one.code not in booked | held]
    return values.Problem(
        rules=_rules(programme),
        first=wanted.first,
        last=wanted.last,
        slots=wanted.slots,
        parallel=wanted.parallel,
        regencies=tuple(_regency(one) for one in regencies),
        panelists=tuple(_panelists(db, programme)),
        kept=tuple(_kept(db, programme, wanted, {one.code for one in regencies})),
        earliest=now,
    )


def _rules(programme: Programme) -> values.Rules:
    return values.Rules(
        timezone=programme.timezone,
        length=sum((phase.length for phase in programme.phases), timedelta()),
        workdays=Workdays.of(programme.fields_json()),
        panel_size=programme.panel_size,
        daily_limit=programme.daily_limit,
        own_province=programme.own_province,
    )


def _regency(one: Regency) -> values.Regency:
    people = frozenset(guest.person.id for guest in one.people)
    return values.Regency(one.code, one.name, one.province, one.timezone, people)


def _panelists(db: Db, programme: Programme) -> Iterable[values.Panelist]:
    members = registry.panelists(db, programme.id)
    spans = registry.spans(db, [one.id for one in members])
    for one in members:
        yield values.Panelist(
            id=one.id,
            name=one.name,
            institution=one.person.institution,
            timezone=one.person.timezone,
            may_chair=one.may_chair,
            conflicts=frozenset(one.conflicts),
            province=one.province,
            availability=spans.get(one.id, ()),
        )


def _kept(db: Db, programme: Programme, wanted: Wanted, planned: set[str]) -> Iterable[values.Kept]:
    # Sessions of every programme take people's time; those that are planned anew take none.
    zone = ZoneInfo(programme.timezone)
    since = datetime.combine(wanted.first, time(), zone) - ONE_DAY
    until = datetime.combine(wanted.last, time(), zone) + 2 * ONE_DAY
    for one in timetable.between(db, since, until):
        anew = one.programme == programme.id and one.regency.code in planned and not one.rehearsal
        if one.live and one.chair is not None and not anew:
            session = values.Session(
                one.regency.code, one.starts_at, tuple(seat.id for seat in one.panel), one.chair.id
            )
            ends_at = one.schedule.closes_at or one.schedule.ends_at
            yield values.Kept(session, ends_at, frozenset(guest.id for guest in one.guests))


def _booked(db: Db, programme: str, *, now: datetime) -> dict[str, Session]:
    coming = timetable.of_programme(db, programme)
    return {one.regency.code: one for one in coming if one.state(now) == "booked" and not one.rehearsal}


def _has_session(db: Db, programme: str, code: str, *, now: datetime) -> bool:
    regency = registry.regency_by_code(db, programme, code)
    return regency is not None and any(_counts(one, now) for one in timetable.of_regency(db, regency.id))


def _counts(session: Session, now: datetime) -> bool:
    return session.live and not session.rehearsal and session.state(now) not in ("cancelled", "aborted")


# - as the contract shows it -


def plan_json(stored: StoredPlan, *, language: str = "id") -> dict[str, Any]:
    """A plan as the contract shows it; `because` in the language."""
    doc = stored.doc
    return {
        "id": stored.id,
        "programme": stored.programme,
        "state": stored.state,
        "request": dict(stored.request),
        "progress": doc["progress"] or {"planned": 0, "of": 0, "objective": 0, "bound": 0, "seconds": 0},
        "sessions": [{**one, "starts_at": wire(datetime.fromisoformat(one["starts_at"]))} for one in doc["sessions"]],
        "unplanned": [
            {"regency": one["regency"], "because": one["because"][language], "rules": one["rules"]}
            for one in doc["unplanned"]
        ],
        "helps": [{"text": one["words"][language], "more": one["more"]} for one in doc["helps"]],
        "locked": list(doc.get("locked", ())),
        "repair": doc.get("repair"),
        "failed": bool(doc.get("failed", False)),
    }
