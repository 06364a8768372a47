"""The secretariat moves a session on the timetable, by mouse and by keys: what would come of it is said first."""

import re
from datetime import timedelta

from playwright.async_api import expect
from real_browsers import Browsers
from samples.day import Day, a_tuesday

from sessions.clock import wire


async def test_a_session_is_dragged_or_carried_by_keys_to_a_page_that_says_what_it_means(
    day: Day, browsers: Browsers
) -> None:
    booked, tuesday = await day.book(), a_tuesday(day.now)
    person = await browsers.person()
    await person.come_in(day.tokens["secretariat"])
    page = await person.go(f"/programmes/{day.programme}/calendar?date={tuesday.date()}")
    chip = page.locator(f'.ev[data-key="{booked["id"]}"]')
    wednesday = page.locator(f'td[data-at="{wire(tuesday + timedelta(days=1))}"]')

    await chip.drag_to(wednesday)
    await page.wait_for_url(re.compile("/move"))
    await expect(page.get_by_role("button", name=re.compile("Pindahkan dan kirim"))).to_be_visible()
    assert (await day.secretariat.get(f"/sessions/{booked['id']}"))["starts_at"] == wire(tuesday), "nothing is done yet"

    await page.go_back()
    await chip.focus()
    await page.keyboard.press("p")
    await expect(page.locator("p.toast")).to_contain_text("diangkat")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("p.toast")).to_contain_text("surel akan dikirim")
    await expect(wednesday).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(chip).to_be_focused()
    await page.keyboard.press("p")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/move"))
    await page.get_by_role("button", name=re.compile("Pindahkan dan kirim")).click()
    await page.wait_for_url(re.compile(f"/sessions/{booked['id']}"))

    moved = await day.secretariat.get(f"/sessions/{booked['id']}")
    assert moved["starts_at"] == wire(tuesday + timedelta(days=1))
    assert person.complaints == []
