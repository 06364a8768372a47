"""The store: one writer that commits together whatever waits, readers beside it, SQLite or PostgreSQL below.

An action is a plain function `action(db, *args, **kw)`. Those that wait when the writer gets round to them share one
transaction, and each is answered only after the commit. Nearly always all of them succeed or refuse before they write;
where one fails with something written, the whole batch is rolled back and done again, each in a savepoint of its own.
On PostgreSQL a transaction-wide advisory lock makes one writer of all processes, so what an action has read cannot
change under it.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, Executable, create_engine, event, make_url, text
from sqlalchemy.engine import URL, CursorResult
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from sessions.errors import Refusal
from sessions.store import versions

P = ParamSpec("P")
T = TypeVar("T")
BATCH = 256
READERS = 4
WRITER_LOCK = 0x5349_4441  # "SIDA": the advisory lock that makes one writer of all processes on PostgreSQL


class Unusable(Exception):
    """The address names no store that can be opened; the message is one plain line."""


@dataclass
class Db:
    """What an action is handed: a connection inside its transaction, and what is to be told after the commit."""

    connection: Connection
    secret: bytes = b""  # the installation's key, from which links are derived
    appended: list[Any] = field(default_factory=list)
    signals: set[str] = field(default_factory=set)
    memo: dict[Any, Any] = field(default_factory=dict)  # what one action reads again and again and does not change
    changed: set[str] = field(default_factory=set)  # the tables that were written, "" where a text does not say

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Runs one statement (or, with a list of parameters, one for each)."""
        if not statement.is_select:
            self.changed.add(getattr(getattr(statement, "table", None), "name", ""))
        return self.connection.execute(statement, parameters)

    def signal(self, name: str) -> None:
        """Asks that listeners of `name` be woken after the commit."""
        self.signals.add(name)

    @property
    def postgres(self) -> bool:
        """Whether PostgreSQL is below."""
        return self.connection.dialect.name == "postgresql"


@dataclass
class _Job:
    run: Callable[[Db], Any]
    answer: "Future[Any]"


