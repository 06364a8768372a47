"""Who was let in is remembered, and no longer than it holds."""

from datetime import timedelta

from houses import Caller, on_both_stores

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
