"""An example is scored on a phone with a bad line: what is typed is kept as on a sheet, until the server has it."""

import re

from pages import Sheet
from playwright.async_api import expect
from real_browsers import PHONE, Browsers, Person
from samples.day import Day


async def asked_to_score(day: Day, browsers: Browsers) -> tuple[Person, str, str]:
    """Sri on a phone, at the sheet of an example that she is asked to score; its path and its criteria's first."""
    made = await day.secretariat.post(f"/programmes/{day.programme}/calibrations", {"title": "Contoh", "text": "Baca."})
    assert made.status == 201, made.body
    invited = {"panelists": [day.ids["sri"], day.ids["budi"]]}
    assert (await day.secretariat.post(f"/calibrations/{made['id']}/invite", invited)).status == 200
    await day.reached("sri")
    sri, path = await browsers.person(**PHONE), f"/calibrations/{made['id']}/sheet"
    await sri.come_in(day.tokens["sri"], path)
    return sri, path, made["id"]


async def test_an_example_is_scored_through_a_bad_line_in_two_tabs(day: Day, browsers: Browsers) -> None:
    sri, path, calibration = await asked_to_score(day, browsers)
    sheet, status = Sheet(sri.page), sri.page.locator("[data-saving]")

    async def marks() -> dict[str, object]:
        kept = (await day.caller("sri").get(f"/calibrations/{calibration}/sheet"))["marks"]
        return {key: (mark["value"], mark["note"]) for key, mark in kept.items()}

    await sheet.choice("leadership", 4).click()
    await sheet.saving("saved")
    assert await marks() == {"leadership": (4, "")}

    # without a line, and loaded again
    beside = await sri.another_tab(path)
    await sri.context.set_offline(True)
    await sheet.choice("budget", 2).click()
    await sheet.card("budget").locator("textarea").fill("belum jelas")
    await sheet.saving("offline")
    await expect(Sheet(beside).choice("budget", 2).locator("input")).to_be_checked()
    await sri.page.get_by_role("button", name="Selesai; lihat perbandingan").click()
    await expect(status).to_contain_text("Luring")
    await sri.page.reload()
    await expect(sheet.choice("budget", 2).locator("input")).to_be_checked()
    assert await sheet.note("budget") == "belum jelas"
    await expect(sheet.choice("leadership", 4).locator("input")).to_be_checked()
    await sri.context.set_offline(False)
    await sheet.saving("saved")
    await sheet.nothing_waits()
    assert (await marks())["budget"] == (2, "belum jelas")

    # the rest, and one sentence of what finishing means
    before = await sri.page.locator("main").inner_text()
    assert "tidak dapat diubah lagi" in before and "masih dapat diubah" not in before
    for card in await sri.page.locator("[data-criterion]").all():
        await card.locator(".scale label").nth(2).click()
    await sri.page.get_by_role("button", name="Selesai; lihat perbandingan").click()
    await expect(sri.page.locator("main")).to_contain_text("perbandingan", timeout=9000)
    await expect(sri.page.locator("[data-calibration]")).to_have_count(0)
    await expect(sri.page.locator("main")).not_to_contain_text(re.compile("masih dapat diubah"))
    await expect(sri.page.locator("main")).to_contain_text("nilai Anda tidak dapat diubah lagi")
