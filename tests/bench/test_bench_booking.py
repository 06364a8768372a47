"""What booking costs where many are booked at once: 200 regencies that choose in the same second, a plan of 514 that is
looked at and accepted, contacts of 514. Processor and clock; only that nobody is booked twice is asserted."""

import asyncio
import os
import time
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice

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


@on_both_stores
async def test_choosing_in_the_same_second(house, tables_url, capsys):
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

    with measured(capsys, f"200 choose at once, {tables_url.partition(':')[0]}", of=len(codes)):
        answers = await asyncio.gather(*(chooses(code, wire(starts[n % 24])) for n, code in enumerate(codes)))
    with capsys.disabled():
        print(f"  answered: the last after {max(took):.2f} s, half after {sorted(took)[len(took) // 2]:.2f} s")

    assert set(answers) == {200}
    await nobody_is_twice(house)


@on_both_stores
async def test_accepting_a_plan_of_all(house, tables_url, capsys):
    where = f"/programmes/{house.programme}"
    panelists, rooms = await furnished(house)
    plan, longest, finish = (
        await house.store.write(_planned, house, panelists, rooms),
        [0.0],
        house.store.writer._finish,
    )

    def timed(jobs):
        begun = time.perf_counter()
        finish(jobs)
        longest.append(time.perf_counter() - begun)

    kind = tables_url.partition(":")[0]
    with measured(capsys, f"a look at accepting 514, {kind}", of=REGENCIES):
        look = await house.secretariat.post(f"/plans/{plan}/accept?check=true")
    house.store.writer._finish = timed
    with measured(capsys, f"514 accepted, {kind}", of=REGENCIES):
        await house.secretariat.post(f"/plans/{plan}/accept")
        await house.client.app[ACCEPTOR].settled(plan, seconds=300)
    with capsys.disabled():
        print(f"  the writer was held for {max(longest) * 1000:.0f} ms at the longest")
    longest[:] = [0.0]
    given = [{"code": code, "email": f"baru-{code}@x.example"} for code in CODES]
    with measured(capsys, f"contacts of 514 under as many sessions, {kind}", of=REGENCIES):
        assert (await house.secretariat.post(f"{where}/regencies", given)).status == 200
    await house.store.write(registry.programme, house.programme)  # the writer has noted what came before
    with capsys.disabled():
        print(f"  the writer was held for {max(longest) * 1000:.0f} ms at the longest")

    assert (look.status, look["would_book"]) == (200, REGENCIES)
    await nobody_is_twice(house)


@contextmanager
def measured(capsys, what, *, of):
    """Prints what it took by the clock, and of the processor for each of so many."""
    begun = time.perf_counter(), time.process_time()
    yield
    clock, processor = time.perf_counter() - begun[0], time.process_time() - begun[1]
    with capsys.disabled():
        each = processor / of * 1000
        print(f"\n{what}: {clock:.2f} s, {each:.1f} ms of the processor each; load {os.getloadavg()[0]:.0f}")


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
