"""A colleague fills in part of a regency's claims by a link: that part alone, by name, until it is taken back."""

from datetime import timedelta

import aiohttp
import pytest
from houses import TUESDAY_NINE, House
from reading_pages import read, send

from sessions.clock import wire
from sessions.store.before import registry


@pytest.fixture
async def jepara(house: House) -> str:
    """The address of the regency in the API, in a programme that asks for claims."""
    changed = await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "optional"})
    assert changed.status == 200, changed.body
    return f"/regencies/{(await house.store.read(registry.regency_by_code, house.programme, '33.20')).id}"


async def test_a_colleague_fills_in_their_part_by_name_until_the_link_is_taken_back(house: House, jepara: str):
    given = {"name": "Rina, Bappeda", "criteria": ["budget", "policy"]}
    made = await house.regency.post(f"{jepara}/claims/helpers", given)
    assert (made.status, made["criteria"]) == (201, ["policy", "budget"])
    fill = "/fill/" + made["url"].rpartition("/")[2]
    await house.regency.put(f"{jepara}/claims/vision", {"value": 2, "text": "Bukan untuk rekan."})

    page = await read(house.nobody, fill)
    assert "Rina, Bappeda" in page.text and "Bukan untuk rekan." not in page.text
    assert page.markup.count("data-claim=") == 2
    put = await house.nobody.put(f"{fill}/claims/budget", {"value": 4, "text": "APBD 2%."})
    assert (put.status, put["by"]["name"]) == (200, "Rina, Bappeda")
    assert (await house.nobody.put(f"{fill}/claims/budget", {"value": 9})).problem == "invalid"
    assert (await house.nobody.put(f"{fill}/claims/budget", {"value": 3, "revision": 0})).problem == "stale-revision"
    assert (await house.nobody.put(f"{fill}/claims/vision", {"value": 5})).status == 404
    form = aiohttp.FormData(
        {"criterion": "policy", "value": "3", "text": "Perwal.", "url": "https://jdih.example.id/1"}
    )
    assert (await send(house.nobody, f"{fill}/claims", form)).status == 303
    own = await house.regency.get(f"{jepara}/claims")
    assert {key: one["value"] for key, one in own["claims"].items()} == {"policy": 3, "vision": 2, "budget": 4}

    session = await house.open()
    (claimed,) = [one for one in await house.secretariat.entries(session) if one["kind"] == "claimed"]
    assert claimed["data"]["claims"]["budget"]["by"]["name"] == "Rina, Bappeda"
    assert (await house.nobody.put(f"{fill}/claims/budget", {"value": 5})).problem == "wrong-state"
    helper = f"{jepara}/claims/helpers/{made['id']}"
    assert (await house.panelist.delete(helper)).status == 404
    assert (await house.regency.delete(helper)).status == 204
    assert (await read(house.nobody, fill)).status == (await house.regency.delete(helper)).status == 404
    assert (await house.nobody.put(f"{fill}/claims/budget", {"value": 5})).status == 404
    assert (await house.regency.get(f"{jepara}/claims/helpers"))["items"] == []


async def test_who_withdrew_claims_nothing_more_and_neither_does_a_colleague(house: House, jepara: str):
    given = {"name": "Rina, Bappeda", "criteria": ["budget", "policy"]}
    fill = "/fill/" + (await house.regency.post(f"{jepara}/claims/helpers", given))["url"].rpartition("/")[2]
    slots, until = [wire(TUESDAY_NINE)], wire(TUESDAY_NINE - timedelta(hours=2))
    offer = {"regencies": ["33.20"], "slots": slots, "until": until}
    await house.secretariat.post(f"/programmes/{house.programme}/offers", offer)
    await house.secretariat.patch(jepara, {"withdrawn": True, "reason": "Mundur."})

    budget, file = {"value": 4, "text": "APBD 2%."}, {"kind": "evidence", "name": "Perda", "url": "https://a.example/"}
    refused = [
        await house.regency.put(f"{jepara}/claims/budget", budget),
        await house.regency.put(f"{jepara}/claims", {"claims": {"budget": budget}}),
        await house.nobody.put(f"{fill}/claims/budget", budget),
        await house.regency.post(f"{jepara}/files", file),
    ]

    assert [(one.problem, one.body["state"]) for one in refused] == [("wrong-state", "withdrawn")] * 4
    assert (await house.regency.get(f"{jepara}/claims"))["claims"] == {}
    assert "mengundurkan diri" in (await read(house.nobody, fill)).text
    assert "/offers/" not in (await read(house.regency, "/")).markup
    await house.secretariat.patch(jepara, {"withdrawn": False})
    assert (await house.nobody.put(f"{fill}/claims/budget", budget)).status == 200


