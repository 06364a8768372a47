"""Acts of power: whatever gives, takes or redirects somebody's way in. Each tells the person whom it touches, by mail
and by the name of whoever did it, and is a leaf of the installation's log."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from sessions.actions import acts
from sessions.actions.access import Asker
from sessions.actions.invitations.inviting import person_facts
from sessions.store import Db, accounts, log, mails
from sessions.values import Json, Person, Thing, masked, wire

Kind = Literal[
    "account-made",
    "role-changed",
    "account-removed",
    "address-changed",
    "link-renewed",
    "link-revoked",
    "panelist-removed",
    "key-made",
    "key-revoked",
    "passkey-made",
    "passkey-removed",
]
ACCOUNT_MADE: Kind = "account-made"
ROLE_CHANGED: Kind = "role-changed"
ACCOUNT_REMOVED: Kind = "account-removed"
ADDRESS_CHANGED: Kind = "address-changed"
LINK_RENEWED: Kind = "link-renewed"
LINK_REVOKED: Kind = "link-revoked"
PANELIST_REMOVED: Kind = "panelist-removed"
KEY_MADE: Kind = "key-made"
KEY_REVOKED: Kind = "key-revoked"
PASSKEY_MADE: Kind = "passkey-made"
PASSKEY_REMOVED: Kind = "passkey-removed"
NAMELESS = "—"
SUBJECT = 160  # characters of a key's name in the log
MAILS = {LINK_RENEWED: "link"}  # the mail that tells of it, where that has another name


def exercised(db: Db, kind: Kind, person: Person, asker: Asker, *, now: datetime, **facts: object) -> None:
    """Such an act upon a person: a leaf of the log, and they are told of it, unless they lose what they had never
    been told of."""
    _act(db, kind, Thing(_of(kind), person.id, person.name), asker, facts, now=now)
    if kind != PANELIST_REMOVED or mails.wrote_to(db, person.id):
        tell(db, person, MAILS.get(kind, kind), by=asker.name, now=now, **facts)


def key_changed(db: Db, kind: Kind, name: str, asker: Asker, *, now: datetime) -> None:
    """A program's key was made or revoked: every member of the secretariat is told."""
    _act(db, kind, Thing("key", name[:SUBJECT], name), asker, {}, now=now)
    for person in accounts.secretariat(db):
        tell(db, person, kind, by=asker.name, now=now, key=name)


def erased(db: Db, person: str, asker: Asker, *, now: datetime) -> None:
    """A person's addresses and contact data were erased: there is nobody left to tell, and the log has no name."""
    acts.did(db, "person-erased", Thing("person", person, NAMELESS), asker, now=now)
    log.act(
        db, "person-erased", person, {"upon": {"id": person}, "by": {"id": asker.id, "via": asker.via}, "at": wire(now)}
    )


def address_changed(db: Db, person: Person, old: str, sessions: Iterable[str], asker: Asker, *, now: datetime) -> None:
    """The person's address is another one: the old and the new one are told, the new one with the new link."""
    facts: dict[str, Json] = {"by": asker.name, "sessions": list(sessions)}
    told = {"sessions": facts["sessions"]}
    _act(db, ADDRESS_CHANGED, Thing("person", person.id, person.name), asker, told, now=now)
    if old:
        tell(db, replace(person, email=old), "address-changed", now=now, new=masked(person.email), **facts)
    tell(db, person, "address-new", now=now, old=masked(old), **facts)


def _act(db: Db, kind: Kind, thing: Thing, asker: Asker, facts: Mapping[str, object], *, now: datetime) -> None:
    """Into the log, for good, and among what is looked up."""
    upon = "" if thing.kind == "key" else thing.id
    log.act(db, kind, thing.id, _content(upon, thing.name, asker, now, facts))
    told = {"role": (None, facts["role"])} if "role" in facts else {}
    acts.did_all(db, kind, [(thing, told)], asker, now=now)


def _of(kind: Kind) -> Literal["account", "person"]:
    return "account" if kind in (ACCOUNT_MADE, ROLE_CHANGED, ACCOUNT_REMOVED) else "person"


def _content(who: str, name: str, asker: Asker, now: datetime, facts: Mapping[str, object]) -> dict[str, object]:
    """What the log keeps of an act: never an address."""
    by = {"id": asker.id, "name": asker.name, "via": asker.via}
    return {"upon": {"id": who, "name": name}, "by": by, "at": wire(now), **facts}


def tell(db: Db, person: Person, kind: str, *, now: datetime, **facts: object) -> None:
    """A mail about the person's own way in."""
    told = {"kind": kind, "person": person_facts(person, ""), "at": now.isoformat(), **facts}
    mails.write(db, person, told, kind=kind, cause=kind, session=None, now=now)
