"""The calendar's two ways out, at a desk and on a phone: a session whose room is taken goes to one that is free, by
mouse, keys and form; one that was called off is booked again as it was."""

import re
from datetime import timedelta
from typing import Any

from playwright.async_api import expect
from real_browsers import DESK, PHONE, Browsers, Person
from samples.day import JEPARA_FIELDS, Day, a_tuesday, booked

from sessions.clock import wire

OTHERS = {"33.19": "Kabupaten Kudus", "33.21": "Kabupaten Demak"}


async def prepared(day: Day) -> tuple[list[str], dict[str, Any]]:
    """Two rooms, and Jepara in the first on a Tuesday at nine."""
    rooms = []
    for name in ("Ruang A", "Ruang B"):
        room = {"name": name, "meeting_url": f"https://rapat.example.id/{name[-1]}"}
        rooms.append((await day.secretariat.post(f"/programmes/{day.programme}/rooms", room))["id"])
    panel = [day.ids["ratna"], day.ids["budi"]]
    return rooms, await day.book(panel=panel, chair=panel[0], room=rooms[0], meeting_url="")


async def takes(day: Day, code: str, room: str, hours: int) -> None:
    """Another regency has the room so many hours after nine."""
    fields = JEPARA_FIELDS | {"code": code, "name": OTHERS[code], "email": f"{code}@daerah.example"}
    await day.secretariat.post(f"/programmes/{day.programme}/regencies", fields)
    at, tono = a_tuesday(day.now) + timedelta(hours=hours), day.ids["tono"]
    booked(await day.ask_for(regency=code, starts_at=wire(at), panel=[tono], chair=tono, room=room, meeting_url=""))


async def both(day: Day, browsers: Browsers) -> tuple[Person, Person]:
    """An official at a desk, and with a phone."""
    desk, phone = await browsers.person(**DESK), await browsers.person(**PHONE)
    await desk.come_in(day.tokens["secretariat"])
    await phone.context.add_cookies(await desk.context.cookies())  # type: ignore[arg-type]
    return desk, phone


async def test_a_session_whose_room_is_taken_is_seen_to_fit_in_another_and_moved_there(
    day: Day, browsers: Browsers
) -> None:
    (a, b), session = await prepared(day)
    await takes(day, "33.19", a, 4)
    desk, phone = await both(day, browsers)
    tuesday, here = a_tuesday(day.now), f"/sessions/{session['id']}"
    calendar = f"/programmes/{day.programme}/calendar?date={tuesday.date()}"
    page = await desk.go(calendar)
    chip = page.locator(f'.ev[data-key="{session["id"]}"]')

    await chip.drag_to(page.locator(f'td[data-at="{wire(tuesday + timedelta(hours=4))}"]'))
    await page.wait_for_url(re.compile("/move"))
    await expect(page.get_by_role("heading", name="Muat, di Ruang B.")).to_be_visible()
    await expect(page.get_by_text("Tempatnya, Ruang A, dipakai sesi Kabupaten Kudus")).to_be_visible()
    assert (await day.secretariat.get(here))["room"]["id"] == a, "nothing is done yet"

    await page.go_back()
    await chip.focus()
    await page.keyboard.press("p")
    await page.keyboard.press("ArrowDown")  # from nine to one
    await expect(page.locator("p.toast")).to_contain_text("Muat, di Ruang B.")
    await expect(page.locator("td.fits")).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Pindahkan ke Ruang B dan kirim 3 surel").click()
    await page.wait_for_url(re.compile(rf"{here}(\?|$)"))
    moved = await day.secretariat.get(here)
    assert (moved["room"]["id"], moved["starts_at"]) == (b, wire(tuesday + timedelta(hours=4)))

    await takes(day, "33.21", b, 0)
    page = await phone.go(f"{here}/change")
    await page.get_by_label("Jam mulai").fill("09:00")
    await page.get_by_role("button", name="Periksa siapa menerima apa").tap()
    await expect(page.get_by_role("heading", name="Muat, di Ruang A.")).to_be_visible()
    await page.get_by_role("button", name=re.compile("Simpan dan kirim")).tap()
    await page.wait_for_url(re.compile(rf"{here}(\?|$)"))
    moved = await day.secretariat.get(here)
    assert (moved["room"]["id"], moved["starts_at"]) == (a, wire(tuesday))

    page = await desk.go(f"{calendar}&view=day")
    await page.locator(f'.ev[data-key="{session["id"]}"]').focus()
    await page.keyboard.press("p")
    await page.keyboard.press("ArrowDown")  # the lane of Ruang B, which Demak has
    await expect(page.locator("p.toast")).to_contain_text("Tempatnya, Ruang B, dipakai sesi Kabupaten Demak")
    await expect(page.locator("td.clashes")).to_have_count(1)
    assert desk.complaints == phone.complaints == []


async def test_what_was_called_off_is_booked_again_as_it_was(day: Day, browsers: Browsers) -> None:
    (a, _), session = await prepared(day)
    await takes(day, "33.19", a, 4)
    for person in await both(day, browsers):
        await day.secretariat.post(f"/sessions/{session['id']}/cancel", {"reason": "banjir"})
        page = await person.go(f"/sessions/{session['id']}")
        await page.get_by_role("link", name="Jadwalkan lagi").click()
        await expect(page.get_by_text("Waktu semula masih bebas bagi semuanya.")).to_be_visible()
        await page.get_by_role("button", name="Periksa siapa menerima apa").click()
        await page.get_by_role("button", name="Jadwalkan dan kirim 3 surel").click()
        await page.wait_for_url(re.compile("said=booked"))
        again = await day.secretariat.get(f"/sessions/{page.url.split('/')[-1].partition('?')[0]}")
        assert again["id"] != session["id"]
        assert {one: again[one] for one in ("starts_at", "room")} == {
            one: session[one] for one in ("starts_at", "room")
        }
        assert {(one["id"], one["role"]) for one in again["panel"]} == {
            (one["id"], one["role"]) for one in session["panel"]
        }
        assert person.complaints == []
        session = again
