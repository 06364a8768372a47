"""Mail set up by the page alone, against a Postfix and a Dovecot of this machine: filled in, written down, tested by
itself; then an invitation goes out by them, is answered, and the answer stands on the session's page."""

import asyncio
import re
import smtplib
from collections.abc import Iterator
from datetime import UTC
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from mail_servers import Mailbox
from patience import SECONDS
from playwright.async_api import Locator, Page, expect
from real_browsers import real_browsers
from real_server import RealServer
from received_mail import addressed, read
from samples.day import PANEL, REGENCY, SECRETARIAT, Day, address
from samples.replies import a_calendar, a_mail_of, a_part, a_text
from servers.dovecot import PASSWORD, USER, Dovecot, dovecot
from servers.postfix import postfix

from sessions.clock import wall_clock

BACK = re.compile("tanda tambah.*spf: pass.*dkim: pass.*dmarc: pass", re.DOTALL)


@pytest.fixture
def boxes() -> Iterator[Dovecot]:
    with dovecot(others=[address(name) for name in (*PANEL, REGENCY)]) as servers:
        yield servers


async def test_mail_is_set_up_by_the_page_alone(boxes: Dovecot, tmp_path: Path) -> None:
    sidang = RealServer(tmp_path)
    with postfix(boxes) as smtp:
        try:
            day = await Day.prepared(sidang, Mailbox())
            async with real_browsers(lambda: sidang.address) as browsers:
                official = await browsers.person()
                await official.come_in(day.tokens[SECRETARIAT], "/mail-settings")
                await _filled_in(official.page, smtp, boxes.imap)
                (tmp_path / "config.toml").write_text(await official.page.locator("#lines pre").inner_text())
                await sidang.stop()
                await sidang.start()
                await _tests_itself(await official.go("/mail-settings"))
                day = Day(sidang, day.mailbox, await sidang.secretariat(), day.programme, day.ids)
                session = await day.book()
                await _answers(boxes, smtp, "budi")
                _sends(smtp, "sri", a_mail_of(a_text("Saya berhalangan."), From=address("sri"), To=USER))
                page = await official.go(f"/sessions/{session['id']}")
                seat = page.get_by_role("row").filter(has_text="Dr. Budi")
                await _reloaded_until(page, seat.locator(".answer.accepted"))
                await _decided_by_keys(await official.go("/inbox"))
                page = await official.go(f"/sessions/{session['id']}")
                seat = page.get_by_role("row").filter(has_text="Dr. Sri")
                await expect(seat.locator(".answer.declined")).to_be_visible()
                assert official.complaints == []
        finally:
            await sidang.stop()


async def _filled_in(page: Page, smtp: int, imap: int) -> None:
    """Says what is wrong, and takes what somebody knows of their mail servers."""
    await expect(page.get_by_text("Surel hanya ditulis sebagai berkas")).to_be_visible()
    form = page.locator("#lines form")
    await form.get_by_label("Alamat pengirim").fill(USER)
    for kind, port in (("Server pengirim (SMTP)", smtp), ("Kotak surel yang dibaca (IMAP)", imap)):
        server = form.get_by_role("group", name=kind)
        await server.get_by_label("Server", exact=True).fill("127.0.0.1")
        await server.get_by_label("Porta").fill(str(port))
        await server.get_by_label("Pengamanan sambungan").select_option("auto")
        await server.get_by_label("Nama masuk").fill(USER)
        await server.get_by_label("Kata sandi").fill(PASSWORD)
    await form.get_by_label("Pemeriksa pengirim").fill("mx.sidang.example")
    await form.get_by_label("Alamat jawaban per orang").check()
    await form.get_by_role("button", name="Tulis barisnya").click()


async def _tests_itself(page: Page) -> None:
    """The two test mails go out, come back by both addresses, with what the server found of them."""
    assert await page.get_by_text("Surel hanya ditulis sebagai berkas").count() == 0
    await page.get_by_role("button", name="Kirim surel uji").click()
    await _reloaded_until(page, page.locator("ol.check li.done").filter(has_text=BACK))
    await expect(page.locator("ol.check li.done")).to_have_count(3)
    await expect(page.get_by_text("hilang di jalan")).to_have_count(0)


async def _answers(boxes: Dovecot, smtp: int, name: str) -> None:
    """Their mail program accepts the invitation in their mailbox, by the same Postfix."""
    async with asyncio.timeout(SECONDS):
        while (raw := boxes.newest(address(name))) is None:  # noqa: ASYNC110 - a mailbox tells nobody
            await asyncio.sleep(0.1)
    invitation = read(raw)
    sender, organizer = addressed(raw)
    assert sender == organizer and sender.partition("+")[0] == USER.partition("@")[0] and "+" in sender
    calendar = a_calendar(
        UID=f"UID:{invitation.event['UID']}",
        DTSTAMP=f"DTSTAMP:{wall_clock():%Y%m%dT%H%M%SZ}",
        DTSTART=f"DTSTART:{invitation.event['DTSTART'].dt.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        DTEND=f"DTEND:{invitation.event['DTEND'].dt.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        ORGANIZER=f"ORGANIZER:mailto:{organizer}",
        ATTENDEE=f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{invitation.to}",
    )
    answer = a_mail_of(
        a_text("Saya hadir."), a_part(calendar), From=invitation.to, To=organizer, Message_ID="<1@panel.example>"
    )
    _sends(smtp, name, answer)


def _sends(smtp: int, name: str, mail: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", smtp) as server:
        server.login(address(name), PASSWORD)
        server.send_message(message_from_bytes(mail, policy=policy.SMTP))


async def _decided_by_keys(page: Page) -> None:
    """Whoever is at the desk reads what came in plain words and records it as an answer, all without a mouse."""
    work = page.locator("#work")
    await _reloaded_until(page, work)
    press = page.keyboard.press
    await press("?")
    await expect(page.get_by_role("dialog", name="Pintasan papan ketik")).to_be_visible()
    await press("Escape")
    await press("o")
    await expect(page.locator("#original")).to_be_focused()
    await expect(page.get_by_text("Saya berhalangan.")).to_be_visible()
    await expect(work.get_by_label("Tidak hadir")).to_be_checked()  # it was guessed, and waits to be looked at
    await press("a")
    await expect(work.get_by_label("Sesinya")).to_be_focused()
    await press("Escape")
    await expect(work).to_be_focused()
    await press("c")
    await expect(work.get_by_role("button", name="Catat: tidak hadir")).to_be_focused()
    await press("Enter")
    await expect(page.get_by_text("Tidak ada surel yang menunggu.")).to_be_visible()
    await expect(page.get_by_role("button", name="Kembalikan")).to_be_visible()


async def _reloaded_until(page: Page, place: Locator) -> None:
    """Opens the page again until it shows that."""
    async with asyncio.timeout(SECONDS):
        while not await place.count():
            await asyncio.sleep(0.2)
            await page.reload()
