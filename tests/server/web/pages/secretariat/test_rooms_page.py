"""Rooms on a page: made, given another address with everybody told in one batch, kept while they are used."""

from reading_pages import read, send


async def test_six_rooms_are_made_one_changes_its_address_and_one_that_is_used_stays(house):
    where = f"/programmes/{house.programme}/rooms"
    assert "Belum ada ruang" in (await read(house.secretariat, where)).text
    for letter in "ABCDEF":
        form = {"name": f"Ruang {letter}", "meeting_url": f"https://rapat.example.id/{letter}"}
        assert (await send(house.secretariat, where, form)).status == 303
    nowhere = await send(house.secretariat, where, {"name": "Ruang G", "meeting_url": "rapat"})
    assert nowhere.status == 422 and 'value="Ruang G"' in nowhere.markup

    rooms = {one["name"]: one for one in (await house.secretariat.get(f"/programmes/{house.programme}/rooms"))["items"]}
    session = await house.book(room=rooms["Ruang A"]["id"], meeting_url="")
    page = await read(house.secretariat, where)
    assert "1 sesi" in page.text and "berikutnya Sel 4 Mar, 09.00 WIB" in page.text and page.inline == []

    first = rooms["Ruang A"]
    change = {"name": "Ruang A", "meeting_url": "https://rapat.example.id/baru", "revision": str(first["revision"])}
    changed = await send(house.secretariat, f"/rooms/{first['id']}", change)
    assert changed.status == 303 and changed.location.startswith("/batches/")
    assert (await house.secretariat.session(session))["meeting_url"] == "https://rapat.example.id/baru"
    stale = await send(house.secretariat, f"/rooms/{first['id']}", change | {"name": "Ruang Satu"})
    assert stale.status == 409 and "Sudah diubah orang lain" in stale.text

    kept = await send(house.secretariat, f"/rooms/{first['id']}/remove")
    assert kept.status == 409 and "masih dipakai sesi" in kept.text
    gone = await send(house.secretariat, f"/rooms/{rooms['Ruang F']['id']}/remove")
    assert gone.status == 303 and "Ruang F" not in (await read(house.secretariat, where)).text
    assert (await send(house.panelist, where, {"name": "x"})).status == 404


async def test_a_session_that_runs_in_a_room_is_not_its_next_one(house):
    made = await house.secretariat.post(
        f"/programmes/{house.programme}/rooms", {"name": "Ruang A", "meeting_url": "https://rapat.example.id/a"}
    )
    await house.open(room=made["id"], meeting_url="")
    page = await read(house.secretariat, f"/programmes/{house.programme}/rooms")
    assert "berlangsung sejak Sel 4 Mar, 09.00 WIB" in page.text and "berikutnya" not in page.text


async def test_an_empty_booking_form_has_a_room_that_is_free_at_its_time(house):
    here, made = f"/programmes/{house.programme}", {}
    for name in ("A", "B"):
        room = {"name": f"Ruang {name}", "meeting_url": f"https://rapat.example.id/{name}"}
        made[name] = (await house.secretariat.post(f"{here}/rooms", room))["id"]
    await house.book(room=made["A"], meeting_url="")

    taken = await read(house.secretariat, f"{here}/book?date=2031-03-04&time=09:30")
    later = await read(house.secretariat, f"{here}/book?date=2031-03-04&time=13:00")
    open_ = await read(house.secretariat, f"{here}/book")

    assert [page.field("room") for page in (taken, later, open_)] == [made["B"], made["A"], made["A"]]
