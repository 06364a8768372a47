"""Rows of the registry made and changed, one or thousands: decided in memory on one reading, then written together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from sessions.actions import acts
from sessions.actions.access import Asker
from sessions.actions.before import following
from sessions.store import Db, accounts, email_key, links, registry, registry_rows
from sessions.values import Changes, Json, Kind, Panelist, Person, Regency, RegencyPerson, Thing, changes, new_id

OF_REGENCY = ("name", "province", "timezone")
STORED = (*OF_REGENCY, "contact_name", "contact_phone")
OF_PERSON = ("name", "institution", "timezone", "title", "nip", "phone")
OF_MEMBER = ("may_chair", "conflicts", "province")
NAMES_PEOPLE = {"email", "contact", "phone", "delegates"}
Fields = Mapping[str, Any]
T = TypeVar("T", Regency, Panelist)


@dataclass
class _People:
    """People by their addresses as the rows so far leave them, and what is to be written of them."""

    known: dict[str, Person]
    now: datetime
    made: list[str] = field(default_factory=list)
    changed: dict[str, dict[str, object]] = field(default_factory=dict)

    def put(self, email: str, fields: Fields, otherwise: Fields) -> Person:
        """The person of the address with the fields; made, with what is said `otherwise`, where there was none."""
        key = email_key(email)
        before = self.known.get(key)
        if before is None:
            defaults = {"name": email, "institution": "", "timezone": "Asia/Jakarta", "language": "id"}
            after = Person(id=new_id(self.now), email=email.strip(), **(defaults | {**otherwise, **fields}))
            self.made.append(key)
        else:
            after = replace(before, **fields)
            if after != before and key not in self.made:
                self.changed.setdefault(before.id, {}).update(fields)
        self.known[key] = after
        return after

    def write(self, db: Db) -> None:
        """Writes who is new and what has changed."""
        registry_rows.add_people(db, [self.known[key] for key in self.made], now=self.now)
        registry_rows.change_people(db, self.changed)


@dataclass(frozen=True)
class Decided(Generic[T]):
    """What rows come to, before any of it is written: each regency (by code) or panelist (by id) as it was and is to
    be. Besides these, it was decided upon who had the rows' `addresses`: `found`."""

    addresses: Sequence[str]
    found: Mapping[str, Person]
    people: _People
    known: Mapping[str, T]
    after: Mapping[str, T]
    keys: Sequence[str]  # of each row
    naming: Sequence[str] = ()  # those of them whose rows name people

    @property
    def put(self) -> list[tuple[T | None, T]]:
        """By row how it was (None: new) and is to be."""
        return [(self.known.get(key), self.after[key]) for key in self.keys]


def at_addresses(db: Db, addresses: Sequence[str]) -> dict[str, Person]:
    """Whose addresses these are, by address."""
    return {email_key(one.email): one for one in registry.persons_by_email(db, addresses)}


def note(
    db: Db,
    kind: Kind,
    programme: str | None,
    put: Sequence[tuple[Regency | Panelist | None, Regency | Panelist]],
    asker: Asker,
    *,
    now: datetime,
) -> None:
    """Writes down which rows the secretariat has made, and what it has changed in others."""
    note_told(db, told(kind, programme, put), asker, now=now)


Told = tuple[Sequence[tuple[Thing, Changes]], Sequence[tuple[Thing, Changes]]]  # of what is made, and what is changed


def told(
    kind: Kind, programme: str | None, put: Sequence[tuple[Regency | Panelist | None, Regency | Panelist]]
) -> Told:
    """What is told of rows that are made and changed."""
    made, changed = list[tuple[Thing, Changes]](), list[tuple[Thing, Changes]]()
    for before, after in put:
        differs = changes(before.as_json() if before else {}, after.as_json())
        if differs:
            (changed if before else made).append((Thing(kind, after.id, after.name, programme), differs))
    return made, changed


def note_told(db: Db, told: Told, asker: Asker, *, now: datetime) -> None:
    """Writes that down."""
    for what, some in zip(("made", "changed"), told, strict=True):
        acts.did_all(db, what, some, asker, now=now)


# - regencies -


