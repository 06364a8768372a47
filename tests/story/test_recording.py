"""The recorder in a real browser with a false microphone: nothing of what was said is lost with tab, server or line."""

import hashlib
import re
from pathlib import Path

from listening import listening, until
from playwright.async_api import Page, expect
from real_browsers import Browsers
from real_server import RealServer
from samples.day import Day
from samples.recordings import heard

from sessions.clock import from_wire

FALSE_DEVICES = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
A_WHILE = 60_000  # milliseconds
PIECE = 3  # seconds
TWO_OR_MORE, FIVE_OR_MORE = re.compile(r"^([2-9]|\d\d+)$"), re.compile(r"^([5-9]|\d\d+)$")


async def record(page: Page, sent: re.Pattern[str]) -> None:
    """Begins to record the microphone, and waits until so many pieces are on the server's disk."""
    await page.get_by_role("button", name="Rekam mikrofon").click()
    await expect(page.locator("[data-recorder]")).to_have_attribute("data-sent", sent, timeout=A_WHILE)


async def goes_on_through_outages(page: Page, sidang: RealServer) -> None:
    """The server is killed and started again, then the line is cut for a while: what is recorded waits, and comes."""
    card = page.locator("[data-recorder]")
    await sidang.kill()
    await expect(card).to_have_attribute("data-waiting", TWO_OR_MORE, timeout=A_WHILE)
    await sidang.start()
    await expect(card).to_have_attribute("data-waiting", "0", timeout=A_WHILE)
    await page.context.set_offline(True)
    await expect(card).to_have_attribute("data-waiting", TWO_OR_MORE, timeout=A_WHILE)
    await page.context.set_offline(False)
    await expect(card).to_have_attribute("data-waiting", "0", timeout=A_WHILE)


async def a_link_leads_to_another_tab(page: Page) -> None:
    """While something is recorded, for the recording would end with its page."""
    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name="Halaman sesi").click()
    await (await opened.value).close()
    await expect(page.locator("[data-beside]")).to_be_visible()


async def is_replayed_with_its_sound(page: Page, day: Day, session: str, began_at: str) -> None:
    """A question that was asked while it was recorded is heard at its time."""
    asked = (await day.caller("budi").get(f"/sessions/{session}/questions"))["items"][0]["at"]
    await page.goto(f"{day.sidang.address}/sessions/{session}/replay")
    await page.locator(".chapters .question a").click()
    sound = page.locator("[data-media]")
    since = (from_wire(asked) - from_wire(began_at)).total_seconds()
    await expect(page.locator(".chapters .question [aria-current]")).to_be_visible()
    assert since - 0.1 <= await sound.evaluate("one => one.currentTime") < since + 5 * PIECE  # it plays on
    await page.get_by_label("Keterangan penanda").fill("cek SK")
    await page.get_by_role("button", name="Tandai saat ini").click()
    await expect(page.locator("[data-marks] li")).to_have_text(re.compile("cek SK$"))


async def test_what_was_recorded_around_a_killed_tab_a_killed_server_and_a_cut_line_can_be_heard(
    day: Day, sidang: RealServer, browsers: Browsers, tmp_path: Path
) -> None:
    session = (await day.rehearse(600, 600, wait=1))["id"]
    await day.opened(session)
    room = f"/sessions/{session}/control"
    chair = await browsers.lasting(tmp_path / "chair", *FALSE_DEVICES)
    await chair.come_in(day.tokens["ratna"], room)
    member = await browsers.person()
    await member.come_in(day.tokens["budi"], f"/sessions/{session}/sheet")

    await record(chair.page, TWO_OR_MORE)
    await expect(member.page.locator(".rec.on-page")).to_have_text("merekam", timeout=A_WHILE)
    again = await chair.another_tab("/")
    await chair.page.close()  # without a word to its script

    await again.goto(sidang.address + room)
    await record(again, FIVE_OR_MORE)  # some may be of the tab that was killed
    running = (await day.secretariat.get(f"/sessions/{session}/recording"))["takes"][1]["take"]
    question = {"text": "Mana SK dewan?", "criterion": "leadership", "state": "asked"}
    await day.caller("budi").post(f"/sessions/{session}/questions", question)
    assert chair.complaints + member.complaints == []
    await a_link_leads_to_another_tab(again)
    await goes_on_through_outages(again, sidang)
    async with listening(day.secretariat, session) as told:
        await until(told, "state")
        await again.get_by_role("button", name="Hentikan rekaman").click()
        await until(told, "attached", lambda one: one["data"].get("take") == running)
    await expect(again.locator("[data-say-recorder]")).to_have_text("Rekaman berhenti dan tersimpan.", timeout=A_WHILE)
    await expect(again.locator("[data-recorder]")).to_have_attribute("data-waiting", "0")

    takes = (await day.secretariat.get(f"/sessions/{session}/recording"))["takes"]
    assert [take["missing"] for take in takes] == [[], []]
    for take in takes:
        lie = [path for path in (sidang.folder / "data/recordings" / take["take"]).rglob("*") if path.is_file()]
        assert len(lie) >= take["pieces"] >= 2
        assert all(hashlib.sha256(path.read_bytes()).hexdigest() in path.name for path in lie)
    whole = tmp_path / "take.webm"
    played = await day.secretariat.get(f"/sessions/{session}/recording/{takes[1]['take']}")
    assert played.status == 200, (played.body, takes[1])
    whole.write_bytes(played.raw)
    assert abs(heard(whole) - takes[1]["seconds"]) < 1
    assert heard(whole) > (takes[1]["pieces"] - 1) * PIECE - 1 >= 8 * PIECE - 1  # the outages are in it
    await is_replayed_with_its_sound(again, day, session, str(takes[1]["began_at"]))
    await chair.context.close()
    assert [one for one in chair.complaints + member.complaints if "ERR_" not in one] == []
