"""Many rows of the registry written together: a statement for each table, however long the list."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select, update

from sessions.store.before.registry import email_key
from sessions.store.bulk import Put
from sessions.store.engine import Db
from sessions.store.hot import Hot, among
from sessions.store.powers import witness
from sessions.store.tables import memberships, people, regencies, regency_people
from sessions.values import Panelist, Person, Regency

Fields = Mapping[str, object]
_ADD_PEOPLE = Put(people, (column.name for column in people.columns))
_JOIN = Put(regency_people, (column.name for column in regency_people.columns))
_LEAVE = Hot(delete(regency_people).where(among(regency_people.c.regency_id, "regencies")))
_COUNT = Hot(update(regencies).where(among(regencies.c.id, "regencies")).values(revision=regencies.c.revision + 1))


def add_people(db: Db, made: Sequence[Person], *, now: datetime) -> None:
    """People whom nobody knew."""
    rows = [
        {"id": one.id, "name": one.name, "email": one.email, "email_key": email_key(one.email), "created_at": now}
        | {"institution": one.institution, "timezone": one.timezone, "language": one.language}
        | {"title": one.title, "nip": one.nip, "phone": one.phone, "revision": 1}
        for one in made
    ]
    if rows:
        _ADD_PEOPLE.write(db, rows)
        witness.stands(db, people, rows)
        db.signal(witness.SIGNAL)


def change_people(db: Db, changes: Mapping[str, Fields]) -> None:
    """Changes fields of people, by id; what shows them counts the change."""
    _change(db, people, people.c.id, changes, counted=True)
    shown = select(regency_people.c.regency_id).where(regency_people.c.person_id.in_(list(changes)))
    if changes:
        db.execute(update(regencies).where(regencies.c.id.in_(shown)).values(revision=regencies.c.revision + 1))


def add_members(db: Db, programme: str, made: Sequence[Panelist]) -> None:
    """People who become panelists of the programme."""
    rows = [
        {"programme_id": programme, "person_id": one.id, "may_chair": one.may_chair}
        | {"conflicts": list(one.conflicts), "province": one.province}
        for one in made
    ]
    if rows:
        db.execute(insert(memberships), rows)


def change_members(db: Db, programme: str, changes: Mapping[str, Fields]) -> None:
    """Changes how people belong to the programme, by id."""
    _change(db, memberships, memberships.c.person_id, changes, memberships.c.programme_id == programme)
    if changes:
        counted = update(people).where(people.c.id.in_(list(changes)))
        db.execute(counted.values(revision=people.c.revision + 1))


def add_regencies(db: Db, made: Sequence[Regency], *, now: datetime) -> None:
    """Regencies that are new; their people are set apart."""
    rows = [
        {"id": one.id, "programme_id": one.programme, "code": one.code, "name": one.name, "province": one.province}
        | {"timezone": one.timezone, "created_at": now}
        | {"contact_name": one.contact_name, "contact_phone": one.contact_phone}
        for one in made
    ]
    if rows:
        db.execute(insert(regencies), rows)


def change_regencies(db: Db, changes: Mapping[str, Fields]) -> None:
    """Changes fields of regencies, by id."""
    _change(db, regencies, regencies.c.id, changes, counted=True)


def set_people_of(db: Db, changed: Sequence[Regency]) -> None:
    """Who of these regencies is invited becomes what they say, in order."""
    ids = [one.id for one in changed]
    if not ids:
        return
    _COUNT.write(db, {"regencies": ids})
    _LEAVE.write(db, {"regencies": ids})
    rows = [
        {"regency_id": one.id, "person_id": guest.person.id, "role": guest.role, "position": position}
        for one in changed
        for position, guest in enumerate(one.people)
    ]
    _JOIN.write(db, rows)


def _change(
    db: Db,
    table: Table,
    key: ColumnElement[object],
    changes: Mapping[str, Fields],
    *where: ColumnElement[bool],
    counted: bool = False,
) -> None:
    for names, rows in _alike(changes).items():
        values: dict[str, object] = {name: bindparam(f"new_{name}") for name in names}
        values |= {"revision": table.c.revision + 1} if counted else {}
        statement = update(table).where(key == bindparam("key"), *where).values(**values)
        db.execute(statement, rows)


def _alike(changes: Mapping[str, Fields]) -> dict[tuple[str, ...], list[dict[str, object]]]:
    """The changes by which fields they change, each with its key."""
    found: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for key, fields in changes.items():
        row = {f"new_{name}": value for name, value in fields.items()} | {"key": key}
        found.setdefault(tuple(sorted(fields)), []).append(row)
    return found
