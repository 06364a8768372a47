"""What processes over one PostgreSQL tell each other: which entries were committed, and what was signalled.

A notice is sent inside the transaction that it tells of (NOTIFY delivers at the commit, in the order of commits), one
for a whole batch: none is lost with a process that dies, and none tells of what was rolled back.
"""

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.engine import URL

from sessions.lazily import lazily
from sessions.store.db import POSTGRESQL
from sessions.store.engine import Db
from sessions.store.versions import CHANNEL
from sessions.values.record import Entry

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = lazily("psycopg")

QUIET_SECONDS = 10.0  # without a notice, after which the server is asked whether it is there
ANSWER_SECONDS = 5.0
PAYLOAD_BYTES = 7_500  # PostgreSQL's NOTIFY takes less than 8000
_NOTIFY = text("SELECT pg_notify(:channel, :payload)")


@dataclass(frozen=True)
class News:
    """Entries of one session that were committed together, by their numbers and kinds."""

    session: str
    first: int
    last: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """What one process tells the others."""

    sender: str
    news: tuple[News, ...]
    signals: tuple[str, ...]


def of(entries: Iterable[Entry]) -> list[News]:
    """The news that these entries are, in the order of their sessions' first."""
    by_session: dict[str, list[Entry]] = {}
    for entry in entries:
        by_session.setdefault(entry.session, []).append(entry)
    return [
        News(session, some[0].number, some[-1].number, tuple(sorted({one.kind for one in some})))
        for session, some in by_session.items()
    ]


def tell(db: Db, sender: str, entries: Iterable[Entry], signals: Iterable[str]) -> None:
    """Tells every process that listens, once the transaction is committed."""
    items = [json.dumps([one.session, one.first, one.last, one.kinds], separators=(",", ":")) for one in of(entries)]
    items += [json.dumps(signal) for signal in signals]
    for some in _parcels(items):
        db.execute(_NOTIFY, {"channel": CHANNEL, "payload": f'["{sender}",{",".join(some)}]'})


def _parcels(items: Iterable[str]) -> Iterator[list[str]]:
    some: list[str] = []
    size = 0
    for item in items:
        if some and size + len(item) > PAYLOAD_BYTES:
            yield some
            some, size = [], 0
        some.append(item)
        size += len(item) + 1
    if some:
        yield some


async def connected(url: URL) -> "psycopg.AsyncConnection":
    """A connection that hears from now on what is told. Raises psycopg.OperationalError."""
    watched = url.set(drivername="postgresql").update_query_dict({name: str(one) for name, one in POSTGRESQL.items()})
    address = watched.render_as_string(hide_password=False)
    connection = await psycopg.AsyncConnection.connect(address, autocommit=True)
    await connection.execute(f"LISTEN {CHANNEL}")
    return connection


async def heard(connection: "psycopg.AsyncConnection") -> AsyncIterator[Notice]:
    """Every notice as it comes; while none comes, the server is asked whether it is there.

    Raises psycopg.OperationalError when the connection is lost or nobody answers."""
    while True:
        async for one in connection.notifies(timeout=QUIET_SECONDS):
            sender, *items = json.loads(one.payload)
            news = tuple(News(item[0], item[1], item[2], tuple(item[3])) for item in items if isinstance(item, list))
            yield Notice(sender, news, tuple(item for item in items if isinstance(item, str)))
        hanging_up = asyncio.get_running_loop().call_later(ANSWER_SECONDS, _hang_up, connection)
        try:
            await connection.execute("SELECT 1")
        finally:
            hanging_up.cancel()


def _hang_up(connection: "psycopg.AsyncConnection") -> None:
    # Given up in any other way, psycopg asks the silent server to cancel, for ten seconds more.
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