async def test_a_colleagues_save_with_a_key_is_answered_once(house: House, jepara: str):
    made = await house.regency.post(f"{jepara}/claims/helpers", {"name": "Rina", "criteria": ["budget"]})
    where = "/fill/" + made["url"].rpartition("/")[2] + "/claims/budget"

    async def put(value: int, key: str):
        return await house.nobody.put(where, {"value": value}, headers={"Idempotency-Key": key})

    first, other, again = await put(4, "satu"), await put(3, "dua"), await put(4, "satu")

    assert (first["revision"], other["revision"], again.body) == (1, 2, first.body)
    assert (await put(2, "satu")).problem == "invalid"
    assert (await house.regency.get(f"{jepara}/claims"))["claims"]["budget"]["value"] == 3


async def test_a_colleagues_link_is_made_on_the_regencys_page(house: House, jepara: str):
    refused = await house.regency.post(f"{jepara}/claims/helpers", {"name": "Rina", "criteria": ["nothing"]})
    assert (refused.status, refused["faults"][0]["pointer"]) == (422, "/criteria")
    assert (await house.regency.post(f"{jepara}/claims/helpers", {"name": "Rina", "criteria": []})).status == 422
    form = aiohttp.FormData([("name", "Rina"), ("criteria", "policy"), ("criteria", "vision")])
    assert (await send(house.regency, f"{jepara}/claims/helpers", form)).status == 303
    page = await read(house.regency, f"{jepara}/claims")
    (made,) = (await house.regency.get(f"{jepara}/claims/helpers"))["items"]
    assert made["criteria"] == ["policy", "vision"] and made["url"] in page.markup
    assert (await send(house.regency, f"{jepara}/claims/helpers/{made['id']}/remove", aiohttp.FormData())).status == 303
    assert (await read(house.nobody, "/fill/" + made["url"].rpartition("/")[2])).status == 404


async def test_a_colleague_adds_evidence_by_their_link_and_sees_no_other(house: House, jepara: str):
    made = await house.regency.post(f"{jepara}/claims/helpers", {"name": "Rina", "criteria": ["budget"]})
    fill = "/fill/" + made["url"].rpartition("/")[2]
    other = await house.regency.post(f"{jepara}/files", {"name": "Lain", "url": "https://jdih.example.id/2"})

    def pdf(**fields: str) -> aiohttp.FormData:
        form = aiohttp.FormData(fields)
        form.add_field("file", b"%PDF-1.4", filename="apbd.pdf", content_type="application/pdf")
        return form

    await house.nobody.put(f"{fill}/claims/budget", {"value": 4, "text": "APBD."})
    added = await house.nobody.post(f"{fill}/files", data=pdf(criterion="budget"))
    elsewhere = await house.nobody.post(f"{fill}/files", data=pdf(criterion="vision"))
    by_form = await send(house.nobody, f"{fill}/claims/files", pdf(criterion="budget"))
    junk = aiohttp.FormData()
    junk.add_field("file", b"MZ, a program", filename="apbd.pdf", content_type="application/pdf")
    refused = await house.nobody.post(f"{fill}/files", data=junk)
    stranger = await house.nobody.post(f"/fill/{'x' * 32}/files", data=pdf())
    own = (await house.regency.get(f"{jepara}/claims"))["claims"]["budget"]
    read_back = await house.nobody.get(f"{fill}/files/{added['id']}")
    hidden = await house.nobody.get(f"{fill}/files/{other['id']}")
    listed = [one["name"] for one in (await house.regency.get(f"{jepara}/files"))["items"]]

    assert [one.status for one in (added, elsewhere, by_form, refused, stranger)] == [201, 404, 303, 415, 404]
    assert (added["by"]["name"], own["value"], [one["name"] for one in own["evidence"]]) == (
        "Rina",
        4,
        ["apbd.pdf", "apbd.pdf"],
    )
    assert (read_back.status, read_back.raw, hidden.status) == (200, b"%PDF-1.4", 404)
    assert listed == ["Lain", "apbd.pdf", "apbd.pdf"]  # what was refused has left nothing
    await house.regency.delete(f"{jepara}/claims/helpers/{made['id']}")
    assert (await house.nobody.post(f"{fill}/files", data=pdf())).status == 404
