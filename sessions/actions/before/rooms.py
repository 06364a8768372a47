"""A programme's rooms: made, renamed, given another address (the sessions in them follow), removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import batches, booking
from sessions.actions.before.batches import Bulk
from sessions.store import Db, occupancy, registry, timetable
from sessions.store import rooms as store
from sessions.values import (
    UNFINISHED,
    BookingConflict,
    Clash,
    Invalid,
    Meeting,
    Room,
    Session,
    Thing,
    WrongState,
    must_be_current,
    wire,
)


@dataclass(frozen=True)
class Changed:
    """A room as it is, and the batch that waits to tell of it."""

    room: Room
    batch: str | None = None


def add(db: Db, programme_id: str, fields: Mapping[str, Any], meeting: Meeting, asker: Asker, *, now: datetime) -> Room:
    """Makes a room. Raises NotFound, or Invalid without an address where no template makes links."""
    must_be_secretariat(asker)
    registry.programme(db, programme_id)
    address = str(fields.get("meeting_url", ""))
    _must_lead_somewhere(address, meeting)
    room = store.add(db, programme_id, fields["name"], address, now=now)
    acts.made(db, _thing(room), room.as_json(), asker, now=now)
    return room


def change(
    db: Db, room_id: str, fields: Mapping[str, Any], meeting: Meeting, asker: Asker, *, bulk: Bulk, now: datetime
) -> "Changed":
    """Changes a room's name or address; those whose sessions meet there are told in one batch.

    Raises NotFound, Outdated, Invalid, or BookingConflict where two sessions would then meet in one place."""
    must_be_secretariat(asker)
    before = store.get(db, room_id)
    must_be_current(fields.get("revision"), before.as_json())
    wanted = {key: fields[key] for key in ("name", "meeting_url") if key in fields}
    wanted = {key: value for key, value in wanted.items() if value != getattr(before, key)}
    if not wanted:
        return Changed(before)
    _must_lead_somewhere(wanted.get("meeting_url", before.meeting_url), meeting)
    after = store.put(db, replace(before, **wanted))
    acts.changed(db, _thing(after), before.as_json(), after.as_json(), asker, now=now)
    meeting_here = _in_it(db, before, now=now)
    _must_not_meet(db, after, meeting_here)
    undo = {"room": before.as_json()}
    people = {one.id for session in meeting_here for one in session.invited()}
    with batches.bulk(
        db, before.programme, "room-changed", asker, bulk, people=len(people), undo=undo, now=now
    ) as batch:
        for session in meeting_here:
            # A link that was made for one session alone stays its own.
            own = session.meeting_url != before.meeting_url
            link = session.meeting_url if own else after.meeting_url
            booking.change_place(db, session, after, link, asker, now=now)
        waiting = bool(db.written)
    return Changed(after, batch.id if batch and waiting else None)


def put_list(
    db: Db,
    programme_id: str,
    rows: Sequence[Mapping[str, Any]],
    meeting: Meeting,
    asker: Asker,
    *,
    bulk: Bulk,
    now: datetime,
) -> tuple[int, int]:
    """Makes rooms, or changes those of the rows' names; how many are new, and how many were known. Raises NotFound,
    Invalid, or BookingConflict where two sessions would then meet in one place."""
    must_be_secretariat(asker)
    registry.programme(db, programme_id)
    known = {one.name.casefold(): one for one in store.of_programme(db, programme_id)}
    new = 0
    for row in rows:
        room = known.get(row["name"].casefold())
        if room is None:
            room, new = add(db, programme_id, row, meeting, asker, now=now), new + 1
        else:
            room = change(db, room.id, row, meeting, asker, bulk=bulk, now=now).room
        known[room.name.casefold()] = room
    return new, len(rows) - new


def remove(db: Db, room_id: str, asker: Asker, *, now: datetime) -> None:
    """Removes a room. Raises NotFound, or WrongState while a session is to meet there."""
    must_be_secretariat(asker)
    room = store.get(db, room_id)
    if there := _in_it(db, room, now=now):
        known = {"number": len(there), "room": room.name}
        raise WrongState("booked", "room-booked", known, sessions=[one.id for one in there])
    store.remove(db, room_id)
    acts.did(db, "removed", _thing(room), asker, now=now)


def use(db: Db, programme_id: str, *, now: datetime) -> dict[str, list[str]]:
    """When sessions are to meet, or do, in each of the programme's rooms, by the room's id: their starts."""
    found: dict[str, list[str]] = {}
    for one in timetable.of_programme(db, programme_id):
        if one.room is not None and one.state(now) in UNFINISHED:
            found.setdefault(one.room.id, []).append(wire(one.starts_at))
    return found


def _thing(room: Room) -> Thing:
    return Thing("room", room.id, room.name, room.programme)


def _in_it(db: Db, room: Room, *, now: datetime) -> list[Session]:
    """The sessions that are to meet in the room, or do."""
    return [
        one
        for one in timetable.unsettled(db)
        if one.room is not None and one.room.id == room.id and one.state(now) in UNFINISHED
    ]


def _must_lead_somewhere(address: str, meeting: Meeting) -> None:
    if not address and not meeting.template:
        raise Invalid.at("/meeting_url", "required")


def _must_not_meet(db: Db, room: Room, sessions: list[Session]) -> None:
    clashes: list[Clash] = []
    own = {one.id for one in sessions}
    for one in sessions:
        until = one.schedule.closes_at or one.schedule.ends_at
        for taken in occupancy.taken(db, [occupancy.room(room.place)], one.starts_at, until, but=one.id):
            if taken.session not in own:
                who = {"id": room.id, "name": room.name}
                clashes.append(
                    {
                        "why": "room-busy",
                        "who": who,
                        "session": taken.session,
                        "regency": one.regency.name,
                        "from": wire(taken.since),
                        "to": wire(taken.until),
                    }
                )
    if clashes:
        raise BookingConflict(clashes)
