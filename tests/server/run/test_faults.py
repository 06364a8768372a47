"""What breaks and comes back by itself, and what one process of all may do."""

from datetime import timedelta

import pytest
from houses import on_both_stores, on_one_store

from sessions.clock import wall_clock
from sessions.store import leases


@on_one_store
async def test_a_full_disk_is_said_plainly_keeps_nothing_and_passes(house):
    session = await house.open()

    def no_room(db):
        pages = db.connection.exec_driver_sql("PRAGMA page_count").scalar()
        db.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    await house.store.write(no_room)
    answers = [await house.panelist.put_score(session, "leadership", 4, note="x" * 4000) for _ in range(12)]

    assert {one.status for one in answers} <= {200, 507}
    full = answers[-1] if answers[-1].status == 507 else next(one for one in answers if one.status == 507)
    assert full.problem == "insufficient-storage"
    assert "stack" not in str(full.body)
    # The connection that met the end of the disk is another afterwards: with room again, all goes on.
    assert (await house.panelist.put_score(session, "policy", 4)).status == 200


@on_both_stores
async def test_a_lease_is_one_holders_until_it_runs_out_or_is_given_back(store, clock):
    def hold(name):
        return lambda db: leases.hold(db, leases.HOUSE, name, now=clock.now)

    assert await store.write(hold("a")) is True
    assert await store.write(hold("b")) is False
    assert await store.write(hold("a")) is True
    await store.write(leases.release, "a")
    assert await store.write(hold("b")) is True


@on_both_stores
async def test_a_store_begun_under_one_key_is_refused_to_another(store, tables_url):
    await store.write(leases.must_have_key, "one")

    await store.write(leases.must_have_key, "one")
    with pytest.raises(leases.AnotherKey):
        await store.write(leases.must_have_key, "another")


@on_both_stores
async def test_a_record_is_sealed_once_every_process_that_lives_has_answered_what_came_before_the_close(store, clock):
    close = wall_clock()  # on PostgreSQL leases run by the database's own clock

    def process(name, clear_to):
        return leases.Process(name, "here", clear_to)

    async def sealed_by(one):
        return await store.write(leases.all_clear, one, close, now=wall_clock())

    a, b = process("a", close), process("b", close - timedelta(seconds=1))
    for one in (a, b):
        await store.write(leases.live, one, now=wall_clock())

    assert await sealed_by(a) is False  # b still works on a score that came in time
    assert await sealed_by(b) is False  # and says so
    assert await sealed_by(process("b", close)) is True
    assert await sealed_by(a) is True  # b has said it with its own question

    await store.write(leases.live, process("c", close - timedelta(seconds=1)), now=wall_clock())
    assert await sealed_by(a) is False
    later = wall_clock() + leases.FOR
    if not store.shared:  # c is gone: it is not waited for once its lease has run out
        assert await store.write(leases.all_clear, a, close, now=later) is True
    await store.write(leases.release, "c")
    assert await sealed_by(a) is True


@on_both_stores
async def test_a_process_that_keeps_its_uploads_elsewhere_is_refused_beside_others(store):
    now = wall_clock()
    await store.write(leases.live, leases.Process("a", "here", now), now=now)

    await store.write(leases.must_share, leases.Process("b", "here", now), now=now)
    with pytest.raises(leases.AnotherPlace):
        await store.write(leases.must_share, leases.Process("b", "there", now), now=now)
    await store.write(leases.release, "a")
    await store.write(leases.must_share, leases.Process("b", "there", now), now=now)
