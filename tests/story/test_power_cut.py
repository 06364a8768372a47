"""What was acknowledged is on disk: the server is killed under every kind of write, and in the end all of it is there,
once. A session's end does not wait for anybody to look, either."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from houses import Answer, Caller
from killed import besieged
from listening import listening, until
from real_server import RealServer
from samples.day import booked, soon

from sessions.clock import from_wire, wire
from sessions.store.powers.links import derived

PANELISTS = 12


@dataclass
class Rehearsal:
    """A rehearsal that runs on a real server, with its panel."""

    server: RealServer
    secretariat: Caller
    session: str
    panel: list[Caller]


async def a_rehearsal(server: RealServer, folder: Path, *, minutes: float, starts_in: float = 2) -> Rehearsal:
    secretariat = await server.secretariat()
    programme = (await secretariat.post("/programmes", {}))["id"]
    place = {"code": "33.20", "name": "Jepara", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    await secretariat.post(f"/programmes/{programme}/regencies", place | {"email": "jepara@daerah.example"})
    secret = bytes.fromhex((folder / "data" / "secret.key").read_text().strip())
    panel = []
    for number in range(PANELISTS):
        person = {"name": f"Panelis {number}", "email": f"p{number}@panel.example", "may_chair": True}
        made = (await secretariat.post(f"/programmes/{programme}/panelists", person))["id"]
        panel.append(server.caller(derived(secret, "enter", made, 1), made))
    body: dict[str, Any] = {
        "regency": "33.20",
        "panel": [one.id for one in panel],
        "chair": panel[0].id,
        "rehearsal": True,
        "phases": [{"key": "presentation", "minutes": minutes}],
    }

    async def book(starts_at: datetime) -> Answer:
        return await secretariat.post(f"/programmes/{programme}/sessions", body | {"starts_at": wire(starts_at)})

    session = booked(await soon(book, starts_in))["id"]
    for one in panel:
        assert (await one.declare(session)).status == 200
    return Rehearsal(server, secretariat, session, panel)


async def has_opened(rehearsal: Rehearsal) -> None:
    async with listening(rehearsal.secretariat, rehearsal.session) as heard:
        await until(heard, "state", lambda state: state["state"] == "open")


@pytest.fixture
async def server(store_url: str, tmp_path: Path) -> AsyncIterator[RealServer]:
    server = RealServer(tmp_path, {"SIDANG_STORAGE__URL": store_url})
    await server.start()
    yield server
    await server.stop()


async def test_what_was_acknowledged_survives_kill_nine_and_nothing_is_there_twice(store_url, tmp_path):
    async with besieged(store_url, tmp_path) as siege:
        await siege.endure(kills=5)
        await siege.must_have_lost_nothing()


@pytest.mark.alone
async def test_a_session_ends_while_the_server_is_down_and_is_sealed_once_it_is_back(server, tmp_path):
    rehearsal = await a_rehearsal(server, tmp_path, minutes=0.05)
    await has_opened(rehearsal)
    await rehearsal.panel[0].put_score(rehearsal.session, "vision", 4)
    await server.kill()
    await asyncio.sleep(3)  # the session's own three seconds go by while nobody serves
    await server.start()

    async with listening(rehearsal.secretariat, rehearsal.session) as heard:
        await until(heard, "state", lambda state: state["digest"] is not None and state["state"] == "closed")
    kinds = await rehearsal.secretariat.kinds(rehearsal.session)
    assert kinds[-2:] == ["closed", "sealed"]
    assert [kinds.count(kind) for kind in ("opened", "closed", "sealed")] == [1, 1, 1]
    late = await rehearsal.panel[1].put_score(rehearsal.session, "vision", 4)
    assert late.problem == "sheet-closed"


@pytest.mark.alone
async def test_the_close_is_announced_and_sealed_within_a_moment(server, tmp_path):
    rehearsal = await a_rehearsal(server, tmp_path, minutes=0.1, starts_in=8)
    async with listening(rehearsal.panel[3], rehearsal.session) as heard:
        await until(heard, "opened")
        await rehearsal.panel[3].put_score(rehearsal.session, "vision", 5)
        closed = await until(heard, "closed")
        sealed = await until(heard, "sealed")
    shown = await rehearsal.secretariat.session(rehearsal.session)
    assert (closed["at"], shown["state"]) == (shown["closes_at"], "closed")
    assert shown["digest"] == sealed["data"]["digest"]
    assert (from_wire(sealed["at"]) - from_wire(closed["at"])).total_seconds() < 2
    entries = await rehearsal.secretariat.entries(rehearsal.session)
    assert entries[sealed["number"] - 2]["hash"] == sealed["data"]["digest"]
