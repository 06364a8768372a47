"""A round that is over is put into the archive: it is read as before, out of the lists, and nothing of it changes."""

import pytest
from houses import House

from sessions.store.before import registry


async def archive(house: House):
    return await house.secretariat.post(f"/programmes/{house.programme}/archive")


async def test_a_round_with_sessions_to_come_or_running_is_not_archived(house: House):
    session = await house.open()
    refused = await archive(house)
    assert (refused.status, refused.problem, refused["state"]) == (409, "wrong-state", "open")
    house.clock.passes(hours=3)
    done = await archive(house)
    assert (done.status, done["archived"]) == (200, True)
    assert (await house.secretariat.session(session)).status == 200


async def test_a_booked_session_keeps_its_round_from_the_archive_until_it_is_cancelled(house: House):
    session = await house.book()
    assert (await archive(house))["state"] == "booked"
    await house.secretariat.control(session, "cancel", reason="banjir")
    assert (await archive(house)).status == 200


async def test_an_archived_round_is_out_of_the_list_and_read_as_before(house: House):
    await archive(house)
    assert (await house.secretariat.get("/programmes"))["items"] == []
    assert (await house.secretariat.get(f"/programmes/{house.programme}"))["archived"] is True
    assert (await house.secretariat.get(f"/programmes/{house.programme}/regencies")).status == 200
    assert (await archive(house)).problem == "wrong-state"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/programmes/{programme}"),
        ("POST", "/programmes/{programme}/sessions"),
        ("POST", "/programmes/{programme}/regencies"),
        ("POST", "/programmes/{programme}/plans"),
        ("PATCH", "/regencies/{regency}"),
        ("DELETE", "/regencies/{regency}"),
        ("POST", "/sessions/{session}/sign"),
        ("PUT", "/sessions/{session}/sheet/policy"),
    ],
)
async def test_nothing_of_an_archived_round_is_changed(house: House, method: str, path: str):
    session = await house.open()
    house.clock.passes(hours=3)
    await archive(house)
    jepara = (await house.store.read(registry.regency_by_code, house.programme, "33.20")).id
    where = path.format(programme=house.programme, regency=jepara, session=session)
    who = house.panelist if path.startswith("/sessions") else house.secretariat
    refused = await who.ask(method, where, {})
    assert (refused.status, refused.problem, refused["state"]) == (409, "wrong-state", "archived")
    strangers = await house.regency.ask(method, f"/programmes/{house.programme}/sessions", {})
    assert strangers.status in (404, 405)


async def test_another_round_is_made_like_an_archived_one(house: House):
    await archive(house)
    made = await house.secretariat.post(f"/programmes/{house.programme}/duplicate", {"name": "2027"})
    assert (made.status, made["archived"]) == (201, False)
    assert [one["id"] for one in (await house.secretariat.get("/programmes"))["items"]] == [made["id"]]


async def test_only_the_secretariat_archives(house: House):
    for other in (house.chair, house.panelist, house.regency):
        assert (await other.post(f"/programmes/{house.programme}/archive")).status == 404
