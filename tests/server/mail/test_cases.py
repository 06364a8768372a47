"""Every mail that once failed, come in by the real door, and what must become of it."""

from datetime import datetime, timedelta

import pytest
from houses import TUESDAY_NINE
from posted import all_sent
from samples.cases import names, the_case

from sessions.actions.inbox import receiving
from sessions.actions.invitations import rsvp
from sessions.store.during import records
from sessions.store.mailing import incoming, mails
from sessions.values.itip import read_mail
from sessions.values.record import Actor

AUTHSERV = "mx.asesmen.example.id"

# What each is noted as, whose answer stands then, and what a human finds filled in.
RIGHT = {
    "8bit-utf8-emoji-comment-reply-quarantined-unreadable": ("answer", "accepted", None),
    "forged-from-dmarc-fail-applied-as-decline": ("unsure", "needs-action", "declined"),
    "challenge-response-ignored-nobody-knows-invite-is-held": ("challenge", "needs-action", None),
    "decline-from-slow-clock-after-web-answer-silently-ignored": ("answer", "declined", None),
    "from-alias-attendee-invited-address-quarantined-dismiss-only": ("unsure", "needs-action", "accepted"),
    "from-encoded-word-with-comma-quarantined": ("unsure", "needs-action", "accepted"),
    "html-only-words-secretariat-reads-nothing": ("written", "needs-action", None),
    "nextcloud-noreply-from-replyto-attendee-quarantined-dismiss-only": ("unsure", "needs-action", "accepted"),
    "plain-words-with-our-ics-attached-quarantined-dismiss-only": ("unsure", "needs-action", None),
    "same-answer-in-two-parts-folded-differently-quarantined": ("answer", "accepted", None),
    "text-bounce-from-postmaster-leaves-no-trace": ("bounce", "needs-action", None),
    "forwarded-reply-enclosed-secretariat-cannot-see-it": ("forwarded", "needs-action", "declined"),
    "octet-stream-ics-with-encoded-word-name-not-seen": ("unsure", "needs-action", "accepted"),
    "refresh-quarantined": ("refresh", "needs-action", None),
    "rfc822-from-stranger-fills-inbox": (None, "needs-action", None),
    "vacation-without-marks-return-path-null-goes-to-human": ("ignored", "needs-action", None),
}


class Desk:
    """Budi's invitation, sent; mails about it come in."""

    def __init__(self, house, session, invite):
        self.house, self.session, self.invite = house, session, invite
        self.budi = house.id("budi")

    async def comes_in(self, name: str, *, authserv: str = ""):
        now: datetime = self.house.clock.now
        organizer = self.house.settings.mail.organizer.address
        shown = await self.house.secretariat.session(self.session)
        raw = the_case(
            name,
            uid=shown["uid"],
            organizer=organizer,
            start=f"{TUESDAY_NINE:%Y%m%dT%H%M%SZ}",
            stamp=f"{now - timedelta(minutes=9):%Y%m%dT%H%M%SZ}",
            message_id=self.invite.message_id,
        )
        mail = read_mail(raw, organizer=organizer)
        await self.house.store.write(receiving.take, mail, raw, now=now, authserv=authserv)
        found = await self.house.store.read(incoming.listed, state=None, after="", limit=99)
        return found[-1] if found else None

    async def answer(self) -> str:
        return (await self.house.store.read(records.load, self.session)).rsvp(self.budi)


@pytest.fixture
async def desk(house):
    session = await house.book()
    budi = house.id("budi")
    invite = next(one for one in await house.store.read(mails.of_session, session) if one.person == budi)
    await all_sent(house)
    house.clock.passes(minutes=20)
    return Desk(house, session, invite)


def test_every_case_has_its_right_value():
    assert names() == sorted(RIGHT)


@pytest.mark.parametrize("name", sorted(RIGHT))
async def test_what_once_failed_does_what_is_right(desk, name):
    kind, answer, filled_in = RIGHT[name]
    if "after-web-answer" in name:
        actor = Actor(desk.budi, "Budi", "panelist", "link")
        now = desk.house.clock.now - timedelta(minutes=1)

        def by_link(db):
            rsvp.take(db, records.load(db, desk.session), desk.budi, "accepted", "", actor=actor, now=now)

        await desk.house.store.write(by_link)

    item = await desk.comes_in(name, authserv=AUTHSERV if "dmarc" in name else "")

    assert (item and item.kind, await desk.answer()) == (kind, answer)
    if filled_in:
        assert (item.session, item.person, item.proposal["answer"]) == (desk.session, desk.budi, filled_in)
    if item and item.state == "open":
        assert (item.session, item.person) == (desk.session, desk.budi)


async def test_html_alone_is_read_as_safe_text(desk):
    item = await desk.comes_in("html-only-words-secretariat-reads-nothing")

    read = await desk.house.secretariat.get(f"/inbox/{item.id}")
    assert read["text"] == "Saya tidak bisa hadir"


async def test_an_enclosed_mail_is_read_too(desk):
    item = await desk.comes_in("forwarded-reply-enclosed-secretariat-cannot-see-it")

    (inside,) = (await desk.house.secretariat.get(f"/inbox/{item.id}"))["enclosed"]
    assert inside["sender"] == "Sri <budi@panel.example>" and inside["text"] == "Diterima"


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("challenge-response-ignored-nobody-knows-invite-is-held", "held", "https://challenge.example/x"),
        ("text-bounce-from-postmaster-leaves-no-trace", "bounced", "550 mailbox unavailable"),
    ],
)
async def test_what_a_machine_wrote_is_shown_at_the_mail_that_it_speaks_of(desk, name, state, words):
    await desk.comes_in(name)

    shown = await desk.house.secretariat.get(f"/mails/{desk.invite.id}")
    assert (shown["state"], shown["delivery"]) == (state, state) and words in shown["reason"]
