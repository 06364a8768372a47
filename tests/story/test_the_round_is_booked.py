"""A round is booked on pages alone: 514 contacts and 60 panelists by file, six rooms, offers to one province, a plan of
another; each is seen before it is sent, one is stopped, the others go; then a day that is a holiday now is moved."""

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from mail_servers import Mailbox
from playwright.async_api import Page, expect
from real_browsers import Browsers, Person
from real_server import RealServer
from received_mail import Received
from samples.day import Day

OFFICE = "sekretariat@sidang.example"
SIGN_IN = "Masuk dari perangkat baru"
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
OFFERED, REST = "Bali", "Daerah Istimewa Yogyakarta"  # nine regencies and five
FIRST = "5101"  # the one of them that chooses a time
INVITED = 6  # a panel of five and the regency's contact
HANDS = """
addEventListener("click", event => event.isTrusted && event.detail !== 0 && hand("click"), true);
addEventListener("change", event => ["radio", "checkbox"].includes(event.target.type) || hand("entry"), true);
"""


@pytest.fixture
async def day(sidang: RealServer, mailbox: Mailbox) -> Day:
    """A running server whose batches wait some seconds."""
    sidang.environment["SIDANG_MAIL__BATCH_DELAY"] = "7"
    return await Day.prepared(sidang, mailbox)


async def test_a_round_is_booked_on_pages_and_a_holiday_is_moved(
    day: Day, browsers: Browsers, tmp_path: Path, record_property
) -> None:
    person = await browsers.person()
    hands = await counted(person)
    await person.come_in(day.tokens["secretariat"])
    await person.page.get_by_role("link", name="Gerakan Menuju Smart City").first.click()
    await bring(person, "Kabupaten/kota", contacts(), tmp_path)
    await bring(person, "Panelis", panelists(), tmp_path)
    await make_rooms(person)

    await offer(person)
    await person.page.get_by_role("button", name="Kembalikan").click()
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Pengiriman dihentikan")
    assert await told(day, 0) == {}
    await offer(person)
    assert set((await told(day, 9)).values()) == {1}

    regency = await browsers.person()
    await regency.come_in(day.tokens[f"kominfo.{FIRST}"])
    await regency.page.get_by_role("link", name="Pilih waktu").click()
    await regency.page.get_by_role("radio").first.check()
    await regency.page.get_by_role("button", name="Pilih waktu ini").click()
    await regency.page.wait_for_url(re.compile("/sessions/"))
    assert (await told(day, 9 + INVITED))[f"kominfo.{FIRST}@daerah.example"] == 2

    await plan_the_rest(person)
    assert (await told(day, 9 + 6 * INVITED))["kominfo.3471@daerah.example"] == 1

    known = len(day.mailbox.messages)
    await move_the_holiday(person, day)
    assert sum((await told(day, known + INVITED)).values()) >= 9 + 7 * INVITED
    assert person.complaints + regency.complaints == []
    read_every_mail([*await day.mails(len(day.mailbox.messages))])
    record_property("hands", dict(hands))
    print(f"the round was booked by {hands['click']} clicks and {hands['entry']} entries")


async def counted(person: Person) -> Counter[str]:
    """What the person does by hand from now on: clicks, and fields that are filled in."""
    hands: Counter[str] = Counter()
    await person.context.expose_binding("hand", lambda _, kind: hands.update([kind]))
    await person.context.add_init_script(HANDS)
    return hands


async def told(day: Day, number: int) -> Counter[str]:
    """How many mails each participant got, once there are so many; what tells of sign-ins is none of them."""
    while True:
        letters = await day.mails(len(day.mailbox.messages))
        found = Counter(one.to for one in letters if one.to != OFFICE and one.subject != SIGN_IN)
        if sum(found.values()) >= number:
            return found
        await day.mails(len(day.mailbox.messages) + 1)


def read_every_mail(letters: list[Received]) -> None:
    """Each has a subject and words for its reader, and none a placeholder that was not filled in."""
    for one in letters:
        assert one.subject and one.text.strip() and one.html, one
        assert not re.search(r"%\(|\{\w+\}|\bNone\b|\bnull\b|\bundefined\b", f"{one.subject} {one.text}"), one.text
        assert one.to == OFFICE or "Yth. " in one.text, one.text


def contacts() -> str:
    """The 514 as an office keeps them: a title, its own headings, semicolons."""
    lines = files("server").joinpath("data/regencies.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split(",") for line in lines]
    told = (
        f"{code};{name};{province};{ZONES[zone]};Kominfo {name};kominfo.{code.replace('.', '')}@daerah.example"
        for code, name, province, zone in rows
    )
    heads = "Kode;Kabupaten/Kota;Provinsi;Zona waktu;Narahubung;Surel"
    return "\n".join(("DAFTAR NARAHUBUNG", "", heads, *told))


def panelists() -> str:
    """Sixty, each third of whom may chair."""
    rows = (f"Dr. Panelis {n};panelis{n}@kampus.example;{'ya' if n % 3 == 0 else 'tidak'}" for n in range(60))
    return "\n".join(("Nama lengkap;Surel;Ketua", *rows))


async def visit(person: Person, place: str) -> Page:
    """Goes there as one does who never leaves the pages: by the navigation."""
    await person.page.get_by_role("navigation").get_by_role("link", name=place, exact=True).first.click()
    await expect(person.page.get_by_role("heading", level=1)).to_contain_text(place)
    return person.page


async def bring(person: Person, place: str, lines: str, folder: Path) -> None:
    """The office's list is looked at, then used."""
    sheet = folder / "daftar.csv"
    sheet.write_text(lines, encoding="cp1252")
    page = await visit(person, place)
    await page.locator("input[type=file]").set_input_files(sheet)
    await page.get_by_role("button", name="Unggah daftar").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Periksa berkas sebelum dipakai")
    if await page.get_by_role("checkbox").count():
        await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Pakai berkas ini").click()
    await expect(page.get_by_text(re.compile("[0-9]+ ditambahkan, [0-9]+ diperbarui"))).to_be_visible()


async def make_rooms(person: Person) -> None:
    """Six, each with its address."""
    page = await visit(person, "Ruang sidang")
    for letter in "ABCDEF":
        await page.get_by_label("Nama", exact=True).last.fill(f"Ruang {letter}")
        await page.get_by_label("Tautan rapat").last.fill(f"https://rapat.example.id/{letter}")
        await page.get_by_role("button", name="Tambah ruang").click()
        await expect(page.get_by_role("rowheader", name=f"Ruang {letter}")).to_be_visible()


async def offer(person: Person) -> None:
    """What one province is offered is seen, then made; it leads to the batch."""
    page = await visit(person, "Tawaran waktu")
    await page.get_by_label("Kepada").select_option(OFFERED)
    await page.get_by_role("button", name="Periksa siapa yang ditawari").click()
    await expect(page.get_by_text(f"kominfo.{FIRST}@daerah.example").first).to_be_visible()
    await page.get_by_role("button", name="Tawarkan waktu kepada 9 daerah").click()
    await page.wait_for_url(re.compile("/batches/"))


async def plan_the_rest(person: Person) -> None:
    """Of who was not offered times a province is planned; the plan is seen, then accepted."""
    page = await visit(person, "Rencana")
    await page.get_by_label("Daerah", exact=True).select_option(REST)
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
    page = await visit(person, "Rencana")
    await page.get_by_text("Perbaiki yang sudah dijadwalkan…").click()
    await page.get_by_label("Hari yang tidak dapat dipakai").fill(first)
    await page.get_by_role("button", name="Cari perubahan terkecil").click()
    await accept(page)
