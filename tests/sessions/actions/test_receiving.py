"""What mails that come in do: every row of the design's table, once, on both stores."""

import base64
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from houses import on_both_stores
from samples import booked
from samples.booked import as_read
from samples.invites import ORGANIZER, RATNA, STARTS
from samples.replies import a_bounce, a_calendar, a_mail_of, a_part, a_text

from sessions.actions.access import COMMAND_LINE
from sessions.actions.during import conducting
from sessions.actions.inbox import desk, receiving
from sessions.actions.inbox.receiving import PROCESSED, QUARANTINE
from sessions.actions.invitations import rsvp
from sessions.errors import BookingConflict, Invalid, NotFound, WrongState
from sessions.store.during import records
from sessions.store.mailing import incoming, mails
from sessions.store.powers import links
from sessions.values.record import Actor

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
STRANGER = "asisten@kampus.ac.id"
DOCS = Path(__file__).parents[3] / "docs/mail.md"


@pytest.fixture
async def jepara(store):
    return await store.write(booked.book)


@pytest.fixture
def comes_in(store, jepara):
    """Hands a mail in as the inbox does and gives its folder and what is noted of it."""

    async def come_in(raw: bytes, *, now=NOW, authserv=""):
        folder = await store.write(receiving.take, as_read(raw), raw, now=now, authserv=authserv)
        found = await store.read(jepara.came_in)
        return folder, found[-1] if found else None

    return come_in


def reply(jepara, **changes) -> bytes:
    """Ratna's answer by her calendar, with changes to its lines; `headers` to the mail's."""
    headers = changes.pop("headers", {})
    return a_mail_of(a_text(), a_part(a_calendar(**{"UID": f"UID:{jepara.uid}"} | changes)), **headers)


async def test_an_answer_counts_with_its_comment_and_who_gave_it(jepara, comes_in, store):
    folder, item = await comes_in(reply(jepara, more="COMMENT:Saya datang lebih awal"))

    session = await store.read(jepara.shown)
    given = session.answers[jepara.people["ratna"]]
    assert (folder, item.kind, item.state) == (PROCESSED, "answer", "done")
    assert (given.answer, given.comment, given.via) == ("accepted", "Saya datang lebih awal", "mail")


async def test_the_same_mail_twice_does_nothing_the_second_time(jepara, comes_in, store):
    await comes_in(reply(jepara))
    tail = (await store.read(jepara.shown)).tail

    assert (await comes_in(reply(jepara)))[0] == PROCESSED
    assert (await store.read(jepara.shown)).tail == tail
    assert len(await store.read(jepara.came_in)) == 1


@pytest.mark.parametrize(
    ("partstat", "answer"),
    [
        ("DECLINED", "declined"),
        ("tentative", "tentative"),
        ('"accepted"', "accepted"),
        ("NEEDS-ACTION", "needs-action"),
    ],
)
async def test_each_partstat_is_understood_however_it_is_written(jepara, comes_in, store, partstat, answer):
    await comes_in(reply(jepara, ATTENDEE=f"ATTENDEE;PARTSTAT={partstat}:MAILTO:{RATNA.address.upper()}"))

    assert await store.read(jepara.rsvp) == answer


async def test_a_newer_answer_replaces_an_older_one_and_not_the_other_way_round(jepara, comes_in, store):
    later = reply(jepara, DTSTAMP="DTSTAMP:20260902T083000Z", headers={"Message_ID": "<2@x>"})
    await comes_in(later)
    await comes_in(reply(jepara, ATTENDEE=f"ATTENDEE;PARTSTAT=DECLINED:mailto:{RATNA.address}"))

    assert await store.read(jepara.rsvp) == "accepted"
    assert (await store.read(jepara.came_in))[-1].reason == "older-answer"


async def test_two_answers_that_overtake_each_other_on_the_way_end_with_the_last_given(jepara, comes_in, store):
    declined = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{RATNA.address}"
    await comes_in(reply(jepara, DTSTAMP="DTSTAMP:20260902T080000Z"))
    second = reply(jepara, DTSTAMP="DTSTAMP:20260902T080010Z", ATTENDEE=declined, headers={"Message_ID": "<2@x>"})
    await comes_in(second)

    assert await store.read(jepara.rsvp) == "declined"


async def test_an_answer_to_the_old_time_is_kept_does_not_count_and_is_asked_again_once(jepara, comes_in, store):
    await store.write(jepara.change, starts_at=STARTS + timedelta(days=1), now=NOW - timedelta(minutes=30))
    folder, item = await comes_in(reply(jepara))
    await comes_in(reply(jepara, headers={"Message_ID": "<2@x>"}))

    (nudge,) = await store.read(jepara.mails, "nudge")
    assert (folder, item.kind, await store.read(jepara.rsvp)) == (PROCESSED, "outdated", "needs-action")
    assert nudge.to_address == RATNA.address and nudge.facts["outdated"]


