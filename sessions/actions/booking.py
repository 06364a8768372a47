"""Booking, moving, changing and cancelling a session; clashes are decided inside the write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sessions.actions import inviting
from sessions.actions.access import Asker, managed, must_be_secretariat
from sessions.clock import wire
from sessions.errors import BookingConflict, Fault, Invalid, WrongState
from sessions.ids import new_id
from sessions.store import installation, mails, occupancy, records, registry
from sessions.store.engine import Db
from sessions.values.itip.values import uid
from sessions.values.record import Actor
from sessions.values.registry import Panelist, Programme, Regency, is_available
from sessions.values.schedule import Phase, Schedule
from sessions.values.session import Guest, Seat, Session
from sessions.values.workdays import Workdays


@dataclass(frozen=True)
class Request:
    """What is to be booked."""

    regency: str
    starts_at: datetime
    panel: tuple[str, ...]
    chair: str
    meeting_url: str
    rehearsal: bool = False
    phases: tuple[Phase, ...] | None = None


@dataclass(frozen=True)
class Change:
    """What is to be changed in a booked session; None leaves a thing as it is."""

    starts_at: datetime | None = None
    panel: tuple[str, ...] | None = None
    chair: str | None = None
    meeting_url: str | None = None


def book(db: Db, programme_id: str, request: Request, asker: Asker, *, now: datetime) -> Session:
    """Books a session and writes its invitations. Raises NotFound, Invalid or BookingConflict."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    regency, panel = _resolved(db, programme, request)
    schedule = Schedule.booked(request.starts_at, request.phases or programme.phases)
    session = new_id(now)
    guests = [Guest(one.person.id, one.person.name, one.role) for one in regency.people]
    candidate = _Candidate(programme, regency, panel, guests, schedule, request.rehearsal)
    must_fit(db, candidate, now=now)
    data = {
        "programme": programme.id,
        "regency": {key: getattr(regency, key) for key in ("id", "code", "name", "province", "timezone")},
        "starts_at": wire(request.starts_at),
        "phases": [phase.as_json() for phase in schedule.phases],
        "panel": _panel_data(panel, request.chair),
        "guests": _guest_data(guests),
        "meeting_url": request.meeting_url,
        "rehearsal": request.rehearsal,
        "uid": uid(session, installation.name(db)),
    }
    actor = Actor(asker.id, asker.name, "secretariat", asker.via)
    booked = records.begin(db, session, at=now, actor=actor, data=data)
    occupancy.take(db, booked)
    inviting.invite_all(db, booked, programme, kind="invite", cause="booked", now=now)
    return booked


def change(db: Db, session_id: str, wanted: Change, asker: Asker, *, now: datetime) -> Session:
    """Changes a session: before the start all of it, with the invites following; while open all but the start.

    Raises NotFound, WrongState, Invalid or BookingConflict."""
    session = managed(db, session_id, asker)
    programme = registry.programme(db, session.programme)
    state = session.state(now)
    if state not in ("booked", "open", "paused") or (wanted.starts_at is not None and state != "booked"):
        raise WrongState(state)
    changed = _changed(db, session, programme, wanted, now=now)
    previous = session
    if changed.time:
        session = records.append(db, session, "moved", changed.time, at=now, actor=asker.actor(session))
        occupancy.take(db, session)
    if changed.panel:
        session = records.append(db, session, "panel-changed", changed.panel, at=now, actor=asker.actor(session))
        occupancy.take(db, session)
    if changed.link:
        session = records.append(db, session, "link-changed", changed.link, at=now, actor=asker.actor(session))
    _tell_change(db, previous, session, programme, changed, live=state != "booked", now=now)
    return session


def cancel(db: Db, session_id: str, reason: str, asker: Asker, *, now: datetime) -> Session:
    """Cancels a booked session and withdraws its invitations. Raises NotFound or WrongState."""
    session = managed(db, session_id, asker)
    if session.state(now) != "booked":
        raise WrongState(session.state(now))
    session = records.append(db, session, "cancelled", {"reason": reason}, at=now, actor=asker.actor(session))
    occupancy.take(db, session)
    programme = registry.programme(db, session.programme)
    mails.drop_held(db, session.id)
    inviting.invite(db, session, programme, session.invited(), kind="cancel", cause="cancelled", now=now, reason=reason)
    return session


