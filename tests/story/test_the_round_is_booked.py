"""A round is booked on pages alone: contacts, rooms, offers to one province, a plan of the rest; each is seen before it
is sent, one is stopped, the others go; then a day that has become a holiday is moved."""

import re
from collections import Counter
from pathlib import Path

import pytest
from mail_servers import Mailbox
from playwright.async_api import Page, expect
from real_browsers import Browsers, Person
from real_server import RealServer
from samples.day import Day

OFFICE = "sekretariat@sidang.example"
CONTACTS = """Kode;Nama;Provinsi;Zona waktu;Kontak;Surel
33.20;Kabupaten Jepara;Jawa Tengah;WIB;Sekda Jepara;jepara@daerah.example
33.19;Kabupaten Kudus;Jawa Tengah;WIB;Sekda Kudus;kudus@daerah.example
51.71;Kota Denpasar;Bali;WITA;Sekda Denpasar;denpasar@daerah.example
"""


@pytest.fixture
async def day(sidang: RealServer, mailbox: Mailbox) -> Day:
    """A running server whose batches wait some seconds."""
    sidang.environment["SIDANG_MAIL__BATCH_DELAY"] = "7"
    return await Day.prepared(sidang, mailbox)


async def test_a_round_is_booked_on_pages_and_a_holiday_is_moved(day: Day, browsers: Browsers, tmp_path: Path) -> None:
    person = await browsers.person()
    await person.come_in(day.tokens["secretariat"])
    await bring_contacts(person, day, tmp_path)
    await make_rooms(person, day)

    await offer_to_java(person, day)
    await person.page.get_by_role("button", name="Kembalikan").click()
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Pengiriman dihentikan")
    assert await told(day, 0) == {}
    await offer_to_java(person, day)
    assert await told(day, 2) == {"jepara@daerah.example": 1, "kudus@daerah.example": 1}

    regency = await browsers.person()
    await regency.come_in(day.tokens["jepara"])
    await regency.page.get_by_role("link", name="Pilih waktu").click()
    await regency.page.get_by_role("radio").first.check()
    await regency.page.get_by_role("button", name="Pilih waktu ini").click()
    await regency.page.wait_for_url(re.compile("/sessions/"))
    assert (await told(day, 2 + 6))["jepara@daerah.example"] == 2

    await plan_the_rest(person, day)
    assert (await told(day, 2 + 6 + 6))["denpasar@daerah.example"] == 1

    await move_the_holiday(person, day)
    assert sum((await told(day, 2 + 6 + 6 + 6)).values()) >= 2 + 6 + 6 + 6
    assert person.complaints + regency.complaints == []


async def told(day: Day, number: int) -> Counter[str]:
    """How many mails each participant got, once there are so many; what tells of sign-ins is none of them."""
    while True:
        letters = await day.mails(len(day.mailbox.messages))
        found = Counter(one.to for one in letters if one.to != OFFICE)
        if sum(found.values()) >= number:
            return found
        await day.mails(len(day.mailbox.messages) + 1)


async def bring_contacts(person: Person, day: Day, folder: Path) -> None:
    """The office's list is looked at, then used."""
    sheet = folder / "kontak.csv"
    sheet.write_text(CONTACTS, encoding="cp1252")
    page = await person.go(f"/programmes/{day.programme}/regencies")
    await page.locator("input[type=file]").set_input_files(sheet)
    await page.get_by_role("button", name="Unggah daftar").click()
    await page.locator("button.main").click()
    await page.wait_for_url(re.compile("/regencies"))


async def make_rooms(person: Person, day: Day) -> None:
    """Two, each with its address."""
    page = await person.go(f"/programmes/{day.programme}/rooms")
    for letter in "AB":
        await page.get_by_label("Nama", exact=True).last.fill(f"Ruang {letter}")
        await page.get_by_label("Tautan rapat").last.fill(f"https://rapat.example.id/{letter}")
        await page.get_by_role("button", name="Tambah ruang").click()
        await expect(page.get_by_role("rowheader", name=f"Ruang {letter}")).to_be_visible()


async def offer_to_java(person: Person, day: Day) -> None:
    """What one province is offered is seen, then made; it leads to the batch."""
    page = await person.go(f"/programmes/{day.programme}/offers")
    await page.get_by_label("Kepada").select_option("Jawa Tengah")
    await page.get_by_role("button", name="Periksa siapa yang ditawari").click()
    await expect(page.get_by_text("kudus@daerah.example").first).to_be_visible()
    await page.get_by_role("button", name="Tawarkan waktu kepada 2 daerah").click()
    await page.wait_for_url(re.compile("/batches/"))


async def plan_the_rest(person: Person, day: Day) -> None:
    """Who was not offered times is planned; the plan is seen, then accepted."""
    page = await person.go(f"/programmes/{day.programme}/plans")
    await page.get_by_label("Lama mencari").fill("1")
    await page.get_by_role("button", name="Rencanakan", exact=True).click()
    await accept(page)


async def accept(page: Page) -> None:
    """A plan that has ended is looked at and accepted."""
    await page.wait_for_url(re.compile("/plans/"))
    await page.get_by_role("button", name=re.compile("sebelum diterima")).click()
    await page.get_by_role("button", name=re.compile("dan kirim undangan")).click()
    await page.wait_for_url(re.compile("/batches/"))


async def move_the_holiday(person: Person, day: Day) -> None:
    """The first booked day cannot be used: the smallest change is found, seen, and accepted."""
    sessions = (await day.secretariat.get(f"/programmes/{day.programme}/sessions?state=booked"))["items"]
    first = min(one["starts_at"] for one in sessions)[:10]
    page = await person.go(f"/programmes/{day.programme}/plans")
    await page.get_by_text("Perbaiki yang sudah dijadwalkan…").click()
    await page.get_by_label("Hari yang tidak dapat dipakai").fill(first)
    await page.get_by_role("button", name="Cari perubahan terkecil").click()
    await accept(page)
