"""Brings a store to the present revision when it is opened; refuses one that is newer than this program."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
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
        config = _config(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if current is not None and current not in known:
            raise NewerStore(f"the store is of revision {current}, which this program does not know: it is newer")
        command.upgrade(config, "head")


def present() -> str:
    """The revision that this program brings a store to."""
    return str(ScriptDirectory(str(SCRIPTS)).get_current_head())


def begin_anew(connection: Connection, revision: str) -> None:
    """Drops every table and makes those of that revision, inside the caller's transaction. Raises UnknownRevision."""
    config = _config(connection)
    if revision not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        raise UnknownRevision(revision)
    metadata.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    command.upgrade(config, revision)


def bring_to_head(connection: Connection) -> None:
    """Runs the revisions that are still lacking, inside the caller's transaction."""
    command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
