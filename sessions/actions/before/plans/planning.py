"""Plans of a whole programme: begun from what the registry says, kept as they grow, accepted all at once or not at all.

How a plan is found is planning's; here is what goes into it and what comes of it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import listing
from sessions.actions.before.plans import plan_rooms
from sessions.store import (
    Acceptance,
    Db,
    Filter,
    StoredPlan,
    acceptances,
    occupancy,
    offers,
    plans,
    registry,
    rooms,
    timetable,
)
from sessions.values import Fault, Invalid, Programme, Regency, Session, Thing, Workdays, WrongState, counts, wire
from sessions.values.planning import Plan, PlanDoc, PlanShown, Reason, Unplanned, plan_to_json
from sessions.values.planning import problem as values

ONE_DAY = timedelta(days=1)
NOTHING: PlanDoc = {"state": "running", "progress": None, "sessions": [], "unplanned": [], "helps": []}


@dataclass(frozen=True)
class Wanted:
    """What is asked of a plan. `keep` leaves booked sessions as they are; else their regencies are planned anew."""

    first: date
    last: date
    slots: tuple[str, ...]
    parallel: int
    seconds: float
    keep: bool = True
    regencies: tuple[str, ...] | None = None  # codes; None is all
    filter: Filter = registry.EVERYTHING  # the list's own
    panelists: tuple[str, ...] | None = None  # ids of those who take part; None is all

    def as_json(self) -> dict[str, object]:
        """As it is stored."""
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "slots": list(self.slots),
            "parallel": self.parallel,
            "seconds": self.seconds,
            "keep": self.keep,
            "regencies": None if self.regencies is None else list(self.regencies),
            "panelists": None if self.panelists is None else list(self.panelists),
            "province": self.filter.province or None,
            "q": self.filter.q,
            "panelist": self.filter.panelist,
            "answer": self.filter.answer,
            "without": sorted(self.filter.without),
        }


def filter_of(stored: StoredPlan) -> Filter:
    """The list's filter that was asked of a plan; one of an earlier release knows provinces alone."""
    q, province, panelist, answer = (stored.request.get(name) or "" for name in ("q", "province", "panelist", "answer"))
    return Filter(q, province, panelist, answer, frozenset(stored.request.get("without", ())))


def begin(
    db: Db, programme_id: str, wanted: Wanted, asker: Asker, *, now: datetime
) -> tuple[StoredPlan, values.Problem]:
    """Stores a plan that begins, and gives what it is to solve. Raises NotFound, or Invalid for what no plan could
    answer: nobody may chair, a window without a day or past, too many regencies."""
    must_be_secretariat(asker)
    _must_be_known(db, programme_id, wanted)
    problem = problem_of(db, registry.programme(db, programme_id), wanted, now=now)
    values.must_be_plannable(problem)
    if not problem.starts():
        raise Invalid.at("/to", "window-past")
    plan = plans.add(db, programme_id, wanted.as_json(), NOTHING, now=now)
    acts.did(db, "made", Thing("plan", plan, "", programme_id), asker, now=now)
    return plans.get(db, plan), problem


def _must_be_known(db: Db, programme: str, wanted: Wanted) -> None:
    known = {code for _, code, _, _ in registry.places(db, programme)}
    members = {one.id for one in registry.panelists(db, programme)}
    faults = [
        Fault(f"/regencies/{n}", "no-such-regency", {"regency": code})
        for n, code in enumerate(wanted.regencies or ())
        if code not in known
    ] + [
        Fault(f"/panelists/{n}", "no-such-panelist", {"panelist": one})
        for n, one in enumerate(wanted.panelists or ())
        if one not in members
    ]
    if faults:
        raise Invalid(faults)


def note(db: Db, plan_id: str, plan: Plan) -> None:
    """Keeps how far a plan has come; what was accepted in the meantime stays so."""
    stored = plans.get(db, plan_id)
    if stored.state == "running":
        ours = {key: value for key, value in stored.doc.items() if key in ("locked", "before")}
        doc: PlanDoc = json.loads(plan_to_json(plan)) | ours
        if plan.state != "running":
            plan_rooms.give(db, stored, doc["sessions"])
        plans.put(db, plan_id, state=plan.state, doc=doc)


def fail(db: Db, plan_id: str) -> None:
    """The planner has died: what the plan had come to stays, and may be used."""
    stored = plans.get(db, plan_id)
    if stored.state == "running":
        plans.put(db, plan_id, state="stopped", doc={**stored.doc, "failed": True})


def planned(db: Db, plan_id: str, asker: Asker) -> StoredPlan:
    """A plan, for the secretariat. Raises NotFound."""
    must_be_secretariat(asker)
    return plans.get(db, plan_id)


def must_be_acceptable(stored: StoredPlan) -> None:
    """Raises WrongState for a plan that runs, is impossible or accepted, or has nothing to book."""
    if stored.state not in ("ready", "stopped"):
        raise WrongState(stored.state)
    if not stored.doc["sessions"]:
        raise WrongState(stored.state, "plan-without-session")


def stop(db: Db, plan_id: str, asker: Asker, *, now: datetime) -> None:
    """The secretariat stops the planning, which whoever plans is then told. Raises NotFound, or WrongState for a plan
    that has ended."""
    stored = planned(db, plan_id, asker)
    if stored.state != "running":
        raise WrongState(stored.state)
    acts.did(db, "stopped", Thing("plan", plan_id, "", stored.programme), asker, now=now)


# - what goes into a plan -


