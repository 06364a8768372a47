"""From the close to minutes that anybody can check, in Chromium: revealed, conferred, summed up, signed, verified."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from houses import House, on_one_store, open_house
from pages import Room
from playwright.async_api import Locator, Page, expect
from real_browsers import DESK, PHONE, Browsers, Person, real_browsers

from sessions.actions.before import enrolling

EVIDENCE = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@dataclass
class Signing:
    """Jepara's session in a house whose clock stands, and the people who come to it with browsers."""

    house: House
    browsers: Browsers
    session: str

    @property
    def here(self) -> str:
        """The session's own page."""
        return f"/sessions/{self.session}"

    async def comes(self, name: str, place: str, **device: Any) -> Person:
        """Somebody of the panel or the regency, by their own link."""
        person = await self.browsers.person(**device)
        await person.come_in(self.house.people[name].token or "", self.here + place)
        return person

    async def official(self, **device: Any) -> Person:
        """A member of the secretariat, by a link that opens once."""
        person = await self.browsers.person(**device)
        email, now = "wulan@kementerian.example", self.house.clock.now
        once = await self.house.store.write(enrolling.make_secretariat, email, now=now)
        await person.come_in(once, f"{self.here}/minutes")
        return person


@pytest.fixture
async def signing(store: Any, clock: Any, tmp_path: Path) -> AsyncIterator[Signing]:
    """The session is open and scored; a question was answered by a file."""
    async with open_house(store, clock, tmp_path / "data") as house:
        await house.secretariat.patch(f"/programmes/{house.programme}", {"deliberation": {"minutes": 30}})
        session = await house.open()
        for number, one in enumerate(house.panel):
            for criterion in ("leadership", "policy"):
                assert (await one.put_score(session, criterion, 1 if not number else 4)).status == 200
        asked = {"text": "Mana rinciannya?", "state": "asked", "wants": "file"}
        question = (await house.chair.post(f"/sessions/{session}/questions", asked))["id"]
        form = aiohttp.FormData({"question": question}, default_to_multipart=True)
        form.add_field("file", EVIDENCE, filename="anggaran.pdf")
        assert (await house.regency.post(f"/sessions/{session}/files", data=form)).status == 201
        house.clock.passes(minutes=100)
        async with real_browsers(lambda: f"http://127.0.0.1:{house.client.port}") as browsers:
            yield Signing(house, browsers, session)


@on_one_store
async def test_from_the_close_to_minutes_that_anybody_can_check(signing: Signing, tmp_path: Path) -> None:
    chair = await signing.comes("ratna", "/control", **PHONE)
    budi = await signing.comes("budi", "/deliberation", **DESK)
    await expect(budi.page.get_by_text("Nilai panel tampak di sini")).to_be_visible()
    await Room(chair.page).ask("close", reason="Semua sudah dijawab")
    await expect(budi.page.get_by_text("Ketua panel yang membukanya")).to_be_visible()

    await chair.go(f"{signing.here}/deliberation")
    summary = chair.page.get_by_label("Ringkasan untuk daerah")
    await summary.fill("Ditulis sebelum nilai dibuka.")
    await press(chair.page, "Buka nilai bagi panel")  # another form's button takes nothing away
    await expect(chair.page.get_by_role("heading", name="Nilai panel")).to_be_visible()
    await expect(summary).to_have_value("Ditulis sebelum nilai dibuka.")
    await changes_a_value(budi.page)
    await sums_up(chair.page, "Cukup kuat.", "Lengkapi data.")
    await press(chair.page, "Akhiri musyawarah")
    await expect(chair.page.get_by_text("Ketua menandatangani terakhir")).to_be_visible()

    await press(budi.page, "Tanda tangani berita acara")
    await expect(budi.page.get_by_text("Anda sudah menandatangani")).to_be_visible()
    signing.house.clock.passes(minutes=1)
    await expect(chair.page.get_by_text("Sudah ada yang menandatangani")).to_be_visible()
    await sums_up(chair.page, "Sangat kuat.", "Lengkapi data.")
    signing.house.clock.passes(minutes=1)
    for name, device in (("sri", PHONE), ("made", DESK)):
        await signs(await signing.comes(name, "/minutes", **device))
    assert (await signing.house.people["yohanes"].post(f"{signing.here}/sign")).status == 200
    await summary.fill("Belum disimpan.")
    await press(chair.page, "Tanda tangani berita acara")  # cannot be taken back: it is said first
    await expect(chair.page.get_by_text("Ringkasan yang Anda ketik belum disimpan")).to_be_visible()
    await signs(chair)
    await expect(budi.page.get_by_text("Ditandatangani semua").first).to_be_visible()
    assert chair.complaints == budi.complaints == []

    pdf = tmp_path / "berita-acara.pdf"
    official = await signing.official(**DESK)
    await reads_the_minutes(official.page)
    pdf.write_bytes(await downloaded(official.page))
    regency = await signing.comes("33.20", "", **PHONE)
    await expect(regency.page.get_by_text("tidak dibuka di halaman ini")).to_be_visible()
    await regency.page.get_by_role("link", name="Periksa keaslian PDF berita acara").click()
    for person in (official, regency):
        await verifies(person, pdf)
        assert person.complaints == []