async def test_a_reply_with_the_new_sequence_but_the_old_start_is_to_the_old_time(jepara, comes_in, store):
    await store.write(jepara.change, starts_at=STARTS + timedelta(days=1), now=NOW - timedelta(minutes=30))

    assert (await comes_in(reply(jepara, SEQUENCE="SEQUENCE:1")))[1].kind == "outdated"


@pytest.mark.parametrize("changes", [{"SEQUENCE": "SEQUENCE:99"}, {"SEQUENCE": None}, {"DTSTAMP": None}])
async def test_a_strange_sequence_or_no_dtstamp_is_no_reason_to_refuse(jepara, comes_in, store, changes):
    assert (await comes_in(reply(jepara, **changes)))[1].kind == "answer"


async def test_a_panel_change_elsewhere_does_not_outdate_an_answer(jepara, comes_in, store):
    # Budi's leaving raises the session's SEQUENCE; Ratna was told nothing and answers what she has.
    panel = tuple(jepara.people[name] for name in ("ratna", "sri"))
    await store.write(jepara.change, panel=panel, now=NOW - timedelta(minutes=30))

    assert (await comes_in(reply(jepara)))[1].kind == "answer"


def _pause(jepara, db, *, now):
    conducting.pause(db, jepara.session, COMMAND_LINE, now=now)


def _abort(jepara, db, *, now):
    conducting.abort(db, jepara.session, "listrik padam", COMMAND_LINE, now=now)


def _cancel(jepara, db, *, now):
    jepara.cancel(db, now=now)


def _take_off(jepara, db, *, now):
    panel = tuple(jepara.people[name] for name in ("budi", "sri"))
    jepara.change(db, panel=panel, chair=panel[0], now=now)


BEGUN, OVER = STARTS + timedelta(minutes=20), STARTS + timedelta(hours=5)


@pytest.mark.parametrize(
    ("state", "brought_by", "now", "outcome"),
    [
        ("running", None, BEGUN, "counts"),
        ("paused", _pause, BEGUN, "counts"),
        ("over", None, OVER, "`closed`"),
        ("aborted", _abort, BEGUN, "`aborted`"),
        ("cancelled", _cancel, NOW, "`cancelled`"),
        ("booked, the sender taken off", _take_off, NOW, "`taken-off`"),
    ],
)
async def test_an_answer_counts_until_the_end_and_is_noted_afterwards(
    jepara, comes_in, store, state, brought_by, now, outcome
):
    if brought_by is not None:
        await store.write(partial(brought_by, jepara), now=now - timedelta(minutes=10))
    folder, item = await comes_in(reply(jepara), now=now)

    kind = "answer" if outcome == "counts" else "ignored"
    counted = jepara.people["ratna"] in (await store.read(jepara.shown)).answers
    assert (folder, item.kind, counted) == (PROCESSED, kind, outcome == "counts")
    assert outcome in ("counts", f"`{item.reason}`")
    assert f"\n| {state} | {outcome} |\n" in DOCS.read_text("utf-8")


# - delivery -


async def first_mail(store, jepara):
    return (await store.read(jepara.mails, "invite"))[0]


async def test_a_bounce_marks_the_invite_and_says_why(jepara, comes_in, store):
    mail = await first_mail(store, jepara)
    await store.write(mails.sent, mail.id, now=NOW)
    _, item = await comes_in(a_bounce(message_id=mail.message_id))

    after = await store.read(mails.get, mail.id)
    assert (item.kind, after.state) == ("bounce", "bounced")
    assert "no such user here" in after.reason


async def test_a_bounce_that_is_quicker_than_our_own_note_of_the_sending_stands(jepara, comes_in, store):
    mail = await first_mail(store, jepara)
    await store.write(mails.claim, limit=9, now=NOW)
    await comes_in(a_bounce(message_id=mail.message_id))
    await store.write(mails.sent, mail.id, now=NOW)

    after = await store.read(mails.get, mail.id)
    assert (after.state, after.sent_at) == ("bounced", NOW) and "no such user here" in after.reason


@on_both_stores
async def test_a_delay_is_noted_but_is_no_bounce(jepara, comes_in, store):
    mail = await first_mail(store, jepara)
    await store.write(mails.sent, mail.id, now=NOW)
    await comes_in(a_bounce(action="delayed", status="4.4.1", message_id=mail.message_id))

    after = await store.read(mails.get, mail.id)
    assert after.state == "sent" and "4.4.1" in after.reason


