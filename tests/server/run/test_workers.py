"""Two processes on one port over PostgreSQL are one server: they hear each other, and end and begin again together."""

import asyncio
import json
import os
import signal
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from patience import SECONDS as PATIENCE
from real_server import RealServer

from server import settings as server_settings
from server.opening import installation_key
from server.run import demo
from sessions.clock import wall_clock
from sessions.store.engine import Store
from sessions.store.migrating import bring_up
from sessions.store.tables.core import sessions

pytestmark = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
STREAMS = 12  # that all of them come to one of two processes happens once in 2048 runs


@pytest.fixture
def example(store_url, tmp_path):
    """The demonstration's links by whose they are, in a store that no process serves yet."""
    data = tmp_path / "data"
    data.mkdir()
    store = Store(store_url, secret=installation_key(data))
    bring_up(store.engine)
    settings = server_settings.load(str(server_settings.SHIPPED))
    links = dict(store.write_now(demo.fill, settings, now=wall_clock()))
    store.close()
    return {name: path.rpartition("/")[2] for name, path in links.items()}


@pytest.fixture
async def server(store_url, example, tmp_path):
    two = {"SIDANG_STORAGE__URL": store_url, "SIDANG_SERVER__WORKERS": "2"}
    server = RealServer(tmp_path, two)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def rehearsal(store_url, example):
    """The rehearsal that the example begins with."""
    store = Store(store_url, secret=b"")
    found = store.read_now(lambda db: db.execute(sessions.select().order_by(sessions.c.starts_at)).first().id)
    store.close()
    return found


def workers(server):
    """The processes that serve."""
    children = Path(f"/proc/{server._process.pid}/task/{server._process.pid}/children").read_text().split()
    return [int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


async def until(true):
    """Waits for what other processes do."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - other processes set no event of ours
            await asyncio.sleep(0.05)


@asynccontextmanager
async def stream(server, token, session, **headers):
    """An open page of a session, and an iterator over (id, kind, data) of its events."""
    who = server.caller(token)
    where = f"/api/v1/sessions/{session}/events"
    async with who.client.get(where, headers=who.headers(**headers)) as response:
        yield events(response)


async def events(response):
    fields = {}
    async for line in response.content:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name:
            fields[name] = value
        elif "event" in fields:
            yield int(fields.get("id", 0)), fields["event"], json.loads(fields["data"])
            fields = {}


async def heard(page, kind, count):
    """The numbers of the next so many entries of that kind."""
    numbers = []
    async with asyncio.timeout(PATIENCE):
        async for number, what, _ in page:
            if what == kind:
                numbers.append(number)
            if len(numbers) == count:
                return numbers


async def test_what_one_process_commits_is_heard_at_the_pages_of_all_in_order(server, example, rehearsal):
    panel = [server.caller(example[f"Panelis {number}"]) for number in range(1, 6)]
    async with _many_pages(server, example["Panelis 1"], rehearsal) as pages:
        listening = [asyncio.create_task(heard(page, "declared", 5)) for page in pages]
        await asyncio.gather(*(one.declare(rehearsal) for one in panel))
        told = await asyncio.gather(*listening)

    assert all(numbers == sorted(numbers) for numbers in told)
    assert len({tuple(numbers) for numbers in told}) == 1


@asynccontextmanager
async def _many_pages(server, token, session):
    async with asyncio.timeout(PATIENCE):
        contexts = [stream(server, token, session) for _ in range(STREAMS)]
        pages = [await one.__aenter__() for one in contexts]
    yield pages
    for one in contexts:
        await one.__aexit__(None, None, None)


async def test_a_process_that_dies_is_begun_again_and_its_pages_miss_nothing(server, example, rehearsal):
    panelist, regency = server.caller(example["Panelis 1"]), server.caller(example["Kabupaten Jepara"])
    await panelist.declare(rehearsal)
    before = workers(server)

    os.kill(before[0], signal.SIGKILL)
    await until(lambda: len(set(workers(server)) - {before[0]}) == 2)
    again = server.caller(example["Panelis 2"])
    assert (await again.declare(rehearsal)).status == 200
    assert (await regency.session(rehearsal)).status == 200

    async with stream(server, example["Panelis 1"], rehearsal, **{"Last-Event-ID": "1"}) as page:
        assert len(await heard(page, "declared", 2)) == 2


async def test_the_end_is_the_end_of_all_of_them(server):
    processes = workers(server)

    await server.stop()

    assert len(processes) == 2
    assert not [one for one in processes if Path(f"/proc/{one}").exists()]


async def test_they_end_too_when_the_one_that_began_them_is_killed(server):
    processes = workers(server)

    await server.kill()

    await until(lambda: not [one for one in processes if Path(f"/proc/{one}").exists()])


def cut(url):
    """Every connection to the database is cut, as by its restart."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def mails(folder):
    return list((folder / "data" / "mail").rglob("*.eml"))


@pytest.mark.timeout(300)
async def test_every_part_comes_back_when_the_databases_connections_are_cut(
    server, example, rehearsal, store_url, tmp_path
):
    secretariat = await server.secretariat()
    first, second = (server.caller(example[f"Panelis {number}"]) for number in (1, 2))
    await first.declare(rehearsal)

    async with stream(server, example["Panelis 3"], rehearsal, **{"Last-Event-ID": "1"}) as page:
        await heard(page, "opened", 1)
        cut(store_url)
        saved = await first.put_score(rehearsal, "leadership", 4)
        cut(store_url)
        declared = await second.declare(rehearsal)
        assert (saved.status, declared.status) == (200, 200)
        assert len(await heard(page, "declared", 1)) == 1  # the open page hears what came after the cut

    before = len(mails(tmp_path))
    somebody = (await secretariat.session(rehearsal))["panel"][4]["id"]
    assert (await secretariat.post(f"/people/{somebody}/link", {})).status == 200
    await until(lambda: len(mails(tmp_path)) > before)
    async with asyncio.timeout(PATIENCE):  # neighbours are heard again a moment after the rest
        while (await secretariat.get("/readyz")).status != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
