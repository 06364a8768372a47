"""A plan looked at before it is accepted: who would get what, what would clash, which of its sessions show what the
mails say. Reads once, writes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.actions.access import Asker
from sessions.actions.before import overviews, own_time
from sessions.actions.before.overviews import Overviews
from sessions.actions.before.plans import planning
from sessions.store import Db, StoredPlan, occupancy, registry, rooms
from sessions.values import (
    ALWAYS_HELD,
    Clash,
    Panelist,
    Programme,
    Regency,
    Session,
    Span,
    Workdays,
    WouldSend,
    is_available,
)
from sessions.values.planning import PlanLook, Planned

FEW = 12  # sessions that are tried for one person's mails


@dataclass(frozen=True)
class Examples:
    """What of a plan is tried in a look that is taken back, so that its mails can be read: some of its sessions, and
    what one of its overviews would tell."""

    sessions: Sequence[Planned]
    overview: Overviews | None


def look(db: Db, plan_id: str, asker: Asker, *, now: datetime) -> PlanLook:
    """What accepting the plan would come to. Raises NotFound, or WrongState as accepting would."""
    return look_with_examples(db, plan_id, asker, now=now)[0]


def look_with_examples(
    db: Db, plan_id: str, asker: Asker, *, person: str = "", now: datetime
) -> tuple[PlanLook, Examples]:
    """The look, and what shows its mails: one of each kind, and the person's (by id). Raises as `look`."""
    stored = planning.planned(db, plan_id, asker)
    planning.must_be_acceptable(stored)
    scene = _scene(db, stored, now=now)
    clashes: list[Clash] = [
        {**clash, "planned": one["regency"]} for one in stored.doc["sessions"] for clash in scene.clashes(one)
    ]
    failing = {clash["planned"] for clash in clashes}
    booked = [one for one in stored.doc["sessions"] if one["regency"] not in failing]
    without_address = [one["regency"] for one in booked if not scene.regencies[one["regency"]].people]
    rows = _would_send(scene, booked)
    seen: PlanLook = {
        **planning.plan_json(stored),
        "conflicts": clashes,
        "would_send": rows,
        "without_address": without_address,
        "without_room": [one["regency"] for one in booked if scene.has_rooms and not scene.meets_somewhere(one)],
        "would_book": len(booked),
    }
    return seen, _examples(scene, booked, [row["person"] for row in rows if row["kind"] == "overview"], person)


def _examples(scene: "_Scene", booked: Sequence[Planned], several: Sequence[str | None], person: str) -> Examples:
    told = [(one, dict(scene.told(one))) for one in booked]
    mine = [one for one, kinds in told if person in kinds][:FEW]
    first = {kind: one for one, kinds in reversed(told) for kind in kinds.values()}
    some = list({one["regency"]: one for one in (*mine, *first.values())}.values())
    whom = person if person in several else next(filter(None, several), "")
    if not whom:
        return Examples(some, None)
    theirs = [one for one, kinds in told if kinds.get(whom) in overviews.TELLING]
    rows = [
        {"id": "", "regency": scene.regencies[one["regency"]].name, "starts_at": one["starts_at"]} for one in theirs
    ]
    rows.sort(key=lambda row: (row["starts_at"], row["regency"]))
    changed = any(kind in overviews.CHANGING for _, kinds in told for kind in kinds.values())
    seated = frozenset(seat for one in theirs for seat in one["panel"])
    return Examples(some, Overviews(changed, {whom: rows}, seated))


def _would_send(scene: "_Scene", booked: list[Planned]) -> list[WouldSend]:
    counts: Counter[tuple[str, str]] = Counter()
    people: dict[str, tuple[str, str, str]] = {}
    for one in booked:
        for person, kind in scene.told(one):
            counts[person, kind] += 1
        people |= scene.reached(one)
    rows = [_row(key, *people[key], kind, number) for (key, kind), number in counts.items()]
    telling: Counter[str] = Counter()
    for (key, kind), number in counts.items():
        telling[key] += number * (kind in overviews.TELLING)
    several = [key for key, number in telling.items() if number > 1] if len(people) > ALWAYS_HELD else []
    rows += [_row(key, *people[key], "overview", 1) for key in several]
    waiting = [(scene.regencies[one["regency"]], scene.held(one)) for one in booked]
    return rows + [_row(None, one.name, None, "contact", kind, 1) for one, kind in waiting if kind]


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

    def told(self, one: Planned) -> Iterator[tuple[str, str]]:
        """Who gets which kind of mail of it, as `booking` writes them."""
        moved, panel = self.moving.get(one["regency"]), one["panel"]
        guests = [guest.person.id for guest in self.regencies[one["regency"]].people]
        if moved is None:
            yield from ((key, "invite") for key in (*panel, *guests))
            return
        before = {seat.id for seat in moved.panel}
        yield from ((key, "invite") for key in panel if key not in before)
        yield from ((seat.id, "removed") for seat in moved.panel if seat.id not in panel)
        kind = self._kind_for_who_stays(one, moved)
        if kind:
            yield from ((key, kind) for key in (*(key for key in panel if key in before), *guests))

    def held(self, one: Planned) -> str:
        """The kind of mail that waits for the regency's address; "" for none, or where an address is known."""
        moved = self.moving.get(one["regency"])
        if self.regencies[one["regency"]].people:
            return ""
        kind = self._kind_for_who_stays(one, moved) if moved else "invite"
        return kind if kind != "minor" else ""

    def _kind_for_who_stays(self, one: Planned, moved: Session) -> str:
        if datetime.fromisoformat(one["starts_at"]) != moved.starts_at:
            return "update"
        room, chair = one.get("room"), moved.chair.id if moved.chair else None
        elsewhere = room is not None and (moved.room is None or moved.room.id != room)
        seats = {seat.id for seat in moved.panel} != set(one["panel"]) or chair != one["chair"]
        return "minor" if elsewhere or seats else ""

    def reached(self, one: Planned) -> dict[str, tuple[str, str, str]]:
        """Name, address and role of everybody who may be told of it, by id."""
        moved = self.moving.get(one["regency"])
        seats = {seat.id: seat.name for seat in moved.panel} if moved else {}
        gone = {key: (name, "", "panelist") for key, name in seats.items() if key not in self.members}
        those = {key: self.members[key].person for key in (*seats, *one["panel"]) if key in self.members}
        found = gone | {key: (person.name, person.email, "panelist") for key, person in those.items()}
        people = self.regencies[one["regency"]].people
        return found | {guest.person.id: (guest.person.name, guest.person.email, guest.role) for guest in people}

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
    length = programme.length
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
        busy=frozenset(planning.counted(db, programme.id) - moving.keys()),
        now=now,
    )
