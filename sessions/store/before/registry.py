"""Programmes with their rubrics, regencies, people and who of them belongs where; availability too."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    Row,
    Select,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from sessions.store import filters, installation
from sessions.store.engine import Db
from sessions.store.filters import Filter
from sessions.store.hot import Hot, among
from sessions.store.kept import Kept
from sessions.store.tables import (
    availability,
    calendars,
    memberships,
    metadata,
    people,
    programmes,
    regencies,
    regency_availability,
    regency_people,
    rubrics,
)
from sessions.store.tables import sessions as session_table
from sessions.values import (
    TRIAL_CODES,
    TRIAL_PROVINCE,
    NotFound,
    Panelist,
    Person,
    Programme,
    Regency,
    RegencyName,
    RegencyPerson,
    Rubric,
    Span,
    is_address,
    new_id,
)

EVERYTHING = Filter()

# - programmes and rubrics -


def add_programme(db: Db, doc: Mapping[str, object], rubric: Rubric, *, now: datetime) -> Programme:
    """Stores a programme with its rubric."""
    programme = new_id(now)
    rubric_id = add_rubric(db, rubric, now=now)
    db.execute(insert(programmes).values(id=programme, doc=dict(doc), rubric_id=rubric_id, created_at=now))
    return Programme.of(programme, doc, rubric_id, rubric)


def add_rubric(db: Db, rubric: Rubric, *, now: datetime) -> str:
    """Stores a rubric under an id of its own; rubrics are never changed."""
    rubric_id = new_id(now)
    db.execute(insert(rubrics).values(id=rubric_id, doc=rubric.as_json(), created_at=now))
    return rubric_id


def set_programme(db: Db, programme: str, doc: Mapping[str, object], rubric_id: str) -> None:
    """Replaces a programme's fields."""
    installation.calendars_changed(db)
    values = {"doc": dict(doc), "rubric_id": rubric_id, "revision": programmes.c.revision + 1}
    db.execute(update(programmes).where(programmes.c.id == programme).values(**values))


def is_programme(db: Db, programme: str) -> bool:
    """Whether there is such a programme."""
    return db.execute(_PROGRAMME, {"programme": programme}).first() is not None


def programme(db: Db, programme: str) -> Programme:
    """A programme. Raises NotFound."""

    def read() -> Programme | None:
        row = db.execute(_PROGRAMME, {"programme": programme}).first()
        return None if row is None else _programme(*row)

    found = db.memo.once(("programme", programme), (programmes.name, rubrics.name), read)
    if found is None:
        raise NotFound("programme-not-there")
    return found


def all_programmes(db: Db, *, after: str = "", limit: int = 1000, archived: bool | None = False) -> list[Programme]:
    """Programmes in the order of their making: those in the archive, those that are not, or (None) all."""
    chosen = _programmes().where(programmes.c.id > after).order_by(programmes.c.id).limit(limit)
    if archived is not None:
        there = programmes.c.archived_at
        chosen = chosen.where(there.is_not(None) if archived else there.is_(None))
    return [_programme(*row) for row in db.execute(chosen)]


def programmes_of(db: Db, person: str) -> list[Programme]:
    """The programmes, not in the archive, of which the person is a panelist."""
    theirs = select(memberships.c.programme_id).where(memberships.c.person_id == person)
    chosen = _programmes().where(programmes.c.id.in_(theirs), programmes.c.archived_at.is_(None))
    return [_programme(*row) for row in db.execute(chosen.order_by(programmes.c.id))]


def archive(db: Db, programme: str, *, now: datetime) -> None:
    """Puts a programme into the archive."""
    values = {"archived_at": now, "revision": programmes.c.revision + 1}
    db.execute(update(programmes).where(programmes.c.id == programme).values(**values))


def rubric(db: Db, rubric_id: str) -> Rubric:
    """A rubric. Raises NotFound."""
    rows = _RUBRIC.rows(db, {"rubric": rubric_id})
    if not rows:
        raise NotFound("no-such-rubric")
    return _rubric(rows[0][0])


