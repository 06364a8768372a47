"""A sheet without a line, in Chromium: loaded again while nobody answers it stands as it stood, for one person only."""

import asyncio
import io
import re
from dataclasses import dataclass

import aiohttp
import pypdfium2 as pdfium
import pytest
from pages import Sheet
from patience import SECONDS
from playwright.async_api import Error, Page, expect
from real_browsers import DESK, Browsers, Person
from samples.day import Day

from sessions.clock import from_wire

LONG = (600, 1200)  # seconds of each phase: the close comes by hand
KEPT = """
async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  }
  return found;
}
"""
OF_AN_OLDER_VERSION = """
async (path) => {
  const headers = { "Content-Type": "text/html", "Sidang-Kept-At": String(Date.now()) };
  const older = await caches.open("sidang/000000000000/somebody");
  await older.put(path, new Response("<html lang=id><body>older", { headers }));
}
"""


@dataclass
class AtTheSheet:
    """Sri at her sheet of a running session whose deck has two pages; all of it is kept in her browser."""

    day: Day
    person: Person
    session: str

    @classmethod
    async def come(cls, day: Day, browsers: Browsers) -> "AtTheSheet":
        """Comes in by the mail's link, declares, and stays until the browser has kept what it keeps."""
        session = (await day.rehearse(*LONG, wait=2))["id"]
        await hand_in_a_deck(day, session)
        await day.opened(session)
        one = cls(day, await browsers.person(**DESK), session)
        await one.person.come_in(day.tokens["sri"], one.path)
        await Sheet(one.page).declare()
        await one.until(f"kept.includes('{one.path}') && kept.filter((path) => path.endsWith('.webp')).length === 2")
        return one

    @property
    def page(self) -> Page:
        """Her page."""
        return self.person.page

    @property
    def path(self) -> str:
        """Where the sheet is."""
        return f"/sessions/{self.session}/sheet"

    async def until(self, kept: str, page: Page | None = None) -> None:
        """Waits until what the browser keeps is so; `kept` are the addresses."""
        async with asyncio.timeout(SECONDS):
            await (page or self.page).evaluate(
                f"async () => {{ for (;;) {{ const kept = await ({KEPT})(); if ({kept}) return;"
                " await new Promise((go) => setTimeout(go, 30)); } }"
            )

    async def stands(self, words: str) -> None:
        """Waits until these words are among the scores that the browser keeps."""
        async with asyncio.timeout(SECONDS):
            await self.page.evaluate(
                "async ([path, words]) => { for (;;) { const kept = await (await caches.match(path))?.text();"
                " if (kept?.includes(words)) return; await new Promise((go) => setTimeout(go, 30)); } }",
                [f"{self.path}/standing", words],
            )

    async def is_not_shown(self) -> None:
        """Nobody answers, and nothing of the sheet is there."""
        with pytest.raises(Error, match="ERR_"):
            await self.page.goto(self.person.address + self.path)


async def hand_in_a_deck(day: Day, session: str) -> None:
    """The regency's, of two pages."""
    made, raw = pdfium.PdfDocument.new(), io.BytesIO()
    for _ in range(2):
        made.new_page(960, 540)
    made.save(raw)
    form = aiohttp.FormData({"kind": "deck"})
    form.add_field("file", raw.getvalue(), filename="paparan.pdf")
    added = await day.caller("jepara").post(f"/sessions/{session}/files", data=form)
    assert added.status == 201, added.body


