"""An invitation's whole life over real SMTP and a real mailbox: invited, answered, moved, answered again, not reached,
corrected, taken off, cancelled; and the board was right at every step."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, timedelta

import pytest
from attendee import Attendee
from houses import TUESDAY_NINE, open_house
from icalendar import Calendar
from judges import libical
from mail_servers import Mailbox, smtp_server
from received_mail import Received, read
from samples.replies import a_bounce, a_mail_of, a_part, a_text
from servers.dovecot import USER, dovecot

from sessions.clock import wire
from sessions.store.engine import Store

SOON = 15  # seconds; a busy machine is no reason to fail
NAMES = ("ratna", "budi", "sri", "made", "yohanes")


@dataclass
class Stage:
    """The server, its mail servers, and everybody's calendar program."""

    house: object
    postbox: Mailbox
    mailbox: object
    calendars: dict[str, Attendee] = field(default_factory=dict)
    last: dict[str, Received] = field(default_factory=dict)
    seen: int = 0

    async def mails(self, count: int) -> list[Received]:
        """The next so many mails; each person's calendar takes its part."""
        async with asyncio.timeout(SOON):
            await self.postbox.has(self.seen + count)
        new = [read(raw) for raw in self.postbox.messages[self.seen :]]
        assert len(new) == count, [(mail.to, mail.subject, mail.method) for mail in new]
        self.seen += count
        for mail in new:
            if mail.calendar:
                self.calendars.setdefault(mail.to, Attendee()).take(mail.calendar)
                self.last[mail.to] = mail
        assert all(verdict["fits"] for verdict in libical(*(mail.calendar for mail in new if mail.calendar)))
        return new

    def answers(self, name: str, partstat: str, *, to: Received | None = None) -> None:
        """The person's calendar program answers the invitation that it has (or `to`), by mail."""
        invitation = to or self.last[f"{name}@panel.example"]
        event = invitation.event
        lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Program kalender//ID", "METHOD:REPLY", "BEGIN:VEVENT",
            f"UID:{event['UID']}", f"SEQUENCE:{event['SEQUENCE']}",
            f"DTSTAMP:{self.house.clock.now:%Y%m%dT%H%M%SZ}",
            f"DTSTART:{event['DTSTART'].dt.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"ATTENDEE;PARTSTAT={partstat}:mailto:{invitation.to}", "END:VEVENT", "END:VCALENDAR", "",
        ]  # fmt: skip
        mail = a_mail_of(
            a_text("Jawaban otomatis dari kalender."),
            a_part("\r\n".join(lines)),
            From=invitation.to,
            To=USER,
            Message_ID=f"<{len(self.postbox.messages)}.{partstat}.{event['SEQUENCE']}@panel.example>",
        )
        self.mailbox.deliver(mail, sender=invitation.to)

    async def board(self, session: str) -> dict[str, str]:
        """Everybody's answer as the secretariat sees it."""
        shown = await self.house.secretariat.session(session)
        known = {caller.id: name for name, caller in self.house.people.items()}
        return {known[seat["id"]]: seat["rsvp"] for seat in shown["panel"]}

    async def board_shows(self, session: str, **expected: str) -> None:
        """Waits until the board shows these answers."""
        async with asyncio.timeout(SOON):
            while not expected.items() <= (await self.board(session)).items():  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@pytest.fixture
async def stage(store: Store, clock, tmp_path):
    postbox = Mailbox()
    with dovecot() as mailbox:
        async with smtp_server(postbox) as port:

            def real_mail(settings):
                settings.mail.url = f"smtp://127.0.0.1:{port}"
                settings.mail.organizer.address = USER
                settings.inbox.url = mailbox.url

            async with open_house(store, clock, tmp_path / "data", change=real_mail) as house:
                yield Stage(house, postbox, mailbox)


