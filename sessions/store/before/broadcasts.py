"""What the secretariat told everybody on a session's open pages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from sessions.store.engine import Db
from sessions.store.tables import broadcasts
from sessions.values import NotFound


@dataclass(frozen=True)
class Broadcast:
    """One message to a running session's pages."""

    id: str
    session_id: str
    subject: str
    text: str
    by: str
    by_name: str
    at: datetime


def add(db: Db, broadcast: Broadcast) -> None:
    """Keeps a message."""
    db.execute(insert(broadcasts).values(**vars(broadcast)))


def get(db: Db, broadcast: str) -> Broadcast:
    """A message. Raises NotFound."""
    row = db.execute(select(broadcasts).where(broadcasts.c.id == broadcast)).first()
    if row is None:
        raise NotFound
    return Broadcast(**row._asdict())
