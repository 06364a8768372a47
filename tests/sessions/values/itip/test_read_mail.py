"""Every case of a mail that comes in: what it is taken for, from its bytes alone."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.invites import ORGANIZER, RATNA, STARTS, an_invite
from samples.replies import UID, a_bounce, a_calendar, a_mail_of, a_part, a_reply, a_text

from sessions.values.itip import request
from sessions.values.itip.incoming import Bounce, Human, Ignored, Incoming, Quarantined, Refresh, Reply
from sessions.values.itip.reading import MAX_MAIL, read_mail

ACCEPTED = Reply(
    uid=UID,
    attendee=RATNA.address,
    answer="accepted",
    sequence=0,
    dtstamp=datetime(2026, 9, 2, 8, tzinfo=UTC),
    starts_at=STARTS,
    comment="",
    product="-//x//y//EN",
    organizer=ORGANIZER.address,
)


def verdict(mail: bytes):
    return read_mail(mail, organizer=ORGANIZER.address).verdict


def unsure(mail: bytes) -> str:
    """Why a human must look at the answer in the mail."""
    said = verdict(mail)
    assert isinstance(said, Human) and said.kind == "unsure", said
    return said.reason


def test_a_plain_reply_is_read():
    incoming = read_mail(a_reply(), organizer=ORGANIZER.address)

    assert incoming.verdict == ACCEPTED
    assert incoming.head.sender == RATNA.address
    assert incoming.head.subject == "Accepted: Sidang Smart City"
    assert incoming.head.date == datetime(2026, 9, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize("partstat", ["accepted", "declined", "tentative"])
def test_each_answer_is_read(partstat):
    attendee = f"ATTENDEE;PARTSTAT={partstat.upper()}:mailto:{RATNA.address}"

    assert verdict(a_reply(ATTENDEE=attendee)).answer == partstat


def test_a_comment_is_kept_with_its_lines():
    reply = verdict(a_reply(more="COMMENT:Maaf\\, saya terlambat\\n10 menit"))

    assert reply.comment == "Maaf, saya terlambat\n10 menit"


# - too large -


def test_a_mail_over_two_megabytes_is_quarantined():
    incoming = read_mail(a_reply() + b"x" * MAX_MAIL, organizer=ORGANIZER.address)

    assert incoming.verdict == Quarantined("too-large")
    assert incoming.head.sender == RATNA.address


@pytest.mark.parametrize("more", ["X-A:" + "x" * 270_000, "\r\n".join(["X-A:b"] * 5_000)])
def test_a_calendar_over_its_cap_is_quarantined(more):
    assert verdict(a_reply(more=more)) == Quarantined("calendar-too-large")


# - machines -


def test_a_bounce_says_which_mail_did_not_arrive_and_why():
    assert verdict(a_bounce()) == Bounce(
        "<01mail@7f3a.sidang>", RATNA.address, "5.1.1", True, "550 5.1.1 no such user here"
    )


def test_a_delay_is_no_failure():
    assert verdict(a_bounce("delayed", "4.4.1")).permanent is False


def test_a_delivery_is_no_news():
    assert verdict(a_bounce("delivered", "2.0.0")) == Ignored("delivered")


def test_what_a_bounce_encloses_is_never_looked_into():
    ours = b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + a_calendar().encode()

    assert isinstance(verdict(a_bounce(inside=ours)), Bounce)


def test_a_bounce_of_before_the_standard_is_told_by_its_header():
    mail = a_mail_of(a_text("550 no such user"), From="MAILER-DAEMON@mx.id", X_Failed_Recipients="a@x.id",
                     In_Reply_To="<01mail@7f3a.sidang>")  # fmt: skip

    assert (verdict(mail).message_id, verdict(mail).recipient) == ("<01mail@7f3a.sidang>", "a@x.id")


IN_WORDS = {
    "qmail": ("failure notice", f"I wasn't able to deliver it.\n<{RATNA.address}>:\nNo mailbox. (#5.1.1)", True),
    "exim": ("Mail delivery failed: returning message", f"  {RATNA.address}\n    550 5.1.1 <{RATNA.address}>", True),
    "exim, not yet": ("Warning: message 1a delayed", f"not yet been delivered\n  {RATNA.address}\n  timed out", False),
    "postfix, given up": ("Undelivered Mail Returned to Sender", f"<{RATNA.address}>: x said: 451 4.7.1 later", True),
    "gmail, not yet": ("Delivery Status (Delay)", f"delivering to {RATNA.address}. Will retry. 452 4.2.2 quota", False),
    "in Indonesian": ("Pesan gagal terkirim", f"Pesan kepada {RATNA.address} tidak dapat dikirim: kotak penuh.", True),
}  # fmt: skip


@pytest.mark.parametrize("server", IN_WORDS)
def test_a_bounce_in_a_servers_own_words_says_who_and_whether_for_good(server):
    """An address in angle brackets looks like a Message-ID; the machine's own and ours are nobody's it speaks of."""
    subject, text, lasting = IN_WORDS[server]
    text = f"From postmaster@mx.id to {ORGANIZER.address}\n{text}\n\nMessage-ID: <01mail@7f3a.sidang>"
    said = verdict(a_mail_of(a_text(text), From="<postmaster@mx.id>", Subject=subject))

    assert (said.recipient, said.permanent) == (RATNA.address, lasting)
    assert "<01mail@7f3a.sidang>" in (said.message_id, *said.also)


@pytest.mark.parametrize(
    "subject", ["Réponse automatique : x", "Automatische Antwort: x", "[Auto-Reply] x", "自动回复: x"]
)
def test_a_holiday_notice_is_told_by_its_subject_in_any_language_and_charset(subject):
    assert verdict(a_mail_of(a_text("x"), Subject=subject)) == Ignored("automatic")


def test_a_bounce_that_nobody_can_read_waits_for_a_human():
    assert verdict(a_mail_of(a_text("gagal"), From="MAILER-DAEMON@mx.id")) == Human("undelivered", comment="gagal")


def test_a_read_receipt_is_ignored():
    receipt = b"Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action; displayed\r\n"

    assert verdict(a_mail_of(a_text(), receipt, kind="multipart/report")) == Ignored("receipt")


def test_our_own_mail_back_is_ignored():
    assert verdict(a_mail_of(a_text(), a_part(a_calendar()), From=ORGANIZER.address.upper())) == Ignored("own-mail")


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "auto_reply"}, {"X_Autoreply": "yes"}]
)
def test_an_out_of_office_note_is_ignored(headers):
    assert verdict(a_mail_of(a_text("Saya cuti"), **headers)) == Ignored("automatic")


def test_a_reply_sent_by_a_machine_counts():
    assert verdict(a_mail_of(a_text(), a_part(a_calendar()), Auto_Submitted="auto-generated")) == ACCEPTED


@pytest.mark.parametrize("headers", [{"List_Id": "<berita>"}, {"List_Unsubscribe": "<x>"}, {"Precedence": "bulk"}])
def test_a_newsletter_is_ignored(headers):
    assert verdict(a_mail_of(a_text("Diskon!"), **headers)) == Ignored("bulk")


def test_the_same_mail_by_two_ways_has_one_fingerprint():
    once = read_mail(a_reply(), organizer="o@x.id")
    again = read_mail(b"Received: from elsewhere\r\n" + a_reply(), organizer="o@x.id")
    other = read_mail(a_reply(DTSTAMP="DTSTAMP:20260903T080000Z"), organizer="o@x.id")

    assert once.head.fingerprint == again.head.fingerprint != other.head.fingerprint


# - who it is from -


@pytest.mark.parametrize(
    "sender",
    [
        None,
        "",
        "undisclosed-recipients:;",
        f"{RATNA.address}, mallory@x.id",
        [RATNA.address, "mallory@x.id"],
        f"{RATNA.address} <mallory>",
        f"Ratna <mallory@x.id> <{RATNA.address}>",
    ],
)
def test_without_exactly_one_sender_it_is_quarantined(sender):
    assert verdict(a_mail_of(a_text(), a_part(a_calendar()), From=sender)) == Quarantined("sender")


@pytest.mark.parametrize(
    "sender",
    [
        RATNA.address,
        f'"Dewi, Ratna" <{RATNA.address.upper()}>',
        f"=?utf-8?q?Ratna?= <{RATNA.address}>",
        f"{RATNA.address} (Ratna)",
        f"{RATNA.address} <{RATNA.address}>",
    ],
)
def test_a_sender_may_be_written_in_many_ways(sender):
    assert verdict(a_mail_of(a_text(), a_part(a_calendar()), From=sender)) == ACCEPTED


@pytest.mark.parametrize(
    "sender",
    [
        f"Dewi, Ratna <{RATNA.address}>",
        f"=?utf-8?Q?Dewi,_Ratna?= <{RATNA.address}>",
        f"Ratna; M.Si <{RATNA.address}>",
        "=?utf-8?B?UmF0bmEgPHJhdG5hQGthbXB1cy5hYy5pZD4=?=",
    ],
)
def test_a_sender_that_must_be_guessed_at_is_one_in_doubt(sender):
    assert verdict(a_mail_of(a_text(), a_part(a_calendar()), From=sender)) == replace(ACCEPTED, doubt="sender-unclear")


def test_an_answer_for_somebody_else_is_in_doubt():
    assert verdict(a_mail_of(a_part(a_calendar()), From="mallory@x.id")) == replace(ACCEPTED, doubt="sender-differs")
    cloud = {"From": "noreply@cloud.example", "Reply_To": RATNA.address}
    assert verdict(a_mail_of(a_part(a_calendar()), **cloud)) == replace(ACCEPTED, doubt="reply-to")


def test_an_assistants_answer_waits_for_a_human():
    attendee = f'ATTENDEE;PARTSTAT=DECLINED;SENT-BY="mailto:asisten@x.id":mailto:{RATNA.address}'
    case = verdict(a_mail_of(a_part(a_calendar(ATTENDEE=attendee)), From="asisten@x.id"))

    assert (case.kind, case.attendee, case.answer, case.uid) == ("sent-by", RATNA.address, "declined", UID)


def test_of_several_attendees_the_senders_own_answer_is_taken():
    other = "ATTENDEE;PARTSTAT=DECLINED:mailto:lain@x.id"

    assert verdict(a_reply(more=other)) == ACCEPTED


# - what a human must see -


@pytest.mark.parametrize("kind", ["application/ms-tnef", 'application/octet-stream; name="winmail.dat"'])
def test_winmail_waits_for_a_human(kind):
    assert verdict(a_mail_of(a_text(), f"Content-Type: {kind}\r\n\r\nxx".encode())) == Human("winmail")


def test_a_forwarded_reply_waits_for_a_human():
    enclosed = b"Content-Type: message/rfc822\r\n\r\n" + a_reply().replace(b"b1", b"b2")
    attached = a_mail_of(a_text(), enclosed, From="sekretaris@x.id")
    inline = a_mail_of(a_part(a_calendar()), From="sekretaris@x.id", Subject="Fwd: Accepted")

    assert verdict(attached) == Human("forwarded", UID, RATNA.address, "accepted", 0)
    assert (verdict(inline).kind, verdict(inline).attendee) == ("forwarded", RATNA.address)


def test_a_proposed_time_waits_for_a_human():
    part = a_part(
        a_calendar(METHOD="METHOD:COUNTER", DTSTART="DTSTART;TZID=SE Asia Standard Time:20261202T100000",
                   DTEND="DTEND;TZID=SE Asia Standard Time:20261202T120000"),
        kind="text/calendar; method=COUNTER",
    )  # fmt: skip
    case = verdict(a_mail_of(a_text(), part))

    assert (case.kind, case.uid) == ("counter", UID)
    assert case.starts_at == datetime(2026, 12, 2, 3, tzinfo=UTC)
    assert case.ends_at == datetime(2026, 12, 2, 5, tzinfo=UTC)


def test_a_delegation_waits_for_a_human():
    attendee = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:wakil@x.id":mailto:{RATNA.address}'
    case = verdict(a_reply(ATTENDEE=attendee))

    assert (case.kind, case.delegates) == ("delegated", ("wakil@x.id",))


def test_a_mail_in_plain_words_waits_for_a_human():
    assert verdict(a_mail_of(a_text("Bisa diundur?"), In_Reply_To="<01mail@7f3a.sidang>")) == Human("written")


# - what is not taken -


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "ADD", "DECLINECOUNTER"])
def test_what_only_an_organizer_says_is_nobodys_answer(method):
    part = a_part(a_calendar(METHOD=f"METHOD:{method}"), kind=f"text/calendar; method={method}")

    assert unsure(a_mail_of(part)) == "method"


def test_who_asks_for_the_invitation_again_says_so():
    part = a_part(a_calendar(METHOD="METHOD:REFRESH"), kind="text/calendar; method=REFRESH")

    assert verdict(a_mail_of(part)) == Refresh(UID, RATNA.address)


def test_two_methods_are_in_doubt():
    part = a_part(a_calendar(), kind="text/calendar; method=REQUEST")

    assert unsure(a_mail_of(part)) == "methods-differ"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"UID": None}, "no-uid"),
        ({"more": "RECURRENCE-ID:20261201T020000Z"}, "recurrence"),
        ({"ATTENDEE": None}, "no-attendee"),
        ({"ATTENDEE": f"ATTENDEE;PARTSTAT=PERHAPS:mailto:{RATNA.address}"}, "partstat"),
        ({"ATTENDEE": f"ATTENDEE;PARTSTAT=COMPLETED:mailto:{RATNA.address}"}, "partstat"),
        ({"more": "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2"}, "two-calendars"),
        ({"more": "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT"}, "two-calendars"),
        ({"more": "END:VTODO"}, "calendar-unreadable"),
    ],
)
def test_what_does_not_fit_is_in_doubt(changes, reason):
    assert unsure(a_reply(**changes)) == reason


def test_what_cannot_be_read_still_names_whose_it_is():
    case = verdict(a_mail_of(a_part(a_calendar()[:-25])))

    assert (case.reason, case.uid, case.attendee, case.answer) == ("cut-off", UID, RATNA.address, "accepted")


def test_two_different_calendars_are_in_doubt_and_one_sent_twice_is_not():
    one, other = a_calendar(), a_calendar(UID="UID:other@x")
    file = 'application/ics; name="invite.ics"'

    assert unsure(a_mail_of(a_part(one), a_part(other, kind=file))) == "two-calendars"
    assert verdict(a_mail_of(a_part(one), a_part(one.replace("\r\n", "\n"), kind=file))) == ACCEPTED


@pytest.mark.parametrize("kept", [40, 120, 250, -30])
def test_a_calendar_that_was_cut_off_is_in_doubt(kept):
    assert unsure(a_mail_of(a_part(a_calendar()[:kept]))) in ("cut-off", "calendar-unreadable")


@pytest.mark.parametrize("calendar", ["", "hello", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_what_is_no_event_is_in_doubt(calendar):
    assert unsure(a_mail_of(a_part(calendar))) in ("calendar-unreadable", "no-event")


def test_an_answer_without_an_answer_is_ignored():
    assert verdict(a_reply(ATTENDEE=f"ATTENDEE:mailto:{RATNA.address}")) == Ignored("no-answer")


# - what is taken all the same -


def test_a_method_holds_from_either_place_where_the_other_is_silent():
    assert verdict(a_reply(METHOD=None)) == ACCEPTED
    assert verdict(a_mail_of(a_part(a_calendar(), kind="text/calendar; charset=utf-8"))) == ACCEPTED
    assert verdict(a_mail_of(a_part(a_calendar(), kind='application/octet-stream; name="reply.ics"'))) == ACCEPTED


@pytest.mark.parametrize(
    "kind",
    [
        'application/octet-stream; name="=?UTF-8?B?aW52aXRlLmljcw==?="',
        "application/octet-stream; name*=utf-8''undangan%20asesmen.dat",
        "application/octet-stream",
        "text/plain; charset=utf-8",
    ],
)
def test_a_file_that_only_turns_out_to_be_a_calendar_is_in_doubt(kind):
    assert verdict(a_mail_of(a_text(), a_part(a_calendar(), kind=kind))) == replace(ACCEPTED, doubt="attached")


def test_a_name_as_rfc_2231_has_it_is_a_name():
    kind = "application/octet-stream; name*=utf-8''undangan%20asesmen.ics"

    assert verdict(a_mail_of(a_text(), a_part(a_calendar(), kind=kind))) == ACCEPTED


@pytest.mark.parametrize(
    "changes",
    [
        {"DTSTART": "DTSTART;TZID=SE Asia Standard Time:20261201T090000"},
        {"DTSTART": 'DTSTART;TZID="/freeassociation.sourceforge.net/Asia/Jakarta":20261201T090000'},
        {"DTSTART": "DTSTART;TZID=Asia/Jakarta:20261201T090000"},
        {"ATTENDEE": f"ATTENDEE;PARTSTAT=accepted:MAILTO:{RATNA.address.upper()}"},
        {"ATTENDEE": f'attendee;PARTSTAT="ACCEPTED";X-NUM-GUESTS=0:mailto:{RATNA.address}'},
        {"ATTENDEE": f"ATTENDEE;PARTSTAT=ACCEPTED;EMAIL={RATNA.address}:urn:uuid:1"},
        {"METHOD": "METHOD:reply"},
        {"ORGANIZER": None},
        {"more": "X-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nX-BROKEN\r\nCLASS:PUBLIC"},
        {"more": "BEGIN:VALARM\r\nUID:of-the-alarm\r\nDTSTART:19990101T000000Z\r\nEND:VALARM"},
    ],
)
def test_odd_letters_are_accepted(changes):
    reply = verdict(a_reply(**changes))

    assert (reply.uid, reply.answer, reply.starts_at) == (UID, "accepted", STARTS)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "us-ascii"),
        ("utf-8", "nonsense"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "utf-8"),
        ("latin-1", ""),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-8"),
        ("utf-16-le", "utf-8"),
        ("utf-16-be", "rot13"),
    ],
)
def test_a_wrong_or_missing_charset_is_accepted(encoding, declared):
    data = a_calendar(more="COMMENT:Más tarde").encode(encoding)
    kind = "text/calendar; method=REPLY" + (f"; charset={declared}" if declared else "")

    reply = verdict(a_mail_of(a_part(data, kind=kind)))

    assert (reply.answer, reply.comment) == ("accepted", "Más tarde")


def test_broken_base64_is_accepted():
    whole = a_part(a_calendar(more="X-FILL:" + "x" * 9))
    headers, _, body = whole.partition(b"\r\n\r\n")
    for broken in (body.rstrip(b"=\n"), body[:30] + b"*!\n \n" + body[30:], body.rstrip(b"=\n") + b"A"):
        assert verdict(a_mail_of(headers + b"\r\n\r\n" + broken)) == ACCEPTED
    assert verdict(a_mail_of(headers + b"\r\n\r\n" + a_calendar().encode())) == ACCEPTED


@pytest.mark.parametrize("declared", [b"quoted-printable", b"x-uuencode", b"8bit", b"x-none"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_base64_that_is_declared_as_something_else_is_accepted(declared, charset):
    part = a_part(a_calendar().encode(charset) if isinstance(a_calendar(), str) else a_calendar())
    mail = a_mail_of(part.replace(b"base64", declared))

    assert declared in mail and verdict(mail) == ACCEPTED


@pytest.mark.parametrize("value", ["20261201", "20261201T090000", "tomorrow", "20261301T990000Z"])
def test_a_start_that_cannot_be_told_is_not_told(value):
    assert verdict(a_reply(DTSTART=f"DTSTART:{value}")).starts_at is None


def test_an_answer_to_what_we_send_is_understood():
    calendar = request(an_invite(), RATNA).decode().replace("METHOD:REQUEST", "METHOD:REPLY")
    answered = calendar.replace("NEEDS-AC\r\n TION", "ACCEPTED").replace("NEEDS-ACTION", "ACCEPTED")

    reply = verdict(a_mail_of(a_part(answered)))

    assert (reply.uid, reply.answer, reply.sequence, reply.starts_at) == (UID, "accepted", 0, STARTS)


# - nothing raises -


def nested(depth: int) -> bytes:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(depth))
    return b"From: a@x.id\n" + head + b"\n" * 200_000


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\0" * 1000,
        b"\n" * MAX_MAIL,
        nested(25),
        nested(2_000),
        b"From: " + b"a" * 1_000_000 + b"\n\n",
        b"From: " + b'"a"@b, ' * 200_000 + b"\n\n",
        b"From: a@x.id\nContent-Type: text/calendar; " + b'a=";' * 400_000 + b"\n\n",
        b"From: a@x.id\nContent-Type: multipart/mixed;\n" + b' a=";\n' * 90_000 + b"\n\n",
        b"From: a@x.id\nSubject: =?utf-7?q?" + b"+AAA" * 1_000 + b"?=\n\n",
        b"From: a@x.id\nSubject: =?idna?q?" + b"a." * 1_000 + b"?=\n\n",
        b"From: a@x.id\nDate: Mon, 99 Foo 99999999 99:99 +9999\nReferences: " + b"<a" * 100_000 + b"\n\n",
        a_mail_of(a_part("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 4_900)),
        a_mail_of(a_part("BEGIN:VCALENDAR\n" + "\n ".join(["X-A:"] + ["a"] * 4_000))),
        a_mail_of(a_part(a_calendar(ATTENDEE="ATTENDEE;" + ";".join(["X=1"] * 60_000)))),
    ],
    ids=lambda mail: f"{len(mail)} bytes",
)
def test_a_hostile_mail_is_read_in_no_time_and_never_raises(mail):
    assert isinstance(read_mail(mail, organizer=ORGANIZER.address), Incoming)


@given(st.binary(max_size=2_000))
def test_no_bytes_raise(mail):
    assert isinstance(read_mail(mail, organizer=ORGANIZER.address), Incoming)


def test_a_charset_that_no_parser_could_mean_is_no_fault():
    for charset in (b'"a\0b"', b"''%00", b"utf-8''x"):
        for name in (b"charset", b"charset*"):
            mail = a_reply().replace(b"charset=utf-8", name + b"=" + charset).replace(b"menerima", b"menerim\xe1 ")
            assert isinstance(read_mail(mail, organizer=ORGANIZER.address), Incoming)


def test_words_that_begin_as_uuencoded_and_are_not_are_no_fault():
    mail = b"begin 6" + a_reply()
    assert isinstance(read_mail(mail, organizer=ORGANIZER.address), Incoming)


@given(st.data())
def test_no_damage_to_a_mail_raises(data):
    mail = data.draw(st.sampled_from([a_reply(), a_bounce(), a_mail_of(a_part(a_calendar(), encoding="8bit"))]))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(mail)))
        end = start + data.draw(st.integers(0, 40))
        mail = mail[:start] + data.draw(st.binary(max_size=20)) + mail[end:]
    assert isinstance(read_mail(mail, organizer=ORGANIZER.address), Incoming)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_any_text_in_a_well_made_mail_is_read(subject, name, comment):
    mail = EmailMessage()
    mail["Subject"] = " ".join(subject.encode("utf-8", "ignore").decode().split())
    mail["From"] = RATNA.address
    mail.set_content("teks")
    said = comment.encode("utf-8", "ignore").decode().replace("\\", "").replace("\n", " ").replace("\r", " ")
    clean = "".join(c for c in said if c.isprintable())
    mail.add_alternative(a_calendar(more=f"COMMENT:{clean}").encode(), maintype="text", subtype="calendar")

    incoming = read_mail(mail.as_bytes(), organizer=ORGANIZER.address)

    assert incoming.verdict.answer == "accepted"
    assert incoming.verdict.comment == clean.strip()