def _programmes() -> Select[object]:
    joined = programmes.join(rubrics, programmes.c.rubric_id == rubrics.c.id)
    texts = (type_coerce(programmes.c.doc, Text).label("doc"), type_coerce(rubrics.c.doc, Text).label("rubric"))
    archived = programmes.c.archived_at.is_not(None).label("archived")
    columns = (programmes.c.id, programmes.c.rubric_id, programmes.c.revision, archived, *texts)
    return select(*columns).select_from(joined)


_RUBRIC = Hot(select(type_coerce(rubrics.c.doc, Text)).where(rubrics.c.id == bindparam("rubric")))
_PROGRAMME = _programmes().where(programmes.c.id == bindparam("programme"))


@lru_cache(maxsize=256)
def _programme(
    programme_id: str, rubric_id: str, revision: int, archived: bool, doc: str, rubric_doc: str
) -> Programme:
    # Read for every session that is shown, and changed hardly ever: the texts are the key, so nothing goes stale.
    rubric = _rubric(rubric_doc)
    return Programme.of(programme_id, json.loads(doc), rubric_id, rubric, revision, archived=bool(archived))


@lru_cache(maxsize=256)
def _rubric(doc: str) -> Rubric:
    return Rubric.from_json(json.loads(doc))


# - people -


def email_key(email: str) -> str:
    """What tells two addresses apart: letter case does not."""
    return email.strip().casefold()


def person(db: Db, person: str) -> Person:
    """A person. Raises NotFound."""
    found = persons(db, [person]).get(person)
    if found is None:
        raise NotFound("person-not-there")
    return found


def persons(db: Db, ids: Iterable[str]) -> dict[str, Person]:
    """Those of the people that exist, by id."""
    return db.memo.each("person", ids, (people.name,), lambda some: _persons(db, some))


# What lists of hundreds need not read stays unread.
_PERSON = [column for column in people.c if column.name not in ("email_key", "created_at", "revision")]
_PERSONS = Hot(select(*_PERSON).where(among(people.c.id, "ids")))
_BY_EMAIL = Hot(select(*_PERSON).where(among(people.c.email_key, "keys")))


def _persons(db: Db, ids: Sequence[str]) -> dict[str, Person]:
    return {row.id: of_row(row) for row in _PERSONS.named(db, {"ids": ids})}


def person_by_email(db: Db, email: str) -> Person | None:
    """Whose address it is."""
    row = db.execute(select(people).where(people.c.email_key == email_key(email))).first()
    return None if row is None else of_row(row)


def persons_by_email(db: Db, emails: Iterable[str]) -> list[Person]:
    """Those whose addresses these are."""
    keys = sorted({email_key(one) for one in emails})
    return [of_row(row) for row in _BY_EMAIL.named(db, {"keys": keys})]


def put_person(db: Db, *, email: str, now: datetime, **fields: object) -> Person:
    """The person of that address with the fields set; made where there was none."""
    known = person_by_email(db, email)
    if known is None:
        defaults = {
            "name": email,
            "institution": "",
            "timezone": "Asia/Jakarta",
            "language": "id",
        }
        made = new_id(now)
        row = {"id": made, "email": email.strip(), "email_key": email_key(email), "created_at": now}
        db.execute(insert(people).values(**(defaults | fields | row)))
        return person(db, made)
    set_person(db, known.id, **fields)
    return person(db, known.id)


def set_person(db: Db, person_id: str, **fields: Any) -> None:
    """Changes a person's fields; what shows them counts the change."""
    if "email" in fields:
        fields["email_key"] = email_key(fields["email"])
    row = db.execute(select(people).where(people.c.id == person_id)).first()
    if row is None or not _differs(row, fields):
        return
    db.execute(update(people).where(people.c.id == person_id).values(**fields, revision=people.c.revision + 1))
    shown = select(regency_people.c.regency_id).where(regency_people.c.person_id == person_id)
    db.execute(update(regencies).where(regencies.c.id.in_(shown)).values(revision=regencies.c.revision + 1))