@on_both_stores
async def test_a_report_on_a_stranger_s_mail_changes_nothing(jepara, comes_in):
    assert (await comes_in(a_bounce(message_id="<spam@evil.example>")))[1].reason == "not-our-bounce"


# - ignored -


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"From": ORGANIZER.address}, "own-mail"),
        ({"Auto_Submitted": "auto-replied", "Subject": "Out of office"}, "automatic"),
    ],
)
async def test_what_asks_for_nothing_is_noted_and_moved_away(jepara, comes_in, headers, reason):
    folder, item = await comes_in(a_mail_of(a_text("Saya sedang cuti."), **headers))
    assert (folder, item.kind, item.reason, item.state) == (PROCESSED, "ignored", reason, "ignored")


async def test_of_newsletters_and_strangers_mail_nothing_is_kept(jepara, comes_in):
    stranger = {"From": "toko@belanja.example"}
    for headers in ({"List_Id": "<promo.belanja.example>"} | stranger, stranger):
        assert await comes_in(a_mail_of(a_text("Diskon besar!"), **headers)) == (PROCESSED, None)


# - quarantine -


def of_method(jepara, method: str, **headers) -> bytes:
    part = a_part(
        a_calendar(METHOD=f"METHOD:{method}", UID=f"UID:{jepara.uid}"), kind=f"text/calendar; method={method}"
    )
    return a_mail_of(a_text(), part, **headers)


QUARANTINED = {
    "too-large": lambda j: reply(j) + b"x" * 2_100_000,
    "calendar-too-large": lambda j: reply(j, more="\r\n".join(["X-A:b"] * 5_001)),
    "sender": lambda j: reply(j, headers={"From": None}),
    "sender, several": lambda j: reply(j, headers={"From": f"{RATNA.address}, {STRANGER}"}),
    "method, REQUEST": lambda j: of_method(j, "REQUEST", From=STRANGER),
    "method, CANCEL": lambda j: of_method(j, "CANCEL", From=STRANGER),
    "method, PUBLISH": lambda j: of_method(j, "PUBLISH", From=STRANGER),
    "unknown-uid": lambda j: reply(j, UID="UID:somebody-elses@example.org"),
    "recurrence": lambda j: reply(j, UID="UID:x@y", more="RECURRENCE-ID:20261201T020000Z"),
}  # fmt: skip


@pytest.mark.parametrize("case", QUARANTINED)
async def test_what_is_hostile_or_nothing_of_ours_is_kept_whole_and_changes_nothing(jepara, comes_in, store, case):
    raw = QUARANTINED[case](jepara)
    tail = (await store.read(jepara.shown)).tail
    folder, item = await comes_in(raw)

    assert (folder, item.kind, item.reason, item.state) == (QUARANTINE, "quarantine", case.partition(",")[0], "open")
    assert item.raw == raw and desk.actions(item) == ["dismiss"]
    assert (await store.read(jepara.shown)).tail == tail


def twice(jepara) -> bytes:
    one = a_calendar(UID=f"UID:{jepara.uid}")
    return a_mail_of(a_part(one), a_part(one.replace("SEQUENCE:0", "SEQUENCE:1")))


UNSURE = {
    "sender-differs": lambda j: reply(j, headers={"From": STRANGER}),
    "sender-unclear": lambda j: reply(j, headers={"From": f"=?utf-8?Q?Dewi,_Ratna?= <{RATNA.address}>"}),
    "reply-to": lambda j: reply(j, headers={"From": "noreply@cloud.example", "Reply_To": f"R <{RATNA.address}>"}),
    "attached": lambda j: a_mail_of(
        a_text(),
        a_part(a_calendar(UID=f"UID:{j.uid}"), kind='application/octet-stream; name="=?UTF-8?B?aW52aXRlLmljcw==?="'),
    ),
    "method": lambda j: of_method(j, "REQUEST"),
    "methods-differ": lambda j: a_mail_of(a_text(), a_part(a_calendar(METHOD="METHOD:REQUEST", UID=f"UID:{j.uid}"))),
    "no-uid": lambda j: reply(j, UID=None),
    "recurrence": lambda j: reply(j, more="RECURRENCE-ID:20261201T020000Z"),
    "two-calendars": twice,
    "cut-off": lambda j: a_mail_of(a_part(a_calendar(UID=f"UID:{j.uid}")[:-25])),
    "partstat": lambda j: reply(j, ATTENDEE=f"ATTENDEE;PARTSTAT=MAYBE:mailto:{RATNA.address}"),
}


