"""Saves that are answered without aiohttp's task: by the same rules, in the same bytes, in the same order as by it."""

import asyncio
import contextlib
import json
import threading

import pytest
from houses import on_both_stores, on_one_store
from reading_pages import read
from structlog.testing import capture_logs

from server.web.api.during.quick_saves import QuickSaves
from server.web.keys import ARRIVALS
from sessions.store.powers import links

OF_EACH = {"x-request-id", "content-length", "date"}


class Taken(list):
    """The criteria of requests that were answered so."""

    def __init__(self):
        super().__init__()
        self.any = asyncio.Event()

    def append(self, one):
        super().append(one)
        self.any.set()


@pytest.fixture
def taken(monkeypatch):
    seen, takes = Taken(), QuickSaves.takes

    def watched(self, connection, message, payload):
        took = takes(self, connection, message, payload)
        if took:
            seen.append(message.path.rpartition("/")[2])
        return took

    monkeypatch.setattr(QuickSaves, "takes", watched)
    return seen


@pytest.fixture
async def session(house):
    """A session that is known to run, because something was saved."""
    made = await house.open()
    assert (await house.panelist.put_score(made, "leadership", 1)).status == 200
    return made


def asking(house, session, criterion, document, method="PUT", **headers):
    body = json.dumps(document).encode()
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"{method} /api/v1/sessions/{session}/sheet/{criterion} HTTP/1.1\r\nHost: x\r\n{more}"
    return f"{head}Authorization: Bearer {house.panelist.token}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@contextlib.asynccontextmanager
async def connected(house):
    reader, writer = await asyncio.open_connection(house.client.host, house.client.port)
    yield reader, writer
    writer.close()


async def answer(reader):
    async with asyncio.timeout(10):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        return int(head[0].split()[1]), headers, json.loads(await reader.readexactly(int(headers["content-length"])))


@on_both_stores
async def test_its_answer_is_that_of_the_long_way(house, session, taken):
    ways = [await house.panelist.put_score(session, "leadership", value) for value in (2, 3)]
    assert taken == ["leadership", "leadership"]
    ways.append(await house.panelist.put(f"/sessions/{session}/sheet/leadership?x=1", {"value": 4}))
    assert len(taken) == 2

    heads = [[(k, v) for k, v in way.headers.items() if k.lower() not in OF_EACH] for way in ways]
    assert heads[0] == heads[1] == heads[2]
    assert [way.status for way in ways] == [200, 200, 200]
    assert [way["revision"] for way in ways] == [2, 3, 4]
    assert len({way.headers["X-Request-ID"] for way in ways}) == 3
    assert [sorted(way.body) for way in ways] == [sorted(ways[0].body)] * 3


@on_one_store
async def test_what_comes_behind_one_is_answered_behind_it(house, session, taken):
    asked = [asking(house, session, one, {"value": 3}) for one in ("policy", "vision", "budget")]
    async with connected(house) as (reader, writer):
        writer.write(asked[0])
        await asyncio.sleep(0)
        writer.write(asked[1] + asked[2])
        first = [(await answer(reader))[2]["criterion"] for _ in asked]
        writer.write(asked[0] + asking(house, session, "", None, "GET").replace(b"/sheet/", b"/sheet", 1))
        again, sheet = await answer(reader), await answer(reader)

    assert first == ["policy", "vision", "budget"]
    assert (again[2]["criterion"], again[2]["revision"]) == ("policy", 2)
    assert sorted(sheet[2]["scores"]) == ["budget", "leadership", "policy", "vision"]
    assert "budget" not in taken


