"""The outbox from commit to handing over: once, in order, tried again with growing waits, never lost."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes

import pytest
from houses import on_both_stores
from mail_servers import Mailbox, smtp_server
from samples.mails import PlainAuthor, Postbox, a_person, invite_people, make_people
from sqlalchemy import insert, update

from server.mail.outbox import LANES, LEASE, Outbox
from server.mail.smtp import NotNow, Refused, Unreachable, transport_for
from sessions.clock import wire
from sessions.errors import WrongState
from sessions.store.mailing import mail_faults, mails
from sessions.store.tables.core import mails as table
from sessions.store.tables.core import programmes, regencies, rubrics, sessions
from sessions.values.mailing.mail import wait


def make_session(db, *, now):
    """The least of a session that a mail can be about."""
    db.execute(insert(rubrics).values(id="r", doc={}, created_at=now))
    db.execute(insert(programmes).values(id="g", doc={}, rubric_id="r", created_at=now))
    place = {"code": "33.20", "name": "Jepara", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    db.execute(insert(regencies).values(id="j", programme_id="g", created_at=now, **place))
    values = {"starts_at": now, "settled": False, "tail": 0, "head": "", "snapshot": "{}", "created_at": now}
    db.execute(insert(sessions).values(id="s", programme_id="g", regency_id="j", **values))
    return "s"


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
async def outbox(store, clock, postbox):
    await store.write(make_people, now=clock.now)
    return Outbox(store, PlainAuthor(), postbox, clock)


async def state_of(store, mail):
    return await store.read(mails.get, mail)


@on_both_stores
async def test_what_was_written_is_handed_over_once_with_its_links(outbox, store, clock, postbox):
    (mail,) = await store.write(invite_people, now=clock.now)

    assert await outbox.send_due() == 1
    assert await outbox.send_due() == 0

    (recipient, message), kept = postbox.taken[0], await state_of(store, mail)
    assert recipient == "p1@x.id"
    assert (
        "https://sidang.example/enter/abc"
        in message_from_bytes(message).get_payload(0).get_payload(decode=True).decode()
    )
    assert (kept.state, kept.attempts, kept.sent_at) == ("sent", 1, clock.now)
    assert "enter/abc" not in str(kept.letter)


@on_both_stores
async def test_a_repeat_after_a_crash_has_the_same_message_id_and_bytes(outbox, store, clock, postbox):
    (mail,) = await store.write(invite_people, now=clock.now)
    await outbox.send_due()
    await store.write(lambda db: db.execute(update(table).values(state="sending", claimed_at=clock.now)) and None)
    clock.passes(minutes=10)

    await outbox._recover(LEASE)
    await outbox.send_due()

    (_, first), (_, second) = postbox.taken
    assert first == second
    assert outbox.author.composed == 1
    assert (await state_of(store, mail)).state == "sent"


@on_both_stores
async def test_a_claim_is_one_outboxs_alone(outbox, store, clock):
    await store.write(invite_people, 5, now=clock.now)

    claims = await asyncio.gather(*(store.write(mails.claim, limit=3, now=clock.now) for _ in range(4)))

    assert sorted(mail.to_address for claim in claims for mail in claim) == [f"p{n}@x.id" for n in range(1, 6)]


@on_both_stores
async def test_a_sign_in_that_was_asked_for_does_not_wait_behind_invitations(outbox, store, clock, postbox):
    for _ in range(11):
        await store.write(invite_people, 9, now=clock.now)
    await store.write(lambda db: mails.write_to(db, "bu@x.id", {}, kind="sign-in", cause="asked", now=clock.now))

    await outbox.send_due()

    assert len(postbox.taken) == 100
    assert [recipient for recipient, _ in postbox.taken].index("bu@x.id") < LANES


@on_both_stores
async def test_a_mail_refused_for_now_waits_longer_each_time(outbox, store, clock, postbox):
    (mail,) = await store.write(invite_people, now=clock.now)
    postbox.errors["p1@x.id"] = [NotNow("450 greylisted")] * 3

    waits = []
    for _ in range(3):
        await outbox.send_due()
        kept = await state_of(store, mail)
        waits.append((kept.due_at - clock.now).total_seconds())
        assert (kept.state, kept.reason) == ("waiting", "450 greylisted")
        clock.now = kept.due_at - timedelta(milliseconds=1)
        assert await outbox.send_due() == 0
        clock.now = kept.due_at

    assert waits == [1, 2, 4]
    assert await outbox.send_due() == 1
    assert (await state_of(store, mail)).attempts == 4


def test_no_wait_is_longer_than_an_hour():
    assert [wait(n).total_seconds() for n in (1, 2, 12, 13, 50)] == [1, 2, 2048, 3600, 3600]


@on_both_stores
async def test_a_mail_is_given_up_after_two_days(outbox, store, clock, postbox):
    (mail,) = await store.write(invite_people, now=clock.now)
    postbox.errors["p1@x.id"] = [NotNow("450 mailbox full")]
    clock.passes(days=2)

    await outbox.send_due()

    assert (await state_of(store, mail)).state == "failed"


@on_both_stores
async def test_a_permanent_refusal_is_not_tried_again_and_the_rest_goes(outbox, store, clock, postbox):
    refused, *_ = await store.write(invite_people, 3, now=clock.now)
    postbox.errors["p1@x.id"] = [Refused("550 no such user")]

    assert await outbox.send_due() == 2
    clock.passes(hours=5)
    assert await outbox.send_due() == 0
    kept = await state_of(store, refused)
    assert (kept.state, kept.reason) == ("failed", "550 no such user")


@on_both_stores
async def test_while_nobody_is_there_mails_wait_untouched_and_say_why(outbox, store, clock, postbox):
    written = await store.write(invite_people, 9, now=clock.now)
    for n in range(1, 10):
        postbox.errors[f"p{n}@x.id"] = [Unreachable("mail.example: connection refused")]

    assert await outbox.send_due() == 0
    kept = [await state_of(store, mail) for mail in written]
    assert {(mail.state, mail.attempts, mail.reason) for mail in kept} == {
        ("waiting", 0, "mail.example: connection refused")
    }
    postbox.errors.clear()
    assert await outbox.send_due() == 9


@on_both_stores
async def test_a_mail_that_is_no_longer_true_is_dropped(outbox, store, clock, postbox):
    (mail,) = await store.write(invite_people, now=clock.now, facts={"withdrawn": True})

    assert await outbox.send_due() == 0
    kept = await state_of(store, mail)
    assert (kept.state, kept.reason, postbox.taken) == ("dropped", "cancelled in the meantime", [])


@on_both_stores
async def test_a_mail_that_cannot_be_composed_holds_up_nobody(outbox, store, clock, postbox):
    (broken,) = await store.write(invite_people, now=clock.now, facts={"broken": True})
    await store.write(invite_people, 2, now=clock.now, first=2)

    assert await outbox.send_due() == 2
    assert (await state_of(store, broken)).state == "waiting"


@on_both_stores
async def test_without_an_address_a_mail_is_held(outbox, store, clock, postbox):
    def write(db):
        return mails.write(db, None, {}, kind="invite", cause="booked", session=None, now=clock.now)

    mail = await store.write(write)

    assert await outbox.send_due() == 0
    assert ((await state_of(store, mail)).state, (await state_of(store, mail)).reason) == ("held", "no-address")
    with pytest.raises(WrongState):
        await store.write(mails.resend, mail, now=clock.now)


@on_both_stores
async def test_no_update_overtakes_the_invitation_that_it_updates(outbox, store, clock, postbox):
    session = await store.write(make_session, now=clock.now)
    (first,) = await store.write(invite_people, now=clock.now, session=session)
    (second,) = await store.write(invite_people, now=clock.now, session=session)
    postbox.errors["p1@x.id"] = [NotNow("450 greylisted")]

    assert await outbox.send_due() == 0
    assert (await state_of(store, second)).state == "waiting"
    assert await store.read(mails.next_due) == clock.now + timedelta(seconds=1)
    clock.passes(seconds=1)
    assert await outbox.send_due() == 2
    assert [mail.id for mail in await store.read(mails.of_session, session)] == [first, second]


@on_both_stores
async def test_sent_again_it_is_the_same_but_for_its_message_id(outbox, store, clock, postbox):
    (mail,) = await store.write(invite_people, now=clock.now)
    await outbox.send_due()

    again = await store.write(mails.resend, mail, now=clock.now)
    await outbox.send_due()

    old, new = await state_of(store, mail), await state_of(store, again)
    assert old.message_id != new.message_id
    assert old.letter == new.letter and new.state == "sent"
    assert postbox.recipients == ["p1@x.id", "p1@x.id"]


@on_both_stores
async def test_to_a_corrected_address_it_is_composed_anew(outbox, store, clock, postbox):
    (mail,) = await store.write(invite_people, now=clock.now)
    await outbox.send_due()
    corrected = replace(a_person(1), email="benar@x.id")

    await store.write(mails.resend, mail, to=corrected, now=clock.now)
    await outbox.send_due()

    assert postbox.recipients == ["p1@x.id", "benar@x.id"]
    assert outbox.author.composed == 2


@on_both_stores
async def test_a_bounce_marks_its_mail(outbox, store, clock):
    (mail,) = await store.write(invite_people, now=clock.now)
    await outbox.send_due()
    message_id = (await state_of(store, mail)).message_id

    found = await store.write(mails.bounced, message_id, reason="5.1.1 no such user")

    assert found.id == mail
    assert (await state_of(store, mail)).state == "bounced"
    assert await store.write(mails.bounced, "<other@x>", reason="") is None


@on_both_stores
async def test_the_running_outbox_sends_what_is_committed_and_comes_back_after_an_outage(store, clock, tmp_path):
    await store.write(make_people, now=clock.now)
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        outbox = Outbox(store, PlainAuthor(), transport_for(f"smtp://127.0.0.1:{port}"), clock, alone=True)
        running = asyncio.create_task(outbox.run())
        await store.write(invite_people, 6, now=clock.now)
        await asyncio.wait_for(mailbox.has(6), 5)
    await store.write(invite_people, 2, first=7, now=clock.now)
    async with smtp_server(mailbox, port=port):
        await asyncio.wait_for(mailbox.has(8), 10)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert sorted(mailbox.recipients) == [f"p{n}@x.id" for n in range(1, 9)]


@on_both_stores
async def test_what_was_claimed_when_the_outbox_stopped_is_put_back(outbox, store, clock, postbox):
    written = await store.write(invite_people, 3, now=clock.now)
    reached = asyncio.Event()

    async def never(envelope, message):
        reached.set()
        await asyncio.Event().wait()

    postbox.send = never
    running = asyncio.create_task(outbox.run())
    await reached.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert {(await state_of(store, mail)).state for mail in written} == {"waiting"}


@on_both_stores
async def test_the_last_version_sent_to_a_person_is_known(store, clock):
    await store.write(make_people, now=clock.now)
    session = await store.write(make_session, now=clock.now)

    def write(db, sequence):
        options = {"kind": "invite", "cause": "booked", "session": session, "now": clock.now}
        facts = {"invite": {"sequence": sequence, "dtstamp": wire(clock.now)}}
        mails.write(db, a_person(1), facts, calendar=True, **options)

    assert await store.read(mails.last_version, session, "p1") is None
    await store.write(write, 0)
    await store.write(write, 2)
    assert await store.read(mails.last_version, session, "p1") == (2, clock.now)


@on_both_stores
@pytest.mark.parametrize("answer", ["550 5.7.60 does not have permissions to send as this sender", "530 5.7.0 sign in"])
async def test_a_fault_of_ours_stops_everything_is_said_and_ends_by_itself(store, clock, answer):
    """A server that refuses our sender, or wants a password, refuses us: no mail is given up for it."""
    await store.write(make_people, now=clock.now)
    await store.write(invite_people, 5, now=clock.now)
    mailbox, began = Mailbox(of_us=answer), clock.now
    async with smtp_server(mailbox) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")
        outbox = Outbox(store, PlainAuthor(), transport, clock)
        await outbox.send_due()
        clock.passes(days=3)
        await outbox.send_due()
        (fault,) = await store.read(mail_faults.standing)
        mailbox.of_us = ""
        await outbox.send_due()
        await transport.close()

    assert (fault.part, fault.since) == ("outbox", began) and answer.split()[1] in fault.reason
    assert len(mailbox.messages) == 5
    assert await store.read(mail_faults.standing) == []