def _differs(row: object, fields: Mapping[str, object]) -> bool:
    return any(getattr(row, key) != value for key, value in fields.items())


def belonging(db: Db, person_ids: Sequence[str]) -> set[str]:
    """Those of the people who are panelists of any programme, or among a regency's people."""
    asked = {"people": list(person_ids)}
    return {one for query in (_ARE_MEMBERS, _ARE_GUESTS) for (one,) in query.rows(db, asked)}


_ARE_MEMBERS = Hot(select(memberships.c.person_id).where(among(memberships.c.person_id, "people")))
_ARE_GUESTS = Hot(select(regency_people.c.person_id).where(among(regency_people.c.person_id, "people")))


def of_row(row: Row[object]) -> Person:
    """The person of a row with the columns of people."""
    said = (row.institution, row.timezone, row.language, row.title, row.nip, row.phone)
    return Person(row.id, row.name, row.email, *said)


# - panelists -


def put_member(db: Db, programme_id: str, person_id: str, **fields: object) -> bool:
    """Makes the person a panelist of the programme, or changes how; true if that is new."""
    where = (memberships.c.programme_id == programme_id, memberships.c.person_id == person_id)
    known = db.execute(select(memberships).where(*where)).first()
    if known is not None:
        if _differs(known, fields):
            db.execute(update(memberships).where(*where).values(**fields))
            _count(db, person_id)
        return False
    defaults = {"may_chair": False, "conflicts": [], "province": ""}
    db.execute(insert(memberships).values(programme_id=programme_id, person_id=person_id, **(defaults | fields)))
    return True


def set_memberships(db: Db, person_id: str, **fields: object) -> None:
    """Changes how the person belongs to every programme."""
    known = db.execute(select(memberships).where(memberships.c.person_id == person_id)).all()
    if any(_differs(row, fields) for row in known):
        db.execute(update(memberships).where(memberships.c.person_id == person_id).values(**fields))
        _count(db, person_id)


def _count(db: Db, person_id: str) -> None:
    db.execute(update(people).where(people.c.id == person_id).values(revision=people.c.revision + 1))


def remove_memberships(db: Db, person_id: str) -> None:
    """The person is no panelist any more, anywhere."""
    db.execute(delete(memberships).where(memberships.c.person_id == person_id))


_MEMBER = "member of {}"  # a programme: how its panelists are remembered


def panelists(
    db: Db,
    programme_id: str,
    wanted: Filter = EVERYTHING,
    among: Iterable[str] | None = None,
    *,
    after: str = "",
    limit: int = 100_000,
) -> Sequence[Panelist]:
    """The programme's panelists that are wanted, ordered by id."""
    if (wanted, among, after) == (EVERYTHING, None, ""):
        tables = (memberships.name, people.name)
        return db.memo.once(("panelists", programme_id), tables, lambda: _all_panelists(db, programme_id))[:limit]
    where = (memberships.c.programme_id == programme_id, people.c.id > after)
    chosen = filters.of_panelists(_panelists().where(*where), wanted, among, _unwritable(db, wanted))
    return [_panelist(row) for row in db.execute(chosen.order_by(people.c.id).limit(limit))]


def members(db: Db, programme_id: str, person_ids: Sequence[str]) -> dict[str, Panelist]:
    """Those of the people who are panelists of the programme, by id."""
    tables = (memberships.name, people.name)
    return db.memo.each(
        _MEMBER.format(programme_id), person_ids, tables, lambda some: _members_of(db, programme_id, some)
    )


