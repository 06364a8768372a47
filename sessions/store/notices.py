"""What processes over one PostgreSQL tell each other: which entries were committed, and what was signalled.

A notice is sent inside the transaction that it tells of (NOTIFY delivers at the commit, in the order of commits), one
for a whole batch: none is lost with a process that dies, and none tells of what was rolled back.
"""

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import msgspec
from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import URL

from sessions.lazily import lazily
from sessions.store.db import POSTGRESQL
from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.versions import CHANNEL
from sessions.values import Entry

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = lazily("psycopg")

QUIET_SECONDS = 10.0  # after which the server is asked whether it is there
ANSWER_SECONDS = 5.0
PAYLOAD_BYTES = 7_500  # PostgreSQL's NOTIFY takes less than 8000
_NOTIFY = Hot(select(func.pg_notify(CHANNEL, bindparam("payload"))))


class News(NamedTuple):
    """Entries of one session that were committed together, by their numbers and kinds."""

    session: str
    first: int
    last: int
    kinds: Sequence[str]


@dataclass(frozen=True)
class Notice:
    """What one process tells the others."""

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
        _NOTIFY.rows(db, {"payload": f'["{sender}",{",".join(some)}]'})


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


class Line:
    """A connection on which others are heard. It is read as soon as something is there, without a task that wakes: a
    notice comes with every set of saves, and waiting for each in psycopg's own way was a tenth of what a save costs."""

    def __init__(self, connection: "psycopg.AsyncConnection", me: str, told: Callable[[Notice], None]) -> None:
        self.connection = connection
        self._mine, self._told = f'["{me}",', told
        self._file = connection.fileno()
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def opened(cls, url: URL, me: str, told: Callable[[Notice], None]) -> "Line":
        """A line on which every notice of others from now on is handed over. Raises psycopg.OperationalError."""
        watched = url.set(drivername="postgresql").update_query_dict(
            {name: str(one) for name, one in POSTGRESQL.items()}
        )
        address = watched.render_as_string(hide_password=False)
        line = cls(await psycopg.AsyncConnection.connect(address, autocommit=True), me, told)
        line.connection.add_notify_handler(lambda one: line._take(one.payload))  # what comes while something is asked
        await line.connection.execute(f"LISTEN {CHANNEL}")
        return line

    async def hear(self) -> NoReturn:
        """Hears; now and then the server is asked whether it is there.

        Raises psycopg.OperationalError when the connection is lost or nobody answers."""
        while True:
            await self._quietly(QUIET_SECONDS)
            hanging_up = asyncio.get_running_loop().call_later(ANSWER_SECONDS, _hang_up, self.connection)
            try:
                await self.connection.execute("SELECT 1")
            finally:
                hanging_up.cancel()

    async def _quietly(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        loop.add_reader(self._file, self._look)
        try:
            await asyncio.wait([self._lost], timeout=seconds)
        finally:
            loop.remove_reader(self._file)
        if self._lost.done():
            self._lost.result()

    def _look(self) -> None:
        line = self.connection.pgconn
        try:
            line.consume_input()
            while one := line.notifies():
                self._take(one.extra.decode())
        except psycopg.OperationalError as error:
            asyncio.get_running_loop().remove_reader(self._file)
            if not self._lost.done():
                self._lost.set_exception(error)

    def _take(self, payload: str) -> None:
        if payload.startswith(self._mine):
            return
        _, *items = msgspec.json.decode(payload)
        news = tuple(News(*item) for item in items if isinstance(item, list))
        self._told(Notice(news, tuple(item for item in items if isinstance(item, str))))


def _hang_up(connection: "psycopg.AsyncConnection") -> None:
    # Given up in any other way, psycopg asks the silent server to cancel, for ten seconds more.
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
