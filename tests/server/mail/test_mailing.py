"""A mail's bytes, read back as a mail client does."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTP
from email.utils import getaddresses

import pytest
from samples.mails import a_letter, a_mail

from server.mail.mime import render


def read(message: bytes):
    return message_from_bytes(message, policy=SMTP)


def test_a_mail_goes_from_the_organizer_to_one_address_and_asks_for_no_answering_machine():
    mail = read(render(a_mail(), a_letter()))

    assert mail["From"] == "Sekretariat Smart City <sidang@example.go.id>"
    assert [address.addr_spec for address in mail["To"].addresses] == ["ratna@kampus.ac.id"]
    assert mail["Cc"] is None and mail["Bcc"] is None
    assert mail["Message-ID"] == "<01mail@7f3a.sidang>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"


def test_the_calendar_part_is_the_last_alternative_in_base64_without_a_disposition():
    mail = read(render(a_mail(), a_letter()))
    text, html, calendar = mail.iter_parts()

    assert mail.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert calendar["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST", "component": "VEVENT"}
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert calendar["Content-Disposition"] is None
    assert calendar.get_payload(decode=True).decode() == a_letter().calendar


def test_a_mail_without_a_calendar_has_two_alternatives():
    mail = read(render(a_mail(), a_letter(calendar=None, method=None)))

    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_the_calendar_may_come_once_more_as_a_file():
    mail = read(render(a_mail(), a_letter(), ics_attachment=True))
    body, file = mail.iter_parts()

    assert (mail.get_content_type(), body.get_content_type()) == ("multipart/mixed", "multipart/alternative")
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_payload(decode=True).decode() == a_letter().calendar


@pytest.mark.parametrize("ics_attachment", [False, True])
def test_the_same_mail_is_the_same_bytes(ics_attachment):
    once = render(a_mail(), a_letter(), ics_attachment=ics_attachment)

    assert once == render(a_mail(), a_letter(), ics_attachment=ics_attachment)
    assert once.count(b"\n") == once.count(b"\r\n")
    assert max(map(len, once.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "name", ['Dr. "B"; S.T.', "A\r\nBcc: mallory@example.com", "👩\u200d🏫", "x" * 300, "\ud800", ""]
)
def test_no_name_or_text_forges_a_header(name):
    mail = read(render(replace(a_mail(), to_name=name), a_letter(subject=name, text=name, html=name)))

    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == ["ratna@kampus.ac.id"]
    assert len(list(mail.iter_parts())) == 3


LONG = (
    "Dr. Ir. Bambang, MCP, Ph.D., Guru Besar, Jawa Barat",
    "Prof. Dr. Ir. H. Bambang Sutrisno, M.Sc., Ph.D., IPU, ASEAN Eng., Guru Besar Tata Kota, Jawa Barat",
    "Ketua <ketua@dinas.example> Panitia, Seksi <x@y.example> Undangan",
    "Sri Rahayu É, M.Si., <sri@alias.example>, Bidang Informatika, Dinas Komunikasi, Kabupaten Jepara, Jawa Tengah",
    "a@b.example",
)


@pytest.mark.parametrize("name", LONG)
def test_one_recipient_stays_one_however_its_name_is_folded(name):
    written = render(replace(a_mail(), to_name=name), a_letter())
    (line,) = re.findall(rb"^To:(?:.*\r\n)(?:[ \t].*\r\n)*", written, re.MULTILINE)
    ((shown, address),) = getaddresses([str(message_from_bytes(written)["To"])])

    assert address == "ratna@kampus.ac.id"
    assert str(make_header(decode_header(re.sub(r"\r\n(?=[ \t])", "", shown)))) == name
    assert [one.addr_spec for one in read(written)["To"].addresses] == [address]
    assert all(part.strip() and len(part) <= 78 for part in line.split(b"\r\n")[:-1])


@pytest.mark.parametrize(
    "subject",
    [
        "Undangan sesi penilaian: Kabupaten Jepara, Minggu, 28 Maret 2027, 08.30 WITA",
        "Undangan sesi penilaian: Kabupaten Siau Tagulandang Biaro, Minggu, 28 Maret 2027, 08.30 WITA (07.30 WIB)",
        "Sesi É: " + "Kabupaten Jepara – Jawa Tengah, " * 4,
        "x" * 300,
        "=?utf-8?q?bukan?= kata bersandi",
    ],
)
def test_no_line_of_a_subject_is_empty_and_it_is_read_as_written(subject):
    written = render(a_mail(), a_letter(subject=subject))
    (line,) = re.findall(rb"^Subject:(?:.*\r\n)(?:[ \t].*\r\n)*", written, re.MULTILINE)

    assert re.match(rb"Subject: \S", line)
    assert all(part.strip() for part in line.split(b"\r\n")[:-1])
    assert read(written)["Subject"] == subject.strip()


def test_a_thread_names_its_first_mail_and_the_one_before():
    mail = read(render(a_mail(), a_letter(references=("<1@x.id>", "<2@x.id>"))))

    assert (mail["In-Reply-To"], mail["References"]) == ("<2@x.id>", "<1@x.id> <2@x.id>")


def test_nothing_is_sent_to_what_is_no_address():
    with pytest.raises(ValueError, match="not a mail address"):
        render(replace(a_mail(), to_address="ratna@kampus.ac.id, mallory@example.com"), a_letter())


def test_links_are_filled_in_the_texts_and_never_in_the_calendar():
    letter = a_letter(text="Masuk: {{enter}}", html="<a href='{{enter}}'>", calendar="{{enter}}")

    filled = letter.filled({"{{enter}}": "https://sidang.example/enter/abc"})

    assert filled.text == "Masuk: https://sidang.example/enter/abc"
    assert filled.html == "<a href='https://sidang.example/enter/abc'>"
    assert filled.calendar == "{{enter}}"
