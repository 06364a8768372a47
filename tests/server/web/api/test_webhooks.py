"""Webhooks: who outside is told of what, and when; signed, tried again, and never of what is not known yet."""

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from houses import in_one_house, on_both_stores, on_one_store, open_house
from standardwebhooks.webhooks import Webhook

from sessions.clock import wire
from sessions.store import webhooks


class Listener:
    """A program outside: what it was sent, and what it answers next."""

    def __init__(self):
        self.got: asyncio.Queue = asyncio.Queue()
        self.answers = []

    async def take(self, request):
        await self.got.put((dict(request.headers), await request.text()))
        return web.Response(status=self.answers.pop(0) if self.answers else 204)

    async def next(self):
        async with asyncio.timeout(30):
            return await self.got.get()


@pytest.fixture
async def outside():
    listener = Listener()
    app = web.Application()
    app.router.add_post("/hook", listener.take)
    async with TestServer(app, host="127.0.0.1") as server:
        listener.url = str(server.make_url("/hook"))
        yield listener


@pytest.fixture
async def house(store, clock, tmp_path):
    def allow(settings):
        settings.fetch.allow = ["127.0.0.0/8"]

    async with open_house(store, clock, tmp_path / "data", change=allow) as house:
        yield house


async def add(house, url, *kinds):
    answer = await house.secretariat.post("/webhooks", {"url": url, "kinds": list(kinds)})
    assert answer.status == 201, answer.body
    return answer


async def test_a_webhook_is_told_signed_of_what_it_asked_for_and_of_nothing_else(house, outside):
    made = await add(house, outside.url, "opened", "scored")
    session = await house.open()
    await house.announce(session)

    headers, body = await outside.next()

    signed = Webhook(made["secret"]).sign(headers["webhook-id"], house.clock.now, body)
    assert headers["webhook-signature"] == signed
    assert headers["webhook-timestamp"] == str(int(house.clock.now.timestamp()))
    told = json.loads(body)
    assert (told["type"], told["data"]["session"], told["data"]["regency"]) == ("opened", session, "33.20")

    assert (await house.panelist.put_score(session, "leadership", 4, note="Rahasia")).status == 200
    _, body = await outside.next()
    told = json.loads(body)
    assert told["type"] == "scored"
    assert set(told["data"]) == {"session", "programme", "regency", "number", "rehearsal"}


@on_both_stores
async def test_the_secret_is_shown_once(house, outside):
    made = await add(house, outside.url, "booked")
    assert made["secret"].startswith("whsec_") and len(made["secret"]) > 30

    listed = (await house.secretariat.get("/webhooks"))["items"]

    assert [one["id"] for one in listed] == [made["id"]]
    assert made["secret"] not in json.dumps(listed)
    assert (await house.secretariat.delete(f"/webhooks/{made['id']}")).status == 204
    assert (await house.secretariat.get("/webhooks"))["items"] == []
    assert (await house.secretariat.delete(f"/webhooks/{made['id']}")).status == 404


@on_both_stores
async def test_what_is_not_taken_is_sent_again_the_same_and_in_order(house, outside):
    outside.answers = [500]
    await add(house, outside.url, "booked", "cancelled")
    session = await house.book()
    first, body = await outside.next()
    await house.secretariat.control(session, "cancel", reason="Banjir")
    await until(house, lambda hooks: hooks[0]["fault"] == "HTTP 500")

    house.clock.passes(seconds=2)

    again, same = await outside.next()
    assert (again["webhook-id"], same) == (first["webhook-id"], body)
    assert json.loads((await outside.next())[1])["type"] == "cancelled"
    await until(house, lambda hooks: (hooks[0]["fault"], hooks[0]["waiting"]) == (None, 0))


async def until(house, holds):
    async with asyncio.timeout(30):
        while not holds((await house.secretariat.get("/webhooks"))["items"]):  # noqa: ASYNC110 - nobody is told of it
            await asyncio.sleep(0.05)


@on_both_stores
async def test_what_a_batch_holds_is_told_when_it_goes_and_never_when_it_is_stopped(house, outside, store):
    await add(house, outside.url, "booked", "undone", "moved")
    held = await house.secretariat.post(f"/programmes/{house.programme}/sessions?hold=true", house.booking())
    assert await store.read(webhooks.to_send, now=house.clock.now) == []

    stopped = await house.secretariat.post(f"/batches/{held['batch']['id']}/cancel")
    assert stopped.status == 200, stopped.body
    house.clock.passes(minutes=5)
    later = await house.secretariat.post(
        f"/programmes/{house.programme}/sessions?hold=true",
        house.booking(starts_at=house.clock.now + timedelta(days=2)),
    )
    assert await store.read(webhooks.to_send, now=house.clock.now) == []
    house.clock.passes(minutes=5)

    told = json.loads((await outside.next())[1])
    assert (told["type"], told["data"]["session"]) == ("booked", later["id"])
    assert told["data"]["starts_at"] == later["starts_at"] != wire(house.clock.now)
    assert outside.got.empty()


@on_one_store
@in_one_house(
    ("url", "code"),
    [
        ("http://pendengar.example/hook", "no-https-url"),
        ("https://user:pass@pendengar.example/hook", "no-https-url"),
        ("https://10.1.2.3/hook", "private-address"),
        ("https://169.254.169.254/latest", "private-address"),
        ("https://[::1]/hook", "private-address"),
        ("https://[::ffff:10.0.0.1]/hook", "private-address"),
        ("https://[64:ff9b::a00:1]/hook", "private-address"),
        ("https://0x0a000001/hook", "private-address"),
        ("https://%31%30.1.2.3/hook", "no-https-url"),
        ("https://.../hook", "no-https-url"),
        ("https://\u3002/hook", "no-https-url"),
    ],
)
async def test_only_https_and_no_private_address(house, url, code):
    answer = await house.secretariat.post("/webhooks", {"url": url, "kinds": ["booked"]})
    assert answer.status == 422
    assert (answer.pointers, [one["code"] for one in answer["faults"]]) == (["/url"], [code])


@on_one_store
async def test_unknown_kinds_are_named(house):
    answer = await house.secretariat.post("/webhooks", {"url": "https://pendengar.example/", "kinds": ["exploded"]})
    assert (answer.status, answer.pointers) == (422, ["/kinds/0"])
