"""Who has pages of a session open, and at which process: rows of a process that lives no more say nothing."""

from sqlalchemy import ColumnElement, delete, insert, select

from sessions.store.engine import Db
from sessions.store.tables import attending


def come(db: Db, session: str, person: str, process: str) -> None:
    """The process has a page of theirs open."""
    where = _of(session, person, process)
    if db.execute(select(attending.c.process).where(*where)).first() is None:
        db.execute(insert(attending).values(session_id=session, person_id=person, process=process))


def go(db: Db, session: str, person: str, process: str) -> bool:
    """The process has none any more; whether no other has."""
    db.execute(delete(attending).where(*_of(session, person, process)))
    others = (attending.c.session_id == session, attending.c.person_id == person)
    return db.execute(select(attending.c.process).where(*others)).first() is None


def processes(db: Db) -> set[str]:
    """All that are named, whether they live or not."""
    return set(db.execute(select(attending.c.process).distinct()).scalars())


def forget(db: Db, process: str) -> list[tuple[str, str]]:
    """The process lives no more: whose pages of which sessions were open at it and are at no other, session first."""
    found = db.execute(select(attending).where(attending.c.process == process)).all()
    return [(row.session_id, row.person_id) for row in found if go(db, row.session_id, row.person_id, process)]


def _of(session: str, person: str, process: str) -> tuple[ColumnElement[bool], ...]:
    return attending.c.session_id == session, attending.c.person_id == person, attending.c.process == process