def _all_panelists(db: Db, programme_id: str) -> tuple[Panelist, ...]:
    found = _ALL_KEPT.of(db, {"programme": programme_id})
    for one in found:  # who is then asked for by id is known
        db.memo.keep(("person", one.id), (people.name,), one.person)
        db.memo.keep((_MEMBER.format(programme_id), one.id), (memberships.name, people.name), one)
    return found


def _members_of(db: Db, programme_id: str, person_ids: Sequence[str]) -> dict[str, Panelist]:
    rows = _MEMBERS.named(db, {"programme": programme_id, "ids": person_ids})
    return {row.id: _panelist(row) for row in rows}


def panelist(db: Db, person_id: str, programme_id: str | None = None) -> Panelist:
    """A panelist, of that programme if one is named. Raises NotFound."""
    chosen = _panelists().where(people.c.id == person_id).order_by(memberships.c.programme_id)
    if programme_id is not None:
        chosen = chosen.where(memberships.c.programme_id == programme_id)
    row = db.execute(chosen).first()
    if row is None:
        raise NotFound("panelist-not-there")
    return _panelist(row)


def _panelists() -> Select[object]:
    joined = memberships.join(people, memberships.c.person_id == people.c.id)
    belongs = (memberships.c.may_chair, memberships.c.conflicts, memberships.c.province)
    return select(*_PERSON, people.c.revision, *belongs).select_from(joined)


_ALL = Hot(_panelists().where(memberships.c.programme_id == bindparam("programme")).order_by(people.c.id))
_MEMBERS = Hot(_panelists().where(memberships.c.programme_id == bindparam("programme"), among(people.c.id, "ids")))


def _panelist(row: Row[object]) -> Panelist:
    return Panelist(of_row(row), row.may_chair, tuple(row.conflicts), row.province, row.revision)


_ALL_KEPT = Kept(_ALL, lambda db, rows: tuple(map(_panelist, rows)))


def spans(db: Db, person_ids: Iterable[str]) -> dict[str, tuple[Span, ...]]:
    """What is known of the people's time: what they gave, and what is busy in their calendars elsewhere."""
    tables = (availability.name, calendars.name)
    return db.memo.each("own time", person_ids, tables, lambda some: _spans(db, some))


_GIVEN = Hot(select(availability.c.person_id, availability.c.spans).where(among(availability.c.person_id, "ids")))
_FETCHED = Hot(
    select(calendars.c.person_id, calendars.c.spans)
    .where(among(calendars.c.person_id, "ids"))
    .order_by(calendars.c.person_id, calendars.c.position)
)


def _spans(db: Db, person_ids: Sequence[str]) -> dict[str, tuple[Span, ...]]:
    known = own_spans(db, person_ids)
    for person, given in _FETCHED.rows(db, {"ids": person_ids}):
        known[person] = known.get(person, ()) + tuple(Span.from_json(one) for one in given)
    return known


def own_spans(db: Db, person_ids: Iterable[str]) -> dict[str, tuple[Span, ...]]:
    """What they gave of their time themselves."""
    rows = _GIVEN.rows(db, {"ids": list(person_ids)})
    return {person: tuple(Span.from_json(one) for one in given) for person, given in rows}


def regency_spans(db: Db, regency_ids: Iterable[str]) -> dict[str, tuple[Span, ...]]:
    """What is known of the regencies' time."""

    def read(some: Sequence[str]) -> dict[str, tuple[Span, ...]]:
        rows = _OF_REGENCIES.rows(db, {"ids": some})
        return {regency: tuple(Span.from_json(one) for one in given) for regency, given in rows}

    return db.memo.each("a regency's own time", regency_ids, (regency_availability.name,), read)


_OF_REGENCIES = Hot(
    select(regency_availability.c.regency_id, regency_availability.c.spans).where(
        among(regency_availability.c.regency_id, "ids")
    )
)


def spans_revision(db: Db, key: str) -> int:
    """How often the time of that person or regency was given; 0 where it never was."""
    found = db.execute(select(availability.c.revision).where(availability.c.person_id == key)).scalar()
    of = regency_availability
    return found or db.execute(select(of.c.revision).where(of.c.regency_id == key)).scalar() or 0


