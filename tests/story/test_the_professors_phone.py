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


async def test_a_question_that_found_no_line_stands_there_after_a_reload(day: Day, browsers: Browsers) -> None:
    session = (await day.rehearse(600, 1200, wait=1))["id"]
    await day.opened(session)
    sri = await browsers.person(**PHONE)
    await sri.come_in(day.tokens["sri"], f"/sessions/{session}/sheet")
    await Sheet(sri.page).declare()
    pane = sri.page.locator("#pane-questions")
    text, ask = pane.get_by_label("Isi pertanyaan"), pane.get_by_role("button", name="Ajukan")

    await sri.page.get_by_role("link", name="Pertanyaan").click()
    await text.fill("Berapa anggarannya?")
    await pane.get_by_label("Diminta dari daerah").select_option("file")
    await sri.context.set_offline(True)
    await ask.click()
    await expect(pane.locator("[data-asked]")).not_to_be_empty()
    await sri.context.set_offline(False)
    await sri.page.reload()
    await sri.page.get_by_role("link", name="Pertanyaan").click()
    await expect(text).to_have_value("Berapa anggarannya?")
    await expect(pane.get_by_label("Diminta dari daerah")).to_have_value("file")
    await expect(pane).to_contain_text("belum terkirim")

    await ask.click()
    await expect(pane.locator("[data-part=questions]")).to_contain_text("Berapa anggarannya?")
    await sri.page.reload()
    await sri.page.get_by_role("link", name="Pertanyaan").click()
    await expect(text).to_have_value("")
    [asked] = (await day.caller("sri").get(f"/sessions/{session}/questions"))["items"]
    assert (asked["text"], asked["wants"]) == ("Berapa anggarannya?", "file")
