"""What acts do not say themselves, read where it stands: a session's entries, mails that came and went, when plans and
offers were made. What is erased there is gone here, too."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select, tuple_

from sessions.store.before import registry
from sessions.store.db import Db
from sessions.store.tables import entries, incoming, mails, offers, plans
from sessions.values import Act, Json, wire

Facts = Mapping[str, Any]
Known = Mapping[str, Facts]  # by the act's id
AT_ONCE = 400  # SQLite's bound on parameters is far off
_WHO = ("panelist", "person")  # whom an entry's data names


def of_acts(db: Db, found: Sequence[Act]) -> Known:
    """By the act's id what its line needs: `entry` (the data of the session's), `of` (whose), `sender`, `mail` (its
    kind), `mails` (how many), `at` (when what it is about was made)."""
    kept = _entries(db, found)
    for kind, table, columns in (
        ("answer", incoming, (incoming.c.person_id, incoming.c.sender)),
        ("mail", mails, (mails.c.kind,)),
        ("plan", plans, (plans.c.created_at,)),
        ("offer", offers, (offers.c.created_at,)),
    ):
        told = [one for one in found if one.thing.kind == kind]
        rows = _rows(db, table, columns, {one.thing.id for one in told})
        kept |= {one.id: _facts(rows[one.thing.id]) for one in told if one.thing.id in rows}
    sent = [one for one in found if one.thing.kind == "batch"]
    counts = _counts(db, {one.thing.id for one in sent})
    kept |= {one.id: {"mails": counts[one.thing.id]} for one in sent if one.thing.id in counts}
    return _named(db, kept)


def _entries(db: Db, found: Sequence[Act]) -> dict[str, Facts]:
    wanted = {(one.thing.id, one.entry): one.id for one in found if one.entry is not None}
    kept: dict[str, Facts] = {}
    for some in _some(list(wanted)):
        columns = (entries.c.session_id, entries.c.number, entries.c.data)
        for row in db.execute(select(*columns).where(tuple_(*columns[:2]).in_(some))):
            whose = next((row.data[name] for name in _WHO if row.data.get(name)), None)
            kept[wanted[(row.session_id, row.number)]] = {"entry": row.data, "person": whose}
    return kept


def _facts(row: Mapping[str, Any]) -> Facts:
    return {
        "person": row.get("person_id"),
        "sender": row.get("sender", ""),
        "mail": row.get("kind", ""),
        "at": wire(row["created_at"]) if "created_at" in row else "",
    }


def _rows(db: Db, table: Table, columns: Sequence[ColumnElement[Any]], ids: Iterable[str]) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for some in _some(sorted(ids)):
        for row in db.execute(select(table.c.id, *columns).where(table.c.id.in_(some))):
            found[row.id] = dict(row._mapping)
    return found


def _counts(db: Db, ids: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _some(sorted(ids)):
        counted = select(mails.c.batch_id, func.count().label("n")).where(mails.c.batch_id.in_(some))
        found |= {row.batch_id: row.n for row in db.execute(counted.group_by(mails.c.batch_id))}
    return found


def _named(db: Db, kept: Mapping[str, Facts]) -> dict[str, Facts]:
    """With the names as the registry has them now: of one whose data are erased, none."""
    people = registry.persons(db, {one["person"] for one in kept.values() if one.get("person")})
    return {
        act: {**one, "of": people[one["person"]].name} if one.get("person") in people else one
        for act, one in kept.items()
    }


def _some(wanted: Sequence[Json]) -> Iterable[Sequence[Json]]:
    return (wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE))
