"""A plan looked at before it is accepted: who would get what, what would clash. Reads once, writes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.actions.access import Asker
from sessions.actions.before import own_time
from sessions.actions.before.plans import planning
from sessions.errors import Clash
from sessions.store.before import occupancy, registry, rooms
from sessions.store.before.plans import StoredPlan
from sessions.store.engine import Db
from sessions.values.booking.workdays import Workdays
from sessions.values.mailing.batch import ALWAYS_HELD, WouldSend
from sessions.values.planning.documents import PlanLook, Planned
from sessions.values.registry import Panelist, Programme, Regency, Span, is_available
from sessions.values.session import Session


def look(db: Db, plan_id: str, asker: Asker, *, now: datetime) -> PlanLook:
    """What accepting the plan would come to. Raises NotFound, or WrongState as accepting would."""
    stored = planning.planned(db, plan_id, asker)
    planning.must_be_acceptable(stored)
    scene = _scene(db, stored, now=now)
    clashes: list[Clash] = [
        {**clash, "planned": one["regency"]} for one in stored.doc["sessions"] for clash in scene.clashes(one)
    ]
    failing = {clash["planned"] for clash in clashes}
    booked = [one for one in stored.doc["sessions"] if one["regency"] not in failing]
    without_address = [one["regency"] for one in booked if not scene.regencies[one["regency"]].people]
    return {
        **planning.plan_json(stored),
        "conflicts": clashes,
        "would_send": _would_send(scene, booked),
        "without_address": without_address,
        "without_room": [one["regency"] for one in booked if scene.has_rooms and not scene.meets_somewhere(one)],
        "would_book": len(booked),
    }


def _would_send(scene: "_Scene", booked: list[Planned]) -> list[WouldSend]:
    counts: Counter[tuple[str, str]] = Counter()
    people: dict[str, tuple[str, str, str]] = {}
    for one in booked:
        kind = "update" if one["regency"] in scene.moving else "invite"
        for person in one["panel"]:
            seat = scene.members[person]
            people[person] = (seat.name, seat.person.email, "panelist")
            counts[person, kind] += 1
        for guest in scene.regencies[one["regency"]].people:
            people[guest.person.id] = (guest.person.name, guest.person.email, guest.role)
            counts[guest.person.id, kind] += 1
    rows = [_row(key, *people[key], kind, number) for (key, kind), number in counts.items()]
    several = [key for (key, _), number in counts.items() if number > 1] if len(people) > ALWAYS_HELD else []
    rows += [_row(key, *people[key], "overview", 1) for key in several]
    waiting = [scene.regencies[one["regency"]] for one in booked if not scene.regencies[one["regency"]].people]
    return rows + [_row(None, one.name, None, "contact", "invite", 1) for one in waiting]


def _row(key: str | None, name: str, email: str | None, role: str, kind: str, count: int) -> WouldSend:
    return {"person": key, "name": name, "email": email, "role": role, "kind": kind, "count": count}


@dataclass(frozen=True)
class _Scene:
    programme: Programme
    rules: Workdays
    length: timedelta
    regencies: Mapping[str, Regency]
    members: Mapping[str, Panelist]
    own: Mapping[str, list[Span]]
    taken: Mapping[str, list[occupancy.Taken]]
    places: Mapping[str, str]
    moving: Mapping[str, Session]  # the sessions that the plan moves, by their regencies' codes
    busy: frozenset[str]  # codes of regencies that have a session which stays
    now: datetime

    @property
    def has_rooms(self) -> bool:
        """Whether the programme has rooms at all."""
        return bool(self.places)

    def meets_somewhere(self, one: Planned) -> bool:
        """Whether it has a room or, moved, keeps what it had."""
        moved = self.moving.get(one["regency"])
        return bool(self._room(one) or (moved and moved.meeting_url))

    def _room(self, one: Planned) -> str | None:
        moved = self.moving.get(one["regency"])
        return one.get("room") or (moved.room.id if moved and moved.room else None)

    def clashes(self, one: Planned) -> Iterator[Clash]:
        """Every clash of one planned session with what is there."""
        start = datetime.fromisoformat(one["starts_at"])
        end, regency = start + self.length, self.regencies.get(one["regency"])
        if regency is None or regency.withdrawn or any(person not in self.members for person in one["panel"]):
            yield {**_clash("changed", None), "code": "registry-changed", "params": {}}
            return
        who = {"id": regency.id, "code": regency.code, "name": regency.name}
        if start <= self.now:
            yield _clash("in-past", None)
        for obstacle in self.rules.obstacles(start, end, regency.timezone):
            yield {
                **_clash(obstacle.conflict, who),
                "day": obstacle.day.isoformat(),
                "reason": obstacle.reason,
                "name": dict(obstacle.name) if obstacle.name else None,
            }
        if regency.code in self.busy:
            yield _clash("regency-busy", who)
        yield from self._taken_by_others(one, regency, start, end)
        for person in one["panel"]:
            yield from self._speaks_against(self.members[person], regency, start, end)

    def _taken_by_others(self, one: Planned, regency: Regency, start: datetime, end: datetime) -> Iterator[Clash]:
        panel = [self.members[person] for person in one["panel"]]
        holders = {occupancy.person(seat.id): ("panelist-busy", seat.id, seat.name) for seat in panel}
        holders |= {
            occupancy.person(guest.person.id): ("person-busy", guest.person.id, guest.person.name)
            for guest in regency.people
        }
        room = self._room(one)
        if room is not None and room in self.places:
            holders[occupancy.room(self.places[room])] = ("room-busy", room, "")
        for holder, (why, key, name) in holders.items():
            for taken in self.taken.get(holder, ()):
                if taken.since < end and start < taken.until:
                    yield {**_clash(why, {"id": key, "name": name}), "session": taken.session}

    def _speaks_against(self, one: Panelist, regency: Regency, start: datetime, end: datetime) -> Iterator[Clash]:
        who = {"id": one.id, "name": one.name}
        if not is_available(self.own.get(one.id, ()), start, end):
            yield _clash("unavailable", who)
        own = self.programme.own_province and bool(one.province) and one.province == regency.province
        if regency.code in one.conflicts or own or any(guest.person.id == one.id for guest in regency.people):
            yield _clash("conflict-of-interest", who)


def _clash(why: str, who: Mapping[str, str | None] | None) -> Clash:
    return {"why": why, "who": who, "session": None}


def _scene(db: Db, stored: StoredPlan, *, now: datetime) -> _Scene:
    programme = registry.programme(db, stored.programme)
    length = sum((phase.length for phase in programme.phases), timedelta())
    starts = [datetime.fromisoformat(one["starts_at"]) for one in stored.doc["sessions"]]
    coming = planning.booked(db, programme.id, now=now)
    codes = {one["regency"] for one in stored.doc["sessions"]}
    moving = {} if stored.request["keep"] else {code: one for code, one in coming.items() if code in codes}
    leaving = {one.id for one in moving.values()}
    taken: dict[str, list[occupancy.Taken]] = {}
    for one in occupancy.everything(db, min(starts), max(starts) + length):
        if one.session not in leaving:
            taken.setdefault(one.holder, []).append(one)
    members = {one.id: one for one in registry.panelists(db, programme.id)}
    return _Scene(
        programme=programme,
        rules=Workdays.of(programme.fields_json()),
        length=length,
        regencies={one.code: one for one in registry.all_regencies(db, programme.id)},
        members=members,
        own=own_time.of_people(db, list(members)),
        taken=taken,
        places={one.id: one.place for one in rooms.of_programme(db, programme.id)},
        moving=moving,
        busy=frozenset(planning.counted(db, programme.id, now=now) - moving.keys()),
        now=now,
    )
