"""Brings a store to the present revision when it is opened; refuses one that is newer than this program."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from sessions.store.engine import WRITER_LOCK, Unusable, make_engine
from sessions.store.tables import metadata

SCRIPTS = Path(__file__).parent / "migrations"
_VERSION = Table(  # as Alembic makes it
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


class NewerStore(Unusable):
    """The store was written by a newer program."""


class UnknownRevision(Exception):
    """This program does not know that revision."""


def bring_up(engine: Engine) -> None:
    """Makes what an empty store lacks, or has the revisions run that an older one lacks, each in one transaction.

    Raises Unusable, NewerStore for a newer one."""
    try:
        while (current := _looked_up(engine)) != present():
            if current is None:
                _make(engine)
            else:
                _must_be_known(current)
                _upgrade_apart(engine)
    except DBAPIError as error:
        raise Unusable(_line(error)) from error


def _looked_up(engine: Engine) -> str | None:
    with engine.connect().execution_options(sidang_reads=True) as connection, connection.begin():
        return _current(connection)


def _make(engine: Engine) -> None:
    """Every table as it now is, of the present revision: what all revisions one after the other come to."""
    with _alone(engine) as connection:
        if _current(connection) is None:
            metadata.create_all(connection, checkfirst=False)
            _VERSION.create(connection)
            connection.execute(insert(_VERSION).values(version_num=present()))


def _upgrade_apart(engine: Engine) -> None:
    """In a process of its own: what runs revisions takes 12 MB that a server would keep for ever. Raises Unusable."""
    address = engine.url.render_as_string(hide_password=False)  # told apart from the arguments, which anybody sees
    done = subprocess.run([sys.executable, "-m", __name__], input=address, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise Unusable(done.stdout.strip() or "its revisions could not be run")


def _upgrade(engine: Engine) -> None:
    with _alone(engine) as connection:
        current = _current(connection)
        if current != present():
            _must_be_known(current)
            _to(connection, "head")


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction in which no other process brings the store up."""
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
        yield connection


def _must_be_known(current: str | None) -> None:
    if current not in _revisions():
        raise NewerStore(f"the store is of revision {current}, which this program does not know: it is newer")


def _line(error: DBAPIError) -> str:
    return str(error).splitlines()[0]


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.execute(select(_VERSION.c.version_num)).scalar()


def _revisions() -> list[str]:
    """The revisions that this program knows, in order: each file of `versions` begins with its own, counted up."""
    return sorted(path.name.partition("_")[0] for path in (SCRIPTS / "versions").rglob("[0-9]*_*.py"))


def present() -> str:
    """The revision that this program brings a store to."""
    return _revisions()[-1]


def begin_anew(connection: Connection, revision: str) -> None:
    """Drops every table and makes those of that revision, inside the caller's transaction. Raises UnknownRevision."""
    if revision not in _revisions():
        raise UnknownRevision(revision)
    metadata.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    _to(connection, revision)


def bring_to_head(connection: Connection) -> None:
    """Runs the revisions that are still lacking, inside the caller's transaction."""
    _to(connection, "head")


def _to(connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - a server is started without it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("recursive_version_locations", "true")  # the first are in a folder of their own
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _main() -> None:
    """Brings up the store whose address comes in; where that cannot be done, says in one line why."""
    engine = make_engine(make_url(sys.stdin.read()))
    try:
        _upgrade(engine)
    except Unusable as error:
        sys.exit(_told(str(error)))
    except DBAPIError as error:
        sys.exit(_told(_line(error)))


def _told(line: str) -> int:
    print(line)
    return 1


if __name__ == "__main__":
    _main()
