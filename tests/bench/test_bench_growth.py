"""What pages, lists, a booking, a start and a save take beside one and beside ten programmes of 514 held sessions.

Two houses stand side by side, and each thing is asked of one and of the other in turns, so that what else the machine
does falls on both: told are milliseconds of the processor, the best of four, and the ratio beside its limit. A
programme is filled by the bulk functions of the samples; the others are copies of its rows under other ids. Asserted is
what must hold on any machine: no statement walks over a whole table of what there is more of.
`SIDANG_BENCH_PROGRAMMES` says how many programmes the larger house has.
"""

import asyncio
import os
import re
import shutil
import time
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import ClientTimeout
from benched import say
from conftest import SECRET, TestClock
from houses import CRITERIA, open_house
from samples.held import hold_the_shipped
from sqlalchemy import event

from server.web.routes import ROUTES
from sessions.clock import from_wire
from sessions.ids import ALPHABET
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

pytestmark = [pytest.mark.bench, pytest.mark.timeout(2400)]
TIMES, MANY = 4, int(os.environ.get("SIDANG_BENCH_PROGRAMMES", "10"))
LIMIT = 1.5  # of the ratio
PATIENCE = ClientTimeout(total=1_200)  # for results, which a process of its own computes
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
ID = re.compile(r"\b[0s]1[0-9a-z]{24}\b")
ID_MARK, AT_MARK = "\x01", "\x02"  # stand in no text of ours
GROWS = {table.name for table in OF_A_PROGRAMME} - {"programmes", "rubrics"}


@pytest.fixture
async def houses(sqlite_tables, tmp_path):
    """A house with a programme of 514 held sessions, and one with many such programmes."""
    async with (
        filled(sqlite_tables, tmp_path / "one", 1) as one,
        filled(sqlite_tables, tmp_path / "many", MANY) as many,
    ):
        await quiet()
        yield one, many


@asynccontextmanager
async def filled(sqlite_tables, folder, programmes):
    """A house with so many programmes."""
    folder.mkdir()
    shutil.copyfile(sqlite_tables, folder / "sidang.db")
    store = Store(f"sqlite:///{folder}/sidang.db", secret=SECRET)
    store.scans = Scans(store)
    async with open_house(store, TestClock(), folder / "data") as house:
        await store.write(hold_the_shipped, house.programme, now=house.clock.now)
        await store.write(mark)
        for number in range(1, programmes):
            await store.write(copy, number)
        house.clock.passes(days=90)
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


def mark(db):
    """Puts the rows of the first programme aside, with a mark where an id begins and where an @ stands."""
    raw = db.connection.exec_driver_sql
    rows = {table.name: raw(f"SELECT * FROM {table.name}").fetchall() for table in OF_A_PROGRAMME}
    ids = {value for some in rows.values() for row in some for value in row if is_id(value)}

    def marked(value):
        if not isinstance(value, str):
            return value
        fresh = ID.sub(lambda found: ID_MARK + found[0][2:] if found[0] in ids else found[0], value)
        return fresh.replace("@", AT_MARK)

    for name, some in rows.items():
        raw(f"CREATE TEMP TABLE first_{name} AS SELECT * FROM {name} LIMIT 0")
        if some:
            holes = ", ".join("?" * len(some[0]))
            raw(f"INSERT INTO first_{name} VALUES ({holes})", [tuple(map(marked, row)) for row in some])


