"""What the secretariat did, with what, from what to what: written with its cause, searched, erased. The only SQL for
it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Text, cast, func, or_, select, update

from sessions.store import filters
from sessions.store.bulk import Put
from sessions.store.db import Db
from sessions.store.stretches import Stretch, stretch_of
from sessions.store.tables import acts
from sessions.values import Act, Actor, Changes, Entry, Session, Thing, compact, kind_of, new_id, session_changes

_PUT = Put(acts, (column.name for column in acts.columns), later=True)
NAMELESS = "—"
# What of a regency's changes tells who its people are, of a session's who sits there, and of a mail's who sees to it.
NAMES_PEOPLE = ("contact", "email", "phone", "delegates", "panel", "chair", "deputy", "observers", "keeper")


@dataclass(frozen=True)
class Wanted:
    """Which acts: what is empty does not choose. A programme's are its own and the house's."""

    programme: str = ""
    q: str = ""
    by: Sequence[str] = ()
    things: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    of: str = ""  # the one thing's id


def note_all(db: Db, by: Actor, did: str, told: Sequence[tuple[Thing, Changes]], *, now: datetime) -> None:
    """Writes that somebody did that with each of these things, and what it changed."""
    _PUT.write(db, [_row(by, did, thing, now) | {"changes": dict(changes)} for thing, changes in told])


def entered(db: Db, entry: Entry, before: Session, after: Session) -> None:
    """Writes that the secretariat has done what an entry of a session's record says."""
    thing = Thing("session", entry.session, before.regency.name, before.programme)
    told = session_changes(kind_of(entry.kind).name, before, after)
    _PUT.write(db, [_row(entry.actor, entry.kind, thing, entry.at) | {"changes": told, "entry": entry.number}])


def stretch(db: Db, wanted: Wanted, *, first: int = 0, size: int | None) -> Stretch[Act]:
    """The acts that are wanted, the newest first, so many behind the `first` ones; without a size all."""
    return stretch_of(db, acts, _matching(wanted), _act, first=first, size=size)


def doers(db: Db, programme: str) -> list[tuple[str, str]]:
    """Who has done anything there, by id and name, in the order of their names."""
    named = select(acts.c.by_id, func.max(acts.c.by_name).label("name")).where(*_matching(Wanted(programme)))
    rows = db.execute(named.group_by(acts.c.by_id))
    return sorted(((row.by_id, row.name) for row in rows), key=lambda one: one[1])


def of_things(db: Db, did: str, things: Iterable[str]) -> list[Act]:
    """How often and when that was done with any of these things, the oldest first."""
    wanted, found = sorted(set(things)), list[Act]()
    for first in range(0, len(wanted), 500):
        chosen = select(acts).where(acts.c.did == did, acts.c.thing_id.in_(wanted[first : first + 500]))
        found += [_act(row) for row in db.execute(chosen.order_by(acts.c.id))]
    return found


def of_person(db: Db, person: str) -> list[dict[str, object]]:
    """Every row about a person, or of what they did."""
    chosen = select(acts).where(or_(acts.c.thing_id == person, acts.c.by_id == person)).order_by(acts.c.id)
    return [dict(row._mapping) for row in db.execute(chosen)]


def erase(db: Db, person: str, name: str) -> None:
    """Takes away who the person is, wherever an act names them: as its thing, its doer, one of a regency's (also of one
    that they have left since), or on a panel."""
    db.execute(update(acts).where(acts.c.thing_id == person).values(name=NAMELESS, changes={}))
    db.execute(update(acts).where(acts.c.by_id == person).values(by_name=NAMELESS))
    unname(db, name)


def unname(db: Db, name: str) -> None:
    """Takes away what tells of people where an act's changes say that name."""
    for row in db.execute(
        select(acts.c.id, acts.c.changes).where(acts.c.thing.in_(("regency", "session", "answer")))
    ).all():
        if compact(name)[1:-1] in compact(row.changes):  # as JSON writes it: a name may have quotes
            left = {key: value for key, value in row.changes.items() if key not in NAMES_PEOPLE}
            db.execute(update(acts).where(acts.c.id == row.id).values(changes=left))


def _matching(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.programme:
        where.append(or_(acts.c.programme_id == wanted.programme, acts.c.programme_id.is_(None)))
    if wanted.q:
        told = (acts.c.name, acts.c.by_name, cast(acts.c.changes, Text))
        where += [filters.containing(word, *told) for word in wanted.q.split()]
    if wanted.things:
        where.append(acts.c.thing.in_(wanted.things))
    if wanted.by:
        where.append(acts.c.by_id.in_(wanted.by))
    if wanted.of:
        where.append(acts.c.thing_id == wanted.of)
    if wanted.since is not None:
        where.append(acts.c.at >= wanted.since)
    if wanted.until is not None:
        where.append(acts.c.at < wanted.until)
    return where


def _row(by: Actor, did: str, thing: Thing, now: datetime) -> dict[str, object]:
    who = {"by_id": by.id, "by_name": by.name, "via": by.via}
    what = {"thing": thing.kind, "thing_id": thing.id, "name": thing.name, "programme_id": thing.programme}
    return {"id": new_id(now), "at": now, "did": did, "entry": None, **who, **what}


def _act(row: Row[object]) -> Act:
    changed: Mapping[str, Sequence[object]] = row.changes
    return Act(
        id=row.id,
        at=row.at,
        by=row.by_id,
        by_name=row.by_name,
        via=row.via,
        did=row.did,
        thing=Thing(row.thing, row.thing_id, row.name, row.programme_id),
        changes={name: (stood, stands) for name, (stood, stands) in changed.items()},
        entry=row.entry,
    )
