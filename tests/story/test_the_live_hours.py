"""A running session in real browsers: conducted, cut off, killed, signed out, replaced; nothing that was typed is lost.

How quick the pages are is measured from the entry's own time, when the server had the request: what a loaded machine
needs to press a button is not the server's doing.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from houses import CRITERIA
from pages import Room, Sheet, Watch, seconds
from playwright.async_api import Page, Route, expect
from real_browsers import DESK, PHONE, Browsers, Person
from samples.day import Day

from sessions.clock import from_wire

HALF_A_SECOND = 0.5
LONG = (600, 1200)  # seconds of each phase, where the close comes by hand


async def at_the_sheet(browsers: Browsers, day: Day, name: str, session: str, **device: Any) -> tuple[Person, Sheet]:
    """A panelist, come in by the mail's link, who declared and may score."""
    person = await browsers.person(**device)
    await person.come_in(day.tokens[name], f"/sessions/{session}/sheet")
    sheet = Sheet(person.page)
    await sheet.declare()
    return person, sheet


async def running(day: Day, *lengths: float) -> str:
    """A rehearsal that has just begun; its id."""
    session = (await day.rehearse(*(lengths or LONG), wait=1))["id"]
    await day.opened(session)
    return str(session)


# - conducting -


@pytest.mark.alone
async def test_each_control_is_seen_by_everybody_within_half_a_second(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    room, pages = await everybody_looks(day, browsers, session)
    await expect(room.page.locator(".here-mark")).to_have_count(3)
    steps: list[tuple[Callable[[], Awaitable[None]], Signs]] = [
        (lambda: room.press("next-phase"), phase_is("Tanya jawab")),
        (lambda: room.press("pause"), state_is("dijeda", "paused", INCLUDES.format("data-what", "Dijeda"))),
        (lambda: room.press("resume"), state_is("berlangsung", "open", "!" + INCLUDES.format("data-what", "Dijeda"))),
        (lambda: room.ask("extend", minutes="45", reason="listrik padam"), Signs(LONGER, LONGER, LONGER)),
        (lambda: room.ask("close", reason="selesai"), state_is("ditutup", "closed", INCLUDES.format("data-what", "T"))),
    ]
    took = []
    for act, signs in steps:
        watches = [await Watch.begin(page, getattr(signs, of)) for of, page in pages if getattr(signs, of)]
        await act()
        seen = [await watch.seen() for watch in watches]
        heard = await last_control(day, session)
        took += [at - heard for at in seen]
    assert median(took) < HALF_A_SECOND, took
    assert (await day.secretariat.session(session))["state"] == "closed"
    await expect(room.page.locator('[data-phase="qna"] small')).to_have_text(re.compile("^selama"))


async def last_control(day: Day, session: str) -> float:
    """When the server had the latest control, in seconds since 1970."""
    kinds = ("phase", "paused", "resumed", "extended", "closed")
    entries = [entry for entry in await day.secretariat.entries(session) if entry["kind"] in kinds]
    return from_wire(entries[-1]["at"]).timestamp()


@dataclass(frozen=True)
class Signs:
    """By what each kind of page shows that it knows: expressions of the page."""

    room: str
    stage: str
    sheet: str
    regency: str = ""


INCLUDES = "document.querySelector('[{}]').textContent.includes('{}')"
LONGER = "/^\\d+:\\d\\d:\\d\\d$|^(4[5-9]|[5-7]\\d):/.test(document.querySelector('[data-clock]').textContent)"


def phase_is(name: str) -> Signs:
    """The pages are in that phase."""
    room = f"document.querySelector('[data-phase][aria-current] b')?.textContent === '{name}'"
    return Signs(room, INCLUDES.format("data-what", name), INCLUDES.format("data-phase", name))


def state_is(word: str, state: str, stage: str) -> Signs:
    """The pages say the word, the sheet is dressed for the state."""
    said = f"document.querySelector('[data-state]').textContent.trim() === '{word}'"
    return Signs(said, stage, f"document.body.dataset.state === '{state}'", said)


async def everybody_looks(day: Day, browsers: Browsers, session: str) -> tuple[Room, list[tuple[str, Page]]]:
    """The control room, the stage opened from it, two panelists, one of them with two tabs, and the regency."""
    secretariat, jepara = await asyncio.gather(browsers.person(), browsers.person(**PHONE))
    await secretariat.come_in(day.tokens["secretariat"], f"/sessions/{session}/control")
    async with secretariat.page.expect_popup() as popup:
        await secretariat.page.get_by_role("button", name="Layar").click()
    stage = await popup.value
    (_, sri), (budi, _), _ = await asyncio.gather(
        at_the_sheet(browsers, day, "sri", session, **PHONE),
        at_the_sheet(browsers, day, "budi", session),
        jepara.come_in(day.tokens["jepara"], f"/sessions/{session}"),
    )
    another = await budi.another_tab(f"/sessions/{session}/sheet")
    sheets = [("sheet", page) for page in (sri.page, budi.page, another)]
    return Room(secretariat.page), [("room", secretariat.page), ("stage", stage), ("regency", jepara.page), *sheets]


# - cut off and killed -


async def test_a_server_killed_in_the_middle_loses_nothing(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    (_, sri), (_, budi) = await asyncio.gather(
        at_the_sheet(browsers, day, "sri", session, **PHONE), at_the_sheet(browsers, day, "budi", session)
    )
    await sri.choice("leadership", 4).tap()
    await sri.saving("saved")

    await day.sidang.kill()
    await sri.choice("policy", 2).tap()
    await budi.card("vision").locator("textarea:not(.own)").fill("visi belum jelas")
    await budi.choice("vision", 1).click()
    await asyncio.gather(sri.saving("offline"), budi.saving("offline"))
    assert [change["criterion"] for change in await sri.waiting()] == ["policy"]
    await day.sidang.start()

    await asyncio.gather(sri.saving("saved"), budi.saving("saved"), sri.nothing_waits(), budi.nothing_waits())
    kept = {name: (await day.caller(name).sheet(session))["scores"] for name in ("sri", "budi")}
    assert {key: score["value"] for key, score in kept["sri"].items()} == {"leadership": 4, "policy": 2}
    assert (kept["budi"]["vision"]["value"], kept["budi"]["vision"]["note"]) == (1, "visi belum jelas")
    await day.secretariat.control(session, "pause")
    await expect(sri.page.locator("body")).to_have_attribute("data-state", "paused")
    code, said = await day.sidang.command("verify")
    assert code == 0, said


async def test_what_was_typed_offline_is_saved_before_the_close_and_late_after_it(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    person, sheet = await at_the_sheet(browsers, day, "sri", session, **PHONE)
    sri = day.caller("sri")

    await person.context.set_offline(True)
    await sheet.choice("leadership", 5).tap()
    await sheet.saving("offline")
    question = {"text": "Mana SK dewan?", "criterion": "leadership", "state": "asked"}
    assert (await day.caller("budi").post(f"/sessions/{session}/questions", question)).status == 201
    await person.context.set_offline(False)
    await sheet.saving("saved")
    await expect(sheet.card("leadership")).to_contain_text("Mana SK dewan?")
    assert (await sri.sheet(session))["scores"]["leadership"]["value"] == 5

    await person.context.set_offline(True)
    typed_after = day.now
    await sheet.choice("budget", 3).tap()
    await sheet.saving("offline")
    assert (await day.secretariat.control(session, "close", reason="waktu habis")).status == 200
    await person.context.set_offline(False)

    await expect(sheet.card("budget").locator(".said.late")).to_contain_text("terlambat")
    await sheet.is_closed()
    await sheet.nothing_waits()
    await expect(person.page.locator("[data-count]")).to_contain_text("1 perubahan datang terlambat")
    await expect(person.page.get_by_role("link", name="Musyawarah dan tanda tangan")).to_be_visible()
    shown = await sri.sheet(session)
    assert "budget" not in shown["scores"]
    assert [(late["criterion"], late["value"]) for late in shown["late"]] == [("budget", 3)]
    await expect(person.page.get_by_text("Yang tersimpan sampai saat itu berlaku dan tampak di bawah.")).to_be_visible()
    sealed = person.page.get_by_role("heading", name="Tanda terima nilai saya")
    await expect(sealed).to_be_visible()
    live = await as_it_reads(person.page)
    await person.go(f"/sessions/{session}/sheet")
    await expect(person.page.locator("[data-count]")).to_contain_text("Lembar ditutup")
    assert await as_it_reads(person.page) == live, "closed, the page reads as it does when it is opened again"
    await expect(sheet.card("budget").locator(".said.late")).to_contain_text("terlambat")
    (entry,) = [one for one in await day.secretariat.entries(session) if one["kind"] == "late"]
    assert typed_after <= from_wire(entry["data"]["typed_at"]) <= from_wire(entry["at"])


async def as_it_reads(page: Page) -> list[str]:
    """What a closed sheet says, from its head to its last criterion; without the one whose value came late."""
    parts = page.locator("#pane-scores > :not(form):not([data-receipts]):visible, .criterion:not(#f-budget)")
    return [said for one in await parts.all_inner_texts() if (said := " ".join(one.split()))]


async def test_a_browser_that_dies_gives_back_what_it_kept(day: Day, browsers: Browsers, tmp_path: Path) -> None:
    session = await running(day)
    first = await browsers.lasting(tmp_path / "profile", **DESK)
    await first.come_in(day.tokens["sri"], f"/sessions/{session}/sheet")
    sheet = Sheet(first.page)
    await sheet.declare()
    await first.context.set_offline(True)
    await sheet.choice("living", 2).click()
    await sheet.card("living").locator("textarea:not(.own)").fill("mati listrik")
    await sheet.saving("offline")
    await first.context.close()

    again = await browsers.lasting(tmp_path / "profile", **DESK)
    await again.go(f"/sessions/{session}/sheet")

    await Sheet(again.page).saving("saved")
    score = (await day.caller("sri").sheet(session))["scores"]["living"]
    assert (score["value"], score["note"]) == (2, "mati listrik")
    await again.context.close()


# - time -


AN_HOUR_WRONG = """
const Real = Date;
const WRONG = 3600_000;
globalThis.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(Real.now() + WRONG); }
  static now() { return Real.now() + WRONG; }
};
const origin = performance.timeOrigin;
Object.defineProperty(performance, "timeOrigin", { get: () => origin + WRONG });
"""
TURNS = """
new Promise((resolve) => {
  const clock = document.querySelector("[data-clock]");
  const seen = [];
  new MutationObserver(() => {
    seen.push([clock.textContent, performance.timeOrigin - 3600_000 + performance.now()]);
    if (seen.length === 9) resolve(seen);
  }).observe(clock, { childList: true, characterData: true, subtree: true });
})
"""


@pytest.mark.alone
async def test_a_clock_an_hour_wrong_shows_the_right_time_left(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    sri = await browsers.person(**PHONE)
    await sri.context.add_init_script(AN_HOUR_WRONG)
    await sri.come_in(day.tokens["sri"], f"/sessions/{session}/sheet")
    closes_at = from_wire((await day.secretariat.session(session))["closes_at"]).timestamp()

    turns = await sri.page.evaluate(TURNS)

    errors = [closes_at - at / 1000 - seconds(shown) for shown, at in turns]
    assert min(abs(error) for error in errors[-4:]) < 0.1, errors


# - the same person elsewhere, signed out, without scripts -


async def test_two_tabs_agree_and_two_devices_are_shown_their_difference(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    person, first = await at_the_sheet(browsers, day, "sri", session)
    second = Sheet(await person.another_tab(f"/sessions/{session}/sheet"))
    await first.choice("economy", 4).click()
    await expect(second.choice("economy", 4).locator("input")).to_be_checked()

    phone = await browsers.person(**PHONE)
    await phone.come_in(day.tokens["sri"], f"/sessions/{session}/sheet")
    away = Sheet(phone.page)
    await expect(away.choice("economy", 4).locator("input")).to_be_checked()
    await phone.context.set_offline(True)
    await away.choice("economy", 1).tap()
    await first.choice("economy", 5).click()
    await first.saving("saved")
    await first.nothing_waits()
    await phone.context.set_offline(False)

    box = away.card("economy").locator(".clash-box")
    await expect(box).to_contain_text("5")
    assert (await day.caller("sri").sheet(session))["scores"]["economy"]["value"] == 5
    await box.get_by_role("button", name="Pakai yang di sini").tap()
    await away.nothing_waits()
    await expect(first.choice("economy", 1).locator("input")).to_be_checked()
    await expect(second.choice("economy", 1).locator("input")).to_be_checked()


async def test_whose_sign_in_expired_pastes_the_link_and_goes_on(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    person, sheet = await at_the_sheet(browsers, day, "sri", session, **PHONE)

    await person.context.clear_cookies()
    await sheet.choice("society", 3).tap()

    await expect(person.page.locator("[data-signin]")).to_be_visible()
    assert [change["criterion"] for change in await sheet.waiting()] == ["society"]
    await person.page.locator("#f-link").fill(f"{day.sidang.address}/enter/{day.tokens['sri']}")
    await person.page.get_by_role("button", name="Masuk lagi").click()
    await sheet.saving("saved")
    await expect(person.page.locator("[data-signin]")).to_be_hidden()
    assert (await day.caller("sri").sheet(session))["scores"]["society"]["value"] == 3


async def test_the_sheet_works_as_plain_forms(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    sri = await browsers.person(**DESK, java_script_enabled=False)
    await sri.come_in(day.tokens["sri"], f"/sessions/{session}/sheet")
    await sri.page.locator("#declaration button.main").click()
    sheet = Sheet(sri.page)

    for number, criterion in enumerate(CRITERIA):
        await sheet.choice(criterion, 1 + number % 5).click()
    await sheet.card("vision").locator("textarea:not(.own)").fill("dua\nbaris")
    await sri.page.get_by_role("button", name="Simpan", exact=True).click()
    await expect(sri.page.get_by_text("Tersimpan.")).to_be_visible()
    await sheet.choice("vision", 5).click()
    await sri.page.get_by_role("button", name="Saya selesai").click()

    await expect(sri.page.locator("[data-announce]")).to_contain_text("selesai")
    shown = await day.caller("sri").sheet(session)
    assert (shown["submitted"], shown["missing"]) == (True, [])
    assert (shown["scores"]["vision"]["value"], shown["scores"]["vision"]["note"]) == (5, "dua\nbaris")
    assert shown["scores"]["leadership"]["revision"] == 1

    await sri.page.get_by_role("button", name="Tarik kembali").click()
    await expect(sri.page.get_by_role("button", name="Saya selesai")).to_be_visible()
    assert not (await day.caller("sri").sheet(session))["submitted"]
    assert sri.complaints == []


# - when the day goes wrong -


async def test_what_is_touched_before_the_scripts_have_come_is_saved_too(day: Day, browsers: Browsers) -> None:
    session, booked = await running(day), (await day.book())["id"]
    await day.secretariat.patch(f"/programmes/{day.programme}", {"claims": "optional"})
    await day.caller("sri").declare(session)
    sri, jepara = await browsers.person(**PHONE), await browsers.person(**PHONE)
    here = asyncio.Event()

    async def comes_late(route: Route) -> None:
        await here.wait()
        await route.continue_()

    for one, name in ((sri, "sri"), (jepara, "jepara")):
        await one.come_in(day.tokens[name])
        await one.page.route(re.compile(r"/(sheet|claims)\.js"), comes_late)
    await sri.page.goto(f"{sri.address}/sessions/{session}/sheet", wait_until="commit")
    sheet = Sheet(sri.page)
    await sheet.choice("leadership", 4).tap()
    await sheet.card("vision").locator("textarea:not(.own)").fill("di kereta")
    await jepara.page.goto(f"{jepara.address}/sessions/{booked}", wait_until="commit")
    claim = jepara.page.locator("details:has(form[data-claim=leadership])")
    await claim.locator("> summary").tap()
    await claim.locator("textarea").fill("Ada keputusan bupati")
    perda = {"name": "perda.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    await claim.locator("input[type=file]").set_input_files(perda)
    here.set()

    await sheet.saving("saved")
    await sheet.nothing_waits()
    shown = await day.caller("sri").sheet(session)
    assert (shown["scores"]["leadership"]["value"], shown["unscored"]["vision"]["note"]) == (4, "di kereta")
    await expect(claim.locator("[data-evidence]")).to_contain_text("perda.pdf")
    await expect(claim.locator("[data-saving]")).to_contain_text("Tersimpan")


async def test_a_panelist_is_replaced_and_a_close_by_mistake_undone(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    (person, sri), secretariat = await asyncio.gather(
        at_the_sheet(browsers, day, "sri", session, **PHONE), browsers.person()
    )
    beside = await person.another_tab(f"/sessions/{session}")
    await sri.choice("leadership", 4).tap()
    await sri.saving("saved")
    await secretariat.come_in(day.tokens["secretariat"], f"/sessions/{session}/control")
    room = Room(secretariat.page)

    panel = [day.ids[name] for name in ("ratna", "budi", "tono", "made", "yohanes")]
    changed = await day.secretariat.patch(f"/sessions/{session}", {"panel": panel})
    assert changed.status == 200, changed.body
    await day.reached("tono")
    await expect(room.person(day.ids["tono"])).to_be_visible()
    await sri.choice("policy", 2).tap()
    await sri.saving("held")
    await expect(sri.page.locator("[data-saving]")).to_have_text("Lembar ini bukan milik Anda lagi")
    await expect(beside.get_by_role("heading", level=1)).to_have_text("Tidak ditemukan")
    _, tono = await at_the_sheet(browsers, day, "tono", session)
    await tono.choice("leadership", 3).click()
    await tono.saving("saved")
    await expect(room.person(day.ids["tono"]).locator("[data-of]")).to_have_text("1/11")

    await room.ask("extend", minutes="abc", reason="salah ketik")
    await expect(room.page.locator("[data-say]")).to_have_text("Menit: Isi angka.")
    await expect(room.page.locator("#f-extend-minutes")).to_have_attribute("aria-invalid", "true")
    await room.ask("close", reason="salah tekan")
    await tono.is_closed()
    await room.state("ditutup")
    await room.ask("reopen", minutes="10", reason="salah tekan")
    await tono.is_open()
    await tono.choice("policy", 5).click()
    await tono.saving("saved")
    assert (await day.caller("tono").sheet(session))["scores"]["policy"]["value"] == 5


async def test_questions_are_prepared_asked_and_answered_and_the_room_is_never_left(
    day: Day, browsers: Browsers
) -> None:
    session = (await day.rehearse(*LONG, wait=5))["id"]
    sri, secretariat = await asyncio.gather(browsers.person(), browsers.person())
    await asyncio.gather(
        sri.come_in(day.tokens["sri"], f"/sessions/{session}"),
        secretariat.come_in(day.tokens["secretariat"], f"/sessions/{session}/control"),
    )
    room = secretariat.page
    await room.evaluate("window.stayed = true")  # a recording would end with its page
    await day.opened(session)
    await sri.page.get_by_label("Pertanyaan").fill("Berapa anggaran TIK tahun depan?")
    await sri.page.get_by_role("button", name="Simpan sebagai konsep").click()
    assert (await day.secretariat.get(f"/sessions/{session}/questions"))["items"] == []

    await sri.page.get_by_role("button", name="Ajukan sekarang").click()
    await expect(room.locator(".questions")).to_contain_text("Berapa anggaran")
    await room.locator(".questions").get_by_role("button", name="Beri giliran").click()
    turn = room.locator(".questions .turn")
    await expect(turn).to_contain_text("Berapa anggaran")
    await turn.get_by_text("Catat jawaban").click()
    await turn.get_by_label("Jawaban").fill("Rp 12 miliar")
    await turn.get_by_role("button", name="Simpan jawaban").click()
    await expect(room.locator(".questions")).to_contain_text("Rp 12 miliar")
    await room.get_by_label("Pesan kepada panel dan daerah").fill("Suara kami perbaiki.")
    await room.get_by_role("button", name="Tampilkan di semua halaman").click()

    await expect(room.locator("[data-say]")).to_have_text("Pesan ditampilkan di halaman yang terbuka.")
    await expect(sri.page.get_by_role("alert")).to_contain_text("Suara kami perbaiki.")
    assert await room.evaluate("window.stayed")
    (question,) = (await day.caller("jepara").get(f"/sessions/{session}/questions"))["items"]
    assert (question["state"], question["answer"]) == ("answered", "Rp 12 miliar")


async def test_a_deck_is_uploaded_before_the_start_and_opened_beside_the_sheet(day: Day, browsers: Browsers) -> None:
    session = (await day.rehearse(*LONG, wait=120))["id"]
    jepara, sri = await asyncio.gather(browsers.person(**PHONE), browsers.person(**PHONE))
    await jepara.come_in(day.tokens["jepara"], f"/sessions/{session}")

    deck = {"name": "Paparan Jepara.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    await jepara.page.locator('input[type="file"]').set_input_files(deck)  # type: ignore[arg-type]
    await jepara.page.get_by_role("button", name="Unggah").click()
    await expect(jepara.page.get_by_role("link", name="Paparan Jepara.pdf")).to_be_visible()

    await sri.come_in(day.tokens["sri"], f"/sessions/{session}/sheet")
    await sri.page.get_by_role("link", name="Berkas", exact=True).click()
    address = await sri.page.get_by_role("link", name="Paparan Jepara.pdf").get_attribute("href")
    opened = await day.caller("sri").get(address or "")
    assert (opened.status, opened.raw) == (200, a_pdf())

    meaning = sri.page.locator(".levels dd").first
    await expect(meaning).to_be_hidden()
    await sri.page.emulate_media(media="print")  # what is scored by pen says what the values mean, and where to sign
    await expect(meaning).to_be_visible()
    await expect(sri.page.get_by_text("Tanggal dan tanda tangan")).to_be_visible()
    await expect(sri.page.get_by_role("link", name="Berkas", exact=True)).to_be_hidden()
    assert jepara.complaints == []


def a_pdf() -> bytes:
    """The least that is a PDF."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
