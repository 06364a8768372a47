"""Mail set up by a page alone: what is wrong is said, a test tells what is right."""

import pytest
from houses import on_both_stores, on_one_store
from reading_pages import read, send

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
