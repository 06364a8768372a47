"""Passkeys of whoever has an account: made, used and removed. Cryptography is the server's."""

from datetime import datetime

from sessions.actions import accounts as coming_in
from sessions.actions import power
from sessions.actions.access import Asker
from sessions.store import Db, accounts, passkeys, registry
from sessions.values import Invalid, NotFound, Passkey

MOST = 10  # of one person


def may_have(asker: Asker) -> bool:
    """Whether the asker makes passkeys: who has an account, and has signed in as such. A personal link never does."""
    return asker.via == "sign-in" and (asker.secretariat or asker.viewer)


def listed(db: Db, asker: Asker) -> list[Passkey]:
    """One's own."""
    return passkeys.of_person(db, asker.id)


def add(db: Db, name: str, credential: bytes, public_key: bytes, uses: int, asker: Asker, *, now: datetime) -> Passkey:
    """One more of the asker's, who is told. Raises NotFound or Invalid."""
    if not may_have(asker):
        raise NotFound
    if passkeys.find(db, credential) is not None:
        raise Invalid.at("/credential", "passkey-there")
    if len(passkeys.of_person(db, asker.id)) >= MOST:
        raise Invalid.at("/credential", "too-many", most=MOST)
    made = passkeys.add(db, asker.id, name, credential, public_key, uses, now=now)
    _told(db, power.PASSKEY_MADE, made, asker, now)
    return made


def remove(db: Db, passkey: str, asker: Asker, *, now: datetime) -> None:
    """One's own signs in no more; its person is told. Raises NotFound."""
    found = next((one for one in passkeys.of_person(db, asker.id) if one.id == passkey), None)
    if found is None:
        raise NotFound
    passkeys.remove(db, asker.id, passkey)
    _told(db, power.PASSKEY_REMOVED, found, asker, now)


def enter(
    db: Db, passkey: Passkey, challenge: bytes, uses: int, device: str, agent: str, *, now: datetime
) -> str | None:
    """Signs in whom the passkey stands for: the cookie's token; None where they have no account any more, or the
    challenge was answered before."""
    if accounts.role(db, passkey.person) is None or not passkeys.used(db, passkey, challenge, uses, now=now):
        return None
    return coming_in.enter(db, passkey.person, device, agent, via="passkey", now=now)


def _told(db: Db, kind: power.Kind, passkey: Passkey, asker: Asker, now: datetime) -> None:
    power.exercised(db, kind, registry.person(db, asker.id), asker, now=now, passkey=passkey.name)
