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

    await sri.page.set_viewport_size({"width": 430, "height": 800})
    await sri.page.evaluate("document.documentElement.style.fontSize = '200%'")  # large letters
    for row in (".panes", ".bar .phase"):  # no tab and no words of the time out of sight
        cut = "(one) => one.scrollWidth - one.clientWidth"
        assert await sri.page.locator(row).evaluate(cut) <= 0
    await sri.page.evaluate("document.documentElement.style.fontSize = ''")
    await sheet.choice("leadership", 4).click()

    await expect(warning).to_contain_text("10 belum dinilai")
    assert sri.complaints == []
