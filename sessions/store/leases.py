"""Leases: what one process of all may do, for as long as it says that it lives. The only SQL for it.

On PostgreSQL the database's clock counts; on SQLite, where one process serves, the caller's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, delete, insert, or_, select, text, update

from sessions.store.db import Db
from sessions.store.tables import installation, leases
from sessions.values import from_ms

FOR = timedelta(seconds=15)
HOUSE = "house"
_PROCESS = "process:"
_KEY = "secret"
_CLOCK = text("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")


class AnotherKey(Exception):
    """The store was begun under another secret.key."""


class AnotherPlace(Exception):
    """Uploads of a process that serves the same store lie elsewhere."""


@dataclass(frozen=True)
class Process:
    """One process that serves the store: where its uploads lie, and up to when all that came is answered."""

    holder: str
    place: str
    clear_to: datetime


def clock(db: Db, now: datetime) -> datetime:
    """What time it is for leases: the database's, or where it has none of its own `now`."""
    if not db.postgres:
        return now
    return from_ms(db.connection.execute(_CLOCK).scalar_one())


def hold(db: Db, name: str, holder: str, *, now: datetime) -> bool:
    """Takes or renews a lease; whether it is the holder's from now on."""
    at = clock(db, now)
    until = at + FOR
    free = or_(leases.c.holder == holder, leases.c.until <= at)
    if db.execute(update(leases).where(leases.c.name == name, free).values(holder=holder, until=until)).rowcount:
        return True
    if db.execute(select(leases.c.name).where(leases.c.name == name)).first() is not None:
        return False
    db.execute(insert(leases).values(name=name, holder=holder, until=until))
    return True


def live(db: Db, process: Process, *, now: datetime) -> None:
    """Says that the process lives."""
    hold(db, f"{_PROCESS}{process.holder}", process.holder, now=now)
    said = {"clear_to": process.clear_to, "place": process.place}
    db.execute(update(leases).where(leases.c.name == f"{_PROCESS}{process.holder}").values(said))
    db.execute(delete(leases).where(leases.c.name.startswith(_PROCESS), leases.c.until < clock(db, now) - 4 * FOR))


def living(db: Db, *, now: datetime) -> set[str]:
    """The holders of all processes that live."""
    alive = (leases.c.name.startswith(_PROCESS), leases.c.until > clock(db, now))
    return set(db.execute(select(leases.c.holder).where(*alive)).scalars())


def must_share(db: Db, process: Process, *, now: datetime) -> None:
    """Raises AnotherPlace where a process that lives keeps its uploads elsewhere."""
    if any(other.place != process.place for other in _others(db, process.holder, now=now)):
        raise AnotherPlace


def all_clear(db: Db, process: Process, instant: datetime, *, now: datetime) -> bool:
    """Whether every process that lives has said that nothing from before the instant is under way; says it of this one
    too, so that the others need not wait for its next sign of life."""
    own = (leases.c.name == f"{_PROCESS}{process.holder}", leases.c.clear_to < instant)
    if process.clear_to >= instant and db.execute(select(leases.c.name).where(*own)).first() is not None:
        db.execute(update(leases).where(*own).values(clear_to=process.clear_to))
    return process.clear_to >= instant and all(
        other.clear_to is not None and other.clear_to >= instant for other in _others(db, process.holder, now=now)
    )


def _others(db: Db, holder: str, *, now: datetime) -> Iterable[Row[object]]:
    """The other processes that live."""
    live = (leases.c.name.startswith(_PROCESS), leases.c.holder != holder, leases.c.until > clock(db, now))
    return db.execute(select(leases.c.place, leases.c.clear_to).where(*live))


def release(db: Db, holder: str) -> None:
    """Gives back whatever the process holds: others need not wait for its end."""
    db.execute(delete(leases).where(leases.c.holder == holder))


def must_have_key(db: Db, mark: str) -> None:
    """The first process to serve a store leaves the mark of its key there. Raises AnotherKey where it is another's."""
    known = db.execute(select(installation.c.value).where(installation.c.key == _KEY)).scalar()
    if known is None:
        db.execute(insert(installation).values(key=_KEY, value=mark))
    elif known != mark:
        raise AnotherKey
