"""A disk that is full, and one that cannot be written: a real one, small, in memory."""

import asyncio
import errno
import subprocess

import pytest
from aiohttp import FormData
from patience import SECONDS as PATIENCE
from real_server import RealServer

from server import settings as server_settings
from server.opening import installation_key
from server.run import demo
from sessions.clock import wall_clock
from sessions.store.engine import Store
from sessions.store.migrating import bring_up
from sessions.store.tables.core import sessions

PDF = b"%PDF-1.4\n" + b"% a deck\n" * 200_000
BIG = "x" * 4000


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture
def disk(tmp_path):
    """A disk of 80 MB of which the test may do what it likes."""
    where = tmp_path / "disk"
    where.mkdir()
    mounted = run("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(where))
    if mounted.returncode:
        pytest.skip(f"no disk may be mounted here: {mounted.stderr.strip()}")
    yield where
    run("umount", "-l", str(where / "data" / "uploads"))
    run("umount", "-l", str(where))


@pytest.fixture
def example(disk):
    """The demonstration's links by whose they are, and its rehearsal, on that disk."""
    data = disk / "data"
    data.mkdir()
    store = Store(f"sqlite:///{data}/sidang.db", secret=installation_key(data))
    bring_up(store.engine)
    links = dict(store.write_now(demo.fill, server_settings.load(str(server_settings.SHIPPED)), now=wall_clock()))
    rehearsal = store.read_now(lambda db: db.execute(sessions.select().order_by(sessions.c.starts_at)).first().id)
    store.close()
    return {name: path.rpartition("/")[2] for name, path in links.items()}, rehearsal


def fill(path):
    """Writes until nothing more is taken."""
    with path.open("wb", buffering=0) as file, pytest.raises(OSError) as full:
        while True:
            file.write(bytes(1 << 16))
    assert full.value.errno == errno.ENOSPC


async def send_deck(caller, session):
    form = FormData({"kind": "deck"})
    form.add_field("file", PDF, filename="paparan.pdf")
    return await caller.ask("POST", f"/sessions/{session}/files", data=form)


async def because(caller):
    """Why the server is not ready; nothing where it is."""
    async with caller.client.get("/readyz") as response:
        return (await response.json())["because"]


async def is_open(panelist, session):
    """Whether the panelist's sheet takes scores."""
    return (await panelist.sheet(session))["state"] == "open"


async def until(answers):
    """Waits for what the server finds out by itself."""
    async with asyncio.timeout(PATIENCE):
        while not await answers():  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.1)


async def test_a_disk_that_is_full_or_cannot_be_written_is_said_and_all_goes_on_when_there_is_room(
    disk, example, tmp_path
):
    links, session = example
    server = RealServer(tmp_path, {"SIDANG_SERVER__DATA": str(disk / "data")})
    await server.start()
    try:
        panelist, regency = server.caller(links["Panelis 1"]), server.caller(links["Kabupaten Jepara"])
        secretariat = await server.secretariat()
        await panelist.declare(session)
        await until(lambda: is_open(panelist, session))
        assert (await send_deck(regency, session)).status == 201
        await _fills_and_empties(disk, server, panelist, regency, secretariat, session)
        await _uploads_are_read_only_for_a_while(disk / "data" / "uploads", regency, secretariat, session)
    finally:
        await server.stop()
    assert "Traceback" not in (tmp_path / "server.log").read_text()

    assert not run("mount", "-o", "remount,ro", str(disk)).returncode
    code, said = await server.command("serve", "--port", "0")
    assert (code, said.count("\n")) == (2, 1) and "Traceback" not in said, said
    assert not run("mount", "-o", "remount,rw", str(disk)).returncode
    assert (await server.command("verify"))[0] == 0


async def _fills_and_empties(disk, server, panelist, regency, secretariat, session):
    filler, saves = disk / "filler", []
    fill(filler)
    while not any(one.status == 507 for one in saves):  # the log of SQLite has room for some more
        assert len(saves) < 1000
        together = (panelist.put_score(session, "leadership", 4, note=BIG) for _ in range(40))
        saves += await asyncio.gather(*together)
    refused = [one for one in saves if one.status != 200]
    assert {(one.status, one.problem) for one in refused} == {(507, "insufficient-storage")}
    assert (await send_deck(regency, session)).status == 507
    assert await because(panelist) == ["disk"]
    shown = (await panelist.sheet(session))["scores"].get("leadership", {"revision": 0})
    assert shown["revision"] == len(saves) - len(refused)  # what was refused is not there, what was taken is

    filler.unlink()
    assert (await panelist.put_score(session, "leadership", 5)).status == 200
    assert (await send_deck(regency, session)).status == 201
    assert await because(panelist) == []
    mails = disk / "data" / "mail"
    before = len(list(mails.rglob("*.eml")))
    person = (await secretariat.session(session))["panel"][4]["id"]
    assert (await secretariat.post(f"/people/{person}/link", {})).status == 200

    async def is_told():
        return len(list(mails.rglob("*.eml"))) > before

    await until(is_told)


async def _uploads_are_read_only_for_a_while(uploads, regency, secretariat, session):
    assert not run("mount", "--bind", str(uploads), str(uploads)).returncode
    assert not run("mount", "-o", "remount,bind,ro", str(uploads)).returncode

    async def is_said():
        return await because(secretariat) == ["disk"]

    async def is_over():
        return await because(secretariat) == []

    assert (await send_deck(regency, session)).status == 507
    await until(is_said)
    assert not run("umount", str(uploads)).returncode
    await until(is_over)
    assert (await send_deck(regency, session)).status == 201