async def test_a_sheet_loaded_again_without_a_line_goes_on_as_it_stood(day: Day, browsers: Browsers) -> None:
    sri = await AtTheSheet.come(day, browsers)
    sheet, context = Sheet(sri.page), sri.person.context
    await sheet.choice("leadership", 4).click()
    await sheet.card("leadership").locator("textarea:not(.own)").fill("lengkap")
    await sheet.saving("saved")
    await sheet.nothing_waits()
    await sri.stands("lengkap")
    await sri.page.evaluate(OF_AN_OLDER_VERSION, sri.path)

    await context.set_offline(True)
    down = day.now
    await sri.page.reload()

    await expect(sri.page.locator("[data-kept-note]")).to_contain_text("Tanpa sambungan")
    await sheet.is_open()
    assert (await sheet.value("leadership"), await sheet.note("leadership")) == (4, "lengkap")
    await expect(sri.page.locator("[data-clock]")).to_contain_text(":")
    slide = sri.page.locator("img.slide")
    await slide.scroll_into_view_if_needed()
    await expect(slide).to_have_js_property("naturalWidth", 1600)
    await sri.page.get_by_role("button", name="Berikutnya").click()
    await expect(sri.page.locator("[data-page-of]")).to_have_text("2 / 2")
    await expect(sri.page.locator("[data-no-slide]")).to_be_hidden()
    await sheet.choice("budget", 2).click()
    await sheet.saving("offline")
    await sri.page.reload()
    await expect(sheet.choice("budget", 2).locator("input")).to_be_checked()

    await context.set_offline(False)
    await sheet.saving("saved")
    await expect(sri.page.locator("[data-kept-note]")).to_be_hidden()
    scores = (await day.caller("sri").sheet(sri.session))["scores"]
    assert {key: score["value"] for key, score in scores.items()} == {"leadership": 4, "budget": 2}

    await context.set_offline(True)
    await sheet.choice("economy", 3).click()
    await sheet.saving("offline")
    await sri.page.reload()  # what was heard last is not known any more
    await sheet.is_open()
    await sheet.choice("society", 1).click()
    assert (await day.secretariat.control(sri.session, "close", reason="waktu habis")).status == 200
    await day.sealed(sri.session)
    await context.set_offline(False)
    await expect(sheet.card("society").locator(".said.late")).to_contain_text("terlambat")
    await expect(sheet.card("society")).not_to_have_attribute("data-counts", "")
    await expect(sheet.card("society").locator(".scale .chosen span").first).to_have_css("border-style", "dashed")
    await expect(sheet.card("leadership")).to_have_attribute("data-counts", "")
    receipts = sri.page.locator("[data-receipts]")
    await expect(receipts).to_contain_text("datang setelah lembar ditutup: tercatat, tetapi tidak dihitung.")
    await expect(receipts).not_to_have_class(re.compile("good"))
    late = {one["criterion"]: one for one in (await day.secretariat.session(sri.session))["late"]}
    assert down <= from_wire(late["society"]["offline_since"]) <= from_wire(late["society"]["typed_at"])
    await sri.until("!kept.some((path) => path.includes('/sessions/'))")  # it is sealed


async def test_what_is_kept_is_one_persons_and_goes_when_they_do(day: Day, browsers: Browsers) -> None:
    sri = await AtTheSheet.come(day, browsers)
    address, context = sri.person.address, sri.person.context

    await sri.page.goto(f"{address}/enter/{day.tokens['budi']}?next=/")  # without a sign-out, in the same browser
    await sri.page.get_by_role("button", name="Masuk").click()
    await expect(sri.page.locator("header .me")).to_contain_text("Dr. Budi")
    await sri.until("kept.length === 0")
    await context.set_offline(True)
    await sri.is_not_shown()
    await context.set_offline(False)

    await sri.page.goto(address + sri.path)
    await sri.until(f"kept.includes('{sri.path}')")
    await sri.page.goto(f"{address}/account")
    await sri.page.get_by_role("button", name="Keluar").first.click()
    await sri.page.wait_for_url(f"{address}/")
    await sri.until("kept.length === 0")
    await context.set_offline(True)
    await sri.is_not_shown()
    await context.set_offline(False)

    made = await browsers.person(**DESK)
    await made.come_in(day.tokens["made"], sri.path)
    await sri.until(f"kept.includes('{sri.path}')", made.page)
    await day.caller("made").declare(sri.session, conflict=True)
    await sri.until("!kept.some((path) => path.includes('/sessions/'))", made.page)
    await expect(made.page.locator("body")).to_have_attribute("data-state", "withdrawn")
