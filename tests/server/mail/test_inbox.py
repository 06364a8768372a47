"""The inbox over a real Dovecot: noticed at once, handled once, moved away; and what a bad mailbox cannot do."""

import asyncio
import socket
import threading
import time
from contextlib import contextmanager

import pytest
from mail_servers import self_made_certificate
from samples import booked
from samples.booked import as_read
from samples.invites import ORGANIZER
from samples.replies import a_calendar, a_mail_of, a_part, a_text
from servers.dovecot import dovecot

from server.mail import inbox as module
from server.mail.imap import Mailbox, MailboxError, MailboxServer
from server.mail.inbox import Inbox
from sessions.actions.inbox import receiving
from sessions.actions.inbox.receiving import PROCESSED, QUARANTINE
from sessions.store.mailing import incoming

SOON = 10  # seconds; a busy machine is no reason to fail


@pytest.fixture
async def jepara(store, clock):
    made = await store.write(booked.book)
    clock.passes(days=2)
    return made


@pytest.fixture
def mailbox():
    with dovecot() as server:
        yield server


def reply(jepara, number=1, **changes) -> bytes:
    """Ratna's answer; `number` tells mails apart."""
    calendar = a_calendar(**{"UID": f"UID:{jepara.uid}"} | changes)
    return a_mail_of(a_text(), a_part(calendar), Message_ID=f"<{number}@kampus.ac.id>")


@contextmanager
def watching(store, url, clock, *, every=60.0):
    """An inbox that watches the mailbox."""
    inbox = Inbox(store, MailboxServer.of(url), clock, organizer=ORGANIZER.address, every_seconds=every)
    inbox.start()
    try:
        yield inbox
    finally:
        inbox.close()


async def until(condition) -> None:
    """Until it holds; asked in a thread, since a mailbox's answer blocks."""
    async with asyncio.timeout(SOON):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - nobody tells of a mailbox's folders
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("without", ["", "IDLE", "MOVE"])
async def test_an_answer_is_noticed_taken_and_moved_away(store, clock, jepara, without):
    with dovecot(without=without) as mailbox, watching(store, mailbox.url, clock, every=0.2 if without else 60):
        await until(lambda: mailbox.count(PROCESSED) == 0)
        mailbox.deliver(reply(jepara))
        await until(lambda: mailbox.count(PROCESSED) == 1)

        assert await store.read(jepara.rsvp) == "accepted"
        assert mailbox.count() == 0


async def test_what_cannot_be_trusted_lies_in_quarantine(store, clock, jepara, mailbox):
    mailbox.deliver(reply(jepara, UID="UID:x@y"), reply(jepara, 2, UID="UID:y@z"))
    with watching(store, mailbox.url, clock):
        await until(lambda: mailbox.count(QUARANTINE) == 2)

    assert {item.state for item in await store.read(jepara.came_in)} == {"open"}


async def test_a_mail_that_was_kept_but_not_moved_before_a_crash_is_not_handled_again(store, clock, jepara, mailbox):
    mailbox.deliver(reply(jepara))
    box = Mailbox(MailboxServer.of(mailbox.url))
    ((_, raw),) = box.fetch(box.waiting())
    box.close()
    await store.write(receiving.take, as_read(raw), raw, now=clock.now)
    tail = (await store.read(jepara.shown)).tail

    with watching(store, mailbox.url, clock):
        await until(lambda: mailbox.count(PROCESSED) == 1)
    assert (await store.read(jepara.shown)).tail == tail


async def test_a_mail_that_was_told_of_while_another_was_moved_is_not_slept_over(jepara, mailbox):
    mailbox.deliver(reply(jepara))
    box = Mailbox(MailboxServer.of(mailbox.url), (PROCESSED,))
    first = box.waiting()
    mailbox.deliver(reply(jepara, 2))
    box.move(first, PROCESSED)  # in whose answer the server tells of the other, once

    began = time.monotonic()
    await asyncio.to_thread(box.wait, SOON, threading.Event())
    assert time.monotonic() - began < SOON
    assert len(box.waiting()) == 1
    box.close()


async def test_several_processes_at_one_mailbox_handle_each_mail_once(store, clock, jepara, mailbox):
    mailbox.deliver(*(reply(jepara, n, more=f"COMMENT:{n}") for n in range(20)))
    before = (await store.read(jepara.shown)).tail
    with watching(store, mailbox.url, clock), watching(store, mailbox.url, clock):
        await until(lambda: mailbox.count() == 0)
        await until(lambda: mailbox.count(PROCESSED) >= 20)

    assert len(await store.read(jepara.came_in)) == 20
    assert (await store.read(jepara.shown)).tail == before + 20


