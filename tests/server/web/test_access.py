"""Who was let in is remembered, and no longer than it holds."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from houses import Caller, on_both_stores

from server.web import access
from sessions.store.powers import links


async def allowed(caller, session):
    return (await caller.session(session)).status


async def test_a_revoked_link_opens_nothing_from_the_next_request_on(house):
    session = await house.book()
    assert await allowed(house.panelist, session) == 200

    await house.revoke("budi")

    assert await allowed(house.panelist, session) == 401
    assert await allowed(house.chair, session) == 200


@on_both_stores
async def test_a_key_revoked_by_another_process_is_revoked_at_once(house, clock):
    session = await house.book()
    program = Caller(house.client, await house.store.write(links.add_key, "program", now=clock.now, days=None))
    assert await allowed(program, session) == 200

    await house.store.write(links.revoke_keys, "program", now=clock.now)

    assert await allowed(program, session) == 401


async def test_a_key_ends_when_its_days_are_over(house, clock):
    session = await house.book()
    program = Caller(house.client, await house.store.write(links.add_key, "program", now=clock.now, days=1))
    clock.now += timedelta(days=1, milliseconds=-1)
    assert await allowed(program, session) == 200

    clock.now += timedelta(milliseconds=1)

    assert await allowed(program, session) == 401


async def test_a_changed_name_is_the_name_from_then_on(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 3)

    renamed = await house.secretariat.patch(f"/panelists/{house.panelist.id}", {"name": "Prof. Budi"})
    await house.panelist.put_score(session, "policy", 4)

    names = [entry["actor"]["name"] for entry in await house.secretariat.entries(session) if entry["kind"] == "scored"]
    assert renamed.status == 200
    assert names == ["Dr. Budi", "Prof. Budi"]


async def sending(who, monkeypatch, method, path, pieces, meanwhile, *, until_whole=False, **headers):
    """The status of a request that was let in by its head, and whose last piece comes after something else was done;
    `until_whole` while it is still looked up what else is to be known of who asks."""
    begun, let_in, go_on, identify = asyncio.Event(), asyncio.Event(), asyncio.Event(), access.identify

    async def letting_in(request):
        found = await identify(request)
        if request.method != "GET" and not let_in.is_set():
            let_in.set()
            while until_whole and not request.content.is_eof():  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0.001)
        return found

    monkeypatch.setattr(access, "identify", letting_in)

    async def body():
        yield pieces[0]
        begun.set()
        await go_on.wait()
        yield pieces[1]

    asked = asyncio.ensure_future(
        who.client.request(method, f"/api/v1{path}", data=body(), headers=who.headers(**headers))
    )
    await begun.wait()
    await let_in.wait()
    await meanwhile()
    go_on.set()
    async with await asked as answer:
        return answer.status


FORM = {"Content-Type": "multipart/form-data; boundary=b"}
FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n', b"x\r\n--b--\r\n"
SCORE = b'{"value": 4, ', b'"note": ""}'
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("who", "method", "path", "pieces", "headers", "until_whole"),
    [
        ("budi", "PUT", "/sheet/leadership", SCORE, JSON, False),
        ("budi", "PUT", "/sheet/leadership", SCORE, JSON, True),
        ("33.20", "POST", "/files", FILE, FORM, False),
    ],
)
async def test_who_is_put_out_while_a_request_comes_in_leaves_nothing_by_it(
    house, monkeypatch, who, method, path, pieces, headers, until_whole
):
    session = await house.open()
    before = await house.secretariat.kinds(session)
    where = f"/sessions/{session}{path}"

    revoking = partial(house.revoke, who)
    status = await sending(
        house.people[who], monkeypatch, method, where, pieces, revoking, until_whole=until_whole, **headers
    )

    assert status == 401
    assert await house.secretariat.kinds(session) == before
