"""Which sessions a feed shows. The only SQL for feeds."""

from sqlalchemy import ColumnElement, select

from sessions.store import snapshots
from sessions.store.before import followings, occupancy
from sessions.store.engine import Db
from sessions.store.tables import occupancy as taken
from sessions.store.tables import sessions
from sessions.values import Session


def shown(db: Db, person: str | None) -> list[Session]:
    """The sessions by start; cancelled ones too."""
    chosen = select(sessions.c.id, sessions.c.head).where(*_where(person))
    found = snapshots.standing(db, db.execute(chosen.order_by(sessions.c.starts_at, sessions.c.id)).all())
    coming = followings.to_invite(db, person, [one.id for one in found]) if person else ()
    return [one for one in found if one.id not in coming]


def _where(person: str | None) -> list[ColumnElement[bool]]:
    if person is None:
        return []
    mine = select(taken.c.session_id).where(taken.c.holder == occupancy.person(person))
    return [sessions.c.id.in_(mine)]
