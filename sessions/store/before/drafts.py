"""Questions that were not asked yet: their author's alone, and no part of the record."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Row, delete, insert, select, update

from sessions.store.engine import Db
from sessions.store.tables import drafts
from sessions.values import wire


def add(
    db: Db, session: str, draft: str, author: tuple[str, str], fields: Mapping[str, object], *, now: datetime
) -> dict[str, object]:
    """Stores a draft of the author (id and name); the fields are text, criterion, wants and due."""
    row = {"id": draft, "session_id": session, "author": author[0], "author_name": author[1]}
    db.execute(insert(drafts).values(**row, **fields, created_at=now))
    return _json(_known(db, draft))


def get(db: Db, session: str, draft: str) -> Row[object] | None:
    """A draft's row, of that session."""
    row = _one(db, draft)
    return row if row is not None and row.session_id == session else None


def change(db: Db, draft: str, fields: Mapping[str, object]) -> dict[str, object]:
    """Changes a draft's fields."""
    db.execute(update(drafts).where(drafts.c.id == draft).values(**fields))
    return _json(_known(db, draft))


def remove(db: Db, draft: str) -> None:
    """Removes a draft."""
    db.execute(delete(drafts).where(drafts.c.id == draft))


def of_author(db: Db, session: str, author: str) -> list[dict[str, object]]:
    """Somebody's drafts for a session, oldest first."""
    where = (drafts.c.session_id == session, drafts.c.author == author)
    return [_json(row) for row in db.execute(select(drafts).where(*where).order_by(drafts.c.id))]


def _one(db: Db, draft: str) -> Row[object] | None:
    return db.execute(select(drafts).where(drafts.c.id == draft)).first()


def _known(db: Db, draft: str) -> Row[object]:
    return db.execute(select(drafts).where(drafts.c.id == draft)).one()


def _json(row: Row[object]) -> dict[str, object]:
    return {
        "id": row.id,
        "author": {"id": row.author, "name": row.author_name},
        "text": row.text,
        "criterion": row.criterion,
        "state": "draft",
        "answer": None,
        "wants": row.wants,
        "due": row.due and wire(row.due),
        "at": wire(row.created_at),
    }