def set_spans(db: Db, person_id: str, given: Sequence[Span], *, now: datetime) -> None:
    """Replaces what is known of the person's time."""
    _set_spans(db, availability, availability.c.person_id, person_id, given, now=now)


def set_regency_spans(db: Db, regency_id: str, given: Sequence[Span], *, now: datetime) -> None:
    """Replaces what is known of the regency's time."""
    _set_spans(db, regency_availability, regency_availability.c.regency_id, regency_id, given, now=now)


def _set_spans(db: Db, table: Table, whose: Column[str], key: str, given: Sequence[Span], *, now: datetime) -> None:
    revision = spans_revision(db, key) + 1
    db.execute(delete(table).where(whose == key))
    docs = [span.as_json() for span in given]
    db.execute(insert(table).values({whose.name: key, "spans": docs, "changed_at": now, "revision": revision}))


# - regencies -


def set_regency(db: Db, regency_id: str, **fields: object) -> None:
    """Changes a regency's fields."""
    row = db.execute(select(regencies).where(regencies.c.id == regency_id)).first()
    if row is not None and _differs(row, fields):
        counted = {**fields, "revision": regencies.c.revision + 1}
        db.execute(update(regencies).where(regencies.c.id == regency_id).values(**counted))


def remove_regency(db: Db, regency_id: str) -> None:
    """Removes a regency that no session names, with all that is its own: people, time, claims, files, offers."""
    for table in reversed(metadata.sorted_tables):
        if table is not session_table and any(key.column.table is regencies for key in table.foreign_keys):
            db.execute(delete(table).where(table.c.regency_id == regency_id))
    db.execute(delete(regencies).where(regencies.c.id == regency_id))


def is_used(db: Db, regency_id: str) -> bool:
    """Whether any session, even a cancelled one, names the regency."""
    return bool(db.execute(select(func.count()).where(session_table.c.regency_id == regency_id)).scalar())


def regency(db: Db, regency_id: str) -> Regency:
    """A regency. Raises NotFound."""
    rows = _REGENCY.named(db, {"regency": regency_id})
    if not rows:
        raise NotFound("regency-not-there")
    return _with_people(db, rows)[0]


_REGENCY_OF = "regency of {}"  # a programme: how its regencies are remembered by code
_TELL_OF_REGENCIES = (regencies.name, regency_people.name, people.name)


def regency_by_code(db: Db, programme_id: str, code: str) -> Regency | None:
    """The programme's regency of that code."""
    found = regencies_by_code(db, programme_id, [code])
    return found[0] if found else None


def regencies_by_code(db: Db, programme_id: str, codes: Iterable[str]) -> list[Regency]:
    """Those of the programme that have these codes."""

    def read(some: Sequence[str]) -> dict[str, Regency]:
        rows = _BY_CODE.named(db, {"programme": programme_id, "codes": some})
        return {one.code: one for one in _with_people(db, rows)}

    named = _REGENCY_OF.format(programme_id)
    return list(db.memo.each(named, sorted(set(codes)), _TELL_OF_REGENCIES, read).values())


def all_regencies(db: Db, programme_id: str, *, after: str = "", limit: int = 100_000) -> list[Regency]:
    """The programme's regencies, ordered by id."""
    if not after:
        found = _with_people(db, _ALL_REGENCIES.named(db, {"programme": programme_id})[:limit])
        for one in found:  # which is then asked for by its code is known
            db.memo.keep((_REGENCY_OF.format(programme_id), one.code), _TELL_OF_REGENCIES, one)
        return found
    where = (regencies.c.programme_id == programme_id, regencies.c.id > after)
    return _regencies(db, select(*_SHOWN).where(*where).order_by(regencies.c.id).limit(limit))


