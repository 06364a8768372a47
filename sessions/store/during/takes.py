"""Takes of recordings with their pieces, and the marks that people set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, func, insert, or_, select, update

from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.tables import bookmarks, pieces, takes
from sessions.values import NotFound

# Pieces come every second while scores are saved: what each of them runs is compiled once.
_TAKE = Hot(select(takes).where(takes.c.id == bindparam("take"), takes.c.session_id == bindparam("session")))
_PIECE = Hot(select(pieces).where(pieces.c.take_id == bindparam("take"), pieces.c.number == bindparam("piece")))
_ADD_PIECE = Hot(insert(pieces).values({column.name: bindparam(column.name) for column in pieces.columns}))
_HEARD = Hot(update(takes).where(takes.c.id == bindparam("take")).values(heard_at=bindparam("at")))


@dataclass(frozen=True)
class StoredTake:
    """A take as it stands; `made_of` is how many pieces its file was made of, `fault` why none could be."""

    id: str
    session: str
    kind: str
    media_type: str
    state: str  # recording | stopped | interrupted
    began_at: datetime
    heard_at: datetime
    stopped_at: datetime | None
    by: str
    by_name: str
    file: str | None
    sha256: str | None
    seconds: float | None
    made_of: int
    fault: str | None


@dataclass(frozen=True)
class Piece:
    """One piece: its number from 1, and how many bytes its last element lacks: -1 where nobody knows, less by each
    byte of an element's head that it ends with."""

    number: int
    size: int
    sha256: str
    left: int


@dataclass(frozen=True)
class Bookmark:
    """A moment that somebody marked for themselves."""

    id: str
    session: str
    person: str
    name: str
    text: str
    at: datetime


# - takes -


def add(db: Db, take: StoredTake) -> None:
    """Adds a take."""
    fields = {key: value for key, value in vars(take).items() if key != "session"}
    db.execute(insert(takes).values(session_id=take.session, **fields))


def change(db: Db, take: str, **fields: object) -> None:
    """Changes a take's fields."""
    db.execute(update(takes).where(takes.c.id == take).values(**fields))


def get(db: Db, session: str, take: str) -> StoredTake:
    """A take of that session. Raises NotFound."""
    rows = _TAKE.named(db, {"take": take, "session": session})
    if not rows:
        raise NotFound
    return _take(rows[0])


def of_session(db: Db, session: str) -> list[StoredTake]:
    """The session's takes, oldest first."""
    rows = db.execute(select(takes).where(takes.c.session_id == session).order_by(takes.c.id))
    return [_take(row) for row in rows]


def unheard(db: Db, before: datetime) -> list[StoredTake]:
    """The takes that are being recorded and of which nothing came since then."""
    chosen = select(takes).where(takes.c.state == "recording", takes.c.heard_at <= before)
    return [_take(row) for row in db.execute(chosen.order_by(takes.c.id))]


def recording(db: Db) -> list[StoredTake]:
    """The takes that are being recorded."""
    return [_take(row) for row in db.execute(select(takes).where(takes.c.state == "recording").order_by(takes.c.id))]


def unmade(db: Db, before: datetime) -> list[StoredTake]:
    """The takes that no file was made of yet, or pieces of which came since; and none came since then."""
    of = select(func.count()).where(pieces.c.take_id == takes.c.id).scalar_subquery()
    over = or_(takes.c.stopped_at <= before, takes.c.heard_at <= before)
    chosen = select(takes).where(takes.c.state != "recording", over, of > takes.c.made_of)
    return [_take(row) for row in db.execute(chosen.order_by(takes.c.id))]


def _take(row: Row[object]) -> StoredTake:
    fields = row._asdict()
    return StoredTake(session=fields.pop("session_id"), **fields)


# - pieces -


def piece(db: Db, take: str, number: int) -> Piece | None:
    """A piece, if it came."""
    rows = _PIECE.named(db, {"take": take, "piece": number})
    return _piece(rows[0]) if rows else None


def add_piece(db: Db, take: str, new: Piece, *, now: datetime) -> None:
    """Adds a piece."""
    _ADD_PIECE.write(db, {"take_id": take, **vars(new), "at": now})
    _HEARD.write(db, {"take": take, "at": now})


def pieces_of(db: Db, take: str) -> list[Piece]:
    """The take's pieces in order."""
    rows = db.execute(select(pieces).where(pieces.c.take_id == take).order_by(pieces.c.number))
    return [_piece(row) for row in rows]


def _piece(row: Row[object]) -> Piece:
    return Piece(row.number, row.size, row.sha256, row.left)


# - marks -


def add_bookmark(db: Db, bookmark: Bookmark) -> None:
    """Adds a mark."""
    fields = {key: value for key, value in vars(bookmark).items() if key != "session"}
    db.execute(insert(bookmarks).values(session_id=bookmark.session, **fields))


def bookmarks_of(db: Db, session: str, person: str) -> Sequence[Bookmark]:
    """Somebody's marks of a session, by time."""
    where = (bookmarks.c.session_id == session, bookmarks.c.person == person)
    rows = db.execute(select(bookmarks).where(*where).order_by(bookmarks.c.at, bookmarks.c.id))
    return [Bookmark(row.id, row.session_id, row.person, row.name, row.text, row.at) for row in rows]