def follow_regency(db: Db, session: Session, asker: Asker, *, now: datetime) -> Session:
    """A booked session's guests become what the registry now says of its regency; invitations go to who is new."""
    regency = registry.regency(db, session.regency.id)
    guests = [Guest(one.person.id, one.person.name, one.role) for one in regency.people]
    if session.state(now) != "booked" or tuple(guests) == session.guests:
        return session
    _must_be_free(db, session, [guest for guest in guests if session.guest(guest.id) is None], now=now)
    data = {"panel": _panel_as_is(session), "guests": _guest_data(guests)}
    after = records.append(db, session, "panel-changed", data, at=now, actor=asker.actor(session))
    occupancy.take(db, after)
    mails.drop_held(db, session.id)
    _tell_panel(db, session, after, registry.programme(db, session.programme), now=now)
    return after


# - what clashes -


@dataclass(frozen=True)
class _Candidate:
    """A session as it would be."""

    programme: Programme
    regency: Regency
    panel: Sequence[Panelist]
    guests: Sequence[Guest]
    schedule: Schedule
    rehearsal: bool
    session: str | None = None
    newcomers: frozenset[str] | None = None  # whose time is asked anew; None asks everybody's

    @property
    def names(self) -> dict[str, str]:
        people = {one.id: one.name for one in self.panel} | {one.id: one.name for one in self.guests}
        asked = people if self.newcomers is None else {key: people[key] for key in people if key in self.newcomers}
        holders = {occupancy.person(person): name for person, name in asked.items()}
        return (
            holders
            if self.newcomers is not None
            else {occupancy.regency(self.regency.code): self.regency.name} | holders
        )


def must_fit(db: Db, candidate: _Candidate, *, now: datetime) -> None:
    """Raises BookingConflict with every clash."""
    clashes = [*_time_clashes(candidate, now), *_people_clashes(db, candidate, now), *_interest_clashes(candidate)]
    if clashes:
        raise BookingConflict(clashes)


def obstacles(db: Db, session: Session, people: Sequence[Panelist], *, now: datetime) -> list[dict[str, Any]]:
    """What keeps each of these panelists from joining the session's panel, as clashes; nothing for who can."""
    regency = registry.regency(db, session.regency.id)
    programme = registry.programme(db, session.programme)
    newcomers = frozenset(one.id for one in people)
    candidate = _Candidate(
        programme, regency, people, session.guests, session.schedule, session.rehearsal, session.id, newcomers
    )
    return [*_people_clashes(db, candidate, now), *_interest_clashes(candidate)]


def _time_clashes(candidate: _Candidate, now: datetime) -> Iterator[dict[str, Any]]:
    schedule = candidate.schedule
    if candidate.newcomers is None and schedule.starts_at <= now:
        yield {"why": "in-past", "who": None, "session": None, "detail": f"{wire(schedule.starts_at)} has passed"}
    if candidate.rehearsal or candidate.newcomers is not None:
        return
    regency = candidate.regency
    rules = Workdays.of(candidate.programme.fields_json())
    for obstacle in rules.obstacles(schedule.starts_at, schedule.ends_at, regency.timezone):
        who = {"id": regency.id, "name": regency.name, "code": regency.code}
        detail = (obstacle.name or {}).get("id", obstacle.reason)
        yield {
            "why": obstacle.conflict,
            "who": who,
            "session": None,
            "day": obstacle.day.isoformat(),
            "reason": obstacle.reason,
            "name": dict(obstacle.name) if obstacle.name else None,
            "detail": detail,
        }


