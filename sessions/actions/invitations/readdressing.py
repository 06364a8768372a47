"""A person's address changed: mails go to the new one, what the old one could open ends, and both are told."""

from collections.abc import Iterable
from datetime import datetime

from sessions.actions import power
from sessions.actions.access import Asker, managed
from sessions.store import Db, links, mails, records, registry, timetable
from sessions.values import UNFINISHED, Invalid, NotFound, Person, Session

ON_THEIR_WAY = ("waiting", "sending")


def correct_address(db: Db, session_id: str, person_id: str, email: str, asker: Asker, *, now: datetime) -> Person:
    """Gives one of the session's people the address, to which their invitations go as they now stand; one that they
    have already gets this session's once more. A link that went to the old address opens nothing any more.

    Raises NotFound, or Invalid for an address that somebody else has."""
    session = managed(db, session_id, asker)
    if person_id not in {one.id for one in session.invited()}:
        raise NotFound("not-invited-here")
    before = registry.person(db, person_id)
    person = change_address(db, before, email, asker, now=now)
    if registry.email_key(email) == registry.email_key(before.email):
        _send_again(db, session_id, person, now=now)
    return person


def change_address(db: Db, person: Person, email: str, asker: Asker, *, now: datetime) -> Person:
    """Gives the person that address, to which every coming session's invitation goes as it now stands. Whatever the
    old one's reader holds ends at once; the records of sessions that are booked or open say so, and both addresses are
    told. Raises Invalid for an address that somebody else has."""
    other = registry.person_by_email(db, email)
    if other is not None and other.id != person.id:
        raise Invalid.at("/email", "address-of", name=other.name)
    registry.set_person(db, person.id, email=email)
    if registry.email_key(email) == registry.email_key(person.email):
        return registry.person(db, person.id)
    after = registry.person(db, person.id)
    own = timetable.of_person(db, person.id)
    _withdraw_links(db, person, own, now=now)
    mails.readdress(db, after, now=now)
    touched = [session for session in own if session.state(now) in UNFINISHED]
    for session in touched:
        records.append(db, session, "address-changed", {"person": person.id}, at=now, actor=asker.actor(session))
        _send_again(db, session.id, after, now=now)
    power.address_changed(db, after, person.email, [one.id for one in touched], asker, now=now)
    return after


def _withdraw_links(db: Db, person: Person, own: Iterable[Session], *, now: datetime) -> None:
    links.shut_out(db, person.id, now=now)
    for session in own:
        for kind in ("answer", "reply"):
            links.revoke(db, kind, f"{session.id}:{person.id}", now=now)


def _send_again(db: Db, session: str, person: Person, *, now: datetime) -> None:
    own = [mail for mail in mails.of_session(db, session) if mail.person == person.id and mail.state != "dropped"]
    if not own or own[-1].state in ON_THEIR_WAY:
        return
    invite = next((mail for mail in reversed(own) if mail.sequence is not None), own[-1])
    mails.resend(db, invite.id, to=person, now=now)