@pytest.mark.parametrize("case", UNSURE)
async def test_an_unsure_answer_lies_on_the_desk_with_all_that_is_known(jepara, comes_in, store, case):
    folder, item = await comes_in(UNSURE[case](jepara))

    assert (folder, item.kind, item.reason, item.state) == (PROCESSED, "unsure", case, "open")
    assert item.person == jepara.people["ratna"]
    assert item.session == (None if case == "no-uid" else jepara.session)
    assert item.proposal["answer"] == (None if case in ("method", "methods-differ", "partstat") else "accepted")
    assert await store.read(jepara.rsvp) == "needs-action"


# - what a human decides -


def counter(jepara, starts="20261202T020000Z") -> bytes:
    lines = {"METHOD": "METHOD:COUNTER", "DTSTART": f"DTSTART:{starts}", "UID": f"UID:{jepara.uid}"}
    return a_mail_of(a_text(), a_part(a_calendar(**lines), kind="text/calendar; method=COUNTER"))


def assistant(jepara) -> bytes:
    line = f'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:{STRANGER}":mailto:{RATNA.address}'
    return reply(jepara, ATTENDEE=line, headers={"From": STRANGER})


def delegating(jepara, address) -> bytes:
    line = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:wakil@jepara.go.id":mailto:{address}'
    return reply(jepara, ATTENDEE=line, headers={"From": address})


def unknown(jepara) -> bytes:
    return reply(jepara, ATTENDEE=f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{STRANGER}", headers={"From": STRANGER})


WINMAIL = b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" + (
    base64.encodebytes(b"\x78\x9f\x3e\x22tnef")
)
HUMAN = {
    "counter": (counter, ["accept-time", "assign", "resend", "decline-time", "dismiss"]),
    "sent-by": (assistant, ["confirm", "assign", "resend", "reply", "dismiss"]),
    "delegated": (lambda j: delegating(j, booked.CONTACT), ["invite", "assign", "resend", "reply", "dismiss"]),
    "unknown-attendee": (unknown, ["invite", "assign", "dismiss"]),
    "forwarded": (
        lambda j: reply(j, headers={"From": STRANGER, "Subject": "FW: Accepted"}),
        ["confirm", "assign", "resend", "reply", "dismiss"],
    ),
    "winmail": (lambda j: a_mail_of(a_text(), WINMAIL), ["assign", "dismiss"]),
    "written": (lambda j: a_mail_of(a_text("Saya hadir.")), ["assign", "dismiss"]),
}


@pytest.mark.parametrize("case", HUMAN)
async def test_what_needs_a_human_waits_with_its_obvious_actions(jepara, comes_in, store, case):
    make, actions = HUMAN[case]
    folder, item = await comes_in(make(jepara))

    assert (folder, item.kind, item.state) == (PROCESSED, case, "open")
    assert desk.actions(item) == actions
    assert await store.read(jepara.rsvp) == "needs-action"


async def test_an_assistants_answer_counts_once_confirmed(jepara, comes_in, store):
    _, item = await comes_in(assistant(jepara))
    done = await store.write(desk.confirm, item.id, COMMAND_LINE, now=NOW)

    assert (done.state, done.decision, await store.read(jepara.rsvp)) == ("done", "confirm", "accepted")
    with pytest.raises(WrongState):
        await store.write(desk.confirm, item.id, COMMAND_LINE, now=NOW)


async def test_an_accepted_counter_proposal_moves_the_session_and_the_invites_follow(jepara, comes_in, store):
    _, item = await comes_in(counter(jepara))
    await store.write(desk.accept_time, item.id, COMMAND_LINE, now=NOW)

    assert (await store.read(jepara.shown)).starts_at == STARTS + timedelta(days=1)
    assert len(await store.read(jepara.mails, "update")) == 4
    assert await store.read(jepara.rsvp) == "accepted"  # who proposed a time comes at it


async def test_a_proposal_that_is_not_taken_is_answered_so(jepara, comes_in, store):
    _, item = await comes_in(counter(jepara))
    await store.write(desk.decline_time, item.id, COMMAND_LINE, text="Ruangnya terpakai.", now=NOW)

    (mail,) = await store.read(jepara.mails, "counter-declined")
    assert (mail.to_address, mail.facts["text"], mail.sequence) == (RATNA.address, "Ruangnya terpakai.", 0)
    assert (await store.read(jepara.shown)).starts_at == STARTS


async def test_who_asks_for_the_invitation_gets_it_as_it_stands_but_not_all_the_time(jepara, comes_in, store):
    lines = {"METHOD": "METHOD:REFRESH", "UID": f"UID:{jepara.uid.upper()}"}
    for number in range(3):
        part = a_part(a_calendar(**lines), kind="text/calendar; method=REFRESH")
        _, item = await comes_in(a_mail_of(a_text(), part, Message_ID=f"<{number}@x>"))
        assert (item.kind, item.state) == ("refresh", "done")

    to_ratna = [mail for mail in await store.read(jepara.mails, "invite") if mail.to_address == RATNA.address]
    assert [mail.cause for mail in to_ratna] == ["booked", "refresh"]
    assert to_ratna[0].facts == to_ratna[1].facts