def regencies(
    db: Db, programme: str, rows: Sequence[Fields], asker: Asker, *, now: datetime
) -> list[tuple[Regency | None, Regency]]:
    """Makes regencies, or changes those of the rows' codes: each as it was (None: new) and is. Raises what
    `write_regencies` raises."""
    return write_regencies(db, decided_regencies(db, programme, rows, now=now), asker, now=now)


def decided_regencies(db: Db, programme: str, rows: Sequence[Fields], *, now: datetime) -> Decided[Regency]:
    """What the rows come to."""
    codes, addresses = [row["code"] for row in rows], list(_addresses(rows))
    known = {one.code: one for one in registry.regencies_by_code(db, programme, codes)}
    found = at_addresses(db, addresses)
    here, people = dict(known), _People(dict(found), now)
    for one in known.values():  # a row that names other people only does not name those who stay
        people.known |= {email_key(guest.person.email): guest.person for guest in one.people}
    for row in rows:
        here[row["code"]] = _regency(programme, here.get(row["code"]), row, people)
    after = {code: _with_present_names(one, people) for code, one in here.items()}
    naming = list(dict.fromkeys(row["code"] for row in rows if NAMES_PEOPLE & set(row)))
    return Decided(addresses, found, people, known, after, codes, naming)


def write_regencies(
    db: Db, decided: Decided[Regency], asker: Asker, *, look: bool = False, now: datetime
) -> list[tuple[Regency | None, Regency]]:
    """Writes what was decided. Who is newly theirs is invited to what is booked, after a long list a few at a time (see
    `following`). A look writes nothing but notes in `db.written` who would be told. Raises BookingConflict where one
    newly theirs cannot come."""
    known, after = decided.known, decided.after
    naming = [after[code] for code in decided.naming]
    if not look:
        decided.people.write(db)
        _write_regencies(db, known, after, now=now)
        shut_out(db, [left.id for one in naming for left in _who_left(known.get(one.code), one)], now=now)
    following.follow(db, [one for one in naming if one.code in known], asker, look=look, now=now)
    return decided.put


def shut_out(db: Db, ids: Sequence[str], *, now: datetime) -> None:
    """Lets nobody in any more who was one of a regency's people and is nobody's now."""
    stay = registry.belonging(db, ids) if ids else set()
    part_with(db, [one for one in ids if one not in stay], now=now)


def part_with(db: Db, ids: Sequence[str], *, now: datetime) -> None:
    """Lets nobody in any more as who they were; an official among them stays one."""
    if ids:
        links.shut_out_all(db, ids, now=now, holders=accounts.holders(db, ids))


def _who_left(before: Regency | None, after: Regency) -> list[Person]:
    stay = {guest.person.id for guest in after.people}
    return [guest.person for guest in before.people if guest.person.id not in stay] if before else []


def _addresses(rows: Sequence[Fields]) -> Iterator[str]:
    for row in rows:
        yield from filter(None, [row.get("email"), *(one["email"] for one in row.get("delegates") or ())])


def _regency(programme: str, before: Regency | None, row: Fields, people: _People) -> Regency:
    own = {name: row[name] for name in OF_REGENCY if name in row}
    one = replace(before, **own) if before else Regency(new_id(people.now), programme, row["code"], **own)
    if not NAMES_PEOPLE & set(row):
        return one
    contact = _contact(one, row, people)
    guests = [*contact, *_delegates(one, row, people)]
    distinct = {guest.person.id: guest for guest in reversed(guests)}
    invited = tuple(guest for guest in guests if distinct[guest.person.id] is guest)
    name, phone = ("", "") if contact else _awaited(one, row)
    return replace(one, people=invited, contact_name=name, contact_phone=phone)


def _contact(regency: Regency, row: Fields, people: _People) -> list[RegencyPerson]:
    contact = regency.contact
    email = row.get("email", contact.email if contact else None)
    if not email:
        return []
    name = row.get("contact") or (contact.name if contact and "email" not in row else regency.contact_name)
    number = row["phone"] or "" if "phone" in row else regency.contact_phone
    phone = {"phone": number} if "phone" in row or number else {}
    return [RegencyPerson(_person(email, name, regency, people, phone), "contact")]


def _awaited(regency: Regency, row: Fields) -> tuple[str, str]:
    """The name and number of a contact whose address is still to come."""
    name = row["contact"] or "" if "contact" in row else regency.contact_name
    return name, row["phone"] or "" if "phone" in row else regency.contact_phone


