"""What goes out, read back by icalendar and judged by libical and ical.js."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import judges
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from samples.invites import BOOKED_AT, RATNA, STARTS, an_invite, the_event

from sessions.values.itip import Party, Version, cancel, feed, request, vevent

EVIL_NAMES = [
    'Prof. Dr. H. "Budi"; S.T., M.T.',
    "Ratna\r\nATTENDEE:mailto:mallory@example.com",
    "Ana ^ \x00\x07 \u202eevil",
    "👩\u200d🏫 Guru Besar",
    "x" * 300,
    "\ud800 lone",
    "",
]


def everything(invite, attendee=RATNA) -> list[bytes]:
    cancelled = replace(invite, cancelled=True)
    return [
        request(invite, attendee),
        cancel(cancelled, attendee),
        feed([vevent(invite), vevent(cancelled)], "Sidang: semua sesi"),
    ]


def test_a_request_says_what_when_where_and_who():
    event = the_event(request(an_invite(), RATNA))

    assert event["UID"] == "01jepara@7f3a.sidang"
    assert event["SEQUENCE"] == 0
    assert event["DTSTART"].dt == datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert event["ORGANIZER"] == "mailto:sidang@example.go.id"
    assert event["ATTENDEE"] == "mailto:ratna@kampus.ac.id"
    assert event["ATTENDEE"].params["CN"] == "Dr. Ratna Dewi, M.T."
    assert event["ATTENDEE"].params["ROLE"] == "CHAIR"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["STATUS"] == "CONFIRMED"


def test_the_meeting_link_stands_in_three_places():
    event = the_event(request(an_invite(), RATNA))

    link = "https://rapat.example.id/jepara?pwd=a1"
    assert event["CONFERENCE"] == event["LOCATION"] == link
    assert event["CONFERENCE"].params["FEATURE"] == ["AUDIO", "VIDEO"]
    assert event["DESCRIPTION"].splitlines()[-1] == link


def test_without_a_link_there_is_no_place():
    event = the_event(request(an_invite(meeting_url=""), RATNA))

    assert "LOCATION" not in event and "CONFERENCE" not in event


def test_a_request_rings_once_and_a_cancel_never():
    assert request(an_invite(), RATNA).count(b"BEGIN:VALARM") == 1
    assert b"VALARM" not in request(an_invite(alarm=None), RATNA)
    assert b"VALARM" not in cancel(an_invite(), RATNA)


def test_a_cancel_names_the_same_event_at_its_last_known_time_in_utc():
    document = cancel(an_invite(version=Version(3, BOOKED_AT)), RATNA)
    event = the_event(document)

    assert Calendar.from_ical(document)["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert (event["UID"], event["SEQUENCE"]) == ("01jepara@7f3a.sidang", 3)
    assert b"DTSTART:20261201T020000Z" in document
    assert b"VTIMEZONE" not in document


def test_a_rehearsal_is_marked_as_one():
    assert the_event(request(an_invite(rehearsal=True), RATNA))["SUMMARY"].startswith("[Gladi] ")


def test_a_feed_has_no_method_and_no_attendees_and_keeps_what_was_cancelled():
    document = feed([vevent(an_invite()), vevent(an_invite(uid="b@x", cancelled=True))], "Sidang: semua")
    calendar = Calendar.from_ical(document)

    assert "METHOD" not in calendar
    assert b"ATTENDEE" not in document and b"ORGANIZER" not in document
    assert [event["STATUS"] for event in calendar.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize("name", EVIL_NAMES)
def test_no_name_breaks_out_of_its_place(name):
    invite = an_invite(summary=name, description=(name, name), organizer=Party(name, "o@example.id"))
    document = request(invite, replace(RATNA, name=name))
    event = the_event(document)

    assert event["ATTENDEE"] == "mailto:ratna@kampus.ac.id"
    assert event["ORGANIZER"] == "mailto:o@example.id"
    assert document.count(b"\r\nATTENDEE") == 1
    assert not set(document) & (set(range(32)) - {10, 13})
    assert document.count(b"\n") == document.count(b"\r\n")
    assert all(len(line) <= 75 for line in document.split(b"\r\n"))


@pytest.mark.parametrize("address", ["a@b\r\nX:1", "a b@c", "", "a", "a@b;c", 'q"q@x', "é@x.id"])
def test_what_is_no_address_is_no_attendee(address):
    with pytest.raises(ValueError):
        request(an_invite(), replace(RATNA, address=address))


def test_the_same_input_gives_the_same_bytes():
    assert everything(an_invite()) == everything(an_invite())


def test_fractions_of_a_second_are_cut_off():
    late = timedelta(milliseconds=987)
    invite = an_invite(starts_at=STARTS + late, ends_at=STARTS + late + timedelta(seconds=1))

    event = the_event(request(invite, RATNA))

    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(seconds=1)


@pytest.mark.parametrize("name", EVIL_NAMES)
def test_libical_accepts_everything_that_goes_out(name):
    invite = an_invite(summary=name, description=(name,), rehearsal=True)
    bare = an_invite(summary=name, description=(), meeting_url="", alarm=None)
    documents = [*everything(invite, replace(RATNA, name=name)), feed([], name), request(bare, RATNA)]

    for verdict in judges.libical(*documents):
        assert (verdict["fits"], verdict["errors"], verdict["count"]) == (True, [], 0)


def test_libical_and_ical_js_read_our_times():
    span = [int(STARTS.timestamp()), int(STARTS.timestamp()) + 7200]
    documents = [request(an_invite(zone=zone), RATNA) for zone in ("Asia/Jakarta", "Asia/Jayapura", "America/New_York")]

    assert [verdict["spans"] for verdict in judges.libical(*documents)] == [[span]] * 3
    assert [verdict["events"][0]["span"] for verdict in judges.ical_js(*documents)] == [span] * 3


def test_ical_js_reads_every_document():
    requested, cancelled, fed = judges.ical_js(*everything(an_invite(version=Version(2, BOOKED_AT))))

    assert (requested["method"], cancelled["method"], fed["method"]) == ("REQUEST", "CANCEL", None)
    assert requested["events"][0]["attendees"] == [["Dr. Ratna Dewi, M.T.", "mailto:ratna@kampus.ac.id"]]
    assert [event["status"] for event in fed["events"]] == ["CONFIRMED", "CANCELLED"]
    assert {event["sequence"] for document in (requested, cancelled, fed) for event in document["events"]} == {2}


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5_000))))
def test_versions_only_rise(changes):
    now, version = BOOKED_AT, Version.first(BOOKED_AT)
    for asks_anew, milliseconds in changes:
        now += timedelta(milliseconds=milliseconds)
        newer = version.raised(now) if asks_anew else version.touched(now)
        assert newer.dtstamp > version.dtstamp
        assert newer.sequence == version.sequence + asks_anew
        version = newer


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_said(summary, name):
    event = the_event(request(an_invite(summary=summary, description=(summary,)), replace(RATNA, name=name)))

    assert event["ATTENDEE"] == "mailto:ratna@kampus.ac.id"
    assert event["DTSTART"].dt == STARTS.astimezone(UTC)
