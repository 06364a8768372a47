"""What is mailed when a session changes: facts for each invited person's mail, written in the same transaction.

Who gets what is RFC 5546's and design's table: everybody a new SEQUENCE for another time or the end, everybody a minor
update for another link, the newcomer a REQUEST and the one who was taken off a CANCEL, and nothing to the rest.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sessions.actions import acts
from sessions.actions.access import Asker, managed, must_be_secretariat
from sessions.actions.invitations import official
from sessions.store import Db, accounts, links, mails, records, registry
from sessions.values import (
    NEEDS_ACTION,
    Guest,
    Json,
    NotFound,
    Person,
    Programme,
    Seat,
    Session,
    Thing,
    TooMany,
    WrongState,
    claims,
    wire,
)

PREPARING = ("invite", "update", "reminder")
REMIND_AGAIN = timedelta(days=1)


def invite_first(db: Db, session: Session, programme: Programme, *, now: datetime) -> None:
    """Writes an invitation to everybody invited to what was just booked; for a regency without an address, one held."""
    who = session.invited()
    links.make(db, _links(session, who, new=True), now=now)
    invite(db, session, programme, who, kind="invite", cause="booked", now=now)
    hold(db, session, programme, kind="invite", cause="booked", now=now)


def _links(session: Session, who: Iterable[Seat | Guest], *, new: bool = False) -> list[links.Wanted]:
    """Each one's own links; to answer for a `new` session there is none yet."""
    own = [(one.id, f"{session.id}:{one.id}") for one in who]
    enter = [links.Wanted("enter", person, person) for person, _ in own]
    return enter + [links.Wanted("answer", subject, person, session.id, new) for person, subject in own]


def hold(
    db: Db, session: Session, programme: Programme, *, kind: str, cause: str, now: datetime, **more: object
) -> None:
    """Writes the mail of a regency whose address nobody knows, which waits and says so; none where there is one."""
    if not session.guests:
        facts = facts_for(session, programme, None, kind=kind, **more) | _to_claim(db, session, programme, kind)
        _write(db, session, [(None, facts)], kind=kind, cause=cause, calendar=True, now=now)


def invite(
    db: Db,
    session: Session,
    programme: Programme,
    who: Iterable[Seat | Guest],
    *,
    kind: str,
    cause: str,
    now: datetime,
    minor: bool = False,
    **more: object,
) -> None:
    """Writes a mail of that kind, with the invitation's present version, to each of them. A `minor` one asks nobody
    anew: each keeps the SEQUENCE that they know, whatever others were told since."""
    chosen = list(who)
    kept = mails.last_sequences(db, session.id) if minor and chosen else {}
    _to_each(db, session, programme, chosen, calendar=True, sequences=kept, kind=kind, cause=cause, now=now, **more)


def _to_each(
    db: Db,
    session: Session,
    programme: Programme,
    who: Iterable[Seat | Guest],
    *,
    calendar: bool,
    sequences: Mapping[str, int],
    kind: str,
    cause: str,
    now: datetime,
    **more: object,
) -> None:
    """Writes a mail to each of them, with their own links made where there were none."""
    chosen = list(who)
    people = registry.persons(db, [one.id for one in chosen])
    links.make(db, _links(session, chosen), now=now)
    told: list[tuple[Person | None, dict[str, object]]] = []
    for one in chosen:
        person = people[one.id]
        facts = facts_for(session, programme, one, kind=kind, **more)
        facts["person"] = person_facts(person, one.role, zone=zone_for(session, one, person.timezone))
        facts["invite"] |= {"sequence": sequences[one.id]} if one.id in sequences else {}
        facts |= _to_claim(db, session, programme, kind) if isinstance(one, Guest) else {}
        facts |= official.letter(db, session, programme, one, facts, now=now)
        told.append((person, facts))
    _write(db, session, told, kind=kind, cause=cause, calendar=calendar, now=now)


def _to_claim(db: Db, session: Session, programme: Programme, kind: str) -> dict[str, object]:
    """Until when the regency says of itself where it stands, in the mails by which it prepares; nothing where nobody
    asks for that."""
    if kind not in PREPARING or programme.claims == "off" or session.rehearsal:
        return {}
    due = claims.due(session, records.placed_at(db, session.id), programme.claims_before)
    return {"claims": {"regency": session.regency.id, "due": wire(due), "wanted": programme.claims}}


def zone_for(session: Session, one: Seat | Guest, own: str) -> str:
    """The zone a person reads times in: a regency's people live where it is."""
    return session.regency.timezone if isinstance(one, Guest) else own


def person_facts(person: Person, role: str, *, zone: str | None = None) -> dict[str, object]:
    """Whom a mail is for, and how they read times."""
    return {
        "id": person.id,
        "name": person.name,
        "role": role,
        "timezone": zone or person.timezone,
        "language": person.language,
    }


def _nobody_yet(session: Session) -> dict[str, object]:
    """Whom a regency's mail is for while its contact is not known: it is read before it can be sent."""
    return {"id": "", "name": "", "role": "contact", "timezone": session.regency.timezone, "language": "id"}


def facts_for(
    session: Session, programme: Programme, one: Seat | Guest | None, *, kind: str, **more: object
) -> dict[str, Any]:
    """What a mail about the session tells one person, as JSON."""
    person = {"id": one.id, "name": one.name, "role": one.role} if one is not None else _nobody_yet(session)
    return {
        "kind": kind,
        "person": person,
        "programme": {"id": programme.id, "name": programme.name, "timezone": programme.timezone},
        "session": session_facts(session, one),
        "invite": invite_facts(session, one),
        **more,
    }


