"""What is one for a whole installation: its name (the right side of every UID and Message-ID), made once and never
changed, and the count of changes to what its calendars show."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Integer, cast, insert, select, update

from sessions.store import versions
from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.tables import installation
from sessions.values import from_wire, wire

CLOCK = "clock"  # when an official last said that the wall clock is right, by that clock
ACCEPTED_FOR = timedelta(minutes=1)  # a confirmation is for the leap that was seen, not for those that come
_COUNT = Hot(
    update(installation)
    .where(installation.c.key == versions.CALENDARS)
    .values(value=cast(cast(installation.c.value, Integer) + 1, installation.c.value.type))
)


def answers(db: Db) -> None:
    """Whether the store answers: it raises what the database raises."""
    db.execute(select(1))


def name(db: Db) -> str:
    """The installation's name, like `3f9c2a71b0de.sidang`; the first call in a new store makes it."""

    def read() -> str:
        return db.execute(select(installation.c.value).where(installation.c.key == "name")).scalar() or _made(db)

    return db.memo.once("installation's name", (), read)  # never changed, whatever else its table is told


def _made(db: Db) -> str:
    made = f"{secrets.token_hex(6)}.sidang"
    db.execute(insert(installation).values(key="name", value=made))
    return made


def calendars_changed(db: Db) -> None:
    """Something that a calendar shows is another from now on; readers of feeds compare the count."""

    def count() -> bool:
        if _COUNT.write(db, {}) == 0:
            db.execute(insert(installation).values(key=versions.CALENDARS, value="1"))
        versions.tell_renewed(db.connection, versions.CALENDARS)
        return True

    db.memo.once("calendars changed", (), count)  # whatever one transaction changes is seen at once


def calendar_changes(db: Db) -> int:
    """How often anything that a calendar shows has changed."""
    return int(db.execute(select(installation.c.value).where(installation.c.key == versions.CALENDARS)).scalar() or 0)


def accept_clock(db: Db, *, now: datetime) -> None:
    """An official says that the wall clock, which shows `now`, is right."""
    value = {"value": wire(now)}
    if db.execute(update(installation).where(installation.c.key == CLOCK).values(value)).rowcount == 0:
        db.execute(insert(installation).values(key=CLOCK, **value))


def clock_accepted(db: Db, *, wall: datetime) -> bool:
    """Whether an official said so of what the wall clock shows now, and not of an earlier leap."""
    said = db.execute(select(installation.c.value).where(installation.c.key == CLOCK)).scalar()
    return said is not None and abs(wall - from_wire(said)) < ACCEPTED_FOR