async def press(page: Page, name: str) -> None:
    """One button."""
    await page.get_by_role("button", name=name).click()


async def changes_a_value(page: Page) -> None:
    """The page has come to show the values by itself; what one changes of one's own stands beside what it was."""
    form = page.locator("#change form")
    await form.get_by_label("Kriteria").select_option("policy")
    await form.get_by_label("Nilai baru").select_option("2")
    await form.get_by_label("Alasan").fill("Angkanya keliru terbaca")
    await press(page, "Ubah nilai saya")
    await expect(page.locator(".matrix del")).to_contain_text("4")
    await expect(page.get_by_text("Angkanya keliru terbaca")).to_be_visible()


async def sums_up(page: Page, text: str, advice: str) -> None:
    """The chair's summary, as it is saved."""
    await page.get_by_label("Ringkasan untuk daerah").fill(text)
    await page.get_by_label("Rekomendasi").fill(advice)
    await press(page, "Simpan ringkasan")
    await expect(page.get_by_text("Ringkasan ditulis", exact=False).first).to_be_visible()
    await expect(page.get_by_label("Ringkasan untuk daerah")).to_have_value(text)


async def signs(person: Person) -> None:
    """Whoever is to sign presses that, wherever they read."""
    await fits(person.page)
    await press(person.page, "Tanda tangani berita acara")
    await expect(person.page.get_by_text("Tanda tangani berita acara")).to_have_count(0)
    assert person.complaints == []


async def reads_the_minutes(page: Page) -> None:
    """What was answered by a file, what was changed, and what was signed in which order."""
    minutes = page.locator("article.minutes")
    await expect(minutes).to_contain_text("Dijawab dengan berkas: anggaran.pdf, awal SHA-256")
    await expect(minutes).to_contain_text("Angkanya keliru terbaca")
    await expect(minutes).to_contain_text("sesudah tanda tangan Dr. Budi, sebelum tanda tangan Dr. Sri, Dr. Made")
    await expect(minutes).to_contain_text("Saat Dr. Budi menandatangani, ringkasannya berbunyi: “Cukup kuat.")
    for device in (PHONE, DESK):
        await page.set_viewport_size(device["viewport"])
        await fits(page)


async def downloaded(page: Page) -> bytes:
    """The minutes' PDF, as the page's link gives it."""
    link: Locator = page.get_by_role("link", name="Unduh PDF")
    answer = await page.request.get(f"{await link.evaluate('(link) => link.href')}")
    assert answer.status == 200
    return await answer.body()


async def verifies(person: Person, pdf: Path) -> None:
    """The file as it was handed out is genuine, and one with another byte is not."""
    other = pdf.with_name("lain.pdf")
    other.write_bytes(pdf.read_bytes().replace(b"%%EOF", b"%%EOf"))
    for file, word in ((pdf, "Asli"), (other, "Lain")):
        page = await person.go("/verify")
        await page.get_by_label("Atau berkas: PDF berita acara").set_input_files(file)
        await press(page, "Periksa berkas")
        await expect(page.locator("[data-verdict] .seal h2")).to_have_text(word)
        await expect(page.locator("[data-verdict]")).to_contain_text("Kabupaten Jepara")
        await fits(page)


async def fits(page: Page) -> None:
    """Nothing of the page stands beside the screen."""
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
