"""A professor on a phone, in Chromium: what is said of the time that is left, and what is said before signing out."""

from pages import Sheet
from playwright.async_api import expect
from real_browsers import PHONE, Browsers
from samples.day import Day


async def test_the_line_of_the_last_minute_counts_along(day: Day, browsers: Browsers) -> None:
    session = (await day.rehearse(55, wait=2))["id"]
    await day.opened(session)
    sri = await browsers.person(**PHONE)
    await sri.come_in(day.tokens["sri"], f"/sessions/{session}/sheet")
    sheet = Sheet(sri.page)
    await sheet.declare()
    warning = sri.page.locator("[data-warning]")
    await expect(warning).to_contain_text("11 belum dinilai")

    await sheet.choice("leadership", 4).click()

    await expect(warning).to_contain_text("10 belum dinilai")
    assert sri.complaints == []
