"""Signing out on a phone while a sheet is open in another tab: nothing typed is lost unless its person says so."""

from pages import Sheet
from playwright.async_api import Page, expect
from real_browsers import PHONE, Browsers, Person
from samples.day import Day

LONG = (600, 1200)  # seconds of each phase: the close comes by hand
A_SHEETS_SAVES = "**/api/v1/sessions/*/sheet/**"


async def with_two_tabs(day: Day, browsers: Browsers) -> tuple[Person, Sheet, str]:
    """Sri on a phone: her sheet in one tab with a score that is stored, her account in the other."""
    session = (await day.rehearse(*LONG, wait=2))["id"]
    await day.opened(session)
    sri = await browsers.person(**PHONE)
    await sri.come_in(day.tokens["sri"], f"/sessions/{session}/sheet")
    sheet = Sheet(sri.page)
    await sheet.declare()
    await sheet.choice("leadership", 4).click()
    await sheet.saving("saved")
    await sheet.nothing_waits()
    return sri, sheet, session


async def press_sign_out(page: Page) -> None:
    """The button in the bar of a page."""
    await page.get_by_role("button", name="Keluar", exact=True).click()


async def test_what_is_unsent_is_sent_kept_or_thrown_away_by_choice_alone(day: Day, browsers: Browsers) -> None:
    sri, sheet, session = await with_two_tabs(day, browsers)
    beside = await sri.another_tab("/account")

    # without a line nothing goes, and nobody is signed out
    await sri.context.set_offline(True)
    await sheet.choice("budget", 2).click()
    await sheet.saving("offline")
    await press_sign_out(beside)
    told = beside.locator("[data-unsent]")
    await expect(told).to_contain_text("Belum terkirim")
    await expect(told.get_by_role("link", name="Kabupaten Jepara")).to_have_attribute(
        "href", f"/sessions/{session}/sheet"
    )
    assert [one["criterion"] for one in await sheet.waiting()] == ["budget"]
    await told.get_by_role("button", name="Keluar dan buang").click()
    await expect(told).to_contain_text("tidak ada yang dibuang")
    assert [one["criterion"] for one in await sheet.waiting()] == ["budget"]
    assert await beside.evaluate("document.documentElement.scrollWidth") <= 390
    await sri.context.set_offline(False)
    await sheet.saving("saved")

    # the server takes no save, but would sign out: the choice is told to the tab that is open
    await sri.context.route(A_SHEETS_SAVES, lambda route: route.abort())
    await sheet.choice("economy", 3).click()
    await sheet.card("economy").locator("textarea:not(.own)").fill("ragu")
    await sheet.saving("offline")
    await beside.reload()
    await press_sign_out(beside)
    await expect(told).to_contain_text("Belum terkirim")
    await told.get_by_role("button", name="Keluar dan buang").click()
    await beside.wait_for_url(f"{sri.address}/")
    await sheet.saving("held")
    await expect(sri.page.locator("[data-saving]")).to_contain_text("tidak tersimpan")
    await expect(sheet.card("economy").locator(".said")).to_contain_text("tidak tersimpan")
    await expect(sri.page.locator("[data-signin]")).to_be_hidden()  # it would call it safe
    assert (await sheet.value("economy"), await sheet.note("economy")) == (3, "ragu")
    assert await sheet.waiting() == []
    await sri.context.unroute(A_SHEETS_SAVES)

    # in again: what she threw away is not sent, by nobody
    await sri.come_in_again(beside, day.tokens["sri"], f"/sessions/{session}/sheet")
    await Sheet(beside).is_open()
    assert {key: one["value"] for key, one in (await day.caller("sri").sheet(session))["scores"].items()} == {
        "leadership": 4,
        "budget": 2,
    }


async def test_signing_out_sends_what_waits_and_the_next_person_meets_none_of_it(day: Day, browsers: Browsers) -> None:
    sri, sheet, session = await with_two_tabs(day, browsers)
    beside = await sri.another_tab("/account")

    # a sheet that was closed with something unsent in it is sent by the way out
    await sri.context.route(A_SHEETS_SAVES, lambda route: route.abort())
    await sheet.choice("budget", 2).click()
    await sheet.saving("offline")
    await sri.page.close()
    await sri.context.unroute(A_SHEETS_SAVES)
    await press_sign_out(beside)
    await beside.wait_for_url(f"{sri.address}/")
    assert (await day.caller("sri").sheet(session))["scores"]["budget"]["value"] == 2

    # a sheet that stays open learns of it; what is typed there then waits for its person alone
    await sri.come_in_again(beside, day.tokens["sri"], f"/sessions/{session}/sheet")
    out = await sri.another_tab("/account")
    await press_sign_out(out)
    await out.wait_for_url(f"{sri.address}/")
    left = Sheet(beside)
    await left.saving("held")
    await expect(beside.locator("[data-signin]")).to_be_visible()
    await left.choice("economy", 3).click()
    await left.saving("held")
    await sri.come_in_again(out, day.tokens["budi"], f"/sessions/{session}/sheet")
    await Sheet(out).declare()
    await Sheet(out).choice("leadership", 1).click()
    await Sheet(out).saving("saved")
    assert await Sheet(out).value("economy") is None
    await out.goto(f"{sri.address}/account")
    await press_sign_out(out)  # nothing of his is unsent, and what is another's is not his to lose
    await out.wait_for_url(f"{sri.address}/")
    assert [one["criterion"] for one in await left.waiting()] == ["economy"]
    assert "economy" not in (await day.caller("budi").sheet(session))["scores"]
    await sri.come_in_again(out, day.tokens["sri"], "/account")
    await left.saving("saved")
    assert (await day.caller("sri").sheet(session))["scores"]["economy"]["value"] == 3
