"""A round is booked on pages alone: 514 contacts and 60 panelists by file, six rooms, offers to one province, a plan of
the rest; each is seen before it is sent, one is stopped, the others go; then a day that is a holiday now is moved.
Every mail on the way is read: to whom, of what, and what a calendar makes of it."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest
from icalendar import Event
from mail_servers import Mailbox
from patience import SECONDS
from playwright.async_api import Page, expect
from real_browsers import Browsers, Person
from real_server import RealServer
from received_mail import Received, read
from samples.day import Day

OFFICE = "sekretariat@sidang.example"
SIGN_INS = ("Masuk untuk pertama kali", "Masuk dari perangkat baru")
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
OFFERED = "Bali"  # nine regencies
FIRST = "5101"  # the one of them that chooses a time
INVITED = 6  # a panel of five and the regency's contact
UNFILLED = re.compile(r"%\(|\{\w+\}|\bNone\b|\bnull\b|\bundefined\b")
# Seconds of the keystroke-level model (Card, Moran and Newell 1980): to think, to point at something and press, to go
# from mouse to keyboard and back, to type a key; and how much is typed into a field.
THINK, POINT, HOME, KEY, KEYS = 1.35, 1.1 + 0.2, 2 * 0.4, 0.28, 20
NAMES: dict[str, str] = {}  # whose each address is, as the lists say
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
    person, post, begun = await browsers.person(), Post(day), time.monotonic()
    hands = await counted(person)
    NAMES.update({one["email"]: one["name"] for one in await post.all_of("panelists")})
    await person.come_in(day.tokens["secretariat"])
    await person.page.get_by_role("link", name="Gerakan Menuju Smart City").first.click()
    await bring(person, "Kabupaten/kota", contacts(), tmp_path)
    await bring(person, "Panelis", panelists(), tmp_path)
    await make_rooms(person)

    await offer(person)
    await person.page.get_by_role("button", name="Kembalikan").click()
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Pengiriman dihentikan")
    assert post.told == []
    await offer(person)
    await post.has(9)

    regency = await browsers.person()
    await regency.come_in(day.tokens[f"kominfo.{FIRST}"])
    await regency.page.get_by_role("link", name="Pilih waktu").click()
    await regency.page.get_by_role("radio").first.check()
    await regency.page.get_by_role("button", name="Pilih waktu ini").click()
    await regency.page.wait_for_url(re.compile("/sessions/"))
    await post.has(9 + INVITED)

    await plan_the_rest(person)
    await post.has_all_of(person.page.url)
    booked = await post.must_fit()
    assert len(booked) > 480

    await move_the_holiday(person, booked)
    await post.has_all_of(person.page.url)
    moved = await post.must_fit()
    assert {one["regency"]["code"] for one in moved} == {one["regency"]["code"] for one in booked}
    assert not [one for one in moved if one["starts_at"][:10] == first_day(booked)]
    assert person.complaints + regency.complaints == []
    record_property("hands", dict(hands))
    print(f"the round was booked by {hands['click']} clicks and {hands['entry']} entries: {minutes(hands, begun)}")


def minutes(hands: Counter[str], begun: float) -> str:
    """What a practised person would take, by the keystroke-level model; what was waited for, as it was here."""
    clicks, entries = hands["click"] * (THINK + POINT), hands["entry"] * (THINK + POINT + HOME + KEYS * KEY)
    waited = time.monotonic() - begun
    return f"{(clicks + entries) / 60:.1f} minutes by hand, beside {waited / 60:.1f} that this took"


async def counted(person: Person) -> Counter[str]:
    """What the person does by hand from now on: clicks, and fields that are filled in."""
    hands: Counter[str] = Counter()
    await person.context.expose_binding("hand", lambda _, kind: hands.update([kind]))
    await person.context.add_init_script(HANDS)
    return hands


@dataclass
class Post:
    """The mails that have come, each read once; `told` are those to participants, sign-ins aside."""

    day: Day
    read: int = 0
    told: list[Received] = field(default_factory=list)
    of: dict[tuple[str, str], tuple[Received, Event]] = field(default_factory=dict)  # the last by address and UID

    async def has(self, number: int) -> None:
        """Waits until participants have got so many."""
        while len(self.told) < number:
            await asyncio.wait_for(self.day.mailbox.has(self.read + 1), SECONDS)
            fresh = self.day.mailbox.messages[self.read :]
            self.read += len(fresh)
            for one in map(read, fresh):
                self._take(one)

    async def has_all_of(self, address: str) -> None:
        """Waits until all mails of the batch at that address have come."""
        begun, batch = len(self.told), address.rpartition("/")[2].partition("?")[0]
        while True:
            now = await self.day.secretariat.get(f"/batches/{batch}")
            plan = (await self.day.secretariat.get(f"/programmes/{self.day.programme}/plans"))["items"][-1]
            if plan["state"] == "accepted" and len(self.told) - begun >= now["of"]:
                return
            await self.has(max(begun + now["of"], len(self.told) + (plan["state"] != "accepted")))

    def _take(self, one: Received) -> None:
        assert one.subject and one.text.strip() and one.html, one
        assert not UNFILLED.search(f"{one.subject} {one.text}"), one.text
        if one.to == OFFICE:
            return
        name = NAMES[one.to]
        assert f"Yth. {name}," in one.text and name in one.html, one.text
        if one.subject in SIGN_INS:
            assert one.calendar is None
            return
        self.told.append(one)
        if one.method != "CANCEL":  # who is no longer asked to come needs no link
            assert one.enter, one.text
            self.day.tokens[one.to.partition("@")[0]] = one.enter
        if one.calendar is None:
            must_be_told(one, name)
            return
        event = one.event
        assert f"mailto:{one.to}" in addresses(event), one.calendar
        before = self.of.get((one.to, str(event["UID"])))
        assert before is None or version(before[1]) < version(event), one.calendar
        self.of[one.to, str(event["UID"])] = one, event

    async def must_fit(self) -> list[dict]:
        """What everybody's calendar shows by their mails is what is booked, which is given; each has it once."""
        sessions = await self.all_of("sessions?state=booked")
        addressed = {one["id"]: one["email"] for one in await self.all_of("panelists")}
        left = set(self.of)
        for session in sessions:
            contact = f"kominfo.{session['regency']['code'].replace('.', '')}@daerah.example"
            for to in [contact, *(addressed[seat["id"]] for seat in session["panel"])]:
                letter, event = self.of[to, session["uid"]]
                left.discard((to, session["uid"]))
                assert (letter.method, event["DTSTART"].dt) == ("REQUEST", instant(session["starts_at"])), to
                assert session["regency"]["name"] in letter.subject and session["regency"]["name"] in letter.text
                assert session["meeting_url"] in letter.text
                assert len(letter.answers) == 3, letter.text
        assert {self.of[one][0].method for one in left} <= {"CANCEL"}  # who is no longer on a panel was told
        return sessions

    async def all_of(self, what: str) -> list[dict]:
        """All of a list of the programme's."""
        mark = "&" if "?" in what else "?"
        return (await self.day.secretariat.get(f"/programmes/{self.day.programme}/{what}{mark}limit=1000"))["items"]


