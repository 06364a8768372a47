"""Accounts: who may act for the secretariat or read what it reads, and coming in by one's own address."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from sessions.actions import acts, power
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.invitations.readdressing import change_address
from sessions.store import Db, accounts, incoming, links, passkeys, registry
from sessions.values import Account, Invalid, NotFound, Person, Role, SignIn, StaleRevision, Thing, WrongState

MOST_ASKS = 3  # sign-in mails an hour to one address


def listed(db: Db, asker: Asker, *, after: str = "", limit: int = 1000) -> list[Account]:
    """Every account, by id."""
    must_be_secretariat(asker)
    return accounts.listed(db, after=after, limit=limit)


def seen(db: Db, among: Iterable[Account], asker: Asker) -> dict[str, datetime]:
    """When the people of these accounts last signed in, of those who ever did."""
    must_be_secretariat(asker)
    return links.last_signed_in(db, [one.id for one in among])


def add(db: Db, email: str, name: str, role: Role, asker: Asker, *, now: datetime) -> Account:
    """Gives the person of that address an account; the person is made where there was none, and is told.

    Raises NotFound, or Invalid where they have one."""
    must_be_secretariat(asker)
    known = registry.person_by_email(db, email)
    if known is not None and accounts.role(db, known.id) is not None:
        raise Invalid.at("/email", "account-there", name=known.name)
    person = registry.put_person(db, email=email, now=now, name=name)
    return grant(db, person, role, asker, now=now)


def grant(db: Db, person: Person, role: Role, asker: Asker, *, now: datetime) -> Account:
    """Gives a person that role, with an account where there was none."""
    before = accounts.role(db, person.id)
    if before is None:
        accounts.add(db, person.id, role, now=now)
    elif before != role:
        accounts.change(db, person.id, role)
        if role != "secretariat":
            incoming.let_go(db, person.id)
        links.end_sign_ins(db, person.id, now=now)
    if before != role:
        kind = power.ACCOUNT_MADE if before is None else power.ROLE_CHANGED
        power.exercised(db, kind, person, asker, now=now, role=role)
    return accounts.get(db, person.id)


def change(
    db: Db,
    account: str,
    asker: Asker,
    *,
    now: datetime,
    role: Role | None = None,
    name: str | None = None,
    email: str | None = None,
    revision: int | None = None,
) -> Account:
    """Changes what is given. Whoever gets another role signs in anew.

    Raises NotFound, StaleRevision, Invalid for somebody else's address, or WrongState where nobody
    would be left who may act."""
    must_be_secretariat(asker)
    before = accounts.get(db, account)
    if revision is not None and revision != before.revision:
        raise StaleRevision(before.as_json(), what="account")
    if email is not None:
        change_address(db, before.person, email, asker, now=now)
    if name is not None and name != before.person.name:
        registry.set_person(db, account, name=name)
        thing = Thing("account", account, name)
        acts.changed(db, thing, {"name": before.person.name}, {"name": name}, asker, now=now)
    if role == "viewer":
        _must_leave_somebody(db, before)
    after = grant(db, registry.person(db, account), role or before.role, asker, now=now)
    if after.revision == before.revision and after != before:
        accounts.change(db, account, after.role)
    return accounts.get(db, account)


def remove(db: Db, account: str, asker: Asker, *, now: datetime) -> None:
    """The person has no powers any more: their browsers are out at once, and they are told.

    Raises NotFound, or WrongState for the last of the secretariat."""
    must_be_secretariat(asker)
    before = accounts.get(db, account)
    _must_leave_somebody(db, before)
    accounts.remove(db, account)
    incoming.let_go(db, account)
    passkeys.remove(db, account)
    links.end_sign_ins(db, account, now=now)
    links.revoke_one_time(db, account, now=now)
    power.exercised(db, power.ACCOUNT_REMOVED, before.person, asker, now=now, role=before.role)


def _must_leave_somebody(db: Db, account: Account) -> None:
    others = [one for one in accounts.secretariat(db) if one.id != account.id]
    if account.role == "secretariat" and not others:
        raise WrongState("last", "last-account")


# - keys of programs -


def make_key(db: Db, name: str, asker: Asker, *, now: datetime, days: int | None) -> str:
    """A new API key of the secretariat, shown once; every member of it is told."""
    made = links.add_key(db, name, now=now, days=days)
    power.key_changed(db, power.KEY_MADE, name, asker, now=now)
    return made


def revoke_keys(db: Db, name: str, asker: Asker, *, now: datetime) -> int:
    """Revokes the keys of that name; how many held."""
    revoked = links.revoke_keys(db, name, now=now)
    if revoked:
        power.key_changed(db, power.KEY_REVOKED, name, asker, now=now)
    return revoked


# - coming in by one's address -


def ask_to_sign_in(db: Db, email: str, *, now: datetime) -> None:
    """Mails a one-time link to the person of that address, if there is one who may come in and it was not asked for
    too often. Whoever asks learns nothing: every ask is written down alike."""
    address = hmac.new(db.secret, b"sign-in:" + registry.email_key(email).encode(), hashlib.sha256).hexdigest()
    asked = accounts.ask_to_sign_in(db, address, now=now)
    person = registry.person_by_email(db, email)
    if person is None or asked > MOST_ASKS or not _may_come_in(db, person):
        return
    subject = secrets.token_hex(16)
    links.one_time(db, person.id, subject=subject, now=now)
    power.tell(db, person, "sign-in", now=now, once=subject)


def enter_by_address(db: Db, email: str, device: str, agent: str, *, now: datetime) -> str | None:
    """Signs in whose account has that address, which a provider has verified: the cookie's token; None where there is
    none."""
    person = registry.person_by_email(db, email)
    if person is None or accounts.role(db, person.id) is None:
        return None
    return enter(db, person.id, device, agent, via="oidc", now=now)


def enter(db: Db, person: str, device: str, agent: str, *, via: str, now: datetime) -> str:
    """Signs the person in: the cookie's token. They are told of a device on which they were never seen."""
    cookie, familiar = links.sign_in(db, person, device, now=now, via=via, agent=agent)
    if familiar != "known":
        power.tell(db, registry.person(db, person), "new-device", now=now, via=via, first=familiar == "first")
    return cookie


def _may_come_in(db: Db, person: Person) -> bool:
    if accounts.role(db, person.id) is not None:
        return True
    return not links.is_shut_out(db, person.id) and bool(registry.belonging(db, [person.id]))


# - one's own sign-ins -


def sign_ins(db: Db, person: str, asker: Asker, *, now: datetime) -> list[SignIn]:
    """The browsers in which the person is signed in, for that person alone. Raises NotFound."""
    if asker.id != person:
        raise NotFound
    return links.sign_ins_of(db, person, now=now)


def end_sign_in(db: Db, person: str, sign_in: str, asker: Asker, *, now: datetime) -> None:
    """Ends one of one's own sign-ins. Raises NotFound."""
    if asker.id != person or not links.end_sign_in(db, person, sign_in, now=now):
        raise NotFound
    db.signal(f"out:{person}")
