"""Mail set up by a page alone: what is wrong is said, a test tells what is right."""

import html
import re
from urllib.parse import urlsplit

import pytest
from houses import in_one_house, on_both_stores, on_one_store
from reading_pages import read, send

from server.mail.imap import MailboxServer
from server.mail.smtp import SmtpServer
from server.settings import load
from sessions.actions.inbox import receiving
from sessions.store.mailing import mail_faults
from sessions.values.itip import read_mail

FINDINGS = b"Authentication-Results: mx.a.id; spf=pass smtp.mailfrom=a.id; dkim=pass header.d=a.id; dmarc=pass\r\n"


@on_one_store
async def test_it_says_loudly_what_keeps_mail_from_working(house):
    page = await read(house.secretariat, "/mail-settings")

    assert "Surel hanya ditulis sebagai berkas" in page.text
    assert "Tidak ada kotak surel yang dibaca" in page.text


@on_one_store
async def test_a_sender_believed_unchecked_is_said_in_amber(house):
    house.settings.inbox.url = "imap://kotak:rahasia@127.0.0.1/INBOX"
    page = await read(house.secretariat, "/mail-settings")

    assert "Pengirim jawaban dipercaya tanpa diperiksa" in page.text and 'class="notice time"' in page.markup
    assert "kotak:…@127.0.0.1" in page.text and "rahasia" not in page.markup


@on_both_stores
async def test_its_own_mail_goes_out_comes_back_and_answers_itself(house):
    sent = await send(house.secretariat, "/mail-settings/test", {})
    files = sorted((house.settings.server.data / "mail").rglob("self-test-*.eml"))
    for file, findings in zip(files, (FINDINGS, b""), strict=True):
        raw = findings + file.read_bytes()
        mail = read_mail(raw, organizer=house.settings.mail.organizer.address)
        await house.store.write(receiving.take, mail, raw, now=house.clock.now)

    page = await read(house.secretariat, "/mail-settings")
    assert sent.status == 303 and page.markup.count('<li class="done">') == 3
    for word in ("spf: pass", "dkim: pass", "dmarc: pass", "Server tidak mencatat SPF"):
        assert word in page.text
    assert "hilang di jalan" not in page.text


async def test_what_does_not_work_is_said_with_its_reason(house):
    await house.store.write(mail_faults.begin, "outbox", "535 5.7.8 salah sandi", now=house.clock.now)
    page = await read(house.secretariat, "/mail-settings")

    assert "535 5.7.8 salah sandi" in page.text and "dengan sendirinya" in page.text


@pytest.mark.parametrize("who", ["panelist", "regency"])
async def test_it_is_nobody_elses(house, who):
    assert (await read(getattr(house, who), "/mail-settings")).status == 404


CHOSEN = {
    "name": 'Sekretariat "Uji"',
    "address": "undangan@asesmen.example.id",
    "smtp_host": "mx.example.id",
    "smtp_user": "undangan@asesmen.example.id",
    "smtp_password": 'rahasia/dan "sulit"\\@#?',
    "imap_host": "::1",
    "imap_port": "1143",
    "imap_way": "auto",
    "plus": "1",
}


@on_one_store
async def test_what_is_filled_in_becomes_lines_that_the_server_reads_and_keeps_what_was_not_asked(house, tmp_path):
    house.settings.mail.batch_delay = 5
    page = await send(house.secretariat, "/mail-settings/lines", CHOSEN)
    shown = re.search("<pre[^>]*>(.*?)</pre>", page.markup, re.DOTALL)
    (tmp_path / "config.toml").write_text(html.unescape(shown[1]))
    read_back = load(str(tmp_path / "config.toml"))

    smtp = SmtpServer.of(urlsplit(read_back.mail.url))
    wanted = (CHOSEN["smtp_host"], 587, CHOSEN["smtp_user"], CHOSEN["smtp_password"])
    assert (smtp.host, smtp.port, smtp.user, smtp.password) == wanted
    box = MailboxServer.of(read_back.inbox.url)
    assert (box.host, box.port, box.user, box.folder, box.tls) == ("::1", 1143, "", "INBOX", False)
    assert read_back.mail.organizer.model_dump() == {key: CHOSEN[key] for key in ("name", "address")}
    assert (read_back.mail.answers, read_back.mail.batch_delay) == ("plus", 5)
    assert house.settings.mail.url == "" and "rahasia" not in page.markup.replace(shown[0], "")


@in_one_house(
    "wrong, fault",
    [
        ({"smtp_host": "a b"}, "smtp_host"),
        ({"smtp_port": "70000"}, "smtp_port"),
        ({"smtp_port": "9" * 5000}, "smtp_port"),
        ({"imap_way": "x"}, "imap_way"),
    ],
)
async def test_a_line_that_could_not_be_read_is_not_written(house, wrong, fault):
    page = await send(house.secretariat, "/mail-settings/lines", CHOSEN | wrong)

    assert page.status == 422 and f'href="#f-{fault}"' in page.markup and "<pre" not in page.markup