def must_be_told(one: Received, name: str) -> None:
    """What has no calendar part is an offer to the regency that it names, or an overview that lists as many as it
    says."""
    count = re.search(r"(\d+) sesi Anda", one.subject)
    if count is None:
        assert one.subject.startswith(f"Pilih waktu sesi penilaian {name.removeprefix('Kominfo ')} sebelum ")
    else:
        assert len(re.findall(r"^.*\d{2}[.:]\d{2}.*$", one.text, re.MULTILINE)) >= int(count[1]), one.text


def version(event: Event) -> tuple[int, datetime]:
    """What tells a later calendar part from an earlier one (RFC 5546, 2.1.5)."""
    return event["SEQUENCE"], event["DTSTAMP"].dt


def addresses(event: Event) -> list[str]:
    """Who is asked to come."""
    whom = event.get("ATTENDEE", [])
    return [str(one).lower() for one in (whom if isinstance(whom, list) else [whom])]


def instant(text: str) -> datetime:
    """The instant that an answer of the API gives."""
    return datetime.fromisoformat(text)


def first_day(sessions: Iterable[dict]) -> str:
    """The first day on which anything is booked, in UTC."""
    return min(one["starts_at"] for one in sessions)[:10]


def contacts() -> str:
    """The 514 as an office keeps them: a title, its own headings, semicolons."""
    lines = files("server").joinpath("data/regencies.csv").read_text(encoding="utf-8").splitlines()[1:]
    told = []
    for code, name, province, zone in (line.split(",") for line in lines):
        address = f"kominfo.{code.replace('.', '')}@daerah.example"
        NAMES[address] = f"Kominfo {name}"
        told.append(f"{code};{name};{province};{ZONES[zone]};Kominfo {name};{address}")
    heads = "Kode;Kabupaten/Kota;Provinsi;Zona waktu;Narahubung;Surel"
    return "\n".join(("DAFTAR NARAHUBUNG", "", heads, *told))


def panelists() -> str:
    """Sixty, each third of whom may chair."""
    NAMES.update({f"panelis{n}@kampus.example": f"Dr. Panelis {n}" for n in range(60)})
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
    """Everybody who was not offered times is planned; the plan is seen, then accepted."""
    page = await visit(person, "Rencana")
    await page.get_by_label("Lama mencari").fill("5")
    await page.get_by_role("button", name="Rencanakan", exact=True).click()
    await accept(page)


async def accept(page: Page) -> None:
    """A plan that has ended is looked at and accepted."""
    await page.wait_for_url(re.compile("/plans/"))
    await page.get_by_role("button", name=re.compile("sebelum diterima")).click()
    await page.get_by_role("button", name=re.compile("dan kirim undangan")).click()
    await page.wait_for_url(re.compile("/batches/"))


async def move_the_holiday(person: Person, booked: Iterable[dict]) -> None:
    """The first booked day cannot be used: the smallest change is found, seen, and accepted."""
    page = await visit(person, "Rencana")
    await page.get_by_text("Perbaiki yang sudah dijadwalkan…").click()
    await page.get_by_label("Hari yang tidak dapat dipakai").fill(first_day(booked))
    await page.get_by_role("button", name="Cari perubahan terkecil").click()
    await accept(page)