def _people_clashes(db: Db, candidate: _Candidate, now: datetime) -> Iterator[dict[str, Any]]:
    # Who is called in while it runs needs only the rest of it.
    since = candidate.schedule.starts_at if candidate.newcomers is None else max(now, candidate.schedule.starts_at)
    until = candidate.schedule.closes_at or max(candidate.schedule.ends_at, now + candidate.schedule.remaining(now))
    names = candidate.names
    for taken in occupancy.taken(db, names, since, until, but=candidate.session):
        other = records.load(db, taken.session)
        kind, _, key = taken.holder.partition(":")
        yield {
            "why": "regency-busy" if kind == "regency" else _role_busy(candidate, key),
            "who": _who(candidate, kind, key, names[taken.holder]),
            "session": taken.session,
            "regency": other.regency.name,
            "from": wire(taken.since),
            "to": wire(taken.until),
            "detail": f"{names[taken.holder]}: {other.regency.name}",
        }
    asked = [one for one in candidate.panel if candidate.newcomers is None or one.id in candidate.newcomers]
    known = registry.spans(db, [one.id for one in asked])
    for one in asked:
        if not is_available(known.get(one.id, ()), since, until):
            who = {"id": one.id, "name": one.name}
            yield {"why": "unavailable", "who": who, "session": None, "detail": f"{one.name} is not free then"}


def _interest_clashes(candidate: _Candidate) -> Iterator[dict[str, Any]]:
    regency = candidate.regency
    guests = {guest.id for guest in candidate.guests}
    for one in candidate.panel:
        if candidate.newcomers is not None and one.id not in candidate.newcomers:
            continue
        own = candidate.programme.own_province and one.province and one.province == regency.province
        if regency.code in one.conflicts or one.id in guests or own:
            who = {"id": one.id, "name": one.name}
            reason = "declared" if regency.code in one.conflicts else "own-province" if own else "of-the-regency"
            detail = f"{one.name} has a conflict of interest with {regency.name}"
            yield {"why": "conflict-of-interest", "who": who, "session": None, "reason": reason, "detail": detail}


def _role_busy(candidate: _Candidate, person: str) -> str:
    return "panelist-busy" if any(one.id == person for one in candidate.panel) else "person-busy"


def _who(candidate: _Candidate, kind: str, key: str, name: str) -> dict[str, str]:
    if kind == "regency":
        return {"id": candidate.regency.id, "code": key, "name": name}
    return {"id": key, "name": name}


def _must_be_free(db: Db, session: Session, guests: Sequence[Guest], *, now: datetime) -> None:
    regency = registry.regency(db, session.regency.id)
    programme = registry.programme(db, session.programme)
    newcomers = frozenset(guest.id for guest in guests)
    panel = [registry.panelist(db, seat.id) for seat in session.panel if seat.id in newcomers]
    candidate = _Candidate(programme, regency, panel, guests, session.schedule, True, session.id, newcomers)
    must_fit(db, candidate, now=now)


# - what a change is made of -


@dataclass(frozen=True)
class _Changed:
    time: Mapping[str, Any] | None
    panel: Mapping[str, Any] | None
    link: Mapping[str, Any] | None
    from_at: datetime


def _changed(db: Db, session: Session, programme: Programme, wanted: Change, *, now: datetime) -> _Changed:
    schedule = session.schedule
    if wanted.starts_at is not None:
        schedule = Schedule.booked(wanted.starts_at, schedule.phases)
    moves = schedule.starts_at != session.starts_at
    panel_ids = wanted.panel if wanted.panel is not None else tuple(seat.id for seat in session.panel)
    chair = wanted.chair or _kept_chair(session, panel_ids)
    regency = registry.regency(db, session.regency.id)
    known = {seat.id for seat in session.panel}
    panel = _panelists(db, programme, panel_ids, chair)
    newcomers = None if moves else frozenset(panel_ids) - known
    candidate = _Candidate(
        programme, regency, panel, session.guests, schedule, session.rehearsal, session.id, newcomers
    )
    must_fit(db, candidate, now=now)
    panel_data = _panel_data(panel, chair)
    link = wanted.meeting_url if wanted.meeting_url not in (None, session.meeting_url) else None
    return _Changed(
        time={"starts_at": wire(schedule.starts_at), "from": wire(session.starts_at)} if moves else None,
        panel={"panel": panel_data, "guests": _guest_data(session.guests)}
        if panel_data != _panel_as_is(session)
        else None,
        link={"meeting_url": link} if link is not None else None,
        from_at=session.starts_at,
    )


def _kept_chair(session: Session, panel: Sequence[str]) -> str:
    chair = session.chair
    if chair is None or chair.id not in panel:
        raise Invalid.at("/chair", "the chair leaves the panel: name another")
    return chair.id


