"""The one writer of a process: what waits is decided in the order of its arrival and committed together.

A job is an action, run by itself, or one item of a set: items of one kind that wait behind each other are handed to one
function that decides them all. Nearly always everything succeeds or refuses before it writes; where one fails with
something written, the whole transaction is rolled back and done again, each job in a savepoint of its own.

On SQLite one transaction takes everything that waits, begun IMMEDIATE. On PostgreSQL processes and hosts write side by
side: actions run SERIALIZABLE and are done again where two of them could not have run one after the other; sets lock
the rows of their sessions. A transaction whose connection breaks is done again, unless it turns out to be committed.
"""

import asyncio
import contextlib
import queue
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from sqlalchemy import Connection, Engine, Text, Transaction, cast, func, select, text

from sessions.store import troubles, versions
from sessions.store.bulk import Later
from sessions.store.db import Db
from sessions.store.hot import Hot
from sessions.values import Entry, Refusal, StorageFull, Unavailable

if TYPE_CHECKING:
    from sessions.store.standing import Standing

BATCH = 256
PATIENCE_SECONDS = 20.0  # how long a lost database is waited for before who asked is told
LONGEST_PAUSE = 1.0  # seconds between two tries
ALONE_AFTER = 3  # times that others were quicker: then nobody else writes to sessions meanwhile
CONFLICTS = 40  # how often a transaction that others were quicker than is done again
_XID = Hot(select(cast(func.pg_current_xact_id(), Text)))
log = structlog.get_logger()

Decide = Callable[[Db, Sequence[Any]], list[Any]]  # what each item comes to: a value or a Refusal
Listener = Callable[[list[Entry], set[str]], None]
Teller = Callable[[Db, list[Entry], set[str]], None]


class Answer(Protocol):
    """Whom a job's outcome is told to, once: a future, or what waits without one."""

    def done(self) -> bool:
        """Whether nobody waits any more."""

    def set_result(self, result: Any, /) -> None:
        """It is committed, and came to this."""

    def set_exception(self, error: Any, /) -> None:
        """It was refused or failed."""


@dataclass(frozen=True)
class Reads:
    """What an action will ask for: before the first action of a transaction runs, `read` is handed the items of all
    that come with it, and has at hand (in the memo) what each would ask for by itself. It refuses nothing."""

    read: Callable[[Db, Sequence[Any]], None]
    item: object


@dataclass(slots=True)
class Job:
    """What waits. With `decide`, `item` is one of a set; else `run` is the action."""

    run: Callable[[Db], object] | None = None
    decide: Decide | None = None
    item: object = None
    loop: asyncio.AbstractEventLoop | None = None
    answer: Answer = field(default_factory=Future)
    looks: bool = False  # what it writes is taken back: it has a savepoint of its own from the start
    reads: "Reads | None" = None


@dataclass(frozen=True)
class Failure:
    """A job that was refused or failed; a refusal may keep what it wrote."""

    error: Exception
    keeps: bool = False


class _FailedHalfway(Exception):
    """A job failed, and what it had written cannot be told from what the others wrote."""


@dataclass
class _Done:
    """What the jobs of one transaction came to, in their order, and what is to be told of it."""

    outcomes: list[object] = field(default_factory=list)
    appended: list[Entry] = field(default_factory=list)
    signals: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def add(self, outcomes: Iterable[object], db: Db) -> None:
        """Adds what one action or one set came to."""
        self.outcomes += outcomes
        self.appended += db.appended
        self.signals |= db.signals
        self.changed |= db.changed