def copy(db, number):
    """Those rows once more, under ids and addresses of their own: nobody has another's."""
    beginning = "bcdefghjkmnpq"[number // len(ALPHABET)] + ALPHABET[number % len(ALPHABET)]
    for table in OF_A_PROGRAMME:
        columns = (f"replace(replace({one.name}, '{ID_MARK}', ?1), '{AT_MARK}', ?2)" for one in table.c)
        chosen = f"SELECT {', '.join(columns)} FROM first_{table.name}"
        db.connection.exec_driver_sql(f"INSERT INTO {table.name} {chosen}", (beginning, f"+{number}@"))


def is_id(value):
    """Whether it is an id of ours, a made-up session's included."""
    return isinstance(value, str) and ID.fullmatch(value) is not None


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


async def told(houses):
    """Milliseconds of the processor in each of the houses, by what was asked."""
    places = [await ids(house) for house in houses]
    found = {}
    for route in ROUTES:
        path = route.path.removeprefix("/api/v1")
        kind, _, rest = path.lstrip("/").partition("/")
        fits = route.method == "GET" and route.guard and not path.endswith("events") and path not in BY_NATURE
        if not fits or ("{" in path and (kind not in places[0] or not rest.startswith("{id}") or path.count("{") > 1)):
            continue
        full = "/" * (not route.path.startswith("/api")) + route.path
        found[route.path] = await best([asking(*one, full, kind) for one in zip(houses, places, strict=True)])
    return found | await written(houses)


async def ids(house):
    """What there is to be asked about, one of each kind."""
    session = (await house.secretariat.get(f"/programmes/{house.programme}/sessions?limit=1"))["items"][0]["id"]
    regency = (await house.secretariat.get(f"/programmes/{house.programme}/regencies?limit=1"))["items"][0]["id"]
    found = {"programmes": house.programme, "sessions": session, "regencies": regency}
    return found | {"people": house.id("budi"), "panelists": house.id("budi")}


def asking(house, known, path, kind):
    """One request of the secretariat's."""
    where = path.replace("{id}", known.get(kind, ""))
    return lambda: house.secretariat.get(where, allow_redirects=False, timeout=PATIENCE)


async def best(askings):
    """The least processor of so many, of each, asked in turns; None where one was refused."""
    for ask in askings:
        await ask()  # what it is the first to load or to compute
    taken = [[] for _ in askings]
    while len(taken[0]) < TIMES and sum(taken[0]) < ENOUGH:
        for ask, some in zip(askings, taken, strict=True):
            begin = time.process_time()
            answer = await ask()
            some.append(1000 * (time.process_time() - begin))
            if answer is not None and answer.status >= 400:
                return None
    return [min(some) for some in taken]


async def written(houses):
    """A booking, a start, a save."""
    booked = [[] for _ in houses]
    took = {"a booking": await best([booking(*one) for one in zip(houses, booked, strict=True)])}
    starts = [[await started(*one) for one in zip(houses, pair, strict=True)] for pair in zip(*booked, strict=True)]
    took["a start"] = [min(some) for some in zip(*starts, strict=True)]
    for house, sessions_ in zip(houses, booked, strict=True):
        await house.panelist.declare(sessions_[-1])
    took["a save"] = await best([saving(house, some[-1]) for house, some in zip(houses, booked, strict=True)])
    return took


def booking(house, booked):
    """One more booking, a day later each time."""
    first = house.clock.now + timedelta(days=7)
    panel = ("ratna", "budi", "sri", "made", "yohanes")

    async def book():
        at = first + timedelta(days=len(booked))
        answer = await house.try_to_book(starts_at=at, regency="33.20", rehearsal=True, panel=panel)
        booked.append(answer["id"])
        return answer

    return book


def saving(house, session):
    """One more save of a panelist's."""
    return lambda: house.panelist.put_score(session, CRITERIA[0], 4)


async def started(house, session):
    """Milliseconds of the processor until the session's start is announced."""
    house.clock.now = from_wire((await house.secretariat.session(session))["starts_at"])
    begin = time.process_time()
    await house.announce(session)
    return 1000 * (time.process_time() - begin)


async def test_what_is_asked_takes_no_longer_beside_ten_programmes(houses, capsys):
    houses[1].store.scans.found.clear()
    found = {what: took for what, took in (await told(houses)).items() if took}
    scans = houses[1].store.scans.found

    lines = [f"milliseconds of the processor beside 1 and {MANY} programmes of 514 sessions, ratio (at most {LIMIT}):"]
    for what, (alone, beside) in sorted(found.items(), key=lambda one: -one[1][1] / one[1][0]):
        over = " OVER" if beside > LIMIT * alone else ""
        lines.append(f"{what:60}{alone:9.1f}{beside:9.1f}{beside / alone:7.2f} of {LIMIT}{over}")
    lines.append(f"over: {sum(line.endswith('OVER') for line in lines)} of {len(found)}")
    for statement, count in scans.most_common():
        lines.append(f"walks a table, {count} times: {' '.join(statement.split())[:400]}")
    say(capsys, "\n".join(lines))
    assert not scans
