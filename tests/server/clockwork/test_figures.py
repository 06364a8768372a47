"""Figures are kept over restarts by what they were computed from; what is published never rests on what was kept."""

import asyncio
import time
from datetime import datetime, timedelta

import msgspec
from samples.held import hold_all
from samples.results import World

from server.clockwork import figures as figuring
from server.clockwork.figures import Figures
from server.clockwork.kept import Kept
from server.clockwork.parsing import Killed, Processes
from server.web.keys import FIGURES
from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import enrolling
from sessions.store.before import registry

WORLD = World(regencies=3, panelists=4, panel=3)


async def test_figures_stand_over_a_restart_and_are_forgotten_once_anything_changes(house, tmp_path):
    await house.store.write(_held, house.programme, house.clock.now)
    house.clock.passes(days=20)
    since, kept = house.clock.now, Kept(tmp_path / "figures")
    results, model = await _looked_at(Figures(house.store, kept), house)

    house.clock.passes(hours=3)
    again, since_then = await _looked_at(Figures(house.store, kept), house)
    assert again == results
    assert since_then == model and datetime.fromisoformat(model["since"]) == since, "nothing was estimated again"

    path = tmp_path / "figures" / f"{house.programme}.results.json"
    whole = msgspec.json.decode(path.read_bytes())
    whole["what"]["medians"] = {}
    path.write_bytes(msgspec.json.encode(whole))
    assert (await Figures(house.store, kept).of(house.programme, now=house.clock.now)).results.medians == {}
    published = await Figures(house.store, kept).anew(house.programme, now=house.clock.now)
    assert published.results == results, "what is published is made of the records alone"

    for changed in ({"by": "other formulas"}, {"key": "other records"}):
        path.write_bytes(msgspec.json.encode(whole | changed))
        assert (await _looked_at(Figures(house.store, kept), house))[0] == results
    path.write_bytes(b"{")
    assert (await _looked_at(Figures(house.store, kept), house))[0] == results


def _held(db, programme, now):
    hold_all(db, programme, registry.panelists(db, programme), WORLD, starts_at=now + timedelta(days=1))


async def _looked_at(figures, house):
    figured = await figures.of(house.programme, now=house.clock.now)
    return figured.results, await figures.model(figured, now=house.clock.now)


async def test_while_newer_figures_are_computed_the_page_shows_those_before_and_since_when_they_hold(house):
    await house.store.write(_held, house.programme, house.clock.now)
    house.clock.passes(days=20)
    figures = house.client.app[FIGURES]
    figures.patience = 0.0
    assert "sedang dihitung" not in await _page(house), "with none before, who looks waits"

    fields = {"code": "33.99", "name": "Kabupaten Baru", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    await house.store.write(enrolling.put_regency, house.programme, fields, COMMAND_LINE, now=house.clock.now)
    before = await _page(house)
    assert "angka yang lebih baru sedang dihitung" in before and "Kabupaten Baru" not in before

    as_they_stand = await house.secretariat.get(f"/programmes/{house.programme}/results.json")
    assert "33.99" in [one["code"] for one in as_they_stand["regencies"]], "programs are never given older ones"
    now = await _page(house)
    assert "Kabupaten Baru" in now and "sedang dihitung" not in now


async def test_another_process_figures_the_same_to_the_last_digit(house, tmp_path, monkeypatch):
    await house.store.write(_held, house.programme, house.clock.now)
    house.clock.passes(days=20)
    here, model = await _looked_at(Figures(house.store, Kept(tmp_path / "here")), house)

    monkeypatch.setattr(figuring, "IN_A_THREAD", 0)
    monkeypatch.setattr(figuring, "MODELLED_AT_ONCE", 0)
    monkeypatch.setattr(figuring.results_basis.Task, "results", None)  # in this process
    apart = Figures(house.store, Kept(tmp_path / "apart"))
    figured = await apart.of(house.programme, now=house.clock.now)
    assert figured.results == here
    assert await apart.model(figured, now=house.clock.now) is None and apart.estimating(figured)
    await apart.finished()
    assert await apart.model(figured, now=house.clock.now) == model
    await apart.close()


async def test_what_is_killed_while_it_computes_is_taken_up_again_and_the_page_says_so(house, monkeypatch):
    await house.store.write(_held, house.programme, house.clock.now)
    house.clock.passes(days=20)
    figures = house.client.app[FIGURES]
    figures.patience = 0.0
    await _page(house)
    monkeypatch.setattr(figuring, "IN_A_THREAD", 0)
    monkeypatch.setattr(figuring.results_basis.Task, "results", None)  # in this process
    hand, handed, go_on = Processes._hand, [], asyncio.Event()

    async def handing(self, process, function, args):
        """The first is at work until it is killed; the second waits for the test."""
        if not handed:
            await hand(self, process, time.sleep, (600,))
            handed.append(process)
        else:
            handed.append(process)
            await go_on.wait()
            await hand(self, process, function, args)

    monkeypatch.setattr(Processes, "_hand", handing)
    fields = {"code": "33.99", "name": "Kabupaten Baru", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    await house.store.write(enrolling.put_regency, house.programme, fields, COMMAND_LINE, now=house.clock.now)

    before = await _page(house)
    assert "sedang dihitung" in before and "sempat terhenti" not in before
    await _until(lambda: len(handed) == 1)
    handed[0].kill()
    await _until(lambda: len(handed) == 2)
    killed = await _page(house)
    assert "sedang dihitung" in killed and "sempat terhenti dan sudah dimulai lagi" in killed

    go_on.set()
    await figures.finished()
    now = await _page(house)
    assert "Kabupaten Baru" in now and "sedang dihitung" not in now and "sempat terhenti" not in now


async def _until(holds):
    while not holds():  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(0.01)


async def test_a_model_that_cannot_be_estimated_is_tried_again_a_minute_later(house, tmp_path, monkeypatch):
    await house.store.write(_held, house.programme, house.clock.now)
    house.clock.passes(days=20)
    monkeypatch.setattr(figuring, "MODELLED_AT_ONCE", 0)
    figures, run = Figures(house.store, Kept(tmp_path / "figures")), Processes.run

    async def killed(*_):
        raise Killed

    monkeypatch.setattr(Processes, "run", killed)
    figured = await figures.of(house.programme, now=house.clock.now)
    assert await figures.model(figured, now=house.clock.now) is None
    await figures.finished()
    assert await figures.model(figured, now=house.clock.now) is None and not figures.estimating(figured)

    monkeypatch.setattr(Processes, "run", run)
    house.clock.passes(seconds=60)
    assert await figures.model(figured, now=house.clock.now) is None and figures.estimating(figured)
    await figures.finished()
    assert await figures.model(figured, now=house.clock.now) is not None
    await figures.close()


async def _page(house):
    headers = {"Accept": "text/html"}
    return (await house.secretariat.get(f"//programmes/{house.programme}/results", headers=headers)).raw.decode()
