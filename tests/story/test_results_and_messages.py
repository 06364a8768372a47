"""What the office sends to many, at a desk and on a phone: results, published after they were looked at and taken back
within the minute; a message; an example that the panel scores before the round."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from mail_servers import Mailbox, smtp_server
from playwright.async_api import Page, expect
from real_browsers import DESK, PHONE, Browsers, Person
from real_server import RealServer
from samples.day import Day
from samples.held import hold_all
from samples.results import World

from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import enrolling
from sessions.store.before import registry
from sessions.store.engine import Db


@pytest.fixture
async def sidang(tmp_path: Path, mailbox: Mailbox, request: pytest.FixtureRequest) -> AsyncIterator[RealServer]:
    """A server whose mails wait for longer than a story lasts, or for so many seconds."""
    delay = getattr(request, "param", "600")
    async with smtp_server(mailbox) as port:
        environment = {"SIDANG_MAIL__URL": f"smtp://127.0.0.1:{port}", "SIDANG_MAIL__BATCH_DELAY": delay}
        server = RealServer(tmp_path, environment)
        yield server
        await server.stop()


@pytest.fixture
async def day(sidang: RealServer, mailbox: Mailbox) -> Day:
    """The round is over: three regencies were assessed, and all minutes are signed; one of them has no address."""
    return await Day.prepared(sidang, mailbox, also=_held)


def _held(db: Db, programme: str, *, now: datetime) -> None:
    for code, name, email in (("33.19", "Kabupaten Kudus", "kudus@daerah.example"), ("33.18", "Kabupaten Pati", None)):
        fields = {"code": code, "name": name, "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
        enrolling.put_regency(db, programme, fields | ({"email": email} if email else {}), COMMAND_LINE, now=now)
    panel = registry.panelists(db, programme)
    hold_all(db, programme, panel, World(regencies=3, panelists=6), starts_at=now - timedelta(days=30))


async def at_both(day: Day, browsers: Browsers) -> list[Person]:
    """The official at a desk, and the same one on a phone."""
    desk = await browsers.person(**DESK)
    await desk.come_in(day.tokens["secretariat"])
    phone = await browsers.person(**PHONE)
    await phone.context.add_cookies(await desk.context.cookies())  # type: ignore[arg-type]
    return [desk, phone]


async def test_results_are_looked_at_published_and_taken_back_within_the_minute(day: Day, browsers: Browsers) -> None:
    people = await at_both(day, browsers)
    for person in people:
        page = await person.go(f"/programmes/{day.programme}/results/publication")
        await page.get_by_label("Buka untuk umum").check()
        await page.get_by_role("button", name="Periksa yang terbit").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Periksa versi 1 sebelum terbit")
        await expect(page.get_by_text("1 daerah tidak menerima surel")).to_be_visible()
        await expect(page.get_by_role("link", name="Kabupaten Pati")).to_be_visible()
        await _reads(page, "Sekda Jepara", "Hasil penilaian Kabupaten Jepara")
        await page.get_by_role("button", name="Kembali, ubah dahulu").click()
        await expect(page.get_by_label("Buka untuk umum")).to_be_checked()
        await page.get_by_role("button", name="Periksa yang terbit").click()
        await page.get_by_role("button", name="Terbitkan dan kirim 2 surel").click()
        await page.wait_for_url(re.compile("/batches/"))
        await expect(page.get_by_text("Hasilnya belum terbit")).to_be_visible()
        await page.get_by_role("link", name="Penerbitan hasil").click()
        await expect(page.get_by_role("heading", name="Versi 1 menunggu")).to_be_in_viewport()
        nobody = await day.secretariat.get(f"/programmes/{day.programme}/results/releases")
        assert nobody["items"] == []
        await page.get_by_role("button", name="Hentikan dan kembalikan").click()
        await expect(page.locator(".toast, .notice", has_text="Dikembalikan seperti semula").first).to_be_visible()
        await expect(page.get_by_role("button", name="Periksa yang terbit")).to_be_visible()
        assert person.complaints == []


async def _reads(page: Page, name: str, words: str) -> None:
    """Unfolds the mail to somebody and finds the words in it."""
    row = page.locator("tr", has_text=name).first
    await row.locator("summary", has_text="Baca surelnya").click()
    await expect(row.locator(".letter-sheet")).to_contain_text(words)


async def test_a_message_to_whom_a_filter_finds_is_looked_at_sent_and_taken_back(day: Day, browsers: Browsers) -> None:
    for person in await at_both(day, browsers):
        page = await person.go(f"/programmes/{day.programme}/regencies")
        await page.get_by_label("Nama, kode, atau kontak").fill("jep")
        await page.wait_for_url(re.compile("q=jep"))
        await page.get_by_role("link", name="Tulis kepada semua yang cocok").click()
        await expect(page.get_by_label("Nama atau kode memuat")).to_have_value("jep")
        await page.get_by_label("Perihal", exact=True).fill("Rapat persiapan")
        await page.get_by_label("Isi pesan").fill("Senin pukul sembilan.")
        await page.get_by_role("button", name="Periksa siapa menerimanya").click()
        await _reads(page, "Sekda Jepara", "Senin pukul sembilan.")
        await page.get_by_role("button", name="Kembali, ubah dahulu").click()
        await expect(page.get_by_label("Isi pesan")).to_have_value("Senin pukul sembilan.")
        await page.get_by_role("button", name="Periksa siapa menerimanya").click()
        await page.get_by_role("button", name="Kirim kepada 1 orang").click()
        await page.wait_for_url(re.compile("/batches/"))
        await page.get_by_role("button", name="Hentikan dan kembalikan").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Pengiriman dihentikan")
        assert person.complaints == []


@pytest.mark.parametrize("sidang", ["2"], indirect=True)
async def test_an_example_is_scored_on_a_phone_and_the_office_sees_the_spread(day: Day, browsers: Browsers) -> None:
    desk, phone = await at_both(day, browsers)
    page = await desk.go(f"/programmes/{day.programme}/panelists")
    await page.get_by_role("link", name="Kalibrasi").click()
    await page.get_by_label("Nama contoh").fill("Rekaman 2025")
    await page.get_by_role("button", name="Siapkan").click()
    await page.get_by_label("Teks contoh").fill("Ringkasan paparan sebuah daerah.")
    await page.get_by_label("Nilai acuan").first.select_option("4")
    await page.get_by_role("button", name="Simpan contoh dan acuan").click()
    for name in ("Dr. Ratna", "Dr. Budi"):
        await page.get_by_label(name).check()
    await page.get_by_role("button", name="Periksa surel undangannya").click()
    await _reads(page, "Dr. Ratna", "Rekaman 2025")
    await page.get_by_role("button", name="Undang dan kirim 2 surel").click()
    await page.wait_for_url(re.compile("/batches/"))
    await page.get_by_role("main").get_by_role("link", name="Kalibrasi", exact=True).click()
    await expect(page.get_by_text("Panelis sedang menilai.")).to_be_visible()
    for name, value in (("ratna", 5), ("budi", 2)):
        await day.reached(name)
        await _scores(await browsers.person(**PHONE), day, name, value)
    for person in (desk, phone):
        page = await person.go(page.url.removeprefix(day.sidang.address))
        await expect(page.get_by_text("perlu dibicarakan").first).to_be_visible()
        await expect(page.get_by_text("· 1 di atas acuan")).to_be_visible()
        assert person.complaints == []


async def _scores(person: Person, day: Day, name: str, value: int) -> None:
    """By the mailed link, each criterion with a finger; what was saved is there when the page comes back."""
    await person.come_in(day.tokens[name])
    page = person.page
    await page.get_by_role("link", name="Buka lembar").tap()
    await page.wait_for_url(re.compile("/sheet"))
    scales = page.locator("fieldset.scale")
    for number in range(await scales.count()):
        await scales.nth(number).locator("label", has_text=str(value)).tap()
    await expect(page.locator("[data-saving]")).to_contain_text("Tersimpan")
    await page.reload()
    await expect(page.locator("fieldset.scale input:checked")).to_have_count(await scales.count())
    await page.get_by_role("button", name="Selesai; lihat perbandingan").tap()
    await expect(page.get_by_text("Anda sudah selesai, dan nilai Anda tidak dapat diubah lagi.")).to_be_visible()
    assert person.complaints == []


async def test_an_objection_that_was_written_without_a_line_is_sent_once_there_is_one(
    day: Day, browsers: Browsers
) -> None:
    results = f"/programmes/{day.programme}/results"
    regencies = (await day.secretariat.get(f"/programmes/{day.programme}/regencies"))["items"]
    [contact] = next(one["people"] for one in regencies if one["code"] == "33.20")
    await day.secretariat.post(f"/people/{contact['id']}/link", {})
    await day.reached("jepara")
    await day.secretariat.post(f"{results}/publish", {"accept_missing": True})
    jepara = await browsers.person(**PHONE)
    await jepara.come_in(day.tokens["jepara"], "/")
    page = await jepara.go(f"{results}/regencies/33.20")
    await page.get_by_label("Sanggahan Anda").fill("Nilai anggaran keliru.")
    await expect(page.locator("[data-state]")).to_contain_text("belum terkirim")

    await jepara.context.set_offline(True)
    await page.get_by_role("button", name="Kirim sanggahan").tap()
    await expect(page.locator("[data-state]")).to_contain_text("Tanpa sambungan")
    await jepara.context.set_offline(False)

    await expect(page.locator("#objection")).to_contain_text("Menunggu jawaban sekretariat")
    await expect(page.locator("#objection blockquote")).to_have_text("Nilai anggaran keliru.")