def session_facts(session: Session, one: Seat | Guest | None = None) -> dict[str, object]:
    """The session as mails tell it; private phases are none of the regency's people's."""
    schedule = session.schedule.public if isinstance(one, Guest) else session.schedule
    return {
        "id": session.id,
        "regency": session.regency.name,
        "code": session.regency.code,
        "starts_at": wire(session.starts_at),
        "ends_at": wire(schedule.ends_at),
        "meeting_url": session.meeting_url,
        "rehearsal": session.rehearsal,
        "phases": [phase.as_json() for phase in schedule.phases],
        "panel": [{"name": seat.name, "role": seat.role} for seat in session.panel],
    }


def invite_facts(session: Session, one: Seat | Guest | None) -> dict[str, Json]:
    """The calendar part's version and the answer that stands."""
    return {
        "uid": session.uid,
        "sequence": session.version.sequence,
        "dtstamp": wire(session.version.dtstamp),
        "created": wire(session.booked_at or session.version.dtstamp),
        "partstat": session.rsvp(one.id).upper() if one else "NEEDS-ACTION",
    }


@contextmanager
def adding(db: Db, words: str) -> Iterator[None]:
    """Mails about a session that are written meanwhile bring these words of the official's own along."""
    before, db.added = db.added, words.strip()
    try:
        yield
    finally:
        db.added = before


def _write(
    db: Db,
    session: Session,
    told: Sequence[tuple[Person | None, Mapping[str, object]]],
    *,
    kind: str,
    cause: str,
    calendar: bool,
    now: datetime,
) -> None:
    if db.added:
        told = [(person, {**facts, "added": db.added}) for person, facts in told]
    mails.write_all(db, told, kind=kind, cause=cause, session=session.id, now=now, calendar=calendar)


def tell(
    db: Db,
    session: Session,
    programme: Programme,
    who: Iterable[Seat | Guest],
    *,
    kind: str,
    cause: str,
    now: datetime,
    **more: object,
) -> None:
    """Writes a plain mail (no calendar part) about the session to each of them."""
    _to_each(db, session, programme, who, calendar=False, sequences={}, kind=kind, cause=cause, now=now, **more)


def tell_secretariat(
    db: Db, session: Session, programme: Programme, *, kind: str, cause: str, now: datetime, **more: object
) -> None:
    """Writes a plain mail about the session to each member of the secretariat."""
    for person in accounts.secretariat(db):
        facts = facts_for(session, programme, None, kind=kind, **more)
        facts["person"] = person_facts(person, "secretariat")
        _write(db, session, [(person, facts)], kind=kind, cause=cause, calendar=False, now=now)


def send_again(db: Db, mail_id: str, asker: Asker, *, now: datetime) -> str:
    """Writes the mail once more; the new one's id. Raises NotFound or WrongState."""
    must_be_secretariat(asker)
    mail = mails.get(db, mail_id)
    person = registry.persons(db, [mail.person] if mail.person else []).get(mail.person or "")
    session = records.load(db, mail.session) if mail.session else None
    again = mails.resend(db, mail_id, to=person, now=now)
    thing = Thing("mail", again, person.name if person else "", session.programme if session else None)
    acts.did(db, "resent", thing, asker, now=now)
    return again


def silent_ones(db: Db, session: Session, *, now: datetime) -> list[Seat | Guest]:
    """Who has not answered, and was not asked again within the last day."""
    recent = mails.reminded_since(db, session.id, now - REMIND_AGAIN)
    return [one for one in session.invited() if session.rsvp(one.id) == NEEDS_ACTION and one.id not in recent]


def remind_silent(db: Db, session_id: str, asker: Asker, *, now: datetime) -> tuple[Guest | Seat, ...]:
    """Asks those again who have not answered; who they are. Raises NotFound, WrongState or TooMany."""
    session = managed(db, session_id, asker)
    if session.state(now) != "booked":
        raise WrongState(session.state(now))
    due = silent_ones(db, session, now=now)
    if not due and any(session.rsvp(one.id) == NEEDS_ACTION for one in session.invited()):
        raise TooMany("reminded-already")
    programme = registry.programme(db, session.programme)
    invite(db, session, programme, due, kind="nudge", cause="not answered", now=now, minor=True)
    if due:
        acts.did(db, "reminded", Thing("session", session.id, session.regency.name, programme.id), asker, now=now)
    return tuple(due)


def told_by_hand(db: Db, session_id: str, person_id: str, asker: Asker, *, now: datetime) -> None:
    """Writes down that the asker told one of the session's people of it, by other means than mail. Raises NotFound, or
    WrongState of one that is not to come."""
    session = managed(db, session_id, asker)
    one = next((one for one in session.invited() if one.id == person_id), None)
    if one is None:
        raise NotFound("not-invited-here")
    if session.state(now) != "booked":
        raise WrongState(session.state(now))
    about = {"regency": (None, session.regency.name), "starts_at": (None, wire(session.starts_at))}
    acts.did_all(db, "told", [(Thing("person", one.id, one.name, session.programme), about)], asker, now=now)


def tell_observers(db: Db, session: Session, programme: Programme, who: Iterable[Guest], *, now: datetime) -> None:
    """Writes to those who observe the session from now on where they can see it; they are no attendees."""
    chosen = list(who)
    if chosen:
        tell(db, session, programme, chosen, kind="observer", cause="observes", now=now)
