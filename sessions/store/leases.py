"""Leases: what one process of all may do, for as long as it says that it lives. The only SQL for it.

On PostgreSQL the database's clock counts; on SQLite, where one process serves, the caller's.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, literal, or_, select, text, update

from sessions.clock import from_ms
from sessions.store.db import Db
from sessions.store.tables.core import installation
from sessions.store.tables.scale import leases

FOR = timedelta(seconds=15)
HOUSE = "house"
_PROCESS = "process:"
_KEY = "secret"
_CLOCK = text("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")


class AnotherKey(Exception):
    """The store was begun under another secret.key."""


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


def live(db: Db, holder: str, *, now: datetime) -> int:
    """Says that the process lives; how many others do."""
    hold(db, f"{_PROCESS}{holder}", holder, now=now)
    at = clock(db, now)
    db.execute(delete(leases).where(leases.c.name.startswith(_PROCESS), leases.c.until < at - 4 * FOR))
    others = (leases.c.name.startswith(_PROCESS), leases.c.holder != holder, leases.c.until > at)
    return int(db.execute(select(func.count(literal(1))).select_from(leases).where(*others)).scalar_one())


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
