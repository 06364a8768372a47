"""A store is brought to the present revision when it is opened, and one that is newer is refused."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import make_url, text

from sessions.store.engine import make_engine
from sessions.store.migrating import NewerStore, bring_up
from sessions.store.tables import metadata


@pytest.fixture
def engine(store_url):
    engine = make_engine(make_url(store_url))
    yield engine
    engine.dispose()


def test_a_fresh_store_is_what_the_tables_say(engine):
    bring_up(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, metadata) == []


def test_a_store_of_the_present_revision_is_left_alone(engine):
    bring_up(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO installation (key, value) VALUES ('name', 'a1b2c3.sidang')"))

    bring_up(engine)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM installation")).scalar() == "a1b2c3.sidang"


def test_a_newer_store_is_refused_in_a_plain_line(engine):
    bring_up(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerStore, match=r"9999.*newer"):
        bring_up(engine)
