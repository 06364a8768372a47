"""What mails that come in do: every row of the design's table, once, on both stores."""

import base64
from datetime import UTC, datetime, timedelta

import booked
import pytest
from booked import as_read
from invite_samples import ORGANIZER, RATNA, STARTS
from reply_samples import a_bounce, a_calendar, a_mail_of, a_part, a_text

from sessions.actions import receiving, rsvp
from sessions.actions.access import COMMAND_LINE
from sessions.actions.receiving import PROCESSED, QUARANTINE
from sessions.errors import BookingConflict, NotFound, WrongState
from sessions.store import incoming, mails, records
from sessions.values.record import Actor

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
STRANGER = "asisten@kampus.ac.id"


@pytest.fixture
async def jepara(store):
    return await store.write(booked.book)


@pytest.fixture
def comes_in(store, jepara):
    """Hands a mail in as the inbox does and gives its folder and what is noted of it."""

    async def come_in(raw: bytes, *, now=NOW):
        folder = await store.write(receiving.take, as_read(raw), raw, now=now)
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


async def test_who_was_taken_off_answers_in_vain(jepara, comes_in, store):
    panel = tuple(jepara.people[name] for name in ("budi", "sri"))
    await store.write(jepara.change, panel=panel, chair=panel[0], now=NOW - timedelta(minutes=30))

    _, item = await comes_in(reply(jepara))
    assert (item.kind, item.reason) == ("ignored", "taken-off")


async def test_an_answer_to_what_was_cancelled_is_noted_and_no_more(jepara, comes_in, store):
    await store.write(jepara.cancel, now=NOW - timedelta(minutes=30))

    _, item = await comes_in(reply(jepara))
    assert (item.kind, item.reason) == ("ignored", "cancelled")


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


async def test_a_delay_is_noted_but_is_no_bounce(jepara, comes_in, store):
    mail = await first_mail(store, jepara)
    await store.write(mails.sent, mail.id, now=NOW)
    await comes_in(a_bounce(action="delayed", status="4.4.1", message_id=mail.message_id))

    after = await store.read(mails.get, mail.id)
    assert after.state == "sent" and "4.4.1" in after.reason


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


def of_method(jepara, method: str) -> bytes:
    part = a_part(
        a_calendar(METHOD=f"METHOD:{method}", UID=f"UID:{jepara.uid}"), kind=f"text/calendar; method={method}"
    )
    return a_mail_of(a_text(), part)


QUARANTINED = {
    "too-large": lambda j: reply(j) + b"x" * 2_100_000,
    "calendar-too-large": lambda j: reply(j, more="\r\n".join(["X-A:b"] * 5_001)),
    "sender": lambda j: reply(j, headers={"From": None}),
    "sender, several": lambda j: reply(j, headers={"From": f"{RATNA.address}, {STRANGER}"}),
    "sender-differs": lambda j: reply(j, headers={"From": STRANGER}),
    "method, REQUEST": lambda j: of_method(j, "REQUEST"),
    "method, CANCEL": lambda j: of_method(j, "CANCEL"),
    "method, PUBLISH": lambda j: of_method(j, "PUBLISH"),
    "methods-differ": lambda j: a_mail_of(a_text(), a_part(a_calendar(METHOD="METHOD:REQUEST"))),
    "no-uid": lambda j: reply(j, UID=None),
    "unknown-uid": lambda j: reply(j, UID="UID:somebody-elses@example.org"),
    "recurrence": lambda j: reply(j, more="RECURRENCE-ID:20261201T020000Z"),
    "two-calendars": lambda j: a_mail_of(a_part(a_calendar()), a_part(a_calendar(SEQUENCE="SEQUENCE:1"))),
    "cut-off": lambda j: a_mail_of(a_part(a_calendar()[:-25])),
    "partstat": lambda j: reply(j, ATTENDEE=f"ATTENDEE;PARTSTAT=MAYBE:mailto:{RATNA.address}"),
}  # fmt: skip


@pytest.mark.parametrize("case", QUARANTINED)
async def test_what_cannot_be_trusted_is_kept_whole_and_changes_nothing(jepara, comes_in, store, case):
    raw = QUARANTINED[case](jepara)
    tail = (await store.read(jepara.shown)).tail
    folder, item = await comes_in(raw)

    assert (folder, item.kind, item.reason, item.state) == (QUARANTINE, "quarantine", case.partition(",")[0], "open")
    assert item.raw == raw and receiving.actions(item) == ["dismiss"]
    assert (await store.read(jepara.shown)).tail == tail


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
    "counter": (counter, ["accept-time", "assign", "dismiss"]),
    "sent-by": (assistant, ["confirm", "assign", "dismiss"]),
    "delegated": (lambda j: delegating(j, booked.CONTACT), ["invite", "assign", "dismiss"]),
    "unknown-attendee": (unknown, ["invite", "assign", "dismiss"]),
    "forwarded": (
        lambda j: reply(j, headers={"From": STRANGER, "Subject": "FW: Accepted"}),
        ["confirm", "assign", "dismiss"],
    ),
    "winmail": (lambda j: a_mail_of(a_text(), WINMAIL), ["assign", "dismiss"]),
    "written": (lambda j: a_mail_of(a_text("Saya hadir.")), ["assign", "dismiss"]),
}


