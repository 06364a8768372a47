"""What mail costs: a thousand invitations written and handed over, a reply taken, a feed served. Prints figures."""

import statistics
import time
from datetime import timedelta

import pytest
from houses import TUESDAY_NINE, open_house
from mail_servers import Mailbox, smtp_server
from samples import booked
from samples.booked import as_read
from samples.replies import a_calendar, a_mail_of, a_part, a_text

from server.mail.compose import LetterWriter
from server.mail.feeds import Feeds
from server.mail.outbox import Outbox
from server.mail.smtp import transport_for
from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import booking, enrolling
from sessions.actions.inbox import receiving
from sessions.actions.invitations import feeding
from sessions.values.itip import Party

pytestmark = pytest.mark.bench
SESSIONS = 167  # with six people each: a thousand invitations


def book_many(db, house, count: int, *, panel: int) -> list[str]:
    """Books a session for each of so many regencies, hour after hour, in one transaction."""
    now = house.clock.now
    people = [house.id(name) for name in ("ratna", "budi", "sri", "made", "yohanes")][:panel]
    made = []
    for number in range(count):
        code = f"{90 + number // 100}.{number % 100:02}"
        contact = {"contact": f"Kontak {number}", "email": f"kontak{number}@daerah.example"}
        place = {"code": code, "name": f"Kabupaten {number}", "province": "Jawa", "timezone": "Asia/Jakarta"}
        enrolling.put_regency(db, house.programme, place | contact, COMMAND_LINE, now=now)
        starts = TUESDAY_NINE + timedelta(hours=2 * number)
        wanted = booking.Request(code, starts, tuple(people), people[0], "https://rapat.example.id/x", True)
        made.append(booking.book(db, house.programme, wanted, COMMAND_LINE, now=now).id)
    return made


async def timed(work) -> float:
    return (await spent_on(work))[0]


async def spent_on(work) -> tuple[float, float]:
    """Seconds on the clock and of the processor: on a busy machine only the second means anything."""
    begin = time.perf_counter(), time.process_time()
    await work
    return time.perf_counter() - begin[0], time.process_time() - begin[1]


def said(capsys, what: str, value: str) -> None:
    with capsys.disabled():
        print(f"\n{what:72}{value}", end="")


async def test_a_thousand_invitations_written_and_handed_over(store, clock, tmp_path, capsys):
    async with open_house(
        store, clock, tmp_path, change=lambda s: setattr(s.mail, "url", "smtp://127.0.0.1:9")
    ) as house:
        writing, worked = await spent_on(store.write(book_many, house, SESSIONS, panel=5))
        said(
            capsys, f"1,002 invitations written in one booking run ({store.url.get_backend_name()})", f"{writing:.2f} s"
        )
        settings = house.settings

    postbox = Mailbox()
    async with smtp_server(postbox) as port:
        settings.mail.url = f"smtp://127.0.0.1:{port}"
        clock.passes(days=1)
        author = LetterWriter(store, settings, clock)
        outbox = Outbox(store, author, transport_for(settings.mail_url), clock, alone=True)
        await outbox._recover(timedelta(0))
        sending, worked = await spent_on(outbox.send_due())
        await outbox.transport.close()
    assert len(postbox.messages) == 1_002
    said(capsys, "composed and handed to a local SMTP server", f"{1_002 / sending:.0f} a second")
    said(capsys, "of the processor each, the server's part included", f"{1000 * worked / 1_002:.1f} ms")
    said(capsys, "connections", str(len(postbox.peers)))


async def test_a_reply_handled(store, clock, capsys):
    jepara = await store.write(booked.book)
    clock.passes(days=2)
    spent, worked = [], time.process_time()
    for number in range(200):
        calendar = a_calendar(UID=f"UID:{jepara.uid}", DTSTAMP=f"DTSTAMP:20260902T08{number // 60:02}{number % 60:02}Z")
        raw = a_mail_of(a_text(), a_part(calendar), Message_ID=f"<{number}@x>")
        begin = time.perf_counter()
        await store.write(receiving.take, as_read(raw), raw, now=clock.now)
        spent.append(1000 * (time.perf_counter() - begin))
    assert len(await store.read(jepara.came_in)) == 100  # its list ends there
    said(capsys, "one reply read, judged and committed, median", f"{statistics.median(spent):.2f} ms")
    said(capsys, "of the processor", f"{5 * (time.process_time() - worked):.2f} ms")


async def test_a_feed_of_500_sessions(store, clock, tmp_path, capsys):
    async with open_house(store, clock, tmp_path) as house:
        await store.write(book_many, house, 500, panel=1)
        token = await store.write(feeding.address, "secretariat", COMMAND_LINE, now=clock.now)
        feeds = Feeds(Party("Sekretariat", "sekretariat@sidang.example"))
        first = await timed(store.read(feeds.of_token, token, now=clock.now))
        said(capsys, "a feed of 500 sessions rendered for the first time", f"{1000 * first:.0f} ms")
        again = [1000 * await timed(store.read(feeds.of_token, token, now=clock.now)) for _ in range(100)]
        said(capsys, "the same from ready bytes, median", f"{statistics.median(again):.2f} ms")

        await house.nobody.get(f"//calendar/{token}.ics")
        tag = (await house.nobody.get(f"//calendar/{token}.ics")).headers["ETag"]
        for what, headers in (("whole, gzip", {"Accept-Encoding": "gzip"}), ("304", {"If-None-Match": tag})):
            worked = time.process_time()
            whole = [
                1000 * await timed(house.nobody.get(f"//calendar/{token}.ics", headers=headers)) for _ in range(100)
            ]
            said(
                capsys,
                f"{what}, over HTTP with the client in the same process, median",
                f"{statistics.median(whole):.2f} ms, {10 * (time.process_time() - worked):.2f} of the processor",
            )
