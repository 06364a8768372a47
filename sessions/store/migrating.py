"""Brings a store to the present revision when it is opened; refuses one that is newer than this program."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from sessions.store.engine import WRITER_LOCK, Unusable
from sessions.store.tables import metadata

SCRIPTS = Path(__file__).parent / "migrations"


class NewerStore(Unusable):
    """The store was written by a newer program."""


class UnknownRevision(Exception):
    """This program does not know that revision."""


def bring_up(engine: Engine) -> None:
    """Runs the revisions that the store lacks, in one transaction. Raises Unusable, NewerStore for a newer one."""
    try:
        _upgrade(engine)
    except DBAPIError as error:
        raise Unusable(str(error).splitlines()[0]) from error


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
        current = _current(connection)
        if current == present():
            return
        if current is not None and current not in _revisions():
            raise NewerStore(f"the store is of revision {current}, which this program does not know: it is newer")
        _to(connection, "head")


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _revisions() -> list[str]:
    """The revisions that this program knows, in order: each file of `versions` begins with its own, counted up."""
    return sorted(path.name.partition("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*_*.py"))


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
    from alembic import command  # noqa: PLC0415 - a store of the present revision is opened without it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
