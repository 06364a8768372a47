"""A programme says in its own words what a kind of mail says: checked, shown as it will read, given up again."""

import pytest
from houses import House, in_one_house, on_both_stores, on_one_store

from server.mail.kinds import KINDS
from server.mail.own_words import WORDED, must_fit, placeholders, programs

WORDS = {"subject": "Sidang {regency}", "text": "Kepada {name}.\n\nPada {date}, pukul {time}, dalam {programme}."}


def path(house: House, kind: str = "invite") -> str:
    return f"/programmes/{house.programme}/templates/{kind}"


async def put(house: House, more: str = "", **body: object):
    return await house.secretariat.put(path(house) + more, {"languages": {"id": WORDS}} | body)


async def test_where_nothing_is_set_the_programs_words_stand(house: House):
    found = await house.secretariat.get(path(house))
    assert (found.status, found["kind"], found["revision"], found["default"]) == (200, "invite", 0, True)
    assert found["placeholders"] == ["date", "name", "programme", "regency", "time"]
    assert "{regency}" in found["languages"]["id"]["text"] and "invite" in found["languages"]["en"]["text"]
    assert "Kabupaten Jepara" in found["preview"]["id"]["text"] and "/enter/…" in found["preview"]["en"]["text"]


async def test_an_invitation_bears_the_programmes_words_and_still_the_link(house: House):
    kept = await put(house)
    assert (kept.status, kept["revision"], kept["default"]) == (200, 1, False)
    assert kept["languages"]["id"] == WORDS
    assert kept["preview"]["id"]["subject"] == "Sidang Kabupaten Jepara"
    assert "Selasa, 1 Desember 2026" in kept["preview"]["id"]["text"]
    assert "Sidang " not in kept["preview"]["en"]["subject"]

    session = await house.book()
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    (mail,) = [one["id"] for one in mails if one["to"]["id"] == house.panelist.id]
    letter = await house.secretariat.get(f"/mails/{mail}")
    assert letter["subject"] == "Sidang Kabupaten Jepara"
    assert "Kepada " in letter["text"] and "{" not in letter["text"]
    assert "/enter/" in letter["text"] and "/answer/" in letter["text"] and letter["calendar"]


@on_one_store
async def test_who_has_seen_other_words_is_told_and_a_look_keeps_nothing(house: House):
    assert (await put(house, "?check=true"))["revision"] == 1
    assert (await put(house, revision=0)).status == 200
    stale = await put(house, revision=0)
    assert (stale.status, stale.problem, stale["current"]["revision"]) == (409, "stale-revision", 1)
    gone = await house.secretariat.delete(path(house) + "?revision=0")
    assert (gone.status, gone.problem) == (409, "stale-revision")


@on_both_stores
async def test_the_programs_words_come_back(house: House):
    await put(house)
    assert (await house.secretariat.delete(path(house))).status == 204
    found = await house.secretariat.get(path(house))
    assert (found["default"], found["revision"]) == (True, 2)
    assert found["languages"]["id"] == programs("invite", "id")


@on_one_store
@in_one_house(
    ("body", "pointer"),
    [
        ({"languages": {"id": WORDS | {"text": "Di {room}"}}}, "/languages/id/text"),
        ({"languages": {"en": WORDS | {"subject": "{{enter}}"}}}, "/languages/en/subject"),
        ({"languages": {"id": {"subject": "x"}}}, "/languages/id/text"),
        ({"languages": {"id": WORDS | {"subject": "x" * 501}}}, "/languages/id/subject"),
        ({"languages": {}}, "/languages"),
    ],
)
async def test_what_does_not_fit_is_refused_where_it_stands(house: House, body, pointer: str):
    refused = await put(house, **body)
    assert (refused.status, refused.pointers) == (422, [pointer])
    assert (await house.secretariat.get(path(house)))["revision"] == 0


@on_one_store
async def test_others_and_other_kinds_find_nothing(house: House):
    for who in (house.panelist, house.chair, house.regency):
        assert (await who.get(path(house))).status == 404
        assert (await who.put(path(house), {"languages": {"id": WORDS}})).status == 404
    for kind in ("nothing", "sign-in"):
        assert (await house.secretariat.get(path(house, kind))).status == 404


@pytest.mark.parametrize("kind", WORDED)
def test_the_programs_words_of_every_kind_may_be_taken_as_they_are(kind: str):
    assert kind in KINDS and "name" in placeholders(kind)
    must_fit(kind, {language: programs(kind, language) for language in ("id", "en")})
