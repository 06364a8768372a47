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


async def test_what_is_said_of_open_criteria_goes_along_and_a_private_note_comes_back_in_sight(
    day: Day, browsers: Browsers
) -> None:
    session = (await day.rehearse(600, 1200, wait=1))["id"]
    await day.opened(session)
    sri = await browsers.person(**PHONE)
    await sri.come_in(day.tokens["sri"], f"/sessions/{session}/sheet")
    sheet = Sheet(sri.page)
    await sheet.declare()
    keys = await sri.page.locator("[data-criterion]").evaluate_all("(all) => all.map((one) => one.dataset.criterion)")
    for key in keys[:-1]:
        await sheet.choice(key, 3).click()
    await sri.page.get_by_role("button", name="Saya selesai").click()
    told = sri.page.locator("[data-announce]")
    await expect(told).to_contain_text("1 kriteria belum dinilai")
    await sheet.choice(keys[-1], 3).click()
    await expect(told).to_have_text("")
    await sheet.saving("saved")
    await sheet.nothing_waits()

    note = sheet.card(keys[0]).locator("textarea.own")
    await sheet.card(keys[0]).get_by_text("Catatan pribadi").click()
    await sri.context.set_offline(True)
    await note.fill("Tanya nomor perda.")
    await sheet.saving("offline")
    await sri.context.set_offline(False)
    await sri.context.route("**/api/v1/sessions/*/sheet/**", lambda route: route.abort())
    await sri.page.reload()
    await expect(note).to_be_visible()
    await expect(note).to_have_value("Tanya nomor perda.")
