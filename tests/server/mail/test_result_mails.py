"""What regencies and the secretariat are told about published results, in both languages."""

from dataclasses import replace

import pytest
from samples.invites import BOOKED_AT
from samples.mails import a_mail

from server.mail.compose import ENTER, letter
from sessions.values.itip import Party

ORGANIZER = Party("Sekretariat Smart City", "sidang@example.go.id")
PUBLIC_URL = "https://sidang.example"
RESULT = {"rank": 3, "index": 78.44, "band": {"id": "Hampir siap", "en": "Nearly ready"}, "of": 514}
OBJECTION = {"text": "Nilai anggaran <keliru>.", "by": "Kontak Jepara"}
ANSWERED = {"text": "Nilai anggaran keliru.", "answer": "Sudah diperiksa.", "outcome": "rejected"}
RELEASE = {
    "version": 2,
    "reason": "Nilai terlambat diterima.",
    "published_at": "2026-12-20T02:00:00Z",
    "objections_until": "2026-12-27T16:59:59Z",
    "digest": "ab" * 32,
}


def a_letter_of(kind, *, language="id", **more):
    facts = {
        "kind": kind,
        "person": {"id": "01", "name": "Ani", "role": "contact", "timezone": "Asia/Jayapura", "language": language},
        "programme": {"id": "p1", "name": "Gerakan Menuju Smart City", "timezone": "Asia/Jakarta"},
        "regency": {"code": "33.20", "name": "Kabupaten Jepara"},
        "release": RELEASE,
        **more,
    }
    mail = replace(a_mail(), kind=kind, cause="version 2", facts=facts, session=None, written_at=BOOKED_AT)
    return letter(mail, ORGANIZER, public_url=PUBLIC_URL)


def test_a_regency_is_told_its_index_its_rank_where_to_read_on_and_until_when_it_may_object():
    text = a_letter_of("results", result=RESULT).text

    assert "78,4 (Hampir siap)" in text
    assert "3 dari 514" in text
    assert "Senin, 28 Desember 2026, 01.59 WIT (Min 27 Des, 23.59 WIB)" in text
    assert "Nilai terlambat diterima." in text
    assert f"{ENTER}?next=/programmes/p1/results/regencies/33.20" in text  # who reads it there need not sign in first


def test_it_says_the_same_in_english():
    english = a_letter_of("results", language="en", result=RESULT)

    assert "78.4 (Nearly ready)" in english.text and "3 of 514" in english.text
    assert english.subject == "Result of Kabupaten Jepara, objections until Mon 28 Dec, 01:59 WIT"


def test_the_secretariat_is_told_of_an_objection_in_the_regencys_words():
    written = a_letter_of("objection", objection=OBJECTION)

    assert "Nilai anggaran <keliru>." in written.text
    assert "&lt;keliru&gt;" in written.html
    assert f"{PUBLIC_URL}/programmes/p1/results/publication" in written.text
    assert ENTER not in written.text


@pytest.mark.parametrize(("outcome", "word"), [("rejected", "ditolak"), ("upheld", "diterima")])
def test_a_regency_is_told_the_answer_to_its_objection(outcome, word):
    text = a_letter_of("objection-answered", objection=ANSWERED | {"outcome": outcome}).text

    assert word in text and "Sudah diperiksa." in text