def lacks_address(row: Fields, regency: Regency | None) -> bool:
    """Whether the row names a contact, or gives their number, who has no address that is known."""
    contact = regency.contact if regency else None
    named = row.get("contact") or row.get("phone")
    return bool(named and not row.get("email", contact.email if contact else None))


def _delegates(regency: Regency, row: Fields, people: _People) -> list[RegencyPerson]:
    if "delegates" not in row:
        return [one for one in regency.people if one.role == "delegate"]
    return [
        RegencyPerson(_person(one["email"], one.get("name"), regency, people, _phone_in(one)), "delegate")
        for one in row["delegates"] or ()
    ]


def _phone_in(one: Fields) -> Fields:
    return {"phone": one["phone"]} if one.get("phone") is not None else {}


def _person(email: str, name: str | None, regency: Regency, people: _People, more: Fields) -> Person:
    fields = {"name": name, **more} if name else more
    return people.put(email, fields, {"name": regency.name, "timezone": regency.timezone})


def _with_present_names(regency: Regency, people: _People) -> Regency:
    # A later row may have given somebody of this one another name.
    present = [replace(one, person=people.known.get(email_key(one.person.email), one.person)) for one in regency.people]
    return replace(regency, people=tuple(present))


def _write_regencies(db: Db, known: Mapping[str, Regency], after: Mapping[str, Regency], *, now: datetime) -> None:
    registry_rows.add_regencies(db, [one for code, one in after.items() if code not in known], now=now)
    changes = {one.id: _changed(known[code], one, STORED) for code, one in after.items() if code in known}
    registry_rows.change_regencies(db, {key: fields for key, fields in changes.items() if fields})
    others = [one for code, one in after.items() if _roles(one) != (_roles(known[code]) if code in known else [])]
    registry_rows.set_people_of(db, others)


def _roles(regency: Regency) -> list[tuple[str, str]]:
    return [(one.person.id, one.role) for one in regency.people]


def _changed(before: object, after: object, names: Sequence[str]) -> dict[str, Json]:
    return {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}


# - panelists -


def panelists(
    db: Db, programme: str, rows: Sequence[Fields], *, now: datetime
) -> list[tuple[Panelist | None, Panelist]]:
    """Makes panelists of the programme, or changes those of the rows' addresses: each as it was (None: new) and is."""
    return write_panelists(db, programme, decided_panelists(db, programme, rows, now=now))


def decided_panelists(db: Db, programme: str, rows: Sequence[Fields], *, now: datetime) -> Decided[Panelist]:
    """What the rows come to."""
    addresses = [row["email"] for row in rows]
    found = at_addresses(db, addresses)
    people = _People(dict(found), now)
    known = registry.members(db, programme, [one.id for one in found.values()])
    here: dict[str, Panelist] = dict(known)
    order: list[str] = []
    for row in rows:
        person = people.put(row["email"], {name: row[name] for name in OF_PERSON if name in row}, {})
        own = {name: row[name] for name in OF_MEMBER if name in row}
        own |= {"conflicts": tuple(row["conflicts"])} if "conflicts" in row else {}
        one = here.get(person.id) or Panelist(person, may_chair=False, conflicts=())
        here[person.id] = replace(one, person=person, **own)
        order.append(person.id)
    return Decided(addresses, found, people, known, here, order)


def write_panelists(db: Db, programme: str, decided: Decided[Panelist]) -> list[tuple[Panelist | None, Panelist]]:
    """Writes what was decided."""
    decided.people.write(db)
    _write_members(db, programme, decided.known, decided.after)
    return decided.put


def _write_members(db: Db, programme: str, known: Mapping[str, Panelist], here: Mapping[str, Panelist]) -> None:
    registry_rows.add_members(db, programme, [one for key, one in here.items() if key not in known])
    changes = {key: _changed(known[key], one, OF_MEMBER) for key, one in here.items() if key in known}
    registry_rows.change_members(db, programme, {key: _as_stored(fields) for key, fields in changes.items() if fields})


def _as_stored(fields: Fields) -> dict[str, Json]:
    return {name: list(value) if name == "conflicts" else value for name, value in fields.items()}
