"""Who has an account, and who asked for a sign-in link. The only SQL for either."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, delete, func, insert, select, update

from sessions.store.before import registry
from sessions.store.engine import Db
from sessions.store.tables import accounts, people, sign_in_asks
from sessions.values import Account, NotFound, Person, Role, new_id

ASKS_FOR = timedelta(hours=1)


def role(db: Db, person: str) -> Role | None:
    """What the person's account allows; None without one."""
    found: Role | None = db.execute(select(accounts.c.role).where(accounts.c.person_id == person)).scalar()
    return found


def holders(db: Db, persons: Sequence[str]) -> set[str]:
    """Those of the people who have an account."""
    return set(db.execute(select(accounts.c.person_id).where(accounts.c.person_id.in_(persons))).scalars())


def get(db: Db, person: str) -> Account:
    """An account. Raises NotFound."""
    row = db.execute(_accounts().where(people.c.id == person)).first()
    if row is None:
        raise NotFound("no-such-account")
    return _account(row)


def listed(db: Db, *, after: str = "", limit: int = 100_000) -> list[Account]:
    """The accounts, ordered by id."""
    chosen = _accounts().where(people.c.id > after).order_by(people.c.id).limit(limit)
    return [_account(row) for row in db.execute(chosen)]


def secretariat(db: Db) -> list[Person]:
    """The members of the secretariat."""
    return [one.person for one in listed(db) if one.role == "secretariat"]


def add(db: Db, person: str, role: Role, *, now: datetime) -> None:
    """Gives a person without one an account."""
    db.execute(insert(accounts).values(person_id=person, role=role, revision=1, created_at=now))


def change(db: Db, person: str, role: Role) -> None:
    """Sets the account's role; its revision counts that."""
    changed = {"role": role, "revision": accounts.c.revision + 1}
    db.execute(update(accounts).where(accounts.c.person_id == person).values(changed))


def remove(db: Db, person: str) -> None:
    """The person has no account any more."""
    db.execute(delete(accounts).where(accounts.c.person_id == person))


def ask_to_sign_in(db: Db, address: str, *, now: datetime) -> int:
    """Notes that somebody asked for a sign-in link to that address (its hash); how often within the last hour."""
    db.execute(delete(sign_in_asks).where(sign_in_asks.c.at <= now - ASKS_FOR))
    db.execute(insert(sign_in_asks).values(id=new_id(now), address=address, at=now))
    counted = select(func.count()).where(sign_in_asks.c.address == address)
    return int(db.execute(counted).scalar() or 0)


def _accounts() -> Select[object]:
    own = (accounts.c.role, accounts.c.revision.label("changes"), accounts.c.created_at.label("since"))
    return select(people, *own).select_from(accounts.join(people, accounts.c.person_id == people.c.id))


def _account(row: Row[object]) -> Account:
    return Account(registry.of_row(row), row.role, row.changes, row.since)
