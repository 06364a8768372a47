"""Search and filters of lists: what of regencies and panelists a person asks for, as conditions of SQL."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from sessions.store.tables import memberships, people, regencies, regency_people
from sessions.values import normal_code, part_of_phone

LONGEST = 500  # letters: nothing that is searched is longer


@dataclass(frozen=True)
class Filter:
    """What is asked for; empty is everything. `without` names what is to be lacking, any of it."""

    q: str = ""
    province: str = ""
    panelist: str = ""
    answer: str = ""
    without: frozenset[str] = frozenset()

    @property
    def by_sessions(self) -> bool:
        """Whether only its sessions tell if something is asked for."""
        return bool(self.answer or self.panelist or self.without - {"address"})


def containing(part: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    """One of the columns has the text in it, whatever its letter case; `%`, `_` and quotes are letters like others."""
    if not _searchable(part):
        return false()
    return or_(*(func.lower(column).contains(part.lower(), autoescape=True) for column in columns))


def _is(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return func.lower(column) == text.lower() if _searchable(text) else false()


def _searchable(text: str) -> bool:
    """Whether any stored text could hold it: none has a NUL or half a character."""
    return len(text) <= LONGEST and "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def of_regencies(
    chosen: Select[object], wanted: Filter, among: Iterable[str] | None, unwritable: Collection[str]
) -> Select[object]:
    """Those of a choice of regencies that are asked for; `among` are the ids that their sessions leave, if asked, and
    `unwritable` the people whom no mail can be written to."""
    if wanted.q:
        chosen = chosen.where(or_(_names_regency(wanted.q), _has_people(wanted.q)))
    if wanted.province:
        chosen = chosen.where(_is(regencies.c.province, wanted.province))
    lacking: list[ColumnElement[bool]] = [] if among is None else [regencies.c.id.in_(list(among))]
    if "address" in wanted.without:
        contact = select(regency_people.c.regency_id).where(regency_people.c.role == "contact")
        contact = contact.where(regency_people.c.person_id.not_in(unwritable))
        lacking.append(regencies.c.id.not_in(contact))
    return chosen.where(or_(*lacking)) if lacking else chosen


def of_panelists(
    chosen: Select[object], wanted: Filter, among: Iterable[str] | None, unwritable: Collection[str]
) -> Select[object]:
    """Those of a choice of panelists that are asked for; `among` and `unwritable` as for regencies."""
    if wanted.q:
        named = containing(wanted.q, people.c.name, people.c.email, people.c.institution)
        chosen = chosen.where(or_(named, _dials(wanted.q, people.c.phone)))
    if wanted.province:
        chosen = chosen.where(_is(memberships.c.province, wanted.province))
    lacking: list[ColumnElement[bool]] = [] if among is None else [people.c.id.in_(list(among))]
    if "address" in wanted.without:
        lacking.append(people.c.id.in_(unwritable))
    return chosen.where(or_(*lacking)) if lacking else chosen


def _names_regency(part: str) -> ColumnElement[bool]:
    columns = (regencies.c.name, regencies.c.code, regencies.c.province, regencies.c.contact_name)
    of_code = containing(normal_code(part), regencies.c.code)
    return or_(containing(part, *columns), of_code, _dials(part, regencies.c.contact_phone))


def _has_people(part: str) -> ColumnElement[bool]:
    of_people = select(regency_people.c.regency_id).join(people, regency_people.c.person_id == people.c.id)
    found = or_(containing(part, people.c.name, people.c.email), _dials(part, people.c.phone))
    return regencies.c.id.in_(of_people.where(found))


def _dials(part: str, column: ColumnElement[str]) -> ColumnElement[bool]:
    number = part_of_phone(part)
    return containing(number, column) if number else false()
