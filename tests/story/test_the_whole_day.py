"""Jepara's day in real browsers: booked, invited by real mail, rehearsed, closed, kept, and not to be forged."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from houses import Caller
from judges import libical
from mail_servers import Mailbox
from pages import Sheet
from playwright.async_api import expect
from real_browsers import PHONE, Browsers, Person
from real_server import RealServer
from received_mail import Received
from samples.day import PANEL, Day, a_tuesday, address

from sessions.clock import wire

CHAIR, KEYBOARD, THUMB = "ratna", "budi", "sri"


async def test_invitations_reach_six_people_and_their_calendars(sidang: RealServer, mailbox: Mailbox) -> None:
    await sidang.start()
    day = await Day.by_the_doors(sidang, mailbox)
    starts_at = a_tuesday(day.now)

    session = await day.book()

    told = await day.mails(8)  # two tell the secretariat of what was done with power: its member, its key
    letters = {letter.to: letter for letter in told if letter.calendar}
    assert set(letters) == {address(name) for name in (*PANEL, "jepara")}
    assert session["starts_at"] == wire(starts_at)
    for letter in letters.values():
        assert letter.event["DTSTART"].dt == starts_at
        assert letter.event["UID"] == session["uid"]
        assert letter.method == "REQUEST"
        assert letter.enter not in letter.calendar.decode().replace("\r\n ", "")
    assert all(verdict["fits"] for verdict in libical(*(letter.calendar for letter in letters.values())))
    assert len({letter.enter for letter in letters.values()}) == 6
    assert_times_are_the_readers(letters)


def assert_times_are_the_readers(letters: dict[str, Received]) -> None:
    """09.00 WIB is 11.00 where the panelist from Papua reads it, and both are said."""
    assert "11.00" in letters[address("yohanes")].text
    assert "WIT" in letters[address("yohanes")].text.replace("WITA", "")
    assert "09.00" in letters[address("ratna")].text


async def test_a_panelist_in_papua_reads_eleven_oclock_on_the_pages(day: Day, browsers: Browsers) -> None:
    session = await day.book()
    await day.invited(session)
    yohanes = await browsers.person(**PHONE)

    await yohanes.come_in(day.tokens["yohanes"])
    await expect(yohanes.page.get_by_text("11.00").first).to_be_visible()
    await yohanes.go(f"/sessions/{session['id']}")
    await expect(yohanes.page.get_by_text("WIT", exact=False).first).to_be_visible()
    await yohanes.page.get_by_role("button", name="Saya hadir").click()

    await expect(yohanes.page.get_by_role("status")).to_contain_text("tercatat")
    seats = {seat["id"]: seat["rsvp"] for seat in (await day.secretariat.session(session["id"]))["panel"]}
    assert seats[day.ids["yohanes"]] == "accepted"
    assert yohanes.complaints == []

    room = await browsers.person()
    await room.come_in(day.tokens["secretariat"], f"/sessions/{session['id']}/control")
    await expect(room.page.locator("[data-until]")).to_contain_text(", pukul 09.00")  # days ahead: a date, no countdown
    await expect(room.page.get_by_text("Dapat dimulai satu jam sebelum sesi.")).to_be_visible()
    await expect(room.page.get_by_role("button", name="Rekam mikrofon")).to_be_hidden()


@pytest.mark.alone
async def test_two_browsers_score_until_the_sheet_closes_under_their_hands(
    day: Day, browsers: Browsers, tmp_path: Path
) -> None:
    session = (await day.rehearse(600, 7))["id"]
    at_the_keys, with_a_thumb = await asyncio.gather(browsers.person(), browsers.person(**PHONE))
    keys, thumb = await asyncio.gather(
        open_sheet(at_the_keys, day, KEYBOARD, session), open_sheet(with_a_thumb, day, THUMB, session)
    )
    await asyncio.gather(keys.is_open(), thumb.is_open())
    plain = await left_open_without_scripts(browsers, day, session)

    await score_by_keys(keys)
    await score_by_touch(thumb)
    last_seconds = await day.secretariat.control(session, "next-phase", keep_end=False)
    assert last_seconds.status == 200, last_seconds.body
    await type_until_it_closes(keys)
    await thumb.is_closed()

    await asyncio.gather(keys.nothing_waits(), thumb.nothing_waits())
    budi, sri = day.caller(KEYBOARD), day.caller(THUMB)
    await assert_kept(budi, sri, session, keys)
    await what_comes_after_the_close_is_late(plain, day, session)
    assert unforeseen(at_the_keys) == unforeseen(with_a_thumb) == []
    await assert_forging_shows(day, session, tmp_path)


async def open_sheet(person: Person, day: Day, name: str, session: str) -> Sheet:
    """By the link of the mail to the sheet, with no conflict of interest."""
    await person.come_in(day.tokens[name], f"/sessions/{session}/sheet")
    sheet = Sheet(person.page)
    await sheet.declare()
    return sheet


async def left_open_without_scripts(browsers: Browsers, day: Day, session: str) -> Person:
    """The thumb's owner has the sheet open on an old machine too, and forgets it."""
    plain = await browsers.person(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    await plain.come_in(day.tokens[THUMB], f"/sessions/{session}/sheet")
    return plain


async def score_by_keys(sheet: Sheet) -> None:
    """1 to 5, down, N and a note, Esc, U, and Tab to the next."""
    keyboard = sheet.page.keyboard
    await sheet.choice("leadership", 1).locator("input").focus()
    await keyboard.press("4")
    await keyboard.press("ArrowDown")
    await keyboard.press("5")
    await keyboard.press("n")
    await keyboard.type("Perbup 12/2025 sudah terbit")
    await keyboard.press("Escape")
    await keyboard.press("u")
    await keyboard.press("ArrowDown")
    await keyboard.press("3")
    assert [await sheet.value(key) for key in ("leadership", "policy", "vision")] == [4, 5, 3]
    assert "unsure" in (await sheet.card("policy").get_attribute("class") or "")
    await keyboard.press("Tab")
    await expect(sheet.card("vision").locator(":focus")).to_have_count(1)
    await sheet.saving("saved")


async def score_by_touch(sheet: Sheet) -> None:
    """Taps, and all that is needed for one group fits the thumb's width."""
    for criterion, value in (("leadership", 2), ("policy", 3), ("governance", 5)):
        await sheet.choice(criterion, value).tap()
    await sheet.saving("saved")
    await expect(sheet.page.locator("[data-count]")).to_have_text("3 dari 11 dinilai")


async def type_until_it_closes(sheet: Sheet) -> None:
    """Writes a note and is still writing when the time is over: that of the last phase, which has just begun."""
    area = sheet.card("vision").locator("textarea:not(.own)")
    await area.focus()
    for number in range(1_000):
        if not await area.count():
            break
        await sheet.page.keyboard.type(f"{number} ")
    await sheet.is_closed()
    await expect(sheet.page.locator("[data-count]")).to_contain_text("ditutup")


async def assert_kept(budi: Caller, sri: Caller, session: str, keys: Sheet) -> None:
    """What was typed up to the close stands on the server, and the page shows what stands."""
    kept = (await budi.sheet(session))["scores"]
    assert {key: score["value"] for key, score in kept.items()} == {"leadership": 4, "policy": 5, "vision": 3}
    assert (kept["policy"]["note"], kept["policy"]["unsure"]) == ("Perbup 12/2025 sudah terbit", True)
    assert kept["vision"]["note"].startswith("0 1 2 3")
    assert (await keys.note("vision")).startswith(kept["vision"]["note"].strip())
    assert (await sri.sheet(session))["scores"]["governance"]["value"] == 5
    assert await keys.value("vision") == 3


def unforeseen(person: Person) -> list[str]:
    """What the pages complained of; the very last keystroke may arrive after the close, and is kept as late then."""
    return [complaint for complaint in person.complaints if "409" not in complaint]


async def what_comes_after_the_close_is_late(plain: Person, day: Day, session: str) -> None:
    """The forgotten page is sent after the close: refused, said so, kept as late."""
    sheet = Sheet(plain.page)
    await sheet.choice("economy", 4).locator("input").check(force=True)
    await plain.page.get_by_role("button", name="Simpan", exact=True).click()

    await expect(sheet.card("economy").locator(".said.late")).to_contain_text("terlambat")
    shown = await day.caller(THUMB).sheet(session)
    assert "economy" not in shown["scores"]
    assert [(late["criterion"], late["value"], late["decision"]) for late in shown["late"]] == [("economy", 4, None)]


async def assert_forging_shows(day: Day, session: str, folder: Path) -> None:
    """The record verifies while the server runs; after one byte is changed in the store, it does not."""
    code, said = await day.sidang.command("verify", session)
    assert code == 0, said
    number = change_one_byte(folder / "data" / "sidang.db", session)

    code, said = await day.sidang.command("verify", session)

    assert code == 1
    assert f"entry {number}:" in said


def change_one_byte(database: Path, session: str) -> int:
    """Somebody with the disk makes a 4 of a score into a 5; the entry's number."""
    with sqlite3.connect(database) as connection:
        find = "SELECT number, secret FROM entries WHERE session_id = ? AND kind = 'scored' ORDER BY number LIMIT 1"
        number, secret = connection.execute(find, (session,)).fetchone()
        forged = secret.replace('"value":4', '"value":5').replace('"value":2', '"value":3')
        assert forged != secret
        change = "UPDATE entries SET secret = ? WHERE session_id = ? AND number = ?"
        connection.execute(change, (forged, session, number))
    return int(number)
