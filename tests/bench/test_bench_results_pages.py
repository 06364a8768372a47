"""How fast the results of 514 regencies are served: pages, exports and publication, figures at hand and not yet."""

import asyncio
import contextlib
import shutil
import time

import pytest
from conftest import SECRET, TestClock
from houses import open_house
from samples.held import hold_the_shipped

from server.web.keys import FIGURES
from sessions.store.engine import Store

pytestmark = pytest.mark.bench
ROUNDS = 5
ADDRESSES = (
    "//programmes/{}/results",
    "//programmes/{}/results?q=jepara",
    "//programmes/{}/results?limit=100",
    "//programmes/{}/results/provinces",
    "//programmes/{}/results/criteria",
    "//programmes/{}/results/panel",
    "//programmes/{}/results/publication",
    "//programmes/{}/results/regencies/33.20",
    "/programmes/{}/results.json",
    "/programmes/{}/results.csv",
    "/programmes/{}/results.xlsx",
)


@pytest.fixture
async def held(sqlite_tables, tmp_path):
    """The shipped 514 regencies, each with a session held by five of 60 panelists."""
    shutil.copyfile(sqlite_tables, tmp_path / "sidang.db")
    store = Store(f"sqlite:///{tmp_path}/sidang.db", secret=SECRET)
    async with open_house(store, TestClock(), tmp_path / "data") as house:
        await store.write(hold_the_shipped, house.programme, now=house.clock.now)
        house.clock.passes(days=90)
        yield house
    store.close()


@pytest.mark.timeout(900)
async def test_the_time_that_pages_and_exports_of_514_regencies_take(held, capsys):
    with capsys.disabled():
        print("\n\n514 regencies: milliseconds on the clock / of the processor, the best of five; first the cold one")
        async with _loop_watched():
            print(await _asked(held, ADDRESSES[0], rounds=1))
            begin = time.perf_counter()
            await held.client.app[FIGURES].finished()
            seconds = time.perf_counter() - begin
        print(f"{'the mixed model, beside it':44}{1000 * seconds:8.0f}")
        for address in ADDRESSES:
            print(await _asked(held, address))
        begin = time.perf_counter()
        answer = await held.secretariat.post(f"/programmes/{held.programme}/results/publish", {})
        assert answer.status == 201, answer.body
        print(f"{'published, with its mails':44}{1000 * (time.perf_counter() - begin):8.0f}")


@contextlib.asynccontextmanager
async def _loop_watched():
    """Prints for how long nothing else was served at most."""
    longest = 0.0

    async def watch():
        nonlocal longest
        while True:
            begin = time.perf_counter()
            await asyncio.sleep(0.002)
            longest = max(longest, time.perf_counter() - begin)

    watching = asyncio.create_task(watch())
    yield
    watching.cancel()
    print(f"{'the loop was held meanwhile, at most':44}{1000 * longest:8.0f}")


async def _asked(house, address, rounds=ROUNDS):
    times, size = [], 0
    for _ in range(rounds):
        begin = time.perf_counter(), time.process_time()
        answer = await house.secretariat.get(address.format(house.programme), headers={"Accept": "text/html"})
        times.append((time.perf_counter() - begin[0], time.process_time() - begin[1]))
        assert answer.status == 200
        size = len(answer.raw)
    clock, processor = (1000 * min(one) for one in zip(*times, strict=True))
    return f"{address.removeprefix('//').format('…'):44}{clock:8.0f} /{processor:6.0f}   {size / 1024:6.0f} KiB"
