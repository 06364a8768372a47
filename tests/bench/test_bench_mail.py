"""How quickly invitations are written, built and handed over, replies read and feeds joined. Prints figures."""

import statistics
import time

import pytest
from invite_samples import ORGANIZER, RATNA, an_invite
from mail_samples import PlainAuthor, invite_people, make_people
from mail_servers import Mailbox, smtp_server
from reply_samples import a_reply

from server.outbox import Outbox
from server.transports import transport_for
from sessions.invite import Known, etag, feed, judge, read_mail, request, vevent

pytestmark = pytest.mark.bench
FACTS = {"session": {"regency": "Kabupaten Jepara"}, "more": "x" * 1_500}


async def test_a_thousand_invitations_are_written_and_handed_over(store, clock, capsys):
    await store.write(make_people, 1_000, now=clock.now)
    writing = time.perf_counter()
    await store.write(invite_people, 1_000, now=clock.now, facts=FACTS)
    written = time.perf_counter() - writing
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        outbox = Outbox(store, PlainAuthor(), transport_for(f"smtp://127.0.0.1:{port}"), clock)
        sending = time.perf_counter()
        assert await outbox.send_due() == 1_000
        rate = 1_000 / (time.perf_counter() - sending)
        await outbox.transport.close()

    with capsys.disabled():
        print(f"\n{store.url.get_backend_name()}: 1,000 mails written in {written:.2f} s,")
        print(
            f"handed to SMTP at {rate:.0f} a second over {len(mailbox.peers)} connections (server in the same process)"
        )
    assert written < 5


def test_the_time_of_a_request_a_reply_and_a_feed(capsys):
    invites = [an_invite(uid=f"{number}@x") for number in range(500)]
    ready = [vevent(invite) for invite in invites]
    now = an_invite().starts_at
    known = Known(0, now)

    def handle():
        return judge(read_mail(a_reply(), organizer=ORGANIZER.address), known, now=now)

    figures = {
        "a REQUEST built": _median(lambda: request(invites[0], RATNA)),
        "a reply read and judged": _median(handle),
        "a feed of 500 joined, with its ETag": _median(lambda: etag(feed(ready, "Sidang"))),
    }
    with capsys.disabled():
        print()
        for what, seconds in figures.items():
            print(f"{what:40}{seconds * 1e3:8.2f} ms")
    assert figures["a reply read and judged"] < 0.01


def _median(job, rounds=200):
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        job()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