async def test_a_counter_proposal_that_clashes_moves_nothing_and_goes_on_waiting(jepara, comes_in, store):
    _, item = await comes_in(counter(jepara, starts="20261225T020000Z"))
    with pytest.raises(BookingConflict):
        await store.write(desk.accept_time, item.id, COMMAND_LINE, now=NOW)

    assert (await store.read(incoming.get, item.id)).state == "open"
    assert (await store.read(jepara.shown)).starts_at == STARTS


async def test_a_panelists_place_is_not_given_away_by_mail(jepara, comes_in):
    _, item = await comes_in(delegating(jepara, RATNA.address))

    assert desk.actions(item) == ["assign", "resend", "reply", "dismiss"]


async def test_a_delegate_is_invited_in_the_contacts_place(jepara, comes_in, store):
    _, item = await comes_in(delegating(jepara, booked.CONTACT))
    await store.write(desk.invite, item.id, COMMAND_LINE, now=NOW)

    session = await store.read(jepara.shown)
    assert [guest.role for guest in session.guests] == ["contact", "delegate"]
    assert session.rsvp(jepara.people["siti"]) == "declined"
    assert "wakil@jepara.go.id" in [mail.to_address for mail in await store.read(jepara.mails, "invite")]


async def test_an_unknown_sender_s_answer_is_given_to_whom_it_belongs(jepara, comes_in, store):
    _, item = await comes_in(unknown(jepara))
    person = jepara.people["sri"]
    await store.write(desk.assign, item.id, COMMAND_LINE, person=person, session=None, answer=None, now=NOW)

    assert await store.read(jepara.rsvp, "sri") == "accepted"


async def test_a_mail_in_plain_words_becomes_the_answer_that_a_human_reads_in_it(jepara, comes_in, store):
    _, item = await comes_in(a_mail_of(a_text("Mohon maaf, saya berhalangan.")))
    person = jepara.people["ratna"]
    await store.write(
        desk.assign, item.id, COMMAND_LINE, person=person, session=jepara.session, answer="declined", now=NOW
    )

    assert await store.read(jepara.rsvp) == "declined"


async def test_an_alias_once_confirmed_is_remembered(jepara, comes_in, store):
    _, item = await comes_in(reply(jepara, headers={"From": STRANGER}))
    await store.write(desk.confirm, item.id, COMMAND_LINE, remember=True, now=NOW)
    declined = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{RATNA.address}"
    later = {"From": STRANGER, "Message_ID": "<2@x>"}
    _, second = await comes_in(reply(jepara, ATTENDEE=declined, DTSTAMP="DTSTAMP:20260902T083000Z", headers=later))

    assert (second.kind, await store.read(jepara.rsvp)) == ("answer", "declined")


@pytest.mark.parametrize("sender", ["noreply@cloud.example", "budi@kampus.ac.id"])
async def test_an_address_that_is_somebody_elses_or_everybodys_is_no_alias(jepara, comes_in, store, sender):
    reply_to = {"Reply_To": RATNA.address} if "noreply" in sender else {}
    _, item = await comes_in(reply(jepara, headers={"From": sender} | reply_to))

    with pytest.raises(Invalid):
        await store.write(desk.confirm, item.id, COMMAND_LINE, remember=True, now=NOW)
    assert await store.read(jepara.rsvp) == "needs-action"


async def test_a_mail_is_written_back_to_and_its_sender_sent_the_invitation_again(jepara, comes_in, store):
    _, item = await comes_in(assistant(jepara))
    await store.write(desk.reply, item.id, COMMAND_LINE, text="Mohon dijawab sendiri.", now=NOW)
    _, other = await comes_in(a_mail_of(a_text(), a_part(a_calendar(UID=f"UID:{jepara.uid}")), From=STRANGER))
    await store.write(desk.resend, other.id, COMMAND_LINE, now=NOW)

    assert [mail.to_address for mail in await store.read(jepara.mails, "reply")] == [RATNA.address]
    assert len([m for m in await store.read(jepara.mails, "invite") if m.to_address == RATNA.address]) == 2


async def test_several_are_put_aside_at_once_and_those_that_cannot_be_are_named(jepara, comes_in, store):
    items = [(await comes_in(a_mail_of(a_text("Halo"), Message_ID=f"<{n}@x>")))[1] for n in range(3)]
    await store.write(desk.dismiss, items[0].id, COMMAND_LINE, now=NOW)

    done = await store.write(desk.several, [one.id for one in items], desk.dismiss, COMMAND_LINE, now=NOW)
    assert done == {"done": [items[1].id, items[2].id], "left": [items[0].id]}


