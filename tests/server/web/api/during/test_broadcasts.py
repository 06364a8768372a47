"""A message of the secretariat reaches every open page of a session that runs, and nobody else's."""

import pytest
from houses import House, in_one_house, on_both_stores, on_one_store
from listening import listening, until

from sessions.store.before import registry


@pytest.fixture
async def session(house: House) -> str:
    return await house.open()


def message(session: str, **fields: object) -> dict[str, object]:
    return {"to": {"session": session}, "text": "Listrik padam, tunggu sebentar."} | fields


@on_both_stores
async def test_a_message_is_shown_on_every_open_page(house: House, session: str):
    async with listening(house.panelist, session) as panelist, listening(house.regency, session) as regency:
        for heard in (panelist, regency):
            await until(heard, "state", lambda told: told["state"] == "open")
        sent = await house.secretariat.post(f"/programmes/{house.programme}/messages", message(session))
        assert (sent.status, sent["session"]) == (201, session)
        for heard in (panelist, regency):
            told = await until(heard, "message", lambda told: True)
            assert told["text"] == "Listrik padam, tunggu sebentar."


@on_one_store
@in_one_house(
    ("fields", "pointer"),
    [({"text": "x" * 100_000}, "/text"), ({"text": " "}, "/text"), ({"to": {}}, "/to/session"), ({"loud": 1}, "/loud")],
)
async def test_a_message_that_does_not_fit_is_refused(house: House, session: str, fields, pointer):
    refused = await house.secretariat.post(f"/programmes/{house.programme}/messages", message(session, **fields))
    assert (refused.status, refused.pointers) == (422, [pointer])


async def test_only_the_secretariat_and_only_while_it_runs(house: House, session: str):
    where = f"/programmes/{house.programme}/messages"
    for other in (house.chair, house.panelist, house.regency):
        assert (await other.post(where, message(session))).status == 404
    assert (await house.secretariat.post(where, message("nothing"))).status == 404
    house.clock.passes(hours=2)
    assert (await house.secretariat.post(where, message(session))).problem == "wrong-state"


async def test_required_claims_that_are_missing_are_a_warning_and_block_nothing(house: House):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "required"})
    jepara = (await house.store.read(registry.regency_by_code, house.programme, "33.20")).id
    await house.regency.put(f"/regencies/{jepara}/claims/policy", {"value": 4})

    booked = await house.try_to_book()

    (warning,) = [one for one in booked["warnings"] if one["kind"] == "claims-missing"]
    assert (booked.status, len(warning["missing"]), "policy" in warning["missing"]) == (201, 10, False)
