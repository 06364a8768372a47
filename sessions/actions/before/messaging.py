"""A message of the secretariat by mail, to everybody whom a list's filters find: one mail a person, as a batch."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import batches, listing
from sessions.actions.before.batches import Bulk
from sessions.actions.invitations.inviting import person_facts, zone_for
from sessions.store.before import registry, timetable
from sessions.store.engine import Db
from sessions.store.filters import Filter
from sessions.store.mailing import mails
from sessions.store.powers import links
from sessions.values.acts import Thing
from sessions.values.finding import Sought
from sessions.values.registry import Person
from sessions.values.session import Session

OVER = ("cancelled", "aborted")


@dataclass(frozen=True)
class Message:
    """What is said."""

    subject: str
    text: str


@dataclass(frozen=True)
class Listed:
    """Whom the list of regencies (their people) or of panelists finds."""

    kind: Literal["regencies", "panelists"]
    filter: Filter


Whom = Sought | Listed  # of sessions: everybody invited to one of them


@dataclass(frozen=True)
class Told:
    """How many people are told, and the batch that it waits with."""

    people: int
    batch: str | None


def mail(db: Db, programme_id: str, whom: Whom, message: Message, asker: Asker, *, bulk: Bulk, now: datetime) -> Told:
    """Writes the message to each person who is found and has an address, once. Raises NotFound."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    found = _found(db, programme_id, whom, now=now)
    people = registry.persons(db, found)
    links.make(db, [links.Wanted("enter", one, one) for one in people], now=now)
    about = {"id": programme.id, "name": programme.name, "timezone": programme.timezone}
    said = {"kind": "message", "programme": about, "subject": message.subject, "text": message.text}
    told = [(one, said | {"person": found[one.id].facts(one)}) for one in people.values()]
    with batches.bulk(db, programme_id, "message", asker, bulk, people=len(told), now=now) as batch:
        mails.write_all(db, told, kind="message", cause="wrote", session=None, now=now)
    acts.did(db, "sent", Thing("message", batch.id if batch else "", message.subject, programme_id), asker, now=now)
    return Told(len(told), batch.id if batch and told else None)


@dataclass(frozen=True)
class _As:
    """How somebody was found: their role, and the zone they read times in where it is not their own."""

    role: str
    zone: str | None = None

    def facts(self, person: Person) -> dict[str, object]:
        return person_facts(person, self.role, zone=self.zone)


def _found(db: Db, programme: str, whom: Whom, *, now: datetime) -> dict[str, _As]:
    if isinstance(whom, Sought):
        return _of_sessions(db, programme, whom, now=now)
    return _of_list(db, programme, whom)


def _of_sessions(db: Db, programme: str, sought: Sought, *, now: datetime) -> dict[str, _As]:
    """Who is asked for by an answer is who gave it; what is over without a result tells nobody, unless asked for."""
    people: dict[str, _As] = {}
    for session in timetable.of_programme(db, programme):
        if sought.finds(session, now) and (sought.states or session.state(now) not in OVER):
            people |= {key: told for key, told in _invited(session, sought).items() if key not in people}
    return people


def _invited(session: Session, sought: Sought) -> dict[str, _As]:
    return {
        one.id: _As(one.role, zone_for(session, one, "") or None)
        for one in session.invited()
        if not sought.answers or session.rsvp(one.id) in sought.answers
    }


def _of_list(db: Db, programme: str, listed: Listed) -> dict[str, _As]:
    if listed.kind == "panelists":
        return {one.id: _As("member") for one in listing.panelists(db, programme, listed.filter)}
    found = listing.regencies(db, programme, listed.filter)
    return {one.person.id: _As(one.role, regency.timezone) for regency in found for one in regency.people}
