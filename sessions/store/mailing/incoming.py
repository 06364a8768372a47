"""Mails that came in: each by its fingerprint once, with what became of it. The only SQL for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from sessions.errors import NotFound
from sessions.ids import new_id
from sessions.store.engine import Db
from sessions.store.tables.core import incoming


@dataclass(frozen=True)
class Item:
    """One mail that came in. `kind` is answer, outdated, bounce, ignored, quarantine, or one of incoming.Human's.

    `state` is open (somebody must look), done or ignored; `proposal` is what it says that may be acted on; `raw` the
    whole mail, kept of what is open.
    """

    id: str
    kind: str
    reason: str
    sender: str
    subject: str
    raw: bytes | None
    session: str | None
    person: str | None
    proposal: Mapping[str, Any]
    state: str
    received_at: datetime
    decided_at: datetime | None
    decision: str


def is_known(db: Db, fingerprint: str) -> bool:
    """Whether that mail was handled before."""
    return db.execute(select(incoming.c.id).where(incoming.c.fingerprint == fingerprint)).first() is not None


def add(db: Db, fingerprint: str, *, now: datetime, **fields: Any) -> str:
    """Notes a mail and gives its id; the fingerprint is unique, so that nothing is handled twice."""
    item = new_id(now)
    defaults = {"reason": "", "sender": "", "subject": "", "state": "done"}
    db.execute(insert(incoming).values(**(defaults | fields), id=item, fingerprint=fingerprint, received_at=now))
    return item


def get(db: Db, item: str) -> Item:
    """One mail. Raises NotFound."""
    row = db.execute(select(incoming).where(incoming.c.id == item)).first()
    if row is None:
        raise NotFound("no-such-mail")
    return _item(row)


def noted(db: Db, kind: str, reason: str) -> Item | None:
    """The mail of that kind that was noted with that reason."""
    row = db.execute(select(incoming).where(incoming.c.kind == kind, incoming.c.reason == reason)).first()
    return _item(row) if row is not None else None


def listed(db: Db, *, state: str | None, after: str, limit: int) -> list[Item]:
    """Mails in the order in which they came, of one state or of all, behind the one of id `after`."""
    chosen = select(incoming).where(incoming.c.id > after).order_by(incoming.c.id).limit(limit)
    if state is not None:
        chosen = chosen.where(incoming.c.state == state)
    return [_item(row) for row in db.execute(chosen)]


def newest(db: Db, *, state: str, before: str, limit: int) -> list[Item]:
    """Mails of one state, the newest first, ahead of the one of id `before` (of all where it is empty)."""
    chosen = select(incoming).where(incoming.c.state == state).order_by(incoming.c.id.desc()).limit(limit)
    if before:
        chosen = chosen.where(incoming.c.id < before)
    return [_item(row) for row in db.execute(chosen)]


def open_count(db: Db) -> int:
    """How many mails wait for somebody."""
    return int(db.execute(select(func.count()).where(incoming.c.state == "open")).scalar() or 0)


def decide(db: Db, item: str, decision: str, *, now: datetime) -> None:
    """Somebody has seen to it."""
    db.execute(update(incoming).where(incoming.c.id == item).values(state="done", decision=decision, decided_at=now))


def _item(row: Row[Any]) -> Item:
    return Item(
        id=row.id,
        kind=row.kind,
        reason=row.reason,
        sender=row.sender,
        subject=row.subject,
        raw=row.raw,
        session=row.session_id,
        person=row.person_id,
        proposal=row.proposal or {},
        state=row.state,
        received_at=row.received_at,
        decided_at=row.decided_at,
        decision=row.decision,
    )
