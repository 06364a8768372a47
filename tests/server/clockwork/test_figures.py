"""Figures are kept over restarts by what they were computed from; what is published never rests on what was kept."""

from datetime import datetime, timedelta

import msgspec
from samples.held import hold_all
from samples.results import World

from server.clockwork.figures import Figures
from server.clockwork.kept import Kept
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
