"""Rooms: one session at a time in each, whatever programme; a change of address is one batch; links by a template."""

import asyncio
import re
from datetime import timedelta

from houses import TUESDAY_NINE, on_both_stores, on_one_store, open_house
from listening import listening, until

ELSEWHERE = "https://Rapat.example.id:443/ruang-a/"


async def a_room(house, name="Ruang A", address="https://rapat.example.id/ruang-a", programme=None) -> str:
    made = await house.secretariat.post(
        f"/programmes/{programme or house.programme}/rooms", {"name": name, "meeting_url": address}
    )
    assert made.status == 201, made.body
    return made["id"]


OTHERS = {"regency": "33.19", "panel": ("made", "tono"), "chair": "tono"}


async def test_a_session_meets_in_a_room_and_shows_it(house):
    room = await a_room(house)

    booked = await house.try_to_book(room=room, meeting_url="")

    assert booked["room"] == {"id": room, "name": "Ruang A"}
    assert booked["meeting_url"] == "https://rapat.example.id/ruang-a"


async def test_no_two_sessions_share_a_rooms_time_and_one_address_is_one_room(house):
    other = (await house.secretariat.post("/programmes", {"name": "Program lain"}))["id"]
    first, same = await a_room(house), await a_room(house, "Sama", ELSEWHERE, programme=other)
    session = await house.book(room=first, meeting_url="", panel=("ratna", "budi"))

    for place in ({"room": same, "meeting_url": ""}, {"meeting_url": ELSEWHERE}):
        refused = await house.try_to_book(**OTHERS, **place)
        assert (refused.status, refused.problem) == (409, "booking-conflict")
        assert [(one["why"], one["session"]) for one in refused["conflicts"]] == [("room-busy", session)]

    after = await house.try_to_book(**OTHERS, room=same, meeting_url="", starts_at=TUESDAY_NINE + timedelta(hours=2))
    assert after.status == 201


@on_one_store
async def test_two_sessions_may_be_told_one_address_that_is_no_room(house):
    await house.book(panel=("ratna", "budi"))
    assert (await house.try_to_book(**OTHERS)).status == 201


@on_both_stores
async def test_a_rooms_new_address_reaches_its_sessions_in_one_batch(house):
    room = await a_room(house)
    session = await house.book(room=room, meeting_url="", panel=("ratna", "budi"))

    changed = await house.secretariat.patch(f"/rooms/{room}?hold=true", {"meeting_url": "https://rapat.example.id/b"})

    assert changed["revision"] == 2
    assert (changed["batch"]["state"], changed["batch"]["of"]) == ("waiting", 3)
    assert (await house.secretariat.session(session))["meeting_url"] == "https://rapat.example.id/b"
    assert (await house.panelist.session(session))["meeting_url"] == "https://rapat.example.id/ruang-a"

    stopped = await house.secretariat.post(f"/batches/{changed['batch']['id']}/cancel")

    assert (stopped["state"], stopped["undone"]) == ("cancelled", [session])
    assert (await house.secretariat.session(session))["meeting_url"] == "https://rapat.example.id/ruang-a"
    rooms = (await house.secretariat.get(f"/programmes/{house.programme}/rooms"))["items"]
    assert [one["meeting_url"] for one in rooms] == ["https://rapat.example.id/ruang-a"]


@on_both_stores
async def test_a_room_with_booked_sessions_is_not_removed(house):
    room = await a_room(house)
    session = await house.book(room=room, meeting_url="")

    refused = await house.secretariat.delete(f"/rooms/{room}")
    await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "banjir"})
    removed = await house.secretariat.delete(f"/rooms/{room}")

    assert (refused.status, refused.problem, refused["state"]) == (409, "wrong-state", "booked")
    assert removed.status == 204


@on_both_stores
async def test_a_room_is_removed_or_booked_never_both(house):
    for week in range(4):
        room = await a_room(house)
        booking = house.try_to_book(room=room, meeting_url="", starts_at=TUESDAY_NINE + timedelta(weeks=week))
        removal = house.secretariat.delete(f"/rooms/{room}")
        one, other = await asyncio.gather(*((booking, removal) if week % 2 else (removal, booking)))
        booked, removed = (one, other) if week % 2 else (other, one)
        assert (booked.status, removed.status) in {(201, 409), (422, 204)}
        if booked.status == 201:
            assert (await house.secretariat.session(booked["id"]))["room"]["id"] == room
            await house.secretariat.post(f"/sessions/{booked['id']}/cancel", {"reason": "banjir"})
            assert (await house.secretariat.delete(f"/rooms/{room}")).status == 204


@on_one_store
async def test_a_room_is_refused_by_name_where_it_cannot_be(house):
    nowhere = await house.secretariat.post(f"/programmes/{house.programme}/rooms", {"name": "Ruang"})
    unknown = await house.try_to_book(room="01nowhere", meeting_url="")
    both = await house.try_to_book(room=await a_room(house), meeting_url="https://rapat.example.id/lain")
    foreign = await house.panelist.get(f"/programmes/{house.programme}/rooms")

    assert (nowhere.status, nowhere.pointers) == (422, ["/meeting_url"])
    assert (unknown.status, unknown.pointers) == (422, ["/room"])
    assert (both.status, both.pointers) == (422, ["/room"])
    assert foreign.status == 404


async def test_with_a_template_each_session_has_a_link_that_nobody_can_guess(store, clock, tmp_path):
    def templated(settings):
        settings.meeting.template = "https://meet.example.id/{secret}"

    async with open_house(store, clock, tmp_path / "data", change=templated) as house:
        room = (await house.secretariat.post(f"/programmes/{house.programme}/rooms", {"name": "Ruang A"}))["id"]
        first = await house.try_to_book(room=room, meeting_url="", panel=("ratna", "budi"))
        second = await house.try_to_book(
            **OTHERS, room=room, meeting_url="", starts_at=TUESDAY_NINE + timedelta(hours=3)
        )
        beside = await house.try_to_book(**OTHERS, room=room, meeting_url="")

    links = [first["meeting_url"], second["meeting_url"]]
    assert all(re.fullmatch(r"https://meet\.example\.id/[\w-]{22}", one) for one in links)
    assert links[0] != links[1]
    assert [one["why"] for one in beside["conflicts"]] == ["room-busy"]


@on_one_store
async def test_an_open_page_hears_where_the_session_now_meets(house):
    room = await a_room(house)
    session = await house.open(room=room, meeting_url="", panel=("ratna", "budi"))
    async with listening(house.panelist, session) as heard:
        await until(heard, "state")
        await house.secretariat.patch(f"/rooms/{room}", {"meeting_url": "https://rapat.example.id/baru"})
        told = await until(heard, "room")
    assert (told["meeting_url"], told["room"]["id"]) == ("https://rapat.example.id/baru", room)
