"""Mails that came in: each by its fingerprint once, with what became of it. The only SQL for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, or_, select, update

from sessions.store import filters
from sessions.store.engine import Db
from sessions.store.stretches import Stretch, stretch_of
from sessions.store.tables import incoming, people, regencies, sessions
from sessions.values import NotFound, new_id


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
    undo: Mapping[str, Any] | None  # what taking the decision back needs; None where it cannot be
    keeper: str | None = None  # who of the secretariat is to see to it


_LISTED = [column for column in incoming.c if column.name != "raw"]


def is_known(db: Db, fingerprint: str) -> bool:
    """Whether that mail was handled before."""
    return db.execute(select(incoming.c.id).where(incoming.c.fingerprint == fingerprint)).first() is not None


def add(db: Db, fingerprint: str, *, now: datetime, **fields: object) -> str:
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


@dataclass(frozen=True)
class Wanted:
    """Which mails: of one state, of any of the kinds, with the words in sender, subject, regency or person, kept by any
    of these members of the secretariat ("" by nobody)."""

    state: str
    kinds: Sequence[str] = ()
    q: str = ""
    keepers: Sequence[str] = ()


def stretch(db: Db, wanted: Wanted, *, first: int = 0, at: str = "", size: int | None) -> Stretch[Item]:
    """Those that are wanted, without the mails themselves: so many behind the `first` ones, or the page in which
    that of id `at` stands or stood; without a size all. Of what waits the oldest first, of what is over the newest."""
    waits = wanted.state == "open"
    return stretch_of(
        db, incoming, _matching(wanted), _item, first=first, at=at, size=size, oldest_first=waits, columns=_LISTED
    )


def counts(db: Db) -> dict[tuple[str, str], int]:
    """How many mails there are of each state and kind."""
    chosen = select(incoming.c.state, incoming.c.kind, func.count().label("n"))
    return {(row.state, row.kind): row.n for row in db.execute(chosen.group_by(incoming.c.state, incoming.c.kind))}


def waiting(db: Db) -> int:
    """How many mails somebody must look at."""
    return int(db.execute(select(func.count()).where(incoming.c.state == "open")).scalar_one())


def oldest(db: Db) -> datetime | None:
    """Since when the mail that waits longest waits; None where none does."""
    chosen = select(incoming.c.received_at).where(incoming.c.state == "open").order_by(incoming.c.id).limit(1)
    since: datetime | None = db.execute(chosen).scalar()
    return since


def _matching(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [incoming.c.state == wanted.state]
    if wanted.kinds:
        where.append(incoming.c.kind.in_(wanted.kinds))
    if wanted.keepers:
        where.append(func.coalesce(incoming.c.keeper_id, "").in_(wanted.keepers))
    for word in wanted.q.split():
        about = select(sessions.c.id).join(regencies, regencies.c.id == sessions.c.regency_id)
        of_regency = incoming.c.session_id.in_(about.where(filters.containing(word, regencies.c.name)))
        named = select(people.c.id).where(filters.containing(word, people.c.name))
        written = filters.containing(word, incoming.c.sender, incoming.c.subject)
        where.append(or_(written, of_regency, incoming.c.person_id.in_(named)))
    return where


def unread_from(db: Db, person: str) -> frozenset[str]:
    """The sessions about which a person's mail waits for somebody to look at it."""
    chosen = select(incoming.c.session_id).where(incoming.c.person_id == person, incoming.c.state == "open")
    return frozenset(row.session_id for row in db.execute(chosen) if row.session_id)


def hand(db: Db, item: str, keeper: str | None) -> None:
    """Who of the secretariat is to see to it; whoever comes, for None."""
    db.execute(update(incoming).where(incoming.c.id == item).values(keeper_id=keeper))


def let_go(db: Db, keeper: str) -> None:
    """What that member of the secretariat was to see to is anybody's again."""
    db.execute(update(incoming).where(incoming.c.keeper_id == keeper).values(keeper_id=None))


def decide(db: Db, item: str, decision: str, *, undo: Mapping[str, object] | None = None, now: datetime) -> None:
    """Somebody has seen to it; `undo` is what taking that back needs, if it can be."""
    decided = {"state": "done", "decision": decision, "decided_at": now, "undo": undo}
    db.execute(update(incoming).where(incoming.c.id == item).values(decided))


def reopen(db: Db, item: str) -> None:
    """The decision is taken back: it waits for somebody again."""
    undecided = {"state": "open", "decision": "", "decided_at": None, "undo": None}
    db.execute(update(incoming).where(incoming.c.id == item).values(undecided))


def _item(row: Row[object]) -> Item:
    return Item(
        id=row.id,
        kind=row.kind,
        reason=row.reason,
        sender=row.sender,
        subject=row.subject,
        raw=getattr(row, "raw", None),
        session=row.session_id,
        person=row.person_id,
        proposal=row.proposal or {},
        state=row.state,
        received_at=row.received_at,
        decided_at=row.decided_at,
        decision=row.decision,
        undo=row.undo,
        keeper=row.keeper_id,
    )