@pytest.mark.parametrize("case", HUMAN)
async def test_what_needs_a_human_waits_with_its_obvious_actions(jepara, comes_in, store, case):
    make, actions = HUMAN[case]
    folder, item = await comes_in(make(jepara))

    assert (folder, item.kind, item.state) == (PROCESSED, case, "open")
    assert receiving.actions(item) == actions
    assert await store.read(jepara.rsvp) == "needs-action"


async def test_an_assistants_answer_counts_once_confirmed(jepara, comes_in, store):
    _, item = await comes_in(assistant(jepara))
    done = await store.write(receiving.confirm, item.id, COMMAND_LINE, now=NOW)

    assert (done.state, done.decision, await store.read(jepara.rsvp)) == ("done", "confirm", "accepted")
    with pytest.raises(WrongState):
        await store.write(receiving.confirm, item.id, COMMAND_LINE, now=NOW)


async def test_an_accepted_counter_proposal_moves_the_session_and_the_invites_follow(jepara, comes_in, store):
    _, item = await comes_in(counter(jepara))
    await store.write(receiving.accept_time, item.id, COMMAND_LINE, now=NOW)

    assert (await store.read(jepara.shown)).starts_at == STARTS + timedelta(days=1)
    assert len(await store.read(jepara.mails, "update")) == 4


async def test_a_counter_proposal_that_clashes_moves_nothing_and_goes_on_waiting(jepara, comes_in, store):
    _, item = await comes_in(counter(jepara, starts="20261225T020000Z"))
    with pytest.raises(BookingConflict):
        await store.write(receiving.accept_time, item.id, COMMAND_LINE, now=NOW)

    assert (await store.read(incoming.get, item.id)).state == "open"
    assert (await store.read(jepara.shown)).starts_at == STARTS


async def test_a_panelists_place_is_not_given_away_by_mail(jepara, comes_in):
    _, item = await comes_in(delegating(jepara, RATNA.address))

    assert receiving.actions(item) == ["assign", "dismiss"]


async def test_a_delegate_is_invited_in_the_contacts_place(jepara, comes_in, store):
    _, item = await comes_in(delegating(jepara, booked.CONTACT))
    await store.write(receiving.invite, item.id, COMMAND_LINE, now=NOW)

    session = await store.read(jepara.shown)
    assert [guest.role for guest in session.guests] == ["contact", "delegate"]
    assert session.rsvp(jepara.people["siti"]) == "declined"
    assert "wakil@jepara.go.id" in [mail.to_address for mail in await store.read(jepara.mails, "invite")]


async def test_an_unknown_sender_s_answer_is_given_to_whom_it_belongs(jepara, comes_in, store):
    _, item = await comes_in(unknown(jepara))
    person = jepara.people["sri"]
    await store.write(receiving.assign, item.id, COMMAND_LINE, person=person, session=None, answer=None, now=NOW)

    assert await store.read(jepara.rsvp, "sri") == "accepted"


async def test_a_mail_in_plain_words_becomes_the_answer_that_a_human_reads_in_it(jepara, comes_in, store):
    _, item = await comes_in(a_mail_of(a_text("Mohon maaf, saya berhalangan.")))
    person = jepara.people["ratna"]
    await store.write(
        receiving.assign, item.id, COMMAND_LINE, person=person, session=jepara.session, answer="declined", now=NOW
    )

    assert await store.read(jepara.rsvp) == "declined"


async def test_a_mail_that_answers_ours_in_plain_words_is_known_to_be_about_that_session(jepara, comes_in, store):
    mail = await first_mail(store, jepara)
    raw = a_mail_of(a_text("Bisa, tetapi terlambat."), In_Reply_To=mail.message_id, From=STRANGER)
    _, item = await comes_in(raw)

    assert (item.kind, item.session) == ("written", jepara.session)


async def test_nobody_else_sees_to_mails(jepara, comes_in, store):
    _, item = await comes_in(counter(jepara))
    ratna = Actor(jepara.people["ratna"], "Ratna", "chair", "link")
    asker = type("A", (), {"secretariat": False, "id": ratna.id})()

    with pytest.raises(NotFound):
        await store.write(receiving.dismiss, item.id, asker, now=NOW)


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