def participating(db: Db, programme_id: str) -> list[Regency]:
    """Those that take part in the round: neither withdrawn nor there to rehearse with."""
    return [one for one in bookable_in_full(db, programme_id) if not one.trial]


def bookable_in_full(db: Db, programme_id: str) -> list[Regency]:
    """Those that have not withdrawn, those to rehearse with too, ordered by id."""
    return listed(db, programme_id, EVERYTHING, None)


def listed(
    db: Db,
    programme_id: str,
    wanted: Filter,
    among: Iterable[str] | None,
    *,
    withdrawn: bool = False,
    after: str = "",
    limit: int = 100_000,
) -> list[Regency]:
    """The programme's regencies that are wanted, ordered by id; those that have withdrawn only if asked for."""
    chosen = select(regencies).where(regencies.c.programme_id == programme_id, regencies.c.id > after)
    chosen = chosen if withdrawn else chosen.where(regencies.c.withdrawn_at.is_(None))
    chosen = filters.of_regencies(chosen, wanted, among, _unwritable(db, wanted))
    return _regencies(db, chosen.order_by(regencies.c.id).limit(limit))


def _unwritable(db: Db, wanted: Filter) -> list[str]:
    """Whom no mail can be written to, where that is asked: an older release took addresses that are none."""
    if "address" not in wanted.without:
        return []
    return [row.id for row in db.execute(select(people.c.id, people.c.email)) if not is_address(row.email)]


def places(db: Db, programme_id: str) -> list[tuple[str, str, str, str]]:
    """(id, code, name, province) of the programme's regencies by code: what lists of hundreds need, without people."""
    return [(key, code, name, province) for key, code, name, province in _PLACES.rows(db, {"programme": programme_id})]


def regencies_named(db: Db, ids: Sequence[str]) -> dict[str, Regency]:
    """Those of the regencies that exist, by id."""
    return {one.id: one for one in _with_people(db, _THOSE.named(db, {"ids": ids}))}


def bookable(db: Db, programme_id: str) -> Sequence[RegencyName]:
    """Those of the programme's regencies that a session may be booked with, those to rehearse with too; by code."""
    return _BOOKABLE_KEPT.of(db, {"programme": programme_id})


def participants(db: Db, programme_id: str) -> Sequence[RegencyName]:
    """Those of the programme's regencies that take part in the round, by code."""
    return _PARTICIPANTS.of(db, {"programme": programme_id})


def unaddressed(db: Db, programme_id: str) -> Sequence[RegencyName]:
    """Those that take part and have no contact, or none that can be written to; by code."""
    return _UNADDRESSED.of(db, {"programme": programme_id})


_HERE = (regencies.c.programme_id == bindparam("programme"), regencies.c.withdrawn_at.is_(None))
_NO_TRIAL = or_(regencies.c.code.not_like(f"{TRIAL_CODES}%"), regencies.c.province != TRIAL_PROVINCE)
_TAKES_PART = (*_HERE, _NO_TRIAL)  # is_trial(), said to the store
_CONTACT = (regency_people.c.regency_id == regencies.c.id) & (regency_people.c.role == "contact")
_WITH_CONTACT = regencies.outerjoin(regency_people, _CONTACT).outerjoin(
    people, people.c.id == regency_people.c.person_id
)
_NAMES = select(regencies.c.id, regencies.c.code, regencies.c.name).order_by(regencies.c.code)
_BOOKABLE = Hot(_NAMES.where(*_HERE))
_TAKING_PART = Hot(_NAMES.where(*_TAKES_PART))
_CONTACTS = Hot(
    select(regencies.c.id, regencies.c.code, regencies.c.name, people.c.email)
    .select_from(_WITH_CONTACT)
    .where(*_TAKES_PART)
    .order_by(regencies.c.code)
)
_BOOKABLE_KEPT = Kept(_BOOKABLE, lambda db, rows: tuple(RegencyName(*row) for row in rows))
_PARTICIPANTS = Kept(_TAKING_PART, lambda db, rows: tuple(RegencyName(*row) for row in rows))
_UNADDRESSED = Kept(
    _CONTACTS,
    lambda db, rows: tuple(RegencyName(*one) for *one, email in rows if not is_address(email or "")),
)


