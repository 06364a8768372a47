"""The store: one writer that commits together whatever waits, readers beside it, SQLite or PostgreSQL below.

An action is a plain function `action(db, *args, **kw)`; a set's is `decide(db, items)`, which says for each item what
it comes to. How they are committed is writer.py's.
"""

import asyncio
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from sessions.store import troubles, versions
from sessions.store.db import Db, make_engine
from sessions.store.writer import PATIENCE_SECONDS, Answer, Job, Listener, Reads, Teller, Writer
from sessions.values import Refusal, Session, Unavailable

__all__ = ["WRITER_LOCK", "Db", "Reads", "Store", "Unusable", "make_engine"]

P = ParamSpec("P")
T = TypeVar("T")
I = TypeVar("I")  # noqa: E741
READERS = 4
WRITER_LOCK = 0x5349_4441  # "SIDA": the advisory lock under which one process at a time brings a PostgreSQL store up


class Unusable(Exception):
    """The address names no store that can be opened; the message is one plain line."""


class _Seen(Exception):
    """What a look gave: it is raised, so that what was written for it is rolled back."""

    def __init__(self, found: Any) -> None:
        super().__init__()
        self.found = found


def _seeing(action: Callable[[Db], T]) -> Callable[[Db], None]:
    def run(db: Db) -> None:
        db.looks = True
        try:
            raise _Seen(action(db))
        finally:
            db.looks = False

    return run


class Store:
    """An open store. Close it, or its threads keep the process alive. Raises Unusable for an address that is none.

    Listeners are called in the writer's thread after a commit, with the appended entries and the signals; they must
    only hand over to their own loop. Tellers are called with the same inside the transaction, before its commit.
    """

    def __init__(self, url: str, *, secret: bytes) -> None:
        self.url = _parsed(url)
        self.secret = secret
        self.engine = make_engine(self.url)
        self.listeners: list[Listener] = []
        self.tellers: list[Teller] = []
        self.glance = versions.Glance(self.url)
        self.writer = Writer(self.engine, secret, self.glance, self.listeners, self.tellers)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._local = threading.local()
        self._connections: list[Connection] = []

    async def write(self, action: Callable[Concatenate[Db, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """Runs the action in the writer and answers after its commit.

        Raises what it raises, with nothing kept unless the refusal says that it keeps."""
        loop = asyncio.get_running_loop()
        # A browser that hangs up while its score waits for the commit does not take it back.
        answer: asyncio.Future[T] = loop.create_future()
        self.writer.put(Job(run=lambda db: action(db, *args, **kw), loop=loop, answer=answer))
        return await answer

    async def write_beside(self, reads: Reads, action: Callable[[Db], T]) -> T:
        """As `write`; what all actions of this kind that wait will ask for is read once, before the first of them."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self.writer.put(Job(run=action, loop=loop, answer=answer, reads=reads))
        return await answer

    async def write_each(self, actions: Sequence[tuple[Reads, Callable[[Db], T]]]) -> list[T]:
        """Runs several actions, which are committed together; one that is refused or fails takes nothing of the others'
        with it. Raises what the first of those raises, after all were run."""
        loop = asyncio.get_running_loop()
        answers: list[asyncio.Future[T]] = [loop.create_future() for _ in actions]
        waiting = zip(actions, answers, strict=True)
        self.writer.put(*(Job(run=run, loop=loop, answer=answer, reads=reads) for (reads, run), answer in waiting))
        return await asyncio.gather(*answers)

    async def look(self, action: Callable[[Db], T]) -> T:
        """What the action gives; whatever it writes for it is taken back, and nobody hears of it."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self.writer.put(Job(run=_seeing(action), loop=loop, answer=answer, looks=True))
        try:
            return await answer
        except _Seen as seen:
            found: T = seen.found
            return found

    def look_now(self, action: Callable[[Db], T]) -> T:
        """The same as `look` from a thread without a loop."""
        answer: Future[T] = Future()
        self.writer.put(Job(run=_seeing(action), answer=answer, looks=True))
        try:
            return answer.result()
        except _Seen as seen:
            found: T = seen.found
            return found

    async def write_one(self, decide: Callable[[Db, Sequence[I]], list[T | Refusal]], item: I) -> T:
        """Has the item decided together with all others of its kind that wait, and answers after their commit.

        Raises the refusal that it comes to; one item's takes nothing of the others' with it."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self.writer.put(Job(decide=decide, item=item, loop=loop, answer=answer))
        return await answer

    def put_one(self, decide: Callable[[Db, Sequence[I]], list[Any]], item: I, answer: Answer) -> None:
        """As `write_one`; what it comes to is told to `answer` in this loop. Raises RuntimeError once closed."""
        self.writer.put(Job(decide=decide, item=item, loop=asyncio.get_running_loop(), answer=answer))

    def write_now(self, action: Callable[Concatenate[Db, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """The same as `write` from a thread without a loop (the commands)."""
        answer: Future[T] = Future()
        self.writer.put(Job(run=lambda db: action(db, *args, **kw), answer=answer))
        return answer.result()

    async def read(self, query: Callable[Concatenate[Db, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """Runs a query on a connection of its own, on a consistent view of what is committed."""
        return await asyncio.wrap_future(self._readers.submit(self._read, lambda db: query(db, *args, **kw)))

    def read_now(self, query: Callable[Concatenate[Db, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """The same from a thread without a loop."""
        return self._readers.submit(self._read, lambda db: query(db, *args, **kw)).result()

    @property
    def shared(self) -> bool:
        """Whether other processes and hosts may write to it side by side."""
        return self.url.get_backend_name() == "postgresql"

    def glimpse(self, session: str) -> Session | None:
        """The session as the writer last left it, at once; None of one that it has not met. Outdated at any time."""
        known = self.writer.kept.get(session)
        return None if known is None else known.session

    def is_seen_open(self, session: str, t: datetime) -> bool:
        """Whether the session is open at the instant as the writer last left it, with nothing due; False where that is
        not known at once."""
        known = self.writer.kept.get(session)
        span = None if known is None else known.steady  # only looked at: it is the writer's to find out
        return isinstance(span, tuple) and span[0] <= t < span[1]

    def close(self) -> None:
        """Finishes what waits, then closes every connection."""
        self.writer.close()
        self._readers.shutdown()
        self.glance.close()
        for connection in self._connections:
            connection.close()
        self.engine.dispose()

    def _read(self, query: Callable[[Db], T]) -> T:
        """A lost database is waited for as the writer does. Raises Unavailable."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                connection = self._reader()
                with connection.begin():
                    return query(Db(connection, self.secret))
            except Exception as error:
                if troubles.of(error) != "lost":
                    raise
                self._forget_reader()
                if time.monotonic() > until:
                    raise Unavailable from error
            time.sleep(random.uniform(0.05, 0.3))

    def _reader(self) -> Connection:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed or connection.invalidated:
            connection = self.engine.connect()
            connection = connection.execution_options(sidang_reads=True)
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    def _forget_reader(self) -> None:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            self._local.connection = None
            self._connections.remove(connection)
            connection.invalidate()
            connection.close()


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise Unusable(str(error)) from error
