"""Which sessions a feed shows, and a stamp that changes whenever any of them does. The only SQL for feeds."""

from typing import Any

from sqlalchemy import Text, cast, func, select

from sessions.session import Session
from sessions.store import occupancy, records
from sessions.store.engine import Db
from sessions.store.tables import occupancy as taken
from sessions.store.tables import programmes, sessions


def stamp(db: Db, person: str | None) -> str:
    """What is shown to the person (None: to the secretariat, everything), as a text that never repeats for anything
    else: each session with its record's length, and the programmes' fields."""
    pair = sessions.c.id + ":" + cast(sessions.c.tail, Text)
    listed = db.execute(select(func.aggregate_strings(pair, ",")).where(*_where(person))).scalar()
    titles = db.execute(select(func.aggregate_strings(cast(programmes.c.doc, Text), ","))).scalar()
    return f"{listed}\n{titles}"


def shown(db: Db, person: str | None) -> list[Session]:
    """The sessions by start; cancelled ones too."""
    chosen = select(sessions.c.snapshot, sessions.c.tail, sessions.c.head).where(*_where(person))
    return [records.of_row(row) for row in db.execute(chosen.order_by(sessions.c.starts_at, sessions.c.id))]


def _where(person: str | None) -> list[Any]:
    if person is None:
        return []
    mine = select(taken.c.session_id).where(taken.c.holder == occupancy.person(person))
    return [sessions.c.id.in_(mine)]
