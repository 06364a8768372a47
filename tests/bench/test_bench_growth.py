"""What pages, lists, a booking, a start and a save take beside one and beside ten programmes of 514 held sessions.

One programme is filled by the bulk functions of the samples; the others are copies of its rows under other ids. Told
are milliseconds of the processor, the best of four; mails are more the second time, of the first time's bookings.
Asserted is what must hold on any machine: no statement walks over a whole table of what there is more of.
"""

import asyncio
import re
import shutil
import time
from collections import Counter
from datetime import timedelta

import pytest
from benched import say
from conftest import SECRET, TestClock
from houses import CRITERIA, open_house
from samples.held import hold_the_shipped
from sqlalchemy import event, select

from server.web.routes import ROUTES
from sessions.clock import from_wire
from sessions.store.engine import Store
from sessions.store.tables.core import (
    entries,
    memberships,
    occupancy,
    people,
    programmes,
    regencies,
    regency_people,
    rubrics,
    scores,
    sessions,
)

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
TIMES, MANY = 4, 10
ENOUGH = 2_000.0  # milliseconds after which nothing is asked once more
OF_A_PROGRAMME = (
    rubrics,
    programmes,
    people,
    memberships,
    regencies,
    regency_people,
    sessions,
    entries,
    scores,
    occupancy,
)
# These grow by nature: a download of everything, or what walks over the whole house on purpose.
BY_NATURE = {"/programmes/{id}/archive.zip", "/programmes"}  # a list of what there is more of
GROWS = {table.name for table in OF_A_PROGRAMME} - {"programmes", "rubrics"}


@pytest.fixture
async def house(sqlite_tables, tmp_path):
    """A house with a programme of 514 held sessions."""
    shutil.copyfile(sqlite_tables, tmp_path / "sidang.db")
    store = Store(f"sqlite:///{tmp_path}/sidang.db", secret=SECRET)
    store.scans = Scans(store)
    async with open_house(store, TestClock(), tmp_path / "data") as house:
        await store.write(hold_the_shipped, house.programme, now=house.clock.now)
        house.clock.passes(days=90)
        await quiet()
        yield house
    store.close()


async def quiet():
    """Waits until nothing is done beside."""
    begin = time.process_time()
    while True:
        await asyncio.sleep(0.3)
        begin, before = time.process_time(), begin
        if begin - before < 0.01:
            return


def copy(db, number):
    """The rows of the first programme once more, each id with another beginning."""
    rows = {table: [dict(row) for row in db.execute(select(table)).mappings()] for table in OF_A_PROGRAMME}
    ids = {row["id"] for table in OF_A_PROGRAMME if "id" in table.c for row in rows[table] if row["id"][0] in "0s"}
    known, mark = re.compile(r"\b[0s][0-9a-z]{25}\b"), chr(ord("b") + number)

    def other(value):
        if isinstance(value, str):
            fresh = known.sub(lambda found: mark + found[0][1:] if found[0] in ids else found[0], value)
            return fresh.replace("@", f"+{number}@")  # nobody has another's address
        if isinstance(value, dict):
            return {key: other(one) for key, one in value.items()}
        return [other(one) for one in value] if isinstance(value, list) else value

    for table in OF_A_PROGRAMME:
        mine = [row for row in rows[table] if is_of_the_first(row)]
        fresh = [{name: other(value) for name, value in row.items()} for row in mine]
        if fresh:
            db.execute(table.insert(), fresh)


def is_of_the_first(row):
    """Whether no copy's id is in the row."""
    keys = [row.get(name) for name in ("id", "session_id", "programme_id", "regency_id", "person_id")]
    return all(one[0] in "0s" for one in keys if one)


class Scans:
    """The statements that walk over a whole table, by how often they ran."""

    def __init__(self, store):
        self.found, self._known, self._store = Counter(), {}, store
        event.listen(store.engine, "before_cursor_execute", self._ran)

    def _ran(self, connection, cursor, statement, parameters, context, executemany):
        if not statement.lstrip().startswith(("SELECT", "WITH")):
            return
        if statement not in self._known:
            raw = connection.connection.driver_connection
            plan = raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            walked = {found[1] for row in plan if (found := re.match(r"SCAN (\w+)", row[3]))}
            self._known[statement] = walked & GROWS
        if self._known[statement]:
            self.found[statement] += 1


async def told(house):
    """Milliseconds of the processor by what was asked; and the statements that walk."""
    found = {}
    session = (await house.secretariat.get(f"/programmes/{house.programme}/sessions?limit=1"))["items"][0]["id"]
    regency = (await house.secretariat.get(f"/programmes/{house.programme}/regencies?limit=1"))["items"][0]["id"]
    ids = {"programmes": house.programme, "sessions": session, "regencies": regency}
    ids |= {"people": house.id("budi"), "panelists": house.id("budi")}
    for route in ROUTES:
        path = route.path.removeprefix("/api/v1")
        kind, _, rest = path.lstrip("/").partition("/")
        fits = route.method == "GET" and route.guard and not path.endswith("events") and path not in BY_NATURE
        if not fits or ("{" in path and (kind not in ids or not rest.startswith("{id}") or path.count("{") > 1)):
            continue
        where = "/" * (not route.path.startswith("/api")) + route.path.replace("{id}", ids.get(kind, ""))
        found[route.path] = await best(lambda where=where: house.secretariat.get(where, allow_redirects=False))
    return found | await written(house)


async def best(asking, times=TIMES):
    """The least processor of so many; None where it was refused."""
    await asking()  # what it is the first to load or to compute
    taken = []
    while len(taken) < times and sum(taken) < ENOUGH:
        begin = time.process_time()
        answer = await asking()
        taken.append(1000 * (time.process_time() - begin))
        if answer is not None and answer.status >= 400:
            return None
    return min(taken)


async def written(house):
    """A booking, a start, a save."""
    booked, first = [], house.clock.now + timedelta(days=7)
    panel = ("ratna", "budi", "sri", "made", "yohanes")

    async def book():
        at = first + timedelta(days=len(booked))
        answer = await house.try_to_book(starts_at=at, regency="33.20", rehearsal=True, panel=panel)
        booked.append(answer["id"])
        return answer

    took = {"a booking": await best(book)}
    took["a start"] = min([await started(house, session) for session in booked])
    await house.panelist.declare(booked[-1])
    took["a save"] = await best(lambda: house.panelist.put_score(booked[-1], CRITERIA[0], 4))
    return took


async def started(house, session):
    """Milliseconds of the processor until the session's start is announced."""
    house.clock.now = from_wire((await house.secretariat.session(session))["starts_at"])
    begin = time.process_time()
    await house.announce(session)
    return 1000 * (time.process_time() - begin)


async def test_what_is_asked_takes_no_longer_beside_ten_programmes(house, capsys):
    alone = await told(house)
    for number in range(1, MANY):
        await house.store.write(copy, number)
    await quiet()
    house.store.scans.found.clear()
    beside = await told(house)

    lines = [f"milliseconds of the processor beside 1 and {MANY} programmes of 514 sessions:"]
    for what in sorted(alone, key=lambda one: -ratio(alone[one], beside[one])):
        if alone[what] and beside[what]:
            lines.append(f"{what:60}{alone[what]:9.1f}{beside[what]:9.1f}{ratio(alone[what], beside[what]):7.2f}")
    for statement, count in house.store.scans.found.most_common():
        lines.append(f"walks a table, {count} times: {' '.join(statement.split())[:400]}")
    say(capsys, "\n".join(lines))
    assert not house.store.scans.found


def ratio(before, now):
    return now / before if before and now else 0.0