async def test_a_mail_that_nobody_foresaw_is_quarantined_and_the_next_one_is_handled(
    store, clock, jepara, mailbox, monkeypatch
):
    real = receiving.take

    def stumbles(db, mail, raw, **options):
        if b"<1@" in raw:
            raise KeyError("a fault of ours")
        return real(db, mail, raw, **options)

    monkeypatch.setattr(receiving, "take", stumbles)
    mailbox.deliver(reply(jepara, 1), reply(jepara, 2))
    with watching(store, mailbox.url, clock):
        await until(lambda: (mailbox.count(QUARANTINE), mailbox.count(PROCESSED)) == (1, 1))

    (kept,) = await store.read(incoming.listed, state="open", after="", limit=9)
    assert (kept.kind, kept.reason) == ("quarantine", "failed")


async def test_a_mail_over_the_limit_is_not_fetched_whole(store, clock, jepara, mailbox):
    mailbox.deliver(a_mail_of(a_text("x" * 70 + "\r\n" + "y\r\n" * 900_000)))
    with watching(store, mailbox.url, clock):
        await until(lambda: mailbox.count(QUARANTINE) == 1)

    (item,) = await store.read(jepara.came_in)
    assert item.reason == "too-large" and len(item.raw) < 2_200_000


async def test_newsletters_do_not_hold_up_an_answer_for_long(store, clock, jepara, mailbox):
    news = [
        a_mail_of(a_text("Diskon!"), From="toko@x.example", Message_ID=f"<{n}@x>", List_Id="<x>") for n in range(100)
    ]
    await asyncio.to_thread(mailbox.deliver, *news, reply(jepara))
    with watching(store, mailbox.url, clock):
        await until(lambda: mailbox.count(PROCESSED) == 101)

    assert await store.read(jepara.rsvp) == "accepted"
    assert len(await store.read(jepara.came_in)) == 1


async def test_over_tls_and_over_starttls(store, clock, jepara, tmp_path):
    self_made_certificate(tmp_path)
    with dovecot(tls=tmp_path) as mailbox:
        for number, url in enumerate(
            (mailbox.tls_url, mailbox.url, f"{mailbox.tls_url}?ca={tmp_path}/certificate.pem")
        ):
            with watching(store, url, clock):
                mailbox.deliver(reply(jepara, number))
                await until(lambda expected=number + 1: mailbox.count(PROCESSED) == expected)


async def test_a_server_that_keeps_everything_below_inbox(store, clock, jepara):
    with dovecot(prefix="INBOX.", separator=".") as mailbox, watching(store, mailbox.url, clock):
        mailbox.deliver(reply(jepara))
        await until(lambda: mailbox.count(f"INBOX.{PROCESSED}") == 1)


# - bad mailboxes -


@contextmanager
def a_server_that(serve):
    """A server on loopback that does with each connection what `serve` says."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken, connected = [], threading.Event()

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            taken.append(connection)
            connected.set()
            try:
                serve(connection)
            except OSError:
                continue

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"imap://u:p@127.0.0.1:{listener.getsockname()[1]}/INBOX", connected
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in taken:
            connection.close()


def says_nothing(connection):
    connection.recv(1)


def says_too_much(connection):
    connection.sendall(b"* OK [CAPABILITY IMAP4rev1] hello\r\n")
    connection.recv(1000)
    while True:
        connection.sendall(b"* OK " + b"x" * 60_000 + b"\r\n")


def announces_a_gigabyte(connection):
    connection.sendall(b"* OK [CAPABILITY IMAP4rev1] hello\r\n")
    connection.recv(1000)
    connection.sendall(b"* 1 FETCH (BODY[] {1000000000}\r\nx")
    connection.recv(1)


def hangs_up(connection):
    connection.close()


def speaks_nonsense(connection):
    connection.sendall(b"\x00\xff{-1}\r\n" * 50)


BAD = [says_nothing, says_too_much, announces_a_gigabyte, hangs_up, speaks_nonsense]


@pytest.mark.parametrize("serve", BAD)
async def test_a_bad_mailbox_disturbs_nobody_and_the_server_ends_in_time(store, clock, jepara, serve, monkeypatch):
    monkeypatch.setattr(module, "FAREWELL", 0.5)
    with a_server_that(serve) as (url, connected):
        inbox = Inbox(store, MailboxServer.of(url), clock, organizer=ORGANIZER.address, every_seconds=60)
        inbox.start()
        await asyncio.to_thread(connected.wait, SOON)

        assert await store.read(jepara.rsvp) == "needs-action"
        async with asyncio.timeout(SOON):
            await asyncio.to_thread(inbox.close)


@pytest.mark.parametrize("serve", [says_too_much, announces_a_gigabyte, speaks_nonsense])
def test_what_a_mailbox_sends_is_bounded(serve):
    with a_server_that(serve) as (url, _), pytest.raises(MailboxError):
        Mailbox(MailboxServer.of(url), timeout=5)


def test_an_inbox_that_cannot_be_is_refused_in_a_plain_line():
    for url in ("pop3://x", "imap://", "https://x/INBOX"):
        with pytest.raises(ValueError, match=r"inbox\.url"):
            MailboxServer.of(url)


def test_an_address_may_name_everything():
    server = MailboxServer.of("imaps://a%40b.id:p%2Fw@mail.example/Masuk")

    assert (server.user, server.password, server.port, server.folder) == ("a@b.id", "p/w", 993, "Masuk")
