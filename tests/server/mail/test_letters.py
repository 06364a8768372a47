"""What mails say: every kind, in both languages, with nothing missing and no link where none belongs."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
import vobject
from icalendar import Calendar
from judges import libical
from samples.invites import BOOKED_AT
from samples.mails import a_mail, facts_of

from server.mail import reading
from server.mail.compose import ANSWER, ENTER, OPENS, letter
from server.mail.kinds import KINDS, title
from server.mail.told import Told
from server.settings import SHIPPED, load
from sessions.values.itip import Party

ROOT = Path(__file__).parents[3]
ORGANIZER = Party("Sekretariat Smart City", "sidang@example.go.id")
PUBLIC_URL = "https://sidang.example"


# libical's table for DECLINECOUNTER lets nothing through, not even the least that RFC 5546 3.2.8 asks for.
JUDGED = [one.name for one in KINDS.values() if one.method in ("REQUEST", "CANCEL")]


def a_letter_of(kind: str, *, cause="booked", **more):
    mail = replace(a_mail(), kind=kind, cause=cause, facts=facts_of(kind, **more), written_at=BOOKED_AT)
    return letter(mail, ORGANIZER, public_url=PUBLIC_URL)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_text_part_says_all_that_the_html_says(kind, language):
    written = a_letter_of(kind, language=language)

    words = re.sub(r"<style.*?</style>|<[^>]+>", " ", written.html.partition("</head>")[2])
    for word in set(re.findall(r"[^\W\d_]{4,}", words)):
        assert word in f"{title(kind, language)} {written.text}", word
    if "Susunan: " in written.text:  # large, and not once more among the rest
        assert written.html.count("11.00–13.00 WIT") == written.html.count("2026<br>11.00–13.00 WIT</b><br>") == 1


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_link_of_the_html_stands_in_the_text_under_the_same_name(kind, language):
    written = a_letter_of(kind, language=language)

    for address, words in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', written.html):
        name, address = html.unescape(words), html.unescape(address)
        assert address in written.text if name == address else f"{name}: {address}" in written.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_has_one_main_button_and_its_page_is_called_what_it_is(kind):
    written = a_letter_of(kind)
    said = KINDS[kind].words(Told(facts_of(kind), "booked", BOOKED_AT, ""))

    leads = KINDS[kind].asks != "no" or KINDS[kind].enters or KINDS[kind].once or said.page
    assert len(re.findall(r'class="(?:answer )?yes"', written.html)) == bool(leads)
    assert bool(said.page) == bool(said.goes)
    assert not said.goes or "sesi" not in said.goes or re.match("/(sessions|offers)/", said.page), said.goes


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_and_the_first_line_tell_the_mail_where_mails_are_listed(kind, language):
    written = a_letter_of(kind, language=language)

    assert len(written.subject) < 80
    first = re.search("<body[^>]*>\\s*<small[^>]*display:none[^>]*>([^<]+)</small>", written.html, re.DOTALL)
    greeting, _, rest = written.text.partition("\n\n")
    assert first and rest.startswith(html.unescape(first[1])), greeting


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_shows_the_mail_says_each_sentence_once(kind):
    mail = replace(a_mail(), kind=kind, facts=facts_of(kind), letter=a_letter_of(kind))
    words = " ".join(re.sub("<[^>]+>", " ", html.unescape(str(reading.of(mail, {}, load(str(SHIPPED))).body))).split())

    first = a_letter_of(kind).text.split("\n\n")[1]
    assert words.count(first) == 1, words


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_names_what_only_the_program_knows(kind, language):
    written = a_letter_of(kind, language=language)

    said = re.sub(r"\S+:\S+|\S+@\S+", "", f"{written.subject} {written.text}")  # but in its links
    assert not re.search(r"[a-z]_[a-z]|\.jsonl|NEEDS-ACTION|SEQUENCE|None|\bsealed”|\bdaun\b|\bleaves\b", said)
    assert not re.search(r"\b(Bapak|Ibu)\b", said)


@pytest.mark.parametrize("role", ["contact", "delegate", "observer"])
@pytest.mark.parametrize("kind", [one.name for one in KINDS.values() if one.to == "invited"])
def test_who_has_no_sheet_is_told_of_none(kind, role):
    assert "lembar Anda" not in a_letter_of(kind, role=role).text
    assert "Peran Anda" not in a_letter_of(kind, role=role).text


@pytest.mark.parametrize("kind", ["cancel", "removed", "let-go", "sealed", "signed"])
def test_where_nobody_is_to_come_any_more_no_room_and_no_part_is_named(kind):
    written = a_letter_of(kind)

    assert "11.00–13.00 WIT" in written.text
    assert not re.search("Peran Anda|Panel:|Ruang rapat|Susunan:", written.text) and "rapat.example" not in written.html


@pytest.mark.parametrize("kind", ["minor", "counter-declined"])
@pytest.mark.parametrize("answer", ["NEEDS-ACTION", "ACCEPTED"])
def test_an_answer_is_asked_of_whom_has_not_given_one_and_kept_of_whom_has(kind, answer):
    facts = facts_of(kind)
    facts["invite"]["partstat"] = answer
    text = letter(replace(a_mail(), kind=kind, facts=facts), ORGANIZER, public_url=PUBLIC_URL).text

    assert ("apakah Anda hadir" in text) == (ANSWER in text) == (answer == "NEEDS-ACTION")
    assert "sudah Anda berikan" not in text or answer == "ACCEPTED"


@pytest.mark.parametrize("kind", ["account-made", "account-removed", "address-changed", "address-new", "key-made"])
def test_who_acts_on_the_server_itself_is_not_called_by_the_programs_name(kind):
    assert a_letter_of(kind, by="sidang").text.partition("\n\n")[2].startswith("Pengelola server ")
    assert a_letter_of(kind, by="Wulan").text.partition("\n\n")[2].startswith("Wulan ")


def test_whose_name_is_not_known_is_greeted_without_one():
    nameless = replace(a_mail(), kind="log-head", facts=facts_of("log-head"), to_name="")
    written = letter(nameless, ORGANIZER, public_url=PUBLIC_URL)

    assert written.text.startswith("Dengan hormat,\n\n") and "Yth." not in written.html


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_has_its_own_words_in_both_languages(kind):
    indonesian, english = a_letter_of(kind), a_letter_of(kind, language="en")

    assert indonesian.subject != english.subject
    assert "Hormat kami" in indonesian.text and "Yours sincerely" in english.text
    assert not re.search(r"\b(sesi|panel Anda|surat|tautan|jawaban)\b", english.text)


def test_who_is_asked_to_a_session_is_told_that_it_may_be_recorded():
    told = {kind for kind in KINDS if "Sesi ini dapat direkam" in a_letter_of(kind).text}

    assert told == {"invite", "update", "nudge", "observer", "called-in"}
    for role in ("chair", "member", "contact"):
        assert "This session may be recorded" in a_letter_of("invite", language="en", role=role).text


@pytest.mark.parametrize("kind", KINDS)
def test_lists_call_every_kind_by_a_name_in_both_languages(kind):
    assert title(kind, "id") and title(kind, "en") != title(kind, "id")


@pytest.mark.parametrize("kind", KINDS)
def test_links_stand_where_they_belong_and_never_in_the_calendar(kind):
    written = a_letter_of(kind)

    assert (ENTER in written.text) == KINDS[kind].enters
    assert (f"{ANSWER}?a=declined" in written.text) == (KINDS[kind].asks != "no")
    assert OPENS not in (written.calendar or "")


def test_who_has_answered_is_reminded_but_not_asked_again():
    facts = facts_of("reminder")
    facts["invite"]["partstat"] = "ACCEPTED"
    mail = replace(a_mail(), kind="reminder", facts=facts)

    assert ANSWER not in letter(mail, ORGANIZER, public_url=PUBLIC_URL).text


@pytest.mark.parametrize("role", ["chair", "member", "contact", "delegate"])
@pytest.mark.parametrize("kind", JUDGED)
def test_libical_takes_every_calendar_part(kind, role):
    written = a_letter_of(kind, role=role, rehearsal=True)

    (verdict,) = libical(written.calendar.encode())
    assert verdict["fits"] and not verdict["errors"]
    assert written.method == KINDS[kind].method and f"METHOD:{written.method}" in written.calendar


@pytest.mark.parametrize("kind", JUDGED)
def test_icalendar_and_vobject_read_every_calendar_part_alike(kind):
    calendar = a_letter_of(kind, role="chair").calendar
    (ours,) = Calendar.from_ical(calendar.encode()).walk("VEVENT")
    theirs = vobject.readOne(calendar).vevent

    assert (str(ours["UID"]), ours["DTSTART"].dt) == (theirs.uid.value, theirs.dtstart.value)
    assert int(ours["SEQUENCE"]) == int(theirs.sequence.value)
    assert str(ours["ATTENDEE"]).lower() == theirs.attendee.value.lower()


def test_a_proposal_that_is_not_taken_is_declined_in_the_calendars_words():
    calendar = a_letter_of("counter-declined").calendar

    for line in ("METHOD:DECLINECOUNTER", "UID:01jepara@7f3a.sidang", "SEQUENCE:2", "DTSTAMP:20260901T030405Z"):
        assert f"\r\n{line}\r\n" in calendar


def test_times_are_the_readers_and_the_programmes_where_they_differ():
    assert "Selasa, 1 Desember 2026, 11.00–13.00 WIT (09.00–11.00 WIB)" in a_letter_of("invite").text
    assert "Selasa, 1 Desember 2026, 09.00–11.00 WIB\n" in a_letter_of("invite", zone="Asia/Jakarta").text
    assert "Tuesday, 1 December 2026, 11:00–13:00 WIT (09:00–11:00 WIB)" in a_letter_of("invite", language="en").text


def test_a_rehearsal_is_marked_everywhere():
    written = a_letter_of("invite", rehearsal=True)

    assert written.subject.startswith("[Gladi] ")
    assert "gladi" in written.text and "SUMMARY:[Gladi] " in written.calendar


def test_what_was_cancelled_says_why_and_cannot_break_the_page():
    written = a_letter_of("cancel")

    assert "Alasan: Banjir & jalan putus <hari ini>" in written.text
    assert "Banjir &amp; jalan putus &lt;hari ini&gt;" in written.html


def test_who_does_not_take_part_any_more_is_not_told_of_their_part():
    mail = a_letter_of("removed", role="chair")
    taken_off, calendar = mail.text, re.sub(r"\r\n ", "", mail.calendar)

    assert "Waktu" in taken_off and "Penilaian" in taken_off
    assert not re.search("Peran Anda|Panel:|Ruang rapat|Susunan:", taken_off)
    assert "SUMMARY:" in calendar and "UID:" in calendar
    assert not re.search("CHAIR|ketua|rapat.example|DESCRIPTION|CONFERENCE|LOCATION", calendar)


@pytest.mark.parametrize("kind", ["sealed", "signed"])
def test_each_is_told_whether_when_and_where_they_get_the_minutes(kind):
    regency, panel = a_letter_of(kind, role="contact"), a_letter_of(kind, role="member")

    assert "tidak dibuka untuk daerah" in regency.text and "dengan surat pengantar" in regency.text
    assert "lembar Anda" not in regency.text, "a regency has no sheet"
    assert "untuk daerah" not in panel.text
    rehearsed = a_letter_of(kind, role="delegate", rehearsal=True)
    assert "kepada daerah ia tidak disampaikan" in rehearsed.text and "surat pengantar" not in rehearsed.text


def test_the_panel_is_led_to_the_signed_minutes():
    assert f"{PUBLIC_URL}/sessions/01jepara/minutes" in a_letter_of("signed", role="chair").text


def test_without_a_mailbox_no_calendar_button_is_promised_to_be_heard():
    mail = replace(a_mail(), facts=facts_of("invite"))

    silent = letter(mail, ORGANIZER, public_url=PUBLIC_URL, heard=False)
    assert "dari kalender Anda" not in silent.text + silent.html
    assert "dari kalender Anda" in letter(mail, ORGANIZER, public_url=PUBLIC_URL).text


def test_the_digest_comes_with_the_place_to_check_it():
    written = a_letter_of("sealed")

    assert "ab" * 32 in written.text and f"{PUBLIC_URL}/verify" in written.text


def test_a_name_cannot_ask_for_somebodys_link():
    facts = facts_of("cancel", reason=f"lihat {ENTER}")
    mail = replace(a_mail(), kind="cancel", facts=facts, to_name=f"Ratna {ENTER}")

    written = letter(mail, ORGANIZER, public_url=PUBLIC_URL)
    assert OPENS not in written.text + written.html


@pytest.mark.parametrize("name", ['Dr. "Ratna"; M.T.', "Ratna\r\nBcc: x@y.id", "Ratna 🦚", "R" * 300, "^R\x00"])
def test_no_name_breaks_a_mail(name):
    facts = facts_of("invite")
    facts["session"]["regency"] = facts["session"]["panel"][0]["name"] = name
    mail = replace(a_mail(), facts=facts, to_name=name)

    written = letter(mail, ORGANIZER, public_url=PUBLIC_URL)
    (verdict,) = libical(written.calendar.encode())
    assert verdict["fits"] and not verdict["errors"]


def test_the_same_facts_give_the_same_letter():
    assert a_letter_of("invite") == a_letter_of("invite")


def test_every_kind_is_written_by_something():
    modules = [one for room in ("sessions", "server") for one in (ROOT / room).rglob("*.py")]
    texts = [one.read_text("utf-8") for one in modules if "mail" not in one.relative_to(ROOT).parts]
    assert [kind for kind in KINDS if not any(f'"{kind}"' in text for text in texts)] == []
