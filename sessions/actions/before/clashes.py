"""What a session clashes with: the time of people, regency and room, hours, holidays, conflicts of interest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sessions.actions.before import own_time
from sessions.store import Db, occupancy, records, registry, rooms
from sessions.values import (
    BookingConflict,
    Clash,
    Guest,
    Panelist,
    Programme,
    Regency,
    Room,
    Schedule,
    Session,
    Workdays,
    is_available,
    wire,
)


@dataclass(frozen=True)
class Candidate:
    """A session as it would be."""

    programme: Programme
    regency: Regency
    panel: Sequence[Panelist]
    guests: Sequence[Guest]
    schedule: Schedule
    rehearsal: bool
    session: str | None = None
    newcomers: frozenset[str] | None = None  # whose time is asked anew; None asks everybody's
    where: str = ""  # the room's place, or that of the session's own address, where that is asked
    room: Room | None = None
    overridden: frozenset[str] = frozenset()  # whose own busy time does not count

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


def must_fit(db: Db, candidate: Candidate, *, now: datetime) -> None:
    """Raises BookingConflict with every clash."""
    clashes = found(db, candidate, now=now)
    if clashes:
        raise BookingConflict(clashes)


def found(db: Db, candidate: Candidate, *, now: datetime) -> list[Clash]:
    """Every clash."""
    return [
        *_time_clashes(candidate, now),
        *_people_clashes(db, candidate, now),
        *_room_clashes(db, candidate, now),
        *_interest_clashes(candidate),
    ]


def obstacles(db: Db, session: Session, people: Sequence[Panelist], *, now: datetime) -> list[Clash]:
    """What keeps each of these panelists from joining the session's panel, as clashes; nothing for who can."""
    regency = registry.regency(db, session.regency.id)
    programme = registry.programme(db, session.programme)
    newcomers = frozenset(one.id for one in people)
    candidate = Candidate(
        programme, regency, people, session.guests, session.schedule, session.rehearsal, session.id, newcomers
    )
    return [*_people_clashes(db, candidate, now), *_interest_clashes(candidate)]


def _time_clashes(candidate: Candidate, now: datetime) -> Iterator[Clash]:
    schedule = candidate.schedule
    if candidate.newcomers is None and schedule.starts_at <= now:
        yield {"why": "in-past", "who": None, "session": None}
    if candidate.rehearsal or candidate.newcomers is not None:
        return
    yield from closed_times(candidate.programme, candidate.regency, schedule.starts_at, schedule.ends_at)


def closed_times(programme: Programme, regency: Regency, starts_at: datetime, ends_at: datetime) -> Iterator[Clash]:
    """What keeps the span from being working time where the regency is, as clashes."""
    for obstacle in Workdays.of(programme.fields_json()).obstacles(starts_at, ends_at, regency.timezone):
        who = {"id": regency.id, "name": regency.name, "code": regency.code}
        yield {
            "why": obstacle.conflict,
            "who": who,
            "session": None,
            "day": obstacle.day.isoformat(),
            "reason": obstacle.reason,
            "name": dict(obstacle.name) if obstacle.name else None,
        }


def _span(candidate: Candidate, now: datetime) -> tuple[datetime, datetime]:
    # Who is called in while it runs needs only the rest of it.
    schedule = candidate.schedule
    since = schedule.starts_at if candidate.newcomers is None else max(now, schedule.starts_at)
    return since, schedule.closes_at or max(schedule.ends_at, now + schedule.remaining(now))


def _people_clashes(db: Db, candidate: Candidate, now: datetime) -> Iterator[Clash]:
    since, until = _span(candidate, now)
    names = candidate.names
    for taken in occupancy.taken(db, names, since, until, but=candidate.session):
        kind, _, key = taken.holder.partition(":")
        why = "regency-busy" if kind == "regency" else _role_busy(candidate, key)
        yield _busy(db, taken, why, _who(candidate, kind, key, names[taken.holder]))
    asked = [one for one in candidate.panel if candidate.newcomers is None or one.id in candidate.newcomers]
    known = own_time.of_people(db, [one.id for one in asked if one.id not in candidate.overridden])
    for one in asked:
        if not is_available(known.get(one.id, ()), since, until):
            who = {"id": one.id, "name": one.name}
            yield {"why": "unavailable", "who": who, "session": None}


def _room_clashes(db: Db, candidate: Candidate, now: datetime) -> Iterator[Clash]:
    # An address that is no room's is nobody's business: two sessions may be told the same.
    if not candidate.where or not (candidate.room or rooms.at_place(db, candidate.where)):
        return
    since, until = _span(candidate, now)
    found = occupancy.taken(db, [occupancy.room(candidate.where)], since, until, but=candidate.session)
    instead = _free_rooms(db, candidate, since, until) if found else []
    for taken in found:
        room = candidate.room
        who = {"id": room.id if room else None, "name": room.name if room else ""}
        yield {**_busy(db, taken, "room-busy", who), "instead": instead}


def _free_rooms(db: Db, candidate: Candidate, since: datetime, until: datetime) -> list[dict[str, str]]:
    """The programme's rooms that nobody has in that time."""
    here = rooms.of_programme(db, candidate.programme.id)
    free = occupancy.free_rooms(db, here, since, until, but=candidate.session)
    return [{"id": one.id, "name": one.name} for one in free]


def _busy(db: Db, taken: occupancy.Taken, why: str, who: Mapping[str, str | None]) -> Clash:
    other = records.load(db, taken.session)
    return {
        "why": why,
        "who": dict(who),
        "session": taken.session,
        "regency": other.regency.name,
        "from": wire(taken.since),
        "to": wire(taken.until),
    }


def _interest_clashes(candidate: Candidate) -> Iterator[Clash]:
    regency = candidate.regency
    guests = {guest.id for guest in candidate.guests}
    for one in candidate.panel:
        if candidate.newcomers is not None and one.id not in candidate.newcomers:
            continue
        own = candidate.programme.own_province and one.province and one.province == regency.province
        if regency.code in one.conflicts or one.id in guests or own:
            who = {"id": one.id, "name": one.name}
            reason = "declared" if regency.code in one.conflicts else "own-province" if own else "of-the-regency"
            yield {"why": "conflict-of-interest", "who": who, "session": None, "reason": reason}


def _role_busy(candidate: Candidate, person: str) -> str:
    return "panelist-busy" if any(one.id == person for one in candidate.panel) else "person-busy"


def _who(candidate: Candidate, kind: str, key: str, name: str) -> dict[str, str]:
    if kind == "regency":
        return {"id": candidate.regency.id, "code": key, "name": name}
    return {"id": key, "name": name}


def must_be_free(
    db: Db, session: Session, guests: Sequence[Guest], joining: Sequence[occupancy.Taken] = (), *, now: datetime
) -> None:
    """Raises BookingConflict where these people cannot join the session: their time is taken, also by what they are
    about to be `joining`."""
    regency = registry.regency(db, session.regency.id)
    programme = registry.programme(db, session.programme)
    newcomers = frozenset(guest.id for guest in guests)
    panel = [registry.panelist(db, seat.id) for seat in session.panel if seat.id in newcomers]
    candidate = Candidate(programme, regency, panel, guests, session.schedule, True, session.id, newcomers)
    must_fit(db, candidate, now=now)
    since, until = _span(candidate, now)
    also = [
        _busy(db, one, "person-busy", {"id": guest.id, "name": guest.name})
        for guest in guests
        for one in joining
        if one.holder == occupancy.person(guest.id) and one.since < until and since < one.until
    ]
    if also:
        raise BookingConflict(also)
