"""A message of the secretariat by mail, to everybody whom a list's filters find: one mail a person, as a batch."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Literal

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import batches, listing
from sessions.actions.before.batches import Bulk
from sessions.actions.invitations.inviting import person_facts, zone_for
from sessions.store import Db, Filter, links, mails, registry, timetable
from sessions.store import acts as acts_store
from sessions.values import (
    Act,
    Batch,
    Changes,
    Json,
    Mail,
    NotFound,
    Person,
    Regency,
    Session,
    Sought,
    Spoken,
    Thing,
    WrongState,
    normal_code,
    wire,
)

OVER = ("cancelled", "aborted")
UNHEARD = ("waiting", "cancelled")  # states of a batch that nobody is to know of


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
    """How many people are told, of how many a telephone number is known, and the batch that it waits with; `by_number`
    are the regencies whose contact was found, too, and has a number and no address: nothing is mailed to them.
    `unreached` are those that were found and have neither."""

    people: int
    numbers: int
    batch: str | None
    by_number: tuple[Regency, ...]
    unreached: tuple[Regency, ...]


# What of a list's filters a history keeps: none that names a person.
ASKED = ("province", "provinces", "states", "answer", "answers")


def mail(
    db: Db, programme_id: str, whom: Whom, message: Message, asker: Asker, *, delay: timedelta, now: datetime
) -> Told:
    """Writes the message to each person who is found and has an address, once, as a batch however few they are; whom no
    mail goes to is kept with it, and where that is everybody nothing waits. Raises NotFound."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    found = _found(db, programme_id, whom, now=now)
    people = registry.persons(db, found)
    links.make(db, [links.Wanted("enter", one, one) for one in people], now=now)
    about = {"id": programme.id, "name": programme.name, "timezone": programme.timezone}
    said = {"kind": "message", "programme": about, "subject": message.subject, "text": message.text}
    told = [(one, said | {"person": found[one.id].facts(one)}) for one in people.values()]
    unmailed = _unmailed(db, programme_id, whom, now=now)
    by_number = tuple(one for one in unmailed if _only_by_number(one))
    unreached = tuple(one for one in unmailed if not one.people and not one.contact_phone)
    spoken = Spoken([one.id for one in by_number], asdict(message)) if by_number else None
    how = Bulk(delay if told else timedelta(), hold=True)
    with batches.bulk(db, programme_id, "message", asker, how, people=len(told), spoken=spoken, now=now) as batch:
        mails.write_all(db, told, kind="message", cause="wrote", session=None, now=now)
    thing = Thing("message", batch.id if batch else "", message.subject, programme_id)
    acts.did_all(db, "sent", [(thing, _to(whom, len(told), len(by_number)))], asker, now=now)
    numbers = sum(bool(one.phone) for one in people.values())
    return Told(len(told), numbers, batch.id if batch and (told or by_number) else None, by_number, unreached)


# - said by other means than mail -


@dataclass(frozen=True)
class ByHand:
    """A message to somebody whose number is known, and that they were told of it by hand, if they were."""

    mail: Mail
    person: Person
    told: Act | None


def by_hand(db: Db, batch: str, *, now: datetime) -> list[ByHand]:
    """Of a batch's messages that are out, those that can be said by telephone; who was told by nobody yet first."""
    out = {one.person: one for one in mails.of_batch(db, batch, "message") if one.person and one.is_out(now)}
    people = [one for one in registry.persons(db, out).values() if one.phone]
    told = _told(db, (one.id for one in people))
    found = [ByHand(out[one.id], one, told.get((one.id, wire(out[one.id].written_at)))) for one in people]
    return sorted(found, key=lambda one: (one.told is not None, one.person.name))


def told_by_hand(db: Db, mail_id: str, asker: Asker, *, now: datetime) -> Mail:
    """Writes down that the asker told the message's reader of it by other means than mail. Raises NotFound, also for
    another kind of mail, or WrongState of one that nobody is to know of (yet)."""
    must_be_secretariat(asker)
    mail = mails.get(db, mail_id)
    person = registry.persons(db, [mail.person]).get(mail.person) if mail.person else None
    if mail.kind != "message" or person is None:
        raise NotFound("no-such-mail")
    if not mail.is_out(now):
        raise WrongState(mail.state)
    about = mail.facts.get("programme", {}).get("id")
    which = _which(mail.facts.get("subject"), mail.written_at)
    acts.did_all(db, "told", [(Thing("person", person.id, person.name, about), which)], asker, now=now)
    return mail