Listener = Callable[[list[Any], set[str]], None]
Teller = Callable[[Db, list[Any], set[str]], None]


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
        self.access = versions.Glance(self.url)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._local = threading.local()
        self._connections: list[Connection] = []
        self._writer = threading.Thread(target=self._write_all, name="writer", daemon=True)
        self._writer.start()

    async def write(self, action: Callable[Concatenate[Db, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """Runs the action in the writer and answers after its commit.

        Raises what it raises, with nothing kept unless the refusal says that it keeps."""
        # A browser that hangs up while its score waits for the commit does not take it back.
        writing = asyncio.wrap_future(self._put(lambda db: action(db, *args, **kw)))
        writing.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(writing)

    def write_now(self, action: Callable[Concatenate[Db, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """The same from a thread without a loop (the commands)."""
        return self._put(lambda db: action(db, *args, **kw)).result()

    async def read(self, query: Callable[Concatenate[Db, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """Runs a query on a connection of its own, on a consistent view of what is committed."""
        return await asyncio.wrap_future(self._readers.submit(self._read, lambda db: query(db, *args, **kw)))

    def read_now(self, query: Callable[Concatenate[Db, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """The same from a thread without a loop."""
        return self._readers.submit(self._read, lambda db: query(db, *args, **kw)).result()

    def close(self) -> None:
        """Finishes what waits, then closes every connection."""
        self._jobs.put(None)
        self._writer.join()
        self._readers.shutdown()
        self.access.close()
        for connection in self._connections:
            connection.close()
        self.engine.dispose()

    def _put(self, run: Callable[[Db], T]) -> "Future[T]":
        if not self._writer.is_alive():
            raise RuntimeError("the store is closed")
        answer: Future[T] = Future()
        self._jobs.put(_Job(run, answer))
        return answer

    def _read(self, query: Callable[[Db], T]) -> T:
        connection = self._reader()
        with connection.begin():
            return query(Db(connection, self.secret))

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

    def _write_all(self) -> None:
        connection: Connection | None = None
        while jobs := self._waiting():
            try:
                if connection is None:
                    connection = self.engine.connect()
                self._commit_together(connection, jobs)
            except Exception as error:  # the database itself failed: nothing of the batch is kept
                for job in jobs:
                    if not job.answer.done():
                        job.answer.set_exception(error)
                _drop(connection)
                connection = None
        if connection is not None:
            connection.close()

    def _waiting(self) -> list[_Job]:
        first = self._jobs.get()
        jobs: list[_Job] = []
        while first is not None:
            jobs.append(first)
            if len(jobs) == BATCH or self._jobs.empty():
                return jobs
            first = self._jobs.get()
        if jobs:
            self._jobs.put(None)
        return jobs

    def _commit_together(self, connection: Connection, jobs: list[_Job]) -> None:
        running = [job for job in jobs if job.answer.set_running_or_notify_cancel()]
        try:
            done = self._transaction(connection, running, _plainly)
        except _FailedHalfway:
            done = self._transaction(connection, running, _apart)
        for job, outcome in zip(running, done.outcomes, strict=True):
            if isinstance(outcome, _Failure):
                job.answer.set_exception(outcome.error)
            else:
                job.answer.set_result(outcome)
        if done.appended or done.signals:
            for listener in self.listeners:
                with contextlib.suppress(RuntimeError):  # its loop has ended
                    listener(done.appended, done.signals)

    def _transaction(self, connection: Connection, jobs: list[_Job], run: "_Runner") -> "_Done":
        done = _Done()
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
            for job in jobs:
                done.add(run, job.run, Db(connection, self.secret))
            if done.changed & versions.TABLES:
                versions.renew(connection)
            if done.appended or done.signals:
                for teller in self.tellers:
                    teller(Db(connection, self.secret), done.appended, done.signals)
        return done


class _FailedHalfway(Exception):
    """A job failed, and what it had written cannot be told from what the others wrote."""


@dataclass(frozen=True)
class _Failure:
    error: Exception
    keeps: bool = False


_Runner = Callable[[Callable[[Db], Any], Db], Any]


@dataclass
class _Done:
    """What the jobs of one transaction came to, in their order, and what is to be told of it."""

    outcomes: list[Any] = field(default_factory=list)
    appended: list[Any] = field(default_factory=list)
    signals: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def add(self, run: _Runner, job: Callable[[Db], Any], db: Db) -> None:
        """Runs one more job."""
        outcome = run(job, db)
        self.outcomes.append(outcome)
        if not isinstance(outcome, _Failure) or outcome.keeps:
            self.appended += db.appended
            self.signals |= db.signals
            self.changed |= db.changed


def _plainly(run: Callable[[Db], Any], db: Db) -> Any:
    """A job among others, without a savepoint. Raises _FailedHalfway."""
    try:
        return run(db)
    except Refusal as refusal:
        if refusal.keeps or not db.changed:
            return _Failure(refusal, refusal.keeps)
        raise _FailedHalfway from refusal
    except Exception as error:
        if db.connection.invalidated:
            raise
        raise _FailedHalfway from error


def _apart(run: Callable[[Db], Any], db: Db) -> Any:
    """A job in a savepoint of its own."""
    savepoint = db.connection.begin_nested()
    try:
        result = run(db)
        savepoint.commit()
        return result
    except Refusal as refusal:
        savepoint.commit() if refusal.keeps else savepoint.rollback()
        return _Failure(refusal, refusal.keeps)
    except Exception as error:
        if db.connection.invalidated:
            raise
        savepoint.rollback()
        return _Failure(error)


def _drop(connection: Connection | None) -> None:
    if connection is not None:
        with contextlib.suppress(Exception):
            connection.invalidate()
        with contextlib.suppress(Exception):
            connection.close()


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise Unusable(str(error)) from error


def make_engine(url: URL) -> Engine:
    """An engine with the durability and the locking that the promises need; no text of a person reaches its errors."""
    if url.get_backend_name() == "sqlite":
        waiting = {"check_same_thread": False, "timeout": 30}
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=waiting)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url.set(drivername="postgresql+psycopg"), poolclass=NullPool, hide_parameters=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours (below), not the driver's
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes may find its view outdated and fail, or overwrite.
    reads = connection.get_execution_options().get("sidang_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