async def test_a_mail_that_answers_ours_in_plain_words_is_known_to_be_about_that_session(jepara, comes_in, store):
    mail = await first_mail(store, jepara)
    raw = a_mail_of(a_text("Bisa, tetapi terlambat."), In_Reply_To=mail.message_id, From=STRANGER)
    _, item = await comes_in(raw)

    assert (item.kind, item.session, item.person) == ("written", jepara.session, mail.person)


async def test_nobody_else_sees_to_mails(jepara, comes_in, store):
    _, item = await comes_in(counter(jepara))
    ratna = Actor(jepara.people["ratna"], "Ratna", "chair", "link")
    asker = type("A", (), {"secretariat": False, "id": ratna.id})()

    with pytest.raises(NotFound):
        await store.write(desk.dismiss, item.id, asker, now=NOW)


@pytest.mark.parametrize("nasty", ["\0", "\ud800", "\x1b[2J", "🦚" * 3000])
async def test_no_character_in_an_answer_stops_the_inbox(jepara, comes_in, store, nasty):
    comment = f"COMMENT:{nasty}".encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    folder, item = await comes_in(reply(jepara, more=comment))

    assert (folder, item.kind) == (PROCESSED, "answer")


async def test_an_answer_by_link_after_one_by_mail_stands(jepara, comes_in, store):
    await comes_in(reply(jepara))
    ratna = jepara.people["ratna"]

    def by_link(db):
        actor = Actor(ratna, "Ratna", "chair", "link")
        return rsvp.take(db, records.load(db, jepara.session), ratna, "declined", "", actor=actor, now=NOW)

    await store.write(by_link)
    assert await store.read(jepara.rsvp) == "declined"


# - in which order -


def by_link(jepara, answer, *, at=NOW):
    def give(db):
        ratna = jepara.people["ratna"]
        actor = Actor(ratna, "Ratna", "chair", "link")
        rsvp.take(db, records.load(db, jepara.session), ratna, answer, "", actor=actor, now=at)

    return give


async def test_between_ways_the_latest_arrival_counts_and_is_flagged_where_it_contradicts(jepara, comes_in, store):
    """A decline from a calendar whose clock is slow comes after an answer by link."""
    await store.write(by_link(jepara, "accepted"))
    declined = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{RATNA.address}"
    await comes_in(reply(jepara, ATTENDEE=declined, DTSTAMP="DTSTAMP:20260901T030500Z"), now=NOW + timedelta(minutes=1))

    given = (await store.read(jepara.shown)).answers[jepara.people["ratna"]]
    assert (given.answer, given.via, given.against) == ("declined", "mail", "accepted")
    entry = (await store.read(records.read, jepara.session))[-1]
    assert entry.data["given_at"] == "2026-09-01T03:05:00Z"
    assert entry.data["dated"] == "2026-09-02T08:00:00Z"
    assert entry.data["client"] == "-//x//y//EN" and entry.at == NOW + timedelta(minutes=1)


async def test_of_two_clients_the_later_arrival_counts_whatever_their_clocks_say(jepara, comes_in, store):
    await comes_in(reply(jepara, DTSTAMP="DTSTAMP:20260902T083000Z"))
    phone = a_calendar(
        UID=f"UID:{jepara.uid}",
        DTSTAMP="DTSTAMP:20260902T080000Z",
        ATTENDEE=f"ATTENDEE;PARTSTAT=DECLINED:mailto:{RATNA.address}",
    ).replace("-//x//y//EN", "-//Apple Inc.//iOS 18//EN")
    await comes_in(a_mail_of(a_text(), a_part(phone), Message_ID="<2@x>"))

    given = (await store.read(jepara.shown)).answers[jepara.people["ratna"]]
    assert (given.answer, given.against) == ("declined", "accepted")


async def test_a_repeat_adds_nothing_to_the_record(jepara, comes_in, store):
    await comes_in(reply(jepara))
    tail = (await store.read(jepara.shown)).tail
    _, item = await comes_in(reply(jepara, DTSTAMP="DTSTAMP:20260902T083000Z", headers={"Message_ID": "<2@x>"}))
    await store.write(by_link(jepara, "accepted"))

    assert (item.kind, item.reason) == ("ignored", "repeated")
    assert (await store.read(jepara.shown)).tail == tail


# - by what evidence -

AUTHSERV = "mx.asesmen.example.id"


def findings(*results: str, server: str = AUTHSERV) -> dict[str, list[str]]:
    return {"Authentication_Results": [f"{server}; {one}" for one in results]}


