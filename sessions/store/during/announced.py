"""Which moments of a session were announced already: each is announced by the first who asks, once."""

from datetime import datetime

from sqlalchemy import insert, select

from sessions.store.engine import Db
from sessions.store.tables import announced


def once(db: Db, session_id: str, moment: str, *, now: datetime) -> bool:
    """True for the first who announces that moment of the session; the database decides."""
    where = (announced.c.session_id == session_id, announced.c.moment == moment)
    if db.execute(select(announced.c.at).where(*where)).first() is not None:
        return False
    db.execute(insert(announced).values(session_id=session_id, moment=moment, at=now))
    return True