def problem_of(db: Db, programme: Programme, wanted: Wanted, *, now: datetime) -> values.Problem:
    """The programme's unbooked regencies, its panelists with their time, and what is booked already. Who has withdrawn
    is left out, who is there to rehearse with, and who may still choose one of the times that it was offered."""
    sessions = [one for one in timetable.of_programme(db, programme.id) if counts(one)]
    taken = {one.regency.code for one in sessions} if wanted.keep else set()
    held = {one.regency.code for one in sessions if one.state(now) != "booked"}
    out = taken | held | offers.open_codes(db, programme.id, now=now)
    everyone = listing.regencies(db, programme.id, wanted.filter)
    regencies = [one for one in everyone if not one.trial and one.code not in out]
    if wanted.regencies is not None:
        regencies = [one for one in regencies if one.code in wanted.regencies]
    here = rooms.of_programme(db, programme.id)
    return values.Problem(
        rules=_rules(programme),
        first=wanted.first,
        last=wanted.last,
        slots=wanted.slots,
        parallel=min(wanted.parallel, len({one.place for one in here}) or wanted.parallel),
        regencies=tuple(_regencies(db, regencies)),
        panelists=tuple(_panelists(db, programme, wanted.panelists)),
        kept=tuple(_kept(db, programme, wanted, {one.code for one in regencies}, {one.place for one in here})),
        earliest=now,
    )


def _rules(programme: Programme) -> values.Rules:
    return values.Rules(
        timezone=programme.timezone,
        length=programme.length,
        workdays=Workdays.of(programme.fields_json()),
        panel_size=programme.panel_size,
        daily_limit=programme.daily_limit,
        own_province=programme.own_province,
    )


def _regencies(db: Db, regencies: Sequence[Regency]) -> Iterable[values.Regency]:
    for one in regencies:
        people = frozenset(guest.person.id for guest in one.people)
        yield values.Regency(one.code, one.name, one.province, one.timezone, people)


def _panelists(db: Db, programme: Programme, chosen: Sequence[str] | None) -> Iterable[values.Panelist]:
    members = [one for one in registry.panelists(db, programme.id) if chosen is None or one.id in chosen]
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


def _kept(db: Db, programme: Programme, wanted: Wanted, planned: set[str], places: set[str]) -> Iterable[values.Kept]:
    # Sessions of every programme take people's time; those that are planned anew take none. Another programme's counts
    # among those at once only where it meets in a room of this one.
    zone = ZoneInfo(programme.timezone)
    since = datetime.combine(wanted.first, time(), zone) - ONE_DAY
    until = datetime.combine(wanted.last, time(), zone) + 2 * ONE_DAY
    for one in timetable.between(db, since, until):
        own = one.programme == programme.id
        anew = own and one.regency.code in planned and not one.rehearsal
        if one.live and one.chair is not None and not anew:
            session = values.Session(
                one.regency.code, one.starts_at, tuple(seat.id for seat in one.panel), one.chair.id
            )
            ends_at = one.schedule.closes_at or one.schedule.ends_at
            people = frozenset(guest.id for guest in one.guests)
            yield values.Kept(session, ends_at, people, room=own or occupancy.place_of(one) in places)


def booked(db: Db, programme: str, *, now: datetime) -> dict[str, Session]:
    """The programme's sessions that are to come, by their regencies' codes."""
    coming = timetable.of_programme(db, programme)
    return {one.regency.code: one for one in coming if one.state(now) == "booked" and not one.rehearsal}


def booked_of(db: Db, programme: str, code: str, *, now: datetime) -> Session | None:
    """The regency's session that is to come, if it has one."""
    regency = registry.regency_by_code(db, programme, code)
    own = [] if regency is None else timetable.of_regency(db, regency.id)
    return next((one for one in own if one.state(now) == "booked" and not one.rehearsal), None)


def counted(db: Db, programme: str) -> set[str]:
    """The codes of the regencies that have a session which counts already."""
    return {one.regency.code for one in timetable.of_programme(db, programme) if counts(one)}


def has_session(db: Db, programme: str, code: str) -> bool:
    """Whether a session of the regency counts already."""
    regency = registry.regency_by_code(db, programme, code)
    return regency is not None and any(counts(one) for one in timetable.of_regency(db, regency.id))


# - as the contract shows it -


def shown(db: Db, stored: StoredPlan) -> PlanShown:
    """The same with how far its acceptance has come."""
    return plan_json(stored, accepting=acceptances.find(db, stored.id))


def plan_json(stored: StoredPlan, *, language: str = "id", accepting: Acceptance | None = None) -> PlanShown:
    """A plan as the contract shows it; `because` in the language."""
    doc = stored.doc
    shown: PlanShown = {
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
        "reasons": _reasons(doc["unplanned"], language),
        "helps": [{"text": one["words"][language], "more": one["more"]} for one in doc["helps"]],
        "locked": list(doc.get("locked", ())),
        "repair": doc.get("repair"),
        "failed": bool(doc.get("failed", False)),
    }
    if accepting is not None:
        done = accepting.of - len(accepting.left)
        shown["accepting"] = {"done": done, "of": accepting.of, "batch": accepting.batch}
        shown["conflicts"] = accepting.clashes
    return shown


def _reasons(unplanned: Sequence[Unplanned], language: str) -> list[Reason]:
    """Why regencies are left over, each reason once with those that it keeps out; what keeps out the most first."""
    found: dict[str, Reason] = {}
    for one in unplanned:
        because = one["because"][language]
        reason = found.setdefault(because, {"because": because, "rules": one["rules"], "regencies": []})
        reason["regencies"].append(one["regency"])
    return sorted(found.values(), key=lambda reason: -len(reason["regencies"]))
