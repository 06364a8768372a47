"""Whether who may come in has changed: one value that every write to links, keys, sign-ins or people renews.

Whoever keeps in memory who was let in compares it at each request, so that what any process revokes is revoked at once.
"""

import contextlib
import secrets
import sqlite3

from sqlalchemy import Connection, insert, update
from sqlalchemy.engine import URL

from sessions.store.tables.core import installation, keys, links, people, sign_ins

TABLES = frozenset(table.name for table in (keys, links, people, sign_ins))
KEY = "access"
_READ = f"SELECT value FROM installation WHERE key = '{KEY}'"


def renew(connection: Connection) -> None:
    """Gives the value another one, in the transaction of what has changed."""
    value = secrets.token_hex(8)
    changed = connection.execute(update(installation).where(installation.c.key == KEY).values(value=value))
    if changed.rowcount == 0:
        connection.execute(insert(installation).values(key=KEY, value=value))


class Glance:
    """Reads the value as it is committed, at once and without a thread: SQLite takes some microseconds for it.

    Of PostgreSQL it knows nothing: a round trip is no glance."""

    def __init__(self, url: URL) -> None:
        self._path = url.database if url.get_backend_name() == "sqlite" else None
        self._connection: sqlite3.Connection | None = None

    def value(self) -> str | None:
        """The present value; None where it cannot be told at once. Only called from one thread."""
        if self._path is None:
            return None
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=0)
            rows = self._connection.execute(_READ).fetchall()
        except sqlite3.Error:
            self.close()
            return None
        return str(rows[0][0]) if rows else None

    def close(self) -> None:
        """Gives the connection back."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
