"""Rooms: kept, listed, found by their place."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, insert, select, update

from sessions.store.engine import Db
from sessions.store.hot import Hot, among
from sessions.store.tables import rooms
from sessions.values import NotFound, Room, new_id

_THOSE = Hot(select(rooms).where(among(rooms.c.id, "rooms")))
_ALL = Hot(select(rooms).where(rooms.c.programme_id == bindparam("programme")).order_by(rooms.c.id))


def add(db: Db, programme: str, name: str, meeting_url: str, *, now: datetime) -> Room:
    """Keeps a room."""
    made = Room(new_id(now), programme, name, meeting_url)
    row = {"id": made.id, "programme_id": programme, "name": name, "meeting_url": meeting_url, "created_at": now}
    db.execute(insert(rooms).values(**row))
    return made


def get(db: Db, room: str) -> Room:
    """A room. Raises NotFound."""
    found = find(db, room)
    if found is None:
        raise NotFound("no-such-room", {"room": room})
    return found


def find(db: Db, room: str) -> Room | None:
    """A room; None where there is none of that id."""
    return db.memo.each("room", [room], (rooms.name,), lambda some: _those(db, some)).get(room)


def read_together(db: Db, some: Iterable[str]) -> None:
    """Has these rooms at hand."""
    db.memo.each("room", some, (rooms.name,), lambda unknown: _those(db, unknown))


def _those(db: Db, ids: list[str]) -> dict[str, Room]:
    return {row.id: _room(row) for row in _THOSE.named(db, {"rooms": ids})}


def put(db: Db, room: Room) -> Room:
    """Keeps a room's name and address as they now are; its revision is raised."""
    values = {"name": room.name, "meeting_url": room.meeting_url, "revision": rooms.c.revision + 1}
    db.execute(update(rooms).where(rooms.c.id == room.id).values(**values))
    return get(db, room.id)


def remove(db: Db, room: str) -> None:
    """Removes a room."""
    db.execute(delete(rooms).where(rooms.c.id == room))


def of_programme(db: Db, programme: str, *, after: str = "", limit: int = 10_000) -> list[Room]:
    """A programme's rooms in the order of their making."""
    if not after:
        return db.memo.once(("rooms", programme), (rooms.name,), lambda: _all(db, programme))[:limit]
    where = (rooms.c.programme_id == programme, rooms.c.id > after)
    return [_room(row) for row in db.execute(select(rooms).where(*where).order_by(rooms.c.id).limit(limit))]


def _all(db: Db, programme: str) -> list[Room]:
    return [_room(row) for row in _ALL.named(db, {"programme": programme})]


def at_place(db: Db, place: str) -> bool:
    """Whether any programme has a room there."""
    return place in db.memo.once(
        "places of rooms", (rooms.name,), lambda: {_room(row).place for row in db.execute(select(rooms))}
    )


def _room(row: Row[object]) -> Room:
    return Room(row.id, row.programme_id, row.name, row.meeting_url, row.revision)
