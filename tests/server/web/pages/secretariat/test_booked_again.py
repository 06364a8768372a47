"""A session that did not take place is booked again: all that still holds stands in the form, what does not is said
with its reason, and the time is the next at which everybody is free."""

import html
import re
from datetime import timedelta

from houses import TUESDAY_NINE, on_both_stores, on_one_store
from judges.plain_pages import Page
from reading_pages import read, send

NOTE = "Mohon masuk 15 menit lebih awal."


async def a_room(house, name="Ruang A") -> str:
    where = {"name": name, "meeting_url": f"https://rapat.example.id/{name[-1]}"}
    return str((await house.secretariat.post(f"/programmes/{house.programme}/rooms", where))["id"])


async def cancelled(house, **changes) -> str:
    """A session that was booked so, and called off."""
    session = await house.book(**changes)
    await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "banjir"})
    return session


async def form_of(house, session: str) -> Page:
    """Where "Jadwalkan lagi" leads."""
    page = await read(house.secretariat, f"/sessions/{session}")
    address = html.unescape(re.search(r'href="([^"]*/book\?[^"]*)"[^>]*>[^<]*Jadwalkan lagi', page.markup)[1])
    opened = await read(house.secretariat, address)
    return Page(f"http://house{address}", opened.status, opened.markup)


def sent(page: Page, button: str) -> list[tuple[str, str]]:
    """What a browser sends of the booking form as it stands."""
    form, pressed = page.form("/book", button)
    return form.filled({}, pressed)


@on_both_stores
async def test_panel_roles_room_observer_and_words_are_carried_over_and_booked(house):
    room, book = await a_room(house), f"/programmes/{house.programme}/book"
    session = await cancelled(
        house, panel=("ratna", "budi", "sri"), room=room, meeting_url="", deputy=house.id("budi"),
        observers=[house.id("tono")], note=NOTE,
    )  # fmt: skip
    before = await house.secretariat.session(session)

    page = await form_of(house, session)
    check = await send(house.secretariat, book, sent(page, "step=check"))
    booked = await send(house.secretariat, book, [one for one in sent(page, "step=check") if one[0] != "step"])
    after = await house.secretariat.session(booked.location.split("/")[2].split("?")[0])

    assert "Waktu semula masih bebas bagi semuanya." in page.text and f"“{NOTE}”" in page.text
    assert "Tidak terbawa" not in page.text
    assert "Dr. Budi (wakil ketua)" in check.text and "Pengamat Dr. Tono" in check.text
    for one in ("regency", "starts_at", "ends_at", "room", "deputy", "observers", "rehearsal"):
        assert after[one] == before[one], one
    roles = [{one["id"]: one["role"] for one in session["panel"]} for session in (before, after)]
    assert roles[0] == roles[1]
    first = (await house.secretariat.get(f"/sessions/{after['id']}/mails"))["items"][0]["id"]
    assert NOTE in (await house.secretariat.get(f"/mails/{first}"))["text"]


@on_one_store
async def test_what_is_not_carried_over_is_said_with_its_reason(house):
    room, other = await a_room(house), await a_room(house, "Ruang B")
    session = await cancelled(house, panel=("ratna", "budi", "sri", "made"), room=room, meeting_url="")
    await house.secretariat.delete(f"/rooms/{room}")
    await house.secretariat.delete(f"/panelists/{house.id('sri')}")
    await house.secretariat.patch(f"/panelists/{house.id('made')}", {"conflicts": ["33.20"]})
    await house.secretariat.patch(f"/panelists/{house.id('ratna')}", {"may_chair": False})

    page = await form_of(house, session)

    fields = sent(page, "step=check")
    assert {value for name, value in fields if name == "panel"} == {house.id("ratna"), house.id("budi")}
    assert ("room", other) in fields and not [one for one in fields if one[0] == "chair"]
    assert "Dr. Sri bukan lagi panelis program ini." in page.text
    assert "Dr. Made memiliki benturan kepentingan dengan daerah ini." in page.text
    assert "Dr. Ratna tidak boleh lagi memimpin." in page.text
    assert "Ruang A sudah tidak ada; diusulkan Ruang B." in page.text


@on_one_store
async def test_the_next_time_at_which_all_are_free_is_proposed(house):
    room, other = await a_room(house), await a_room(house, "Ruang B")
    session = await cancelled(house, panel=("ratna", "budi"), room=room, meeting_url="")
    await house.book(regency="33.19", panel=("budi",), chair="budi", starts_at=TUESDAY_NINE + timedelta(hours=1))
    later = TUESDAY_NINE + timedelta(hours=3)
    await house.book(regency="91.71", panel=("tono",), chair="tono", room=room, meeting_url="", starts_at=later)

    page = await form_of(house, session)

    fields = dict(sent(page, "step=check"))
    assert (fields["date"], fields["time"]) == ("2031-03-04", "12:00"), "as soon as Budi comes from Kudus"
    assert "Waktu yang diusulkan ialah yang pertama saat semuanya bebas." in page.text
    assert fields["room"] == other and "Ruang A terpakai pada waktu itu; diusulkan Ruang B." in page.text


@on_one_store
async def test_a_rehearsal_stays_one_with_its_own_length_at_any_hour(house):
    evening = TUESDAY_NINE + timedelta(hours=12)
    phases = [{"key": "presentation", "minutes": 5}, {"key": "qna", "minutes": 7.5}]
    session = await cancelled(house, panel=("ratna",), rehearsal=True, phases=phases, starts_at=evening)

    page = await form_of(house, session)

    fields = dict(sent(page, "step=check"))
    assert (fields["rehearsal"], fields["presentation"], fields["qna"]) == ("1", "5", "7.5")
    assert (fields["date"], fields["time"]) == ("2031-03-04", "21:00")


@on_one_store
async def test_only_a_session_of_the_programme_is_booked_again_in_it(house):
    session = await cancelled(house)
    other = (await house.secretariat.post("/programmes", {"name": "Program lain"}))["id"]

    assert (await read(house.secretariat, f"/programmes/{other}/book?again={session}")).status == 404
    assert (await read(house.panelist, f"/programmes/{house.programme}/book?again={session}")).status == 404
