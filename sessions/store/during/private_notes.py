"""What panelists noted for themselves beside a score: nobody else reads it, and no record holds it."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.tables import private_notes

_OF_SHEET = Hot(
    select(private_notes.c.criterion, private_notes.c.text)
    .where(private_notes.c.session_id == bindparam("s"), private_notes.c.person_id == bindparam("p"))
    .order_by(private_notes.c.criterion)
)


def put(db: Db, session: str, person: str, criterion: str, text: str, *, now: datetime) -> None:
    """Keeps the note instead of the one before; an empty one removes it."""
    key = {"session_id": session, "person_id": person, "criterion": criterion}
    db.execute(delete(private_notes).where(*(private_notes.c[name] == value for name, value in key.items())))
    if text:
        db.execute(insert(private_notes).values(**key, text=text, at=now))


def of_sheet(db: Db, session: str, person: str) -> dict[str, str]:
    """A panelist's own notes of a session by criterion."""
    return {row[0]: row[1] for row in _OF_SHEET.rows(db, {"s": session, "p": person})}
