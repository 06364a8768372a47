"""Whether who may come in has changed, and whether what calendars show has: a value each, in the store, that every
write to links, keys, sign-ins or people renews, or whatever a feed shows.

Whoever keeps in memory who was let in, or what a feed was, compares it at each request, so that what any process
revokes is revoked at once.
"""

import contextlib
import json
import secrets
import sqlite3
import time
from collections.abc import Mapping

from sqlalchemy import Connection, insert, text, update
from sqlalchemy.engine import URL

from sessions.store.tables import accounts, installation, keys, links, people, sign_ins

TABLES = frozenset(table.name for table in (accounts, keys, links, people, sign_ins))
ACCESS, CALENDARS = "access", "calendars"
WRITTEN = {ACCESS: TABLES, CALENDARS: frozenset([installation.name])}  # by which a writer knows that it renewed one
CHANNEL = "sidang"  # on which processes over one PostgreSQL tell each other what was committed
GLANCE_SECONDS = 0.02
_READ = f"SELECT key, value FROM installation WHERE key IN ('{ACCESS}', '{CALENDARS}')"


def renew(connection: Connection) -> None:
    """Gives the value of who may come in another one, in the transaction of what has changed."""
    value = secrets.token_hex(8)
    changed = connection.execute(update(installation).where(installation.c.key == ACCESS).values(value=value))
    if changed.rowcount == 0:
        connection.execute(insert(installation).values(key=ACCESS, value=value))
    tell_renewed(connection, ACCESS)


def tell_renewed(connection: Connection, key: str) -> None:
    """Tells every process over one PostgreSQL at the commit that a value was renewed, be it by a command."""
    if connection.dialect.name == "postgresql":
        told = {"channel": CHANNEL, "told": json.dumps(["", key])}
        connection.execute(text("SELECT pg_notify(:channel, :told)"), told)


class Glance:
    """Tells the values as they are committed, at once and without a thread; None for one that cannot be told at once.
    Only asked from one thread.

    SQLite is asked, if that was not done a moment ago: another process there is a command, and takes longer to end. Of
    PostgreSQL it counts what it is told: by this process's own writer before anybody is answered, by all others'
    notices; while those are not heard it knows nothing."""

    def __init__(self, url: URL) -> None:
        self._path = url.database if url.get_backend_name() == "sqlite" else None
        self._connection: sqlite3.Connection | None = None
        self._renewals = {ACCESS: 0, CALENDARS: 0}
        self._asked = (-1.0, 0)  # when SQLite was asked, and before which renewal
        self._seen: Mapping[str, str] = {}
        self.hearing = False

    def access(self) -> str | None:
        """The present value of who may come in."""
        return self._value(ACCESS)

    def feeds(self) -> tuple[str, str] | None:
        """What feeds stand by: who may come in, and what calendars show."""
        access, calendars = self._value(ACCESS), self._value(CALENDARS)
        return None if access is None else (access, calendars or "")  # there may have been no change yet

    def _value(self, key: str) -> str | None:
        if self._path is None:
            return str(self._renewals[key]) if self.hearing else None
        now, renewals = time.monotonic(), sum(self._renewals.values())
        at, before = self._asked
        if before != renewals or not 0 <= now - at <= GLANCE_SECONDS:
            self._asked, self._seen = (now, renewals), self._ask()
        return self._seen.get(key)

    def _ask(self) -> Mapping[str, str]:
        try:
            if self._connection is None:
                path = str(self._path)
                self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
            return {str(key): str(value) for key, value in self._connection.execute(_READ)}
        except sqlite3.Error:
            self.close()
            return {}

    def renewed(self, key: str) -> None:
        """Somebody has renewed that value."""
        self._renewals[key] += 1

    def close(self) -> None:
        """Gives the connection back."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
