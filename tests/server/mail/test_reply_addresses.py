"""An attendee's own reply address: from the first invitation to the cancellation, where the settings say so."""

from datetime import timedelta

import pytest
from received_mail import addressed
from samples import booked
from samples.invites import BOOKED_AT, RATNA, STARTS
from samples.mails import Postbox

from server.mail.compose import LetterWriter
from server.mail.outbox import Outbox
from server.settings import Settings
from sessions.store.powers import links

ORGANIZER = "sekretariat@sidang.example"


@pytest.fixture
async def jepara(store, clock):
    clock.now = BOOKED_AT
    return await store.write(booked.book)


@pytest.fixture
def sent(store, clock):
    """Sends all that is due under the setting and gives who was written from which addresses: From and ORGANIZER."""

    async def send(answers: str) -> list[tuple[str, str, str]]:
        postbox = Postbox()
        author = LetterWriter(store, Settings(mail={"answers": answers}), clock)
        await Outbox(store, author, postbox, clock).send_due()
        return [(recipient, *addressed(message)) for recipient, message in postbox.taken]

    return send


def of_ratna(sent) -> set[tuple[str, str]]:
    return {(sender, organizer) for recipient, sender, organizer in sent if recipient == RATNA.address}


async def test_each_attendee_has_one_and_keeps_it_to_the_end(store, clock, jepara, sent):
    invited = await sent("plus")
    clock.passes(minutes=1)
    await store.write(jepara.change, starts_at=STARTS + timedelta(days=1), now=clock.now)
    moved = await sent("plus")
    clock.passes(minutes=1)
    await store.write(jepara.cancel, now=clock.now)
    cancelled = await sent("")  # the setting changed: who has one keeps it

    assert len({sender for _, sender, _ in invited}) == 4
    assert all(sender == organizer and "+" in sender for _, sender, organizer in invited)
    assert of_ratna(invited) == of_ratna(moved) == of_ratna(cancelled)


async def test_its_token_opens_nothing(store, jepara, sent):
    ((sender, _),) = of_ratna(await sent("plus"))
    link = await store.read(links.find, sender.partition("+")[2].partition("@")[0])

    assert (link.kind, link.person, link.session) == ("reply", jepara.people["ratna"], jepara.session)


async def test_who_was_invited_before_the_setting_changed_keeps_the_plain_one(store, clock, jepara, sent):
    assert of_ratna(await sent("")) == {(ORGANIZER, ORGANIZER)}
    clock.passes(minutes=1)
    await store.write(jepara.change, starts_at=STARTS + timedelta(days=1), now=clock.now)

    assert of_ratna(await sent("plus")) == {(ORGANIZER, ORGANIZER)}
