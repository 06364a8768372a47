"""A session and the text that the store keeps of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from functools import lru_cache

from sqlalchemy import Row, select

from sessions.lately import Lately
from sessions.store.db import Db
from sessions.store.hot import Hot, among
from sessions.store.tables import sessions
from sessions.values import Session, snapshots

COLUMNS = ("programme_id", "regency_id", "starts_at", "settled", "tail", "head", "snapshot")
MOST_KNOWN = 8_192
# By id, as each was last read. A head is the hash of all that the session is folded from: what has the head that the
# row has is what the row's text says, whoever wrote it and whether it was committed.
_KNOWN: Lately[str, Session] = Lately(MOST_KNOWN)
_TEXTS = Hot(
    select(sessions.c.id, sessions.c.snapshot, sessions.c.tail, sessions.c.head).where(among(sessions.c.id, "ids"))
)


def standing(db: Db, rows: Sequence[Row[object]]) -> list[Session]:
    """The sessions of rows with `id` and `head`, in their order. Texts are read of those alone that are not known as
    they stand."""
    found = {row.id: one for row in rows if (one := _KNOWN.get(row.id)) is not None and one.head == row.head}
    unknown = [row.id for row in rows if row.id not in found]
    if unknown:
        found |= {row.id: of(row.snapshot, row.tail, row.head) for row in _TEXTS.named(db, {"ids": unknown})}
    return [found[row.id] for row in rows]


def of(snapshot: str, tail: int, head: str) -> Session:
    """The session of a row."""
    found = parsed(snapshot)
    known = _KNOWN.get(found.id)
    if known is not None and known.head == head:
        return known
    found = found.standing_at(tail, head)
    _KNOWN.keep(found.id, found)
    return found


@lru_cache(maxsize=2048)
def parsed(snapshot: str) -> Session:
    """The session that a snapshot text tells of."""
    found = snapshots().validate_json(snapshot)
    # Two instants of one zone are compared at once; pydantic's own zone is asked each time how far it is from UTC.
    schedule = replace(found.schedule, starts_at=found.schedule.starts_at.astimezone(UTC))
    return replace(found, schedule=schedule)


def text(session: Session) -> str:
    """The text that the store keeps of a session."""
    return snapshots().dump_json(session).decode()


def columns(session: Session) -> dict[str, object]:
    """The row of a session, its id aside."""
    return {
        "programme_id": session.programme,
        "regency_id": session.regency.id,
        "starts_at": session.starts_at,
        "settled": session.settled,
        "tail": session.tail,
        "head": session.head,
        "snapshot": text(session),
    }
