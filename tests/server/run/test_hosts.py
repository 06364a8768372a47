"""Two hosts over one PostgreSQL: what they must share, and what the one waits for of the other."""

import asyncio
import shutil
import signal

import pytest
from aiohttp import FormData
from patience import SECONDS as PATIENCE
from real_server import RealServer

from server import settings as server_settings
from server.opening import KEY_FILE, installation_key
from server.run import demo
from sessions.clock import wall_clock
from sessions.store.engine import Store
from sessions.store.migrating import bring_up
from sessions.store.tables.core import sessions

pytestmark = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
PDF = b"%PDF-1.4\n% a deck\n"


def prepared(store_url, data):
    """The demonstration in the store: its links by whose they are, and the rehearsal that has just begun."""
    data.mkdir(parents=True)
    store = Store(store_url, secret=installation_key(data))
    bring_up(store.engine)
    links = dict(store.write_now(demo.fill, server_settings.load(str(server_settings.SHIPPED)), now=wall_clock()))
    rehearsal = store.read_now(lambda db: db.execute(sessions.select().order_by(sessions.c.starts_at)).first().id)
    store.close()
    return {name: path.rpartition("/")[2] for name, path in links.items()}, rehearsal


def host(folder, store_url, data):
    folder.mkdir(exist_ok=True)
    return RealServer(folder, {"SIDANG_STORAGE__URL": store_url, "SIDANG_SERVER__DATA": str(data)})


async def test_a_second_host_shares_key_and_uploads_or_is_refused(store_url, tmp_path):
    data = tmp_path / "data"
    links, rehearsal = prepared(store_url, data)
    first, second = host(tmp_path / "one", store_url, data), host(tmp_path / "two", store_url, data)
    strange, alone = tmp_path / "strange", tmp_path / "alone"
    strange.mkdir()
    (strange / KEY_FILE).write_text("ab" * 32)
    alone.mkdir()
    shutil.copy(data / KEY_FILE, alone / KEY_FILE)
    await first.start()
    try:
        for folder, why in ((strange, "another secret.key"), (alone, "share [server] data")):
            code, said = await host(tmp_path / "three", store_url, folder).command("serve", "--port", "0")
            assert (code, why in said, said.count("\n")) == (2, True, 1), said

        await second.start()
        form = FormData({"kind": "deck"})
        form.add_field("file", PDF, filename="paparan.pdf")
        regency = first.caller(links["Kabupaten Jepara"])
        sent = await regency.ask("POST", f"/sessions/{rehearsal}/files", data=form)
        assert sent.status == 201
        there = await second.caller(links["Panelis 1"]).get(f"/sessions/{rehearsal}/files/{sent['id']}")
        assert (there.status, there.raw) == (200, PDF)
        await _seals_once_the_other_host_has_answered(first, second, links, rehearsal)
    finally:
        await second.stop()
        await first.stop()


async def _seals_once_the_other_host_has_answered(first, second, links, rehearsal):
    secretariat, chair = await first.secretariat(), second.caller(links["Panelis 1"])
    assert (await chair.declare(rehearsal)).status == 200
    second.send(signal.SIGSTOP)  # what had come there is under way for all that anybody knows
    try:
        assert (await secretariat.control(rehearsal, "close", reason="tes")).status == 200
        with pytest.raises(TimeoutError):
            await _sealed(secretariat, rehearsal, within=3)
    finally:
        second.send(signal.SIGCONT)
    await _sealed(secretariat, rehearsal, within=PATIENCE)


async def _sealed(secretariat, session, *, within):
    """Waits for the seal, so many seconds at most. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while "sealed" not in await secretariat.kinds(session):  # noqa: ASYNC110 - another process sets no event
            await asyncio.sleep(0.05)
