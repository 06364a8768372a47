"""The log is anyone's to ask: its head, the proof of a mailed digest, the proof that it only grew."""

import asyncio

from houses import on_both_stores, on_one_store
from posted import posted

from server.web.keys import KEEPER
from sessions.values.proof import merkle


async def head(house, *, at_least=1):
    """The log's head once it has so many leaves."""
    async with asyncio.timeout(30):
        while (found := await house.nobody.get("/log"))["size"] < at_least:  # noqa: ASYNC110 - nothing tells a stranger
            await asyncio.sleep(0.05)
    return found


@on_both_stores
async def test_a_seals_digest_is_proved_to_whoever_holds_it(house):
    session = await house.closed()
    digest = (await house.secretariat.session(session))["digest"]
    await house.client.app[KEEPER].number()

    proof = await house.nobody.get(f"/log/proof?digest={digest}")

    now = await house.nobody.get("/log")
    path = [bytes.fromhex(one) for one in proof["path"]]
    leaf = merkle.leaf_hash(bytes.fromhex(digest))
    assert proof["leaf"] == leaf.hex()
    assert merkle.includes(leaf, proof["index"], proof["size"], path, bytes.fromhex(now["root"]))


async def test_leaves_are_numbered_within_a_second_by_themselves(house):
    before = await head(house)
    await house.book()

    after = await head(house, at_least=before["size"] + 1)

    proof = await house.nobody.get(f"/log/proof?first={before['size']}&second={after['size']}")
    path = [bytes.fromhex(one) for one in proof["path"]]
    old, new = bytes.fromhex(before["root"]), bytes.fromhex(after["root"])
    assert merkle.extends(before["size"], after["size"], old, new, path)
    assert after["at"]


async def test_what_the_log_does_not_hold_has_no_proof(house):
    await head(house)
    assert (await house.nobody.get(f"/log/proof?digest={'ab' * 32}")).status == 404
    assert (await house.nobody.get("/log/proof?digest=x")).status == 404
    assert (await house.nobody.get("/log/proof?first=2&second=1")).pointers == ["/first"]
    assert (await house.nobody.get("/log/proof?first=1&second=999999")).pointers == ["/second"]
    assert (await house.nobody.get("/log/proof")).pointers == ["/first"]


@on_one_store
async def test_who_asks_too_often_waits(house):
    statuses = [(await house.nobody.get("/log")).status for _ in range(130)]
    assert statuses[0] == 200 and statuses[-1] == 429
    for one in (house.panelist, house.regency, house.secretariat):  # of the same address, and known by themselves
        assert (await one.get("/log")).status == 200


@on_one_store
async def test_strangers_are_told_apart_by_their_own_address_behind_our_proxy(house):
    house.settings.server.trusted_proxies = ["127.0.0.0/8"]

    async def asks(address: str, times: int = 1) -> int:
        heads = {"X-Forwarded-For": f"198.51.100.77, {address}"}
        return [(await house.nobody.get("/log", headers=heads)).status for _ in range(times)][-1]

    assert await asks("2001:db8:1:2::1", 121) == 429
    assert await asks("2001:db8:1:2::ffff") == 429, "the same subscriber's"
    assert await asks("2001:db8:1:3::1") == await asks("203.0.113.9") == 200
    house.settings.server.trusted_proxies = []
    assert await asks("2001:db8:1:2::1") == 200, "nobody's word counts but a proxy's of ours"


@on_both_stores
async def test_the_daily_head_is_mailed_to_the_witnesses_once(house):
    house.settings.log.witnesses = ["saksi@media.example"]
    await house.book()

    await house.client.app[KEEPER].each_day()
    (mail,) = await posted(house, "saksi@media.example", subject="Kepala log")

    now = await house.nobody.get("/log")
    assert f"{now['size']}:{now['root']}" in mail.text
    assert mail.enter is None


async def test_every_minute_the_heads_of_open_sessions_are_in_the_log(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4)
    last = (await house.secretariat.entries(session))[-1]

    await house.client.app[KEEPER].each_minute()
    await house.client.app[KEEPER].number()

    assert last["kind"] == "scored"
    assert (await house.nobody.get(f"/log/proof?digest={last['hash']}")).status == 200
