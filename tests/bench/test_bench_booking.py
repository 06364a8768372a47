"""What booking costs where many are booked at once: 200 regencies that choose in the same second, a plan of 514 that is
looked at and accepted, contacts of 514. Processor and clock; only that nobody is booked twice is asserted."""

import asyncio
import os
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from statistics import median

import pytest
from houses import TUESDAY_NINE, Caller, on_both_stores

from server.web.keys import ACCEPTOR
from sessions.clock import wire
from sessions.store.before import plans, registry
from sessions.store.powers import links
from sessions.values.booking import workdays

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]
REGENCIES, PARALLEL, PANEL, CHAIRS = 514, 8, 5, 20
CODES = [f"{70 + n // 100}.{n % 100:02}" for n in range(REGENCIES)]


@dataclass
class Holds:
    """What each of the writer's transactions took: seconds by the clock, and of its thread's processor."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def watch(self, writer) -> None:
        """Notes every transaction of the writer from now on."""
        finish = writer._finish

        def timed(jobs):
            begun = time.perf_counter(), time.thread_time()
            finish(jobs)
            self.clock.append(time.perf_counter() - begun[0])
            self.processor.append(time.thread_time() - begun[1])

        writer._finish = timed


@pytest.fixture
def measured(house, tables_url, capsys):
    """Prints what something took beside its limits: by the clock, of the processor for each of so many, and how long
    the writer was held for at the longest."""
    holds, kind = Holds(), tables_url.partition(":")[0]
    holds.watch(house.store.writer)

    @asynccontextmanager
    async def measure(what, *, of, limit=None, held=None):
        holds.clock.clear()
        holds.processor.clear()
        begun = time.perf_counter(), time.process_time()
        yield
        clock, processor = time.perf_counter() - begun[0], time.process_time() - begun[1]
        await house.store.write(registry.programme, house.programme)  # the writer has noted what came before
        told = f"\n{what}, {kind}, load {os.getloadavg()[0]:.0f}: {clock:.2f} s by the clock"
        told += f" (limit {limit:g} s), {processor:.2f} s of the processor" if limit else ""
        told += f"; each {processor / of * 1000:.1f} ms, {sum(holds.processor) / of * 1000:.1f} of them the writer's"
        if held:
            longest = max(holds.clock) * 1000, max(holds.processor) * 1000
            told += "\n  the writer was held for {:.0f} ms by the clock, {:.0f} of its processor".format(*longest)
            told += f" at the longest (limit {held:g} ms)"
        with capsys.disabled():
            print(told)

    return measure


@on_both_stores
async def test_choosing_in_the_same_second(house, measured, capsys):
    await furnished(house)
    starts, codes = list(islice(slots(), 24)), CODES[:200]
    body = {"regencies": codes, "slots": [wire(one) for one in starts], "until": wire(TUESDAY_NINE)}
    offer = await house.secretariat.post(f"/programmes/{house.programme}/offers", body)
    tokens = await house.store.write(_tokens, house)
    took: list[float] = []

    async def chooses(code, start):
        begun = time.perf_counter()
        answer = await Caller(house.client, tokens[code]).post(f"/offers/{offer['id']}/choose", {"starts_at": start})
        took.append(time.perf_counter() - begun)
        return answer.status

    async with measured("200 choose at once", of=len(codes), limit=2, held=100):
        answers = await asyncio.gather(*(chooses(code, wire(starts[n % 24])) for n, code in enumerate(codes)))
    with capsys.disabled():
        print(f"  answered: the last after {max(took):.2f} s (limit 2 s), half after {median(took):.2f} s")

    assert set(answers) == {200}
    await nobody_is_twice(house)


@on_both_stores
async def test_accepting_a_plan_of_all(house, measured):
    panelists, rooms = await furnished(house)
    plan = await house.store.write(_planned, house, panelists, rooms)

    async with measured("a look at accepting 514", of=REGENCIES, limit=1):
        look = await house.secretariat.post(f"/plans/{plan}/accept?check=true")
    async with measured("514 accepted", of=REGENCIES, limit=3, held=50):
        await house.secretariat.post(f"/plans/{plan}/accept")
        await house.client.app[ACCEPTOR].settled(plan, seconds=300)
    given = [{"code": code, "email": f"baru-{code}@x.example"} for code in CODES]
    async with measured("contacts of 514 under as many sessions", of=REGENCIES, held=100):
        answer = await house.secretariat.post(f"/programmes/{house.programme}/regencies", given)

    assert (look.status, look["would_book"], answer.status) == (200, REGENCIES, 200)
    await nobody_is_twice(house)


async def furnished(house):
    """Everybody whom a round of 514 needs: the panelists' and the rooms' ids."""
    where, ask = f"/programmes/{house.programme}", house.secretariat
    place = {"province": "X", "timezone": "Asia/Jakarta"}
    new = [{"code": code, "name": f"Kota {code}", "email": f"{code}@x.example", **place} for code in CODES]
    panel = [{"name": f"P{n}", "email": f"p{n}@x.example", "may_chair": n < CHAIRS} for n in range(60)]
    await ask.patch(where, {"panel_size": PANEL, "daily_limit": 4})
    await ask.post(f"{where}/regencies", new)
    await ask.post(f"{where}/panelists", panel)
    for n in range(12):
        await ask.post(f"{where}/rooms", {"name": f"R{n}", "meeting_url": f"https://rapat.example.id/{n}"})
    workdays.holiday_names("ID", house.clock.now.date())  # as a server that has begun has done
    known = {one["email"]: one["id"] for one in (await ask.get(f"{where}/panelists"))["items"]}
    rooms = [one["id"] for one in (await ask.get(f"{where}/rooms"))["items"]]
    return [known[f"p{n}@x.example"] for n in range(60)], rooms


def slots():
    """Three starts on each working day, from a week later on."""
    day = TUESDAY_NINE + timedelta(days=6)
    while True:
        if workdays.holiday_names("ID", day.date()) is None and day.isoweekday() < 6:
            yield from (day + timedelta(hours=hours) for hours in (-1, 2, 5))
        day += timedelta(days=1)


def _tokens(db, house):
    people = {one.code: one.people[0].person.id for one in registry.all_regencies(db, house.programme) if one.people}
    return {code: links.token(db, "enter", one, person=one, now=house.clock.now) for code, one in people.items()}


def _planned(db, house, panelists, rooms):
    starts, sessions = list(islice(slots(), REGENCIES // PARALLEL + 1)), []
    for n, code in enumerate(CODES):
        slot, seat = divmod(n, PARALLEL)
        members = [panelists[CHAIRS + 4 * seat + k] for k in range(PANEL - 1)]
        chair = {"chair": panelists[seat], "panel": [panelists[seat], *members]}
        sessions.append({"regency": code, "starts_at": wire(starts[slot]), "room": rooms[seat], **chair})
    doc = {"progress": None, "sessions": sessions, "unplanned": [], "helps": []}
    plan = plans.add(db, house.programme, {"keep": True}, doc, now=house.clock.now)
    plans.put_state(db, plan, "ready")
    return plan


async def nobody_is_twice(house):
    """No panelist, regency or room has two sessions at one time."""
    sessions = (await house.secretariat.get(f"/programmes/{house.programme}/sessions?limit=1000"))["items"]
    taken = [(one["starts_at"], seat["id"]) for one in sessions for seat in one["panel"]]
    taken += [(one["starts_at"], one["room"]["id"]) for one in sessions]
    assert len(taken) == len(set(taken)) > 0
    assert len({one["regency"]["code"] for one in sessions}) == len(sessions)
