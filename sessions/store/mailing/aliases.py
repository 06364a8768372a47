"""Addresses that people also write from, once somebody of the secretariat has said so. The only SQL for them."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from sessions.store.before import registry
from sessions.store.engine import Db
from sessions.store.tables import aliases
from sessions.values import Person


def remember(db: Db, address: str, person: str, *, now: datetime) -> None:
    """From now on what comes from that address comes from that person."""
    key = address.strip().casefold()
    db.execute(delete(aliases).where(aliases.c.address_key == key))
    db.execute(insert(aliases).values(address_key=key, person_id=person, created_at=now))


def forget(db: Db, address: str) -> None:
    """The address is nobody's other address any more."""
    db.execute(delete(aliases).where(aliases.c.address_key == address.strip().casefold()))


def of_person(db: Db, person: str) -> list[str]:
    """The person's other addresses."""
    chosen = select(aliases.c.address_key).where(aliases.c.person_id == person).order_by(aliases.c.address_key)
    return list(db.execute(chosen).scalars())


def person_at(db: Db, address: str) -> Person | None:
    """Whose address it is: the one that they are written to at, or one that was remembered."""
    found = registry.person_by_email(db, address)
    if found is not None or not address:
        return found
    whose = db.execute(select(aliases.c.person_id).where(aliases.c.address_key == address.strip().casefold())).scalar()
    return registry.person(db, whose) if whose else None
