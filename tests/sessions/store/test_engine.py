"""The one writer: whatever waits is committed together, each job by itself, and answered only after the commit."""

import asyncio
import threading
from functools import partial

import pytest
from houses import on_both_stores
from sqlalchemy import insert, select, text

from sessions.errors import NotFound, Refusal
from sessions.store import versions
from sessions.store.bulk import Put
from sessions.store.engine import Reads
from sessions.store.powers import links
from sessions.store.tables.core import installation

LATER = Put(installation, ("key", "value"), later=True)


class Kept(Refusal):
    """A refusal that keeps what was written."""

    name = "kept"
    keeps = True


def put(db, key):
    db.execute(insert(installation).values(key=key, value="x"))
    return key


def put_later(db, *keys):
    LATER.write(db, [{"key": key, "value": "x"} for key in keys])


def put_and_refuse(db, key, refusal):
    put(db, key)
    raise refusal


def look_and_refuse(db):
    keys(db)
    raise NotFound


def put_twice(db, key):
    put(db, key)
    put(db, key)


def keys(db):
    rows = db.execute(select(installation.c.key).where(installation.c.key != versions.ACCESS))
    return sorted(rows.scalars())


class Held:
    """The writer is held until everything waits that should go into one transaction."""

    def __init__(self, store):
        self.store = store
        self.go_on = threading.Event()

    async def __aenter__(self):
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()

        def hold(db):
            loop.call_soon_threadsafe(begun.set)
            self.go_on.wait()

        self.holding = asyncio.create_task(self.store.write(hold))
        await begun.wait()

    async def __aexit__(self, *_):
        self.go_on.set()
        await self.holding


async def together(store, *jobs):
    """Runs the jobs in one transaction; what each of them answered or raised."""
    async with Held(store):
        tasks = [asyncio.create_task(store.write(*job)) for job in jobs]
        await asyncio.sleep(0)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    await store.write(keys)  # behind it everybody was told, too
    return outcomes


@pytest.fixture
def transactions(store):
    """Every set of jobs that was committed together is told with one call."""
    told = []
    store.listeners.append(lambda appended, signals: told.append(sorted(signals)))
    return told


@on_both_stores
async def test_what_waits_is_committed_together(store, transactions):
    def signalling(db, name):
        db.signal(name)
        return put(db, name)

    assert await together(store, (signalling, "a"), (signalling, "b"), (signalling, "c")) == ["a", "b", "c"]
    assert transactions == [["a", "b", "c"]]


FAILING = {
    "refuses with something written": (put_and_refuse, "no", NotFound()),
    "breaks a constraint": (put_twice, "no"),
    "breaks a constraint once its rows are sent": (put_later, "no", "no"),
    "refuses with nothing written": (look_and_refuse,),
    "asks nonsense of the database": (lambda db: db.execute(text("nonsense")),),
    "fails by itself": (lambda db: 1 / 0,),
}


@on_both_stores
@pytest.mark.parametrize("failing", FAILING.values(), ids=FAILING)
async def test_one_that_fails_takes_nothing_of_the_others_with_it(store, failing):
    first, failed, last = await together(store, (put, "first"), failing, (put, "last"))

    assert (first, last) == ("first", "last")
    assert isinstance(failed, Exception)
    assert await store.read(keys) == ["first", "last"]


@on_both_stores
async def test_a_refusal_that_keeps_is_committed_with_the_others(store):
    _, refused, failed = await together(
        store, (put, "first"), (put_and_refuse, "late", Kept()), (put_and_refuse, "no", NotFound())
    )

    assert isinstance(refused, Kept)
    assert isinstance(failed, NotFound)
    assert await store.read(keys) == ["first", "late"]


@on_both_stores
async def test_rows_of_several_actions_go_together_and_are_there_for_who_asks(store, monkeypatch):
    sent, send = [], LATER.send
    monkeypatch.setattr(LATER, "send", lambda to, rows: sent.append(rows) or send(to, rows))

    *_, seen, _ = await together(store, (put_later, "a"), (put_later, "b"), (keys,), (put_later, "c"))

    assert (seen, await store.read(keys)) == (["a", "b"], ["a", "b", "c"])
    assert sent == [[["a", "x"], ["b", "x"]], [["c", "x"]]]


@on_both_stores
async def test_a_look_leaves_what_others_wait_to_write(store):
    async with Held(store):
        looked = store.look(lambda db: put_later(db, "no"))
        answers = asyncio.gather(store.write(put_later, "a"), looked, store.write(put_later, "b"))
        await asyncio.sleep(0)
    await answers

    assert await store.read(keys) == ["a", "b"]


@on_both_stores
async def test_what_was_read_is_known_to_others_of_the_transaction_until_it_is_written_or_taken_back(store):
    def known(db):
        return db.memo.once("keys", (installation.name,), lambda: keys(db))

    def read_between(db, key):
        put(db, key)
        return known(db)

    def read_and_refuse(db):
        read_between(db, "no")
        raise NotFound

    found = await together(store, (known,), (read_between, "a"), (known,), (read_and_refuse,), (known,))

    assert [one for one in found if isinstance(one, list)] == [[], ["a"], ["a"], ["a"]]


@on_both_stores
async def test_only_what_was_committed_is_told(store, transactions):
    def signal_and_fail(db):
        db.signal("never")
        put_twice(db, "no")

    await together(store, (signal_and_fail,), (lambda db: db.signal("well"),))

    assert transactions == [["well"]]


@on_both_stores
async def test_who_is_answered_can_read_it(store):
    async def put_and_read(key):
        await store.write(put, key)
        return key in await store.read(keys)

    assert all(await asyncio.gather(*(put_and_read(f"k{number}") for number in range(50))))


@on_both_stores
async def test_every_write_to_who_may_come_in_renews_the_version_of_access(store, clock):
    def version(db):
        return db.execute(select(installation.c.value).where(installation.c.key == versions.ACCESS)).scalar()

    seen = [await store.read(version)]
    key = await store.write(links.add_key, "program", now=clock.now, days=None)
    seen.append(await store.read(version))
    await store.write(put, "another thing")
    seen.append(await store.read(version))
    await store.write(links.revoke_keys, "program", now=clock.now)
    seen.append(await store.read(version))

    assert key
    assert seen[0] != seen[1] == seen[2] != seen[3]
    assert store.glance.access() in (seen[3], None)


@on_both_stores
def test_a_closed_store_takes_nothing_more(store):
    store.close()

    with pytest.raises(RuntimeError):
        store.write_now(put, "a")


async def test_what_actions_ask_for_is_read_once_and_a_reading_that_fails_takes_none_with_it(store):
    together = []

    def read(db, items):
        together.append(items)

    def fail(db, items):
        raise LookupError

    both = [(Reads(read, key), partial(put, key=key)) for key in ("a", "b")]
    assert await store.write_each(both) == ["a", "b"]
    assert together == [["a", "b"]]
    assert await store.write_each([]) == []

    async with Held(store):
        answers = asyncio.gather(store.write_beside(Reads(fail, 1), partial(put, key="c")), store.write(put, "d"))
        await asyncio.sleep(0)
    assert await answers == ["c", "d"]
