"""Search and filters of lists: what is asked for is found, and nothing that is typed breaks anything."""

from urllib.parse import quote

import pytest
from houses import in_one_house, on_both_stores
from reading_pages import read

JEPARA, DENPASAR = "33.20", "51.71"
EVIL = (
    "%",
    "_",
    "'",
    '"; DROP TABLE people; --',
    "\\",
    "%25%00",
    "مرحبا",
    "👩‍👩‍👧",
    "ا" * 1_200,
    "a" * 6_000,
    "\x00",
    "%ff",
    "[",
)


async def codes(house, query: str) -> set[str]:
    found = await house.secretariat.get(f"/programmes/{house.programme}/regencies?{query}")
    assert found.status == 200, found.body
    return {one["code"] for one in found["items"]}


async def listed(house, kind: str, typed: str) -> str:
    return (await read(house.secretariat, f"/programmes/{house.programme}/{kind}?q={quote(typed)}")).text


async def sessions(house, query: str) -> list[str]:
    found = await house.secretariat.get(f"/programmes/{house.programme}/sessions?{query}")
    assert found.status == 200, found.body
    return [one["regency"]["code"] for one in found["items"]]


@on_both_stores
async def test_a_regency_is_found_by_any_letters_of_its_name_code_province_or_people(house):
    everything = await codes(house, "")
    assert await codes(house, "q=JEPAR") == {JEPARA}
    assert await codes(house, "q=3320") == await codes(house, "q=33.20") == {JEPARA}
    assert await codes(house, "q=jawa%20tengah") == await codes(house, "province=jawa%20tengah")
    assert {JEPARA} <= await codes(house, "province=Jawa%20Tengah") < everything
    one = (await house.secretariat.get(f"/programmes/{house.programme}/regencies?q=jepara"))["items"][0]
    await house.secretariat.patch(f"/regencies/{one['id']}", {"email": "dinas.khusus@x.example", "contact": "Bu Ani"})
    assert await codes(house, "q=khusus@x") == await codes(house, "q=bu%20ani") == {JEPARA}
    await house.secretariat.patch(f"/regencies/{one['id']}", {"phone": "0812-3320-7890"})
    for typed in ("0812-3320", "62812 3320 7890", "33207890"):
        assert await codes(house, f"q={quote(typed)}") == {JEPARA}, typed
        assert "Kabupaten Jepara" in await listed(house, "regencies", typed)
        assert "Kabupaten Kudus" not in await listed(house, "regencies", typed)


@on_both_stores
async def test_what_lacks_an_address_a_deck_or_a_link_is_listed(house):
    place = {"code": "35.15", "name": "Kabupaten Sidoarjo", "province": "Jawa Timur", "timezone": "Asia/Jakarta"}
    await house.secretariat.post(f"/programmes/{house.programme}/regencies", place)
    assert await codes(house, "without=address") == {"35.15", DENPASAR}
    await house.book(regency=JEPARA)
    assert await codes(house, "without=deck") == {JEPARA}
    assert await codes(house, "without=deck,address") == {JEPARA, "35.15", DENPASAR}
    assert await sessions(house, "without=deck") == [JEPARA]
    assert await sessions(house, "without=address") == await sessions(house, "without=link") == []
    assert await sessions(house, "without=link,deck") == [JEPARA]


@on_both_stores
async def test_sessions_are_found_by_name_panelist_province_and_answer(house):
    session = await house.book(regency=JEPARA)
    panel = (await house.secretariat.session(session))["panel"]
    for query in ("q=jepara", "q=jawa", f"q={quote(panel[0]['name'][-4:])}", f"panelist={panel[0]['id']}"):
        assert await sessions(house, query) == [JEPARA], query
    assert await sessions(house, "q=denpasar") == await sessions(house, "panelist=nobody") == []
    assert await sessions(house, "province=Bali") == []
    assert await sessions(house, "answer=needs-action") == [JEPARA]
    assert await sessions(house, "answer=declined") == []
    who = {"answer": "declined", "for": panel[0]["id"]}
    assert (await house.secretariat.post(f"/sessions/{session}/rsvp", who)).status == 200
    assert await sessions(house, "answer=declined&q=jepara") == [JEPARA]
    people = await house.secretariat.get(f"/programmes/{house.programme}/panelists?answer=declined")
    assert [one["id"] for one in people["items"]] == [panel[0]["id"]]


async def test_panelists_are_found_by_name_address_and_institution(house):
    everybody = (await house.secretariat.get(f"/programmes/{house.programme}/panelists"))["items"]
    one = everybody[0]
    for part in (one["name"].upper(), one["email"][:6]):
        found = (await house.secretariat.get(f"/programmes/{house.programme}/panelists?q={quote(part)}"))["items"]
        assert one["id"] in {who["id"] for who in found} and len(found) < len(everybody)
    first = await house.secretariat.get(f"/programmes/{house.programme}/panelists?q=%40&limit=2")
    rest = await house.secretariat.get(
        f"/programmes/{house.programme}/panelists?q=%40&limit=1000&after={first['next']}"
    )
    assert [who["id"] for who in (*first["items"], *rest["items"])] == [who["id"] for who in everybody]


@on_both_stores
@in_one_house("of", ["regencies", "panelists", "sessions", "mails"])
async def test_nothing_that_is_typed_breaks_a_search(house, of):
    await house.book(regency=JEPARA)
    for typed in EVIL:
        for field in ("q", "province", "panelist"):
            found = await house.secretariat.get(f"/programmes/{house.programme}/{of}?{field}={quote(typed)}")
            ignored = of == "mails" and field != "q"
            if typed == "\x00":
                assert found.status in (200, 404)
                continue
            assert found.status == 200 and (ignored or found["items"] == []), (typed, field)


@pytest.mark.parametrize(("query", "pointer"), [("answer=perhaps", "/answer"), ("without=money", "/without")])
async def test_an_answer_or_a_lack_that_there_is_not_is_refused(house, query, pointer):
    answer = await house.secretariat.get(f"/programmes/{house.programme}/sessions?{query}")
    assert (answer.status, answer.pointers) == (422, [pointer])
