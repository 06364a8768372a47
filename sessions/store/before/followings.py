"""Booked sessions that still have to follow a list of contacts, and whose time they take for it already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from sessions.store.bulk import Put
from sessions.store.engine import Db
from sessions.store.hot import Hot, among
from sessions.store.tables import followings

_OF = Hot(select(followings).where(among(followings.c.session_id, "sessions")))
_FIRST = Hot(select(followings).order_by(followings.c.at, followings.c.session_id).limit(bindparam("most")))
_END = Hot(delete(followings).where(followings.c.session_id == bindparam("session")))
_NOTE = Put(followings, (column.name for column in followings.columns))


@dataclass(frozen=True)
class Following:
    """A session that has to follow; `coming` are the ids of who is to be invited, `by` is who sent the list."""

    session: str
    by: Mapping[str, str]
    coming: tuple[str, ...]


def note(db: Db, some: Sequence[Following], *, now: datetime) -> None:
    """Notes that these sessions have to follow; none of them may be noted already."""
    rows = [{"session_id": one.session, "by": dict(one.by), "coming": list(one.coming), "at": now} for one in some]
    _NOTE.write(db, rows)


def of(db: Db, sessions: Sequence[str]) -> list[Following]:
    """Those of the sessions that have to follow."""
    return [_following(row) for row in _OF.named(db, {"sessions": list(sessions)})]


def to_invite(db: Db, person: str, sessions: Sequence[str]) -> set[str]:
    """Those of the sessions that take the person's time already, and have not invited them yet."""
    return {one.session for one in of(db, sessions) if person in one.coming}


def first(db: Db, most: int) -> list[Following]:
    """So many at most, those first that wait longest."""
    return [_following(row) for row in _FIRST.named(db, {"most": most})]


def end(db: Db, session: str) -> None:
    """The session has followed, or need not any more."""
    _END.write(db, {"session": session})


def _following(row: object) -> Following:
    return Following(row.session_id, row.by, tuple(row.coming))  # type: ignore[attr-defined]
