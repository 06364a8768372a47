"""Where only the room is taken a session fits all the same, in another that is free: said on the timetable, the page of
a move and the booking form, and done only once the room was seen."""

import html
import re
from datetime import timedelta

from houses import TUESDAY_NINE, on_both_stores, on_one_store
from reading_pages import read, send

from sessions.clock import wire

WEDNESDAY = TUESDAY_NINE + timedelta(days=1)
NEVER_TWO = {"panel": ("tono",), "chair": "tono", "regency": "33.19", "meeting_url": ""}


async def rooms(house, *names: str) -> list[str]:
    """Rooms of these names."""
    made = []
    for name in names:
        room = {"name": name, "meeting_url": f"https://rapat.example.id/{name[-1].lower()}"}
        made.append((await house.secretariat.post(f"/programmes/{house.programme}/rooms", room))["id"])
    return made


async def beside(house, room: str, at=WEDNESDAY) -> str:
    """Another session, which has the room at that time."""
    return await house.book(**NEVER_TWO, room=room, starts_at=at)


def fields(session: dict, **changes: str) -> list[tuple[str, str]]:
    """The change form as a browser sends it."""
    known = {"date": "2031-03-05", "time": "09:00", "chair": session["panel"][0]["id"], "room": session["room"]["id"]}
    return [*(known | changes).items(), *(("panel", seat["id"]) for seat in session["panel"])]


@on_both_stores
async def test_a_session_moved_to_where_its_room_is_taken_goes_to_a_free_one_once_that_was_seen(house):
    a, b, c = await rooms(house, "Ruang A", "Ruang B", "Ruang C")
    session = await house.book(panel=("ratna", "budi"), room=a, meeting_url="")
    await beside(house, a)
    move = f"/sessions/{session}/move"

    refused = await house.secretariat.patch(f"/sessions/{session}", {"starts_at": wire(WEDNESDAY)})
    page = await read(house.secretariat, f"{move}?to={wire(WEDNESDAY)}")
    unseen = await send(house.secretariat, move, {"to": wire(WEDNESDAY)})
    before = await house.secretariat.session(session)
    other = await read(
        house.secretariat, move + html.unescape(re.search(r'class="chip" href="([^"]+)"', page.markup)[1])
    )
    moved = await send(house.secretariat, move, page.carried(move))
    after = await house.secretariat.session(session)

    assert [one["id"] for one in refused["conflicts"][0]["instead"]] == [b, c]
    assert refused["conflicts"][0]["detail"].endswith("Free at that time: Ruang B, Ruang C.")
    assert "Ruang A → Ruang B" in page.text and "Muat, di Ruang B." in page.text
    assert "Tempatnya, Ruang A, dipakai sesi Kabupaten Kudus" in page.text
    assert "Pindahkan ke Ruang B dan kirim 3 surel" in page.text and 'data-verdict="no"' not in page.markup
    assert "Ruang A → Ruang C" in other.text and "Pindahkan dan kirim 3 surel" in other.text
    assert unseen.status == 409 and "Muat, di Ruang B." in unseen.text, "a room that nobody saw is not taken"
    assert (before["starts_at"], before["room"]["id"]) == (wire(TUESDAY_NINE), a)
    assert moved.location == f"/sessions/{session}?said=changed"
    assert (after["starts_at"], after["room"]["name"]) == (wire(WEDNESDAY), "Ruang B")
    assert after["meeting_url"] == "https://rapat.example.id/b"


@on_one_store
async def test_a_lane_of_the_day_is_the_room_that_is_meant(house):
    a, b = await rooms(house, "Ruang A", "Ruang B")
    session = await house.book(panel=("ratna", "budi"), room=a, meeting_url="")
    move = f"/sessions/{session}/move"

    day = await read(house.secretariat, f"/programmes/{house.programme}/calendar?view=day&date=2031-03-04")
    stays = await read(house.secretariat, f"{move}?to={wire(TUESDAY_NINE)}&room={a}")
    page = await read(house.secretariat, f"{move}?to={wire(TUESDAY_NINE)}&room={b}")
    await send(house.secretariat, move, page.carried(move))
    after = await house.secretariat.session(session)

    assert f'data-room="{b}"' in day.markup and ", Ruang B" in day.markup
    assert "sudah di waktu dan ruang itu" in stays.text and "Pindahkan dan kirim" not in stays.text
    assert "Ruang A → Ruang B" in page.text and "kembali ke belum menjawab" not in page.text, "the time stays"
    assert (after["room"]["id"], after["starts_at"]) == (b, wire(TUESDAY_NINE))
    assert await house.secretariat.kinds(session) == ["booked", "link-changed"]


