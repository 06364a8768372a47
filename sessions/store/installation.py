"""This installation's name (the right side of every UID and Message-ID), made once and never changed."""

import secrets

from sqlalchemy import insert, select

from sessions.store.engine import Db
from sessions.store.tables import installation


def name(db: Db) -> str:
    """The installation's name, like `3f9c2a71b0de.sidang`; the first call in a new store makes it."""
    if "installation" not in db.memo:
        known = db.execute(select(installation.c.value).where(installation.c.key == "name")).scalar()
        db.memo["installation"] = known or _made(db)
    return str(db.memo["installation"])


def _made(db: Db) -> str:
    made = f"{secrets.token_hex(6)}.sidang"
    db.execute(insert(installation).values(key="name", value=made))
    return made
