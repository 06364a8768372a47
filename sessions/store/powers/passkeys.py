"""Passkeys: which authenticators sign whom in. The only SQL for them."""

import base64
import hashlib
from datetime import datetime

from sqlalchemy import Row, delete, func, insert, select, update

from sessions.store.engine import Db
from sessions.store.tables import passkeys
from sessions.values import Passkey, new_id


def of_person(db: Db, person: str) -> list[Passkey]:
    """The person's, in the order in which they were made."""
    rows = db.execute(select(passkeys).where(passkeys.c.person_id == person).order_by(passkeys.c.id))
    return [_value(row) for row in rows]


def find(db: Db, credential: bytes) -> Passkey | None:
    """The one with that credential id."""
    row = db.execute(select(passkeys).where(passkeys.c.credential == _text(credential))).first()
    return _value(row) if row is not None else None


def add(db: Db, person: str, name: str, credential: bytes, public_key: bytes, uses: int, *, now: datetime) -> Passkey:
    """A new one; its credential is nobody's yet."""
    row = {"id": new_id(now), "person_id": person, "name": name, "created_at": now, "uses": uses}
    row |= {"credential": _text(credential), "public_key": _text(public_key)}
    db.execute(insert(passkeys).values(row))
    return next(one for one in of_person(db, person) if one.id == row["id"])


def used(db: Db, passkey: Passkey, challenge: bytes, uses: int, *, now: datetime) -> bool:
    """It has answered that challenge; false where it had before."""
    seen = hashlib.sha256(challenge).hexdigest()
    where = (passkeys.c.id == passkey.id, passkeys.c.challenge != seen)
    return db.execute(update(passkeys).where(*where).values(used_at=now, uses=uses, challenge=seen)).rowcount == 1


def remove(db: Db, person: str, passkey: str | None = None) -> int:
    """Removes that one of the person's, or all; how many."""
    where = [passkeys.c.person_id == person, *([passkeys.c.id == passkey] if passkey is not None else [])]
    count = db.execute(select(func.count()).where(*where)).scalar() or 0
    if count:
        db.execute(delete(passkeys).where(*where))
    return count


def _value(row: Row[object]) -> Passkey:
    credential, key = base64.urlsafe_b64decode(row.credential), base64.urlsafe_b64decode(row.public_key)
    return Passkey(row.id, row.person_id, row.name, credential, key, row.uses, row.created_at, row.used_at)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()