def regencies_of(db: Db, person_id: str) -> list[Regency]:
    """The regencies whose contact or delegate the person is."""
    return _with_people(db, _OF_PERSON.named(db, {"person": person_id}))


def regency_ids_of(db: Db, person_ids: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the regencies whose contact or delegate each of these people is; none of those that are nowhere."""

    def read(some: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for person, regency in _IDS_OF_PEOPLE.rows(db, {"people": some}):
            found.setdefault(person, []).append(regency)
        return found

    return db.memo.each("regencies of a person", person_ids, (regency_people.name,), read)


def regency_of_each(db: Db, programme_id: str, person_ids: Iterable[str]) -> dict[str, str]:
    """Of these people the id of the programme's regency that they belong to, by their ids."""
    chosen = select(regency_people.c.person_id, regency_people.c.regency_id).join(
        regencies, regencies.c.id == regency_people.c.regency_id
    )
    here = (regencies.c.programme_id == programme_id, regency_people.c.person_id.in_(list(person_ids)))
    return {row.person_id: row.regency_id for row in db.execute(chosen.where(*here))}


def _regencies(db: Db, chosen: Select[object]) -> list[Regency]:
    return _with_people(db, list(db.execute(chosen)))


_SHOWN = [column for column in regencies.c if column.name != "created_at"]
_ALL_REGENCIES = Hot(select(*_SHOWN).where(regencies.c.programme_id == bindparam("programme")).order_by(regencies.c.id))
_PLACES = Hot(
    select(regencies.c.id, regencies.c.code, regencies.c.name, regencies.c.province)
    .where(regencies.c.programme_id == bindparam("programme"))
    .order_by(regencies.c.code)
)
_THOSE = Hot(select(*_SHOWN).where(among(regencies.c.id, "ids")))
_REGENCY = Hot(select(regencies).where(regencies.c.id == bindparam("regency")))
_BY_CODE = Hot(
    select(regencies).where(regencies.c.programme_id == bindparam("programme"), among(regencies.c.code, "codes"))
)
_MINE = select(regency_people.c.regency_id).where(regency_people.c.person_id == bindparam("person"))
_IDS_OF_PEOPLE = Hot(
    select(regency_people.c.person_id, regency_people.c.regency_id)
    .where(among(regency_people.c.person_id, "people"))
    .order_by(regency_people.c.regency_id)
)
_OF_PERSON = Hot(select(regencies).where(regencies.c.id.in_(_MINE)).order_by(regencies.c.id))
_PEOPLE_OF = Hot(
    select(*_PERSON, regency_people.c.regency_id, regency_people.c.role)
    .select_from(regency_people.join(people, regency_people.c.person_id == people.c.id))
    .where(among(regency_people.c.regency_id, "ids"))
    .order_by(regency_people.c.regency_id, regency_people.c.position)
)


def _with_people(db: Db, rows: Sequence[Row[object]]) -> list[Regency]:
    guests: dict[str, list[RegencyPerson]] = {}
    for one in _PEOPLE_OF.named(db, {"ids": [row.id for row in rows]}) if rows else ():
        guests.setdefault(one.regency_id, []).append(RegencyPerson(of_row(one), one.role))
    return [_regency(row, guests.get(row.id, [])) for row in rows]


def _regency(row: Row[object], guests: Sequence[RegencyPerson]) -> Regency:
    return Regency(
        id=row.id,
        programme=row.programme_id,
        code=row.code,
        name=row.name,
        province=row.province,
        timezone=row.timezone,
        people=tuple(guests),
        revision=row.revision,
        withdrawn=row.withdrawn_at is not None,
        withdrawn_reason=row.withdrawn_reason,
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
    )
