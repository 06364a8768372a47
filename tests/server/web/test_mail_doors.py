"""From a booking over HTTP to the mails that people get: as files and over SMTP, within a second of the commit."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer
from houses import TUESDAY_NINE, on_both_stores, open_house
from judges import libical
from mail_servers import Mailbox, smtp_server
from received_mail import read

from server.run.app import make_app
from sessions.clock import wire
from sessions.store.mailing import mails

SOON = 5  # seconds; a busy machine is no reason to fail


@pytest.fixture
def postbox():
    return Mailbox()


@pytest.fixture
async def house(store, clock, tmp_path, postbox):
    async with smtp_server(postbox) as port:

        def by_smtp(settings):
            settings.mail.url = f"smtp://127.0.0.1:{port}"
            settings.server.public_url = "https://sidang.example"

        async with open_house(store, clock, tmp_path / "data", change=by_smtp) as house:
            yield house


async def received(postbox, count):
    """The mails once so many are there, by address the newest."""
    async with asyncio.timeout(SOON):
        await postbox.has(count)
    return {mail.to: mail for mail in map(read, postbox.messages)}


async def test_everybody_gets_a_personal_invitation(house, postbox):
    session = await house.book()

    mails = await received(postbox, 6)
    shown = await house.secretariat.session(session)
    assert set(mails) == {f"{name}@panel.example" for name in ("ratna", "budi", "sri", "made", "yohanes")} | {
        "jepara@daerah.example"
    }
    for mail in mails.values():
        assert (mail.method, mail.event["UID"], mail.event["SEQUENCE"]) == ("REQUEST", shown["uid"], 0)
        assert str(mail.event["ATTENDEE"]) == f"mailto:{mail.to}"
        assert mail.enter not in mail.calendar.decode()
    assert len({mail.enter for mail in mails.values()}) == 6
    assert all(verdict["fits"] for verdict in libical(*(mail.calendar for mail in mails.values())))


async def test_the_link_in_the_mail_is_the_persons(house, postbox):
    session = await house.book()

    mail = (await received(postbox, 6))["budi@panel.example"]
    answer = await house.nobody.get(f"/sessions/{session}/sheet", headers={"Authorization": f"Bearer {mail.enter}"})
    assert answer.status == 200


async def test_the_invites_follow_a_session_to_its_end(house, postbox, clock):
    session = await house.book()
    first = await received(postbox, 6)

    clock.passes(minutes=1)
    later = wire(TUESDAY_NINE + timedelta(days=1))
    assert (await house.secretariat.patch(f"/sessions/{session}", {"starts_at": later})).status == 200
    moved = await received(postbox, 12)
    clock.passes(minutes=1)
    await house.secretariat.patch(f"/sessions/{session}", {"meeting_url": "https://rapat.example.id/lain"})
    minor = await received(postbox, 18)
    clock.passes(minutes=1)
    panel = [house.id(name) for name in ("ratna", "budi", "sri", "made", "tono")]
    await house.secretariat.patch(f"/sessions/{session}", {"panel": panel})
    changed = await received(postbox, 25)  # one leaves, one comes, five who stay hear of it
    clock.passes(minutes=1)
    await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "Banjir"})
    ended = await received(postbox, 31)

    budi = [story["budi@panel.example"] for story in (first, moved, minor, ended)]
    assert [(mail.method, int(mail.event["SEQUENCE"])) for mail in budi] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("REQUEST", 1),
        ("CANCEL", 3),
    ]
    assert len({mail.message_id for mail in budi}) == 4 and len({mail.event["UID"] for mail in budi}) == 1
    assert "Banjir" in budi[-1].text and budi[-1].enter is None
    assert changed["yohanes@panel.example"].method == "CANCEL" and changed["tono@panel.example"].method == "REQUEST"
    assert ended["yohanes@panel.example"] == changed["yohanes@panel.example"]


@on_both_stores
async def test_a_reminder_of_what_was_cancelled_meanwhile_is_not_sent(house, postbox, store, clock):
    session = await house.book()
    await received(postbox, 6)
    postbox.answers["budi@panel.example"] = "450 later"
    clock.now = TUESDAY_NINE - timedelta(hours=1)
    await house.announce(session)
    await received(postbox, 11)
    await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "Banjir"})

    del postbox.answers["budi@panel.example"]
    clock.passes(seconds=30)
    budi = (await received(postbox, 17))["budi@panel.example"]
    assert budi.method == "CANCEL"
    kept = {mail.state for mail in await store.read(mails.of_session, session) if mail.kind == "reminder"}
    assert kept == {"sent", "dropped"}


async def test_files_are_whole_as_soon_as_they_are_called_eml(store, clock, tmp_path):
    async with open_house(store, clock, tmp_path) as house:
        await house.book()
        async with asyncio.timeout(SOON):
            while len(found := list((tmp_path / "mail").rglob("*.eml"))) < 6:  # noqa: ASYNC110 - nobody tells of a file
                await asyncio.sleep(0.01)
        assert all(read(file.read_bytes()).calendar for file in found)


async def test_what_is_kept_of_a_sent_mail_has_no_links(house, postbox, store):
    session = await house.book()
    mail = (await received(postbox, 6))["budi@panel.example"]

    kept = [one.letter for one in await store.read(mails.of_session, session)]
    assert all(mail.enter not in str(letter) and "/answer/" not in str(letter) for letter in kept)


async def test_what_was_on_its_way_at_the_shutdown_is_put_back_and_sent_after_the_next_start(store, clock, tmp_path):
    connected = asyncio.Event()

    async def says_nothing(_reader, writer):
        connected.set()
        await asyncio.sleep(3600)
        writer.close()

    silent = await asyncio.start_server(says_nothing, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    async with open_house(store, clock, tmp_path, change=sending_to(port)) as house:
        session = await house.book()
        async with asyncio.timeout(SOON):
            await connected.wait()
    states = {mail.state for mail in await store.read(mails.of_session, session)}
    assert states == {"waiting"}
    silent.close()

    postbox = Mailbox()
    async with smtp_server(postbox) as port:
        settings = house.settings
        sending_to(port)(settings)
        async with TestClient(TestServer(make_app(settings, store, clock=clock))):
            await received(postbox, 6)
    assert len(postbox.messages) == 6


def sending_to(port):
    """A change of the settings that has mail go there."""

    def change(settings):
        settings.mail.url = f"smtp://127.0.0.1:{port}"

    return change
