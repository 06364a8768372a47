"""What an action is handed, and the connections below it: SQLite or PostgreSQL, with the durability and the locking
that the promises need."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Executable, create_engine, event
from sqlalchemy.engine import URL, CursorResult
from sqlalchemy.pool import NullPool

from sessions.store.bulk import Later
from sessions.store.memo import ANY, Memo
from sessions.store.powers import witness
from sessions.values import Entry, Waiting

if TYPE_CHECKING:
    from sessions.store.standing import Gathered, Standing

# A host that is gone is noticed: by the kernel after some seconds, never by waiting for an answer without end.
POSTGRESQL = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
STATEMENTS = 2000  # kept compiled; there are fewer


@dataclass
class Db:
    """What an action is handed: a connection inside its transaction, and what is to be told after the commit."""

    connection: Connection
    secret: bytes = b""  # the installation's key, from which links are derived
    appended: list[Entry] = field(default_factory=list)
    signals: set[str] = field(default_factory=set)
    memo: Memo = field(default_factory=Memo)  # what its transaction reads again and again
    changed: set[str] = field(default_factory=set)  # the tables that were written, "" where a text does not say
    batch: Waiting | None = None  # the batch that mails written now join
    added: str = ""  # words of the official's own, for mails that tell of a session and are written now
    written: list[Mapping[str, Any]] = field(default_factory=list)  # the mails written so far: to whom and of what kind
    kept: dict[str, "Standing"] = field(default_factory=dict)  # the writer's memory of sessions, see standing.py
    looks: bool = False  # it is only to be seen what would come of it: nothing outside the store is to change either
    gathered: "Gathered | None" = None  # what a set has decided and not yet written
    later: Later | None = None  # what its transaction has decided and not yet written; None: everything is at once

    def execute(
        self, statement: Executable, parameters: Sequence[Mapping[str, object]] | Mapping[str, object] | None = None
    ) -> CursorResult[Any]:
        """Runs one statement (or, with a list of parameters, one for each)."""
        if not statement.is_select:
            self.wrote(getattr(getattr(statement, "table", None), "name", ANY))
        self.settle()
        touched = () if statement.is_select else witness.touched(self.connection, statement, parameters)
        result = self.connection.execute(statement, parameters)
        if touched:
            witness.note(self, statement, touched)
            self.signal(witness.SIGNAL)
        return result

    def wrote(self, table: str, *, amended: bool = False) -> None:
        """Notes that a table is written, `ANY` where a statement does not say. What was read of it is forgotten, unless
        the caller has `amended` the memo by what it writes."""
        self.changed.add(table)
        if not amended:
            self.memo.wrote(table)

    def settle(self, tables: frozenset[str] | None = None) -> None:
        """Writes what was decided so far, so that the next statement sees it: one that has to do with these tables
        alone, or nobody knows with which."""
        if self.gathered is not None:
            self.gathered.write(self)
        if self.later is not None and (tables is None or self.later.touches(tables)):
            self.later.write(self.connection)

    def signal(self, name: str) -> None:
        """Asks that listeners of `name` be woken after the commit."""
        self.signals.add(name)

    @property
    def postgres(self) -> bool:
        """Whether PostgreSQL is below."""
        return self.connection.dialect.name == "postgresql"


def make_engine(url: URL) -> Engine:
    """An engine with the durability and the locking that the promises need; no text of a person reaches its errors.

    An address has one: it holds no connections (NullPool), only what it has learned of the database and the statements
    that it has compiled, several milliseconds of work each."""
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(Path(url.database).absolute()))
    return _engine(url)


@lru_cache(maxsize=4)
def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        waiting = {"check_same_thread": False, "timeout": 30}
        engine = create_engine(
            url, poolclass=NullPool, hide_parameters=True, query_cache_size=STATEMENTS, connect_args=waiting
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    url = url.set(drivername="postgresql+psycopg")
    return create_engine(
        url, poolclass=NullPool, hide_parameters=True, query_cache_size=STATEMENTS, connect_args=dict(POSTGRESQL)
    )


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours (below), not the driver's
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes may find its view outdated and fail, or overwrite.
    reads = connection.get_execution_options().get("sidang_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
