"""Saves through HTTP over 200 connections, beside the same requests parsed and answered by aiohttp alone.

Both are measured in the same run, one after the other and again; what is told is the median of the ratios, of rates and
of the processor that a save takes. Asserted is what must hold on any machine: nobody is refused, nothing is lost.
"""

import contextlib
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from benched import cpu as used
from benched import loaded, say, scored, serving

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]
SESSIONS, ROUNDS, TIMES = 40, 40, 5


@contextlib.contextmanager
def _bare():
    process = subprocess.Popen([sys.executable, str(Path(__file__).parent / "bare.py")], stdout=subprocess.PIPE)
    try:
        yield process, process.stdout.readline().decode().split()[-1]
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_a_save_costs_two_processes_no_more_than_one(prepared, tmp_path, capsys, request):
    ready = prepared(SESSIONS)
    ones, twos = [], []
    with serving(ready, tmp_path, 1) as one, serving(ready, tmp_path, 2) as two:
        for _ in range(TIMES):
            ones.append(_measured(ready, *one)[:2])
            twos.append(_measured(ready, *two)[:2])

    ratio = statistics.median(two[1] / one[1] for one, two in zip(ones, twos, strict=True))
    (rate, cost), (rate_2, cost_2) = (map(statistics.median, zip(*some, strict=True)) for some in (ones, twos))
    say(
        capsys,
        f"{request.node.name}: processor a save {cost_2 * 1000:.2f} ms with two processes beside {cost * 1000:.2f} ms "
        f"with one, ratio {ratio:.2f}; {rate_2:.0f} saves/s beside {rate:.0f}",
    )


def _measured(ready, process, address, *, keyed=False):
    before = used(process)
    sessions = [one | {"listeners": []} for one in ready.sessions]
    figures = loaded(ready, address, sessions=sessions, every=0, rounds=ROUNDS, last_wins=True, keyed=keyed)
    assert figures["refused"] == {}
    return len(figures["saves"]) / figures["seconds"], (used(process) - before) / len(figures["saves"]), figures


@pytest.mark.parametrize("keyed", [False, True], ids=["", "keyed"])  # a browser's sheet gives every save a key
def test_saves_beside_the_storage_free_handler(prepared, tmp_path, capsys, request, keyed):
    ready = prepared(SESSIONS)
    acknowledged = {}
    rates, costs = [], []
    with serving(ready, tmp_path, 1) as ours, _bare() as bare:
        for _ in range(TIMES):
            (free, freely, _), (rate, cost, figures) = _measured(ready, *bare), _measured(ready, *ours, keyed=keyed)
            for session, count in figures["acknowledged"].items():
                acknowledged[session] = acknowledged.get(session, 0) + count
            rates.append((rate / free, rate, free))
            costs.append((freely / cost, cost, freely))

    rate, cost = statistics.median(rates), statistics.median(costs)
    say(
        capsys,
        f"{request.node.name}: {rate[1]:.0f} saves/s beside {rate[2]:.0f} answers/s without storage, ratio "
        f"{rate[0]:.2f}; processor {cost[1] * 1000:.2f} ms beside {cost[2] * 1000:.2f} ms, ratio {cost[0]:.2f}",
    )
    assert scored(ready.settings) == acknowledged
