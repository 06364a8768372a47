"""The database's host is gone for a while, behind a relay: every part comes back by itself, and no save is lost."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from houses import open_house
from patience import SECONDS as PATIENCE
from posted import all_sent
from relay import relay
from sqlalchemy import make_url
from structlog.testing import capture_logs

from server.clockwork import duties
from server.run import neighbours
from server.web import health
from sessions.store import engine, notices, writer
from sessions.store.engine import Store

pytestmark = pytest.mark.parametrize("tables_url", ["postgresql"], indirect=True)
SECRET = bytes(range(32))


@pytest.fixture(autouse=True)
def in_haste(monkeypatch):
    """What waits for seconds in earnest waits for parts of one."""
    for where, name, seconds in (
        (notices, "QUIET_SECONDS", 0.2),
        (notices, "ANSWER_SECONDS", 0.3),
        (neighbours, "AGAIN_SECONDS", 0.1),
        (health, "ANSWER_SECONDS", 0.2),
        (duties, "BEAT_SECONDS", 0.2),
        (writer, "LONGEST_PAUSE", 0.1),
    ):
        monkeypatch.setattr(where, name, seconds)
    with capture_logs():  # drawn with every local value, what is foreseen here takes seconds
        yield


@asynccontextmanager
async def house_behind(between, tables_url, clock, tmp_path):
    """A house whose store is reached through the relay."""
    direct = make_url(tables_url)
    folder = direct.query.get("host", "")
    if not folder.startswith("/"):
        pytest.skip("the server of these tests listens on no socket of the file system")
    between.turn("through", f"{folder}/.s.PGSQL.5432")
    through = direct.set(host="127.0.0.1", port=between.port, query={})
    store = await asyncio.to_thread(Store, through.render_as_string(hide_password=False), secret=SECRET)
    async with open_house(store, clock, tmp_path / "data") as house:
        yield house
    await asyncio.to_thread(store.close)


async def is_ready(house, status):
    """Waits until readiness answers so."""
    async with asyncio.timeout(PATIENCE):
        while (await house.nobody.get("/readyz")).status != status:  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.05)


async def test_saves_wait_while_the_database_is_silent_or_gone_and_every_part_comes_back(tables_url, clock, tmp_path):
    async with relay() as between, house_behind(between, tables_url, clock, tmp_path) as house:
        session = await house.open()
        await all_sent(house)
        between.turn("silent")
        await is_ready(house, 503)
        key = {"Idempotency-Key": "k1"}
        first = asyncio.create_task(house.panelist.put(f"/sessions/{session}/sheet/vision", {"value": 4}, headers=key))
        await asyncio.wait([first], timeout=0.3)
        between.turn("gone")
        second = asyncio.create_task(house.chair.put_score(session, "vision", 2))
        assert not (await asyncio.wait([first, second], timeout=0.3))[0]
        between.turn("through")

        answers = await asyncio.wait_for(asyncio.gather(first, second), PATIENCE)

        assert [(one.status, one["revision"]) for one in answers] == [(200, 1), (200, 1)]
        assert (await house.secretariat.kinds(session)).count("scored") == 2
        await is_ready(house, 200)
        assert (await house.secretariat.post(f"/people/{house.id('sri')}/link", {})).status == 200
        await all_sent(house)


async def test_who_has_waited_too_long_for_the_database_is_told_so_and_asks_again(
    tables_url, clock, tmp_path, monkeypatch
):
    for where in (writer, engine):
        monkeypatch.setattr(where, "PATIENCE_SECONDS", 0.2)
    async with relay() as between, house_behind(between, tables_url, clock, tmp_path) as house:
        session = await house.open()
        between.turn("gone")

        refused = await house.panelist.put_score(session, "vision", 4)
        read = await house.panelist.sheet(session)

        assert (refused.status, refused.problem, read.status) == (503, "unavailable", 503)
        assert int(refused.headers["Retry-After"]) > 0
        between.turn("through")
        await is_ready(house, 200)
        assert (await house.panelist.put_score(session, "vision", 4))["revision"] == 1