async def test_an_invitations_whole_life(stage):
    house, clock = stage.house, stage.house.clock
    session = await house.book()
    first = {mail.to: mail for mail in await stage.mails(6)}

    # Answered from a calendar, and by the link in the mail.
    clock.passes(minutes=1)
    stage.answers("budi", "ACCEPTED")
    await stage.board_shows(session, budi="accepted", sri="needs-action")
    page = first["ratna@panel.example"].answers["tentative"]
    async with house.client.get(page) as shown:
        assert shown.status == 200
    await stage.board_shows(session, ratna="needs-action")
    async with house.client.post(page.partition("?")[0], data={"answer": "tentative"}, allow_redirects=False):
        await stage.board_shows(session, ratna="tentative")

    # Moved: everybody is asked anew, and an answer to the old time does not count but is asked again.
    clock.passes(minutes=1)
    moved = TUESDAY_NINE + timedelta(days=1)
    await house.secretariat.patch(f"/sessions/{session}", {"starts_at": wire(moved)})
    await stage.mails(6)
    assert set((await stage.board(session)).values()) == {"needs-action"}
    clock.passes(minutes=1)
    stage.answers("sri", "ACCEPTED", to=first["sri@panel.example"])
    (nudge,) = await stage.mails(1)
    assert nudge.to == "sri@panel.example" and nudge.answers
    assert (nudge.event["DTSTART"].dt, nudge.event["SEQUENCE"]) == (moved, 1)  # the present invitation once more
    await stage.board_shows(session, sri="needs-action")
    stage.answers("sri", "ACCEPTED")
    stage.answers("budi", "TENTATIVE")
    await stage.board_shows(session, sri="accepted", budi="tentative")

    # Not reached: the bounce marks the invite, the address is corrected, and the same version goes out again.
    lost = stage.last["made@panel.example"]
    stage.mailbox.deliver(a_bounce(message_id=lost.message_id), sender="")
    bounced = await _until_bounced(house, session)
    assert "no such user" in bounced["reason"]
    await house.secretariat.patch(f"/panelists/{house.id('made')}", {"email": "made@kampus.example"})
    told = await stage.mails(3)  # both addresses hear of the change, the new one of the session
    assert {mail.to for mail in told} == {"made@panel.example", "made@kampus.example"}
    (again,) = [mail for mail in told if mail.calendar]
    assert again.to == "made@kampus.example" and again.message_id != lost.message_id
    same = ("UID", "SEQUENCE", "DTSTAMP", "DTSTART")
    assert [again.event[key] for key in same] == [lost.event[key] for key in same]

    # Declined, and replaced in one step: the one is told, the other invited, and who stays hears of the new panel.
    stage.answers("yohanes", "DECLINED")
    await stage.board_shows(session, yohanes="declined")
    clock.passes(minutes=1)
    panel = [house.id(name) for name in ("ratna", "budi", "sri", "made", "tono")]
    await house.secretariat.patch(f"/sessions/{session}", {"panel": panel})
    told = {mail.to: mail.method for mail in await stage.mails(7)}
    assert len(told) == 7 and {to for to, method in told.items() if method != "REQUEST"} == {"yohanes@panel.example"}
    assert told["yohanes@panel.example"] == "CANCEL"
    assert stage.calendars["yohanes@panel.example"].entries == {}
    await stage.board_shows(session, sri="accepted", budi="tentative", tono="needs-action")
    entry = stage.calendars["tono@panel.example"].entries
    assert [one.starts_at for one in entry.values()] == [moved]

    # Cancelled: it leaves everybody's calendar.
    clock.passes(minutes=1)
    await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "Banjir"})
    assert all("Banjir" in mail.text for mail in await stage.mails(6))
    left = {to: one.entries for to, one in stage.calendars.items() if to != "made@panel.example"}
    assert set(map(len, left.values())) == {0}


async def _until_bounced(house, session) -> dict:
    async with asyncio.timeout(SOON):
        while True:
            listed = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
            bounced = [mail for mail in listed if mail["state"] == "bounced"]
            if bounced:
                return bounced[0]
            await asyncio.sleep(0.02)


async def test_what_needs_a_human_is_seen_to_over_http(stage):
    house, clock = stage.house, stage.house.clock
    session = await house.book()
    invitation = {mail.to: mail for mail in await stage.mails(6)}["budi@panel.example"]
    clock.passes(minutes=1)
    counter = re.sub(rb"METHOD:\w+", b"METHOD:COUNTER", invitation.calendar)
    later = Calendar.from_ical(counter)
    (event,) = later.walk("VEVENT")
    event["DTSTART"].dt += timedelta(days=2)
    event["DTEND"].dt += timedelta(days=2)
    part = a_part(later.to_ical(), kind="text/calendar; method=COUNTER")
    stage.mailbox.deliver(a_mail_of(a_text("Lusa saja?"), part, From=invitation.to, To=USER))

    item = await _until_waiting(house)
    assert (item["kind"], item["person"]["id"], item["actions"][0]) == ("counter", house.id("budi"), "accept-time")
    shown = await house.secretariat.get(f"/inbox/{item['id']}")
    assert "Lusa saja?" in shown["text"]
    done = await house.secretariat.post(f"/inbox/{item['id']}/accept-time")
    assert (done.status, done["state"], done["actions"]) == (200, "done", [])
    assert (await house.secretariat.session(session))["starts_at"] == wire(TUESDAY_NINE + timedelta(days=2))
    await stage.mails(6)
    assert (await house.secretariat.post(f"/inbox/{item['id']}/accept-time")).problem == "wrong-state"
    assert (await house.panelist.get("/inbox")).status == 404


async def _until_waiting(house) -> dict:
    async with asyncio.timeout(SOON):
        while True:
            waiting = (await house.secretariat.get("/inbox"))["items"]
            if waiting:
                return waiting[0]
            await asyncio.sleep(0.02)
