"""What somebody looks for in a list: words, each of which must stand somewhere, and filters that must all hold."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sessions.values.registry import Panelist, Person, Regency, part_of_phone
from sessions.values.session import Session

Lack = Literal["deck", "address", "link", "signatures"]
LACKS: tuple[Lack, ...] = get_args(Lack)
MOST = 200  # letters of what is looked for; whatever stands behind them is passed over


def words(text: str) -> tuple[str, ...]:
    """The words of a search, as they are compared: without case and accents, and without what cannot be seen."""
    return tuple(_plain(text[:MOST]).split())


def stand_in(sought: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether each of the words stands in one of the texts."""
    within = "\n".join(_plain(text) for text in texts)
    return all(word in within for word in sought)


def _plain(text: str) -> str:
    if text.isascii():
        return text.casefold()
    # NFKD parts letters from their accents; categories M and C are accents, marks of direction and control letters.
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(" " if one in "\t\n\r" else one for one in parted if unicodedata.category(one)[0] not in "MC")


@dataclass(frozen=True)
class Sought:
    """Which sessions: what is empty does not choose. Of several values of one filter any will do; `without` names what
    must lack, any of it."""

    words: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    panelists: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    rehearsals: frozenset[str] = frozenset()  # "yes" and "no"

    def finds(self, session: Session, now: datetime) -> bool:
        """Whether the session is one of them."""
        return (
            (not self.ids or session.id in self.ids)
            and (not self.states or session.state(now) in self.states)
            and (not self.provinces or session.regency.province in self.provinces)
            and (not self.panelists or any(seat.id in self.panelists for seat in session.panel))
            and (not self.answers or any(session.rsvp(one.id) in self.answers for one in session.invited()))
            and (not self.without or any(lack in self.without for lack in lacks(session, now)))
            and self.is_of_kind(session)
            and (not self.words or stand_in(self.words, names(session)))
        )

    def is_of_kind(self, session: Session) -> bool:
        """Whether rehearsals, or only they, are looked for and it is one."""
        return not self.rehearsals or ("yes" if session.rehearsal else "no") in self.rehearsals


def names(session: Session) -> Iterable[str]:
    """The texts that a session is found by."""
    yield from (session.regency.name, session.regency.code, session.regency.code.replace(".", ""))
    yield session.regency.province
    yield from (one.name for one in session.invited())
    if session.room is not None:
        yield session.room.name


def lacks(session: Session, now: datetime) -> Iterable[Lack]:
    """What it has not got: a deck, the address of anybody of the regency, a link to meet by, and once it has closed
    every signature under its minutes."""
    if not session.has_deck:
        yield "deck"
    if not session.guests:
        yield "address"
    if not session.meeting_url:
        yield "link"
    if session.state(now) == "closed":
        yield "signatures"


def _has_no_address(row: Regency | Panelist) -> bool:
    person = row.contact if isinstance(row, Regency) else row.person
    return person is None or not person.writable


@dataclass(frozen=True)
class SoughtRows:
    """Which rows of the registry, likewise; `without` may name the address alone: there is none, or no mail can be
    written to it."""

    words: tuple[str, ...] = ()
    provinces: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def finds(self, row: Regency | Panelist) -> bool:
        """Whether the regency or panelist is one of them."""
        return (
            (not self.provinces or row.province in self.provinces)
            and (not self.without or ("address" in self.without and _has_no_address(row)))
            and (not self.words or stand_in(self.words, row_names(row)) or self._dials(row))
        )

    def _dials(self, row: Regency | Panelist) -> bool:
        number = part_of_phone(" ".join(self.words))
        awaited = [row.contact_phone] if isinstance(row, Regency) else []
        return bool(number) and any(number in phone for phone in (*(one.phone for one in _people(row)), *awaited))


def row_names(row: Regency | Panelist) -> Iterable[str]:
    """The texts that a row of the registry is found by."""
    yield from (row.name, row.province)
    if isinstance(row, Panelist):
        yield from (row.person.email, row.person.institution)
        return
    yield from (row.code, row.code.replace(".", ""), row.contact_name)
    for one in _people(row):
        yield from (one.name, one.email)


def _people(row: Regency | Panelist) -> list[Person]:
    return [row.person] if isinstance(row, Panelist) else [one.person for one in row.people]