@on_one_store
async def test_a_lane_that_is_taken_says_so_and_which_others_are_free(house):
    a, b, c = await rooms(house, "Ruang A", "Ruang B", "Ruang C")
    session = await house.book(panel=("ratna", "budi"), room=b, meeting_url="")
    await beside(house, a, TUESDAY_NINE)

    page = await read(house.secretariat, f"/sessions/{session}/move?to={wire(TUESDAY_NINE)}&room={a}")

    assert 'data-verdict="no"' in page.markup and "Ruang ini tidak dapat dipakai" in page.text
    assert re.findall(r'class="chip" href="[^"]+room=(\w+)"', page.markup) == [c], "its own is no other"


@on_one_store
async def test_no_room_is_proposed_where_none_is_free_or_somebody_else_is_in_the_way(house):
    a, b = await rooms(house, "Ruang A", "Ruang B")
    session = await house.book(panel=("ratna", "budi"), room=a, meeting_url="")
    await beside(house, a)
    third = await house.book(regency="91.71", panel=("budi",), room=b, meeting_url="", starts_at=WEDNESDAY)
    full = await read(house.secretariat, f"/sessions/{session}/move?to={wire(WEDNESDAY)}")
    await send(house.secretariat, f"/sessions/{third}/cancel", {"reason": "banjir"})
    await house.book(regency="91.71", panel=("ratna",), starts_at=WEDNESDAY)
    busy = await read(house.secretariat, f"/sessions/{session}/move?to={wire(WEDNESDAY)}")

    assert 'data-verdict="no"' in full.markup and "Muat" not in full.text and "Bebas waktu itu" not in full.text
    assert "Dr. Ratna sudah di sesi" in busy.text and "Muat" not in busy.text
    assert "Bebas waktu itu: Ruang B." in busy.text, "said, for whoever mends the rest"


@on_one_store
async def test_the_form_shows_the_other_room_before_anything_is_done(house):
    a, b = await rooms(house, "Ruang A", "Ruang B")
    session = await house.book(panel=("ratna", "budi"), room=a, meeting_url="")
    await beside(house, a)
    change, shown = f"/sessions/{session}/change", await house.secretariat.session(session)

    check = await send(house.secretariat, change, fields(shown, step="check"))
    refused = await send(house.secretariat, change, fields(shown))
    before = await house.secretariat.session(session)
    taken = await send(house.secretariat, change, fields(shown, **{"in-room": b}))
    done = await send(house.secretariat, change, fields(shown, room=check.carried(change)["room"]))

    assert "Muat, di Ruang B." in check.text and "dipakai sesi Kabupaten Kudus" in check.text
    assert check.carried(change)["room"] == b == taken.carried(change)["room"]
    assert refused.status == 409 and "Pakai Ruang B" in refused.text and before["room"]["id"] == a
    assert "Muat" not in taken.text, "it is the room that was chosen"
    assert done.status == 303 and (await house.secretariat.session(session))["room"]["id"] == b


@on_one_store
async def test_a_new_booking_is_shown_in_the_free_room(house):
    a, b = await rooms(house, "Ruang A", "Ruang B")
    await beside(house, a)
    book = f"/programmes/{house.programme}/book"
    form = {"regency": "33.20", "date": "2031-03-05", "time": "09:00", "panel": house.id("ratna")}
    form |= {"chair": house.id("ratna"), "room": a, "step": "check"}

    check = await send(house.secretariat, book, form)

    assert "Muat, di Ruang B." in check.text and check.carried(book)["room"] == b
    assert (await send(house.secretariat, book, form | {"step": "", "room": b})).status == 303
