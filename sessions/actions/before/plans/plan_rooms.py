"""Which room each session of a plan meets in: the first that is free then, where the programme has rooms."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sessions.store.before import occupancy, registry, rooms
from sessions.store.before.plans import StoredPlan
from sessions.store.engine import Db
from sessions.values.planning.documents import Planned


def give(db: Db, stored: StoredPlan, sessions: Sequence[Planned]) -> None:
    """Names a room in each planned session; None where none is free, or the programme has none."""
    here = rooms.of_programme(db, stored.programme)
    if not here or not sessions:
        return
    programme = registry.programme(db, stored.programme)
    length = sum((phase.length for phase in programme.phases), timedelta())
    starts = {one["regency"]: datetime.fromisoformat(one["starts_at"]) for one in sessions}
    taken: dict[str, list[tuple[datetime, datetime]]] = {}
    for one in occupancy.everything(db, min(starts.values()), max(starts.values()) + length):
        if one.holder.startswith("room:"):
            taken.setdefault(one.holder, []).append((one.since, one.until))
    for planned in sorted(sessions, key=lambda one: (starts[one["regency"]], one["regency"])):
        start = starts[planned["regency"]]
        free = (one for one in here if _is_free(taken.get(occupancy.room(one.place), ()), start, start + length))
        room = next(free, None)
        planned["room"] = room.id if room else None
        if room is not None:
            taken.setdefault(occupancy.room(room.place), []).append((start, start + length))


def _is_free(taken: Sequence[tuple[datetime, datetime]], start: datetime, end: datetime) -> bool:
    return not any(since < end and start < until for since, until in taken)