DOMAIN = RATNA.address.rpartition("@")[2]
TRUSTED = {
    "an aligned pass of the policy": (findings(f"dmarc=pass (p=reject) header.from={DOMAIN}"), "answer", ""),
    "an aligned signature": (findings(f"dkim=pass header.d={DOMAIN} header.s=a"), "answer", ""),
    "a signature of the organisation's": (findings(f"dkim=pass header.i=@mail.{DOMAIN}"), "answer", ""),
    "an aligned envelope": (findings(f"spf=pass smtp.mailfrom=bounce@{DOMAIN}"), "answer", ""),
    "a forged sender": (findings(f"dmarc=fail header.from={DOMAIN}; spf=fail; dkim=none"), "unsure", "forged"),
    "a pass beneath a fail": (findings(f"dmarc=fail header.from={DOMAIN}", "dmarc=pass"), "unsure", "forged"),
    "a pass that came with the mail": (findings("spf=softfail", server=f"{AUTHSERV} 1") | {"Received": ["by mx"]}
        | {"authentication-results": [f"{AUTHSERV}; dmarc=pass header.from={DOMAIN}"]}, "unsure", "unproven"),
    "a comment in a comment": (findings(f"dkim=pass (ok; x (y (z))) header.d = {DOMAIN}", server=f"{AUTHSERV} 1"),
        "answer", ""),
    "a fail between others' parentheses": (findings(f'spf=pass smtp.mailfrom="(x"@jahat.example; dmarc=fail (p=reject) '
        f'header.from={DOMAIN}; dkim=pass header.i="@)x"'), "unsure", "forged"),
    "somebody else's signature": (findings("dkim=pass header.d=jahat.example"), "unsure", "unproven"),
    "somebody else's envelope": (findings("spf=pass smtp.mailfrom=x@jahat.example"), "unsure", "unproven"),
    "another server's word": (findings("dmarc=pass", server="mx.jahat.example"), "unsure", "unproven"),
    "our server, undecided": (findings("dmarc=temperror; dkim=none; spf=none"), "unsure", "unproven"),
    "nothing at all": ({}, "unsure", "unproven"),
}  # fmt: skip


@pytest.mark.parametrize("case", TRUSTED)
async def test_where_a_server_is_named_its_findings_alone_decide(jepara, comes_in, store, case):
    headers, kind, reason = TRUSTED[case]
    _, item = await comes_in(reply(jepara, headers=headers), authserv=AUTHSERV)

    assert (item.kind, item.reason if kind == "unsure" else "") == (kind, reason)
    assert await store.read(jepara.rsvp) == ("accepted" if kind == "answer" else "needs-action")


async def test_where_none_is_named_nobodys_findings_are_evidence(jepara, comes_in, store):
    _, item = await comes_in(reply(jepara, headers=findings("dmarc=fail")))

    assert item.kind == "answer"


async def test_a_pass_for_another_address_proves_nothing_of_the_attendee(jepara, comes_in, store):
    headers = {"From": STRANGER} | findings(f"dmarc=pass header.from={STRANGER.rpartition('@')[2]}")
    _, item = await comes_in(reply(jepara, headers=headers), authserv=AUTHSERV)

    assert (item.kind, item.reason) == ("unsure", "sender-differs")


def plus(jepara, name="ratna"):
    """The person's own reply address for the session."""

    def make(db):
        subject = f"{jepara.session}:{jepara.people[name]}"
        token = links.token(db, "reply", subject, person=jepara.people[name], session=jepara.session, now=NOW)
        local, _, host = ORGANIZER.address.partition("@")
        return f"{local}+{token}@{host}"

    return make


async def test_the_attendees_own_reply_address_is_enough(jepara, comes_in, store):
    address = await store.write(plus(jepara))
    _, item = await comes_in(reply(jepara, headers={"To": address.upper()}), authserv=AUTHSERV)

    assert (item.kind, await store.read(jepara.rsvp)) == ("answer", "accepted")
    assert await store.read(jepara.mails, "answered-elsewhere") == []


async def test_used_from_another_address_it_counts_is_flagged_and_its_person_is_told(jepara, comes_in, store):
    address = await store.write(plus(jepara))
    alias = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{STRANGER}"
    _, item = await comes_in(reply(jepara, ATTENDEE=alias, headers={"To": address, "From": STRANGER}))

    (told,) = await store.read(jepara.mails, "answered-elsewhere")
    entry = (await store.read(records.read, jepara.session))[-1]
    assert (item.kind, await store.read(jepara.rsvp)) == ("answer", "declined")
    assert (told.to_address, entry.data["elsewhere"]) == (RATNA.address, True)


