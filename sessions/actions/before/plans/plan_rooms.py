"""Which room each session of a plan meets in: the first that is free then, where the programme has rooms."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sessions.store import Db, StoredPlan, occupancy, registry, rooms, timetable
from sessions.values import Room, Session
from sessions.values.planning import Planned

Times = dict[str, list[tuple[datetime, datetime]]]  # by holder


def give(db: Db, stored: StoredPlan, sessions: Sequence[Planned]) -> None:
    """Names a room in each planned session; None where none is free, or the programme has none. One that is booked and
    moved leaves its room's time, and has that room again where it is free then; whose time stays keeps its room, and
    is named none."""
    here = rooms.of_programme(db, stored.programme)
    if not here or not sessions:
        return
    programme = registry.programme(db, stored.programme)
    length = programme.length
    starts = {one["regency"]: datetime.fromisoformat(one["starts_at"]) for one in sessions}
    moving = {} if stored.request["keep"] else _booked(db, stored.programme, starts)
    staying = {code for code, one in moving.items() if one.starts_at == starts[code]}
    leaving = {one.id for code, one in moving.items() if code not in staying}
    taken = _taken(db, min(starts.values()), max(starts.values()) + length, leaving)
    for planned in sorted(sessions, key=lambda one: (starts[one["regency"]], one["regency"])):
        code, start = planned["regency"], starts[planned["regency"]]
        planned.pop("room", None)
        if code in staying:
            continue
        first = sorted(here, key=lambda room: room.id != _room_of(moving.get(code)))
        room = next((one for one in first if _is_free(taken, one, start, start + length)), None)
        planned["room"] = room.id if room else None
        if room is not None:
            taken.setdefault(occupancy.room(room.place), []).append((start, start + length))


def _booked(db: Db, programme: str, codes: Mapping[str, object]) -> dict[str, Session]:
    coming = timetable.of_programme(db, programme)
    return {
        one.regency.code: one
        for one in coming
        if one.live and not one.opened and not one.rehearsal and one.regency.code in codes
    }


def _taken(db: Db, since: datetime, until: datetime, leaving: set[str]) -> Times:
    taken: Times = {}
    for one in occupancy.everything(db, since, until):
        if one.holder.startswith("room:") and one.session not in leaving:
            taken.setdefault(one.holder, []).append((one.since, one.until))
    return taken


def _room_of(session: Session | None) -> str | None:
    return session.room.id if session and session.room else None


def _is_free(taken: Times, room: Room, start: datetime, end: datetime) -> bool:
    return not any(since < end and start < until for since, until in taken.get(occupancy.room(room.place), ()))
