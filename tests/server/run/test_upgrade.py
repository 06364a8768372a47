"""A store that an earlier release wrote is brought up to date: records verify, links open, sessions go on."""

import json
import zipfile
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from houses import Caller, House
from reading_pages import read

from server import settings as server_settings
from server.opening import open_store
from server.run import backup
from server.run.app import make_app
from sessions.actions.after import verifying
from sessions.clock import wire
from sessions.store.engine import Store
from sessions.store.migrating import bring_up

CASE = Path(__file__).parents[2] / "cases" / "upgrade" / "b7fef23.zip"
SECRETARIATS = (
    "/", "/programmes/{programme}", "/programmes/{programme}/overview", "/programmes/{programme}/calendar",
    "/programmes/{programme}/rubric", "/programmes/{programme}/sessions", "/programmes/{programme}/mails",
    "/programmes/{programme}/regencies", "/programmes/{programme}/panelists", "/programmes/{programme}/results",
    "/programmes/{programme}/rooms", "/inbox", "/accounts",
    "/sessions/{signed}", "/sessions/{signed}/control", "/sessions/{held}", "/sessions/{cancelled}",
    "/sessions/{open}/control",
)  # fmt: skip
FORMS = ("record.json", "record.jsonl", "record.csv", "record.xlsx", "record.pdf")


@pytest.fixture
def data(tmp_path):
    """The data folder as the earlier release left it."""
    folder = tmp_path / "data"
    with zipfile.ZipFile(CASE) as archive:
        archive.extractall(folder)
    return folder


@asynccontextmanager
async def today(data, clock):
    """Today's program over it, and what the earlier one told of it."""
    about = json.loads((data / "about.json").read_text())
    settings = server_settings.load(str(server_settings.SHIPPED)).model_copy(deep=True)
    settings.server.data = data
    clock.now = datetime.fromisoformat(about["now"])
    store = open_store(settings)
    try:
        async with TestClient(TestServer(make_app(settings, store, clock=clock))) as client:
            house = House(client, store, clock, settings, about["programme"], Caller(client, about["key"]))
            for name, token in about["tokens"].items():
                house.people[name] = Caller(client, token)
            members = await house.secretariat.get(f"/programmes/{house.programme}/panelists")
            for one in members["items"]:
                house.people[one["email"].partition("@")[0]].id = one["id"]
            yield house, about
    finally:
        store.close()


async def test_a_store_of_the_first_release_is_brought_up_to_date_and_used_on(data, clock):
    async with today(data, clock) as (house, about):
        report = await house.store.read(verifying.check_store, None)
        assert (report.faults, report.records) == ([], 4)
        entries = await house.secretariat.entries(about["signed"])
        assert entries[-1]["hash"] == about["digest"]
        results = await house.secretariat.get(f"/programmes/{house.programme}/results.json")
        assert [one["index"] for one in results["regencies"]] == about["index"]

        for path in SECRETARIATS:
            assert (await read(house.secretariat, path.format(**about))).status == 200, path
        for form in FORMS:
            assert (await house.secretariat.get(f"/sessions/{about['signed']}/{form}")).status == 200, form
        for path in ("/", f"/sessions/{about['open']}", f"/sessions/{about['open']}/sheet"):
            assert (await read(house.panelist, path)).status == 200, path
        assert (await read(house.regency, f"/sessions/{about['signed']}")).status == 200
        (file,) = (await house.regency.get(f"/sessions/{about['signed']}/files"))["items"]
        assert (await house.regency.get(f"/sessions/{about['signed']}/files/{file['id']}")).status == 200

        await _goes_on(house, about)
        assert (await house.store.read(verifying.check_store, None)).faults == []


async def _goes_on(house, about):
    """The open session is scored, closed, revealed and signed; another one booked and moved."""
    running = about["open"]
    for one in house.panel:
        await one.declare(running)
        assert (await one.put_score(running, "leadership", 3)).status == 200
    booked = await house.book(regency="33.20", starts_at=house.clock.now + timedelta(days=8))
    moved = {"starts_at": wire(house.clock.now + timedelta(days=7, hours=3))}
    assert (await house.secretariat.patch(f"/sessions/{booked}", moved)).status == 200
    house.clock.passes(hours=2)
    await house.announce(running)
    assert (await house.secretariat.control(running, "reveal")).status == 200
    for one in (*house.panel[1:], house.panel[0]):
        assert (await one.post(f"/sessions/{running}/sign")).status == 200
    assert (await house.secretariat.session(running))["state"] == "signed"


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_a_backup_carries_it_to_postgresql(data, tmp_path, store_url):
    settings = server_settings.load(str(server_settings.SHIPPED)).model_copy(deep=True)
    settings.server.data = data
    old = open_store(settings)
    backup.make(old, data, tmp_path / "whole.zip", now=datetime.fromisoformat("2031-03-13T02:10:00+00:00"))
    old.close()
    new = Store(store_url, secret=b"")
    try:
        bring_up(new.engine)
        backup.restore(new, tmp_path / "elsewhere", tmp_path / "whole.zip")
        assert new.read_now(verifying.check_store, None).faults == []
    finally:
        new.close()