async def test_it_answers_that_session_for_that_person_alone(jepara, comes_in, store):
    address = await store.write(plus(jepara, "budi"))
    _, item = await comes_in(reply(jepara, headers={"To": address, "From": STRANGER}))

    assert (item.kind, item.reason) == ("unsure", "sender-differs")
    assert await store.read(jepara.rsvp, "budi") == await store.read(jepara.rsvp) == "needs-action"


async def test_proof_of_forgery_outweighs_it(jepara, comes_in, store):
    address = await store.write(plus(jepara))
    headers = {"To": address} | findings(f"dmarc=fail header.from={DOMAIN}")
    _, item = await comes_in(reply(jepara, headers=headers), authserv=AUTHSERV)

    assert (item.kind, item.reason) == ("unsure", "forged")


async def test_words_to_it_are_known_to_be_that_persons(jepara, comes_in, store):
    address = await store.write(plus(jepara))
    _, item = await comes_in(a_mail_of(a_text("Saya tidak bisa hadir."), To=address, From=STRANGER))

    assert (item.kind, item.session, item.person) == ("written", jepara.session, jepara.people["ratna"])


# - what became of ours, in plain words -


async def handed_over(store, jepara, name="ratna"):
    mail = next(one for one in await store.read(jepara.mails, "invite") if one.person == jepara.people[name])
    await store.write(mails.sent, mail.id, now=NOW)
    return mail


@pytest.mark.parametrize(
    ("names", "whom"), [(True, RATNA.address), (False, RATNA.address), (False, f"<{RATNA.address}>")]
)
async def test_a_bounce_in_plain_words_belongs_to_the_mail_that_it_speaks_of(jepara, comes_in, store, names, whom):
    mail = await handed_over(store, jepara)
    named = f"\nMessage-ID: {mail.message_id}" if names else ""
    text = f"Your message could not be delivered to {whom}:\n550 mailbox unavailable\n{named}"
    _, item = await comes_in(
        a_mail_of(a_text(text), From="Postmaster <postmaster@mx.example>", Subject="Undeliverable")
    )

    after = await store.read(mails.get, mail.id)
    assert (item.kind, after.state, after.reason) == ("bounce", "bounced", "550 mailbox unavailable")


async def test_a_warning_in_plain_words_is_no_bounce(jepara, comes_in, store):
    mail = await handed_over(store, jepara)
    text = f"Delivery to {RATNA.address} has been delayed; we will retry. 451 try later\n{mail.message_id}"
    await comes_in(a_mail_of(a_text(text), From="MAILER-DAEMON@mx.example", Subject="Warning: mail delayed"))

    after = await store.read(mails.get, mail.id)
    assert after.state == "sent" and "451" in after.reason


@on_both_stores
async def test_a_challenge_holds_the_mail_that_it_asks_about(jepara, comes_in, store):
    mail = await handed_over(store, jepara)
    text = "Your mail to ratna is held. Confirm here: https://challenge.example/x"
    headers = {
        "Auto_Submitted": "auto-replied",
        "In_Reply_To": mail.message_id,
        "Subject": "Please confirm your message",
    }
    _, item = await comes_in(a_mail_of(a_text(text), **headers))

    after = await store.read(mails.get, mail.id)
    assert (item.kind, after.state) == ("challenge", "held") and "https://challenge.example/x" in after.reason


@pytest.mark.parametrize("headers", [{"Return_Path": "<>"}, {"Subject": "Out of Office: Undangan"}])
async def test_a_holiday_notice_without_marks_is_no_task(jepara, comes_in, store, headers):
    mail = await handed_over(store, jepara)
    _, item = await comes_in(a_mail_of(a_text("Saya cuti."), In_Reply_To=mail.message_id, **headers))

    assert (item.kind, item.reason, item.state) == ("ignored", "automatic", "ignored")


# - what is inside -


def inside(jepara, raw: bytes) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" + raw.replace(b"b1", b"b2")


async def test_an_enclosed_answer_is_seen_with_its_session_and_person(jepara, comes_in, store):
    declined = reply(jepara, ATTENDEE=f"ATTENDEE;PARTSTAT=DECLINED:mailto:{RATNA.address}")
    _, item = await comes_in(a_mail_of(a_text("Terlampir."), inside(jepara, declined), From=STRANGER, Subject="Fwd: x"))

    assert (item.kind, item.session, item.person) == ("forwarded", jepara.session, jepara.people["ratna"])
    assert item.proposal["answer"] == "declined" and desk.actions(item)[0] == "confirm"


async def test_a_strangers_enclosed_mail_is_no_task(jepara, comes_in):
    enclosed = b"Content-Type: message/rfc822\r\n\r\nFrom: a@b.c\r\nSubject: x\r\n\r\nhi\r\n"

    assert await comes_in(a_mail_of(a_text(), enclosed, From="iklan@spam.example")) == (PROCESSED, None)
