"""Whether who may come in has changed: one value that every write to links, keys, sign-ins or people renews.

Whoever keeps in memory who was let in compares it at each request, so that what any process revokes is revoked at once.
"""

import contextlib
import json
import secrets
import sqlite3
import time

from sqlalchemy import Connection, insert, text, update
from sqlalchemy.engine import URL

from sessions.store.tables.accounts import accounts
from sessions.store.tables.core import installation, keys, links, people, sign_ins

TABLES = frozenset(table.name for table in (accounts, keys, links, people, sign_ins))
KEY = "access"
CHANNEL = "sidang"  # on which processes over one PostgreSQL tell each other what was committed
GLANCE_SECONDS = 0.02
TOLD = json.dumps(["", KEY])
_READ = f"SELECT value FROM installation WHERE key = '{KEY}'"


def renew(connection: Connection) -> None:
    """Gives the value another one, in the transaction of what has changed."""
    value = secrets.token_hex(8)
    changed = connection.execute(update(installation).where(installation.c.key == KEY).values(value=value))
    if changed.rowcount == 0:
        connection.execute(insert(installation).values(key=KEY, value=value))
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_notify(:channel, :told)"), {"channel": CHANNEL, "told": TOLD})


class Glance:
    """Tells the value as it is committed, at once and without a thread.

    SQLite is asked, if that was not done a moment ago: another process there is a command, and takes longer to end. Of
    PostgreSQL it counts what it is told: by this process's own writer before anybody is answered, by all others'
    notices; while those are not heard it knows nothing."""

    def __init__(self, url: URL) -> None:
        self._path = url.database if url.get_backend_name() == "sqlite" else None
        self._connection: sqlite3.Connection | None = None
        self._renewals = 0
        self._seen: tuple[float, int, str | None] = (0.0, 0, None)  # when and before which renewal SQLite was asked
        self.hearing = False

    def value(self) -> str | None:
        """The present value; None where it cannot be told at once. Only called from one thread."""
        if self._path is None:
            return str(self._renewals) if self.hearing else None
        now, renewals = time.monotonic(), self._renewals
        at, before, known = self._seen
        if known is None or before != renewals or now - at > GLANCE_SECONDS:
            known = self._ask()
            self._seen = now, renewals, known
        return known

    def _ask(self) -> str | None:
        try:
            if self._connection is None:
                path = str(self._path)
                self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
            rows = self._connection.execute(_READ).fetchall()
        except sqlite3.Error:
            self.close()
            return None
        return str(rows[0][0]) if rows else None

    def renewed(self) -> None:
        """Somebody has renewed it."""
        self._renewals += 1

    def close(self) -> None:
        """Gives the connection back."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