class Writer:
    """The thread that writes. Listeners and tellers are the store's (see there)."""

    def __init__(
        self, engine: Engine, secret: bytes, glance: versions.Glance, listeners: list[Listener], tellers: list[Teller]
    ) -> None:
        self._engine, self._secret, self._glance = engine, secret, glance
        self._listeners, self._tellers = listeners, tellers
        self._postgres = engine.dialect.name == "postgresql"
        self._jobs: queue.SimpleQueue[tuple[Job, ...] | None] = queue.SimpleQueue()
        self._connection: Connection | None = None
        self._kept: dict[str, Standing] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._write_all, name="writer", daemon=True)
        self._thread.start()

    def put(self, *jobs: Job) -> None:
        """Has the jobs wait for their turn, behind each other and together. Raises RuntimeError once closed."""
        if self._ending.is_set() or not self._thread.is_alive():
            raise RuntimeError("the store is closed")
        if jobs:  # the thread ends where it is handed nothing
            self._jobs.put(jobs)

    @property
    def waiting(self) -> int:
        """How many jobs wait, those that were put together as one."""
        return self._jobs.qsize()

    @property
    def kept(self) -> "Mapping[str, Standing]":
        """The sessions as the writer last left them; for a look only, and outdated at any time."""
        return self._kept

    def close(self) -> None:
        """Finishes what waits, then ends."""
        self._ending.set()
        self._jobs.put(None)
        self._thread.join()

    # - the thread -

    def _write_all(self) -> None:
        while jobs := self._next():
            for some in self._transactions(jobs):
                self._finish(some)
        _drop(self._connection)

    def _next(self) -> list[Job]:
        first = self._jobs.get()
        jobs: list[Job] = []
        while first is not None:
            jobs += first
            if len(jobs) >= BATCH or self._jobs.empty():
                return jobs
            first = self._jobs.get()
        if jobs:
            self._jobs.put(None)
        return jobs

    def _transactions(self, jobs: list[Job]) -> Iterator[list[Job]]:
        if not self._postgres:
            yield jobs
            return
        for _, some in groupby(jobs, key=lambda job: job.decide is None):
            yield list(some)

    def _finish(self, jobs: list[Job]) -> None:
        try:
            done = self._committed(jobs)
        except Exception as error:
            _answer(jobs, [Failure(error)] * len(jobs))
            return
        for key, tables in versions.WRITTEN.items():
            if done.changed & tables:
                self._glance.renewed(key)
        if done.appended or done.signals:  # told first: of a close a thousand pages wait, and one who is answered
            for listener in list(self._listeners):
                with contextlib.suppress(RuntimeError):  # its loop has ended
                    listener(done.appended, done.signals)
        _answer(jobs, done.outcomes)

    def _committed(self, jobs: list[Job]) -> _Done:
        """The jobs' transaction, tried until it is committed. Raises what it cannot help."""
        trial, how = _Trial(), _plainly
        while True:
            try:
                if trial.stays(self._open()):
                    return trial.done
                trial.begin()
                with self._begun(jobs, trial) as connection:
                    self._run(connection, jobs, how, trial)
                return trial.done
            except _FailedHalfway:
                how = _apart
            except Exception as error:
                self._must_go_on(error, trial)
                if troubles.of(error) == "taken" and trial.conflicts >= ALONE_AFTER:
                    how = _alone

    def _must_go_on(self, error: Exception, trial: "_Trial") -> None:
        trouble = troubles.of(error)
        if trouble in ("conflict", "taken"):
            trial.conflicts += 1
        else:
            _drop(self._connection)
            self._connection = None
        if trouble == "full":
            raise StorageFull from error
        if trouble is None or trial.conflicts > CONFLICTS:
            raise error
        if trouble == "lost":
            if trial.number == 1:
                log.warning("database-lost", fault=str(error).splitlines()[0])
            if self._ending.is_set() or time.monotonic() > trial.until:
                raise Unavailable from error
        longest = LONGEST_PAUSE if trouble == "lost" else 0.05
        time.sleep(random.uniform(0.2, 1) * min(longest, 0.002 * 2 ** min(trial.number, 12)))

    def _open(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = self._engine.connect()
        return self._connection

    @contextlib.contextmanager
    def _begun(self, jobs: list[Job], trial: "_Trial") -> Iterator[Connection]:
        connection = self._open()
        if self._postgres:
            level = "SERIALIZABLE" if jobs[0].decide is None else "READ COMMITTED"
            connection = connection.execution_options(isolation_level=level)
        with connection.begin():
            if self._postgres and trial.conflicts >= ALONE_AFTER:
                # Before anything is read, so that all is read as the others have left it.
                connection.execute(text("LOCK TABLE sessions IN EXCLUSIVE MODE"))
            yield connection

    def _run(self, connection: Connection, jobs: list[Job], how: "_How", trial: "_Trial") -> None:
        done, shared = trial.done, self._db(connection)
        if how is _plainly:
            self._read_together(shared, jobs)
        for decide, some in groupby(jobs, key=lambda job: job.decide):
            if decide is None:
                for job in some:
                    done.add(*(_apart if job.looks else how)(job, self._beside(shared)))
            else:
                self._decide(shared, decide, list(some), how, done)
        _written(shared)
        if done.changed & versions.TABLES:
            versions.renew(connection)
        if done.appended or done.signals:
            for teller in self._tellers:
                teller(self._beside(shared), done.appended, done.signals)
        shared.settle()
        if self._postgres and done.changed:
            trial.xid = _XID.rows(shared, {})[0][0]

    def _read_together(self, shared: Db, jobs: Sequence[Job]) -> None:
        """Raises _FailedHalfway where a reading fails: then each action reads for itself."""
        items: dict[Callable[[Db, Sequence[Any]], None], list[object]] = {}
        for job in jobs:
            if job.reads is not None:
                items.setdefault(job.reads.read, []).append(job.reads.item)
        try:
            for read, some in items.items():
                read(self._beside(shared), some)
        except Exception as error:
            _must_be_its_own(error)
            raise _FailedHalfway from error

    def _decide(self, shared: Db, decide: Decide, jobs: list[Job], how: "_How", done: _Done) -> None:
        sets = [jobs] if how is _plainly else [[job] for job in jobs]
        for some in sets:
            items = [job.item for job in some]
            outcomes, db = how(Job(run=lambda db, items=items: decide(db, items)), self._beside(shared))  # type: ignore[misc]
            found = outcomes[0]
            if isinstance(found, Failure):
                done.add([found] * len(some), db)
            else:
                assert isinstance(found, list)  # what `decide` gave
                done.add([Failure(one, one.keeps) if isinstance(one, Refusal) else one for one in found], db)

    def _db(self, connection: Connection) -> Db:
        return Db(connection, self._secret, kept=self._kept, later=Later())

    def _beside(self, shared: Db) -> Db:
        """What one more action of the transaction is handed: what it reads and writes is the others', too."""
        return replace(shared, appended=[], signals=set(), changed=set(), written=[])


@dataclass
class _Trial:
    """One transaction over all its tries."""

    done: _Done = field(default_factory=_Done)
    number: int = 0
    conflicts: int = 0  # how often others were quicker
    until: float = field(default_factory=lambda: time.monotonic() + PATIENCE_SECONDS)
    xid: str | None = None  # PostgreSQL's number of the last try, once it was about to commit

    def begin(self) -> None:
        """One more try."""
        self.number += 1
        self.done, self.xid = _Done(), None

    def stays(self, connection: Connection) -> bool:
        """Whether the try whose commit was not heard of is committed all the same."""
        if self.xid is None:
            return False
        with connection.begin():
            asked = text("SELECT pg_xact_status(CAST(CAST(:xid AS text) AS xid8))")
            while (status := connection.execute(asked, {"xid": self.xid}).scalar()) == "in progress":
                time.sleep(0.05)
        return status == "committed"


_How = Callable[[Job, Db], tuple[list[object], Db]]


def _plainly(job: Job, db: Db) -> tuple[list[object], Db]:
    """A job among others, without a savepoint. Raises _FailedHalfway."""
    assert job.run is not None
    try:
        return [job.run(db)], db
    except Refusal as refusal:
        if refusal.keeps or not db.changed:
            return [Failure(refusal, refusal.keeps)], db
        raise _FailedHalfway from refusal
    except Exception as error:
        _must_be_its_own(error)
        raise _FailedHalfway from error


def _alone(job: Job, db: Db) -> tuple[list[object], Db]:
    """A job in a savepoint of its own while nobody else writes: a key that stands there is its own fault."""
    return _apart(job, db, alone=True)


def _apart(job: Job, db: Db, *, alone: bool = False) -> tuple[list[object], Db]:
    """A job in a savepoint of its own."""
    assert job.run is not None
    db.settle()  # what others have written is not to be taken back with it
    savepoint = db.connection.begin_nested()
    try:
        result = job.run(db)
        _kept(savepoint, db)
        return [result], db
    except Refusal as refusal:
        _kept(savepoint, db) if refusal.keeps else _taken_back(savepoint, db)
        return [Failure(refusal, refusal.keeps)], db if refusal.keeps else Db(db.connection)
    except Exception as error:
        if not alone or troubles.of(error) != "taken":
            _must_be_its_own(error)
        _taken_back(savepoint, db)
        return [Failure(error)], Db(db.connection)


def _kept(savepoint: Transaction, db: Db) -> None:
    """What still waits to be written belongs to the savepoint."""
    db.settle()
    savepoint.commit()


def _taken_back(savepoint: Transaction, db: Db) -> None:
    """Rolls back; what was read of it meanwhile is forgotten, and what waits to be written."""
    savepoint.rollback()
    db.memo.clear()
    if db.later is not None:
        db.later.clear()


def _written(shared: Db) -> None:
    """Everything that the jobs have decided is written. Raises _FailedHalfway: of whose it fails is not told."""
    try:
        shared.settle()
    except Exception as error:
        _must_be_its_own(error)
        raise _FailedHalfway from error


def _must_be_its_own(error: Exception) -> None:
    """Raises again what is the database's trouble, and so everybody's."""
    if troubles.of(error) is not None:
        raise error


def _answer(jobs: Sequence[Job], outcomes: Sequence[object]) -> None:
    """Tells everybody; those of one loop with one wake."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[Answer, object]]] = {}
    for job, outcome in zip(jobs, outcomes, strict=True):
        if job.loop is not None:
            loops.setdefault(job.loop, []).append((job.answer, outcome))
        else:
            _settle(job.answer, outcome)
    for loop, answers in loops.items():
        with contextlib.suppress(RuntimeError):  # it has ended
            loop.call_soon_threadsafe(_settle_all, answers)


def _settle_all(answers: Iterable[tuple[Answer, object]]) -> None:
    for answer, outcome in answers:
        if not answer.done():  # a browser that hung up does not take its score back: it is only not told
            _settle(answer, outcome)


def _settle(answer: Answer, outcome: object) -> None:
    if isinstance(outcome, Failure):
        answer.set_exception(outcome.error)
    else:
        answer.set_result(outcome)


def _drop(connection: Connection | None) -> None:
    if connection is not None:
        with contextlib.suppress(Exception):
            connection.invalidate()
        with contextlib.suppress(Exception):
            connection.close()