@on_both_stores
async def test_what_is_refused_is_told_once_and_the_connection_goes_on(house, session, taken):
    asked = [({"value": 9}, 422), ({"value": 2, "revision": 7}, 409), ([], 422), ({"value": 2, "note": 5}, 422)]
    async with connected(house) as (reader, writer):
        with capture_logs() as logs:
            for document, status in asked:
                writer.write(asking(house, session, "leadership", document, X_Request_ID=f"of-ours-{status}"))
                told = await answer(reader)
                assert (told[0], told[1]["x-request-id"]) == (status, f"of-ours-{status}")
                assert told[1]["content-type"].startswith("application/problem+json")
        writer.write(asking(house, session, "leadership", {"value": 2}, X_Request_ID="of-ours-200"))
        status, headers, _ = await answer(reader)

    assert (status, headers["x-request-id"]) == (200, "of-ours-200")
    assert [(one["status"], one["actor"], one["session"]) for one in logs if one["event"] == "request"] == [
        (status, house.panelist.id, session) for _, status in asked
    ]
    assert taken == ["leadership"] * 5


@on_both_stores
async def test_what_is_asked_again_with_its_key_is_answered_as_before(house, session, taken):
    asked = [({"value": 3}, 200), ({"value": 3}, 200), ({"value": 4}, 422)]
    told = [
        await house.panelist.put(f"/sessions/{session}/sheet/vision", document, headers={"Idempotency-Key": "one"})
        for document, _ in asked
    ]

    assert [one.status for one in told] == [status for _, status in asked]
    assert told[1].body == told[0].body
    assert taken == ["vision"] * 3


@on_one_store
async def test_whoever_is_not_let_in_goes_the_long_way(house, session, taken):
    cookie, _ = await house.store.write(links.sign_in, house.panelist.id, "d", now=house.clock.now)
    where = f"/sessions/{session}/sheet/leadership"
    by_cookie = await house.nobody.put(where, {"value": 2}, headers={"Cookie": f"sidang={cookie}"})
    stranger, other = await house.nobody.put(where, {"value": 2}), await house.regency.put(where, {"value": 2})
    assert (by_cookie.status, stranger.status, other.status) == (403, 401, 404)  # the first without its form's token

    await house.revoke("budi")
    assert (await house.panelist.put(where, {"value": 2})).status == 401
    assert taken == []


@on_one_store
async def test_a_browser_with_its_token_is_answered_so(house, session, taken):
    cookie, _ = await house.store.write(links.sign_in, house.panelist.id, "d", now=house.clock.now)
    signed_in = {"Cookie": f"sidang={cookie}"}
    token = (await read(house.nobody, "/account", headers=signed_in)).field("csrf")
    where = f"/sessions/{session}/sheet/leadership"
    at_home = await house.nobody.put(where, {"value": 2}, headers=signed_in | {"X-CSRF-Token": token})
    away = {"X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"}
    elsewhere = await house.nobody.put(where, {"value": 3}, headers=signed_in | away)
    assert (at_home.status, elsewhere.status) == (200, 403)
    assert taken == ["leadership"]


@contextlib.asynccontextmanager
async def writer_held(house):
    """Meanwhile nothing is written."""
    held, begun = threading.Event(), threading.Event()
    holding = asyncio.ensure_future(house.store.write(lambda _: (begun.set(), held.wait(10))))
    await asyncio.to_thread(begun.wait)
    try:
        yield
    finally:
        held.set()
        await holding


@on_one_store
async def test_who_hangs_up_does_not_take_a_score_back_and_holds_up_no_seal(house, session, taken):
    async with connected(house) as (_, writer), writer_held(house):
        writer.write(asking(house, session, "policy", {"value": 5}))
        await taken.any.wait()
        writer.transport.abort()
    assert "policy" in (await house.panelist.sheet(session))["scores"]
    assert house.client.app[ARRIVALS].clear_to(house.clock) == house.clock.now


@on_one_store
async def test_what_arrived_before_the_close_is_counted_until_it_is_answered(house, session, taken):
    arrivals, arrived = house.client.app[ARRIVALS], house.clock.now
    async with writer_held(house):
        saving = asyncio.ensure_future(house.panelist.put_score(session, "policy", 5))
        await taken.any.wait()
        house.clock.passes(hours=3)
        assert arrivals.clear_to(house.clock) == arrived
    assert (await saving).status == 200
    assert arrivals.clear_to(house.clock) == house.clock.now