def _to(whom: Whom, people: int, by_number: int) -> Changes:
    """To whom a message went, as a history keeps it: by the list and its filters; people's names are not kept there."""
    listed, found = ("sessions", vars(whom)) if isinstance(whom, Sought) else (whom.kind, vars(whom.filter))
    told: dict[str, Json] = {"list": listed, "recipients": people}
    if by_number:
        told["by_number"] = by_number
    told |= {name: _said(found[name]) for name in ASKED if found.get(name)}
    return {name: (None, value) for name, value in told.items()}


def _said(wanted: str | Collection[str]) -> Json:
    return wanted if isinstance(wanted, str) else list[Json](sorted(wanted))


def _which(subject: Json, written_at: datetime) -> Changes:
    """Which message was told: one reader gets one of an instant."""
    return {"subject": (None, subject), "written_at": (None, wire(written_at))}


def _told(db: Db, readers: Iterable[str]) -> dict[tuple[str, object], Act]:
    """That readers of messages were told by hand, by their id and the message's instant."""
    acted = acts_store.of_things(db, "told", readers)
    return {(act.thing.id, act.changes.get("written_at", (None, None))[1]): act for act in acted}


@dataclass(frozen=True)
class ByNumber:
    """A message to a regency whose contact has a number and no address, and that it was told by hand, if it was."""

    regency: Regency
    message: Message
    told: Act | None


def by_number(db: Db, batch: Batch, *, now: datetime) -> list[ByNumber]:
    """To whom a batch's message, once it is out, is said by telephone alone; who was told by nobody yet first. An
    address that has come since takes nobody away who was told."""
    if batch.said is None or batch.state(now) in UNHEARD:
        return []
    known = registry.regencies_named(db, batch.by_number).values()
    told = _told(db, (one.id for one in known))
    found = [ByNumber(one, Message(**batch.said), told.get((one.id, wire(batch.created_at)))) for one in known]
    reached = [one for one in found if one.told is not None or _only_by_number(one.regency)]
    return sorted(reached, key=lambda one: (one.told is not None, one.regency.name))


def told_by_number(db: Db, batch_id: str, code: str, asker: Asker, *, now: datetime) -> Batch:
    """Writes down that the asker told such a regency of the batch's message. Raises NotFound, also for one that it is
    not said to in this way, or WrongState of a batch that nobody is to know of (yet)."""
    batch = batches.get(db, batch_id, asker)
    if batch.state(now) in UNHEARD:
        raise WrongState(batch.state(now))
    one = next((one for one in by_number(db, batch, now=now) if one.regency.code == normal_code(code)), None)
    if one is None:
        raise NotFound("regency-not-there")
    thing = Thing("regency", one.regency.id, one.regency.name, batch.programme)
    acts.did_all(db, "told", [(thing, _which(one.message.subject, batch.created_at))], asker, now=now)
    return batch


# - whom it is for -


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
    for session in _sessions(db, programme, sought, now=now):
        people |= {key: told for key, told in _invited(session, sought).items() if key not in people}
    return people


def _sessions(db: Db, programme: str, sought: Sought, *, now: datetime) -> Iterator[Session]:
    for session in timetable.of_programme(db, programme):
        if sought.finds(session, now) and (sought.states or session.state(now) not in OVER):
            yield session


def _invited(session: Session, sought: Sought) -> dict[str, _As]:
    return {
        one.id: _As(one.role, zone_for(session, one, "") or None)
        for one in session.invited()
        if not sought.answers or session.rsvp(one.id) in sought.answers
    }


def _unmailed(db: Db, programme: str, whom: Whom, *, now: datetime) -> list[Regency]:
    """The regencies that are found and whose contact has no address. Nobody without an address has answered, so whoever
    is sought by an answer is none of them."""
    if isinstance(whom, Sought):
        codes = {one.regency.code for one in _sessions(db, programme, whom, now=now)} if not whom.answers else set()
        found = [one for one in registry.all_regencies(db, programme) if one.code in codes]
    else:
        found = listing.regencies(db, programme, whom.filter) if whom.kind == "regencies" else []
    return [one for one in found if one.contact is None]


def _only_by_number(regency: Regency) -> bool:
    return regency.contact is None and bool(regency.contact_phone)


def _of_list(db: Db, programme: str, listed: Listed) -> dict[str, _As]:
    if listed.kind == "panelists":
        return {one.id: _As("member") for one in listing.panelists(db, programme, listed.filter)}
    found = listing.regencies(db, programme, listed.filter)
    return {one.person.id: _As(one.role, regency.timezone) for regency in found for one in regency.people}
