"""Questions that were not asked yet: their author's alone, and no part of the record."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from sessions.clock import wire
from sessions.store.engine import Db
from sessions.store.tables import drafts, people


def add(
    db: Db, session: str, draft: str, person: str, text: str, criterion: str | None, *, now: datetime
) -> dict[str, Any]:
    """Stores a draft."""
    row = {"id": draft, "session_id": session, "person_id": person, "text": text, "criterion": criterion}
    db.execute(insert(drafts).values(**row, created_at=now))
    return _json(_one(db, draft))


def get(db: Db, session: str, draft: str) -> Any | None:
    """A draft's row, of that session."""
    row = _one(db, draft)
    return row if row is not None and row.session_id == session else None


def change(db: Db, draft: str, text: str, criterion: str | None) -> dict[str, Any]:
    """Changes a draft."""
    db.execute(update(drafts).where(drafts.c.id == draft).values(text=text, criterion=criterion))
    return _json(_one(db, draft))


def remove(db: Db, draft: str) -> None:
    """Removes a draft."""
    db.execute(delete(drafts).where(drafts.c.id == draft))


def of_author(db: Db, session: str, person: str) -> list[dict[str, Any]]:
    """A person's drafts for a session, oldest first."""
    where = (drafts.c.session_id == session, drafts.c.person_id == person)
    return [_json(row) for row in db.execute(_joined().where(*where).order_by(drafts.c.id))]


def _one(db: Db, draft: str) -> Any:
    return db.execute(_joined().where(drafts.c.id == draft)).first()


def _joined() -> Any:
    return select(drafts, people.c.name).select_from(drafts.join(people, drafts.c.person_id == people.c.id))


def _json(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "author": {"id": row.person_id, "name": row.name},
        "text": row.text,
        "criterion": row.criterion,
        "state": "draft",
        "answer": None,
        "at": wire(row.created_at),
    }
