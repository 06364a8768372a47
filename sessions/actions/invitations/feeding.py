"""Calendars to subscribe to: the address of each person's own, and what it shows. Rendering is the server's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before.enrolling import person_for
from sessions.store import Db, accounts, feeds, links, mails, registry
from sessions.values import NotFound, Person, Programme, Session, Thing

EVERYBODY = "secretariat"  # in the place of a person's id: the calendar of all sessions, for programs with a key


@dataclass(frozen=True)
class Feed:
    """Whose calendar a token opens: a person's own sessions, or (`person` None) all. `invited` is the person whose
    invitations have the rest in their calendar already: what they were told by mail is left out."""

    name: str
    person: str | None
    invited: str | None = None


def address(db: Db, key: str, asker: Asker, *, now: datetime) -> str | None:
    """The token of the feed of a person, of a regency's contact, or of EVERYBODY, made where there was none; None where
    it stands already: it was shown when it was made, and is not shown again. Raises NotFound."""
    person = _whose(db, key, asker)
    subject = person.id if person else EVERYBODY
    if links.opens(db, "feed", subject, now=now):
        return None
    acts.did(db, "feed-shown", _thing(person), asker, now=now)
    return links.token(db, "feed", subject, person=person.id if person else None, now=now)


def renew(db: Db, key: str, asker: Asker, *, now: datetime) -> str | None:
    """The same after the old address has been revoked. Raises NotFound."""
    person = _whose(db, key, asker)
    links.revoke(db, "feed", person.id if person else EVERYBODY, now=now)
    return address(db, key, asker, now=now)


def _thing(person: Person | None) -> Thing:
    return Thing("person", person.id if person else EVERYBODY, person.name if person else "Sidang")


def of_token(db: Db, token: str, *, uninvited: bool = False, now: datetime) -> Feed:
    """The feed that a token opens; `uninvited`: without what its reader was invited to. Raises NotFound."""
    link = links.find(db, token)
    if link is None or link.kind != "feed" or not link.holds(now):
        raise NotFound
    if link.person is None:
        return Feed("Sidang", None)
    person = registry.person(db, link.person)
    own = None if accounts.role(db, person.id) else person.id
    return Feed(f"Sidang: {person.name}", own, person.id if uninvited else None)


def shown(db: Db, feed: Feed, *, now: datetime) -> Sequence[tuple[Session, Programme]]:
    """What the feed shows, by start: to a person, what that person has been told."""
    found = [one for one in feeds.shown(db, feed.person) if not one.undone]
    if feed.person is not None:
        found = [known for one in found if (known := one.told(now)) is not None]
    if feed.invited is not None:
        known_by_mail = mails.told_by_mail(db, feed.invited)
        found = [one for one in found if one.id not in known_by_mail]
    programmes = {one: registry.programme(db, one) for one in {session.programme for session in found}}
    return [(session, programmes[session.programme]) for session in found]


def changes_at(db: Db, feed: Feed, *, now: datetime) -> datetime | None:
    """When the feed shows something else without anything happening: what waited is told then."""
    if feed.person is None:
        return None
    return min((h.until for one in feeds.shown(db, feed.person) for h in one.held if h.until > now), default=None)


def _whose(db: Db, key: str, asker: Asker) -> Person | None:
    if key == EVERYBODY:
        must_be_secretariat(asker)
        return None
    person = person_for(db, key)
    if person.id != asker.id:
        must_be_secretariat(asker)
    return person
