"""Which things there are, and which of them belong to a programme in the archive: whatever an address may name."""

from collections.abc import Mapping

from sqlalchemy import BindParameter, Column, Select, Table, bindparam, select
from sqlalchemy.sql import visitors

from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.tables import (
    accounts,
    batches,
    calibrations,
    incoming,
    mails,
    memberships,
    objections,
    offers,
    people,
    plans,
    programmes,
    regencies,
    releases,
    rooms,
    sessions,
)

_ID: BindParameter[str] = bindparam("id")


def _of(table: Table) -> Select[object]:
    return select(table.c.programme_id).where(table.c.id == _ID)


_PROGRAMMES: Mapping[str, Select[object]] = {
    "programmes": select(programmes.c.id).where(programmes.c.id == _ID),
    "sessions": _of(sessions),
    "regencies": _of(regencies),
    "rooms": _of(rooms),
    "plans": _of(plans),
    "offers": _of(offers),
    "batches": _of(batches),
    "calibrations": _of(calibrations),
    "mails": select(sessions.c.programme_id)
    .select_from(mails.join(sessions, mails.c.session_id == sessions.c.id))
    .where(mails.c.id == _ID),
    "inbox": select(sessions.c.programme_id)
    .select_from(incoming.join(sessions, incoming.c.session_id == sessions.c.id))
    .where(incoming.c.id == _ID),
    "objections": select(releases.c.programme_id)
    .select_from(objections.join(releases, objections.c.release_id == releases.c.id))
    .where(objections.c.id == _ID),
}
_ONLY = memberships.c.person_id == _ID
_PRESENT = select(programmes.c.id).where(programmes.c.archived_at.is_(None))
_ARCHIVED = {
    kind: select(programmes.c.id).where(programmes.c.id.in_(whose), programmes.c.archived_at.is_not(None))
    for kind, whose in _PROGRAMMES.items()
}
# A panelist is in several rounds: held where every one of them is over.
_ARCHIVED["panelists"] = select(memberships.c.person_id).where(
    _ONLY, ~select(memberships.c.person_id).where(_ONLY, memberships.c.programme_id.in_(_PRESENT)).exists()
)
KINDS = frozenset(_ARCHIVED)
_IDS: Mapping[str, Column[str]] = {
    "accounts": accounts.c.person_id,
    "inbox": incoming.c.id,
    "mails": mails.c.id,
    "panelists": people.c.id,
    "people": people.c.id,
} | {
    table.name: table.c.id
    for table in (programmes, sessions, regencies, rooms, plans, offers, batches, calibrations, objections)
}
_THERE = {kind: Hot(select(one).where(one == _ID)) for kind, one in _IDS.items()}
THINGS = frozenset(_IDS)


def _tables(query: Select[object]) -> frozenset[str]:
    return frozenset(one.name for one in visitors.iterate(query) if isinstance(one, Table))


_ASKED = {kind: (Hot(query), _tables(query)) for kind, query in _ARCHIVED.items()}


def is_there(db: Db, kind: str, one: str) -> bool:
    """Whether there is a thing of that kind and id."""
    return bool(_THERE[kind].rows(db, {"id": one}))


def holds(db: Db, kind: str, one: str) -> bool:
    """Whether the thing of that kind and id belongs to a programme in the archive; what is not there does not."""
    query, tables = _ASKED[kind]
    return db.memo.once(("archived", kind, one), tables, lambda: bool(query.rows(db, {"id": one})))
