"""What breaks and comes back by itself, and what one process of all may do."""

import pytest
from houses import on_one_store

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


async def test_a_lease_is_one_holders_until_it_runs_out_or_is_given_back(store, clock):
    def hold(name):
        return lambda db: leases.hold(db, leases.HOUSE, name, now=clock.now)

    assert await store.write(hold("a")) is True
    assert await store.write(hold("b")) is False
    assert await store.write(hold("a")) is True
    await store.write(leases.release, "a")
    assert await store.write(hold("b")) is True


async def test_a_store_begun_under_one_key_is_refused_to_another(store, tables_url):
    await store.write(leases.must_have_key, "one")

    await store.write(leases.must_have_key, "one")
    with pytest.raises(leases.AnotherKey):
        await store.write(leases.must_have_key, "another")


async def test_the_number_of_processes_that_live_is_known_to_each(store, clock):
    assert await store.write(lambda db: leases.live(db, "a", now=clock.now)) == 0
    assert await store.write(lambda db: leases.live(db, "b", now=clock.now)) == 1
    await store.write(leases.release, "a")
    assert await store.write(lambda db: leases.live(db, "b", now=clock.now)) == 0