def _tell_change(
    db: Db, previous: Session, session: Session, programme: Programme, changed: _Changed, *, live: bool, now: datetime
) -> None:
    if changed.panel:
        _tell_panel(db, previous, session, programme, live=live, now=now)
    newcomers = {one.id for one in session.invited()} - {one.id for one in previous.invited()}
    rest = [one for one in session.invited() if one.id not in newcomers]
    if live:
        return
    if changed.time:
        more = {"previous": {"starts_at": wire(changed.from_at)}}
        inviting.invite(db, session, programme, rest, kind="update", cause="moved", now=now, **more)
        mails.drop_held(db, session.id)
        inviting.hold(db, session, programme, kind="update", cause="moved", now=now, **more)
    elif changed.link:
        inviting.invite(db, session, programme, rest, kind="minor", cause="link-changed", now=now)
    elif changed.panel:
        moved_up = [seat for seat in session.panel if seat.id not in newcomers and _other_role(previous, seat)]
        inviting.invite(db, session, programme, moved_up, kind="minor", cause="role-changed", now=now)


def _other_role(before: Session, seat: Seat) -> bool:
    old = before.seat(seat.id)
    return old is not None and old.role != seat.role


def _tell_panel(
    db: Db, before: Session, after: Session, programme: Programme, *, live: bool = False, now: datetime
) -> None:
    old, new = {one.id for one in before.invited()}, {one.id for one in after.invited()}
    came = [one for one in after.invited() if one.id not in old]
    went = [one for one in before.invited() if one.id not in new]
    if live:
        inviting.tell(db, after, programme, came, kind="called-in", cause="panel-changed", now=now)
        inviting.tell(db, after, programme, went, kind="let-go", cause="panel-changed", now=now)
        return
    inviting.invite(db, after, programme, came, kind="invite", cause="panel-changed", now=now)
    # Who is taken off knows the session as it was: that is what a calendar can find and remove.
    known = replace(after, schedule=before.schedule, meeting_url=before.meeting_url)
    inviting.invite(db, known, programme, went, kind="removed", cause="panel-changed", now=now)


# - who it is about -


def _resolved(db: Db, programme: Programme, request: Request) -> tuple[Regency, list[Panelist]]:
    faults = []
    regency = registry.regency_by_code(db, programme.id, request.regency)
    if regency is None:
        faults.append(Fault("/regency", f"the programme has no regency {request.regency!r}"))
    if request.phases and not request.rehearsal:
        faults.append(Fault("/phases", "only a rehearsal names its own phases"))
    try:
        panel = _panelists(db, programme, request.panel, request.chair)
    except Invalid as invalid:
        raise Invalid([*faults, *invalid.faults]) from invalid
    if regency is None or faults:
        raise Invalid(faults)
    return regency, panel


def _panelists(db: Db, programme: Programme, panel: Sequence[str], chair: str) -> list[Panelist]:
    members = registry.members(db, programme.id, panel)
    faults = [
        Fault(f"/panel/{n}", f"the programme has no panelist {one!r}")
        for n, one in enumerate(panel)
        if one not in members
    ]
    faults += [Fault(f"/panel/{n}", "stands twice") for n, one in enumerate(panel) if one in panel[:n]]
    if not panel:
        faults.append(Fault("/panel", "a panel needs a panelist"))
    if chair not in panel:
        faults.append(Fault("/chair", "the chair is one of the panel"))
    elif chair in members and not members[chair].may_chair:
        faults.append(Fault("/chair", f"{members[chair].name} may not chair"))
    if faults:
        raise Invalid(faults)
    return [members[one] for one in panel]


def _panel_data(panel: Sequence[Panelist], chair: str) -> list[dict[str, str]]:
    return [{"id": one.id, "name": one.name, "role": "chair" if one.id == chair else "member"} for one in panel]


def _panel_as_is(session: Session) -> list[dict[str, str]]:
    return [{"id": seat.id, "name": seat.name, "role": seat.role} for seat in session.panel]


def _guest_data(guests: Sequence[Guest]) -> list[dict[str, str]]:
    return [{"id": guest.id, "name": guest.name, "role": guest.role} for guest in guests]
