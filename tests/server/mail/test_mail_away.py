"""A mail server or mailbox that is gone, silent, or refuses our password: said everywhere, and over by itself."""

import asyncio
from datetime import timedelta

import pytest
from houses import open_house
from mail_servers import Mailbox, signs_in, smtp_server
from patience import SECONDS as PATIENCE
from reading_pages import read
from relay import relay
from servers.dovecot import PASSWORD, USER, dovecot

from server.mail import inbox, outbox
from server.mail.imap import Mailbox as OpenMailbox
from server.mail.smtp import SmtpTransport
from server.web.keys import CONDITION

pytestmark = pytest.mark.parametrize("tables_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def in_haste(monkeypatch):
    """What waits for seconds in earnest waits for parts of one."""
    monkeypatch.setattr(outbox, "wait", lambda _: timedelta(seconds=0.2))
    monkeypatch.setattr(inbox, "LONGEST_PAUSE", 0.2)
    for made in (SmtpTransport, OpenMailbox):
        monkeypatch.setitem(made.__init__.__kwdefaults__, "timeout", 2.0)


async def said(house, part, *words):
    """Waits until readiness tells of the part's trouble in one of the words, and figures and banner with it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with house.client.get("/readyz") as response:
                assert response.status == 200  # people may be sent here all the same
                found = {one["part"]: one["reason"] for one in (await response.json())["troubles"]}
            if part in found and any(word in found[part] for word in words):
                break
            await asyncio.sleep(0.05)
    assert await told(house, part) == (1, True)


async def told(house, part):
    """Whether the figures tell of the part's trouble, and the secretariat's pages."""
    await house.client.app[CONDITION].look()
    async with house.client.get("/metrics") as response:
        line = next(one for one in (await response.text()).splitlines() if f'sidang_trouble{{part="{part}"}}' in one)
    words = {"outbox": "Surel tidak dapat dikirim", "inbox": "Kotak surel tidak dapat dibaca"}[part]
    return float(line.rpartition(" ")[2]), words in (await read(house.secretariat, "/accounts")).text


async def over(house, part):
    """Waits until nothing tells of it any more."""
    async with asyncio.timeout(PATIENCE):
        while await told(house, part) != (0, False):  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.05)


async def test_a_mail_server_that_is_gone_silent_or_refuses_us(store, clock, tmp_path):
    taken = Mailbox()
    async with relay() as between, smtp_server(taken, authenticator=signs_in("sidang", "benar"), auth_required=True,
                                               auth_require_tls=False) as right, smtp_server(
        Mailbox(), authenticator=signs_in("sidang", "lain"), auth_required=True, auth_require_tls=False
    ) as wrong:  # fmt: skip

        def change(settings):
            settings.mail.url = f"smtp://sidang:benar@127.0.0.1:{between.port}"

        async with open_house(store, clock, tmp_path / "data", change=change) as house:
            await house.book()
            await said(house, "outbox", "closed", "reset", "Connection", "Unexpected")
            between.turn("silent")
            await said(house, "outbox", "imed out", "imeout")
            between.turn("gone")
            between.turn("through", wrong)
            await said(house, "outbox", "535")
            between.turn("gone")
            between.turn("through", right)
            async with asyncio.timeout(PATIENCE):
                await taken.has(6)
            await over(house, "outbox")

    assert len(taken.recipients) == len(set(taken.recipients)) == 6  # each once, the panel's and the regency's


async def test_a_mailbox_that_is_gone_silent_or_refuses_us(store, clock, tmp_path):
    with dovecot() as server:
        users = server.folder / "users"
        async with relay() as between:

            def change(settings):
                settings.inbox.url = server.address("imap", between.port)

            async with open_house(store, clock, tmp_path / "data", change=change) as house:
                await said(house, "inbox", "EOF", "closed", "reset")
                between.turn("silent")
                await said(house, "inbox", "imed out")
                users.write_text(f"{USER}:another\n")
                between.turn("gone")
                between.turn("through", server.imap)
                await said(house, "inbox", "AUTHENTICATIONFAILED", "uthentication failed")
                users.write_text(f"{USER}:{PASSWORD}\n")
                await over(house, "inbox")
                server.deliver(b"From: a@b.example\r\nTo: x@y.example\r\nSubject: Halo\r\n\r\nApa kabar?\r\n")
                async with asyncio.timeout(PATIENCE):
                    while await asyncio.to_thread(server.count):  # noqa: ASYNC110 - nor of a mailbox's folders
                        await asyncio.sleep(0.05)
